import { describe, expect, it } from "vitest";
import { barOf, clampView, isWhole, momentAt, panView, SHORTEST_VIEW, ticksOf, zoomToSpan, zoomView } from "../../../src/webkit/timeAxis.ts";

const ALL = { from: 0, to: 1000 };

describe("a view of time", () => {
  it("zooms around a moment that stays where it is", () => {
    const view = zoomView(ALL, ALL, 4, 200);
    expect(view).toEqual({ from: 150, to: 400 });
    expect((200 - view.from) / (view.to - view.from)).toBeCloseTo(0.2);
    expect(zoomView(view, ALL, 1 / 100, 200)).toEqual(ALL);
  });

  it("zooms around what it shows of a span, and goes to one that it does not show", () => {
    expect(zoomToSpan(ALL, ALL, 2, { from: 900, to: 940 })).toEqual({ from: 460, to: 960 });
    expect(zoomToSpan({ from: 400, to: 600 }, ALL, 2, ALL)).toEqual({ from: 450, to: 550 });
    expect(zoomToSpan({ from: 0, to: 200 }, ALL, 2, { from: 700, to: 720 })).toEqual({ from: 660, to: 760 });
  });

  it("stays within its bounds, and is never nothing", () => {
    expect(clampView({ from: -50, to: 100 }, ALL)).toEqual({ from: 0, to: 150 });
    expect(clampView({ from: 900, to: 1100 }, ALL)).toEqual({ from: 800, to: 1000 });
    const closest = zoomView(ALL, ALL, 1e12, 500);
    expect(closest.to - closest.from).toBeCloseTo(SHORTEST_VIEW);
    expect(clampView({ from: 0, to: 0 }, { from: 0, to: 0 })).toEqual({ from: 0, to: SHORTEST_VIEW });
  });

  it("moves by a part of itself", () => {
    expect(panView({ from: 100, to: 200 }, ALL, 0.5)).toEqual({ from: 150, to: 250 });
    expect(panView({ from: 900, to: 1000 }, ALL, 1)).toEqual({ from: 900, to: 1000 });
    expect(isWhole(ALL, ALL)).toBe(true);
    expect(isWhole({ from: 1, to: 1000 }, ALL)).toBe(false);
    expect(momentAt({ from: 100, to: 200 }, 0.25)).toBe(125);
    expect(momentAt({ from: 100, to: 200 }, 7)).toBe(200);
  });
});

describe("ticks", () => {
  const texts = (from: number, to: number, width: number) => ticksOf({ from, to }, width).map(({ text }) => text);

  it("are round, as many as there is room for", () => {
    expect(texts(0, 1000, 400)).toEqual(["0 ms", "200 ms", "400 ms", "600 ms", "800 ms", "1.0 s"]);
    expect(texts(0, 2190, 800)).toEqual(["0 ms", "200 ms", "400 ms", "600 ms", "800 ms", "1.0 s", "1.2 s", "1.4 s", "1.6 s", "1.8 s", "2.0 s"]);
    expect(texts(0, 1, 300)).toEqual(["0.0 ms", "0.5 ms", "1.0 ms"]);
    expect(texts(0, 41_000, 400)).toEqual(["0 ms", "10 s", "20 s", "30 s", "40 s"]);
    expect(texts(0, 600_000, 400)).toEqual(["0:00", "2:00", "4:00", "6:00", "8:00", "10:00"]);
  });

  it("show parts of a second beyond two minutes, too", () => {
    expect(texts(125_000, 127_000, 400)).toEqual(["2:05.0", "2:05.5", "2:06.0", "2:06.5", "2:07.0"]);
    expect(texts(125_990, 126_010, 400)).toEqual(["2:05.990", "2:05.995", "2:06.000", "2:06.005", "2:06.010"]);
    expect(texts(600_000, 600_001, 400)).toEqual(["10:00.0000", "10:00.0002", "10:00.0004", "10:00.0006", "10:00.0008", "10:00.0010"]);
    expect(texts(119_000, 121_000, 400)).toEqual(["119.0 s", "119.5 s", "2:00.0", "2:00.5", "2:01.0"]);
  });

  it("fit into the view, and are none where there is no room", () => {
    for (const { at, share } of ticksOf({ from: 333, to: 777 }, 500)) {
      expect(at).toBeGreaterThanOrEqual(333);
      expect(at).toBeLessThanOrEqual(777);
      expect(share).toBeCloseTo((at - 333) / 444);
    }
    expect(texts(0, 1000, 20)).toEqual([]);
    expect(texts(5, 5, 500)).toEqual([]);
  });
});

describe("a bar", () => {
  it("lies where its times are, cut at the edges", () => {
    expect(barOf(250, 750, ALL)).toEqual({ left: 0.25, width: 0.5, cutLeft: false, cutRight: false });
    expect(barOf(200, 700, { from: 300, to: 500 })).toEqual({ left: 0, width: 1, cutLeft: true, cutRight: true });
    expect(barOf(0, 100, { from: 300, to: 500 })).toBeUndefined();
    expect(barOf(600, 700, { from: 300, to: 500 })).toBeUndefined();
  });

  it("without an end goes on to the edge", () => {
    expect(barOf(250, undefined, ALL)).toEqual({ left: 0.25, width: 0.75, cutLeft: false, cutRight: true });
  });
});
