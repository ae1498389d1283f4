import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { formatArn, matchesArn } from "../../src/base/resourceRef.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { Branch, NoteRow } from "../../src/host/tree/rows.ts";
import { ErrorRow } from "../../src/host/tree/specialRows.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { FEW, type Found, canBeEmpty, everyRoom, explore, rowAgain } from "./explore.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

// What holds for every room of kinds. A new room is here by being there: nothing is listed by hand, and nothing is
// skipped: where the simulated account has no row for a kind, or no target for a command, it has to get one.

const { ofAws: rooms } = await everyRoom();

/** A region in which the simulated account has nothing. */
const EMPTY_REGION = "eu-north-1";
const account = useAccount(undefined, UNPACED);

/** What calls are signed for, where IAM calls the service otherwise. */
const SIGNED_AS: Readonly<Record<string, string | undefined>> = { cloudwatch: "monitoring" };

describe.each(rooms.map((room) => [room.manifest.title, room] as const))("%s", (_title, { manifest, kinds }) => {
  let bench: RoomBench<TreeManifest, unknown>;
  let found: Found;
  // what its calls are signed for, which is not what everybody calls each service
  const prefix = manifest.calls[0]?.prefix ?? manifest.id;
  const service = SIGNED_AS[prefix] ?? prefix;

  beforeAll(async () => {
    await account().control.reset();
    await account().control.setSpeed(0);
    const explorer = new RoomBench(account, manifest, kinds);
    found = await explore(explorer);
    explorer.dispose();
    // what stands at the top has nothing only where a region has nothing
    const elsewhere = new RoomBench(account, manifest, kinds, EMPTY_REGION);
    for (const noun of (await explore(elsewhere)).empty) found.empty.add(noun);
    elsewhere.dispose();
  });
  beforeEach(() => {
    bench = new RoomBench(account, manifest, kinds);
  });
  afterEach(() => bench.dispose());

  it("has a row of every kind, an empty list of each, and a target for every command", () => {
    const all = bench.room.kinds();
    const lists = all.filter((kind) => kind.list !== undefined).map(({ noun }) => noun);
    expect(all.filter(({ noun }) => !found.kinds.has(noun)).map(({ noun }) => noun), "kinds without a row").toEqual([]);
    expect(Object.keys(kinds.actions).filter((name) => !found.offers.has(name)), "commands without a target").toEqual([]);
    const full = all.filter(canBeEmpty).filter(({ noun }) => !found.empty.has(noun));
    expect(full.map(({ noun }) => noun), "kinds without an empty list").toEqual([]);
    expect(lists.filter((noun) => !found.long.has(noun)), "kinds without a second page").toEqual([]);
  });

  it("shows every list page by page, nothing twice", async () => {
    for (const kind of bench.room.kinds().filter((one) => one.list !== undefined)) {
      const { id } = await rowAgain(bench, found, ({ long }) => long.get(kind.noun));
      const before = kind.rows;
      Object.assign(kind, { rows: FEW });
      const paged = new RoomBench(account, manifest, kinds);
      try {
        const branch = await paged.rowOf(id);
        if (!(branch instanceof Branch)) throw new Error(`nothing has a second page of ${kind.noun}`);
        const first = (await paged.rows(branch)).filter((row) => row instanceof KindRow && row.kind.noun === kind.noun);
        expect(first.length, kind.noun).toBe(FEW);
        await paged.loadMore(branch);
        const ids = (await paged.rows(branch)).filter((row) => row instanceof KindRow && row.kind.noun === kind.noun).map((row) => row.id);
        expect(ids.length, kind.noun).toBeGreaterThan(FEW);
        expect(new Set(ids).size).toBe(ids.length);
      } finally {
        paged.dispose();
        Object.assign(kind, { rows: before });
      }
    }
  });

  it("says so where a region has nothing", async () => {
    const elsewhere = new RoomBench(account, manifest, kinds, EMPTY_REGION);
    // a folder stands there in any case
    const [row] = (await elsewhere.rows()).filter((one) => !(one instanceof KindRow && one.kind.isFolder === true));
    expect(row).toBeInstanceOf(NoteRow);
    expect(row?.view().label).toBe(kinds.roots.find(({ isFolder }) => isFolder !== true)?.none);
    elsewhere.dispose();
  });

  it("is filtered by name, and says so where nothing fits", async () => {
    const rows = await bench.rows();
    const first = rows.find((row) => row instanceof KindRow && row.kind.isFolder !== true);
    const name = first?.view().label ?? "";
    expect(manifest.tree.filter, "a service's list has a filter").toBeDefined();
    await bench.filter(name);
    expect((await bench.rows()).map((row) => row.view().label)).toContain(name);
    await bench.filter("no-such-thing-anywhere");
    const left = (await bench.rows()).filter((row) => !(row instanceof KindRow && row.kind.isFolder === true));
    expect(left.filter((row) => row instanceof KindRow)).toEqual([]);
  });

  it.each([
    ["denied", { kind: "denied" }, /^Access denied: /],
    ["throttled", { kind: "throttle" }, /^Throttled by AWS$/],
    ["expired", { kind: "expired" }, /^Credentials expired or invalid$|^Not signed in/],
    ["offline", { kind: "offline" }, /^No connection/],
  ] as const)("is told as %s in one row, and recovers", async (_kind, fault, label) => {
    await account().control.addFaults({ ...fault, service });
    const [failed] = await bench.rows();
    expect(failed).toBeInstanceOf(ErrorRow);
    expect(failed?.view().label).toMatch(label);
    const told = failed?.tooltip().join("\n") ?? "";
    expect(told).not.toMatch(/\bat .*\.ts:\d+/);
    if (fault.kind === "denied") expect(told).toMatch(/The IAM action [\w-]+:\w+ is missing/);
    await account().control.clearFaults();
    account().renew();
    await bench.refresh();
    const rows = await bench.rows();
    expect(rows.some((row) => row instanceof ErrorRow)).toBe(false);
    expect(rows.some((row) => row instanceof KindRow)).toBe(true);
  });

  it("keeps its rows when a later call is cut, and tells it above them", async () => {
    const before = (await bench.rows()).filter((row) => row instanceof KindRow).map((row) => row.id);
    await account().control.addFaults({ kind: "offline", service });
    await bench.refresh();
    const rows = await bench.rows();
    expect(rows[0]).toBeInstanceOf(ErrorRow);
    expect(rows.filter((row) => row instanceof KindRow).map((row) => row.id)).toEqual(before);
  });

  it("keeps what came of a list that is cut in the middle, says so, and goes on where it was", async () => {
    for (const kind of bench.room.kinds().filter((one) => one.list !== undefined)) {
      const { id } = await rowAgain(bench, found, ({ long }) => long.get(kind.noun));
      const before = kind.rows;
      Object.assign(kind, { rows: FEW });
      const paged = new RoomBench(account, manifest, kinds);
      const idsOf = async (branch: Branch) => (await paged.rows(branch)).filter((row) => row instanceof KindRow).map((row) => row.id);
      try {
        const branch = (await paged.rowOf(id)) as Branch;
        const first = await idsOf(branch);
        await paged.settled();
        await account().control.clearCalls();
        await account().control.addFaults({ kind: "offline", service });
        await paged.loadMore(branch);
        const isTold = (await paged.rows(branch)).some((row) => row instanceof ErrorRow);
        const isCut = Object.keys(await account().control.calls()).length > 0;
        expect(isTold, kind.noun).toBe(isCut);
        expect((await idsOf(branch)).slice(0, first.length)).toEqual(first);
        await account().control.clearFaults();
        await paged.refresh();
        if ((await idsOf(branch)).length === first.length) await paged.loadMore(branch);
        const rows = await paged.rows(branch);
        expect(rows.some((row) => row instanceof ErrorRow)).toBe(false);
        expect((await idsOf(branch)).length, kind.noun).toBeGreaterThan(first.length);
      } finally {
        paged.dispose();
        Object.assign(kind, { rows: before });
      }
    }
  });

  it("tells in one row that what stood above a list is gone, and keeps what was read of it", async () => {
    const gone = { kind: "error", code: "ResourceNotFoundException", status: 400, service } as const;
    for (const kind of bench.room.kinds().filter((one) => one.list !== undefined && one.above !== undefined)) {
      const branch = (await rowAgain(bench, found, ({ long }) => long.get(kind.noun))) as Branch;
      const before = (await bench.rows(branch)).filter((row) => row instanceof KindRow).map((row) => row.id);
      await bench.settled();
      await account().control.clearCalls();
      await account().control.addFaults(gone);
      await bench.refresh(branch);
      const rows = await bench.rows(branch);
      // what the row above tells in full asks for nothing
      if (Object.keys(await account().control.calls()).length === 0) continue;
      expect(rows[0], kind.noun).toBeInstanceOf(ErrorRow);
      expect((rows[0] as ErrorRow).data.kind).toBe("notFound");
      expect(rows.filter((row) => row instanceof KindRow).map((row) => row.id)).toEqual(before);
      await account().control.clearFaults();
    }
  });

  it("reads of every kind what its list does not tell", async () => {
    for (const kind of bench.room.kinds().filter((one) => one.more !== undefined)) {
      const row = await rowAgain(bench, found, ({ long }) => long.get(kind.noun));
      const own = (await bench.rows(row as Branch)).filter((one) => one instanceof KindRow && one.kind.noun === kind.noun) as KindRow[];
      expect(own.filter(({ data }) => Object.keys(data.more).length > 0).length, kind.noun).toBe(own.length);
    }
  });

  it("opens what a row names by its ARN, and offers that to others", async () => {
    for (const kind of bench.room.kinds().filter((one) => one.find !== undefined)) {
      const row = await rowAgain(bench, found, (again) => again.kinds.get(kind.noun));
      const ref = row.ref();
      if (ref === undefined) throw new Error(`a ${kind.noun} is found by an ARN, and tells none`);
      const patterns: readonly string[] = manifest.offers?.linkTarget ?? [];
      expect(patterns.some((pattern) => matchesArn(ref, pattern)), `${formatArn(ref)} is among the manifest's link targets`).toBe(true);
      const fresh = new RoomBench(account, manifest, kinds);
      await fresh.room.open(ref, fresh.context);
      expect(fresh.revealed?.id).toBe(row.id);
      fresh.dispose();
    }
  });

  it("tells rows in full: a label, and nothing undefined; a click where nothing stands below", async () => {
    for (const name of found.offers.keys()) {
      const row = await rowAgain(bench, found, ({ offers }) => offers.get(name));
      const view = row.view();
      expect(view.label).not.toBe("");
      expect([view.label, view.description, view.spoken, ...row.tooltip()].join(" ")).not.toMatch(/undefined|\[object|NaN/);
      if (view.command !== undefined) expect(row instanceof Branch && row.isLeaf).toBe(true);
    }
  });

  describe.each(Object.keys(kinds.actions))("the command %s", (name) => {
    const action = (kinds.actions as Readonly<Record<string, (typeof kinds.actions)[keyof typeof kinds.actions] | undefined>>)[name];
    const operation = action?.operation;
    const isWritten = async () => operation !== undefined && ((await account().control.calls())[`${service}:${operation}`] ?? 0) > 0;
    const target = async () => {
      const row = await rowAgain(bench, found, ({ offers }) => offers.get(name));
      // what offers it may have been told by the rows below
      if (row instanceof Branch && !row.isLeaf) await bench.rows(row);
      await account().control.clearCalls();
      return row;
    };

    it("does what it says from a row; a plan that is declined, and a question that is given up, do nothing", async () => {
      const row = await target();
      const questions: number[] = [];
      for (let giveUpAt = 0; ; giveUpAt += 1) {
        const from = bench.asked.length;
        if (giveUpAt > 20) throw new Error("it never ends asking");
        const outcome = await bench.runByExample(name, row, giveUpAt).then(
          () => "done",
          (error: unknown) => (error as { kind?: string }).kind ?? String(error),
        );
        const asked = bench.asked.length - from;
        if (asked <= giveUpAt) {
          expect(outcome).toBe("done");
          break;
        }
        questions.push(asked);
        if (bench.asked.at(-1)?.kind === "tell") {
          // what was written may not be there to be written once more
          if (await isWritten()) break;
          continue;
        }
        expect(outcome).toBe("cancelled");
        expect(await isWritten(), `given up at question ${giveUpAt + 1}`).toBe(false);
      }
      expect(operation !== undefined).toBe(bench.asked.some(({ kind }) => kind === "plan"));
      if (operation === undefined) return;
      expect(await isWritten()).toBe(true);
      // as policies name it
      const call = manifest.calls.find(({ write = [] }) => write.includes(operation));
      expect(bench.plan).toContain(`Call: ${call?.prefix ?? manifest.id}:${operation}`);
      expect(bench.plan).toMatch(/To undo: \S/);
    });

    it("works from the palette, where everything is asked", async () => {
      await target();
      await bench.runByExample(name, undefined);
      expect(bench.asked[0]?.kind, "the palette asks for the target").toBe("pick");
      if (operation !== undefined) expect(await isWritten()).toBe(true);
    });

    it("that AWS refuses says what was tried", async () => {
      const row = await target();
      await account().control.addFaults({ kind: "denied", service, ...(operation === undefined ? {} : { operation }) });
      const run = bench.runByExample(name, row);
      if (operation === undefined) {
        // what is only shown may need no call
        const outcome = await run.then(() => undefined, (error: unknown) => error);
        if (outcome !== undefined) expect(outcome).toMatchObject({ kind: "denied" });
        return;
      }
      const failure = await failureOf(run);
      expect(failure).toMatchObject({ kind: "denied", missingAction: expect.stringContaining(":") as string });
      expect(failure.message).toMatch(/^Could not /);
    });

    it("whose target was deleted meanwhile says so", async () => {
      if (operation === undefined) return;
      const row = await target();
      await account().control.addFaults({ kind: "error", code: "ResourceNotFoundException", status: 400, service, operation });
      const failure = await failureOf(bench.runByExample(name, row));
      expect(failure).toMatchObject({ kind: "notFound", message: expect.stringMatching(/^Could not /) as string });
    });
  });
});
