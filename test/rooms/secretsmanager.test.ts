import { describe, expect, it } from "vitest";
import { room } from "../../src/services/secretsmanager/room.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const DATABASE = "kestrel/production/parcel-web/database";
const FOLDERS = ["kestrel/", "production/", "parcel-web/"] as const;
const PLACE = [...FOLDERS, "database"] as const;

describe("Secrets Manager in its tree and its commands", () => {
  it("tells age, rotation and what needs a look, and reads no value for it", async () => {
    const top = await bench().outline();
    expect(top[0]).toBe("kestrel/");
    expect(top).toContainEqual(expect.stringMatching(/^rds!cluster-.* · managed by rds$/));
    const below = async (...labels: readonly string[]) => bench().outline((await bench().row(...labels)) as Branch);
    expect(await below("kestrel/")).toEqual(["production/"]);
    expect(await below(...FOLDERS)).toContainEqual(expect.stringMatching(/^database · changed \d+ d ago · rotates every 30 days$/));
    expect(await below("kestrel/", "production/", "crew-rostering/")).toEqual([expect.stringMatching(/^database · no value yet/)]);
    expect(await below("kestrel/", "production/", "legacy-quotes/")).toEqual([expect.stringMatching(/^api-key · deletion asked for 3 d ago/)]);
    expect((await account().control.calls())["secretsmanager:ListSecrets"], "folders follow from the names").toBe(1);
    // what a filter finds stands side by side, under its whole name
    await bench().filter("partner-api-key");
    expect(await bench().outline()).toContainEqual(expect.stringMatching(/^kestrel\/production\/[^/]+\/partner-api-key · changed \d+ d ago · no rotation$/));
    await bench().filter("needs a look");
    expect(await bench().outline()).toEqual([expect.stringMatching(/^kestrel\/production\/[^/]+\/database · a rotation did not finish/)]);
    expect((await account().control.calls())["secretsmanager:GetSecretValue"]).toBeUndefined();
  });

  it("reveals a value after it was asked, each time; it stands in that one document", async () => {
    const row = await bench().row(...PLACE);
    expect(await failureOf(bench().run("reveal", row, undefined))).toMatchObject({ kind: "cancelled" });
    expect((await account().control.calls())["secretsmanager:GetSecretValue"]).toBeUndefined();
    await bench().run("reveal", row, true);
    await bench().run("reveal", await bench().row(...PLACE, "previous"), true);
    expect(bench().secrets.map(({ name }) => name)).toEqual([DATABASE, DATABASE]);
    const [current, previous] = bench().secrets.map(({ text }) => (JSON.parse(text) as { password: string }).password);
    expect(current).toMatch(/^demo-/);
    expect(previous).not.toBe(current);
    const elsewhere = JSON.stringify([bench().documents, bench().asked, bench().clipboard, bench().written, row.view(), row.tooltip()]);
    expect(elsewhere).not.toContain(current);
  });

  it("rotates: the row runs until the new version is the current one, and the old one can be made current again", async () => {
    const row = await bench().row(...PLACE);
    const before = (await bench().row(...PLACE, "current")).name();
    await bench().run("rotate", row, true);
    expect(bench().plan).toContain(`Current version: ${before.slice(0, 8)} → a new one`);
    expect((await bench().row(...PLACE)).view().description).toMatch(/^being rotated/);
    expect((await bench().row(...PLACE)).view().facets).not.toContain("secretsmanager.rotate");
    await account().control.advance(9000);
    await bench().refresh();
    expect((await bench().row(...PLACE)).view().description).toMatch(/^changed/);
    expect((await bench().row(...PLACE, "current")).name()).not.toBe(before);

    await bench().run("makeCurrent", await bench().row(...PLACE, "previous"), true);
    expect(bench().plan).toMatch(new RegExp(`Current version: \\w{8} → ${before.slice(0, 8)} \\(previous\\)`));
    expect(bench().plan).toContain("To undo: make version");
    await bench().refresh();
    expect((await bench().row(...PLACE, "current")).name()).toBe(before);
  });

  it("writes nothing to what another service manages, and says who does", async () => {
    const row = await bench().row("rds!cluster-");
    expect(row.view().facets).not.toContain("secretsmanager.rotate");
    const version = await bench().row("rds!cluster-", "previous");
    expect((await failureOf(bench().run("makeCurrent", version))).message).toContain("rds manages it");
  });

  it("restores what is about to be deleted", async () => {
    await bench().run("restore", undefined, "legacy-quotes", true);
    expect((await bench().row("kestrel/", "production/", "legacy-quotes/", "api-key")).view().description).not.toContain("deletion");
  });

  it("opens ARNs as task definitions and functions name them", async () => {
    const [row] = await bench().rows();
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
    for (const tail of ["-AbCdEf", "-AbCdEf:password::", ""]) {
      const ref = parseArn(`${arn}${DATABASE}${tail}`);
      if (ref === undefined || row === undefined) throw new Error("no ARN");
      await bench().room.open(ref, bench().context);
      expect(bench().revealed?.name()).toBe(DATABASE);
    }
  });
});
