import type { LineStore } from "./lineStore.ts";
import { stripEscapes } from "./splitLines.ts";
import { rowsOf } from "./view.ts";

/** The clipboard is no place for more. */
const MOST_COPIED = 8 * 1024 * 1024;

const BLOCK = 1000;

/** The texts of a range of positions, as shown, without escape sequences, cut after 8 MB. */
export async function copiedText(
  store: LineStore,
  range: { readonly from: number; readonly to: number; readonly reversed: boolean },
): Promise<{ text: string; lines: number; isCut: boolean }> {
  const texts: string[] = [];
  let length = 0;
  for (const block of blocksOf(store, range)) {
    const { lines } = await rowsOf(store, block, Number.MAX_SAFE_INTEGER);
    for (const line of range.reversed ? lines.toReversed() : lines) {
      const text = stripEscapes(line.text);
      length += text.length + 1;
      if (length > MOST_COPIED) return { text: texts.join("\n"), lines: texts.length, isCut: true };
      texts.push(text);
    }
  }
  return { text: texts.join("\n"), lines: texts.length, isCut: false };
}

/** A range in blocks, in the order in which they are shown. */
function* blocksOf(store: LineStore, range: { readonly from: number; readonly to: number; readonly reversed: boolean }) {
  const first = Math.max(range.from, store.start);
  const last = Math.min(range.to, store.end);
  const { reversed } = range;
  if (reversed) for (let to = last; to > first; to -= BLOCK) yield { from: Math.max(first, to - BLOCK), to, reversed };
  else for (let from = first; from < last; from += BLOCK) yield { from, to: Math.min(last, from + BLOCK), reversed };
}

/**
 * All lines as text, oldest first, in pieces of at most about 1 MB: time in UTC, the stream where there are several, the text
 * without escape sequences. Lines that continue an event stand as they are.
 */
export async function* documentText(store: LineStore, options: { readonly withStream: boolean }): AsyncIterable<string> {
  for await (const lines of store.scan(store.start, store.end)) {
    const texts = lines.map((line) => {
      const stream = options.withStream ? ` [${line.stream}]` : "";
      const head = line.continues ? "" : `${new Date(line.timestamp).toISOString()}${stream} `;
      return `${head}${stripEscapes(line.text)}\n`;
    });
    yield texts.join("");
  }
}
