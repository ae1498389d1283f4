import { Pages, asPage } from "../../base/pages.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import { type Branch, type DetailsRequest, NoteRow, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, type Row } from "../tree/rows.ts";
import { noneWhereGone } from "../../base/errors.ts";
import type { ListRequest, Told } from "./kind.ts";
import { type AnyKind, type KindHome, KindRow, type Lists, isInside, itemRowOf, upFrom } from "./kindRow.ts";
import { type Standing, isBusy, standingOf } from "../../base/standing.ts";

const ROWS = 50;
/** Milliseconds: a list that takes long is not read whole more often than this by itself, where something goes on in it. */
const WHOLE_AFTER = 60_000;

/** The segment of an item's id: its key, behind its kind where several kinds stand beside each other. */
export function segmentOf(kind: AnyKind, key: string, beside: readonly AnyKind[]): string {
  if (kind.isFolder === true) return encodeURIComponent(kind.noun);
  return beside.length > 1 ? `${encodeURIComponent(kind.noun)}:${encodeURIComponent(key)}` : encodeURIComponent(key);
}

/** What stands below a service or an item: the lists of its kinds, one behind the other. */
export class KindLists<Api> implements Lists {
  readonly #lists: readonly KindList<Api>[];
  /** The place of the list whose emptiness is worth a word: a folder is always there. */
  readonly #main: number;

  /** @param beside all that may stand there, of which the kinds are some */
  constructor(home: KindHome<Api>, kinds: readonly AnyKind<Api>[], beside = kinds) {
    this.#lists = kinds.map((kind) => new KindList(home, kind, beside));
    this.#main = Math.max(0, kinds.findIndex(({ isFolder }) => isFolder !== true));
  }

  /** What the filter box asks for; undefined: there is none. */
  get filterPrompt(): string | undefined {
    return this.#lists.find((list) => list.kind.filter !== undefined)?.kind.filter;
  }

  /** What is said where there is no row. */
  get emptyText(): string | undefined {
    return this.#lists[this.#main]?.kind.none;
  }

  /** A page: of the first list that goes on, with all of those before it. Its cursor names the list. */
  async load(parent: Branch, request: PageRequest): Promise<Page> {
    const [from = "0", ...rest] = request.cursor?.split(":") ?? [];
    const rows: Row[] = [];
    for (let at = Number(from); at < this.#lists.length; at += 1) {
      const cursor = at === Number(from) && request.cursor !== undefined ? rest.join(":") : undefined;
      const page = await this.#lists[at]?.load(parent, { ...request, cursor });
      rows.push(...(page?.rows ?? []));
      // what stands behind a list that is empty does not say so
      if (page?.rows.length === 0 && this.#isSaid(at, parent, request)) rows.push(new NoteRow(parent, this.#emptyText(request.filter)));
      const moreText = this.#lists[at]?.kind.gathers;
      if (page?.next !== undefined) return { rows, next: `${at}:${page.next}`, ...(moreText === undefined ? {} : { moreText }) };
    }
    return { rows };
  }

  /** Whether a list that is one of several says that it is empty: the first, and below a service the one behind its folders. */
  #isSaid(at: number, parent: Branch, { cursor }: PageRequest): boolean {
    const isMain = at === this.#main && (at === 0 || !(parent instanceof KindRow));
    return isMain && cursor === undefined && this.#lists.length > 1 && this.emptyText !== undefined;
  }

  #emptyText(filter: string | undefined): string {
    return filter === undefined ? (this.emptyText ?? "") : `Nothing matches “${filter}”`;
  }

  async *details(parent: Branch, rows: readonly Row[], request: DetailsRequest): AsyncGenerator<readonly Row[]> {
    for (const list of this.#lists) yield* list.details(parent, rows, request);
  }

  /** Milliseconds: what is busy, or below something busy, is looked at soon; undefined: not by itself. */
  pollInterval(isBusyAbove: boolean, children: readonly Row[]): number | undefined {
    if (this.#lists.every(({ kind }) => kind.isOnRequest === true)) return undefined;
    const busy = isBusyAbove || children.some((row) => row instanceof KindRow && row.told.isPast !== true && isBusy(row.told.standing));
    return busy ? POLL_RUNNING : POLL_IDLE;
  }
}

/** What is known of an item beside its list, and since when. */
interface Known {
  readonly more: object;
  readonly at: number;
  /** Whether it went on when it was read: then it says nothing of what is over since. */
  readonly isPassing?: boolean;
}

/** The list of one kind below one thing. */
class KindList<Api> {
  readonly kind: AnyKind<Api>;
  readonly #home: KindHome<Api>;
  readonly #beside: readonly AnyKind<Api>[];
  readonly #pages: Pages<unknown>;
  readonly #known = new Map<string, Known>();
  #request: { readonly parent: Branch; readonly page: PageRequest } | undefined;
  #listedAt = 0;

  constructor(home: KindHome<Api>, kind: AnyKind<Api>, beside: readonly AnyKind<Api>[]) {
    this.kind = kind;
    this.#home = home;
    this.#beside = beside;
    this.#pages = new Pages(kind.rows ?? ROWS, (cursor, signal) => this.#fetch(cursor, signal));
  }

  async load(parent: Branch, page: PageRequest): Promise<Page> {
    this.#request = { parent, page };
    const { kind } = this;
    const { item, more } = aboveOf(parent);
    if (isInside(kind, parent)) return { rows: this.#rows(parent, this.#ordered(insideOf(kind, parent))) };
    if (kind.of !== undefined) return { rows: this.#rows(parent, kind.of(item, more).filter((one) => this.#fits(parent, one, page.filter))) };
    const isLong = kind.isSlow === true || (page.filter !== undefined && kind.isFilteredByService !== true);
    const known = (page.reason === "poll" || (page.reason === "watch" && isLong)) && this.#isFresh(parent, page.filter);
    if (known && page.cursor === undefined) await this.#readBusy(parent, page);
    const { items, next } = await this.#pages.page(page.cursor, page.signal, {
      fits: page.filter === undefined ? (one) => this.#isTop(one) : (one) => this.#fits(parent, one, page.filter),
      known,
      isGathered: kind.isSearched === true || (kind.gathers !== undefined && !isLong),
    });
    const isRead = page.filter !== undefined && kind.isFilteredByService !== true;
    const read = isRead || kind.read === undefined ? items : await kind.read(await this.#api(parent), items, page.signal, upFrom(parent));
    if (page.cursor === undefined && kind.teach !== undefined) itemRowOf(parent)?.learn(kind.teach(read, item));
    return { rows: this.#rows(parent, this.#ordered(read)), next };
  }

  /**
   * A list of names alone is read anew in the slow rhythm; and so is one that has to be walked to its end for a filter.
   * One that tells by itself that something goes on is no list of names alone.
   */
  #isFresh(parent: Branch, filter: string | undefined): boolean {
    const { isSlow } = this.kind;
    const age = Date.now() - this.#listedAt;
    if (isSlow === true) return age < (filter === undefined && this.#busy(filter).length === 0 ? POLL_IDLE : WHOLE_AFTER);
    const isNames = this.kind.more !== undefined && this.kind.read === undefined && !this.#pages.items.some((one) => isBusy(this.#told(parent, one, {}).standing));
    return (isNames || (filter !== undefined && this.kind.isFilteredByService !== true)) && age < POLL_IDLE;
  }

  /** What was read, fits the filter and goes on. */
  #busy(filter: string | undefined): readonly unknown[] {
    const parent = this.#request?.parent;
    if (parent === undefined) return [];
    return this.#pages.items.filter((one) => isBusy(this.#told(parent, one).standing) && this.#fits(parent, one, filter));
  }

  /** Of a list that takes long reads what goes on, by its key. What is gone is left out. */
  async #readBusy(parent: Branch, { filter, signal }: PageRequest): Promise<void> {
    const { kind } = this;
    if (kind.isSlow !== true) return;
    const api = await this.#api(parent);
    const read = new Map<string, unknown>();
    const { item } = aboveOf(parent);
    const readOne = async (key: string) => read.set(key, await kind.get?.(api, key, item, signal).catch(noneWhereGone));
    await Promise.all(this.#busy(filter).map((one) => readOne(kind.key(one as never))));
    this.#pages.replace((one) => (read.has(kind.key(one)) ? read.get(kind.key(one)) : one));
  }

  /** Whether an item stands at the top: in no other one, or in one that the list, read to its end, does not have. */
  #isTop(item: unknown): boolean {
    const above = this.kind.inside?.(item);
    if (above === undefined) return true;
    return this.#pages.isWhole && !this.#pages.items.some((one) => this.kind.key(one) === above);
  }

  #ordered(items: readonly unknown[]): readonly unknown[] {
    return this.kind.order === undefined ? items : items.toSorted((a, b) => this.kind.order?.(a, b) ?? 0);
  }

  /** A page of the service, with what its filter has to know of it. */
  async #fetch(cursor: string | undefined, signal: AbortSignal): Promise<{ items: readonly unknown[]; next: string | undefined }> {
    if (this.#request === undefined || this.kind.list === undefined) throw new Error(`${this.kind.noun} has no list`);
    const { parent, page } = this.#request;
    const { kind } = this;
    const api = await this.#api(parent);
    const filter = kind.isFilteredByService === true ? page.filter : undefined;
    const up = upFrom(parent);
    const request: ListRequest = { cursor, filter, reason: page.reason, signal, up, context: parent.context };
    if (cursor === undefined) this.#listedAt = Date.now();
    const { items, next } = asPage(await this.kind.list(api, aboveOf(parent).item, request));
    const fresh = this.#newOf(items);
    if (page.filter === undefined || filter !== undefined) return { items: fresh, next };
    const read = kind.read === undefined ? fresh : await kind.read(api, fresh, signal, up);
    if (standingOf(page.filter) !== undefined) await this.#learnAll(api, read, page, parent);
    return { items: read, next };
  }

  /** Of rows that are gathered those that were not there yet. */
  #newOf(items: readonly unknown[]): readonly unknown[] {
    if (this.kind.gathers === undefined) return items;
    const known = new Set(this.#pages.items.map((item) => this.kind.key(item as never)));
    return items.filter((item) => !known.has(this.kind.key(item as never)));
  }

  /** A filter for a standing has to know how all stand. */
  async #learnAll(api: Api, items: readonly unknown[], { reason, signal }: PageRequest, parent: Branch): Promise<void> {
    const unknown = items.filter((item) => !this.#known.has(this.kind.key(item as never)));
    if (this.kind.more === undefined || unknown.length === 0) return;
    const known = (key: string) => this.#known.get(key)?.more ?? {};
    for await (const found of this.kind.more(api, unknown, { reason, signal, known, up: upFrom(parent) })) this.#note(found);
  }

  #note(found: readonly (readonly [string, object])[]): void {
    for (const [key, more] of found) this.#known.set(key, { more: { ...this.#known.get(key)?.more, ...more }, at: Date.now() });
  }

  #fits(parent: Branch, item: unknown, filter: string | undefined): boolean {
    const { kind } = this;
    if (filter === undefined || kind.isFolder === true || (kind.isFilteredByService === true && kind.of === undefined)) return true;
    const told = this.#told(parent, item);
    const wanted: Standing | undefined = standingOf(filter);
    if (wanted !== undefined && told.standing === wanted) return true;
    // all that a folder holds has its name in its own
    if (kind.holdsOthers?.(item) === true) return containsIgnoringCase(told.label, filter);
    return [kind.key(item), told.label, ...(told.facts ?? [])].some((text) => text !== undefined && containsIgnoringCase(text, filter));
  }

  /** @param more what is known of it beside the list */
  #told(parent: Branch, item: unknown, more = this.#known.get(this.kind.key(item))?.more ?? {}): Told {
    const { kind } = this;
    return kind.tell(item, more, { now: Date.now(), context: parent.context, up: upFrom(parent) });
  }

  #rows(parent: Branch, items: readonly unknown[]): Row[] {
    return items.map((item) => {
      const key = this.kind.key(item);
      const more = this.#known.get(key)?.more ?? (this.kind.isFolder === true ? aboveOf(parent).more : {});
      return new KindRow(parent, this.#home, this.kind, segmentOf(this.kind, key, this.#beside), { item, more }, this.#all(parent));
    });
  }

  #all(parent: Branch): (() => readonly unknown[]) | undefined {
    if (this.kind.inside === undefined) return undefined;
    return isInside(this.kind, parent) ? parent.all : () => this.#pages.items;
  }

  /** Reads what the list does not tell, of the rows that are due, and yields those of which something was. */
  async *details(parent: Branch, rows: readonly Row[], { reason, signal }: DetailsRequest): AsyncGenerator<readonly Row[]> {
    const { kind } = this;
    if (kind.more === undefined) return;
    const now = Date.now();
    const own = rows.filter((row) => row instanceof KindRow).filter((row) => row.kind.noun === kind.noun);
    const isDue = (row: KindRow) => {
      const { at = 0, isPassing = false } = this.#known.get(kind.key(row.data.item)) ?? {};
      return reason === "user" || now - at >= POLL_IDLE || isPassing || isBusy(row.told.standing);
    };
    const due = this.#home.recentFirst(own.filter(isDue));
    if (due.length === 0) return;
    const byKey = new Map(due.map((row) => [kind.key(row.data.item), row]));
    const known = (key: string) => byKey.get(key)?.data.more ?? {};
    const request = { reason, signal, known, up: upFrom(parent) };
    for await (const found of kind.more(await this.#api(parent), due.map((row) => row.data.item), request)) {
      this.#note(found);
      yield found.flatMap(([key, more]) => {
        const row = byKey.get(key);
        row?.learn(more);
        return row === undefined ? [] : [row];
      });
    }
    // one of which nothing was told was looked at, too
    for (const [key, row] of byKey) this.#known.set(key, { more: this.#known.get(key)?.more ?? {}, at: now, isPassing: isBusy(row.told.standing) });
  }

  #api(parent: Branch): Promise<Api> {
    return this.#home.api(parent.context);
  }
}

/** The items that stand in another one of their kind. */
function insideOf(kind: AnyKind, parent: KindRow): readonly unknown[] {
  const key = kind.key(parent.data.item);
  return (parent.all?.() ?? []).filter((one) => kind.inside?.(one as never) === key);
}

/** What lists below a row are asked with: its item; below a service there is none. */
function aboveOf(parent: Branch): { readonly item: never; readonly more: object } {
  if (!(parent instanceof KindRow)) return { item: undefined as never, more: {} };
  return { item: parent.data.item as never, more: parent.data.more };
}
