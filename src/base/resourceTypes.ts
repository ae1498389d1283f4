import { type ResourceRef, parseArn } from "./resourceRef.ts";

/**
 * What is known of the resources of a CloudFormation type, as texts with parts to be filled in: `{id}` the physical id,
 * `{partition}`, `{region}` and `{account}` those of the stack, `{1}`, `{2}` … the parts of the physical id's resource where
 * that is an ARN, and a type (`{AWS::CodeDeploy::Application}`) the physical id of the only resource of it in the same stack.
 */
export interface ResourceType {
  /** Left out where the physical id is the ARN, or does not tell it ("Return values" of the template reference). */
  readonly arn?: string;
  /** The console's page, without host and region; `{$id}`: encoded twice, as the pages of log groups want it. */
  readonly console?: string;
}

/** A resource of a stack, as far as it takes to find it. */
export interface TypedResource {
  readonly type: string;
  /** Undefined or empty until it was made. */
  readonly physicalId: string | undefined;
  /** Physical ids of others in its stack, by type, where its own does not tell all. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** Where a stack is, and with it its resources. */
export type Place = Pick<ResourceRef, "partition" | "region" | "account">;

const PART = /\{([^{}]+)\}/g;

/** The ARN of a resource; undefined where nothing tells it. */
export function refOfType(spec: ResourceType | undefined, resource: TypedResource, place: Place): ResourceRef | undefined {
  const { physicalId = "", beside = {} } = resource;
  const own = parseArn(physicalId);
  if (own !== undefined || physicalId === "" || spec?.arn === undefined) return own;
  const { partition, region, account } = place;
  // names that are paths have their slash in the ARN once: `parameter/app/url` of `/app/url`
  const id = spec.arn.includes("/{id}") ? physicalId.replace(/^\//, "") : physicalId;
  const arn = filled(spec.arn, { ...beside, id, partition, region, account });
  return arn === undefined ? undefined : parseArn(arn);
}

/** The console's page of a resource; undefined where nothing tells it. */
export function pageOfType(spec: ResourceType | undefined, { physicalId = "", beside = {} }: TypedResource): string | undefined {
  if (physicalId === "" || spec?.console === undefined) return undefined;
  const parts = parseArn(physicalId)?.resource.split(/[/:]/) ?? [];
  const id = encodeURIComponent(physicalId);
  const others = Object.entries({ ...beside, ...Object.fromEntries(parts.entries()) });
  const encoded = others.map(([name, value]) => [name, encodeURIComponent(value)]);
  return filled(spec.console, { ...Object.fromEntries(encoded), id, $id: encodeURIComponent(id).replaceAll("%", "$") });
}

/** A resource with what its type's ARN takes of others in the same stack, where there is one of each alone. */
export function withBeside<T extends TypedResource>(spec: ResourceType | undefined, resource: T, resources: readonly TypedResource[]): T & TypedResource {
  const found = missingTypes(spec, resource).flatMap((wanted) => {
    const [only, another] = resources.filter(({ type }) => type === wanted);
    return only?.physicalId === undefined || another !== undefined ? [] : [[wanted, only.physicalId] as const];
  });
  return found.length === 0 ? resource : { ...resource, beside: { ...resource.beside, ...Object.fromEntries(found) } };
}

/** Types of which a resource's ARN takes something that is not known yet. */
export function missingTypes(spec: ResourceType | undefined, { beside = {} }: TypedResource): readonly string[] {
  const named = [...(spec?.arn ?? "").matchAll(PART)].map(([, name = ""]) => name);
  return named.filter((name) => name.includes("::") && beside[name] === undefined);
}

/** Undefined where a part is not known. */
function filled(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let isWhole = true;
  const told = text.replaceAll(PART, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? told : undefined;
}
