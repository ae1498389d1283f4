import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newScratchFile } from "../../../../src/services/logs/lines/scratchFiles.ts";
import { SpillFile } from "../../../../src/services/logs/lines/spillFile.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "scratch-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The id of a process that has ended. */
const ended = () => spawnSync(process.execPath, ["-e", ""]).pid;

async function leave(...names: readonly string[]): Promise<void> {
  for (const name of names) await writeFile(path.join(folder, name), "a line of somebody's log");
}

describe("a scratch file", () => {
  it("is the owner's alone, and named", async () => {
    const { handle, file } = await newScratchFile(path.join(folder, "made", "when", "needed"), "group.log");
    await handle.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(path.basename(file)).toMatch(new RegExp(`^log-${process.pid}-[0-9a-f]{8}-group\\.log$`));
  });

  it("is made after what killed windows have left was removed, and nothing else", async () => {
    const pid = ended();
    const dead = [`log-${pid}-0123abcd-lines.spill`, `log-${pid}-4567cdef-ecs-parcel-web.log`];
    const others = ["log-4567cdef-of-the-user.log", "state.vscdb", "notes.log", `log-${process.ppid}-01234567-lines.spill`];
    await leave(...dead, ...others);
    const { handle, file } = await newScratchFile(folder, "lines.spill");
    await handle.close();
    expect((await readdir(folder)).toSorted()).toEqual([...others, path.basename(file)].toSorted());
  });
});

describe("the file for spilled lines", () => {
  it("has no name while it is used, and leaves nothing", async () => {
    await leave(`log-${ended()}-0123abcd-lines.spill`);
    const spill = new SpillFile(() => Promise.resolve(folder));
    const [first, second] = [Buffer.from("first"), Buffer.from("second")];
    const places = [await spill.write(first), await spill.write(second)] as const;
    expect(await readdir(folder)).toEqual([]);
    expect(Buffer.from(await spill.read(places[1])).toString()).toBe("second");
    expect(Buffer.from(await spill.read(places[0])).toString()).toBe("first");
    spill.dispose();
    await expect(spill.read(places[0])).rejects.toThrow("The log was closed");
  });
});
