import { describe, expect, it } from "vitest";
import { latest, TokenBucket, chunked, mapLimited, sleep } from "../../../src/base/async.ts";
import { isCancelled } from "../../../src/base/errors.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("mapLimited", () => {
  it("keeps at most so many under way and yields each result", async () => {
    let underWay = 0;
    let most = 0;
    const results = await collect(
      mapLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await sleep(item % 2);
        underWay -= 1;
        return item * 10;
      }),
    );
    expect(results.toSorted((a, b) => a - b)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(most).toBe(3);
  });

  it("yields what is ready before what is slow", async () => {
    let release: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const results = mapLimited(["slow", "quick"], 2, async (item) => {
      if (item === "slow") await slow;
      return item;
    });
    expect((await results.next()).value).toBe("quick");
    release?.();
    expect((await results.next()).value).toBe("slow");
  });

  it("throws the first failure and starts nothing further", async () => {
    const started: number[] = [];
    const work = mapLimited([1, 2, 3, 4], 1, async (item) => {
      started.push(item);
      if (item === 2) throw new Error("two");
      return item;
    });
    await expect(collect(work)).rejects.toThrow("two");
    expect(started).toEqual([1, 2]);
  });
});

describe("TokenBucket", () => {
  it("lets the burst through at once and paces the rest in order", async () => {
    let now = 0;
    const bucket = new TokenBucket({ perSecond: 20, burst: 2, now: () => now });
    const order: number[] = [];
    const takes = [1, 2, 3].map((turn) => bucket.take().then(() => order.push(turn)));
    await Promise.all(takes.slice(0, 2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([1, 2]);
    now += 50;
    await takes[2];
    expect(order).toEqual([1, 2, 3]);
  });

  it("does not wait for a clock that was set back", async () => {
    let back = 0;
    const bucket = new TokenBucket({ perSecond: 1000, burst: 2, now: () => performance.now() - back });
    await bucket.take();
    back = 3_600_000;
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), 5_000);
    await bucket.take(abort.signal);
    await bucket.take(abort.signal);
    clearTimeout(late);
  });

  it("lets go of one who gave up", async () => {
    const bucket = new TokenBucket({ perSecond: 0.001, burst: 1 });
    await bucket.take();
    const abort = new AbortController();
    const waiting = bucket.take(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toSatisfy(isCancelled);
  });
});

describe("sleep", () => {
  it("ends at once when the signal aborts, before or during the wait", async () => {
    const abort = new AbortController();
    const during = sleep(60_000, abort.signal);
    abort.abort();
    await expect(during).rejects.toSatisfy(isCancelled);
    await expect(sleep(60_000, abort.signal)).rejects.toSatisfy(isCancelled);
  });
});

it("chunked keeps order and loses nothing", () => {
  expect(chunked([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunked([], 2)).toEqual([]);
});

describe("latest", () => {
  async function* counted(pace: (count: number) => Promise<void>, to: number) {
    for (let count = 1; count <= to; count += 1) {
      await pace(count);
      yield count;
    }
  }

  it("passes on the newest alone of what came at once, and all that comes slowly", async () => {
    const at = (numbers: AsyncGenerator<number>) => collect(latest(numbers, 30));
    expect(await at(counted(() => Promise.resolve(), 50))).toEqual([50]);
    expect(await at(counted((count) => (count === 3 ? sleep(200) : Promise.resolve()), 4))).toEqual([2, 4]);
  });

  it("passes on what came before a failure", async () => {
    const seen: number[] = [];
    const failing = counted((count) => (count === 3 ? Promise.reject(new Error("cut")) : Promise.resolve()), 4);
    await expect(
      (async () => {
        for await (const one of latest(failing, 30)) seen.push(one);
      })(),
    ).rejects.toThrow("cut");
    expect(seen).toEqual([2]);
  });
});
