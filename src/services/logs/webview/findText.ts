import type { FindQuery } from "../model.ts";
import type { Found } from "../protocol.ts";

export interface FindModel {
  readonly query: FindQuery;
  readonly found: Found | undefined;
  /** Which match is shown, from 1; 0: none. */
  readonly ordinal: number;
  readonly problem: string | undefined;
  readonly hasOlder: boolean;
}

/** `3 of 128 lines`; says when the search is under way or older lines are not loaded. */
export function describeFound({ query, found, ordinal, hasOlder, problem }: FindModel): string {
  if (query.text === "" || found === undefined || problem !== undefined) return "";
  const count = found.count.toLocaleString("en");
  const percent = found.total === 0 ? 100 : Math.floor((found.searched / found.total) * 100);
  const progress = found.isDone ? "" : ` (${percent} %)`;
  if (found.count === 0 && found.isDone) return hasOlder ? "No results in loaded lines" : "No results";
  return ordinal === 0 ? `${count} lines${progress}` : `${ordinal.toLocaleString("en")} of ${count}${progress}`;
}
