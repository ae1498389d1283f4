// Requests that no AWS client sends: the account answers as AWS does, and holds little of a stranger's.
import { once } from "node:events";
import http from "node:http";
import { Sha256 } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBench } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
// It fails where the simulator itself failed: no body is a defect of ours.
afterEach(() => bench.close());

interface Call {
  readonly service: string;
  readonly path?: string;
  readonly target?: string;
  readonly type?: string;
  readonly region?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

const LIST = { service: "codepipeline", target: "CodePipeline_20150709.ListPipelines" };

/** Sends a body as the account's owner. */
async function send(call: Call, body: string | Buffer): Promise<{ status: number; text: string }> {
  const { endpoint, credentials } = bench.simulator;
  const { hostname, port, host } = new URL(endpoint);
  const { service, path = "/", target, type = "application/x-amz-json-1.1", region = "eu-west-1" } = call;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const request = new HttpRequest({
    method: "POST",
    hostname,
    port: Number(port),
    path,
    query: call.query ?? {},
    headers: { host, "content-type": type, ...(target && { "x-amz-target": target }), ...call.headers },
    body,
  });
  const { host: _host, ...headers } = (await signer.sign(request)).headers;
  const search = new URLSearchParams(call.query).toString();
  const url = `${endpoint}${path}${search === "" ? "" : `?${search}`}`;
  const answer = await fetch(url, { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) });
  return { status: answer.status, text: await answer.text() };
}

describe("a body that cannot be read is its sender's mistake", () => {
  const NOT_OBJECTS = [
    ...["{", "null", "\0", "[]", '"text"', "5", "{}{", '{"a":', "\u{FEFF}", '{"name":"\\ud8"}', "[".repeat(100_000)],
  ];
  const json: Call[] = [
    LIST,
    { service: "codebuild", target: "CodeBuild_20161006.ListProjects" },
    { service: "codecommit", target: "CodeCommit_20150413.ListRepositories" },
    { service: "codedeploy", target: "CodeDeploy_20141006.ListApplications" },
    { service: "logs", target: "Logs_20140328.DescribeLogGroups" },
  ];

  it.each(json)("to $service", async (call) => {
    for (const body of NOT_OBJECTS) {
      const { status, text } = await send(call, body);
      expect({ body: body.slice(0, 20), status }).toEqual({ body: body.slice(0, 20), status: 400 });
      expect(JSON.parse(text)).toMatchObject({ __type: "SerializationException" });
      expect(text).not.toMatch(/simulator|SyntaxError|Unexpected|position/);
    }
    expect((await send(call, "{}")).status).toBe(200);
    expect((await send(call, "")).status).toBe(200);
  });

  it("to X-Ray, whose operations stand in the path", async () => {
    const call = { service: "xray", path: "/TraceSummaries", type: "application/json" };
    const times = ['"x"', "{}", "1e300"].map((time) => `{"StartTime":${time},"EndTime":1}`);
    for (const body of ["{", "\0", ...times]) {
      const { status, text } = await send(call, body);
      expect({ body, status }).toEqual({ body, status: 400 });
      expect(JSON.parse(text)).toMatchObject({ __type: "SerializationException" });
    }
  });

  it("in CBOR", async () => {
    const path = "/service/Logs_20140328/operation/DescribeLogGroups";
    const call = { service: "logs", path, type: "application/cbor", headers: { "smithy-protocol": "rpc-v2-cbor" } };
    // a text without its letters, a map without an end, a list of 2^64 - 1 items, a number
    const bodies = [[0x7b], [0xbf], [0x9b, ...Array<number>(8).fill(255)], [5]];
    for (const body of bodies.map((bytes) => Buffer.from(bytes))) {
      expect({ body, status: (await send(call, body)).status }).toEqual({ body, status: 400 });
    }
    expect((await send(call, Buffer.from([0xa0]))).status).toBe(200);
  });

  it("in a form, and in the percent-encoding of an address", async () => {
    const form = { service: "sts", type: "application/x-www-form-urlencoded" };
    const number = await send(form, "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=long");
    expect(number.status).toBe(400);
    expect(number.text).toContain("<Code>MalformedInput</Code>");
    const unsigned = await fetch(`${bench.simulator.endpoint}/bucket%zz?a=%zz&X-Amz-Signature=%zz`);
    expect(unsigned.status).toBeLessThan(500);
    const { status, text } = await send({ ...LIST, path: "/%zz" }, "{}");
    expect({ status, text }).toMatchObject({ status: 200 });
  });

  it("where a value is not what the operation takes", async () => {
    const wrong: [string, string][] = [
      ["ListPipelines", '{"maxResults":"x"}'],
      ["GetPipeline", '{"name":5}'],
      ["GetPipeline", '{"name":["a"]}'],
      ["StartPipelineExecution", '{"name":"parcel-web-release","variables":"x"}'],
      ["StartPipelineExecution", '{"name":"parcel-web-release","variables":[5]}'],
      ["PutApprovalResult", '{"result":"x"}'],
    ];
    for (const [operation, body] of wrong) {
      const { status, text } = await send({ ...LIST, target: `CodePipeline_20150709.${operation}` }, body);
      expect({ body, status }).toEqual({ body, status: 400 });
      expect(JSON.parse(text)).toMatchObject({ __type: "SerializationException" });
    }
    const builds = { service: "codebuild", target: "CodeBuild_20161006.BatchGetBuilds" };
    const { text } = await send(builds, '{"ids":"docs-site:1"}');
    expect(JSON.parse(text)).toMatchObject({ message: "STRING_VALUE can not be converted to a List" });
  });
});

describe("a region", () => {
  const NAMES = ["constructor", "__proto__", "toString", "eu-west-9", "nowhere", "EU-WEST-1"];

  it.each(NAMES)("%s is none", async (region) => {
    const { status, text } = await send({ ...LIST, region }, "{}");
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      __type: "InvalidSignatureException",
      message: `Credential should be scoped to a valid region, not '${region}'.`,
    });
  });

  it("that the company does not use is empty, and one of another partition does not know the key", async () => {
    expect(JSON.parse((await send({ ...LIST, region: "ca-central-1" }, "{}")).text)).toEqual({ pipelines: [] });
    const china = await send({ ...LIST, region: "cn-north-1" }, "{}");
    expect(JSON.parse(china.text)).toMatchObject({ __type: "UnrecognizedClientException" });
  });
});

describe("what a stranger sends", () => {
  const MEGABYTE = 1024 * 1024;

  /** Sends as much of 300 MB as is taken before the answer comes. */
  async function flood(headers: Record<string, string>, path = "/"): Promise<{ status: number; sent: number }> {
    const { port } = new URL(bench.simulator.endpoint);
    const request = http.request({ host: "127.0.0.1", port, path, method: "POST", headers });
    // Whoever is answered before the end may find the connection closed.
    request.on("error", () => undefined);
    const answered = once(request, "response") as Promise<[http.IncomingMessage]>;
    const seen = { status: 0 };
    void answered.then(([response]) => (seen.status = response.statusCode ?? 0));
    request.flushHeaders();
    const chunk = Buffer.alloc(64 * 1024);
    let sent = 0;
    while (seen.status === 0 && sent < 300 * MEGABYTE) {
      const goesOn = request.write(chunk);
      sent += chunk.length;
      await (goesOn ? new Promise(setImmediate) : Promise.race([once(request, "drain"), answered]));
    }
    if (seen.status === 0) request.end();
    await answered;
    request.destroy();
    return { status: seen.status, sent };
  }

  const scope = "20260101/eu-west-1/codepipeline/aws4_request";
  const strange = `AWS4-HMAC-SHA256 Credential=AKIANOBODY/${scope}, SignedHeaders=host, Signature=00`;

  it.each<[string, Record<string, string>, string?]>([
    ["of a length that is told", { "content-length": String(300 * MEGABYTE) }],
    ["of a length that is not told", { "transfer-encoding": "chunked" }],
    ["with a key that nobody has", { authorization: strange }],
    ["to the controls", { "x-simulator-token": "guessed" }, "/_simulator/clock"],
  ])("300 MB %s are refused while they arrive", async (_name, headers, path) => {
    const { status, sent } = await flood(headers, path);
    expect(status).toBe(413);
    // what the sockets of both sides hold by themselves
    expect(sent).toBeLessThan(30 * MEGABYTE);
  });

  it("is told so in the words of the protocol", async () => {
    const body = "a".repeat(MEGABYTE);
    const target = { "x-amz-target": LIST.target };
    const json = await fetch(bench.simulator.endpoint, { method: "POST", body, headers: target });
    expect(json.status).toBe(413);
    expect(await json.json()).toMatchObject({ __type: "RequestEntityTooLargeException" });
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const form = await fetch(bench.simulator.endpoint, { method: "POST", body, headers: type });
    expect(form.status).toBe(413);
    expect(await form.text()).toContain("<Code>RequestEntityTooLarge</Code>");
  });

  it("does not keep the owner from sending more, up to what any service takes", async () => {
    const call = { service: "cloudformation", type: "application/x-www-form-urlencoded" };
    const body = (size: number) => `Action=ListStacks&Version=2010-05-15&Unused=${"a".repeat(size)}`;
    expect((await send(call, body(8 * MEGABYTE))).status).toBe(200);
    expect((await send(call, body(40 * MEGABYTE))).status).toBe(413);
  });

  it("is not counted, and uses up no fault", async () => {
    const { control } = bench.simulator;
    await control.addFaults({ kind: "throttle", times: 1 });
    for (const target of ["CodePipeline_20150709.ListPipelines", "CodePipeline_20150709.Made", "Up.Up"]) {
      const headers = { "x-amz-target": target };
      expect((await fetch(bench.simulator.endpoint, { method: "POST", headers, body: "{}" })).status).toBe(400);
    }
    expect(await control.calls()).toEqual({});
    expect((await send(LIST, "{}")).text).toContain("ThrottlingException");
    expect(await control.calls()).toEqual({ "codepipeline:ListPipelines": 1 });
  });
});
