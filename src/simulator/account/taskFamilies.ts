import { NO_PAST, STACKS } from "./past.ts";
import type { Settle } from "./past.ts";

/** A revision of a task definition, as it was registered. Times are milliseconds since 1970. */
export interface Revision {
  readonly revision: number;
  readonly at: number;
  /** The commit that its image is built from; undefined before the first release that is remembered. */
  readonly commit: string | undefined;
  /** What its stack's template says of it, filled in. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** How its service takes it, where its service is told to right away. */
  readonly rollout?: { readonly ends: number; readonly fails: boolean } | undefined;
}

/** The task definitions of a region by family: stacks and pipelines register them, ECS tells of them. */
export class TaskFamilies {
  readonly #families = new Map<string, Revision[]>();
  readonly #settle: Settle;

  /** @param settle makes the past, before anything is told of it */
  constructor(settle = NO_PAST) {
    this.#settle = settle;
  }

  /** A family that has been there since before anybody remembers, with all revisions up to this one. */
  begin(family: string, revision: number, at: number): void {
    this.#families.set(family, [{ revision, at, commit: undefined }]);
  }

  /** Registers the next revision of a family. */
  register(family: string, facts: Omit<Revision, "revision">): Revision {
    const known = this.revisions(family);
    const added = { ...facts, revision: (known.at(-1)?.revision ?? 0) + 1 };
    this.#families.set(family, [...known, added]);
    return added;
  }

  /** A revision is there and no service goes over to it. */
  withdraw(family: string, revision: number): void {
    const kept = this.revisions(family).map((one) => (one.revision === revision ? { ...one, rollout: undefined } : one));
    if (kept.length > 0) {
      this.#families.set(family, kept);
    }
  }

  /** Oldest first; the first one stands for all before it. */
  revisions(family: string): readonly Revision[] {
    this.#settle(`family ${family}`);
    return this.#families.get(family) ?? [];
  }

  names(): readonly string[] {
    // their stacks have them from the beginning
    this.#settle(STACKS);
    return [...this.#families.keys()].sort();
  }
}
