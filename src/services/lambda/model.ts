import { isMembers, membersOf, parsedJson, textOf } from "../../base/json.ts";
import { type ResourceRef, parseArn, partitionOf } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";
import { joined } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";

export interface Func {
  readonly name: string;
  readonly arn: string;
  /** Undefined of one whose code is an image. */
  readonly runtime: string | undefined;
  readonly isImage: boolean;
  /** MB. */
  readonly memory: number | undefined;
  /** The ARN of what it acts as. */
  readonly role: string | undefined;
  readonly description: string | undefined;
  /** Epoch milliseconds, as all times here. */
  readonly modifiedAt: number | undefined;
}

/** What only a function's own configuration tells. */
export interface FuncState {
  readonly state: string | undefined;
  readonly stateReason: string | undefined;
  readonly update: string | undefined;
  readonly updateReason: string | undefined;
}

export interface Version {
  /** A number, or `$LATEST`. */
  readonly version: string;
  readonly description: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  readonly modifiedAt: number | undefined;
}

/** Where an alias sends its calls. */
export interface Traffic {
  readonly version: string;
  /** The other version, and its share: 0 to 1. */
  readonly other?: { readonly version: string; readonly weight: number } | undefined;
}

export interface Alias extends Traffic {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** A write that names an old one is refused. */
  readonly revision: string | undefined;
}

/** A line of what a function is made of, or is called by: what it leads to where it names something. Never a variable's value. */
export interface Part {
  readonly key: string;
  readonly label: string;
  readonly facts: readonly (string | undefined)[];
  readonly ref: ResourceRef | undefined;
  readonly standing?: Standing;
}

/** What one call of a function came to. */
export interface Invocation {
  readonly version: string | undefined;
  /** `Unhandled` or `Handled`: HTTP says 200 all the same. */
  readonly error: string | undefined;
  readonly answer: string;
  /** The last 4 KB of its log. */
  readonly tail: string;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly at: number;
  /** Milliseconds from the call to its answer. */
  readonly took: number;
}

/** When runtimes were, or will be, deprecated ("Lambda runtimes", Lambda developer guide). */
const DEPRECATED: Readonly<Record<string, string>> = {
  "dotnet6": "2024-12-20",
  "dotnet8": "2026-11-10",
  "dotnetcore3.1": "2023-04-03",
  "go1.x": "2024-01-08",
  "java8": "2024-01-08",
  "nodejs14.x": "2023-12-04",
  "nodejs16.x": "2024-06-12",
  "nodejs18.x": "2025-09-01",
  "nodejs20.x": "2026-04-30",
  "provided": "2024-01-08",
  "python3.7": "2023-12-04",
  "python3.8": "2024-10-14",
  "python3.9": "2025-12-15",
  "python3.10": "2026-10-31",
  "ruby2.7": "2023-12-07",
  "ruby3.2": "2026-03-31",
};

/** Since when a runtime is deprecated; undefined while it is not. @param now epoch milliseconds */
export function deprecatedSince(runtime: string | undefined, now: number): string | undefined {
  const date = runtime === undefined ? undefined : DEPRECATED[runtime];
  return date !== undefined && Date.parse(date) <= now ? date : undefined;
}

/** How a function stands: undefined where nothing says that it does not work. */
export function standingOfFunction({ runtime }: Func, { state, update }: Partial<FuncState>, now: number): Standing | undefined {
  if (state === "Failed" || update === "Failed") return "failed";
  if (state === "Pending" || update === "InProgress") return "running";
  return deprecatedSince(runtime, now) === undefined ? undefined : "warned";
}

export function percent(weight: number): string {
  return `${Math.round(weight * 1000) / 10} %`;
}

/** `90 % version 7, 10 % version 8`. */
export function trafficText({ version, other }: Traffic): string {
  const main = `${percent(1 - (other?.weight ?? 0))} ${versionText(version)}`;
  return other === undefined ? main : `${main}, ${percent(other.weight)} ${versionText(other.version)}`;
}

export function versionText(version: string): string {
  return version === "$LATEST" ? "$LATEST" : `version ${version}`;
}

export function isSame(a: Traffic, b: Traffic): boolean {
  return a.version === b.version && a.other?.version === b.other?.version && a.other?.weight === b.other?.weight;
}

/** An alias with a share of its calls sent to another version. @param share per cent; all of it makes the other one the only */
export function shifted({ version }: Traffic, other: string, share: number): Traffic {
  return share >= 100 ? { version: other } : { version, other: { version: other, weight: share / 100 } };
}

/** Whether there may be something to go back to: what is half shifted, or stands on a version that has others before it. */
export function canRollBack({ version, other }: Traffic): boolean {
  return other !== undefined || Number(version) > 1;
}

/** Why a text is no event for a function; undefined: it is. A call takes 6 MB ("Lambda quotas"). */
export function payloadProblem(text: string): string | undefined {
  if (new TextEncoder().encode(text).length > 6 * 1024 * 1024) return "A call takes 6 MB at most";
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : "it cannot be read"}`;
  }
}

/** What an error that a function threw says of itself: `TypeError: …`. */
export function thrown({ answer, error }: Invocation): string {
  const { errorType, errorMessage } = membersOf(parsedJson(answer));
  const told = joined([errorType, errorMessage].filter((part) => typeof part === "string"), ": ");
  return told === "" ? (error ?? "") : told;
}

/** An invocation as a text to read. */
export function invocationText(name: string, { answer, tail, ...one }: Invocation, pretty: (value: unknown) => string): string {
  const outcome = one.error === undefined ? "succeeded" : `failed (${one.error})`;
  const facts = [
    `${name} ${outcome}${one.version === undefined ? "" : `, ${versionText(one.version)}`}`,
    `Invoked ${formatDateTime(one.at)}, answered after ${one.took} ms`,
    one.requestId && `Request id ${one.requestId}`,
    one.traceId && `Trace ${one.traceId}`,
  ];
  return `${joined(facts, "\n")}\n\n--- Answer\n${prettyJson(answer, pretty)}\n\n--- The end of its log\n${tail}\n`;
}

function prettyJson(text: string, pretty: (value: unknown) => string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

export function functionRef(region: string, name: string, qualifier?: string): ResourceRef {
  const resource = `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`;
  return { partition: partitionOf(region), service: "lambda", region, account: "", resource };
}

/** The name, and the version or alias, of a function's ARN; undefined where it is none. */
export function partsOf({ service, resource }: ResourceRef): { readonly name: string; readonly qualifier: string | undefined } | undefined {
  const [kind, name, qualifier] = resource.split(":");
  return service === "lambda" && kind === "function" && name !== undefined ? { name, qualifier } : undefined;
}

/** Aliases have names that no version has. */
export function isVersion(qualifier: string): boolean {
  return qualifier === "$LATEST" || /^\d+$/.test(qualifier);
}

/** What a function is called by, from the statements of its policy. @param policy JSON */
export function callersOf(policy: string): Part[] {
  const { Statement = [] } = JSON.parse(policy) as { readonly Statement?: readonly Record<string, unknown>[] };
  return Statement.map((one, index) => {
    const principal = one["Principal"];
    const who = textOf(isMembers(principal) ? Object.values(principal)[0] : principal) ?? "";
    const arn = /"(arn:[^"]+)"/.exec(JSON.stringify(one["Condition"] ?? {}))?.[1];
    const ref = arn === undefined ? undefined : parseArn(arn);
    const label = ref === undefined ? who : ref.resource;
    return { key: `policy ${textOf(one["Sid"]) ?? index}`, label, facts: [ref === undefined ? "may invoke it" : who], ref };
  });
}
