import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import { DevOpsError, cancelled } from "../../../src/base/errors.ts";
import { BranchState } from "../../../src/host/tree/branchState.ts";
import { Branch, type DetailsRequest, type Page, type PageRequest, Row, type RowView } from "../../../src/host/tree/rows.ts";

const context: AccountContext = { origin: "profile", profile: "kestrel", region: "eu-west-1" };

class Leaf extends Row<string> {
  static now: number | undefined;
  detail: string | undefined;

  view(): RowView {
    const age = Leaf.now === undefined ? {} : { description: `${Leaf.now} s` };
    return { label: this.data, ...age, ...(this.detail === undefined ? {} : { description: this.detail }) };
  }
}

/** A branch over a list that the test changes; two rows a page. */
class List extends Branch {
  names: string[] = [];
  /** What the next pages say, which have no rows. */
  emptyTexts: string[] = [];
  failure: DevOpsError | undefined;
  requests: PageRequest[] = [];
  interval: number | undefined;

  constructor(parent?: Row) {
    super(parent, context, "list", undefined);
  }

  view(): RowView {
    return { label: "list" };
  }

  async load(request: PageRequest): Promise<Page> {
    this.requests.push(request);
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    const found = this.names.filter((name) => name.includes(request.filter ?? ""));
    const start = Number(request.cursor ?? 0);
    const rows = found.slice(start, start + 2).map((name) => new Leaf(this, context, name, name));
    const text = this.emptyTexts.shift();
    if (text !== undefined) return { rows: [], next: String(start), emptyText: text };
    return { rows, next: start + 2 < found.length ? String(start + 2) : undefined };
  }

  detailSignals: AbortSignal[] = [];
  hasDetails = true;
  detailsFailure: DevOpsError | undefined;

  override async *details(rows: readonly Row[], { reason, signal }: DetailsRequest): AsyncIterable<readonly Row[]> {
    this.detailSignals.push(signal);
    if (this.detailsFailure !== undefined) throw this.detailsFailure;
    if (!this.hasDetails) return;
    for (const row of rows) {
      if (row instanceof Leaf) row.detail = reason;
      yield [row];
      await Promise.resolve();
    }
  }

  override pollInterval(): number | undefined {
    return this.interval;
  }

  override emptyText(): string {
    return "empty";
  }
}

function stateOf(list: List): { state: BranchState; changed: Row[] } {
  const changed: Row[] = [];
  const state = new BranchState(list, {
    changed: (rows) => changed.push(...rows),
    derive: () => undefined,
    listed: () => undefined,
    failed: () => undefined,
  });
  return { state, changed };
}

const labels = async (state: BranchState) => (await state.children()).map((row) => row.view().label);

describe("the state of a branch", () => {
  it("tells of a row further up whose look its list changed", async () => {
    const above = new Leaf(undefined, context, "above", "above");
    const list = new List(above);
    const { state, changed } = stateOf(list);
    await state.children();
    const load = list.load.bind(list);
    list.load = (request) => {
      above.detail = "in progress";
      return load(request);
    };
    await state.reload("poll");
    expect(changed).toContain(above);
    state.dispose();
  });

  it("is looked at soon after something was done to one of its rows, though nothing goes on in it", async () => {
    const list = new List();
    list.names = ["a"];
    list.interval = 30_000;
    const { state } = stateOf(list);
    await state.children();
    expect(state.dueFor).toBe("poll");
    const before = state.dueAt;
    await state.again("a");
    expect(state.dueAt).toBeLessThan(before);
    expect(state.dueFor).toBe("watch");
    // what is never looked at by itself is not now
    list.interval = undefined;
    await state.again("a");
    expect(state.dueAt).toBe(Number.POSITIVE_INFINITY);
    state.dispose();
  });

  it("keeps its list and its filter where the service cannot read another", async () => {
    const list = new List();
    list.names = ["a1", "a2", "b1"];
    const { state } = stateOf(list);
    await state.setFilter("a");
    expect(await labels(state)).toEqual(["a1", "a2"]);
    list.failure = new DevOpsError({ kind: "invalid", tried: "filter", why: "unknown keyword" });
    await expect(state.setFilter("(")).rejects.toBe(list.failure);
    list.failure = undefined;
    expect(state.filter).toBe("a");
    expect(state.error).toBeUndefined();
    expect(await labels(state)).toEqual(["a1", "a2"]);
    await state.reload();
    expect(list.requests.at(-1)?.filter).toBe("a");
    expect(await labels(state)).toEqual(["a1", "a2"]);
  });

  it("loads page by page, and a reload keeps the pages shown and the row objects", async () => {
    const list = new List();
    list.names = ["a", "b", "c"];
    const { state } = stateOf(list);
    expect(await labels(state)).toEqual(["a", "b", "Load more…"]);
    await state.loadMore();
    expect(await labels(state)).toEqual(["a", "b", "c"]);
    const [first] = await state.children();
    list.names = ["a", "c", "d"];
    await state.reload();
    expect(await labels(state)).toEqual(["a", "c", "d"]);
    expect((await state.children())[0]).toBe(first);
  });

  it("says what a page wants said while nothing was found and there is more to look through", async () => {
    const list = new List();
    list.names = ["a"];
    list.emptyTexts = ["none in a minute", "none in an hour"];
    const { state, changed } = stateOf(list);
    await state.setFilter("a");
    expect(await labels(state)).toEqual(["none in a minute", "Load more…"]);
    await state.loadMore();
    expect(changed).toContain(list);
    expect(await labels(state)).toEqual(["none in an hour", "Load more…"]);
    await state.loadMore();
    expect(await labels(state)).toEqual(["a"]);
    await state.setFilter("b");
    expect(await labels(state)).toEqual(["Nothing matches “b”"]);
  });

  it("asks for a further page alone, and a row that comes twice stands once", async () => {
    const list = new List();
    list.names = ["a", "b", "c", "d", "e"];
    const { state } = stateOf(list);
    await state.children();
    await state.loadMore();
    expect(list.requests.map(({ cursor }) => cursor)).toEqual([undefined, "2"]);
    // a new one pushes what is already shown onto the next page
    list.names = ["new", "a", "b", "c", "d"];
    await state.loadMore();
    expect(await labels(state)).toEqual(["a", "b", "c", "d"]);
    expect(list.requests.at(-1)?.cursor).toBe("4");
  });

  it("keeps the failure of details until they come, and asks less and less", async () => {
    const list = new List();
    list.names = ["a"];
    list.interval = 3_000;
    list.detailsFailure = new DevOpsError({ kind: "throttled", tried: "list", why: "slow down" });
    const { state, changed } = stateOf(list);
    await state.children();
    await expect.poll(() => labels(state)).toEqual(["Throttled by AWS", "a"]);
    expect(state.listError).toBeUndefined();
    changed.length = 0;
    for (const wait of [7_000, 14_000, 25_000]) {
      await state.reload("retry");
      await expect.poll(() => state.dueAt - Date.now()).toBeGreaterThan(wait);
    }
    expect(changed).toEqual([]);
    list.detailsFailure = undefined;
    await state.reload("retry");
    await expect.poll(() => labels(state)).toEqual(["a"]);
    expect(changed).toContain(list);
  });

  it("asks once however many wait", async () => {
    const list = new List();
    const { state } = stateOf(list);
    await Promise.all([state.children(), state.children(), state.reload()]);
    expect(list.requests).toHaveLength(1);
  });

  it("says when there is nothing, and when nothing matches", async () => {
    const list = new List();
    const { state } = stateOf(list);
    expect(await labels(state)).toEqual(["empty"]);
    await state.setFilter("x");
    expect(await labels(state)).toEqual(["Nothing matches “x”"]);
    expect(list.requests.at(-1)?.filter).toBe("x");
  });

  it("keeps what it knows beside a failure, and recovers", async () => {
    const list = new List();
    list.names = ["a"];
    list.interval = 30_000;
    const { state, changed } = stateOf(list);
    await state.children();
    list.failure = new DevOpsError({ kind: "offline", tried: "list", why: "gone" });
    await state.reload("poll");
    expect(await labels(state)).toEqual(["No connection", "a"]);
    expect(changed).toContain(list);
    expect(state.dueAt - Date.now()).toBeLessThan(10_000);
    list.failure = undefined;
    await state.reload("poll");
    expect(await labels(state)).toEqual(["a"]);
    expect(state.dueAt - Date.now()).toBeGreaterThan(20_000);
  });

  it("waits longer after each failure, but never longer than the idle interval", async () => {
    const list = new List();
    list.failure = new DevOpsError({ kind: "throttled", tried: "list", why: "slow down" });
    const { state } = stateOf(list);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await state.reload("poll");
      waits.push(state.dueAt - Date.now());
    }
    expect(waits[1]).toBeGreaterThan((waits[0] ?? 0) * 1.5);
    expect(Math.max(...waits)).toBeLessThan(34_000);
  });

  it("does not ask again for what the region does not have: one grey row says so", async () => {
    const list = new List();
    list.interval = 3_000;
    list.failure = new DevOpsError({ kind: "absent", tried: "list", why: "not here", short: "Not offered in this region" });
    const { state } = stateOf(list);
    const [row] = await state.children();
    expect(row?.view()).toMatchObject({ label: "Not offered in this region", icon: { id: "circle-slash" } });
    expect(row?.view().icon).not.toHaveProperty("color");
    expect(state.dueAt).toBe(Number.POSITIVE_INFINITY);
  });

  it("does not poll a branch that has no interval", async () => {
    const { state } = stateOf(new List());
    await state.children();
    expect(state.dueAt).toBe(Number.POSITIVE_INFINITY);
  });

  it("tells of rows whose details arrive, with the reason of the load", async () => {
    const list = new List();
    list.names = ["a", "b"];
    const { state, changed } = stateOf(list);
    const [first] = await state.children();
    await expect.poll(() => first?.view().description).toBe("user");
    await state.reload("poll");
    await expect.poll(() => first?.view().description).toBe("poll");
    expect(changed).toContain(first);
    expect(changed).not.toContain(list);
  });

  it("tells of a row whose look changed with the time alone", async () => {
    const list = new List();
    list.names = ["a"];
    list.hasDetails = false;
    Leaf.now = 1;
    const { state, changed } = stateOf(list);
    const [row] = await state.children();
    await state.reload("poll");
    expect(changed).toEqual([]);
    Leaf.now = 2;
    await state.reload("poll");
    expect(changed).toEqual([row]);
    Leaf.now = undefined;
  });

  it("asks again for a user whose question came while a poll was under way", async () => {
    const list = new List();
    const { state } = stateOf(list);
    await state.children();
    const poll = state.reload("poll");
    await state.reload("user");
    await poll;
    expect(list.requests.map(({ reason }) => reason)).toEqual(["user", "poll", "user"]);
  });

  it("does not ask a person again who gave up, until one wants it", async () => {
    const list = new List();
    list.interval = 3_000;
    list.failure = cancelled("sign in");
    const { state } = stateOf(list);
    expect(await labels(state)).toEqual(["Cancelled"]);
    expect(state.dueAt).toBe(Number.POSITIVE_INFINITY);
    list.failure = undefined;
    list.names = ["a"];
    await state.reload();
    expect(await labels(state)).toEqual(["a"]);
  });

  it("gives details up while nobody looks, and takes them up first afterwards", async () => {
    const list = new List();
    list.names = ["a", "b"];
    const { state } = stateOf(list);
    await state.children();
    state.pause();
    expect(list.detailSignals[0]?.aborted).toBe(true);
    expect(state.dueAt).toBe(0);
    await state.reload("poll");
    expect(list.detailSignals.at(-1)?.aborted).toBe(false);
  });

  it("ends what is under way with its owner", async () => {
    const list = new List();
    const { state } = stateOf(list);
    await state.children();
    state.dispose();
    expect(list.requests[0]?.signal.aborted).toBe(true);
  });
});
