import type { SimulatedClock } from "../clock.ts";

/** Makes the past of what a text names (`stack label-printer`), or all of a region's past without one. */
export type Settle = (thing?: string) => void;

/**
 * What happened in a region before it was opened. Nothing of it is made until somebody looks at something that it changed:
 * then what hangs together with that happens at once, each thing at its own time. A strand is what hangs together, such as
 * a component with its pipelines, builds, deployments and stack. Strands have nothing to do with each other (each has dice
 * of its own), so it is the same in whatever order somebody looks.
 */
export class Past {
  readonly #clock: SimulatedClock;
  #ground: (() => void)[] | undefined = [];
  readonly #strandOf = new Map<string, string>();
  /** What is not told yet, by strand. */
  readonly #untold = new Map<string, (() => void)[]>();
  readonly #told = new Set<string>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Does something before any strand is told: that of which they tell. */
  first(run: () => void): void {
    this.#ground?.push(run);
  }

  /** What is told of in one go. */
  tie(strand: string, things: readonly string[]): void {
    for (const thing of things) {
      this.#strandOf.set(thing, strand);
    }
  }

  /** The strand that a thing is of; undefined for one without a past. */
  strandOf(thing: string): string | undefined {
    return this.#strandOf.get(thing);
  }

  /** Does something when a strand is first looked at; at once where it was. */
  later(strand: string, run: () => void): void {
    if (this.#told.has(strand)) {
      run();
    } else {
      this.#untold.set(strand, [...(this.#untold.get(strand) ?? []), run]);
    }
  }

  /** The same as the clock's, for what belongs to the past. @param at milliseconds since 1970 */
  schedule(strand: string, at: number, run: () => void): void {
    this.later(strand, () => this.#clock.schedule(at, run));
  }

  /** Whoever tells of what changes over time calls this first. */
  readonly settle: Settle = (thing) => {
    const ground = this.#ground ?? [];
    this.#ground = undefined;
    for (const run of ground) {
      run();
    }
    if (thing === undefined) {
      this.#tell([...this.#untold.keys()]);
      return;
    }
    const strand = this.#strandOf.get(thing);
    if (strand !== undefined) {
      this.#tell([strand]);
    }
  };

  #tell(strands: readonly string[]): void {
    const untold = strands.flatMap((strand) => this.#untold.get(strand) ?? []);
    for (const strand of strands) {
      // what is looked at meanwhile is as it is by then
      this.#told.add(strand);
      this.#untold.delete(strand);
    }
    if (untold.length > 0) {
      this.#clock.play(() => {
        for (const run of untold) {
          run();
        }
      });
    }
  }
}

/** Those stacks that came and went before the region was opened. */
export const STACKS = "stacks";

/** Where nothing happened before. */
export const NO_PAST: Settle = () => undefined;
