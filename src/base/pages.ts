import { DevOpsError } from "./errors.ts";

/** A page and how to go on; `next` is undefined on the last. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** What a list answered, as a page; one that is no page is all there is. */
export function asPage<T>(answer: PageOf<T> | readonly T[]): PageOf<T> {
  return "next" in answer ? answer : { items: answer, next: undefined };
}

/** A page of what a service answered, each as a room knows it. Where there is nothing, some answer no list. */
export function listed<A, T>(answered: readonly A[] | undefined, next: string | undefined, as: (one: A) => T): PageOf<T> {
  return { items: (answered ?? []).map(as), next };
}

/**
 * The page tokens of one walk. Some servers end a list with an empty token, and some give one twice, which would never
 * end: the first is the end, the second an error. Everything that goes from page to page goes through here.
 */
export class PageTokens {
  readonly #tried: string;
  readonly #seen = new Set<string>();

  /** @param tried the list in the words of an error: `list pipelines` */
  constructor(tried: string) {
    this.#tried = tried;
  }

  /** The token to go on with; undefined at the end. @throws DevOpsError where it was given before */
  after(next: string | undefined): string | undefined {
    if (next === undefined || next === "") return undefined;
    if (this.#seen.has(next)) throw repeatedToken(this.#tried);
    this.#seen.add(next);
    return next;
  }
}

/** The error of a list that would never end. @param on the resource and the context, where they are known */
export function repeatedToken(tried: string, on?: string): DevOpsError {
  return new DevOpsError({
    kind: "internal",
    tried,
    ...(on === undefined ? {} : { on }),
    why: "the endpoint gave the same page token twice, so the list has no end",
    short: `The list does not end: ${tried}`,
  });
}

/**
 * All pages of a list, one after the other.
 * @param tried the list in the words of an error: `list pipelines`
 * @throws whatever `fetch` throws; DevOpsError where a token comes twice
 */
export async function* everyPage<T>(
  tried: string,
  fetch: (cursor: string | undefined) => Promise<PageOf<T>>,
): AsyncGenerator<readonly T[], void, void> {
  const tokens = new PageTokens(tried);
  let cursor: string | undefined;
  do {
    const page = await fetch(cursor);
    yield page.items;
    cursor = tokens.after(page.next);
  } while (cursor !== undefined);
}

/** The items of all pages in one list; see `everyPage`. */
export async function everyItem<T>(tried: string, fetch: (cursor: string | undefined) => Promise<PageOf<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of everyPage(tried, fetch)) items.push(...page);
  return items;
}

/** How a page is taken out of a list. */
export interface PageWish<T> {
  /** Items of other kinds are passed over. */
  readonly fits?: ((item: T) => boolean) | undefined;
  /** How many; the size of the list's pages where left out. */
  readonly size?: number;
  /** The first page too is taken from what was read before, as far as that goes. */
  readonly known?: boolean;
  /** A page is what one of the service's pages brings, however short: no more are read than it takes to bring anything. */
  readonly isGathered?: boolean;
}

/** So many of the service's pages may bring nothing before that is a page, too. */
const MOST_EMPTY = 10;

/** Hands out a list whose pages are as long as its service makes them, in pages of our size. One walk at a time. */
export class Pages<T> {
  readonly #fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  readonly #size: number;
  #items: T[] = [];
  #tokens = new PageTokens("read the list");
  /** `undefined`: the list is known to its end. */
  #next: { readonly cursor: string | undefined } | undefined = { cursor: undefined };

  /** @param fetch a page of the service, as long as it makes it */
  constructor(size: number, fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /** All that was read so far, in the service's order. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Whether the list was read to its end. */
  get isWhole(): boolean {
    return this.#next === undefined;
  }

  /** Keeps another item in place of one that was read, or none where it is gone. */
  replace(by: (item: T) => T | undefined): void {
    this.#items = this.#items.flatMap((item) => by(item) ?? []);
  }

  /**
   * A page. The first is asked for anew; the ones behind it go on from what came with it, so that each of the service's
   * pages is fetched once a walk.
   * @param cursor from the page before; undefined for the first
   */
  async page(cursor: string | undefined, signal: AbortSignal, wish: PageWish<T> = {}): Promise<PageOf<T>> {
    const { fits = () => true, size = this.#size, known = false, isGathered = false } = wish;
    if (cursor === undefined && !known) {
      this.#items = [];
      this.#next = { cursor: undefined };
      this.#tokens = new PageTokens("read the list");
    }
    const start = Number(cursor ?? 0);
    const end = start + size;
    let fitting = this.#items.filter(fits);
    const wanted = isGathered ? start + 1 : end;
    const most = isGathered ? MOST_EMPTY : Number.POSITIVE_INFINITY;
    for (let read = 0; fitting.length < wanted && this.#next !== undefined && read < most; read += 1) {
      const page = await this.#fetch(this.#next.cursor, signal);
      const next = this.#tokens.after(page.next);
      this.#items = [...this.#items, ...page.items];
      this.#next = next === undefined ? undefined : { cursor: next };
      fitting = this.#items.filter(fits);
    }
    const until = Math.min(end, fitting.length);
    const isMore = fitting.length > until || this.#next !== undefined;
    return { items: fitting.slice(start, until), next: isMore ? String(until) : undefined };
  }
}

/** A page of names, completed by one call for all of them; services refuse to describe none. */
export async function completed<N, T>(names: readonly N[], next: string | undefined, describe: (names: N[]) => Promise<readonly T[]>): Promise<PageOf<T>> {
  return { items: names.length === 0 ? [] : await describe([...names]), next };
}
