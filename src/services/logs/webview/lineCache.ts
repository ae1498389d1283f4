import { Disposable } from "../../../base/dispose.ts";
import type { LineData } from "../protocol.ts";

const BLOCK = 128;
const MOST_BLOCKS = 48;
/** A request covers at most so many blocks, which stay below the protocol's limit. */
const MOST_REQUESTED = 6;

export interface LineSource {
  /** Fetches the lines of a range of positions; what lies outside of the log is left out. */
  fetch(from: number, to: number): Promise<{ readonly from: number; readonly lines: readonly LineData[] }>;
}

/**
 * The lines near what is visible, in blocks; those looked at longest ago go first. Asks for what is missing with one
 * request at a time, and only for what is wanted by then: a fling over a million lines fetches where it stops.
 */
export class LineCache extends Disposable {
  readonly #source: LineSource;
  readonly #arrived: (from: number, to: number) => void;
  readonly #blocks = new Map<number, { readonly from: number; readonly lines: readonly LineData[] }>();
  #start = 0;
  #end = 0;
  #wanted: readonly [number, number] = [0, 0];
  #epoch = 0;
  #fetching = false;

  /** @param arrived told of positions whose lines are there now */
  constructor(source: LineSource, arrived: (from: number, to: number) => void) {
    super();
    this.#source = source;
    this.#arrived = arrived;
  }

  /** The positions that exist: first (inclusive) and last (exclusive). */
  setBounds(start: number, end: number): void {
    this.#start = start;
    this.#end = end;
  }

  get(position: number): LineData | undefined {
    const block = this.#blocks.get(Math.floor(position / BLOCK));
    return block?.lines[position - block.from];
  }

  /** Forgets what may have changed: the lines from a position on, or all. */
  invalidate(from = Number.NEGATIVE_INFINITY): void {
    for (const key of this.#blocks.keys()) if ((key + 1) * BLOCK > from) this.#blocks.delete(key);
    this.#epoch += 1;
  }

  /** Sees to it that a range of positions is there soon. */
  want(from: number, to: number): void {
    this.#wanted = [from, to];
    void this.#fetch();
  }

  get size(): number {
    return this.#blocks.size;
  }

  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      for (let range = this.#missing(); range !== undefined && !this.isDisposed; range = this.#missing()) {
        const epoch = this.#epoch;
        const [from, to] = range;
        const answer = await this.#source.fetch(from, to);
        if (epoch !== this.#epoch) continue;
        if (answer.lines.length === 0) return;
        this.#keep(answer.from, answer.lines);
        this.#arrived(answer.from, answer.from + answer.lines.length);
      }
    } catch {
      // the log was replaced or closed meanwhile: the next state asks anew
    } finally {
      this.#fetching = false;
    }
  }

  /** The first gap in what is wanted, in whole blocks. */
  #missing(): readonly [number, number] | undefined {
    const from = Math.max(this.#start, this.#wanted[0]);
    const to = Math.min(this.#end, this.#wanted[1]);
    let first: number | undefined;
    for (let key = Math.floor(from / BLOCK); key * BLOCK < to; key += 1) {
      if (first === undefined ? this.#isComplete(key) : this.#isComplete(key) || key - first >= MOST_REQUESTED) {
        if (first !== undefined) return this.#range(first, key);
      } else first ??= key;
    }
    return first === undefined ? undefined : this.#range(first, Math.ceil(to / BLOCK));
  }

  #range(firstBlock: number, lastBlock: number): readonly [number, number] {
    return [Math.max(this.#start, firstBlock * BLOCK), Math.min(this.#end, lastBlock * BLOCK)];
  }

  /** Whether a block has all lines that exist by now: those at the ends grow. */
  #isComplete(key: number): boolean {
    const block = this.#blocks.get(key);
    if (block === undefined) return false;
    const [from, to] = this.#range(key, key + 1);
    return block.from <= from && block.from + block.lines.length >= to;
  }

  #keep(from: number, lines: readonly LineData[]): void {
    const to = from + lines.length;
    for (let key = Math.floor(from / BLOCK); key * BLOCK < to; key += 1) {
      const first = Math.max(from, key * BLOCK);
      const last = Math.min(to, (key + 1) * BLOCK);
      this.#blocks.delete(key);
      this.#blocks.set(key, { from: first, lines: lines.slice(first - from, last - from) });
    }
    const wantedFrom = Math.floor(this.#wanted[0] / BLOCK);
    const wantedTo = Math.ceil(this.#wanted[1] / BLOCK);
    for (const key of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) break;
      if (key < wantedFrom || key >= wantedTo) this.#blocks.delete(key);
    }
  }
}
