import type { SimulatedClock } from "../clock.ts";

/**
 * What happened in a region before it was opened. Nothing of it is made until somebody looks at something that it changed;
 * then all of it happens at once, each thing at its own time.
 */
export class Past {
  readonly #clock: SimulatedClock;
  #untold: (() => void)[] | undefined = [];

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Does something when the past is first looked at; at once where it was. */
  later(run: () => void): void {
    if (this.#untold === undefined) {
      run();
    } else {
      this.#untold.push(run);
    }
  }

  /** The same as the clock's, for what belongs to the past. @param at milliseconds since 1970 */
  schedule(at: number, run: () => void): void {
    this.later(() => this.#clock.schedule(at, run));
  }

  /** Whoever tells of what changes over time calls this first. */
  readonly settle = (): void => {
    const untold = this.#untold;
    if (untold === undefined) {
      return;
    }
    // what is looked at meanwhile is as it is by then
    this.#untold = undefined;
    this.#clock.play(() => {
      for (const run of untold) {
        run();
      }
    });
  };
}

/** Where nothing happened before. */
export const NO_PAST = (): void => undefined;
