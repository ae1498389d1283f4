/** A part of a path or query without its percent-encoding; as it is where that is malformed (`%zz`). */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
