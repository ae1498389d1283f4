import type { AccountContext } from "../../base/context.ts";
import type { PageOf } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { LoadReason } from "../tree/rows.ts";
import type { Standing } from "../../base/standing.ts";

/** How one thing is told: parts that are undefined or empty are left out, so that no room filters lists. */
export interface Told {
  readonly label: string;
  /** What *Copy name* copies, where it is not the key. Of what stands apart from the item that it is in, the label, too. */
  readonly name?: string | undefined;
  /** What it is, to a screen reader, where that is more than the kind's noun: `CodeBuild action`. */
  readonly what?: string | undefined;
  /** Dimmed behind the label, the most telling first. */
  readonly facts?: readonly (string | undefined)[] | undefined;
  readonly standing?: Standing | undefined;
  /** True of what was: an event of something that ran then turns no more. */
  readonly isPast?: boolean | undefined;
  /** True of what is no news beside its siblings: its icon has no colour. */
  readonly standsBack?: boolean | undefined;
  /** A codicon in place of the kind's, where nothing stands. */
  readonly icon?: string | undefined;
  /** What a screen reader says in place of the facts. */
  readonly spoken?: string | undefined;
  /** Lines, the first as heading. Left out: the label has to do. */
  readonly tooltip?: readonly (string | undefined)[] | undefined;
  /** Where the kind's `arn` does not tell it. */
  readonly ref?: ResourceRef | undefined;
  /** The path of its console page, without host and region, where the kind's `page` does not tell it. */
  readonly page?: string | undefined;
}

/** What telling something may depend on beside it. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly context: AccountContext;
  readonly up: Up;
}

/** The item of a kind above: of a build its project. @throws Error where the kind does not stand above */
export type Up = <U>(kind: Named<U>) => U;

/** As much of a kind as it takes to name it and its items. */
export interface Named<T> {
  readonly noun: string;
  key(item: T): string;
}

/** What a list is asked with. */
export interface ListRequest {
  /** From the page before; undefined for the first. */
  readonly cursor: string | undefined;
  /** Only where the kind says that its service filters. */
  readonly filter: string | undefined;
  readonly reason: LoadReason;
  readonly signal: AbortSignal;
  readonly up: Up;
  readonly context: AccountContext;
}

/** What details are asked with. */
export interface DetailRequest<More> {
  readonly reason: LoadReason;
  readonly signal: AbortSignal;
  readonly up: Up;
  /** What was read of an item before. */
  readonly known: (key: string) => Partial<More>;
}

/** What is newly known of some items, by their keys. */
export type Details<More> = readonly (readonly [key: string, more: Partial<More>])[];

/**
 * A kind of resource of one service: how it is listed, completed, told and found. Methods, not properties: so a kind of
 * builds is one of what stands below projects.
 * @template Above what it stands below; undefined: the service itself
 * @template More what its list does not tell
 */
export interface Kind<Api, T, Above = undefined, More extends object = object> extends Named<T> {
  /** `build`: what it is called in pickers, messages, facets and by a screen reader; once a room. */
  readonly noun: string;
  /** A codicon, while nothing is known of how it stands. */
  readonly icon: string;
  /** What is said of a standing where its usual word does not fit: of an instance that is `undoing`, `stopping`. */
  readonly words?: Readonly<Partial<Record<Standing, string>>>;
  /** What is said where there is none; left out where that cannot be: a pipeline has stages. */
  readonly none?: string;
  /** Rows at once, 50 where left out; the service's own pages are cut to it. */
  readonly rows?: number;
  /** What it stands below, for pickers and links; of several the usual one. Left out: the service itself. */
  readonly above?: Kind<Api, Above, unknown>;
  /** In the order of the rows. Use a getter where kinds name each other. */
  readonly below?: readonly Kind<Api, unknown, T>[];
  /** What the filter box asks for; left out: there is none. Standings (`failed`) are understood in any case. */
  readonly filter?: string;
  /** Whether the service filters by itself; else the host compares what is told. */
  readonly isFilteredByService?: boolean;
  /**
   * True of a list that may be too long to be walked, and that its service filters: a picker asks for what is typed, and a
   * page is shown as it comes, however short.
   */
  readonly isSearched?: boolean;
  /** True of what goes back for months, newest first: pickers show the first page. */
  readonly isHistory?: boolean;
  /**
   * True of a list that takes long: by itself it is read whole once a minute, where nothing goes on or nothing is filtered
   * twice as often; in between those items that go on are read by `get`.
   */
  readonly isSlow?: boolean;
  /** True of a list that is asked of what many share a few calls of: it is read when a person asks, and never by itself. */
  readonly isOnRequest?: boolean;
  /** True of a folder: it has no item of its own, but stands for the one above it. */
  readonly isFolder?: boolean;
  /** Which of the kinds below stand below this item; left out: all. A kind may be of prefixes and of objects, which have none. */
  belowOf?(item: T): readonly Kind<Api, unknown, T>[];
  /**
   * Of a list whose rows are gathered from what the service lists, as folders are from names: what *Load more* says of it. A
   * row stands once, however many of the service's pages tell it, and nothing is read ahead of what is shown.
   */
  readonly gathers?: string;
  /** A page of the service, or all there is. */
  list?(api: Api, above: Above, request: ListRequest): Promise<PageOf<T> | readonly T[]>;
  /**
   * In place of `list`: what comes with the item above, and is new whenever that is. A picker shows that of all items
   * above in one list.
   */
  of?(above: Above, more: object): readonly T[];
  /**
   * The newest of all there are, in a few calls: where no row tells below what, a picker offers these in one list and asks for
   * nothing above. They come the newest first, and told in full: what fits an action is seen at once.
   */
  lately?(api: Api, signal: AbortSignal): Promise<readonly T[]>;
  /** The items above it, from the service down, where it tells them itself: for `lately` and `named`. */
  path?(item: T): readonly unknown[];
  /** One by its key, where the list may be too long to find it there. */
  get?(api: Api, key: string, above: Above, signal: AbortSignal): Promise<T>;
  /**
   * Of a kind that stands below itself: the key of the item that this one stands below; undefined: it stands at the top.
   * Its list tells all of them, of which the host makes the tree; where it is filtered, what fits stands side by side. Such
   * a kind has `get`, for links to what stands further down.
   */
  inside?(item: T): string | undefined;
  /** Of a kind that stands below itself: whether an item only holds others, as a folder made of names. Nobody picks one. */
  holdsOthers?(item: T): boolean;
  /** How the rows of a page stand; left out: as the service lists them. */
  order?(a: T, b: T): number;
  /** Completes a page of names: one batch call, in the order of the items; what is gone is left out. */
  read?(api: Api, items: readonly T[], signal: AbortSignal, up: Up): Promise<readonly T[]>;
  /** What the list does not tell, as it arrives: of the items that are due. */
  more?(api: Api, items: readonly T[], request: DetailRequest<More>): AsyncIterable<Details<More>>;
  /** What the first page of these tells of the item above them, folders passed over. */
  teach?(items: readonly T[], above: Above): object;
  /** Its name among its siblings, as the service knows it. */
  key(item: T): string;
  tell(item: T, more: Partial<More>, at: Moment): Told;
  /** Whether what stands below does not change any more: then it is not looked at again by itself. */
  isSettled?(item: T, more: Partial<More>): boolean;
  /**
   * The ARN by its service and what stands behind the account: `ecs:service/{cluster}/{service}`. A part is the key of the
   * kind of that noun, which this is or stands below, else a text of the item. Where it tells all keys from the service down,
   * links lead here by it.
   */
  readonly arn?: string;
  /** The console's page with such parts, encoded, without host and region. */
  readonly page?: string;
  /**
   * The keys that lead to what an ARN names, from the service down, without folders; undefined: it is not of this kind. Left
   * out: by `arn`.
   */
  find?(ref: ResourceRef): readonly string[] | undefined;
  /** Its key in what rooms call it among themselves where AWS has no ARN for it; `get` and `path` lead on from there. */
  named?(ref: ResourceRef): string | undefined;
}

/** A folder for a kind, below an item that has more than one list: `Executions`. Give it the lists that it holds. */
export function folder<Api, T>(
  parts: { readonly noun: string; readonly label: string; readonly icon: string },
  below: () => readonly Kind<Api, unknown, T>[],
  tell?: (item: T, more: object) => Pick<Told, "facts" | "page" | "standing" | "tooltip">,
): Kind<Api, T, T> {
  const { noun, label, icon } = parts;
  return {
    noun,
    icon,
    none: `No ${label.toLowerCase()}`,
    isFolder: true,
    get below() {
      return below();
    },
    of: (above) => [above],
    key: () => noun,
    tell: (item, more) => ({ label, ...tell?.(item, more) }),
  };
}
