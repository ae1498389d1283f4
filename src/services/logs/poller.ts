import { Disposable, toDisposable } from "../../base/dispose.ts";
import { SECOND } from "../../base/time.ts";

export const FOLLOW_INTERVAL = 2.5 * SECOND;
/** While one reads elsewhere in the log, or nothing was written for a while. */
export const CALM_INTERVAL = 8 * SECOND;
const LONGEST_WAIT = 30 * SECOND;

/** `again`: there is more at once; `later`: after the interval; `failed`: after a growing wait. */
export type PollResult = "again" | "later" | "failed";

/** Runs one piece of work again and again while it is switched on; failures make the waits longer. */
export class Poller extends Disposable {
  readonly #work: () => Promise<PollResult>;
  readonly #interval: () => number;
  #timer: NodeJS.Timeout | undefined;
  #on = false;
  #running = false;
  #failures = 0;

  constructor(work: () => Promise<PollResult>, interval: () => number) {
    super();
    this.#work = work;
    this.#interval = interval;
    this.register(toDisposable(() => clearTimeout(this.#timer)));
  }

  /** Switches it on or off. Switched on, the first run comes at once, or after a wait where something failed last. */
  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    clearTimeout(this.#timer);
    if (!on || this.#running) return;
    if (this.#failures === 0) this.now();
    else this.#schedule("failed");
  }

  /** Runs as soon as possible instead of waiting. */
  now(): void {
    clearTimeout(this.#timer);
    if (this.#on && !this.#running && !this.isDisposed) void this.#run();
  }

  /** Forgets earlier failures: the next wait is the usual one. */
  calm(): void {
    this.#failures = 0;
  }

  /** Something failed: the next wait is longer. */
  slower(): void {
    this.#failures += 1;
  }

  async #run(): Promise<void> {
    this.#running = true;
    const result = await this.#work();
    this.#running = false;
    if (result !== "failed") this.#failures = 0;
    if (this.#on && !this.isDisposed) this.#schedule(result);
  }

  #schedule(result: PollResult): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), this.#wait(result));
  }

  #wait(result: PollResult): number {
    if (result === "again") return 0;
    if (result === "later") return this.#interval();
    return Math.min(LONGEST_WAIT, FOLLOW_INTERVAL * 2 ** Math.max(0, this.#failures - 1));
  }
}
