import type { Meant, WordList } from "./finding.ts";

/** Names are shorter than this; what is longer was pasted, and comparing it would cost its length squared. */
const LONGEST = 200;

/** So many words are remembered for a list. */
const MOST_REMEMBERED = 2_000;

interface Near {
  readonly word: string;
  readonly distance: number;
}

const REMEMBERED = new WeakMap<WordList, Map<string, Near | undefined>>();

/**
 * What was most likely meant: the word with the fewest edits, if they are few for the length of the word and leave half of it.
 * Case costs nothing. Undefined where none is near. A search over some 1,800 types costs up to milliseconds: answers are
 * remembered for each list, and asked for only where somebody sees them.
 */
export function nearest({ word, among }: Meant): string | undefined {
  let best: Near | undefined;
  for (const { list } of among) {
    const found = nearestIn(word, list);
    if (found !== undefined && (best === undefined || found.distance < best.distance)) best = found;
  }
  return best?.word;
}

/** Whether the answer is remembered, so that it costs nothing. */
export function isRemembered({ word, among }: Meant): boolean {
  return among.every(({ list }) => REMEMBERED.get(list)?.has(word) === true);
}

function nearestIn(word: string, list: WordList): Near | undefined {
  let known = REMEMBERED.get(list);
  if (known === undefined || known.size >= MOST_REMEMBERED) {
    known = new Map();
    REMEMBERED.set(list, known);
  }
  if (!known.has(word)) known.set(word, search(word, list));
  return known.get(word);
}

function search(word: string, candidates: WordList): Near | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(Math.max(2, Math.ceil(word.length / 3)), Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? undefined : { word: best, distance: bestDistance };
}

/** Levenshtein's distance; `limit` or more once it is certain to be at least that. */
function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const cost = Math.min(
        (previous[column - 1] ?? 0) + same,
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
