import { Disposable } from "../../../base/dispose.ts";
import type { LogEvent } from "../model.ts";
import { type Chunk, ChunkWriter, continuesEvent, joined, lineText } from "./chunk.ts";
import { ChunkCache } from "./chunkCache.ts";

export interface StoreLimits {
  /** Lines kept; the index costs about 20 bytes of memory a line. */
  readonly lines: number;
  /** Bytes of text kept in memory and file together. */
  readonly bytes: number;
  /** Bytes of text kept in memory. */
  readonly memory: number;
}

export const DEFAULT_LIMITS: StoreLimits = { lines: 2_000_000, bytes: 512 * 1024 * 1024, memory: 16 * 1024 * 1024 };

/** One line as it is handed out. */
export interface Line {
  readonly number: number;
  readonly timestamp: number;
  readonly ingested: number;
  readonly stream: string;
  /** Whether it continues the event of the line before it. */
  readonly continues: boolean;
  readonly text: string;
  /** Whether the text goes on. */
  readonly isCut: boolean;
}

/**
 * All lines of a log as far as they are loaded, oldest first. A line keeps its number for ever: the first page starts
 * at 0, older lines get negative numbers, so that loading older ones moves nothing that is already known.
 */
export class LineStore extends Disposable {
  readonly #limits: StoreLimits;
  readonly #cache: ChunkCache;
  readonly #streams: string[] = [];
  readonly #streamNumbers = new Map<string, number>();
  /** In the order of their lines, without gaps. */
  #chunks: Chunk[] = [];
  #bytes = 0;
  #trimmed = false;
  /** Where numbering goes on when no line is left. */
  #emptyAt = 0;

  constructor(folder: () => Promise<string>, limits: StoreLimits = DEFAULT_LIMITS) {
    super();
    this.#limits = limits;
    this.#cache = this.register(new ChunkCache(folder, limits.memory));
  }

  /** The number of the first line. */
  get start(): number {
    return this.#chunks[0]?.first ?? this.#emptyAt;
  }

  /** One more than the number of the last line. */
  get end(): number {
    const last = this.#chunks.at(-1);
    return last === undefined ? this.#emptyAt : last.first + last.count;
  }

  get count(): number {
    return this.end - this.start;
  }

  /** Bytes of text, wherever they are. */
  get byteLength(): number {
    return this.#bytes;
  }

  get bytesInMemory(): number {
    return this.#cache.bytesInMemory;
  }

  /** Whether a limit has dropped the oldest lines. */
  get isTrimmed(): boolean {
    return this.#trimmed;
  }

  /** Whether older lines no longer fit. */
  get isFull(): boolean {
    return this.count >= this.#limits.lines || this.#bytes >= this.#byteLimit;
  }

  /** A file that cannot be written leaves what memory holds. */
  get #byteLimit(): number {
    return this.#cache.failure === undefined ? this.#limits.bytes : this.#limits.memory;
  }

  /** Adds events behind the last line; the oldest lines go where a limit is exceeded. */
  append(events: readonly LogEvent[]): void {
    if (events.length === 0) return;
    const last = this.#chunks.at(-1);
    const writer = this.#writer();
    // small batches would leave a chunk each: the last one is filled up first
    const reopened = last !== undefined && last.bytes !== undefined && last.count < 1024 && last.byteLength < 128 * 1024;
    const made: Chunk[] = [];
    for (const event of events) writer.add(event, (chunk) => made.push(chunk));
    if (!writer.isEmpty) made.push(writer.take());
    const [firstMade] = made;
    if (reopened && firstMade !== undefined && firstMade.count < 1024) {
      this.#dropLast(last);
      made[0] = joined(last, firstMade);
    }
    for (const chunk of made) {
      chunk.first = this.end;
      this.#chunks.push(chunk);
      this.#hold(chunk);
    }
    this.#trim();
  }

  /** Adds events, oldest first, before the first line. */
  prepend(events: readonly LogEvent[]): void {
    const made: Chunk[] = [];
    const writer = this.#writer();
    for (const event of events) writer.add(event, (chunk) => made.push(chunk));
    if (!writer.isEmpty) made.push(writer.take());
    let first = this.start;
    for (const chunk of made.toReversed()) {
      first -= chunk.count;
      chunk.first = first;
    }
    this.#chunks = [...made, ...this.#chunks];
    for (const chunk of made) this.#hold(chunk);
  }

  /** Takes the lines from a number to the end out again, as events; for events that came late and belong before them. */
  async takeFrom(from: number): Promise<LogEvent[]> {
    const taken: Line[] = [];
    for await (const lines of this.scan(from, this.end)) taken.push(...lines);
    const kept: Line[] = [];
    while (this.end > from) {
      const chunk = this.#chunks.at(-1);
      if (chunk === undefined) break;
      if (chunk.first < from) {
        const range = { from: chunk.first, to: from, maxBytes: Number.MAX_SAFE_INTEGER };
        this.#collect(chunk, await this.#cache.bytes(chunk, false), range, kept);
      }
      this.#dropLast(chunk);
    }
    this.append(asEvents(kept));
    return asEvents(taken);
  }

  /** The lines `from` (inclusive) to `to` (exclusive), cut after `maxBytes` each. */
  async read(from: number, to: number, maxBytes = Number.MAX_SAFE_INTEGER): Promise<Line[]> {
    const lines: Line[] = [];
    for (const chunk of this.#chunksOf(from, to)) {
      const bytes = await this.#cache.bytes(chunk, true);
      this.#collect(chunk, bytes, { from, to, maxBytes }, lines);
    }
    return lines;
  }

  /**
   * The lines of a range in ascending runs, the first run first or the last; gives way to others between runs and leaves
   * the cache as it is.
   */
  async *scan(from: number, to: number, direction: "forward" | "backward" = "forward"): AsyncIterable<readonly Line[]> {
    const chunks = this.#chunksOf(from, to);
    for (const chunk of direction === "forward" ? chunks : chunks.toReversed()) {
      const bytes = await this.#cache.bytes(chunk, false);
      const lines: Line[] = [];
      this.#collect(chunk, bytes, { from, to, maxBytes: Number.MAX_SAFE_INTEGER }, lines);
      yield lines;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The lines of the event that a line belongs to: first (inclusive) and last (exclusive). */
  eventBounds(line: number): readonly [number, number] {
    let first = line;
    while (first > this.start && this.#continues(first)) first -= 1;
    let last = line + 1;
    while (last < this.end && this.#continues(last)) last += 1;
    return [first, last];
  }

  /** Epoch milliseconds of a line; undefined where there is none. */
  timestamp(line: number): number | undefined {
    const chunk = this.#chunkAt(line);
    return chunk?.times[line - chunk.first];
  }

  /** The first line whose event is later than a time; the end where none is. */
  firstAfter(time: number): number {
    let line = this.end;
    while (line > this.start && (this.timestamp(line - 1) ?? 0) > time) line -= 1;
    return line;
  }

  /** Ends when what had to be spilled is in the file. */
  async settled(): Promise<void> {
    await this.#cache.settled();
  }

  #continues(line: number): boolean {
    const chunk = this.#chunkAt(line);
    return chunk !== undefined && continuesEvent(chunk, line - chunk.first);
  }

  #writer(): ChunkWriter {
    return new ChunkWriter((name) => {
      const known = this.#streamNumbers.get(name);
      if (known !== undefined) return known;
      const number = this.#streams.push(name) - 1;
      this.#streamNumbers.set(name, number);
      return number;
    });
  }

  #hold(chunk: Chunk): void {
    this.#bytes += chunk.byteLength;
    this.#cache.add(chunk);
  }

  #dropLast(chunk: Chunk): void {
    this.#chunks.pop();
    this.#emptyAt = chunk.first;
    this.#bytes -= chunk.byteLength;
    this.#cache.remove(chunk);
  }

  #trim(): void {
    while (this.#chunks.length > 1 && (this.count > this.#limits.lines || this.#bytes > this.#byteLimit)) {
      const [oldest] = this.#chunks.splice(0, 1);
      if (oldest === undefined) return;
      this.#bytes -= oldest.byteLength;
      this.#cache.remove(oldest);
      this.#trimmed = true;
    }
  }

  #chunksOf(from: number, to: number): Chunk[] {
    return this.#chunks.filter((chunk) => chunk.first < to && chunk.first + chunk.count > from);
  }

  #chunkAt(line: number): Chunk | undefined {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle];
      if (chunk === undefined) return undefined;
      if (line < chunk.first) high = middle - 1;
      else if (line >= chunk.first + chunk.count) low = middle + 1;
      else return chunk;
    }
    return undefined;
  }

  #collect(chunk: Chunk, bytes: Uint8Array, range: { from: number; to: number; maxBytes: number }, into: Line[]): void {
    const first = Math.max(0, range.from - chunk.first);
    const last = Math.min(chunk.count, range.to - chunk.first);
    for (let index = first; index < last; index += 1) {
      const timestamp = chunk.times[index] ?? 0;
      into.push({
        number: chunk.first + index,
        timestamp,
        ingested: timestamp + (chunk.lags[index] ?? 0),
        stream: this.#streams[(chunk.marks[index] ?? 0) >>> 1] ?? "",
        continues: continuesEvent(chunk, index),
        ...lineText(chunk, bytes, index, range.maxBytes),
      });
    }
  }
}

/** Lines put together to the events they came from. */
function asEvents(lines: readonly Line[]): LogEvent[] {
  const events: LogEvent[] = [];
  for (const { timestamp, ingested, stream, text, continues } of lines) {
    const last = events.at(-1);
    if (continues && last !== undefined) events[events.length - 1] = { ...last, message: `${last.message}\n${text}` };
    else events.push({ timestamp, ingested, stream, message: text });
  }
  return events;
}
