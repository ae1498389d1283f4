import { crc32, deflateSync, gzipSync } from "node:zlib";
import type { RegionState } from "../../account/account.ts";
import { hashText, Random } from "../../random.ts";
import { artifactBucket, artifactKey, documentBucket } from "../artifacts.ts";
import type { Execution } from "../codepipeline/model.ts";
import type { NewObject } from "./objects.ts";
import { zip } from "./zip.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What lies in a bucket by itself: of the pipelines' as much as they have made by now. */
export function contentsOf(state: RegionState, bucket: string, opened: number): Iterable<NewObject> {
  const { region, accountId } = state.inventory;
  switch (bucket) {
    case artifactBucket(accountId, region):
      return artifacts(state);
    case documentBucket(accountId, region):
      return documents(opened);
    case RATES:
      return rates(opened);
    default:
      return bucket.includes("-assets-") ? assets(opened) : [];
  }
}

/** Where carriers put their rate tables; nobody's stack has it. */
export const RATES = "kestrel-rates-inbox";

/** What pipelines hand on, functions are made from, and builds log. */
function* artifacts({ pipelines, inventory, builds, clock }: RegionState): Generator<NewObject> {
  for (const pipeline of pipelines.all()) {
    for (const execution of pipeline.executions) {
      for (const { declaration, status, lastUpdate } of execution.actionRuns) {
        for (const { name = "" } of status === "Succeeded" ? (declaration.outputArtifacts ?? []) : []) {
          const key = artifactKey(pipeline.declaration.name, execution.id, name);
          yield { key, modified: lastUpdate, type: "application/zip", make: () => zip(artifactFiles(execution, name)) };
        }
      }
    }
  }
  for (const { name, properties, updated } of inventory.ofStacks("AWS::Lambda::Function")) {
    const { S3Key } = (properties["Code"] ?? {}) as { readonly S3Key?: string };
    if (S3Key !== undefined) {
      yield { key: S3Key, modified: updated, type: "application/zip", make: () => zip({ "index.mjs": handlerOf(name) }) };
    }
  }
  for (const { project, uuid, startTime } of builds.all().filter((build) => build.project.logsToS3 === true)) {
    if (startTime < clock.now() - 10 * MINUTE) {
      const text = `[Container] Phase complete: POST_BUILD State: SUCCEEDED\n`;
      yield { key: `logs/${project.name}/${uuid}.gz`, modified: startTime + 5 * MINUTE, type: "application/gzip", make: () => gzipSync(text) };
    }
  }
}

function artifactFiles({ id, pipeline, revisions }: Execution, artifact: string): Readonly<Record<string, string>> {
  const { repository } = pipeline.behaviour;
  const commit = revisions[0]?.revisionId ?? "";
  if (artifact.startsWith("Source")) {
    return { "README.md": `# ${repository}\n`, "package.json": `${JSON.stringify({ name: repository, version: "1.0.0" }, undefined, 2)}\n` };
  }
  const definition = { family: repository, containerDefinitions: [{ name: repository, image: `<IMAGE1_NAME>` }] };
  return {
    "build.json": `${JSON.stringify({ repository, commit, execution: id }, undefined, 2)}\n`,
    "taskdef.json": `${JSON.stringify(definition, undefined, 2)}\n`,
  };
}

function handlerOf(name: string): string {
  return `export const handler = async (event) => ({ function: ${JSON.stringify(name)}, event });\n`;
}

const COUNTRIES = ["CH", "NO", "GB", "TR", "RS", "UA"] as const;

/** Customs documents of the last weeks, with pictures, a few letters and what is archived. */
function* documents(opened: number): Generator<NewObject> {
  for (let day = 0; day < 30; day += 1) {
    const at = opened - day * DAY;
    const folder = new Date(at).toISOString().slice(0, 10).replaceAll("-", "/");
    for (let number = 0; number < 90; number += 1) {
      const parcel = `KP${String(hashText(`${day} ${number}`) % 100_000_000).padStart(8, "0")}`;
      const country = COUNTRIES[number % COUNTRIES.length];
      const facts = { parcel, country, value: 5 + (number * 7) % 400, currency: "EUR" };
      const make = () => Buffer.from(`${JSON.stringify(facts, undefined, 2)}\n`);
      yield { key: `customs/${folder}/${parcel}.json`, modified: at - number * MINUTE, type: "application/json", make };
    }
  }
  for (const parcel of ["KP00000017", "KP00000042", "KP00000108"]) {
    yield { key: `pictures/${parcel}.png`, modified: opened - 2 * DAY, type: "image/png", make: () => picture(parcel) };
  }
  const withdrawn = { modified: opened - 5 * DAY, deleted: opened - DAY, type: "text/plain", make: () => Buffer.from("Sent by mistake\n") };
  yield { key: "letters/withdrawn.txt", ...withdrawn };
  yield { key: "README.txt", modified: opened - 300 * DAY, type: "text/plain", make: () => Buffer.from("What partners send. Kept for 35 days.\n") };
  yield { key: "archive/2019.csv", modified: opened - 900 * DAY, storageClass: "GLACIER", type: "text/csv", make: () => Buffer.from("parcel\n") };
}

function* rates(opened: number): Generator<NewObject> {
  for (const carrier of ["alpine-post", "baltic-line", "danube-cargo", "fjord-express"]) {
    const of = new Random(carrier);
    const lines = Array.from({ length: 40 }, (_none, zone) => `${zone + 1},${of.between(3, 60)}.${of.between(10, 99)}`);
    yield { key: `${carrier}.csv`, modified: opened - of.between(1, 20) * DAY, type: "text/csv", make: () => Buffer.from(`zone,price\n${lines.join("\n")}\n`) };
  }
}

function* assets(opened: number): Generator<NewObject> {
  for (const name of ["logo", "truck", "parcel"]) {
    yield { key: `img/${name}.png`, modified: opened - 90 * DAY, type: "image/png", make: () => picture(name) };
  }
  yield { key: "index.html", modified: opened - 3 * DAY, type: "text/html", make: () => Buffer.from("<!doctype html>\n<title>Kestrel</title>\n") };
  yield { key: "robots.txt", modified: opened - 90 * DAY, type: "text/plain", make: () => Buffer.from("User-agent: *\nAllow: /\n") };
}

/** A small picture of coloured squares ("Portable Network Graphics Specification"). */
function picture(name: string): Buffer {
  const size = 32;
  const of = new Random(name);
  const colours = Array.from({ length: 16 }, () => [of.between(0, 255), of.between(0, 255), of.between(0, 255)]);
  const rows = Array.from({ length: size }, (_row, y) => [0, ...Array.from({ length: size }, (_column, x) => colours[(y >> 3) * 4 + (x >> 3)] ?? []).flat()]);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const edge = Buffer.alloc(8);
    edge.writeUInt32BE(data.length, 0);
    edge.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([edge.subarray(0, 4), body, edge.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 2, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.from(rows.flat()))), chunk("IEND", Buffer.alloc(0))]);
}
