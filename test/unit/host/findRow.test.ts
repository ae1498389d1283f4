import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import { DevOpsError } from "../../../src/base/errors.ts";
import { BranchState } from "../../../src/host/tree/branchState.ts";
import { findRow } from "../../../src/host/tree/findRow.ts";
import { Branch, type Page, type PageRequest, Row, type RowView } from "../../../src/host/tree/rows.ts";

const context: AccountContext = { origin: "profile", profile: "kestrel", region: "eu-west-1" };

class Leaf extends Row<string> {
  view(): RowView {
    return { label: this.data };
  }
}

/** A list that the test changes, three names a page. */
class List extends Branch {
  names: string[] = [];
  calls = 0;
  failure: DevOpsError | undefined;
  detailsFailure: DevOpsError | undefined;

  constructor() {
    super(undefined, context, "list", undefined);
  }

  view(): RowView {
    return { label: "list" };
  }

  async load({ cursor }: PageRequest): Promise<Page> {
    this.calls += 1;
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    const start = Number(cursor ?? 0);
    const rows = this.names.slice(start, start + 3).map((name) => new Leaf(this, context, name, name));
    return { rows, next: start + 3 < this.names.length ? String(start + 3) : undefined };
  }

  override async *details(): AsyncIterable<void> {
    await Promise.resolve();
    if (this.detailsFailure !== undefined) throw this.detailsFailure;
    yield;
  }
}

function finder(list: List): { state: BranchState; find: (name: string) => Promise<string | undefined> } {
  const nothing = () => undefined;
  const state = new BranchState(list, { changed: nothing, derive: nothing, listed: nothing, failed: nothing });
  return { state, find: async (name) => (await findRow(`list/${name}`, [list], () => state))?.id };
}

const offline = () => new DevOpsError({ kind: "offline", tried: "list", why: "gone" });

describe("the row that a link leads to", () => {
  it("is looked for page by page, each asked for once", async () => {
    const list = new List();
    list.names = ["a", "b", "c", "d", "e", "f", "g"];
    const { find } = finder(list);
    expect(await find("g")).toBe("list/g");
    expect(list.calls).toBe(3);
    expect(await find("a")).toBe("list/a");
    expect(list.calls).toBe(3);
  });

  it("is found although it came after the list was loaded", async () => {
    const list = new List();
    list.names = ["a"];
    const { state, find } = finder(list);
    await state.children();
    list.names = ["new", "a"];
    expect(await find("new")).toBe("list/new");
  });

  it("is found when an earlier failure is over, and a failure that lasts is told", async () => {
    const list = new List();
    list.names = ["a"];
    list.failure = offline();
    const { state, find } = finder(list);
    await state.children();
    await expect(find("a")).rejects.toBe(list.failure);
    list.failure = undefined;
    expect(await find("a")).toBe("list/a");
  });

  it("is found although the list's details cannot be read", async () => {
    const list = new List();
    list.names = ["a"];
    list.detailsFailure = offline();
    const { state, find } = finder(list);
    await state.children();
    await expect.poll(() => state.error).toBe(list.detailsFailure);
    expect(await find("a")).toBe("list/a");
    expect(await find("b")).toBeUndefined();
  });

  it("is not there where nothing leads to it", async () => {
    const list = new List();
    const { find } = finder(list);
    expect(await find("a/b")).toBeUndefined();
    expect(await findRow("other", [list], () => finder(list).state)).toBeUndefined();
    expect(list.calls).toBe(1);
  });
});
