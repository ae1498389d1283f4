import { lineOf, lineStarts } from "./lines.ts";

/** A place as the Language Server Protocol has it: both from 0, the character in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * A stretch of a text with the lines in it. All but the last of a text end with a line feed, so that no line is in two.
 * `start` and `line` are where it stands: the text moves it when something before it changes.
 */
export class Piece {
  readonly text: string;
  start = 0;
  line = 0;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Where its lines begin, counted from its own beginning. */
  get starts(): readonly number[] {
    this.#starts ??= lineStarts(this.text);
    return this.#starts;
  }

  get breaks(): number {
    return this.starts.length - 1;
  }
}

/** A text that is edited, in pieces: an edit makes new strings of the pieces it touches, and moves the others. */
export class PiecedText<P extends Piece> {
  #pieces: readonly P[] = [];

  get pieces(): readonly P[] {
    return this.#pieces;
  }

  /** Takes pieces for those that there were, and tells them where they stand. */
  setPieces(pieces: readonly P[]): void {
    this.#pieces = pieces;
    let start = 0;
    let line = 0;
    for (const [index, piece] of pieces.entries()) {
      piece.start = start;
      piece.line = line;
      // lines of the last piece are counted when somebody asks where they are
      if (index === pieces.length - 1) break;
      start += piece.text.length;
      line += piece.breaks;
    }
  }

  get text(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  slice(start: number, end: number): string {
    const parts: string[] = [];
    for (let index = this.indexAt(start); index < this.#pieces.length; index += 1) {
      const piece = this.#pieces[index];
      if (piece === undefined || piece.start >= end) break;
      parts.push(piece.text.slice(Math.max(0, start - piece.start), end - piece.start));
    }
    return parts.join("");
  }

  get length(): number {
    const last = this.#pieces.at(-1);
    return last === undefined ? 0 : last.start + last.text.length;
  }

  /** The offset of a position; of one behind the end of its line, the line's end, as the protocol has it. */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const piece = this.#pieces[this.#last((candidate) => candidate.line <= line)];
    if (piece === undefined) return 0;
    const { starts, text } = piece;
    const index = line - piece.line;
    const from = starts[index];
    if (from === undefined) return this.length;
    let end = starts[index + 1] ?? text.length;
    while (end > from && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end -= 1;
    return piece.start + Math.min(from + Math.max(0, character), end);
  }

  positionAt(offset: number): Position {
    const piece = this.#pieces[this.indexAt(offset)];
    if (piece === undefined) return { line: 0, character: 0 };
    return positionIn(piece, offset - piece.start);
  }

  /** The piece that holds an offset; of an offset between two, the latter. */
  indexAt(offset: number): number {
    return this.#last(({ start }) => start <= offset);
  }

  /** The last of the pieces for which something holds that holds for all before it. */
  #last(holds: (piece: P) => boolean): number {
    let low = 0;
    let high = this.#pieces.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece !== undefined && holds(piece)) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The position of an offset that counts from the beginning of a piece. It may lie behind the piece's end, in its last line. */
export function positionIn(piece: Piece, offset: number): Position {
  const at = Math.min(Math.max(0, offset), piece.text.length);
  const index = lineOf(piece.starts, at);
  return { line: piece.line + index, character: at - (piece.starts[index] ?? 0) };
}
