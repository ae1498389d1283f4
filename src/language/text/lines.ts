import { CHAR } from "../syntax/chars.ts";

/** The offsets at which lines begin. They end as the Language Server Protocol has it: with `\n`, `\r\n` or `\r`. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CHAR.newline || (code === CHAR.return && text.charCodeAt(at + 1) !== CHAR.newline)) starts.push(at + 1);
  }
  return starts;
}

/** The number of the line that holds an offset. */
export function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
