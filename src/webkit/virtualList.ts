import { Disposable, toDisposable } from "../base/dispose.ts";
import type { ScrollBox } from "./scrollGeometry.ts";
import { clampTop, maxTop, sliderOf, topOfSlider, topToReveal, visibleRows } from "./scrollGeometry.ts";

export interface VirtualListOptions {
  /** Fills a row element, which may have shown another position before. */
  readonly renderRow: (row: HTMLElement, position: number) => void;
  /** Told after every frame in which what is visible changed. */
  readonly onRender: (first: number, last: number) => void;
  /** Told when the user moved the list by wheel, slider, touch or key. */
  readonly onUserScroll: () => void;
}

/** Which end the list stays at while rows come and go. */
export type Stick = "none" | "start" | "end";

/**
 * A list of rows of one height of which only the visible ones exist. It scrolls by itself instead of through a tall
 * element: such an element ends at 33 million pixels in Chromium, and rows that are added at the top would move what is
 * read. The general virtualizer of the field (@tanstack/virtual-core) measures every row again after each change of
 * the count: 34 ms for an append to 1,000,000 rows, where this does none of it. The scrollbar looks as the editor's.
 */
export class VirtualList extends Disposable {
  /** The element with the rows; it scrolls sideways, takes the focus and may carry the list's role. */
  readonly viewport: HTMLElement;
  readonly #options: VirtualListOptions;
  readonly #layer: HTMLElement;
  readonly #track: HTMLElement;
  readonly #slider: HTMLElement;
  /** The row elements in the order of their positions, the first of which is `#first`. */
  #rows: HTMLElement[] = [];
  #first = 0;
  #stale = true;
  #count = 0;
  #rowHeight = 20;
  #height = 0;
  #top = 0;
  #stick: Stick = "none";
  #frame: number | undefined;

  constructor(container: HTMLElement, options: VirtualListOptions) {
    super();
    this.#options = options;
    this.viewport = element("div", "vl-viewport");
    this.#layer = element("div", "vl-layer");
    this.#layer.setAttribute("role", "presentation");
    this.#track = element("div", "vl-track");
    this.#track.setAttribute("aria-hidden", "true");
    this.#slider = element("div", "vl-slider");
    this.viewport.append(this.#layer);
    this.#track.append(this.#slider);
    container.classList.add("vl");
    container.replaceChildren(this.viewport, this.#track);
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(this.viewport);
    this.register(toDisposable(() => observer.disconnect()));
    this.register(toDisposable(() => this.#frame !== undefined && cancelAnimationFrame(this.#frame)));
    this.#listen();
    this.#measure();
  }

  get count(): number {
    return this.#count;
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  set rowHeight(pixels: number) {
    if (pixels === this.#rowHeight) return;
    this.#top = (this.#top / this.#rowHeight) * pixels;
    this.#rowHeight = pixels;
    this.#layer.style.setProperty("--row-height", `${pixels}px`);
    this.refresh();
  }

  set stick(stick: Stick) {
    this.#stick = stick;
    this.#move(this.#top);
  }

  get isAtStart(): boolean {
    return this.#top <= 1;
  }

  get isAtEnd(): boolean {
    return this.#top >= maxTop(this.#box) - 1;
  }

  /** Rows that fit wholly. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.#height / this.#rowHeight));
  }

  /** The position at the upper edge, with the fraction of the row that is above it. */
  get topRow(): number {
    return this.#top / this.#rowHeight;
  }

  set topRow(row: number) {
    this.#move(row * this.#rowHeight);
  }

  get visible(): { first: number; last: number } {
    return visibleRows(this.#box, this.#top);
  }

  /** Changes the number of rows; what is read stays where it is, though `insertedBefore` rows came before it. */
  setCount(count: number, insertedBefore = 0): void {
    this.#count = count;
    if (insertedBefore !== 0) this.#stale = true;
    this.#move(this.#top + insertedBefore * this.#rowHeight);
  }

  reveal(position: number, align: "nearest" | "center" = "nearest"): void {
    this.#move(topToReveal(this.#box, this.#top, position, align));
  }

  scrollToEdge(edge: "start" | "end"): void {
    this.#move(edge === "start" ? 0 : maxTop(this.#box));
  }

  /** Scrolls as the user does. */
  scrollBy(pixels: number): void {
    this.#moveAsUser(this.#top + pixels);
  }

  /** Scrolls sideways, no further than an element of a row needs to be seen. */
  revealSideways(part: Element): void {
    const box = this.viewport.getBoundingClientRect();
    const { left, right } = part.getBoundingClientRect();
    if (left >= box.left && right <= box.right) return;
    // the beginning of the line stays in sight where there is room for both
    const wanted = this.viewport.scrollLeft + right - box.right + box.width / 4;
    this.viewport.scrollLeft = Math.max(0, wanted);
  }

  /** Renders all visible rows anew. */
  refresh(): void {
    this.#stale = true;
    this.#invalidate();
  }

  /** Renders those of the given positions that are visible anew. */
  refreshRange(from: number, to: number): void {
    const last = Math.min(to, this.#first + this.#rows.length);
    for (let position = Math.max(from, this.#first); position < last; position += 1) this.#fill(position);
  }

  /** The position at a height of the page; clamped to the rows. */
  positionAt(clientY: number): number {
    const { top } = this.viewport.getBoundingClientRect();
    const position = Math.floor((clientY - top + this.#top) / this.#rowHeight);
    return Math.max(0, Math.min(this.#count - 1, position));
  }

  /** The row element of a position, where it is rendered. */
  rowElement(position: number): HTMLElement | undefined {
    return this.#stale ? undefined : this.#rows[position - this.#first];
  }

  get #box(): ScrollBox {
    return { count: this.#count, rowHeight: this.#rowHeight, viewport: this.#height };
  }

  #measure(): void {
    this.#height = this.viewport.clientHeight;
    this.#move(this.#top);
  }

  #moveAsUser(top: number): void {
    const before = this.#top;
    this.#stick = "none";
    this.#move(top);
    if (this.#top !== before) this.#options.onUserScroll();
  }

  #move(top: number): void {
    const box = this.#box;
    this.#top = this.#stick === "end" ? maxTop(box) : this.#stick === "start" ? 0 : clampTop(box, top);
    this.#invalidate();
  }

  #invalidate(): void {
    if (this.isDisposed) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#render();
    });
  }

  #render(): void {
    const { first, last } = this.visible;
    this.#arrange(first, last - first);
    this.#layer.style.transform = `translateY(${Math.round(first * this.#rowHeight - this.#top)}px)`;
    this.#renderSlider();
    this.#options.onRender(first, last);
  }

  /** Brings the row elements to the visible positions: rows that stay visible are moved, not filled anew. */
  #arrange(first: number, count: number): void {
    const shift = first - this.#first;
    const keepsSome = !this.#stale && Math.abs(shift) < this.#rows.length;
    this.#first = first;
    if (keepsSome && shift > 0) {
      const moved = this.#rows.splice(0, shift);
      this.#rows.push(...moved);
      this.#layer.append(...moved);
    } else if (keepsSome && shift < 0) {
      const moved = this.#rows.splice(shift);
      this.#rows.unshift(...moved);
      this.#layer.prepend(...moved);
    }
    const kept = keepsSome ? this.#rows.length - Math.abs(shift) : 0;
    const [keptFrom, keptTo] = shift < 0 ? [-shift, -shift + kept] : [0, kept];
    this.#stale = false;
    this.#resize(count);
    for (let index = 0; index < count; index += 1) {
      if (index < keptFrom || index >= keptTo) this.#fill(first + index);
    }
  }

  #resize(count: number): void {
    while (this.#rows.length > count) this.#rows.pop()?.remove();
    const added: HTMLElement[] = [];
    while (this.#rows.length + added.length < count) added.push(element("div", "vl-row"));
    this.#rows.push(...added);
    this.#layer.append(...added);
  }

  #fill(position: number): void {
    const row = this.#rows[position - this.#first];
    if (row !== undefined) this.#options.renderRow(row, position);
  }

  #renderSlider(): void {
    const slider = sliderOf(this.#box, this.#top);
    this.#track.classList.toggle("vl-hidden", slider === undefined);
    if (slider === undefined) return;
    this.#slider.style.height = `${Math.round(slider.size)}px`;
    this.#slider.style.transform = `translateY(${Math.round(slider.offset)}px)`;
  }

  #listen(): void {
    this.viewport.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    // focus or a browser's own search may scroll what must not scroll
    this.viewport.addEventListener("scroll", () => {
      if (this.viewport.scrollTop !== 0) this.viewport.scrollTop = 0;
    });
    drag(this.#slider, (event) => {
      const grabbed = event.clientY - this.#slider.getBoundingClientRect().top;
      this.#slider.classList.add("vl-active");
      return {
        move: ({ clientY }) => this.#moveSlider(clientY - grabbed),
        end: () => this.#slider.classList.remove("vl-active"),
      };
    });
    this.#track.addEventListener("pointerdown", (event) => {
      if (event.target !== this.#track) return;
      event.preventDefault();
      this.#moveSlider(event.clientY - this.#slider.getBoundingClientRect().height / 2);
    });
    drag(this.viewport, (event) => {
      if (event.pointerType !== "touch") return undefined;
      const start = this.#top + event.clientY;
      return { move: ({ clientY }) => this.#moveAsUser(start - clientY), end: () => undefined };
    });
  }

  #moveSlider(clientY: number): void {
    this.#moveAsUser(topOfSlider(this.#box, clientY - this.#track.getBoundingClientRect().top));
  }

  #onWheel(event: WheelEvent): void {
    // with Ctrl the page zooms; sideways the viewport scrolls by itself
    if (event.ctrlKey || event.deltaY === 0) return;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? this.#rowHeight : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? this.#height : 1;
    event.preventDefault();
    this.viewport.scrollLeft += event.deltaX * unit;
    this.#moveAsUser(this.#top + event.deltaY * unit);
  }
}

interface DragHandlers {
  move(event: PointerEvent): void;
  end(): void;
}

/** Follows the pointer from its press to its release, wherever it goes. `start` may decline with undefined. */
export function drag(target: HTMLElement, start: (event: PointerEvent) => DragHandlers | undefined): void {
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const handlers = start(event);
    if (handlers === undefined) return;
    const abort = new AbortController();
    const { signal } = abort;
    const end = () => {
      abort.abort();
      handlers.end();
    };
    document.addEventListener("pointermove", (moved) => handlers.move(moved), { signal });
    document.addEventListener("pointerup", end, { signal });
    document.addEventListener("pointercancel", end, { signal });
  });
}

function element(name: "div", className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
