/** An execution that was started here. */
interface Started {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** For so long, in milliseconds, what was started may be missing from the service's list: it is seconds behind. */
const LISTED_WITHIN = 60_000;

/** Remembers what was started until the service lists it. */
export class JustStarted {
  /** By pipeline, newest first. */
  readonly #started = new Map<string, readonly Started[]>();

  note(pipeline: string, id: string, now: number): void {
    this.#started.set(pipeline, [{ id, at: now }, ...(this.#started.get(pipeline) ?? []).filter((one) => one.id !== id)]);
  }

  /** Those of the pipeline that the list does not have yet, newest first. What it has is forgotten, and what is old. */
  missing(pipeline: string, listed: ReadonlySet<string>, now: number): readonly Started[] {
    const left = (this.#started.get(pipeline) ?? []).filter(({ id, at }) => !listed.has(id) && now - at < LISTED_WITHIN);
    if (left.length === 0) this.#started.delete(pipeline);
    else this.#started.set(pipeline, left);
    return left;
  }
}
