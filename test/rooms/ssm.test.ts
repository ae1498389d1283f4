import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import type { AwsSession } from "../../src/aws/session.ts";
import { DevOpsError } from "../../src/base/errors.ts";
import { SsmApi } from "../../src/services/ssm/api.ts";
import type { Entry } from "../../src/services/ssm/model.ts";
import { room } from "../../src/services/ssm/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

const account = useAccount(undefined, UNPACED);
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
beforeEach(() => {
  bench = newBench();
});
afterEach(() => bench.dispose());

const EXAMPLE: Entry = {
  kind: "parameter", name: "/app/key", label: "key", type: "String", version: 1,
  at: undefined, by: undefined, tier: "Standard", key: undefined, description: undefined,
};
const calls = async (operation: string) => (await account().control.calls())[`ssm:${operation}`] ?? 0;
const folder = async (...labels: readonly string[]) => (await bench.row(...labels)) as Branch;
const SERVICE = ["kestrel/", "production/", "parcel-api/"] as const;

describe("the Parameter Store in its tree", () => {
  it("makes folders of the names it has read, a call a page, and says that they grow", async () => {
    expect(await bench.outline()).toEqual(["Runbooks", "cdk-bootstrap/", "kestrel/", expect.stringMatching(/^Load more… · \d shown; folders grow with/)]);
    expect(await calls("DescribeParameters")).toBe(1);
    const production = await folder("kestrel/", "production/");
    await account().control.clearCalls();
    const before = (await bench.rows(production)).length;
    expect(await calls("DescribeParameters")).toBe(1);
    await bench.loadMore(production);
    const after = (await bench.rows(production)).map((row) => row.view().label);
    expect(after.length).toBeGreaterThan(before);
    expect(new Set(after).size).toBe(after.length);
    expect(await calls("DescribeParameters")).toBe(2);
  });

  it("tells type, version and who changed it, its versions the newest first, and reads no value for the tree", async () => {
    const database = await bench.outline(await folder(...SERVICE, "database/"));
    expect(database).toEqual([expect.stringMatching(/^password · SecureString · v\d+ · \d+ d ago by \w+\.\w+$/), expect.stringMatching(/^url · String · v\d+ · /)]);
    const versions = await bench.outline(await folder(...SERVICE, "log/", "level"));
    const numbers = versions.map((line) => Number(/^Version (\d+)/.exec(line)?.[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(await calls("GetParameter")).toBe(0);
  });

  it("finds by a part of the name on the server, and opens an ARN wherever it stands", async () => {
    await bench.filter("parcel-api/log");
    expect((await bench.outline())[1]).toMatch(/^kestrel\/production\/parcel-api\/log\/level · String/);
    await bench.filter("");
    const ref = parseArn("arn:aws:ssm:eu-west-1:111122223333:parameter/kestrel/production/webhook-relay/feature/flags");
    if (ref === undefined) throw new Error("no ARN");
    await bench.room.open(ref, bench.context);
    expect(bench.revealed?.name()).toBe("/kestrel/production/webhook-relay/feature/flags");
  });
});

describe("what can be done with parameters", () => {
  it("reveals on request, and asks before it decrypts", async () => {
    await bench.run("reveal", await bench.row(...SERVICE, "log/", "level"));
    expect(bench.secrets.at(-1)?.text).toBe("info");
    const password = await bench.row(...SERVICE, "database/", "password");
    expect(await failureOf(bench.run("reveal", password, undefined))).toMatchObject({ kind: "cancelled" });
    expect(await calls("GetParameter")).toBe(1);
    await bench.run("reveal", password, true);
    expect(bench.secrets.at(-1)?.text).toBe("kestrel-demo-only");
  });

  it("edits: the plan tells versions and no value, and the version before can be put back", async () => {
    const level = await bench.row(...SERVICE, "log/", "level");
    const seen = Number(/v(\d+)/.exec(level.view().description ?? "")?.[1]);
    await bench.run("edit", level, "trace-everything", true);
    expect(bench.plan).toContain(`Value (String): version ${seen} → ${seen + 1}`);
    expect(bench.plan).not.toMatch(/trace-everything|info/);
    expect(JSON.stringify(bench.written)).not.toContain("trace-everything");
    expect((await bench.row(...SERVICE, "log/", "level")).view().description).toMatch(new RegExp(`^String · v${seen + 1} · just now by mira.okafor`));
    await bench.run("putBack", await bench.row(...SERVICE, "log/", "level", `Version ${seen}`), true);
    await bench.refresh();
    await bench.run("reveal", await bench.row(...SERVICE, "log/", "level"));
    expect(bench.secrets.at(-1)?.text).toBe("info");
  });

  it("compares a folder with one beside it: what differs is seen, and what is encrypted stays so", async () => {
    const production = await folder("kestrel/", "production/");
    await bench.loadMore(production);
    const [first = "", second = ""] = (await bench.rows(production)).map((row) => row.view().label).filter((label) => label.endsWith("/"));
    await bench.run("edit", await bench.row("kestrel/", "production/", first, "log/", "level"), "debug", true);
    await account().control.clearCalls();
    await bench.run("compareFolders", await bench.row("kestrel/", "production/", first), second);
    const { title, before, after } = bench.compared.at(-1) ?? { title: "", before: { text: "" }, after: { text: "" } };
    expect(title).toBe(`/kestrel/production/${first.slice(0, -1)} ↔ /kestrel/production/${second.slice(0, -1)}`);
    const lines = [before, after].map(({ text }) => text.trim().split("\n"));
    expect(lines[0]).toContain("log/level = debug");
    expect(lines[1]).toContain("log/level = info");
    expect(lines[0]?.filter((line) => !line.startsWith("log/level"))).toEqual(lines[1]?.filter((line) => !line.startsWith("log/level")));
    expect(lines[0]).toContain("database/password = (encrypted)");
    expect(lines[0]).toContain("feature/flags = new-labels,slot-booking  (list)");
    expect(await calls("GetParameter")).toBe(0);
  });

  it("compares a version with the current one; of what is encrypted that is not offered", async () => {
    const level = await bench.row(...SERVICE, "log/", "level");
    const seen = Number(/v(\d+)/.exec(level.view().description ?? "")?.[1]);
    await bench.run("edit", level, "debug", true);
    await bench.run("compareVersion", await bench.row(...SERVICE, "log/", "level", `Version ${seen}`));
    expect(bench.compared.at(-1)).toMatchObject({ before: { text: "info" }, after: { text: "debug" } });
    const password = await bench.rows((await bench.row(...SERVICE, "database/", "password")) as Branch);
    expect(password.flatMap((row) => [...(row.view().facets ?? [])])).not.toContain("ssm.compareVersion");
  });

  it("makes a parameter in a folder, refuses a name that is taken or none, and deletes it", async () => {
    const log = await bench.row(...SERVICE, "log/");
    await expect(bench.run("create", log, "/kestrel/production/parcel-api/log/", "String", "x", true)).rejects.toThrow("Letters, digits");
    const name = "/kestrel/production/parcel-api/log/format";
    await bench.run("create", log, name, "String", "json", true);
    expect(bench.plan).toContain("To undo: delete it.");
    expect(bench.plan).not.toContain("json");
    await bench.run("reveal", await bench.row(...SERVICE, "log/", "format"));
    expect(bench.secrets.at(-1)?.text).toBe("json");
    expect(await failureOf(bench.run("create", log, name, "String", "text", true))).toMatchObject({ kind: "conflict" });
    await bench.run("delete", await bench.row(...SERVICE, "log/", "format"), true);
    expect(bench.plan).toContain("gone, with all its versions");
    expect(await bench.outline(await folder(...SERVICE, "log/"))).toEqual([expect.stringMatching(/^level · /)]);
  });

  it("types what is encrypted unseen, and never shows it", async () => {
    await bench.run("edit", await bench.row(...SERVICE, "database/", "password"), "correct horse", true);
    expect(bench.asked.map(({ kind }) => kind)).toEqual(["secret", "plan"]);
    expect(await calls("GetParameter")).toBe(0);
    expect(JSON.stringify([bench.asked, bench.written, bench.documents])).not.toContain("correct horse");
  });

  it("overwrites nothing that somebody changed while the plan was read, and repeats no value that is refused", async () => {
    const level = await bench.row(...SERVICE, "log/", "level");
    const other = newBench();
    const send = bench.room.host.perform.bind(bench.room.host);
    bench.room.host.perform = async (plan, work) =>
      send(plan, async () => {
        await other.run("edit", await other.row(...SERVICE, "log/", "level"), "theirs", true);
        return work();
      });
    await expect(bench.run("edit", level, "mine", true)).rejects.toThrow("somebody changed it meanwhile");
    other.dispose();

    const why = "Value 'quite-secret' at 'value' failed to satisfy constraint";
    const refusing = { send: () => Promise.reject(new DevOpsError({ kind: "invalid", tried: "put parameter", why })) } as unknown as AwsSession;
    const failure = await failureOf(new SsmApi(refusing).put(EXAMPLE, "quite-secret"));
    expect(failure.message).toContain("the service refuses the value");
    expect(`${failure.message} ${String(failure.cause)}`).not.toContain("quite-secret");
  });
});
