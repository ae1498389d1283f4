import { type AccountContext, contextKey } from "../../base/context.ts";
import type { AttentionItem, OpenHead } from "../../base/contracts.ts";
import { type Standing, rankOf } from "../../base/standing.ts";

/** What a source told, with where it is. */
export interface Entry extends AttentionItem {
  /** Unique over contexts and services. */
  readonly key: string;
  readonly context: AccountContext;
  /** The service's name. */
  readonly title: string;
}

/** An open working copy's commit with what has it: nothing where no pipeline that is watched does. */
export interface HeadEntry {
  readonly head: OpenHead;
  readonly entry: Entry | undefined;
}

/** What the view shows. */
export interface NowList {
  readonly heads: readonly HeadEntry[];
  readonly entries: readonly Entry[];
}

/** What is listed for its own sake. */
const LISTED: readonly Standing[] = ["waiting", "failed", "warned", "undoing", "running"];
/** What asks for somebody. */
export const URGENT: readonly Standing[] = ["waiting", "failed"];
/** How often an id may be remembered as seen. */
const KEPT = 500;

export function entryOf(item: AttentionItem, context: AccountContext, title: string): Entry {
  return { ...item, context, title, key: `${contextKey(context)}/${title}/${item.id}` };
}

/** The most urgent first; of those that stand alike the newest. */
export function mostUrgentFirst(a: Entry, b: Entry): number {
  return rankOf(a.standing) - rankOf(b.standing) || (b.at ?? 0) - (a.at ?? 0) || (a.key < b.key ? -1 : 1);
}

/** What the open commits are in on top, then what fails, waits or runs. Each is there once. */
export function listOf(all: readonly Entry[], heads: readonly OpenHead[]): NowList {
  const sorted = all.toSorted(mostUrgentFirst);
  const ofHeads = heads.flatMap((head): HeadEntry[] => {
    const found = sorted.filter(({ commits = [] }) => commits.includes(head.commit));
    return found.length === 0 ? [{ head, entry: undefined }] : found.map((entry) => ({ head, entry }));
  });
  const shown = new Set(ofHeads.map(({ entry }) => entry?.key));
  const listed = sorted.filter(({ standing }) => LISTED.includes(standing));
  const places = new Set(listed.map(placeOf));
  const isTold = (entry: Entry) => entry.partOf !== undefined && places.has(placeOf({ ...entry, ref: entry.partOf }));
  return { heads: ofHeads, entries: listed.filter((entry) => !shown.has(entry.key) && !isTold(entry)) };
}

/** What an entry opens, without what stands below it: a pipeline's actions are the pipeline's. */
function placeOf({ context, ref }: Pick<Entry, "context" | "ref">): string {
  return `${contextKey(context)} ${ref.service} ${ref.resource.split("/", 1)[0] ?? ""}`;
}

/** What is remembered as seen: an approval that waits in place of a build that ran is news. */
export function seenKey({ key, standing }: Entry): string {
  return `${key} ${standing}`;
}

/** What failed or waits and was not seen yet. */
export function unseen(all: readonly Entry[], seen: ReadonlySet<string>): Entry[] {
  return all.filter((entry) => URGENT.includes(entry.standing) && !seen.has(seenKey(entry)));
}

/** The seen ones with these, the oldest of too many left out. */
export function seenWith(seen: ReadonlySet<string>, entries: readonly Entry[]): ReadonlySet<string> {
  const now = entries.filter(({ standing }) => URGENT.includes(standing)).map(seenKey);
  return new Set([...new Set([...seen].filter((key) => !now.includes(key))), ...now].slice(-KEPT));
}

/** `pushed`, `2 commits not pushed`, `not pushed`. */
export function pushedText({ ahead }: OpenHead): string {
  if (ahead === undefined) return "not pushed";
  return ahead === 0 ? "pushed" : `${ahead} ${ahead === 1 ? "commit" : "commits"} not pushed`;
}

