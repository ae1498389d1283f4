import type { SimulatedClock } from "../clock.ts";
import type { AwsError } from "../wire/errors.ts";

/** CodeBuild remembers a token for five minutes (API reference, StartBuild); of the others no time is known. */
const TOKEN_LIFE_MS = 5 * 60_000;

/** The tokens with which callers asked for something, so that asking twice gives it once. */
export class RequestTokens<T> {
  readonly #clock: SimulatedClock;
  /** Oldest first. */
  readonly #made = new Map<string, { readonly result: T; readonly at: number; readonly input: string }>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#made.size;
  }

  /**
   * What was made for the token; made now where there is none, or no token.
   * @param ask what is asked for besides the token, and the error where the token was used for something else
   */
  once(token: string | undefined, make: () => T, ask?: { readonly input: object; readonly mismatch: () => AwsError }): T {
    const now = this.#clock.now();
    for (const [old, { at }] of this.#made) {
      if (now - at < TOKEN_LIFE_MS) {
        break;
      }
      this.#made.delete(old);
    }
    if (token === undefined) {
      return make();
    }
    const known = this.#made.get(token);
    const input = JSON.stringify(ask?.input ?? {});
    if (known !== undefined) {
      if (ask !== undefined && known.input !== input) {
        throw ask.mismatch();
      }
      return known.result;
    }
    const result = make();
    this.#made.set(token, { result, at: now, input });
    return result;
  }
}
