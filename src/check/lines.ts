/** A place in a text: both from zero, characters in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Finds the lines of offsets in a text. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #text: string;

  constructor(text: string) {
    const starts = [0];
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + lineBreak.length);
    this.#starts = starts;
    this.#text = text;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.#starts[low] ?? 0) };
  }

  /** The end of the line that an offset is in, without blanks before the break. */
  endOfLine(offset: number): number {
    const { line } = this.positionAt(offset);
    const next = this.#starts[line + 1] ?? this.#text.length;
    return offset + this.#text.slice(offset, next).trimEnd().length;
  }
}
