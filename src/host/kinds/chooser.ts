import { capitalized, joined } from "../../base/text.ts";
import { DevOpsError } from "../../base/errors.ts";
import { asPage, everyItem } from "../../base/pages.ts";
import type { AccountContext } from "../../base/context.ts";
import type { Row } from "../tree/rows.ts";
import type { Fresh, Target } from "./action.ts";
import type { Choice } from "./ask.ts";
import type { Named, Up } from "./kind.ts";
import { type AnyKind, type KindRow, belowItem, isOfKind, rowOfKind, upFrom } from "./kindRow.ts";
import type { BoundAction, KindHost, KindRoom } from "./kindRoom.ts";
import { toldOf } from "./pattern.ts";
import { chainOf, pathTo, rowIdThrough } from "./route.ts";
import { rankOf, standings } from "../../base/standing.ts";

/** More than these are not looked at one by one while a list is open. */
const DETAILS = 200;

/** What narrows and sorts a picker. */
interface Wish {
  /** Only these. */
  fits?(item: unknown, more: object): boolean;
  /** These first. */
  first?(item: unknown, more: object): boolean;
  readonly none?: string | undefined;
  /** One that is alone is taken without a question. */
  readonly takesOnly?: boolean;
  readonly fresh?: Fresh<unknown> | undefined;
}

/** An item, and where it stands. */
type Found<Api> = Target<Api, unknown> & { readonly kind: AnyKind<Api>; readonly above: Found<Api> | undefined };

/** What something is picked below: the service, or an item. */
interface Place<Api> {
  readonly api: Api;
  readonly context: AccountContext;
  /** Of its row. */
  readonly id: string;
  readonly label: string;
  readonly below: readonly AnyKind<Api>[];
  /** Undefined: it is the service. */
  readonly found: Found<Api> | undefined;
}

/** Finds what an action works on: at the row it was called on, or level by level with a person's help. */
export class Chooser<Api> {
  readonly #room: KindRoom<Api>;
  readonly #host: KindHost;

  constructor(room: KindRoom<Api>, host: KindHost) {
    this.#room = room;
    this.#host = host;
  }

  /** @throws DevOpsError cancelled, or conflict where nothing fits */
  async target(action: BoundAction<Api>, title: string, row: Row | undefined): Promise<Found<Api>> {
    // the row itself before what stands above it
    const kinds = action.kinds.toSorted((a, b) => Number(isOfKind(row, b)) - Number(isOfKind(row, a)));
    for (const kind of kinds) {
      const own = rowOfKind<Api>(row, kind);
      if (own !== undefined) return this.#ofRow(own);
    }
    const [kind] = action.kinds;
    // what comes with an item that was chosen is no choice where it is alone
    const takesOnly = row !== undefined || kind.of !== undefined;
    const wish: Wish = { fits: (item, more) => action.fits(item, more), none: action.none, takesOnly, fresh: action.fresh };
    for (const way of action.also) {
      const at = rowOfKind<Api>(row, way.kind);
      const key = at && way.key(at.data.item, at.data.more);
      if (at !== undefined && key !== undefined) return this.#byKey(kind, await this.#above(kind, title, at, action), title, key, wish);
    }
    return this.#pickBelow(kind, await this.#above(kind, title, row, action), title, wish);
  }

  /** An item of a kind without a row. */
  async pick(kind: AnyKind<Api>, title: string, context?: AccountContext): Promise<Found<Api>> {
    const at = context === undefined ? await this.#above(kind, title, undefined, undefined) : await this.#service(context);
    return this.#pickBelow(kind, at, title, {});
  }

  /** What the kind is picked below: of the row, else picked itself. */
  async #above(kind: AnyKind<Api>, title: string, row: Row | undefined, action: BoundAction<Api> | undefined): Promise<Place<Api>> {
    const above = kind.above as AnyKind<Api> | undefined;
    if (above === undefined) return this.#service(row?.context ?? (await this.#host.pickPinned(title)));
    const own = rowOfKind<Api>(row, above);
    if (own !== undefined) return placeOf(await this.#ofRow(own));
    if (kind.lately !== undefined) return this.#service(row?.context ?? (await this.#host.pickPinned(title)));
    // what comes with the items above it is picked from all of them in one list
    if (kind.of !== undefined) return this.#above(above, title, row, action);
    const way = action?.also.find((one) => one.kind.noun === above.noun);
    const holds = (item: unknown) => belowItem(above, item).some((one) => one.isFolder === true || one.noun === kind.noun);
    const wish: Wish = { ...(above.belowOf === undefined ? {} : { fits: holds }), ...(way === undefined ? {} : { first: (item, more) => way.fits(item, more) }) };
    return placeOf(await this.#pickBelow(above, await this.#above(above, title, row, action), title, wish));
  }

  async #service(context: AccountContext): Promise<Place<Api>> {
    const room = this.#room;
    return { api: await room.api(context), context, id: room.serviceId(context), label: room.placeOf(context), below: room.roots, found: undefined };
  }

  async #ofRow(row: KindRow<Api>): Promise<Found<Api>> {
    const { context, kind, data, told, id } = row;
    return { api: await this.#room.api(context), context, item: data.item, more: data.more, told, up: upFrom(row), id, kind, above: undefined };
  }

  async #byKey(kind: AnyKind<Api>, at: Place<Api>, title: string, key: string, wish: Wish): Promise<Found<Api>> {
    if (kind.get === undefined) return this.#pickBelow(kind, at, title, { ...wish, fits: (item) => kind.key(item) === key, takesOnly: true });
    return foundAt(kind, at, await kind.get(at.api, key, at.found?.item as never, new AbortController().signal));
  }

  async #pickBelow(kind: AnyKind<Api>, at: Place<Api>, title: string, wish: Wish): Promise<Found<Api>> {
    if (kind.isSearched === true) return this.#search(kind, at, title, wish);
    const abort = new AbortController();
    try {
      const all = await below(kind, at, abort.signal);
      const fits = ({ item }: Found<Api>) => wish.fits?.(item, {}) ?? true;
      // of what stands in each other without telling it, what does not fit may hold what does
      const leads = ({ item }: Found<Api>) => kind.inside === undefined && belowItem(kind, item).some(({ noun }) => noun === kind.noun);
      const fitting = kind.more === undefined || kind.lately !== undefined ? all.filter((one) => fits(one) || leads(one)) : all;
      const none = () => new DevOpsError({ kind: "conflict", tried: title.toLowerCase(), on: at.label, why: wish.none ?? `no ${kind.noun} fits` });
      const [only] = fitting;
      if (only === undefined && wish.fresh === undefined) throw none();
      if (only !== undefined && wish.takesOnly === true && fitting.length === 1 && kind.more === undefined) return only;
      const choices = withFresh(choicesOf(kind, at, fitting, wish, abort.signal), wish.fresh);
      const picked = await this.#host.ask.pick(title, `${capitalized(kind.noun)} of ${at.label}`, orNone(choices, none));
      if (!("api" in picked)) return foundAt(kind, at, await picked.make(this.#host.ask));
      return fits(picked) || !leads(picked) ? picked : await this.#pickBelow(kind, placeOf(picked), title, wish);
    } finally {
      abort.abort();
    }
  }

  /** Of a list that is too long for a picker: what the service finds. */
  #search(kind: AnyKind<Api>, at: Place<Api>, title: string, wish: Wish): Promise<Found<Api>> {
    const place = kind.filter ?? this.#room.manifest.tree.filter ?? capitalized(kind.noun);
    return this.#host.ask.search(title, place, async (typed, signal) => {
      const filter = typed.trim() === "" ? undefined : typed;
      const found = (await firstPage(kind, at, filter, signal)).map((item) => foundAt(kind, at, item));
      return found.filter(({ item, more }) => wish.fits?.(item, more) ?? true).map((one) => choiceOf(one, at));
    });
  }
}

function placeOf<Api>(found: Found<Api>): Place<Api> {
  const { api, context, id, told, kind } = found;
  return { api, context, id, label: told.label, below: kind.below ?? [], found };
}

/** The place of an item that tells what stands above it. @param at the service */
function placeAbove<Api>(kind: AnyKind<Api>, at: Place<Api>, item: unknown): Place<Api> {
  const path = kind.path?.(item) ?? [];
  return chainOf(kind).slice(0, -1).reduce((place, one, index) => placeOf(foundAt(one, place, path[index])), at);
}

/** The items of one below a place, with those that stand above. */
function upAt<Api>(kind: AnyKind<Api>, { found }: Place<Api>, own: unknown): Up {
  return <U>(named: Named<U>): U => {
    if (named.noun === kind.noun) return own as U;
    if (found === undefined) throw new Error(`no ${named.noun} stands above a ${kind.noun}`);
    return named.noun === found.kind.noun ? (found.item as U) : found.up(named);
  };
}

/** @param keys its own, behind those of the items of its kind in which it stands */
function foundAt<Api>(kind: AnyKind<Api>, at: Place<Api>, item: unknown, more: object = {}, keys = [kind.key(item)]): Found<Api> {
  const { api, context, found: above } = at;
  const up = upAt(kind, at, item);
  const told = toldOf(kind, item, more, { now: Date.now(), context, up });
  return { api, context, item, more, told, up, id: rowIdThrough(at.id, at.below, kind, keys), kind, above };
}

/** What a list gives first. */
async function firstPage<Api>(kind: AnyKind<Api>, at: Place<Api>, filter: string | undefined, signal: AbortSignal): Promise<readonly unknown[]> {
  const request = { cursor: undefined, filter, reason: "user", signal, up: upAt(kind, at, undefined), context: at.context } as const;
  const { items }: { readonly items: readonly unknown[] } = asPage((await kind.list?.(at.api, at.found?.item as never, request)) ?? []);
  return items;
}

/** All items of a kind that a picker shows: names to the last page, what needs a call of its own a first page. */
async function below<Api>(kind: AnyKind<Api>, at: Place<Api>, signal: AbortSignal): Promise<readonly Found<Api>[]> {
  const { api, context, found } = at;
  const above = kind.above as AnyKind<Api> | undefined;
  if (kind.of !== undefined) {
    const isRight = above === undefined || above.noun === found?.kind.noun;
    const places = isRight ? [at] : (await below(above, at, signal)).map(placeOf);
    return places.flatMap((place) => (kind.of?.(place.found?.item as never, place.found?.more ?? {}) ?? []).map((item) => foundAt(kind, place, item)));
  }
  if (found === undefined && kind.lately !== undefined) return (await kind.lately(api, signal)).map((item) => foundAt(kind, placeAbove(kind, at, item), item));
  const up = upAt(kind, at, undefined);
  const page = async (cursor: string | undefined) =>
    asPage((await kind.list?.(api, found?.item as never, { cursor, filter: undefined, reason: "user", signal, up, context })) ?? []);
  const isFirstPage = kind.read !== undefined || kind.isHistory === true;
  const items: readonly unknown[] = isFirstPage ? (await page(undefined)).items : await everyItem(`list ${kind.noun}s`, page);
  const read: readonly unknown[] = kind.read === undefined ? items : await kind.read(api, items, signal, up);
  if (kind.inside === undefined) return read.map((item) => foundAt(kind, at, item));
  const byKey = new Map(read.map((item) => [kind.key(item), item]));
  const single = read.filter((item) => kind.holdsOthers?.(item as never) !== true);
  const listed = kind.order === undefined ? single : single.toSorted((a, b) => kind.order?.(a, b) ?? 0);
  return Promise.all(listed.map(async (item) => foundAt(kind, at, item, {}, [...(await pathTo(kind, kind.key(item), (key) => byKey.get(key)))])));
}

/** The list as it stands, again and again while details arrive: what is wanted first, then by standing, or the newest first. */
async function* choicesOf<Api>(
  kind: AnyKind<Api>,
  at: Place<Api>,
  all: readonly Found<Api>[],
  wish: Wish,
  signal: AbortSignal,
): AsyncGenerator<readonly Choice<Found<Api>>[]> {
  const known = new Map<string, object>();
  const keyOf = ({ item }: Found<Api>) => kind.key(item);
  const ranked = ({ told }: Found<Api>) => (kind.lately !== undefined && at.found === undefined ? 0 : rankOf(told.standing));
  const isFirst = ({ item, more }: Found<Api>) => wish.first?.(item, more) ?? wish.fits?.(item, more) ?? false;
  const now = (one: Found<Api>): Found<Api> => {
    if (kind.more === undefined) return one;
    const more = known.get(keyOf(one)) ?? {};
    return { ...one, more, told: toldOf(kind, one.item, more, { now: Date.now(), context: at.context, up: one.up }) };
  };
  const drawn = () =>
    all
      .map(now)
      .filter((one) => kind.more === undefined || !known.has(keyOf(one)) || (wish.fits?.(one.item, one.more) ?? true))
      .toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || ranked(a) - ranked(b))
      .map((one) => choiceOf(one, at));
  yield drawn();
  if (kind.more === undefined) return;
  const request = { reason: "user" as const, signal, up: upAt(kind, at, undefined), known: (key: string) => known.get(key) ?? {} };
  for await (const details of kind.more(at.api, all.slice(0, DETAILS).map(({ item }) => item as never), request)) {
    for (const [key, more] of details) known.set(key, { ...known.get(key), ...more });
    yield drawn();
  }
  for (const one of all) if (!known.has(keyOf(one))) known.set(keyOf(one), {});
  yield drawn();
}

/** The list, behind what can be made anew. */
async function* withFresh<T>(choices: AsyncIterable<readonly Choice<T>[]>, fresh: Fresh<unknown> | undefined): AsyncGenerator<readonly Choice<T | Fresh<unknown>>[]> {
  for await (const some of choices) yield fresh === undefined ? some : [{ label: fresh.label, icon: "add", value: fresh }, ...some];
}

function choiceOf<Api>(value: Found<Api>, at: Place<Api>): Choice<Found<Api>> {
  const { name, facts = [], standing, icon, spoken } = value.told;
  const label = value.kind.inside === undefined ? value.told.label : (name ?? value.told.label);
  const where = value.above === at.found ? undefined : value.above?.told.label;
  // who types how it stands finds it, where the icon alone shows that
  const word = standing !== undefined && spoken?.includes(standings[standing].word) === true ? standings[standing].word : undefined;
  const isTold = word !== undefined && facts.some((fact) => fact?.includes(word) === true);
  return { id: value.id, label, description: joined([where, ...facts, isTold ? undefined : word]), icon: standing === undefined ? icon : standings[standing].past.id, value };
}

/** A list that ends empty is an error, and no empty picker. */
async function* orNone<T>(choices: AsyncIterable<readonly T[]>, none: () => DevOpsError): AsyncGenerator<readonly T[]> {
  let last: readonly T[] = [];
  for await (const snapshot of choices) {
    last = snapshot;
    if (snapshot.length > 0) yield snapshot;
  }
  if (last.length === 0) throw none();
}
