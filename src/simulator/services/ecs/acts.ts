import { AwsError } from "../../wire/errors.ts";
import type { Step } from "./rollout.ts";

const SECOND = 1000;
/** What a roll-out takes that somebody asked for, and the way back from one. */
const ROLLOUT_MS = 40 * SECOND;
const UNDOING_MS = 12 * SECOND;

/** A task that somebody stopped. Milliseconds since 1970. */
export interface TaskStop {
  readonly at: number;
  readonly reason: string;
}

/** What calls did to services and tasks, on top of what stacks, pipelines and CodeDeploy do. */
export class Acts {
  readonly #desired = new Map<string, number>();
  readonly #steps = new Map<string, readonly Step[]>();
  /** By a step's id: since when it is taken back, and since when one that was held goes on. */
  readonly #undone = new Map<string, number>();
  readonly #released = new Map<string, number>();
  readonly #stops = new Map<string, TaskStop>();

  /** How many tasks a service was told to have, by its ARN. */
  desired(service: string): number | undefined {
    return this.#desired.get(service);
  }

  scale(service: string, desired: number): void {
    this.#desired.set(service, desired);
  }

  /** Rolls a task definition out to a service. */
  rollOut(service: string, id: string, taskDefinition: string, now: number): void {
    const step = { id, taskDefinition, from: now, ends: now + ROLLOUT_MS, shifts: now, fails: false, paceMs: ROLLOUT_MS };
    this.#steps.set(service, [...(this.#steps.get(service) ?? []), step]);
  }

  /** All steps of a service as calls have left them, the oldest first. */
  applied(service: string, steps: readonly Step[]): Step[] {
    const all = [...steps, ...(this.#steps.get(service) ?? [])].sort((a, b) => a.from - b.from);
    return all.map((step) => {
      const undone = this.#undone.get(step.id);
      if (undone !== undefined) {
        return { ...step, ends: undone + UNDOING_MS, fails: true, holds: false, undone };
      }
      const released = this.#released.get(step.id);
      return released === undefined ? step : { ...step, ends: released + ROLLOUT_MS, holds: false, released };
    });
  }

  /** @throws AwsError where it is over, or there is nothing to go back to */
  undo(step: Step, previous: Step | undefined, now: number): void {
    if (now >= step.ends || step.undone !== undefined) {
      throw new AwsError("ConflictException", "The service deployment is not in a state in which it can be stopped.");
    }
    if (previous === undefined) {
      throw new AwsError("InvalidParameterException", "There is no service revision to roll back to.");
    }
    this.#undone.set(step.id, now);
  }

  /** @throws AwsError where it does not wait */
  release(step: Step, now: number): void {
    if (step.holds !== true) {
      throw new AwsError("ConflictException", "The lifecycle hook is not awaiting an action.");
    }
    this.#released.set(step.id, now);
  }

  stopTask(id: string, stop: TaskStop): void {
    this.#stops.set(id, stop);
  }

  /** How a task was stopped by a call. */
  stopOf(id: string): TaskStop | undefined {
    return this.#stops.get(id);
  }
}
