import type { AccountContext } from "../../base/context.ts";
import type { FilterExample } from "../../base/manifest.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";

/** How a row looks. */
export interface RowView {
  readonly label: string;
  /** Dimmed text behind the label. */
  readonly description?: string;
  /** A codicon with an optional theme colour. */
  readonly icon?: { readonly id: string; readonly color?: string };
  /** What menus match on: `pipeline`, `startable`, … */
  readonly facets?: readonly string[];
  /** What a screen reader says instead of label and description. */
  readonly spoken?: string;
  /** A command for a click or Enter. Only for rows without children. */
  readonly command?: { readonly id: string; readonly title: string; readonly takesId?: boolean };
  /** Whether the branch opens by itself when first shown. */
  readonly expanded?: boolean;
}

/**
 * One row of a tree. Its id is stable and unique in the view and starts with its parent's.
 * A reload keeps the row object and gives it the fresh row's data, so that expansion and selection stay.
 */
export abstract class Row<D = unknown> {
  readonly id: string;
  readonly parent: Row | undefined;
  readonly context: AccountContext;
  data: D;

  /** @param key the row's name among its siblings */
  constructor(parent: Row | undefined, context: AccountContext, key: string, data: D) {
    this.id = parent === undefined ? key : `${parent.id}/${key}`;
    this.parent = parent;
    this.context = context;
    this.data = data;
  }

  abstract view(): RowView;

  /** What Copy Name copies. */
  name(): string {
    return this.view().label;
  }

  /** The resource that the row stands for, where it has an ARN. */
  ref(): ResourceRef | undefined {
    return undefined;
  }

  /** Whether it stands for something of the account that somebody may have changed. */
  isThing(): boolean {
    return this.ref() !== undefined;
  }

  /** The path of its console page without host and region (`codesuite/codebuild/projects/x`). */
  consolePath(): string | undefined {
    return undefined;
  }

  /** Plain lines, the first as the heading; asked for when the pointer rests on the row. None: the label has to do. */
  tooltip(): readonly string[] {
    return [];
  }

  /** Takes the data of the same row, loaded anew. */
  adopt(fresh: Row): void {
    if (fresh instanceof Row) this.data = fresh.data as D;
  }
}

/** What a page of children is asked with. */
export interface PageRequest {
  /** From the page before; undefined for the first page. */
  readonly cursor: string | undefined;
  /** The branch's filter; only for branches that filter. */
  readonly filter: string | undefined;
  /**
   * `user`: somebody asked. `poll`: the interval was over; a source may answer from what it knows. `retry`: the
   * interval after a failure was over; what is known is no answer. `watch`: something was done here a moment ago; what
   * was known before tells nothing of it.
   */
  readonly reason: LoadReason;
  readonly signal: AbortSignal;
}

export type LoadReason = "user" | "poll" | "retry" | "watch";

export interface Page {
  readonly rows: readonly Row[];
  /** For the next page; left out on the last. */
  readonly next?: string | undefined;
  /** What is said beside *Load more*. */
  readonly moreText?: string;
  /** What to say in place of "nothing" while no page has had a row and there is a next one. */
  readonly emptyText?: string;
}

/** What details are asked with. */
export type DetailsRequest = Pick<PageRequest, "reason" | "signal">;

/** A row with children, loaded page by page. */
export abstract class Branch<D = unknown> extends Row<D> {
  abstract load(request: PageRequest): Promise<Page>;

  /**
   * Milliseconds until the children should be looked at again while they are visible; undefined: not by itself.
   * The rule of the house: 3 s while something runs or was done a moment ago, 30 s while nothing does.
   */
  pollInterval(_children: readonly Row[]): number | undefined {
    return undefined;
  }

  /** True of one below which nothing can stand: the editor draws it without an arrow, and a click may run a command. */
  get isLeaf(): boolean {
    return false;
  }

  /**
   * Loads what the list call does not tell, for the rows given, and yields whenever some of it arrived: the rows that
   * look otherwise now, or nothing where it cannot tell which. Called after each load, whatever its reason.
   */
  details?(rows: readonly Row[], request: DetailsRequest): AsyncIterable<readonly Row[] | void>;

  /** True where the children come with the parent's data: they are then made anew whenever the parent is loaded. */
  get isDerived(): boolean {
    return false;
  }

  /** What the children are children of: of a folder the row that it stands below. */
  get item(): Branch {
    return this;
  }

  /** Whether rows can be filtered, and what the filter compares. */
  filterPrompt(): string | undefined {
    return undefined;
  }

  /** Filters to choose from where they are written in a language of their own; those used lately are offered, too. */
  filterExamples(): readonly FilterExample[] {
    return [];
  }

  /** What to say when there are no children. */
  emptyText(): string {
    return "Nothing here";
  }
}

/** A line of text in the place of children: nothing there, a hint, or that they are waited for. */
export class NoteRow extends Row<string> {
  readonly #icon: string;

  constructor(parent: Row, text: string, icon = "info") {
    super(parent, parent.context, ":note", text);
    this.#icon = icon;
  }

  view(): RowView {
    return { label: this.data, icon: { id: this.#icon } };
  }
}

export const POLL_RUNNING = 3_000;
export const POLL_IDLE = 30_000;
/** So long after something was done to a row it is looked at as if it ran: services begin a little later. */
export const WATCHED_FOR = 30_000;
