/** What a list of rows of one height looks through. All lengths in CSS pixels. */
export interface ScrollBox {
  readonly count: number;
  readonly rowHeight: number;
  readonly viewport: number;
}

/** Smaller sliders cannot be caught with the pointer; the editor's own has the same least size. */
const LEAST_SLIDER = 20;

export function contentHeight(box: ScrollBox): number {
  return box.count * box.rowHeight;
}

/** The largest offset: the last row stands at the viewport's lower edge. */
export function maxTop(box: ScrollBox): number {
  return Math.max(0, contentHeight(box) - box.viewport);
}

export function clampTop(box: ScrollBox, top: number): number {
  return Math.max(0, Math.min(maxTop(box), top));
}

/** Rows that are at least partly visible: first (inclusive) and last (exclusive). */
export function visibleRows(box: ScrollBox, top: number): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top / box.rowHeight));
  const last = Math.min(box.count, Math.ceil((top + box.viewport) / box.rowHeight));
  return { first, last: Math.max(first, last) };
}

/** The scrollbar's slider on a track as long as the viewport; undefined where everything is visible. */
export function sliderOf(box: ScrollBox, top: number): { size: number; offset: number } | undefined {
  const range = maxTop(box);
  if (range === 0) return undefined;
  const size = Math.min(box.viewport, Math.max(LEAST_SLIDER, (box.viewport * box.viewport) / contentHeight(box)));
  return { size, offset: (top / range) * (box.viewport - size) };
}

/** The offset at which the slider stands at `offset` of its track. */
export function topOfSlider(box: ScrollBox, offset: number): number {
  const slider = sliderOf(box, 0);
  if (slider === undefined || box.viewport <= slider.size) return 0;
  return clampTop(box, (offset / (box.viewport - slider.size)) * maxTop(box));
}

/** The offset that shows a row: unchanged where it is visible, else the nearest, or with the row in the middle. */
export function topToReveal(box: ScrollBox, top: number, row: number, align: "nearest" | "center"): number {
  const rowTop = row * box.rowHeight;
  const isVisible = rowTop >= top && rowTop + box.rowHeight <= top + box.viewport;
  if (isVisible) return top;
  if (align === "center") return clampTop(box, rowTop - (box.viewport - box.rowHeight) / 2);
  return clampTop(box, rowTop < top ? rowTop : rowTop + box.rowHeight - box.viewport);
}
