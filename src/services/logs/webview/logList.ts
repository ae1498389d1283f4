import { Disposable } from "../../../base/dispose.ts";
import { VirtualList } from "../../../webkit/virtualList.ts";
import type { LogState } from "../protocol.ts";
import { LineCache } from "./lineCache.ts";
import { type ListMove, moveOf, targetOf } from "./listKeys.ts";
import { type RowOptions, renderLine } from "./logRow.ts";
import { selectByPointer } from "./selectByPointer.ts";
import { Selection } from "./selection.ts";

/** Older lines are asked for when so few rows are left before the oldest. */
const NEAR = 200;
/** Rows fetched beyond the visible ones, so that a turn of the wheel finds them there. */
const OVERSCAN = 60;

export interface LogListOptions extends RowOptions {
  /** The newest on top. */
  readonly reversed: boolean;
}

export interface LogListEvents {
  fetch(from: number, to: number, reversed: boolean): ReturnType<ConstructorParameters<typeof LineCache>[0]["fetch"]>;
  /** Following began or ended, or the number of lines that came since it ended changed. */
  followChanged(): void;
  nearOldest(): void;
  /** The cursor moved to a position, or away. */
  cursorMoved(position: number | undefined): void;
  /** The whole event of a position is wanted. */
  open(position: number): void;
  /** The trace that the line of a position names is wanted. */
  openTrace(position: number): void;
  copy(range: { readonly from: number; readonly to: number }): void;
  /** What is visible changed. */
  scrolled(): void;
}

/** Where the list stood, to come back to it. */
export interface ListAnchor {
  readonly generation: number;
  /** The position at the upper edge, with the part of the row that is above it. */
  readonly position: number;
  readonly fraction: number;
}

/**
 * The lines as a list: which positions exist, which are visible, the cursor, the selection, and following.
 * A position is a line's number as the host counts; the list's own rows are counted from the top.
 */
export class LogList extends Disposable {
  readonly selection = new Selection();
  readonly #list: VirtualList;
  readonly #cache: LineCache;
  readonly #events: LogListEvents;
  #options: LogListOptions;
  #generation: number | undefined;
  #start = 0;
  #end = 0;
  #following = true;
  #seenEnd = 0;
  #match: number | undefined;
  /** The current match has yet to be brought into sight sideways: its line may still be on its way. */
  #matchPending = false;
  #restore: ListAnchor | undefined;

  constructor(container: HTMLElement, options: LogListOptions, events: LogListEvents) {
    super();
    this.#options = options;
    this.#events = events;
    this.#cache = this.register(
      new LineCache({ fetch: (from, to) => events.fetch(from, to, this.#options.reversed) }, (from, to) => this.#arrived(from, to)),
    );
    this.#list = this.register(
      new VirtualList(container, {
        renderRow: (row, index) => this.#renderRow(row, index),
        onRender: (first, last) => this.#rendered(first, last),
        onUserScroll: () => this.#userScrolled(),
      }),
    );
    this.#prepareViewport();
  }

  get isFollowing(): boolean {
    return this.#following;
  }

  /** Lines that came since following ended. */
  get unseen(): number {
    return this.#following ? 0 : Math.max(0, this.#end - this.#seenEnd);
  }

  get anchor(): ListAnchor | undefined {
    if (this.#generation === undefined || this.#following || this.#list.count === 0) return undefined;
    const row = this.#list.topRow;
    return { generation: this.#generation, position: this.#positionOf(Math.floor(row)), fraction: row % 1 };
  }

  set rowHeight(pixels: number) {
    this.#list.rowHeight = pixels;
  }

  /** Where to start once the lines of that generation are known. */
  restore(anchor: ListAnchor): void {
    this.#restore = anchor;
    this.#following = false;
  }

  update(state: LogState): void {
    const isOther = state.generation !== this.#generation;
    const [start, end] = [this.#start, this.#end];
    this.#generation = state.generation;
    this.#start = state.start;
    this.#end = state.end;
    this.#cache.setBounds(state.start, state.end);
    if (isOther) this.#begin(state);
    else {
      if (state.changedFrom < end) this.#cache.invalidate(state.changedFrom);
      this.#list.setCount(state.end - state.start, this.#options.reversed ? state.end - end : start - state.start);
      if (state.changedFrom < end) this.#list.refresh();
      else if (state.end !== end || state.start !== start) this.#renderMarks();
    }
    if (this.#following) this.#seenEnd = state.end;
    this.#events.followChanged();
  }

  setOptions(options: LogListOptions): void {
    const turned = options.reversed !== this.#options.reversed;
    this.#options = options;
    if (turned) {
      this.#cache.invalidate();
      this.selection.clear();
      this.#events.cursorMoved(undefined);
      this.follow();
    }
    this.#list.refresh();
  }

  /** Goes to the newest line and stays there. */
  follow(): void {
    this.#setFollowing(true);
  }

  /** Stays where it is although new lines come. */
  unfollow(): void {
    this.#setFollowing(false);
  }

  /** Shows a match and puts the cursor on it. */
  showMatch(position: number | undefined): void {
    this.#match = position;
    this.#matchPending = position !== undefined;
    if (position === undefined) {
      this.#renderMarks();
      return;
    }
    this.#setFollowing(false);
    this.selection.moveTo(position, false);
    this.#list.reveal(this.#indexOf(position), "center");
    this.#renderMarks();
    this.#events.cursorMoved(position);
  }

  /** The position from which find goes on: the cursor, else just outside of what is in sight. */
  findFrom(forward: boolean): number {
    const { first, last } = this.#list.visible;
    return this.#match ?? this.selection.cursor ?? this.#positionOf(forward ? first - 1 : last);
  }

  /** Keeps a position in sight when the list has become shorter. */
  revealSoon(position: number): void {
    requestAnimationFrame(() => this.#list.reveal(this.#indexOf(position)));
  }

  moveCursor(move: ListMove, extend: boolean): void {
    const { count } = this.#list;
    if (count === 0) return;
    const { cursor } = this.selection;
    const index = cursor === undefined ? undefined : this.#indexOf(cursor);
    const next = index === undefined ? this.#firstIndex(move) : targetOf(move, index, this.#list.pageSize, count);
    const target = Math.max(0, Math.min(count - 1, next));
    this.selection.moveTo(this.#positionOf(target), extend);
    this.#setFollowing(false);
    this.#list.reveal(target);
    this.#setFollowing(target === this.#newestIndex && this.#isAtNewest);
    this.#renderMarks();
    this.#events.cursorMoved(this.selection.cursor);
  }

  selectAll(): void {
    if (this.#list.count === 0) return;
    this.selection.select(this.#start, this.#end);
    this.#renderMarks();
  }

  clearSelection(): void {
    this.selection.clear();
    this.#renderMarks();
    this.#events.cursorMoved(undefined);
  }

  copySelection(): void {
    const { range } = this.selection;
    if (range !== undefined) this.#events.copy(range);
  }

  focus(): void {
    this.#list.viewport.focus();
  }

  #begin(state: LogState): void {
    this.#cache.invalidate();
    this.selection.clear();
    this.#match = undefined;
    this.#events.cursorMoved(undefined);
    this.#list.setCount(0);
    this.#list.setCount(state.end - state.start);
    this.#list.refresh();
    const anchor = this.#restore;
    if (anchor?.generation === state.generation) {
      this.#seenEnd = state.end;
      this.#setFollowing(false);
      this.#list.topRow = this.#indexOf(anchor.position) + anchor.fraction;
    } else this.#setFollowing(true);
    this.#restore = undefined;
  }

  #setFollowing(following: boolean): void {
    const { reversed } = this.#options;
    this.#list.stick = following ? (reversed ? "start" : "end") : "none";
    if (following === this.#following) return;
    this.#following = following;
    this.#seenEnd = this.#end;
    this.#events.followChanged();
  }

  get #isAtNewest(): boolean {
    return this.#options.reversed ? this.#list.isAtStart : this.#list.isAtEnd;
  }

  get #newestIndex(): number {
    return this.#options.reversed ? 0 : this.#list.count - 1;
  }

  #positionOf(index: number): number {
    return this.#options.reversed ? this.#end - 1 - index : this.#start + index;
  }

  #indexOf(position: number): number {
    return this.#options.reversed ? this.#end - 1 - position : position - this.#start;
  }

  /** Where the cursor begins when there was none: at the edge that the key points away from. */
  #firstIndex(move: ListMove): number {
    const { first, last } = this.#list.visible;
    if (move === "first") return 0;
    if (move === "last") return this.#list.count - 1;
    return move === "up" || move === "pageUp" ? last - 1 : first;
  }

  #renderRow(row: HTMLElement, index: number): void {
    const position = this.#positionOf(index);
    renderLine(row, this.#cache.get(position), this.#options);
    row.id = `line${position}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-posinset", String(index + 1));
    this.#mark(row, position);
  }

  #mark(row: HTMLElement, position: number): void {
    const isSelected = this.selection.has(position);
    row.setAttribute("aria-setsize", String(this.#list.count));
    row.setAttribute("aria-selected", String(isSelected));
    row.classList.toggle("line-selected", isSelected);
    row.classList.toggle("line-cursor", this.selection.cursor === position);
    row.classList.toggle("line-current", this.#match === position);
  }

  /** The list grew, or the selection changed: the rows in sight show it, without being filled anew. */
  #renderMarks(): void {
    const { first, last } = this.#list.visible;
    for (let index = first; index < last; index += 1) {
      const row = this.#list.rowElement(index);
      if (row !== undefined) this.#mark(row, this.#positionOf(index));
    }
    this.#renderCursor();
  }

  #renderCursor(): void {
    const { viewport } = this.#list;
    const { cursor } = this.selection;
    const isRendered = cursor !== undefined && this.#list.rowElement(this.#indexOf(cursor)) !== undefined;
    if (isRendered) viewport.setAttribute("aria-activedescendant", `line${cursor}`);
    else viewport.removeAttribute("aria-activedescendant");
  }

  #rendered(first: number, last: number): void {
    const ends = [this.#positionOf(first - OVERSCAN), this.#positionOf(last + OVERSCAN)];
    this.#cache.want(Math.min(...ends), Math.max(...ends) + 1);
    const left = this.#options.reversed ? this.#list.count - last : first;
    if (left < NEAR) this.#events.nearOldest();
    this.#renderCursor();
    this.#revealMatch();
    this.#events.scrolled();
  }

  #revealMatch(): void {
    if (!this.#matchPending || this.#match === undefined) return;
    const mark = this.#list.rowElement(this.#indexOf(this.#match))?.querySelector("mark");
    if (mark === undefined || mark === null) return;
    this.#matchPending = false;
    this.#list.revealSideways(mark);
  }

  #arrived(from: number, to: number): void {
    const ends = [this.#indexOf(from), this.#indexOf(to - 1)];
    this.#list.refreshRange(Math.min(...ends), Math.max(...ends) + 1);
    this.#revealMatch();
  }

  #userScrolled(): void {
    this.#setFollowing(this.#isAtNewest);
  }

  #prepareViewport(): void {
    const { viewport } = this.#list;
    viewport.tabIndex = 0;
    viewport.setAttribute("role", "listbox");
    viewport.setAttribute("aria-label", "Log lines");
    viewport.setAttribute("aria-multiselectable", "true");
    viewport.addEventListener("keydown", (event) => this.#onKey(event));
    viewport.addEventListener("dblclick", (event) => {
      if (isOnTime(event.target)) return;
      const { cursor } = this.selection;
      if (cursor !== undefined && window.getSelection()?.isCollapsed !== false) this.#events.open(cursor);
    });
    viewport.addEventListener("click", (event) => {
      if (isOnTime(event.target)) this.#events.open(this.#positionOf(this.#list.positionAt(event.clientY)));
    });
    selectByPointer(this.#list, (index, extend) => this.#select(index, extend));
  }

  #select(index: number, extend: boolean): void {
    this.selection.moveTo(this.#positionOf(index), extend);
    this.#renderMarks();
    this.#events.cursorMoved(this.selection.cursor);
  }

  #onKey(event: KeyboardEvent): void {
    const withCommand = event.ctrlKey || event.metaKey;
    const move = moveOf(event);
    if (move !== undefined) this.moveCursor(move, event.shiftKey);
    else if (withCommand && event.key === "a") this.selectAll();
    else if (withCommand && event.key === "c" && window.getSelection()?.isCollapsed !== false) this.copySelection();
    else if (!withCommand && event.key === "t" && this.selection.cursor !== undefined) this.#events.openTrace(this.selection.cursor);
    else if (event.key === "Enter" && this.selection.cursor !== undefined) this.#events.open(this.selection.cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function isOnTime(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".line-time, .line-cut") !== null;
}
