import { capitalized, joined } from "../../base/text.ts";
import { DevOpsError } from "../../base/errors.ts";
import { everyItem } from "../../base/pages.ts";
import type { AccountContext } from "../../base/context.ts";
import type { Row } from "../tree/rows.ts";
import type { Target } from "./action.ts";
import type { Choice } from "./ask.ts";
import type { Named, Up } from "./kind.ts";
import { type AnyKind, type KindRow, rowOfKind } from "./kindRow.ts";
import type { BoundAction, KindHost, KindRoom } from "./kindRoom.ts";
import { rowIdBelow } from "./route.ts";
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
}

/** An item, and where it stands. */
type Found<Api> = Target<Api, unknown> & { readonly kind: AnyKind<Api> };

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
    const own = rowOfKind<Api>(row, action.kind);
    if (own !== undefined) return this.#ofRow(own);
    const wish: Wish = { fits: (item, more) => action.fits(item, more), none: action.none, takesOnly: row !== undefined };
    for (const way of action.also) {
      const at = rowOfKind<Api>(row, way.kind);
      const key = at && way.key(at.data.item, at.data.more);
      if (at === undefined || key === undefined) continue;
      const above = await this.#above(action.kind, title, at, action);
      return this.#pickBelow(action.kind, above, title, { ...wish, fits: (item) => action.kind.key(item) === key, takesOnly: true });
    }
    return this.#pickBelow(action.kind, await this.#above(action.kind, title, row, action), title, wish);
  }

  /** An item of a kind without a row. */
  async pick(kind: AnyKind<Api>, title: string): Promise<Found<Api>> {
    return this.#pickBelow(kind, await this.#above(kind, title, undefined, undefined), title, {});
  }

  /** What the kind stands below: of the row, else picked; undefined: the service itself. */
  async #above(kind: AnyKind<Api>, title: string, row: Row | undefined, action: BoundAction<Api> | undefined): Promise<Found<Api> | AccountContext> {
    const above = kind.above as AnyKind<Api> | undefined;
    if (above === undefined) return row?.context ?? this.#host.pickPinned(title);
    const own = rowOfKind<Api>(row, above);
    if (own !== undefined) return this.#ofRow(own);
    const way = action?.also.find((one) => one.kind.noun === above.noun);
    const wish: Wish = way === undefined ? {} : { first: (item, more) => way.fits(item, more) };
    return this.#pickBelow(above, await this.#above(above, title, row, action), title, wish);
  }

  async #ofRow(row: KindRow<Api>): Promise<Found<Api>> {
    const { context, kind, data, told, id } = row;
    const up = <U>(named: Named<U>): U => {
      const found = rowOfKind(row, named as AnyKind);
      if (found === undefined) throw new Error(`no ${named.noun} stands above ${id}`);
      return found.data.item as U;
    };
    return { api: await this.#room.api(context), context, item: data.item, more: data.more, told, up, id, kind };
  }

  async #pickBelow(kind: AnyKind<Api>, above: Found<Api> | AccountContext, title: string, wish: Wish): Promise<Found<Api>> {
    const isFound = "kind" in above;
    const context = isFound ? above.context : above;
    const api = isFound ? above.api : await this.#room.api(context);
    const abort = new AbortController();
    const upOf = (own: unknown): Up => <U>(named: Named<U>): U => {
      if (named.noun === kind.noun) return own as U;
      if (!isFound) throw new Error(`no ${named.noun} stands above a ${kind.noun}`);
      return named.noun === above.kind.noun ? (above.item as U) : above.up(named);
    };
    const found = (item: unknown, more: object): Found<Api> => {
      const told = kind.tell(item, more, { now: Date.now(), context });
      const base = isFound ? above.id : this.#room.serviceId(context);
      const below = isFound ? ((above.kind.below ?? []) as readonly AnyKind<Api>[]) : this.#room.roots;
      return { api, context, item, more, told, up: upOf(item), id: rowIdBelow(base, below, kind, kind.key(item)), kind };
    };
    const place = isFound ? above.told.label : this.#room.placeOf(context);
    try {
      const items = await this.#items(kind, api, isFound ? above : undefined, upOf(undefined), context, abort.signal);
      const fitting = kind.more === undefined ? items.filter((item) => wish.fits?.(item, {}) ?? true) : items;
      const none = () => new DevOpsError({ kind: "conflict", tried: title.toLowerCase(), on: place, why: wish.none ?? `no ${kind.noun} fits` });
      if (fitting.length === 0) throw none();
      if (wish.takesOnly === true && fitting.length === 1 && kind.more === undefined) return found(fitting[0], {});
      const choices = this.#choices(kind, api, fitting, wish, abort.signal, upOf(undefined), found);
      return await this.#host.ask.pick(title, `${capitalized(kind.noun)} of ${place}`, orNone(choices, none));
    } finally {
      abort.abort();
    }
  }

  /** All items below one: names to the last page, what needs a call of its own a first page. */
  async #items(kind: AnyKind<Api>, api: Api, above: Found<Api> | undefined, up: Up, context: AccountContext, signal: AbortSignal): Promise<readonly unknown[]> {
    if (kind.of !== undefined) return kind.of(above?.item as never, above?.more ?? {});
    const page = async (cursor: string | undefined) =>
      kind.list?.(api, above?.item as never, { cursor, filter: undefined, reason: "user", signal, up, context }) ?? { items: [], next: undefined };
    if (kind.read !== undefined) return kind.read(api, (await page(undefined)).items, signal, up);
    return everyItem(`list ${kind.noun}s`, page);
  }

  /** The list as it stands, again and again while details arrive: what is wanted first, then by standing. */
  async *#choices(
    kind: AnyKind<Api>,
    api: Api,
    items: readonly unknown[],
    wish: Wish,
    signal: AbortSignal,
    up: Up,
    found: (item: unknown, more: object) => Found<Api>,
  ): AsyncGenerator<readonly Choice<Found<Api>>[]> {
    const known = new Map<string, object>();
    const moreOf = (item: unknown) => known.get(kind.key(item)) ?? {};
    const drawn = () =>
      items
        .filter((item) => kind.more === undefined || ! known.has(kind.key(item)) || (wish.fits?.(item, moreOf(item)) ?? true))
        .map((item) => found(item, moreOf(item)))
        .toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || rankOf(a.told.standing) - rankOf(b.told.standing))
        .map(choiceOf);
    const isFirst = ({ item, more }: Found<Api>) => wish.first?.(item, more) ?? wish.fits?.(item, more) ?? false;
    yield drawn();
    if (kind.more === undefined) return;
    const request = { reason: "user" as const, signal, up, known: (key: string) => known.get(key) ?? {} };
    for await (const details of kind.more(api, items.slice(0, DETAILS), request)) {
      for (const [key, more] of details) known.set(key, { ...known.get(key), ...more });
      yield drawn();
    }
    for (const item of items) known.set(kind.key(item), moreOf(item));
    yield drawn();
  }
}

function choiceOf<Api>(value: Found<Api>): Choice<Found<Api>> {
  const { label, facts, standing, icon } = value.told;
  return { label, description: joined(facts ?? []), icon: standing === undefined ? icon : standings[standing].past.id, value };
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
