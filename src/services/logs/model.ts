import { type AccountContext, parseContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import type { PageOf } from "../../base/pages.ts";
import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";
import { formatBytes, plural } from "../../base/text.ts";
import { formatAgo } from "../../base/time.ts";

/** A log group as far as the list tells; a search by substring tells the name and the ARN alone. */
export interface LogGroup {
  readonly name: string;
  /** Without `:*` at its end. */
  readonly arn: string | undefined;
  readonly storedBytes: number | undefined;
  /** Left out: kept for ever. `retentionKnown` says whether the answer told. */
  readonly retentionDays: number | undefined;
  readonly retentionKnown: boolean;
  /** As AWS spells it: `STANDARD`, `INFREQUENT_ACCESS`; undefined where the answer did not tell. */
  readonly logClass?: string | undefined;
}

/** A log group's class in words; undefined for Standard, and where it is not known. */
export function describeClass(logClass: string | undefined): string | undefined {
  if (logClass === undefined || logClass === "STANDARD") return undefined;
  const words = logClass.toLowerCase().replaceAll("_", " ");
  return words.replace(/(^| )[a-z]/g, (letter) => letter.toUpperCase());
}

/** What stands behind a group's name: its size and how long it is kept, as far as the list told. */
export function factsOfGroup({ logClass, storedBytes, retentionDays, retentionKnown }: LogGroup): readonly (string | undefined)[] {
  return [
    describeClass(logClass),
    storedBytes === undefined || storedBytes === 0 ? undefined : formatBytes(storedBytes),
    retentionDays !== undefined ? `kept ${plural(retentionDays, "day")}` : retentionKnown ? "never expires" : undefined,
  ];
}

/** When a stream was last written, as far as AWS knows: it learns of it up to an hour late. Epoch milliseconds. */
export function lastWritten(lastEvent: number | undefined, now: number): string {
  return lastEvent === undefined ? "no events" : formatAgo(lastEvent, now);
}

/** What reads a log group of another class than Standard ("Log classes", CloudWatch Logs user guide). */
export function classRemedy(logClass: string | undefined): string {
  return logClass === "DELIVERY"
    ? "Its lines go to Amazon S3 or Data Firehose and are read there."
    : "Only Logs Insights reads this class: open it in the console.";
}

/** A log stream. Times in epoch milliseconds; both are missing until the first event was taken in. */
export interface LogStream {
  readonly group: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly firstEvent: number | undefined;
  readonly lastEvent: number | undefined;
}

/** One log event. Times in epoch milliseconds. */
export interface LogEvent {
  readonly timestamp: number;
  readonly ingested: number;
  readonly message: string;
  readonly stream: string;
  /** Unique in the group; only FilterLogEvents tells it. */
  readonly id?: string;
}

export interface StreamEventsRequest {
  readonly group: string;
  readonly stream: string;
  /** Inclusive, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Inclusive, epoch milliseconds. */
  readonly to?: number | undefined;
  readonly token?: string | undefined;
  /** Whether the earliest come first, and the token is a forward one. */
  readonly forward: boolean;
  /** 1 to 10,000. */
  readonly limit: number;
}

export interface StreamEventsPage {
  readonly events: readonly LogEvent[];
  /** The tokens stay the same where nothing more lies in their direction. */
  readonly forward: string | undefined;
  readonly backward: string | undefined;
}

export interface FilterEventsRequest {
  readonly group: string;
  readonly stream?: string | undefined;
  readonly pattern?: string | undefined;
  /** Inclusive, epoch milliseconds. */
  readonly from?: number | undefined;
  /** Inclusive, epoch milliseconds. */
  readonly to?: number | undefined;
  readonly token?: string | undefined;
  readonly newestFirst: boolean;
  /** 1 to 10,000. */
  readonly limit: number;
}

/** The two calls that read events. A page without events may still have a successor. */
export interface EventReader {
  /** AWS's clock, epoch milliseconds; this computer's where nothing answered yet. */
  now?(): number;
  /** Without a token: the newest events, or the first ones. Events ascend in time. @throws DevOpsError */
  streamEvents(request: StreamEventsRequest, signal: AbortSignal): Promise<StreamEventsPage>;
  /** Events in the order of the answer. @throws DevOpsError */
  filterEvents(request: FilterEventsRequest, signal: AbortSignal): Promise<PageOf<LogEvent>>;
}

/** The group and stream that an ARN of CloudWatch Logs names; undefined where it names something else. */
export function parseLogResource(ref: ResourceRef): { group: string; stream?: string } | undefined {
  if (ref.service !== "logs") return undefined;
  const match = /^log-group:([^:]+)(?::(?:\*|log-stream:(.+)))?$/.exec(ref.resource);
  if (match === null) return undefined;
  const [, group = "", stream] = match;
  return stream === undefined || stream === "*" ? { group } : { group, stream };
}

/** The ARN's parts of a group or stream. The account is empty until somebody fills it in. */
export function logResource(region: string, group: string, stream?: string): ResourceRef {
  const resource = stream === undefined ? `log-group:${group}` : `log-group:${group}:log-stream:${stream}`;
  return { partition: partitionOf(region), service: "logs", region, account: "", resource };
}

/** The console's page of a group or stream. Its fragment wants names encoded twice, with `$` for `%`. */
export function logConsolePath(group: string, stream?: string): string {
  const encode = (name: string) => encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");
  const page = `cloudwatch/home#logsV2:log-groups/log-group/${encode(group)}`;
  return stream === undefined ? page : `${page}/log-events/${encode(stream)}`;
}

/** How a search text for groups is sent: AWS takes a prefix or a (case-sensitive) substring, never both. */
export type GroupSearch = { readonly prefix: string } | { readonly substring: string } | undefined;

/** A text that starts with a slash or ends with a star is a prefix; anything else may stand anywhere in the name. */
export function groupSearch(text: string | undefined): GroupSearch {
  const trimmed = text?.trim() ?? "";
  if (trimmed === "" || trimmed === "*") return undefined;
  if (trimmed.endsWith("*")) return { prefix: trimmed.slice(0, -1) };
  return trimmed.startsWith("/") ? { prefix: trimmed } : { substring: trimmed };
}

/** The last part of a name, which tells more than its beginning where there is little room. */
export function lastPart(name: string): string {
  const parts = name.split("/").filter((part) => part !== "");
  return parts.at(-1) ?? name;
}

/** The tab's title of a log. */
export function logTitle(location: Pick<LogLocation, "group" | "stream" | "title">): string {
  if (location.title !== undefined) return location.title;
  return location.stream === undefined ? lastPart(location.group) : `${lastPart(location.group)} · ${lastPart(location.stream)}`;
}

/** A location as a panel's address: only what tells one log from another, always in the same order. */
export function logAddress(location: LogLocation): LogLocation {
  const { origin, profile, region } = location.context;
  return {
    context: { origin, profile, region },
    group: location.group,
    ...(location.stream === undefined ? {} : { stream: location.stream }),
    ...(location.from === undefined ? {} : { from: location.from }),
    ...(location.to === undefined ? {} : { to: location.to }),
    ...(location.pattern === undefined ? {} : { pattern: location.pattern }),
    ...(location.title === undefined ? {} : { title: location.title }),
  };
}

/** Reads a stored address; undefined where it is none. */
export function parseLogAddress(value: unknown): LogLocation | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { context, group, stream, from, to, pattern, title } = value as Partial<Record<keyof LogLocation, unknown>>;
  const parsed: AccountContext | undefined = parseContext(context);
  if (parsed === undefined || typeof group !== "string" || group === "") return undefined;
  return logAddress({
    context: parsed,
    group,
    ...(typeof stream === "string" ? { stream } : {}),
    ...(typeof from === "number" ? { from } : {}),
    ...(typeof to === "number" ? { to } : {}),
    ...(typeof pattern === "string" ? { pattern } : {}),
    ...(typeof title === "string" ? { title } : {}),
  });
}

/** Which part of a log is shown: everything, the last so many milliseconds, or from one time to another. */
export type LogRange =
  | { readonly kind: "all" }
  | { readonly kind: "last"; readonly ms: number }
  | { readonly kind: "exact"; readonly from?: number | undefined; readonly to?: number | undefined };

/**
 * What AWS leaves out when it refuses a pattern: a term with other characters than letters, digits and `_` has to stand
 * in double quotes ("Filter pattern syntax", CloudWatch Logs user guide). Undefined where no term is of that kind.
 */
export function quotingHint(pattern: string): string | undefined {
  if (/^[{[]/.test(pattern.trim())) return undefined;
  const bare = pattern.split(/\s+/).map((term) => term.replace(/^[-?]/, ""));
  const found = bare.find((term) => term !== "" && !/^["%]|["%]$/.test(term) && !/^[\p{L}\p{N}_]+$/u.test(term));
  return found === undefined ? undefined : `Put it in double quotes: "${found.slice(0, 80)}".`;
}

/** What find looks for. */
export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
  readonly isRegExp: boolean;
}

/** The expression of a query, global; undefined where nothing is looked for. @throws SyntaxError */
export function findExpression(query: FindQuery): RegExp | undefined {
  if (query.text === "") return undefined;
  const source = query.isRegExp ? query.text : query.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(source, query.matchCase ? "gu" : "giu");
}
