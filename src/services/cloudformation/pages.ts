/** Hands out a list whose pages are as long as its service makes them, in pages of our size. */
export class Pages<T> {
  readonly #fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>;
  readonly #size: number;
  #items: T[] = [];
  /** `undefined`: the list is known to its end. */
  #next: { readonly cursor: string | undefined } | undefined;

  constructor(
    size: number,
    fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
  ) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /**
   * A page of those that fit. The first is asked for anew; the ones behind it go on from what came with it, so that
   * each of the service's pages is fetched once a walk.
   * @param cursor from the page before; undefined for the first
   */
  async page(
    cursor: string | undefined,
    signal: AbortSignal,
    fits: (item: T) => boolean = () => true,
  ): Promise<{ readonly items: readonly T[]; readonly next: string | undefined }> {
    const start = Number(cursor ?? 0);
    if (cursor === undefined) {
      this.#items = [];
      this.#next = { cursor: undefined };
    }
    const end = start + this.#size;
    let fitting = this.#items.filter(fits);
    while (fitting.length < end && this.#next !== undefined) {
      const { items, next } = await this.#fetch(this.#next.cursor, signal);
      this.#items = [...this.#items, ...items];
      this.#next = next === undefined ? undefined : { cursor: next };
      fitting = this.#items.filter(fits);
    }
    const isMore = fitting.length > end || this.#next !== undefined;
    return { items: fitting.slice(start, end), next: isMore ? String(end) : undefined };
  }
}
