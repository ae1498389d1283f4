import type { LineData } from "../protocol.ts";
import type { Line, LineStore } from "./lineStore.ts";

/** A row shows so much of its line; the rest is in the detail. */
const ROW_BYTES = 2000;

/**
 * Where a line stands when the newest is on top, as a number that is counted from the end afterwards: the lines of one
 * event keep their order. It is its own inverse.
 */
export function mirrored(store: LineStore, line: number): number {
  const [first, last] = store.eventBounds(line);
  return first + last - 1 - line;
}

/** The lines of a range of positions, as rows. Positions outside of the store are left out at both ends. */
export async function rowsOf(
  store: LineStore,
  range: { readonly from: number; readonly to: number; readonly reversed: boolean },
  maxBytes = ROW_BYTES,
): Promise<{ from: number; lines: LineData[] }> {
  const { from, to, reversed } = range;
  const first = Math.max(from, store.start);
  const last = Math.min(to, store.end);
  if (first >= last) return { from: first, lines: [] };
  if (!reversed) return { from: first, lines: (await store.read(first, last, maxBytes)).map(rowOf) };
  const [lowest] = store.eventBounds(first);
  const [, highest] = store.eventBounds(last - 1);
  const lines = await store.read(lowest, highest, maxBytes);
  const rows: LineData[] = [];
  for (let position = first; position < last; ) {
    // an event may have ten thousand lines: its bounds are looked for once
    const [begin, behind] = store.eventBounds(position);
    for (const end = Math.min(behind, last); position < end; position += 1) {
      const line = lines[begin + behind - 1 - position - lowest];
      if (line !== undefined) rows.push(rowOf(line));
    }
  }
  return { from: first, lines: rows };
}

function rowOf(line: Line): LineData {
  return { time: line.timestamp, stream: line.stream, continues: line.continues, text: line.text, isCut: line.isCut };
}
