import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { room as builds } from "../../src/services/codebuild/room.ts";
import { room as pipelines } from "../../src/services/codepipeline/room.ts";
import { room } from "../../src/services/s3/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

const account = useAccount(undefined, UNPACED);
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
let folder: string;
beforeEach(() => {
  bench = newBench();
  folder = mkdtempSync(path.join(tmpdir(), "s3-room-"));
});
afterEach(() => {
  bench.dispose();
  rmSync(folder, { recursive: true });
});

const DOCUMENTS = "kestrel-documents-418273650912-eu-west-1";
const RATES = "kestrel-rates-inbox";
const shown = () => new TextDecoder().decode(bench.files.at(-1)?.bytes);
const calls = async (operation: string) => (await account().control.calls())[`s3:${operation}`] ?? 0;

describe("S3 in its tree", () => {
  it("shows prefixes and objects with size and age, fifty rows of one call", async () => {
    expect(await bench.outline()).toContainEqual(expect.stringMatching(/^kestrel-rates-inbox · made 700 d ago$/));
    expect(await bench.outline((await bench.row(DOCUMENTS)) as Branch)).toEqual([
      "archive/",
      "customs/",
      "pictures/",
      expect.stringMatching(/^README\.txt · 38 bytes|^README\.txt · /),
    ]);
    const artifacts = (await bench.row("kestrel-pipeline-artifacts")) as Branch;
    await account().control.clearCalls();
    await bench.rows(artifacts);
    expect(await account().control.calls()).toEqual({ "s3:ListObjectsV2": 1 });
  });

  it("goes through thousands of objects a thousand a call, and asks the service for what a name begins with", async () => {
    const { S3Client, PutObjectCommand } = await import("@aws-sdk/client-s3");
    const { endpoint, credentials } = account().simulator;
    const client = new S3Client({ endpoint, credentials, region: "eu-west-1", forcePathStyle: true });
    const names = Array.from({ length: 1060 }, (_none, index) => `n${String(index).padStart(5, "0")}`);
    for (let at = 0; at < names.length; at += 100) {
      await Promise.all(names.slice(at, at + 100).map((Key) => client.send(new PutObjectCommand({ Bucket: "kestrel-scratch-eu-west-1", Key, Body: Buffer.from("x") }))));
    }
    client.destroy();
    const bucket = (await bench.row("kestrel-scratch")) as Branch;
    await account().control.clearCalls();
    expect((await bench.rows(bucket)).filter((row) => row.view().label.startsWith("n"))).toHaveLength(50);
    for (let more = 0; more < 20; more += 1) await bench.loadMore(bucket);
    expect((await bench.rows(bucket)).filter((row) => row.view().label.startsWith("n"))).toHaveLength(1050);
    expect(await calls("ListObjectsV2")).toBe(2);
    await bench.filter("n0105", bucket);
    expect((await bench.rows(bucket)).map((row) => row.view().label)).toEqual(names.filter((name) => name.startsWith("n0105")));
    expect(await calls("ListObjectsV2")).toBe(3);
  });

  it("has what a pipeline's actions and builds lead to", async () => {
    const lead = async <M extends TreeManifest, Api>(bench2: RoomBench<M, Api>, ...labels: readonly string[]) => {
      await bench2.run("openArtifact", await bench2.row(...labels));
      bench2.dispose();
      const ref = parseArn(bench2.opened.at(-1) ?? "");
      if (ref === undefined) throw new Error("nothing was opened");
      await bench.room.open(ref, bench.context);
      await bench.run("open", bench.revealed, "build.json");
      return JSON.parse(shown()) as { repository: string };
    };
    const pipeline = new RoomBench(account, pipelines.manifest, pipelines.kinds);
    expect(await lead(pipeline, "parcel-api-release", "Executions", "succeeded", "Build")).toMatchObject({ repository: "parcel-api" });
    const project = new RoomBench(account, builds.manifest, builds.kinds);
    expect(await lead(project, "parcel-api-build", "succeeded")).toMatchObject({ repository: "parcel-api" });
  });

  it("opens an object's ARN, however deep it lies", async () => {
    const ref = parseArn(`arn:aws:s3:::${DOCUMENTS}/pictures/KP00000042.png`);
    if (ref === undefined) throw new Error("no ARN");
    await bench.room.open(ref, bench.context);
    expect(bench.revealed?.view().label).toBe("KP00000042.png");
  });
});

describe("what can be done with objects", () => {
  it("opens texts, pictures and what archives hold; what is archived or neither says so", async () => {
    await bench.run("open", await bench.row(RATES, "danube-cargo.csv"));
    expect(shown()).toMatch(/^zone,price\n1,/);
    await bench.run("open", await bench.row(DOCUMENTS, "pictures/", "KP00000017.png"));
    expect(bench.files.at(-1)?.name).toBe("KP00000017.png");
    // a function's code is an archive
    await bench.run("open", undefined, "kestrel-pipeline-artifacts", "address-validator/", ".zip", "index.mjs");
    expect(bench.files.at(-1)?.name).toBe("index.mjs");
    expect(shown()).toContain("address-validator");
    expect((await bench.row(DOCUMENTS, "archive/", "2019.csv")).view().facets).not.toContain("s3.open");

    const file = path.join(folder, "noise.bin");
    writeFileSync(file, Buffer.from([1, 0, 2, 0]));
    await bench.run("upload", await bench.row(RATES), file, true);
    expect((await failureOf(bench.run("open", await bench.row(RATES, "noise.bin")))).message).toContain("neither a text nor a picture");
  });

  it("downloads byte for byte", async () => {
    const to = path.join(folder, "rates.csv");
    const row = await bench.row(RATES, "alpine-post.csv");
    await bench.run("download", row, to, false);
    expect(bench.asked.at(-1)).toMatchObject({ kind: "tell", title: `Downloaded alpine-post.csv to ${to}` });
    await bench.run("open", row);
    expect(readFileSync(to, "utf8")).toBe(shown());
    expect(bench.progress.at(-1)).toMatch(/ of /);
    expect(readdirSync(folder)).toEqual(["rates.csv"]);
  });

  it("uploads in parts whose checksums are verified, tells how far it is, and the whole comes back", async () => {
    const file = path.join(folder, "large.bin");
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 17, "kestrel!");
    writeFileSync(file, bytes);
    await bench.run("upload", await bench.row(RATES), file, true);
    expect(bench.plan).toContain("large.bin: not there → 20 MB, the file of this computer");
    expect(bench.plan).toContain("To undo: delete the object.");
    expect(await calls("UploadPart")).toBe(3);
    expect(bench.progress.at(-1)).toBe("20 MB of 20 MB");
    const to = path.join(folder, "back.bin");
    await bench.run("download", await bench.row(RATES, "large.bin"), to, false);
    expect(readFileSync(to).equals(bytes)).toBe(true);
  });

  it("leaves no part behind where an upload fails", async () => {
    const file = path.join(folder, "large.bin");
    writeFileSync(file, Buffer.alloc(9 * 1024 * 1024));
    await account().control.addFaults({ kind: "denied", service: "s3", operation: "UploadPart" });
    expect(await failureOf(bench.run("upload", await bench.row(RATES), file, true))).toMatchObject({ kind: "denied" });
    expect(await calls("AbortMultipartUpload")).toBe(1);
    expect((await bench.outline((await bench.row(RATES)) as Branch)).join()).not.toContain("large.bin");
  });

  it("overwrites only what the plan was made for", async () => {
    const file = path.join(folder, "alpine-post.csv");
    writeFileSync(file, "mine");
    const bucket = await bench.row(RATES);
    const other = newBench();
    let isFirst = true;
    bench.answers = (asked) => (asked.kind === "plan" ? true : file);
    const send = bench.room.host.perform.bind(bench.room.host);
    bench.room.host.perform = async (plan, work) =>
      send(plan, async () => {
        // between the plan and the write somebody else is faster
        if (isFirst) await other.run("upload", await other.row(RATES), file, true);
        isFirst = false;
        return work();
      });
    await expect(bench.room.run("upload", bucket)).rejects.toThrow("pre-conditions");
    expect(other.plan).toContain("cannot be had back: the bucket keeps no versions");
    other.dispose();
  });

  it("deletes, and undeletes where the bucket keeps versions", async () => {
    await bench.run("delete", await bench.row(DOCUMENTS, "README.txt"), true);
    expect(bench.plan).toContain("To undo: undelete the object");
    const bucket = (await bench.row(DOCUMENTS)) as Branch;
    await bench.refresh();
    expect((await bench.outline(bucket)).join()).not.toContain("README.txt");
    await bench.run("undelete", bucket, "README.txt", true);
    await bench.refresh();
    expect((await bench.outline(bucket)).join()).toContain("README.txt");

    await bench.run("delete", await bench.row(RATES, "fjord-express.csv"), true);
    expect(bench.plan).toContain("To undo: it cannot be had back: the bucket keeps no versions.");
  });
});
