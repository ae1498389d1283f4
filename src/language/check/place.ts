import type { Range } from "../syntax/tree.ts";
import type { Member, Value } from "../model/value.ts";

/** An entry's key and its value. */
export interface Rooted {
  readonly key: Range;
  readonly value: Value;
}

/**
 * Where cfn-lint tells something: at the last key of the path that is written as such, or at an item of a list. What short
 * forms make has no place, so it is told at the key that they stand behind. Templates say which lines to ignore by that.
 */
export function placeOf({ key, value }: Rooted, path: readonly (string | number)[]): Range {
  return locate(value, path, 0) ?? key;
}

function locate(value: Value, path: readonly (string | number)[], at: number): Range | undefined {
  const key = path[at];
  if (key === undefined) return undefined;
  if (value.kind === "list") {
    const item = typeof key === "number" ? value.items[key] : undefined;
    if (item === undefined) return undefined;
    return at === path.length - 1 ? (item.isMarked ? item : undefined) : locate(item, path, at + 1);
  }
  const member: Member | undefined = value.kind === "map" ? value.members.get(String(key)) : undefined;
  if (member === undefined) return undefined;
  // a key that is no text has no place for cfn-lint, as in `{ 32: a }`
  return (at === path.length - 1 ? undefined : locate(member.value, path, at + 1)) ?? (member.isNoText === true ? undefined : member.key);
}

/**
 * What an editor marks: the word that is wrong where it can be found, of a mapping its first key, and no more than a line.
 * @param text what the places are in
 */
export function markOf(place: Range, { value }: Rooted, text: string, wanted?: Range & { readonly word?: string }): Range {
  if (wanted !== undefined) return wordIn(wanted, text);
  const first = firstKeyAt(value, place);
  if (first !== undefined) return first;
  const end = text.indexOf("\n", place.start);
  return end === -1 || end >= place.end || end === place.start ? place : { start: place.start, end };
}

/** A word in a range, or what is inside the quotes there. */
function wordIn({ start, end, word }: Range & { readonly word?: string }, text: string): Range {
  const at = word === undefined || word === "" ? -1 : text.slice(start, end).lastIndexOf(word);
  if (word !== undefined && at !== -1) return { start: start + at, end: start + at + word.length };
  const isQuoted = end - start > 1 && /["']/.test(text[start] ?? "") && text[start] === text[end - 1];
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The first key of the mapping that is at a place. */
function firstKeyAt(value: Value, place: Range): Range | undefined {
  if (value.kind === "scalar" || place.start < value.start || place.start >= value.end) return undefined;
  if (value.kind === "map" && value.start === place.start && value.end === place.end) {
    const [first] = value.members.values();
    return first?.key;
  }
  const inner = value.kind === "list" ? value.items : [...value.members.values()].map((member) => member.value);
  for (const one of inner) {
    const found = firstKeyAt(one, place);
    if (found !== undefined) return found;
  }
  return undefined;
}
