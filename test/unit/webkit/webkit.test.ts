import { describe, expect, it } from "vitest";
import { parseAnsi } from "../../../src/webkit/ansi.ts";
import { maxTop, sliderOf, topOfSlider, topToReveal, visibleRows } from "../../../src/webkit/scrollGeometry.ts";

describe("terminal colours", () => {
  it("become classes of the theme's colours", () => {
    expect(parseAnsi("plain")).toEqual([{ text: "plain", classes: [] }]);
    expect(parseAnsi("")).toEqual([]);
    expect(parseAnsi("a\u001b[1;31mb\u001b[0mc")).toEqual([
      { text: "a", classes: [] },
      { text: "b", classes: ["ansi-bold", "ansi-fg-red"] },
      { text: "c", classes: [] },
    ]);
    expect(parseAnsi("\u001b[92;44mx")).toEqual([{ text: "x", classes: ["ansi-fg-bright-green", "ansi-bg-blue"] }]);
  });

  it("outside of the theme's are given by value", () => {
    expect(parseAnsi("\u001b[38;5;208mx")).toEqual([{ text: "x", classes: [], colour: "255, 135, 0" }]);
    expect(parseAnsi("\u001b[38;5;244mx")).toEqual([{ text: "x", classes: [], colour: "128, 128, 128" }]);
    expect(parseAnsi("\u001b[48;2;1;2;3mx")).toEqual([{ text: "x", classes: [], background: "1, 2, 3" }]);
    expect(parseAnsi("\u001b[38;5;9mx")).toEqual([{ text: "x", classes: ["ansi-fg-bright-red"] }]);
  });

  it("are swapped where they are reversed, and end with what ends them", () => {
    expect(parseAnsi("\u001b[31;7mx\u001b[27my\u001b[39;3mz")).toEqual([
      { text: "x", classes: ["ansi-bg-red"] },
      { text: "y", classes: ["ansi-fg-red"] },
      { text: "z", classes: ["ansi-italic"] },
    ]);
    expect(parseAnsi("\u001b[1;2mx\u001b[22my\u001b[38;5;300mz\u001b[38mw")).toEqual([
      { text: "x", classes: ["ansi-bold", "ansi-dim"] },
      ...["y", "z", "w"].map((text) => ({ text, classes: [] })),
    ]);
  });

  it("hide nothing, and make no more runs than a page can show", () => {
    expect(parseAnsi("\u001b[8mx")).toEqual([{ text: "x", classes: [] }]);
    const runs = parseAnsi("\u001b[31mx".repeat(50_000));
    expect(runs).toHaveLength(20_001);
    expect(runs.map(({ text }) => text).join("")).toBe("x".repeat(50_000));
  });

  it("come without other sequences", () => {
    expect(parseAnsi("\u001b]0;title\u0007\u001b[2K\u001b[1Gok")).toEqual([{ text: "ok", classes: [] }]);
  });
});

describe("a list's geometry", () => {
  const box = { count: 1_000_000, rowHeight: 20, viewport: 610 };

  it("shows the rows that are at least partly visible", () => {
    expect(visibleRows(box, 0)).toEqual({ first: 0, last: 31 });
    expect(visibleRows(box, 15)).toEqual({ first: 0, last: 32 });
    expect(visibleRows(box, maxTop(box))).toEqual({ first: 999_969, last: 1_000_000 });
    expect(visibleRows({ ...box, count: 0 }, 0)).toEqual({ first: 0, last: 0 });
  });

  it("has a slider that can be caught, and none where everything is visible", () => {
    expect(sliderOf(box, 0)).toEqual({ size: 20, offset: 0 });
    expect(sliderOf(box, maxTop(box))).toEqual({ size: 20, offset: 590 });
    expect(sliderOf({ ...box, count: 30 }, 0)).toBeUndefined();
    expect(topOfSlider(box, 590)).toBe(maxTop(box));
    expect(topOfSlider(box, -5)).toBe(0);
    expect(topOfSlider(box, 295)).toBe(maxTop(box) / 2);
  });

  it("moves no further than a row needs to be seen", () => {
    expect(topToReveal(box, 1000, 55, "nearest")).toBe(1000);
    expect(topToReveal(box, 1000, 49, "nearest")).toBe(980);
    expect(topToReveal(box, 1000, 100, "nearest")).toBe(1410);
    expect(topToReveal(box, 1000, 500, "center")).toBe(10_000 - 295);
    expect(topToReveal(box, 1000, 0, "center")).toBe(0);
  });
});
