import type { AccountContext } from "../../base/context.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { containsIgnoringCase, joined } from "../../base/text.ts";
import { Branch, type DetailsRequest, type Page, type PageRequest, type Row, type RowView } from "../tree/rows.ts";
import type { Kind, Named, Told, Up } from "./kind.ts";
import { toldOf } from "./pattern.ts";
import { isBusy, standings } from "../../base/standing.ts";

/** Any kind of a room. */
export type AnyKind<Api = unknown> = Kind<Api, unknown, never>;

/** What stands below a service or an item. */
export interface Lists {
  readonly filterPrompt: string | undefined;
  readonly emptyText: string | undefined;
  load(parent: Branch, request: PageRequest): Promise<Page>;
  details(parent: Branch, rows: readonly Row[], request: DetailsRequest): AsyncIterable<readonly Row[]>;
  pollInterval(isBusyAbove: boolean, children: readonly Row[]): number | undefined;
}

/** What a room's rows share. */
export interface KindHome<Api = unknown> {
  /** The room's id. */
  readonly id: string;
  api(context: AccountContext): Promise<Api>;
  /** @param beside all that may stand there, of which the kinds are some */
  lists(kinds: readonly AnyKind<Api>[], beside?: readonly AnyKind<Api>[]): Lists;
  /** The actions that fit an item of a kind, by name. */
  actionsOf(kind: AnyKind<Api>, item: unknown, more: object): readonly string[];
  /** The command that a click on an item runs. */
  clickOf(kind: AnyKind<Api>, item: unknown, more: object, ref: ResourceRef | undefined): { readonly id: string; readonly title: string } | undefined;
  /** Rows that a person unfolded lately come first where details are read one by one. */
  touched(id: string): void;
  recentFirst<R extends { readonly id: string }>(rows: readonly R[]): readonly R[];
}

export interface KindData<T = unknown> {
  readonly item: T;
  readonly more: object;
}

/** The one row of all kinds. */
export class KindRow<Api = unknown> extends Branch<KindData> {
  readonly kind: AnyKind<Api>;
  readonly home: KindHome<Api>;
  /** All items of a kind below itself, as far as they are read; undefined of other kinds. */
  readonly all: (() => readonly unknown[]) | undefined;
  readonly #lists: Lists;

  constructor(parent: Branch, home: KindHome<Api>, kind: AnyKind<Api>, key: string, data: KindData, all?: () => readonly unknown[]) {
    super(parent, parent.context, key, data);
    this.home = home;
    this.all = all;
    this.kind = kind;
    this.#lists = home.lists(belowItem(kind, data.item), kind.below);
  }

  override get isLeaf(): boolean {
    return belowItem(this.kind, this.data.item).length === 0;
  }

  override get item(): Branch {
    return this.kind.isFolder === true && this.parent instanceof Branch ? this.parent.item : this;
  }

  /** Where all that stands below comes with this row's own data. */
  override get isDerived(): boolean {
    const below = belowItem(this.kind, this.data.item);
    return below.length > 0 && below.every((kind) => kind.of !== undefined || isInside(kind, this));
  }

  /** Whether it stands in a filtered list, and not in the item that it is in. */
  get #isApart(): boolean {
    return this.kind.inside?.(this.data.item) !== undefined && !(this.parent !== undefined && isInside(this.kind, this.parent));
  }

  /** How it is told now. */
  get told(): Told {
    return toldOf(this.kind, this.data.item, this.data.more, { now: Date.now(), context: this.context, up: upFrom(this) });
  }

  /** A list knows what was read of a row before; a folder is told anew with what it is a folder of. */
  override adopt(fresh: Row): void {
    if (fresh instanceof KindRow) this.data = fresh.data;
  }

  /** Takes what was newly read of it. */
  learn(more: object): void {
    this.data = { item: this.data.item, more: { ...this.data.more, ...more } };
  }

  view(): RowView {
    const { kind, home, data, told } = this;
    const description = joined(told.facts ?? []);
    const click = this.isLeaf ? home.clickOf(kind, data.item, data.more, told.ref) : undefined;
    const look = told.standing === undefined ? undefined : standings[told.standing];
    const label = this.#isApart ? (told.name ?? told.label) : told.label;
    const spoken = kind.isFolder === true ? undefined : joined([label, told.what ?? kind.noun, standingSpoken(told, kind.words), told.spoken ?? description], ", ");
    const icon = (told.isPast === true ? look?.past : look?.icon) ?? { id: told.icon ?? kind.icon };
    return {
      label,
      ...(description === "" ? {} : { description }),
      icon: told.standsBack === true ? { ...icon, color: "descriptionForeground" } : icon,
      facets: [kind.noun, ...home.actionsOf(kind, data.item, data.more).map((action) => `${home.id}.${action}`)],
      ...(spoken === undefined ? {} : { spoken }),
      // the row may be another object by the time of the click
      ...(click === undefined ? {} : { command: { ...click, takesId: true } }),
    };
  }

  override name(): string {
    const { label, name } = this.told;
    return name ?? (this.kind.isFolder === true ? label : this.kind.key(this.data.item));
  }

  override ref(): ResourceRef | undefined {
    return this.told.ref;
  }

  /** What was, such as an event, is changed by nobody; a folder is told by what it is a folder of. */
  override isThing(): boolean {
    return this.kind.isFolder !== true && (this.kind.isHistory !== true || this.ref() !== undefined);
  }

  override consolePath(): string | undefined {
    return this.told.page;
  }

  override tooltip(): readonly string[] {
    return (this.told.tooltip ?? []).filter((line) => line !== undefined).filter((line) => line !== "");
  }

  override load(request: PageRequest): Promise<Page> {
    if (request.reason === "user") this.home.touched(this.id);
    return this.#lists.load(this, request);
  }

  override details(rows: readonly Row[], request: DetailsRequest): AsyncIterable<readonly Row[]> {
    return this.#lists.details(this, rows, request);
  }

  override pollInterval(children: readonly Row[]): number | undefined {
    if (this.isDerived || this.kind.isSettled?.(this.data.item, this.data.more) === true) return undefined;
    return this.#lists.pollInterval(this.isBusy, children);
  }

  /** Whether it goes on by itself; a folder stands like what it is a folder of. */
  get isBusy(): boolean {
    const { standing } = this.told;
    if (standing === undefined && this.kind.isFolder === true && this.parent instanceof KindRow) return this.parent.isBusy;
    return isBusy(standing);
  }

  override filterPrompt(): string | undefined {
    return this.#lists.filterPrompt;
  }

  override emptyText(): string {
    return this.#lists.emptyText ?? super.emptyText();
  }
}

/** How a row stands, for who does not see its icon: where it goes on or needs somebody, and nothing that is read says so. */
function standingSpoken({ standing, isPast, spoken, facts = [] }: Told, own: AnyKind["words"] = {}): string | undefined {
  if (standing === undefined || isPast === true || standings[standing].rank > standings.running.rank) return undefined;
  const word = own[standing] ?? standings[standing].word;
  return containsIgnoringCase(spoken ?? joined(facts), word) ? undefined : word;
}

/** The row of a kind, at or above a row. */
export function rowOfKind<Api>(row: Row | undefined, kind: Named<never>): KindRow<Api> | undefined {
  for (let at = row; at !== undefined; at = at.parent) {
    // by its name: items of one kind are of one type
    if (at instanceof KindRow && at.kind.noun === kind.noun) return at as KindRow<Api>;
  }
  return undefined;
}

/** The kinds that stand below an item. */
export function belowItem<Api>(kind: AnyKind<Api>, item: unknown): readonly AnyKind<Api>[] {
  return kind.belowOf?.(item) ?? kind.below ?? [];
}

/** Whether a row is one of a kind. */
export function isOfKind(row: Row | undefined, kind: Named<never>): boolean {
  return row instanceof KindRow && row.kind.noun === kind.noun;
}

/** Whether a kind stands below itself, and this row is one of it: its items come with the list at the top. */
export function isInside(kind: AnyKind, parent: Row): parent is KindRow {
  return kind.inside !== undefined && parent instanceof KindRow && parent.kind.noun === kind.noun;
}

/** The row of the item that a list stands below, folders passed over; undefined: the service's. */
export function itemRowOf(row: Row | undefined): KindRow | undefined {
  if (!(row instanceof KindRow)) return undefined;
  return row.kind.isFolder === true ? itemRowOf(row.parent) : row;
}

/** The items of a row and of those above it. */
export function upFrom(row: Row | undefined): Up {
  return <U>(kind: Named<U>): U => {
    const found = rowOfKind(row, kind);
    if (found === undefined) throw new Error(`no ${kind.noun} stands above ${row?.id ?? "the service"}`);
    return found.data.item as U;
  };
}
