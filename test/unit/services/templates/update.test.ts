import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CompletionItem, CompletionList, Diagnostic, Hover } from "vscode-languageserver/node";
import { RegistryApi } from "../../../../src/services/templates/api.ts";
import { type UpdateRequest, updateSchemas } from "../../../../src/services/templates/update.ts";
import { useAccount } from "../../account.ts";
import { ServerClient } from "../../server/client.ts";

const account = useAccount();

/** What AWS published after the extension was built: a new type, and a new property and value of an old one. */
const NEWER = [
  {
    typeName: "AWS::Tomorrow::Thing",
    description: "A thing of tomorrow.",
    properties: { Title: { type: "string" }, Id: { type: "string" } },
    required: ["Title"],
    readOnlyProperties: ["/properties/Id"],
    primaryIdentifier: ["/properties/Id"],
    additionalProperties: false,
  },
  {
    typeName: "AWS::SNS::Topic",
    properties: { Loudness: { type: "integer", description: "How loud it is told." }, TopicName: { type: "string" } },
    additionalProperties: false,
  },
];
const other = (index: number) => ({ typeName: `AWS::Made::Up${index}`, properties: {}, additionalProperties: false });
const ARCHIVE = [...NEWER, ...Array.from({ length: 600 }, (_, index) => other(index))];
const zipped = (schemas: readonly { readonly typeName: string }[]) =>
  zipSync(Object.fromEntries(schemas.map((schema) => [`${schema.typeName.toLowerCase().replaceAll("::", "-")}.json`, strToU8(JSON.stringify(schema))])));

const TEMPLATE = `Resources:
  Thing: {Type: AWS::Tomorrow::Thing, Properties: {Titel: x}}
  Topic: {Type: AWS::SNS::Topic, Properties: {Loudness: much}}
  Probe: {Type: Kestrel::Telemetry::Probe, Properties: {ProbeName: UPPER, Address: https://example.com, Severity: !Ref AWS::Region}}
Outputs:
  Id: {Value: !GetAtt Thing.Id}
`;

describe("Update schemas", () => {
  let folder: string;
  let server: Server;
  let answer: { status?: number; body: Uint8Array; isCut?: boolean };
  const codesOf = (found: readonly Diagnostic[]) => found.map(({ code, range }) => `${range.start.line} ${code}`);

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "schemas-"));
    answer = { body: zipped(ARCHIVE) };
    server = createServer((_, response) => {
      const { status = 200, body, isCut = false } = answer;
      response.writeHead(status, { "content-length": body.length });
      if (!isCut) return void response.end(body);
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const request = (parts: Partial<UpdateRequest> = {}): UpdateRequest => ({
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/CloudformationSchema.zip`,
    folder,
    owners: [],
    signal: new AbortController().signal,
    now: new Date(),
    onProgress: () => undefined,
    ...parts,
  });
  const owner = () => ({ label: "kestrel", ownTypes: (signal: AbortSignal) => new RegistryApi(account().session).ownTypes(signal) });

  it("has templates checked by what is newer, and by the account's own types, in a server that runs", async () => {
    const client = new ServerClient();
    await client.initialize({ schemaFolder: folder });
    const uri = "file:///t.yaml";
    await client.open(uri, "yaml", TEMPLATE);
    // a type of another vendor may be anybody's
    expect(codesOf(await client.diagnostics(uri, 1))).toEqual(["1 E3006", "2 E3002"]);

    const update = await updateSchemas(request({ owners: [owner()] }));
    expect(update).toEqual({ published: ARCHIVE.length, own: 1, failures: [] });
    await client.touched(pathToFileURL(path.join(folder, "current.json")).href);
    const found = await client.diagnostics(uri, 1, (list) => list.some(({ code }) => code === "E3031"));
    expect(codesOf(found)).toEqual(["1 E3003", "1 E3002", "2 E3012", "3 E3031", "3 W1030"]);

    const at = { textDocument: { uri }, position: { line: 2, character: 47 } };
    expect(JSON.stringify(await client.request<Hover>("textDocument/hover", at))).toContain("How loud it is told");
    const types = { textDocument: { uri }, position: { line: 3, character: 26 } };
    const list = await client.request<CompletionList | CompletionItem[]>("textDocument/completion", types);
    expect((Array.isArray(list) ? list : list.items).map(({ label }) => label)).toContain("Kestrel::Telemetry::Probe");
    await client.stop();
  });

  it("leaves what was there where the archive is cut off, is none or has too little, and says so", async () => {
    await updateSchemas(request());
    const before = readFileSync(path.join(folder, "current.json"), "utf8");
    const whole = answer.body;
    for (const [wrong, why] of [
      [{ body: whole, isCut: true }, /Could not read the schemas of http/],
      [{ body: whole.subarray(0, whole.length / 2) }, /no whole ZIP archive|in the middle of a file/],
      [{ body: strToU8("<html>Sign in</html>") }, /no whole ZIP archive|0 resource types/],
      [{ body: zipped(ARCHIVE.slice(0, 20)) }, /20 resource types only/],
      [{ body: zipped([...ARCHIVE, { typeName: "not a type" }]) }, /is no schema of a resource type/],
      [{ status: 503, body: whole }, /503/],
    ] as const) {
      answer = wrong;
      await expect(updateSchemas(request())).rejects.toThrow(why);
      expect(readFileSync(path.join(folder, "current.json"), "utf8")).toBe(before);
    }
    await expect(updateSchemas(request({ address: "file:///etc/passwd" }))).rejects.toThrow(/is no address/);
    await expect(updateSchemas(request({ address: "http://example.com/a.zip" }))).rejects.toThrow(/is no address/);
  });

  it("goes on without an account that may not tell its types, and names it", async () => {
    await account().control.addFaults({ kind: "denied", service: "cloudformation", operation: "ListTypes" });
    const { own, failures } = await updateSchemas(request({ owners: [owner()] }));
    expect(own).toBe(0);
    expect(failures).toMatchObject([{ label: "kestrel", why: { kind: "denied", missingAction: "cloudformation:ListTypes" } }]);
  });

  it("keeps the latest set alone", async () => {
    await updateSchemas(request({ now: new Date("2026-01-01T00:00:00Z") }));
    await updateSchemas(request({ now: new Date("2026-01-02T00:00:00Z") }));
    expect(readdirSync(folder).toSorted()).toEqual(["20260102T000000000Z", "current.json"]);
  });

  it("keeps the later one of two windows' whole, whichever is quicker", async () => {
    const at = (day: number, more: Partial<UpdateRequest> = {}) => updateSchemas(request({ now: new Date(`2026-01-0${day}T00:00:00Z`), ...more }));
    const slowOwner = { label: "kestrel", ownTypes: () => new Promise<readonly []>((resolve) => (release = () => resolve([]))) };
    let release = () => undefined as void;
    await Promise.all([at(1), at(2), at(3)]);
    const current = () => JSON.parse(readFileSync(path.join(folder, "current.json"), "utf8")) as { folder: string };
    expect(current().folder).toBe("20260103T000000000Z");
    const early = at(4, { owners: [slowOwner] });
    await at(5);
    release();
    await early;
    expect(current().folder).toBe("20260105T000000000Z");
    expect(readdirSync(path.join(folder, current().folder)).toSorted()).toEqual(["documentation.jsonl", "index.json", "types.jsonl"]);
    await at(6);
    expect(readdirSync(folder).toSorted()).toEqual(["20260106T000000000Z", "current.json"]);
  });

  it("follows no redirect that leads out of TLS", async () => {
    const front = createServer((_, response) => void response.writeHead(302, { location: "http://schemas.example/all.zip" }).end());
    await new Promise<void>((resolve) => void front.listen(0, "127.0.0.1", resolve));
    try {
      const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}/CloudformationSchema.zip`;
      await expect(updateSchemas(request({ address }))).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("“http://schemas.example/all.zip” is no address of an archive") as string,
      });
    } finally {
      front.close();
    }
  });

  it("ends where a person gives it up", async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(updateSchemas(request({ signal: abort.signal }))).rejects.toMatchObject({ kind: "cancelled" });
    expect(readdirSync(folder)).toEqual([]);
  });
});
