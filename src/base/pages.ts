/** A page and how to go on; `next` is undefined on the last. */
interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** How a page is taken out of a list. */
export interface PageWish<T> {
  /** Items of other kinds are passed over. */
  readonly fits?: ((item: T) => boolean) | undefined;
  /** How many; the size of the list's pages where left out. */
  readonly size?: number;
  /** The first page too is taken from what was read before, as far as that goes. */
  readonly known?: boolean;
}

/** Hands out a list whose pages are as long as its service makes them, in pages of our size. One walk at a time. */
export class Pages<T> {
  readonly #fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  readonly #size: number;
  #items: T[] = [];
  /** `undefined`: the list is known to its end. */
  #next: { readonly cursor: string | undefined } | undefined = { cursor: undefined };

  /** @param fetch a page of the service, as long as it makes it */
  constructor(size: number, fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /**
   * A page. The first is asked for anew; the ones behind it go on from what came with it, so that each of the service's
   * pages is fetched once a walk.
   * @param cursor from the page before; undefined for the first
   */
  async page(cursor: string | undefined, signal: AbortSignal, wish: PageWish<T> = {}): Promise<PageOf<T>> {
    const { fits = () => true, size = this.#size, known = false } = wish;
    if (cursor === undefined && !known) {
      this.#items = [];
      this.#next = { cursor: undefined };
    }
    const start = Number(cursor ?? 0);
    const end = start + size;
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
