import type { Located, Stack, StackResource } from "../model.ts";

/** What a stack made of a resource, and what it is now; of one that is not as its template says. */
export interface Drifted extends Located {
  /** `MODIFIED` or `DELETED`. */
  readonly status: string;
  /** Properties as JSON: as the template says, and as they are; undefined of one that is gone. */
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  readonly differences: readonly Difference[];
  /** When it was looked at, in epoch milliseconds. */
  readonly at: number | undefined;
}

export interface Difference {
  /** `/SecurityGroupIngress/0/CidrIp` */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** How far a look for drift is. */
export interface Detection {
  readonly isDone: boolean;
  /** Why it failed; undefined where it has not. */
  readonly failure: string | undefined;
  /** How many resources are not as the template says. */
  readonly drifted: number;
}

/** An output that other stacks can import. */
export interface StackExport {
  readonly name: string;
  readonly value: string;
  readonly output: string;
}

/** A stack that imports an export. */
export interface Importer {
  readonly name: string;
}

/** Statuses in which drift can be looked for (user guide, "Detect unmanaged configuration changes"). */
export function canDetectDrift({ status }: Pick<Stack, "status">): boolean {
  return /^((CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE|UPDATE_ROLLBACK_FAILED)$/.test(status);
}

/** `drifted`, `in sync`; undefined where nobody has looked. */
export function driftText({ drift }: Pick<Stack, "drift">): string | undefined {
  return drift === undefined || drift.status === "NOT_CHECKED" ? undefined : drift.status.toLowerCase().replaceAll("_", " ");
}

export function exportsOf({ outputs }: Pick<Stack, "outputs">): StackExport[] {
  return outputs.flatMap(({ name, value, exportName }) => (exportName === undefined ? [] : [{ name: exportName, value, output: name }]));
}

/** Whether it can be deleted as far as its status tells; a nested stack goes with the one that holds it. */
export function canDelete({ status, parentId }: Pick<Stack, "status" | "parentId">): boolean {
  return parentId === undefined && (!status.endsWith("_IN_PROGRESS") || status === "REVIEW_IN_PROGRESS") && status !== "DELETE_COMPLETE";
}

export function canContinue({ status }: Pick<Stack, "status">): boolean {
  return status === "UPDATE_ROLLBACK_FAILED";
}

/** Resources that stay when their stack is deleted, by their names; what does not is not told of others. */
export type Kept = ReadonlyMap<string, string>;

/** What a template says of a resource, as far as it decides what becomes of it. */
interface Fate {
  policy: string | undefined;
  /** Whether it is a part of a database cluster. */
  isInCluster: boolean;
}

/**
 * The deletion policies of a template that keep something, written or not: databases leave a snapshot where nothing else is
 * said ("DeletionPolicy attribute", CloudFormation user guide). It is a look at lines, not a parse: in YAML it finds what
 * stands in blocks, as every tool writes it. @param template as macros have made it
 */
export function keptBy(template: string, resources: readonly Pick<StackResource, "logicalId" | "type">[]): Kept {
  const ids = new Set(resources.map(({ logicalId }) => logicalId));
  const fates = template.trimStart().startsWith("{") ? ofJson(template) : ofYaml(template, ids);
  const policies = resources.flatMap(({ logicalId, type }): [string, string][] => {
    const fate = fates?.get(logicalId);
    const isDatabase = type === "AWS::RDS::DBCluster" || (type === "AWS::RDS::DBInstance" && fate?.isInCluster !== true);
    const policy = fate?.policy ?? (isDatabase && fates !== undefined ? "Snapshot" : undefined);
    return policy === undefined ? [] : [[logicalId, policy]];
  });
  return new Map(policies.filter(([, policy]) => /^(Retain|Snapshot)/.test(policy)));
}

/** Undefined where it cannot be read. */
function ofJson(template: string): Map<string, Fate> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(template);
  } catch {
    return undefined;
  }
  interface Body {
    readonly DeletionPolicy?: unknown;
    readonly Properties?: object | null;
  }
  const { Resources: resources } = json as { readonly Resources?: Readonly<Record<string, Body | null>> };
  return new Map(
    Object.entries(resources ?? {}).map(([id, body]) => {
      const policy = typeof body?.DeletionPolicy === "string" ? body.DeletionPolicy : undefined;
      return [id, { policy, isInCluster: Object.keys(body?.Properties ?? {}).includes("DBClusterIdentifier") }];
    }),
  );
}

function ofYaml(template: string, ids: ReadonlySet<string>): Map<string, Fate> {
  const found = new Map<string, Fate>();
  let at: { readonly id: string; readonly indent: number } | undefined;
  for (const line of template.split("\n")) {
    const [, blank = "", key = "", value = ""] = /^(\s*)["']?([A-Za-z0-9]+)["']?\s*:\s*["']?([A-Za-z]*)/.exec(line) ?? [];
    if (key === "") continue;
    const indent = blank.length;
    if (indent > 0 && ids.has(key) && value === "" && (at === undefined || indent <= at.indent)) {
      at = { id: key, indent };
      if (!found.has(key)) found.set(key, { policy: undefined, isInCluster: false });
    } else if (at !== undefined && indent <= at.indent) at = undefined;
    const fate = found.get(at?.id ?? "");
    if (fate !== undefined && key === "DeletionPolicy") fate.policy ??= value;
    if (fate !== undefined && key === "DBClusterIdentifier") fate.isInCluster = true;
  }
  return found;
}
