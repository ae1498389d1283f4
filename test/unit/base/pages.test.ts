import { describe, expect, it } from "vitest";
import { Pages, everyItem } from "../../../src/base/pages.ts";

describe("pages of our size", () => {
  const signal = new AbortController().signal;
  const of = (sizes: readonly number[]) => {
    const calls: (string | undefined)[] = [];
    const starts = sizes.map((_size, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
    const pages = new Pages<number>(50, (cursor) => {
      calls.push(cursor);
      const index = Number(cursor ?? 0);
      const items = Array.from({ length: sizes[index] ?? 0 }, (_none, offset) => (starts[index] ?? 0) + offset);
      return Promise.resolve({ items, next: index + 1 < sizes.length ? String(index + 1) : undefined });
    });
    return { pages, calls };
  };
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_none, index) => from + index);

  it("keep others in place of items that were read, and are whole at the end of the list", async () => {
    const { pages, calls } = of([50, 10]);
    await pages.page(undefined, signal);
    expect(pages.isWhole).toBe(false);
    pages.replace((item) => (item === 0 ? undefined : item === 1 ? -1 : item));
    expect((await pages.page(undefined, signal, { known: true })).items).toEqual([-1, ...range(2, 51)]);
    expect(pages.isWhole).toBe(true);
    expect(pages.items).toHaveLength(59);
    expect(calls).toHaveLength(2);
  });

  it.each([[[30, 30, 30]], [[100, 20]], [[0, 0, 120]], [[50, 50]], [[0]]])("of %j hold everything once, and each of the service's is fetched once", async (sizes) => {
    const { pages, calls } = of(sizes);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await pages.page(cursor, signal);
      if (page.next !== undefined) expect(page.items).toHaveLength(50);
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(range(0, sizes.reduce((sum, size) => sum + size, 0)));
    expect(calls).toHaveLength(sizes.length);
  });

  it("ask for no more than a page needs, and anew for the first", async () => {
    const { pages, calls } = of([30, 30, 30]);
    await pages.page(undefined, signal);
    expect(calls).toEqual([undefined, "1"]);
    await pages.page(undefined, signal);
    expect(calls).toHaveLength(4);
  });

  it("are of those that fit", async () => {
    const { pages } = of([30, 30, 30]);
    expect((await pages.page(undefined, signal, { fits: (item) => item % 30 === 0 })).items).toEqual([0, 30, 60]);
  });

  it("can be of another size behind the first, and of what is known", async () => {
    const { pages, calls } = of([30, 30, 30]);
    const first = await pages.page(undefined, signal, { size: 10 });
    const second = await pages.page(first.next, signal, { size: 25 });
    expect([...first.items, ...second.items]).toEqual(range(0, 35));
    expect((await pages.page(undefined, signal, { known: true })).items).toEqual(range(0, 50));
    expect(calls).toEqual([undefined, "1"]);
  });
});

describe("the pages of a server", () => {
  const { signal } = new AbortController();
  /** A server that gives these tokens one after the other, and then always the last. */
  const server = (...tokens: readonly string[]) => {
    const cursors: (string | undefined)[] = [];
    const fetch = (cursor: string | undefined) => {
      cursors.push(cursor);
      return Promise.resolve({ items: [cursors.length], next: tokens[Math.min(cursors.length, tokens.length) - 1] });
    };
    return { cursors, fetch };
  };

  it("end where it gives an empty token", async () => {
    const { fetch, cursors } = server("a", "");
    expect(await everyItem("list things", fetch)).toEqual([1, 2]);
    expect(cursors).toEqual([undefined, "a"]);
    const pages = new Pages<number>(50, server("a", "").fetch);
    expect(await pages.page(undefined, signal)).toEqual({ items: [1, 2], next: undefined });
  });

  it.each([[["a"]], [["a", "b", "a"]]])("are an error that names the list where a token comes twice (%j)", async (tokens) => {
    await expect(everyItem("list things", server(...tokens).fetch)).rejects.toThrow(
      "Could not list things: the endpoint gave the same page token twice",
    );
    const pages = new Pages<number>(50, server(...tokens).fetch);
    await expect(pages.page(undefined, signal)).rejects.toThrow("the same page token twice");
  });
});
