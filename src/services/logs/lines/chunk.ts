import type { LogEvent } from "../model.ts";
import { splitLines } from "./splitLines.ts";

/** A chunk ends with whichever comes first. Small enough to read from disk between two frames. */
const CHUNK_LINES = 4096;
const CHUNK_BYTES = 512 * 1024;

/**
 * A run of lines: their texts as UTF-8 without separators, and what is known of each in typed arrays.
 * The arrays stay in memory (about 20 bytes a line); the texts may be spilled to a file.
 */
export interface Chunk {
  /** The number of its first line; numbers never change, older lines get smaller ones. */
  first: number;
  readonly count: number;
  readonly byteLength: number;
  /** Where each line's text ends. */
  readonly ends: Uint32Array;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  /** Milliseconds from the event's time to its ingestion. */
  readonly lags: Int32Array;
  /** The stream's number times two; odd for a line that continues the event of the line before it. */
  readonly marks: Uint32Array;
  /** Undefined while the texts are only in the file. */
  bytes: Uint8Array | undefined;
}

/** Collects lines and hands out chunks as they fill. */
export class ChunkWriter {
  readonly #streamNumber: (name: string) => number;
  readonly #encoder = new TextEncoder();
  #lines = 0;
  #length = 0;
  #bytes = new Uint8Array(0);
  #ends = new Uint32Array(0);
  #times = new Float64Array(0);
  #lags = new Int32Array(0);
  #marks = new Uint32Array(0);

  constructor(streamNumber: (name: string) => number) {
    this.#streamNumber = streamNumber;
  }

  /** Adds an event's lines; calls `filled` with each chunk that is full. */
  add(event: LogEvent, filled: (chunk: Chunk) => void): void {
    const stream = this.#streamNumber(event.stream) * 2;
    let continued = 0;
    for (const line of splitLines(event.message)) {
      const text = this.#encoder.encode(line);
      const isFull = this.#lines === CHUNK_LINES || this.#length + text.length > CHUNK_BYTES;
      if (isFull && this.#lines > 0) filled(this.take());
      this.#reserve(text.length);
      this.#bytes.set(text, this.#length);
      this.#length += text.length;
      this.#ends[this.#lines] = this.#length;
      this.#times[this.#lines] = event.timestamp;
      this.#lags[this.#lines] = clampInt32(event.ingested - event.timestamp);
      this.#marks[this.#lines] = stream + continued;
      this.#lines += 1;
      continued = 1;
    }
  }

  get isEmpty(): boolean {
    return this.#lines === 0;
  }

  /** The lines collected so far as a chunk; the writer starts anew. */
  take(): Chunk {
    const chunk: Chunk = {
      first: 0,
      count: this.#lines,
      byteLength: this.#length,
      bytes: this.#bytes.slice(0, this.#length),
      ends: this.#ends.slice(0, this.#lines),
      times: this.#times.slice(0, this.#lines),
      lags: this.#lags.slice(0, this.#lines),
      marks: this.#marks.slice(0, this.#lines),
    };
    this.#lines = 0;
    this.#length = 0;
    return chunk;
  }

  #reserve(bytes: number): void {
    if (this.#lines === this.#ends.length) {
      const lines = Math.min(CHUNK_LINES, Math.max(64, this.#lines * 4));
      this.#ends = grown(this.#ends, new Uint32Array(lines));
      this.#times = grown(this.#times, new Float64Array(lines));
      this.#lags = grown(this.#lags, new Int32Array(lines));
      this.#marks = grown(this.#marks, new Uint32Array(lines));
    }
    const needed = this.#length + bytes;
    if (needed > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(needed, this.#bytes.length * 2, 4096)));
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

function clampInt32(value: number): number {
  return Math.max(-2_147_483_648, Math.min(2_147_483_647, Math.round(value)));
}

/** Whether a line of the chunk continues the event of the line before it. */
export function continuesEvent(chunk: Chunk, index: number): boolean {
  return ((chunk.marks[index] ?? 0) & 1) === 1;
}

const decoder = new TextDecoder();

/** A line's text, cut after `maxBytes`. `bytes` are the chunk's own or those read from the file. */
export function lineText(chunk: Chunk, bytes: Uint8Array, index: number, maxBytes: number): { text: string; isCut: boolean } {
  const start = index === 0 ? 0 : (chunk.ends[index - 1] ?? 0);
  const end = chunk.ends[index] ?? start;
  const isCut = end - start > maxBytes;
  const text = decoder.decode(bytes.subarray(start, isCut ? start + maxBytes : end));
  // the cut may have gone through a character
  return { text: isCut ? text.replace(/\uFFFD$/, "") : text, isCut };
}

/** Two chunks whose texts are in memory as one; it starts where the first does. */
export function joined(a: Chunk, b: Chunk): Chunk {
  const bytes = new Uint8Array(a.byteLength + b.byteLength);
  bytes.set(a.bytes ?? new Uint8Array(0), 0);
  bytes.set(b.bytes ?? new Uint8Array(0), a.byteLength);
  const count = a.count + b.count;
  const ends = new Uint32Array(count);
  ends.set(a.ends, 0);
  for (let index = 0; index < b.count; index += 1) ends[a.count + index] = a.byteLength + (b.ends[index] ?? 0);
  const times = new Float64Array(count);
  times.set(a.times, 0);
  times.set(b.times, a.count);
  const lags = new Int32Array(count);
  lags.set(a.lags, 0);
  lags.set(b.lags, a.count);
  const marks = new Uint32Array(count);
  marks.set(a.marks, 0);
  marks.set(b.marks, a.count);
  return { first: a.first, count, byteLength: bytes.length, bytes, ends, times, lags, marks };
}
