import type { Range } from "../syntax/tree.ts";
import type { Typing } from "./typing.ts";

/** What a suggestion is, for its icon. */
export type SuggestionKind = "section" | "type" | "property" | "value" | "function" | "parameter" | "resource" | "constant" | "snippet" | "name";

/** Whose documentation belongs to something: it is read when somebody looks at it. */
export interface About {
  readonly type: string;
  /** The definition that the property belongs to; empty for the type's own. */
  readonly owner?: string;
  readonly property?: string;
}

/** Something that may be written at a place. */
export interface Suggestion {
  readonly label: string;
  readonly kind: SuggestionKind;
  readonly detail?: string;
  /** What it takes the place of, in the document. */
  readonly range: Range;
  /** A snippet, with `$1` and the like where it goes on. */
  readonly snippet: string;
  /** What is compared with what is written there. */
  readonly filter: string;
  /** Those with a lower number come first. */
  readonly rank: number;
  /** Whether something is suggested again once it is taken. */
  readonly goesOn: boolean;
  readonly about?: About;
  /** Plain text. */
  readonly documentation?: string;
}

/** So many suggestions are made at once: nobody reads on, and a further key brings others. */
export const MOST_SUGGESTIONS = 100;

/** What may be written, and whether there is more that a further key brings. */
export interface Suggestions {
  readonly items: readonly Suggestion[];
  readonly isIncomplete: boolean;
}

/** The first suggestions that what is written can be the beginning of, those that begin so before those that hold it. */
export function chosen(all: readonly Suggestion[], typed: string): Suggestions {
  const wanted = typed.toLowerCase().replace(/^["']/, "");
  const fits = (text: string): number => {
    const at = text.toLowerCase().indexOf(wanted);
    if (at === 0) return 0;
    if (at > 0) return 1;
    return isSpread(wanted, text.toLowerCase()) ? 2 : 3;
  };
  const found = all.map((item) => ({ item, fit: fits(item.filter.replace(/^["']/, "")) })).filter(({ fit }) => fit < 3);
  const sorted = found.toSorted((a, b) => a.fit - b.fit || a.item.rank - b.item.rank);
  return { items: sorted.slice(0, MOST_SUGGESTIONS).map(({ item }) => item), isIncomplete: sorted.length > MOST_SUGGESTIONS };
}

/** Whether all letters of a word stand in a text in their order, as editors search. */
function isSpread(word: string, text: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Text that means nothing to a snippet. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}

/** A suggestion in the place of the word that is typed. */
export function suggest(typing: Typing, item: Pick<Suggestion, "label" | "kind" | "snippet"> & Partial<Suggestion>): Suggestion {
  return { range: typing.range, filter: `${typing.quote}${item.label}`, rank: 5, goesOn: false, ...item };
}

const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

/** A text as it is written in the place of the word that is typed: in quotes where it needs some, or has some. */
export function scalarText(typing: Typing, text: string): string {
  if (typing.isJson || typing.quote === '"') return JSON.stringify(text);
  if (typing.quote === "'") return `'${text.replaceAll("'", "''")}'`;
  const isPlain = /^[A-Za-z_/][\w./+@-]*(?::+[\w./+@-]+)*$/.test(text) && !RESERVED.test(text);
  return isPlain ? text : JSON.stringify(text);
}
