import { CHAR } from "../syntax/chars.ts";
import type { SyntaxProblem } from "../syntax/tree.ts";
import type { Chunk } from "./chunk.ts";
import type { DocumentProblem } from "./problems.ts";

/** What a chunk of JSON has to do with those around it. */
export interface Frame {
  /** Whether the brackets within it agree. */
  readonly isClosed: boolean;
  /** Where the comma behind it stands. */
  readonly comma: number | undefined;
  /** Where the brackets stand that end what other chunks began. */
  readonly closers: readonly number[];
  /** How many brackets it opens more than it closes, and the least of that on the way. */
  readonly depth: number;
  readonly least: number;
}

/** The brackets of a text, those in its strings apart. A string ends with its line. */
export function depthOf(text: string): Pick<Frame, "depth" | "least"> {
  let depth = 0;
  let least = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CHAR.doubleQuote) {
      for (at += 1; at < text.length; at += 1) {
        const inside = text.charCodeAt(at);
        if (inside === CHAR.doubleQuote || inside === CHAR.newline) break;
        if (inside === CHAR.backslash) at += 1;
      }
    } else if (code === CHAR.openBrace || code === CHAR.openBracket) {
      depth += 1;
    } else if (code === CHAR.closeBrace || code === CHAR.closeBracket) {
      depth -= 1;
      if (depth < least) least = depth;
    }
  }
  return { depth, least };
}

/** The brackets and the comma of a chunk that closes what others began; anything else in it is a problem. */
export function readClose(text: string): { frame: Frame; problems: SyntaxProblem[] } {
  const closers: number[] = [];
  const problems: SyntaxProblem[] = [];
  let comma: number | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= CHAR.space) continue;
    if (code === CHAR.closeBrace && comma === undefined) {
      closers.push(at);
    } else if (code === CHAR.comma && comma === undefined && closers.length > 0) {
      comma = at;
    } else {
      const found = text.indexOf("\n", at);
      problems.push({ start: at, end: found === -1 ? text.length : found, message: "This is not expected here." });
      break;
    }
  }
  return { frame: { isClosed: problems.length === 0, comma, closers, ...depthOf(text) }, problems };
}

/** What is wrong between the chunks of a JSON text. */
export interface Between {
  readonly problems: readonly DocumentProblem[];
  /** Whether the brackets do not fit the lines although each closes another: a text of another layout. */
  readonly isOtherLayout: boolean;
}

/** Checks brackets and commas from chunk to chunk. */
export function betweenJson(chunks: readonly Chunk[]): Between {
  const problems: DocumentProblem[] = [];
  let isAgreed = chunks.every(({ frame }) => frame?.isClosed !== false);
  let header: Chunk | undefined;
  let depth = 1;
  const mark = (chunk: Chunk | undefined, at: number, message: string) => {
    const entry = chunk?.entries[0];
    if (entry !== undefined) problems.push({ entry, problem: { start: at, end: at + 1, message } });
  };
  // in the words of the parser, which says it of a section that has no entry yet
  const notClosed = () => {
    isAgreed = false;
    if (header !== undefined) mark(header, Math.max(0, header.text.lastIndexOf("{")), "This bracket is not closed.");
    else mark(chunks[0], Math.max(0, chunks[0]?.text.indexOf("{") ?? 0), "This bracket is not closed.");
  };
  for (const [index, chunk] of chunks.entries()) {
    const previous = chunks[index - 1];
    if (chunk.kind === "header" || chunk.kind === "section") {
      if (depth > 1) notClosed();
      depth = chunk.kind === "header" ? 2 : 1;
      header = chunk.kind === "header" ? chunk : undefined;
    }
    for (const at of chunk.kind === "close" ? (chunk.frame?.closers ?? []) : []) {
      depth -= 1;
      header = undefined;
      const isTooEarly = depth === 0 && index < chunks.length - 1;
      if (depth < 0 || isTooEarly) {
        isAgreed = false;
        mark(chunk, at, "This closes nothing.");
        depth = isTooEarly ? 1 : 0;
      }
    }
    const isMember = chunk.kind !== "close" && chunk.kind !== "head";
    const needsComma = isMember && previous !== undefined && previous.kind !== "head" && previous.kind !== "header";
    if (needsComma && previous.frame?.isClosed !== false && previous.frame?.comma === undefined) {
      mark(previous, Math.max(0, previous.text.trimEnd().length - 1), "A comma is expected behind this.");
    }
    const comma = previous?.frame?.comma;
    if (chunk.kind === "close" && comma !== undefined) mark(previous, comma, "Nothing follows this comma: JSON allows no comma at the end.");
  }
  if (depth > 0) notClosed();
  const last = chunks.at(-1);
  if (last?.frame?.comma !== undefined) mark(last, last.frame.comma, "Nothing follows this comma.");
  return { problems, isOtherLayout: !isAgreed && isBalanced(chunks) };
}

function isBalanced(chunks: readonly Chunk[]): boolean {
  let depth = 0;
  for (const { frame } of chunks) {
    if (frame === undefined || depth + frame.least < 0) return false;
    depth += frame.depth;
  }
  return depth === 0;
}
