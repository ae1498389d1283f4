import type { Entry } from "./document/entry.ts";
import type { Range } from "./syntax/tree.ts";

/**
 * Something that is wrong with a template. Codes are those of cfn-lint where it has a rule for the same thing, so that
 * what users know, and what their templates tell it to ignore, holds here too.
 */
export interface Finding extends Range {
  readonly code: string;
  readonly message: string;
  /** Where cfn-lint tells it, which linters' users go by: an offset in the entry. The range is what an editor marks. */
  readonly told: number;
  /** Another entry in which it stands, and whose places these are: whoever found it had asked for all of that entry. */
  readonly elsewhere?: Entry;
  /** The word that is wrong, and what may have been meant: searched only for findings that somebody sees. */
  readonly meant?: Meant;
}

/** A word and the words of which it may be a misspelling. */
export interface Meant {
  readonly word: string;
  readonly among: readonly Words[];
}

/** A list of words. The same object is the same list: what was found in it is remembered. */
export type WordList = ReadonlySet<string> | readonly string[];

/** A list of words that may become another one. */
export interface Words {
  readonly list: WordList;
}

/** A finding, whose places count from an entry's beginning, with that entry. */
export interface PlacedFinding {
  readonly entry: Entry;
  readonly finding: Finding;
}
