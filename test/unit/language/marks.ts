/** Takes the `|` out of a text and tells where they stood. A `|` that is meant is written `‖`. */
export function marks(marked: string): { text: string; offsets: number[] } {
  const parts = marked.split("|");
  const offsets: number[] = [];
  let length = 0;
  for (const part of parts.slice(0, -1)) {
    length += part.length;
    offsets.push(length);
  }
  return { text: parts.join("").replaceAll("‖", "|"), offsets };
}

/** The stretches between the first and the second mark, the third and the fourth, and so on. */
export function stretches(marked: string): { text: string; ranges: { start: number; end: number }[] } {
  const { text, offsets } = marks(marked);
  const ranges = [];
  for (let index = 0; index + 1 < offsets.length; index += 2) {
    ranges.push({ start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 });
  }
  return { text, ranges };
}
