import { Disposable, toDisposable } from "../../../base/dispose.ts";
import { type FindQuery, findExpression } from "../model.ts";
import type { LineStore } from "./lineStore.ts";
import { stripEscapes } from "./splitLines.ts";

/** More matches are not remembered: nobody steps through so many. */
const MOST_MATCHES = 1_000_000;

/** Progress is told after so many lines. */
const TELL_EVERY = 65_536;

export interface FindProgress {
  /** Lines that match. */
  readonly count: number;
  readonly searched: number;
  readonly total: number;
  readonly isDone: boolean;
}

/**
 * Finds the lines of a store that match, from the newest back to the oldest, and goes on with lines that come later at
 * either end. Made for one query and one store.
 */
export class Finder extends Disposable {
  readonly #store: LineStore;
  readonly #expression: RegExp;
  readonly #progress: () => void;
  /** Matches below the first searched line's start, descending; and those behind it, ascending. */
  readonly #before: number[] = [];
  #after: number[] = [];
  #from: number;
  #to: number;
  #running: Promise<void> | undefined;

  /** @throws SyntaxError where the query is no regular expression */
  constructor(store: LineStore, query: FindQuery, progress: () => void) {
    super();
    this.#store = store;
    this.#expression = findExpression(query) ?? /(?!)/u;
    this.#progress = progress;
    this.#from = store.end;
    this.#to = store.end;
    this.register(toDisposable(() => (this.#after = [])));
  }

  get progress(): FindProgress {
    const searched = this.#to - this.#from;
    const total = this.#store.count;
    return { count: this.#count, searched, total, isDone: searched >= total };
  }

  get #count(): number {
    return this.#before.length + this.#after.length;
  }

  /** Searches what has not been searched yet; those who ask while it runs wait for the same end. */
  search(): Promise<void> {
    this.#running ??= this.#search().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Lines from this number on are others now. */
  changed(from: number): void {
    if (from >= this.#to) return;
    this.#to = Math.max(this.#from, from);
    while ((this.#after.at(-1) ?? Number.NEGATIVE_INFINITY) >= from) this.#after.pop();
    if (this.#from <= from) return;
    // rare: everything that was searched lies behind the change
    this.#from = from;
    this.#to = from;
    this.#before.length = 0;
  }

  /** The match next to a line, going round at the ends; `ordinal` counts from 1. Undefined where nothing matches. */
  next(from: number, forward: boolean): { line: number; ordinal: number } | undefined {
    this.#forgetTrimmed();
    const count = this.#count;
    if (count === 0) return undefined;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBelow = forward ? this.#at(middle) <= from : this.#at(middle) < from;
      if (isBelow) low = middle + 1;
      else high = middle;
    }
    const index = forward ? low % count : (low - 1 + count) % count;
    return { line: this.#at(index), ordinal: index + 1 };
  }

  #at(index: number): number {
    const { length } = this.#before;
    return (index < length ? this.#before[length - 1 - index] : this.#after[index - length]) ?? 0;
  }

  async #search(): Promise<void> {
    while (!this.isDisposed && !this.progress.isDone && this.#count < MOST_MATCHES) {
      if (this.#to < this.#store.end) await this.#searchAfter();
      else await this.#searchBefore();
    }
    if (!this.isDisposed) this.#progress();
  }

  async #searchAfter(): Promise<void> {
    for await (const lines of this.#store.scan(this.#to, this.#store.end)) {
      // the end may have been taken back meanwhile
      if (this.isDisposed || lines[0]?.number !== this.#to) return;
      for (const { number, text } of lines) if (this.#matches(text)) this.#after.push(number);
      this.#to += lines.length;
    }
  }

  async #searchBefore(): Promise<void> {
    const { start } = this.#store;
    let toldAt = this.#from;
    for await (const lines of this.#store.scan(start, this.#from, "backward")) {
      if (this.isDisposed || lines.at(-1)?.number !== this.#from - 1) return;
      for (const { number, text } of lines.toReversed()) if (this.#matches(text)) this.#before.push(number);
      this.#from -= lines.length;
      if (toldAt - this.#from < TELL_EVERY) continue;
      toldAt = this.#from;
      this.#progress();
    }
    // what was trimmed meanwhile counts as searched
    this.#from = Math.min(this.#from, start);
  }

  #matches(text: string): boolean {
    this.#expression.lastIndex = 0;
    return this.#expression.test(stripEscapes(text));
  }

  #forgetTrimmed(): void {
    const { start } = this.#store;
    while ((this.#before.at(-1) ?? start) < start) this.#before.pop();
    this.#from = Math.max(this.#from, start);
    const kept = this.#after.findIndex((line) => line >= start);
    if (kept > 0) this.#after = this.#after.slice(kept);
    else if (kept < 0) this.#after = [];
  }
}
