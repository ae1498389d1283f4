import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { Branch, NoteRow } from "../../src/host/tree/rows.ts";
import { ErrorRow } from "../../src/host/tree/specialRows.ts";
import { FEW, type Found, canBeEmpty, everyRoom, explore, rowAgain } from "./explore.ts";
import { KESTREL, OpenFolder, contextAlone, examples } from "./openFolder.ts";
import { RoomBench } from "./roomBench.ts";

// What holds for every room whose manifest names files: its rows come from the open folders. No call of it can be denied or
// cut; its files can be missing, broken, half written, huge, or not trusted. The example folder has to have it all.

const { ofFiles: rooms } = await everyRoom();
const account = contextAlone(KESTREL);
/** Bytes: more than is read of any file. */
const HUGE = 256 * 1024 * 1024;

it("has an example folder for every room of files", () => {
  expect(rooms.length).toBeGreaterThan(0);
  expect(rooms.map(({ manifest }) => manifest.id).filter((id) => !existsSync(path.join(examples, id)))).toEqual([]);
});

describe.each(rooms.map((room) => [room.manifest.title, room] as const))("%s", (_title, { manifest, kinds }) => {
  let folder: OpenFolder;
  let bench: RoomBench<TreeManifest, unknown>;
  let found: Found;

  const newBench = (open: OpenFolder) => new RoomBench<TreeManifest, unknown>(account, manifest, kinds, undefined, open);
  /** Every row that is to be seen, as lines; failures and notes, too. */
  const everything = async () => bench.outline(bench.service, 9);

  beforeAll(async () => {
    const open = new OpenFolder(manifest.id);
    const explorer = newBench(open);
    found = await explore(explorer);
    explorer.dispose();
    open.dispose();
    const nowhere = new OpenFolder(undefined);
    const elsewhere = newBench(nowhere);
    for (const noun of (await explore(elsewhere)).empty) found.empty.add(noun);
    elsewhere.dispose();
    nowhere.dispose();
  });
  beforeEach(() => {
    folder = new OpenFolder(manifest.id);
    bench = newBench(folder);
  });
  afterEach(() => {
    bench.dispose();
    folder.dispose();
  });

  it("sends no call, and has a row of every kind, an empty list and a second page of each, and a target for every command", () => {
    expect(manifest.calls).toEqual([]);
    const all = bench.room.kinds();
    const lists = all.filter((kind) => kind.list !== undefined).map(({ noun }) => noun);
    expect(all.filter(({ noun }) => !found.kinds.has(noun)).map(({ noun }) => noun), "kinds without a row").toEqual([]);
    expect(Object.keys(kinds.actions).filter((name) => !found.offers.has(name)), "commands without a target").toEqual([]);
    expect(all.filter(canBeEmpty).filter(({ noun }) => !found.empty.has(noun)).map(({ noun }) => noun), "kinds without an empty list").toEqual([]);
    expect(lists.filter((noun) => !found.long.has(noun)), "kinds without a second page").toEqual([]);
  });

  it("shows every list page by page, nothing twice", async () => {
    for (const kind of bench.room.kinds().filter((one) => one.list !== undefined)) {
      const before = kind.rows;
      Object.assign(kind, { rows: FEW });
      const paged = newBench(folder);
      try {
        const branch = (await paged.rowOf(found.long.get(kind.noun) ?? "")) as Branch;
        const ids = async () => (await paged.rows(branch)).filter((row) => row instanceof KindRow && row.kind.noun === kind.noun).map(({ id }) => id);
        expect((await ids()).length, kind.noun).toBe(FEW);
        await paged.loadMore(branch);
        expect((await ids()).length, kind.noun).toBeGreaterThan(FEW);
        expect(new Set(await ids()).size).toBe((await ids()).length);
      } finally {
        paged.dispose();
        Object.assign(kind, { rows: before });
      }
    }
  });

  it("says so where no folder has any", async () => {
    const nowhere = new OpenFolder(undefined);
    const elsewhere = newBench(nowhere);
    const [row] = await elsewhere.rows();
    expect(row).toBeInstanceOf(NoteRow);
    expect(row?.view().label).toBe(kinds.roots[0]?.none);
    elsewhere.dispose();
    nowhere.dispose();
  });

  it("is filtered by name", async () => {
    const [first] = await bench.rows();
    await bench.filter(first?.view().label ?? "");
    expect((await bench.rows()).map((row) => row.view().label)).toContain(first?.view().label);
    await bench.filter("no-such-thing-anywhere");
    expect((await bench.rows()).filter((row) => row instanceof KindRow)).toEqual([]);
  });

  it("tells rows in full: a label, and nothing undefined; a click where nothing stands below", async () => {
    for (const id of found.offers.values()) {
      const row = await bench.rowOf(id);
      const view = row.view();
      expect([view.label, view.description, view.spoken, ...row.tooltip()].join(" ")).not.toMatch(/undefined|\[object|NaN/);
      if (view.command !== undefined) expect(row instanceof Branch && row.isLeaf).toBe(true);
    }
  });

  describe.each([
    ["missing", (file: string) => rmSync(file)],
    ["empty: its writing has begun", (file: string) => truncateSync(file, 0)],
    ["half written", (file: string) => writeFileSync(file, readFileSync(file, "utf8").slice(0, -2))],
    ["of another form", (file: string) => writeFileSync(file, '[null, {"artifacts": 7, "tree": []}]')],
    ["made of what is of another form", (file: string) => writeFileSync(file, '{"artifacts": {"a": null, "b": 7}, "tree": {"children": [1]}, "app": 3, "output": {}}')],
    ["huge", (file: string) => truncateSync(file, HUGE)],
  ] as const)("with a file that is %s", (what, spoil) => {
    const data = () => folder.files().filter((file) => file.endsWith(".json")).map((file) => path.relative(folder.folder, file));

    it("keeps all other rows, tells it in a row where that is more than nothing, and reads it when it is whole again", async () => {
      const whole = await everything();
      for (const name of data()) {
        const file = path.join(folder.folder, name);
        const before = readFileSync(file);
        spoil(file);
        bench.filesChanged();
        await bench.refresh();
        const told = await everything();
        expect(told.join("\n"), name).not.toMatch(/undefined|\[object|NaN|TypeError|Cannot read prop/);
        if (told.join("\n") !== whole.join("\n") && /empty|half|huge/.test(what)) {
          const why = /cannot be read|no whole JSON|bytes, and at most/i;
          const labels = [...told, ...(await errorsBelow(bench, bench.service))];
          expect(labels.some((line) => why.test(line)), `${name} is told:\n${labels.join("\n")}`).toBe(true);
        }
        writeFileSync(file, before);
        bench.filesChanged();
        await bench.refresh();
        expect((await everything()).map(withoutTime), `${name} is whole again`).toEqual(whole.map(withoutTime));
      }
    });
  });

  it("is looked at again when files change: what is open, and nothing has to be refreshed", async () => {
    const before = await everything();
    for (const file of folder.files()) rmSync(file);
    bench.filesChanged();
    await bench.settled();
    const after = await everything();
    expect(after).not.toEqual(before);
    expect(after).toEqual([kinds.roots[0]?.none]);
  });

  describe.each(Object.keys(kinds.actions))("the command %s", (name) => {
    const operation = (kinds.actions as Readonly<Record<string, { readonly operation: string | undefined }>>)[name]?.operation;
    const target = () => rowAgain(bench, found, ({ offers }) => offers.get(name));
    const outcomes = () => [bench.terminals, bench.stackResources, folder.shown, bench.documents].reduce((sum, { length }) => sum + length, 0);

    it("does what it says from a row, and from the palette; a plan that is declined does nothing", async () => {
      const row = await target();
      await bench.runByExample(name, row, 0).catch((error: unknown) => expect(error).toMatchObject({ kind: "cancelled" }));
      expect(outcomes()).toBe(operation === undefined ? 1 : 0);
      await bench.runByExample(name, row);
      await bench.runByExample(name, undefined);
      expect(outcomes()).toBe(operation === undefined ? 3 : 2);
      expect(operation !== undefined).toBe(bench.asked.some(({ kind }) => kind === "plan"));
      if (operation !== undefined) expect(bench.plan).toMatch(/To undo: \S/);
    });

    it("runs nothing where the folders are not trusted, and says so", async () => {
      const row = await target();
      folder.isTrusted = false;
      const failure = await bench.runByExample(name, row).then(() => undefined, (error: unknown) => error);
      expect(bench.terminals).toEqual([]);
      if (failure !== undefined) expect(failure).toMatchObject({ kind: "unsupported", message: expect.stringContaining("not trusted") as string });
    });

    it("in a simulated account reaches no other one", async () => {
      const simulated = new RoomBench<TreeManifest, unknown>(contextAlone({ origin: "simulated", profile: "simulated", region: "eu-west-1" }), manifest, kinds, undefined, folder);
      const row = await rowAgain(simulated, await explore(simulated), ({ offers }) => offers.get(name));
      await simulated.runByExample(name, row).catch((error: unknown) => expect(error).toMatchObject({ kind: "unsupported" }));
      expect(simulated.terminals.flatMap(({ args }) => args).filter((arg) => arg === "deploy" || arg === "diff")).toEqual([]);
      simulated.dispose();
    });
  });
});

/** What stands in the tooltips of rows that tell a failure or a problem. */
async function errorsBelow(bench: RoomBench<TreeManifest, unknown>, branch: Branch): Promise<readonly string[]> {
  const rows = await bench.rows(branch);
  const branches = rows.filter((row) => row instanceof Branch).filter(({ isLeaf }) => !isLeaf);
  const below = await Promise.all(branches.map((row) => errorsBelow(bench, row)));
  return [...rows.flatMap((row) => (row instanceof ErrorRow ? row.tooltip() : [])), ...below.flat()];
}

/** A line without how long ago: a file that is written anew is of now. */
function withoutTime(line: string): string {
  return line.replace(/ · synthesised .*/, "");
}
