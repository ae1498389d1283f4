import { DevOpsError } from "../../../base/errors.ts";
import { type TrailEvent, isDenied } from "../model.ts";

/** What the service looks up by (API reference, LookupAttribute). */
export type AttributeKey = "AccessKeyId" | "EventId" | "EventName" | "EventSource" | "ReadOnly" | "ResourceName" | "ResourceType" | "Username";

/** What is asked of the event history. */
export interface Query {
  /** The service takes one. */
  readonly attribute: { readonly key: AttributeKey; readonly value: string } | undefined;
  /** Epoch milliseconds. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The rest, which is looked at here. */
  readonly fits: (event: TrailEvent) => boolean;
}

/** What a filter's words ask of the service, that which finds least first. */
const ATTRIBUTES: readonly (readonly [word: string, key: AttributeKey])[] = [
  ["id", "EventId"], ["resource", "ResourceName"], ["key", "AccessKeyId"], ["user", "Username"], ["event", "EventName"],
  ["type", "ResourceType"], ["service", "EventSource"],
];
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** An operation's name, in a word that says nothing else: `UpdateService`. */
const OPERATION = /^[A-Z][a-z]+[A-Z]\w*$/;

/**
 * Reads a filter: `user:ana.ferreira write last:2h`. Without one the changes are asked for.
 * @throws DevOpsError where a word is not understood
 */
export function readQuery(filter: string | undefined, now: number): Query {
  if (filter === undefined || filter.trim() === "") return { attribute: READ_ONLY.write, from: undefined, to: undefined, fits: () => true };
  const named = new Map<string, string>();
  const flags = new Set<string>();
  let [from, to]: (number | undefined)[] = [];
  for (const [, word = "", quoted, plain, bare = ""] of filter.matchAll(/(?:(\w+):(?:"([^"]*)"|(\S+)))|(\S+)/g)) {
    const value = quoted ?? plain ?? "";
    if (FLAGS.has(bare.toLowerCase())) flags.add(bare.toLowerCase());
    else if (bare !== "") named.set(OPERATION.test(bare) ? "event" : "resource", bare);
    else if (word === "last") from = now - timeSpan(value);
    else if (word === "since") from = timeOf(value);
    else if (word === "until") to = timeOf(value);
    else if (ATTRIBUTES.some(([known]) => known === word)) named.set(word, value);
    // an ARN is a name, though it looks like a word and its value
    else named.set("resource", `${word}:${value}`);
  }
  const [asked, ...others] = ATTRIBUTES.filter(([word]) => named.has(word));
  const wantsChanges = flags.has("write") || (asked === undefined && !flags.has("all") && !flags.has("failed") && !flags.has("denied") && !flags.has("read"));
  const tests: ((event: TrailEvent) => boolean)[] = others.map(([word]) => (event) => isMeant(event, word, named.get(word) ?? ""));
  if (flags.has("failed")) tests.push(({ error }) => error !== undefined);
  if (flags.has("denied")) tests.push(isDenied);
  if (flags.has("read")) tests.push(({ isRead }) => isRead);
  if (wantsChanges) tests.push(({ isRead }) => !isRead);
  const flag = flags.has("read") ? READ_ONLY.read : wantsChanges ? READ_ONLY.write : undefined;
  const attribute = asked === undefined ? flag : { key: asked[1], value: sent(asked[0], named.get(asked[0]) ?? "") };
  return { attribute, from, to, fits: (event) => tests.every((test) => test(event)) };
}

const READ_ONLY = { read: { key: "ReadOnly", value: "true" }, write: { key: "ReadOnly", value: "false" } } as const;
const FLAGS: ReadonlySet<string> = new Set(["all", "read", "write", "failed", "denied"]);

/** A service is asked for by the host that it records: `ecs.amazonaws.com`. */
function sent(word: string, value: string): string {
  return word === "service" && !value.includes(".") ? `${value}.amazonaws.com` : value;
}

function isMeant(event: TrailEvent, word: string, value: string): boolean {
  switch (word) {
    case "user":
      return event.user === value;
    case "event":
      return event.name === value;
    case "type":
      return event.resources.some(({ type }) => type === value);
    case "service":
      return event.service === value.replace(/\..*/, "");
    case "resource":
      return event.resources.some(({ name }) => name === value);
    default:
      return true;
  }
}

/** `90m`, `2h`, `3d` in milliseconds. @throws DevOpsError */
function timeSpan(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const span = UNITS[unit];
  if (span === undefined) throw misread(`“last:${text}” is no time: m, h or d stand behind a number, as in last:2h`);
  return Number(count) * span;
}

/** A date, or a date and a time of this machine's clock. @throws DevOpsError */
function timeOf(text: string): number {
  // a date alone would be one of Greenwich
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (Number.isNaN(at)) throw misread(`“${text}” is no time: give a date, or a date and a time, as in since:2026-11-26T09:00`);
  return at;
}

function misread(why: string): DevOpsError {
  return new DevOpsError({ kind: "invalid", tried: "filter the events", why });
}
