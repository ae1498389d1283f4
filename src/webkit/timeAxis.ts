/** A span of time in milliseconds, counted from wherever its owner counts. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** No view is shorter than this, in milliseconds: X-Ray and OpenTelemetry tell microseconds at most. */
export const SHORTEST_VIEW = 0.01;

/** A view moved and shortened so that it lies within its bounds, and is not shorter than the shortest. */
export function clampView(view: TimeSpan, bounds: TimeSpan): TimeSpan {
  const whole = Math.max(SHORTEST_VIEW, bounds.to - bounds.from);
  const length = Math.min(whole, Math.max(SHORTEST_VIEW, view.to - view.from));
  const from = Math.max(bounds.from, Math.min(bounds.from + whole - length, view.from));
  return { from, to: from + length };
}

/** A view made shorter (factor above 1) or longer, around a moment that stays where it is. */
export function zoomView(view: TimeSpan, bounds: TimeSpan, factor: number, around = (view.from + view.to) / 2): TimeSpan {
  const length = view.to - view.from;
  const wanted = Math.max(SHORTEST_VIEW, length / factor);
  const share = length === 0 ? 0.5 : (around - view.from) / length;
  return clampView({ from: around - wanted * share, to: around + wanted * (1 - share) }, bounds);
}

/** A view zoomed around the middle of what it shows of a span of time; one that shows none of it is brought there first. */
export function zoomToSpan(view: TimeSpan, bounds: TimeSpan, factor: number, span: TimeSpan): TimeSpan {
  const from = Math.max(view.from, span.from);
  const to = Math.min(view.to, span.to);
  if (from <= to) return zoomView(view, bounds, factor, (from + to) / 2);
  const middle = (Math.max(bounds.from, span.from) + Math.min(bounds.to, span.to)) / 2;
  const half = (view.to - view.from) / 2;
  return zoomView(clampView({ from: middle - half, to: middle + half }, bounds), bounds, factor, middle);
}

/** A view moved by a part of its length. */
export function panView(view: TimeSpan, bounds: TimeSpan, share: number): TimeSpan {
  const by = (view.to - view.from) * share;
  return clampView({ from: view.from + by, to: view.to + by }, bounds);
}

/** Whether a view shows all there is. */
export function isWhole(view: TimeSpan, bounds: TimeSpan): boolean {
  return view.from <= bounds.from && view.to >= bounds.to;
}

/** The moment at a place of a view, 0 being its beginning and 1 its end. */
export function momentAt(view: TimeSpan, share: number): number {
  return view.from + (view.to - view.from) * Math.max(0, Math.min(1, share));
}

export interface Tick {
  /** Milliseconds. */
  readonly at: number;
  /** 0 to 1. */
  readonly share: number;
  readonly text: string;
}

/** Ticks stand no closer than this, in CSS pixels: their labels would run into each other. */
const CLOSEST = 72;

/** Round moments within a view, as many as there is room for. @param width CSS pixels */
export function ticksOf(view: TimeSpan, width: number): Tick[] {
  const length = view.to - view.from;
  if (length <= 0 || width < CLOSEST) return [];
  const step = roundStep(length / Math.max(1, Math.floor(width / CLOSEST)));
  const ticks: Tick[] = [];
  for (let count = Math.ceil(view.from / step - 1e-9); count * step <= view.to; count += 1) {
    const at = count * step;
    ticks.push({ at, share: (at - view.from) / length, text: momentText(at, step) });
  }
  return ticks;
}

/** The next of 1, 2 and 5 times a power of ten; above a second, of what clocks show. */
function roundStep(least: number): number {
  const clock = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map((seconds) => seconds * 1000);
  if (least > 1000) return clock.find((step) => step >= least) ?? Math.ceil(least / 3_600_000) * 3_600_000;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least * (1 - 1e-9)) ?? least;
}

/** A moment as precise as the steps between moments need: `250 ms`, `1.25 s`, `2:30`, `2:06.5`. */
function momentText(at: number, step: number): string {
  if (step >= 60_000 || at >= 120_000) {
    const [whole, fraction] = trimmed(at / 1000, step / 1000).split(".");
    const seconds = Number(whole);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return fraction === undefined ? clock : `${clock}.${fraction}`;
  }
  if (at >= 1000) return `${trimmed(at / 1000, step / 1000)} s`;
  return `${trimmed(at, step)} ms`;
}

function trimmed(value: number, step: number): string {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toFixed(digits);
}

export interface Bar {
  /** Both 0 to 1, of the view's width. */
  readonly left: number;
  readonly width: number;
  /** It goes on beyond the view's edge. */
  readonly cutLeft: boolean;
  readonly cutRight: boolean;
}

/** Where a bar lies in a view; undefined where it lies outside. @param to left out: it has no end */
export function barOf(from: number, to: number | undefined, view: TimeSpan): Bar | undefined {
  const end = to ?? Number.POSITIVE_INFINITY;
  if (from > view.to || end < view.from) return undefined;
  const length = view.to - view.from;
  const left = Math.max(0, (from - view.from) / length);
  const right = Math.min(1, (end - view.from) / length);
  return { left, width: Math.max(0, right - left), cutLeft: from < view.from, cutRight: end > view.to };
}
