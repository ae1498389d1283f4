import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import type { Stack } from "./model.ts";

/** What an operation on a stack takes, in milliseconds of simulated time. */
const OPERATION_MS = [6_000, 12_000] as const;

export type Step = () => void;

/** Takes the steps of operations, each at its time. */
export class Steps {
  readonly #clock: SimulatedClock;
  readonly #dice: Dice;

  /** @param seed of how long operations take */
  constructor(seed: string, clock: SimulatedClock) {
    this.#clock = clock;
    this.#dice = new Dice(seed);
  }

  /** Takes a stack's steps one after the other, the whole in an operation's time; stops before one once `isOver` says so. */
  play({ blueprint }: Stack, steps: readonly Step[], isOver: () => boolean = () => false): void {
    const total = this.#dice.of(blueprint.name).between(...OPERATION_MS);
    const start = this.#clock.now();
    const take = (index: number): void => {
      this.#clock.schedule(start + Math.round((total * (index + 1)) / steps.length), () => {
        if (isOver()) {
          return;
        }
        steps[index]?.();
        if (index + 1 < steps.length) {
          take(index + 1);
        }
      });
    };
    take(0);
  }
}
