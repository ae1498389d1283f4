import { Disposable, toDisposable } from "../base/dispose.ts";
import { type TimeSpan, barOf, clampView, isWhole, momentAt, panView, ticksOf, zoomToSpan, zoomView } from "./timeAxis.ts";
import { VirtualList, drag } from "./virtualList.ts";
import { type WaterfallRow, fillRow, makeElement } from "./waterfallRow.ts";

export interface WaterfallOptions {
  /** What the tree is called. */
  readonly label: string;
  /** Called for visible rows alone. */
  readonly row: (index: number) => WaterfallRow;
  /** The cursor moved to a row. */
  readonly selected: (index: number) => void;
  /** A row's children are to be shown or hidden. @returns whether that was done */
  readonly toggled: (index: number, expand: boolean) => boolean;
  /** Enter on the row, or a click. */
  readonly opened: (index: number) => void;
  /** The view or what is scrolled to changed. */
  readonly moved: () => void;
}

const ZOOM_STEP = 2;
/** A key moves the view by this part of its length. */
const PAN_STEP = 0.25;
/** A turn of the wheel zooms by this much for each pixel. */
const WHEEL_ZOOM = 0.002;
/** A shorter drag on the axis is a click. */
const LEAST_DRAG = 4;

/**
 * A tree of spans of time: names, states and durations as columns, and for each a bar on one time axis. Only visible rows
 * exist. An ARIA treegrid whose rows are walked with the arrow keys.
 */
export class Waterfall extends Disposable {
  readonly #options: WaterfallOptions;
  readonly #list: VirtualList;
  readonly #axis: HTMLElement;
  readonly #grid: HTMLElement;
  readonly #range: HTMLElement;
  #bounds: TimeSpan = { from: 0, to: 1 };
  #view: TimeSpan = this.#bounds;
  #cursor: number | undefined;

  constructor(container: HTMLElement, options: WaterfallOptions) {
    super();
    this.#options = options;
    const head = makeElement("div", "wf-head");
    this.#axis = makeElement("div", "wf-axis");
    this.#axis.title = "Drag over a range to zoom into it; Ctrl and the wheel or + and - zoom, Shift and the wheel or the arrow keys move";
    this.#range = makeElement("div", "wf-range");
    head.append(makeElement("div", "wf-name", "Name"), makeElement("div", "wf-state", "Status"), this.#axis, makeElement("div", "wf-took", "Duration"));
    head.setAttribute("aria-hidden", "true");
    const body = makeElement("div", "wf-body");
    this.#grid = makeElement("div", "wf-grid");
    this.#grid.setAttribute("aria-hidden", "true");
    const list = makeElement("div", "wf-list");
    body.append(this.#grid, list);
    container.classList.add("wf");
    container.replaceChildren(head, body);
    this.#list = this.register(
      new VirtualList(list, {
        renderRow: (row, index) => this.#renderRow(row, index),
        onRender: () => this.#renderCursor(),
        onUserScroll: () => options.moved(),
      }),
    );
    this.#prepare(body);
    const observer = new ResizeObserver(() => this.#renderAxis());
    observer.observe(this.#axis);
    this.register(toDisposable(() => observer.disconnect()));
  }

  get view(): TimeSpan {
    return this.#view;
  }

  get isZoomed(): boolean {
    return !isWhole(this.#view, this.#bounds);
  }

  get cursor(): number | undefined {
    return this.#cursor;
  }

  get topRow(): number {
    return this.#list.topRow;
  }

  set topRow(row: number) {
    this.#list.topRow = row;
  }

  set rowHeight(pixels: number) {
    this.#list.rowHeight = pixels;
  }

  /** Shows other rows within other bounds; a view that showed everything goes on doing so. */
  update(count: number, bounds: TimeSpan, cursor: number | undefined): void {
    const wasWhole = !this.isZoomed;
    this.#bounds = bounds;
    this.#view = wasWhole ? clampView(bounds, bounds) : clampView(this.#view, bounds);
    this.#cursor = cursor;
    this.#list.setCount(count);
    this.#list.refresh();
    this.#renderAxis();
  }

  zoomTo(view: TimeSpan): void {
    this.#view = clampView(view, this.#bounds);
    this.#list.refresh();
    this.#renderAxis();
    this.#options.moved();
  }

  /** Zooms around the bar of the cursor's row, where there is one. @param direction 1: closer, -1: away */
  zoom(direction: 1 | -1): void {
    const row = this.#cursor === undefined ? undefined : this.#options.row(this.#cursor);
    const span = row === undefined ? this.#view : { from: row.from, to: row.to ?? this.#bounds.to };
    this.zoomTo(zoomToSpan(this.#view, this.#bounds, direction === 1 ? ZOOM_STEP : 1 / ZOOM_STEP, span));
  }

  resetZoom(): void {
    this.zoomTo(this.#bounds);
  }

  reveal(index: number): void {
    this.#list.reveal(index, "center");
  }

  focus(): void {
    this.#list.viewport.focus();
  }

  #prepare(body: HTMLElement): void {
    const { viewport } = this.#list;
    viewport.tabIndex = 0;
    viewport.setAttribute("role", "treegrid");
    viewport.setAttribute("aria-label", this.#options.label);
    viewport.setAttribute("aria-readonly", "true");
    viewport.addEventListener("keydown", (event) => this.#onKey(event));
    viewport.addEventListener("click", (event) => this.#onClick(event));
    body.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false, capture: true });
    drag(this.#axis, (event) => this.#selectRange(event));
  }

  #onClick(event: MouseEvent): void {
    if (this.#list.count === 0 || !(event.target instanceof Element) || event.target.closest(".wf-row") === null) return;
    const index = this.#list.positionAt(event.clientY);
    const { expanded } = this.#options.row(index);
    if (isTwistie(event.target) && expanded !== undefined) this.#options.toggled(index, !expanded);
    else {
      this.#moveTo(index);
      this.#options.opened(index);
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.#cursor;
    const last = this.#list.count - 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#moveTo(at === undefined ? 0 : Math.min(last, at + 1)),
      ArrowUp: () => this.#moveTo(at === undefined ? last : Math.max(0, at - 1)),
      PageDown: () => this.#moveTo(Math.min(last, (at ?? 0) + this.#list.pageSize)),
      PageUp: () => this.#moveTo(Math.max(0, (at ?? 0) - this.#list.pageSize)),
      Home: () => this.#moveTo(0),
      End: () => this.#moveTo(last),
      ArrowRight: () => (event.shiftKey ? this.#pan(PAN_STEP) : this.#inwards()),
      ArrowLeft: () => (event.shiftKey ? this.#pan(-PAN_STEP) : this.#outwards()),
      Enter: () => at !== undefined && this.#options.opened(at),
      "+": () => this.zoom(1),
      "=": () => this.zoom(1),
      "-": () => this.zoom(-1),
      "0": () => this.resetZoom(),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move === undefined || last < 0) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  #pan(share: number): void {
    this.zoomTo(panView(this.#view, this.#bounds, share));
  }

  /** Unfolds the row, or goes to its first child. */
  #inwards(): void {
    if (this.#cursor === undefined) return;
    const { expanded } = this.#options.row(this.#cursor);
    if (expanded === false) this.#options.toggled(this.#cursor, true);
    else if (expanded === true) this.#moveTo(this.#cursor + 1);
  }

  /** Folds the row, or goes to its parent, as it does where a row cannot be folded. */
  #outwards(): void {
    if (this.#cursor === undefined) return;
    const { expanded, depth } = this.#options.row(this.#cursor);
    if (expanded === true && this.#options.toggled(this.#cursor, false)) return;
    for (let index = this.#cursor - 1; index >= 0; index -= 1) {
      if (this.#options.row(index).depth >= depth) continue;
      this.#moveTo(index);
      return;
    }
  }

  #moveTo(index: number): void {
    const before = this.#cursor;
    this.#cursor = index;
    this.#list.reveal(index);
    if (before !== undefined) this.#list.refreshRange(before, before + 1);
    this.#list.refreshRange(index, index + 1);
    this.#renderCursor();
    this.#options.selected(index);
  }

  #onWheel(event: WheelEvent): void {
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 16;
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp(-event.deltaY * delta * WHEEL_ZOOM);
      this.zoomTo(zoomView(this.#view, this.#bounds, factor, momentAt(this.#view, this.#shareOf(event.clientX))));
    } else if (event.shiftKey) {
      const by = ((event.deltaX === 0 ? event.deltaY : event.deltaX) * delta) / Math.max(1, this.#axis.clientWidth);
      this.#pan(by);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #shareOf(clientX: number): number {
    const { left, width } = this.#axis.getBoundingClientRect();
    return width === 0 ? 0 : Math.max(0, Math.min(1, (clientX - left) / width));
  }

  #selectRange(event: PointerEvent) {
    event.preventDefault();
    const start = event.clientX;
    let end = start;
    this.#axis.append(this.#range);
    const show = () => {
      const shares = [this.#shareOf(start), this.#shareOf(end)];
      this.#range.style.left = `${Math.min(...shares) * 100}%`;
      this.#range.style.width = `${Math.abs(this.#shareOf(end) - this.#shareOf(start)) * 100}%`;
    };
    show();
    return {
      move: ({ clientX }: PointerEvent) => {
        end = clientX;
        show();
      },
      end: () => {
        this.#range.remove();
        if (Math.abs(end - start) < LEAST_DRAG) return;
        const moments = [start, end].map((x) => momentAt(this.#view, this.#shareOf(x)));
        this.zoomTo({ from: Math.min(...moments), to: Math.max(...moments) });
      },
    };
  }

  #renderRow(element: HTMLElement, index: number): void {
    const row = this.#options.row(index);
    fillRow(element, row, barOf(row.from, row.to, this.#view));
    element.id = `wf-${index}`;
    element.setAttribute("aria-rowindex", String(index + 1));
    element.setAttribute("aria-selected", String(index === this.#cursor));
    element.classList.toggle("wf-selected", index === this.#cursor);
  }

  #renderCursor(): void {
    const { viewport } = this.#list;
    viewport.setAttribute("aria-rowcount", String(this.#list.count));
    const isRendered = this.#cursor !== undefined && this.#list.rowElement(this.#cursor) !== undefined;
    if (isRendered) viewport.setAttribute("aria-activedescendant", `wf-${this.#cursor}`);
    else viewport.removeAttribute("aria-activedescendant");
  }

  #renderAxis(): void {
    const ticks = ticksOf(this.#view, this.#axis.clientWidth);
    this.#axis.replaceChildren(
      ...ticks.map(({ share, text }) => {
        const tick = makeElement("div", "wf-tick", text);
        tick.style.left = `${share * 100}%`;
        // the last label would stand outside
        tick.classList.toggle("wf-tick-left", share > 0.92);
        return tick;
      }),
    );
    this.#grid.replaceChildren(
      ...ticks.map(({ share }) => {
        const line = makeElement("div", "wf-line");
        line.style.left = `${share * 100}%`;
        return line;
      }),
    );
  }
}

function isTwistie(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".wf-twistie") !== null;
}
