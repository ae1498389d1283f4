import { type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudFormationClient, ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { CodeBuildClient, ListProjectsCommand, StartBuildCommand } from "@aws-sdk/client-codebuild";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterEach, describe, expect, it } from "vitest";
import { CredentialStore } from "../../../src/aws/credentials.ts";
import { AwsSession } from "../../../src/aws/session.ts";
import { DevOpsError } from "../../../src/base/errors.ts";
import { everyItem } from "../../../src/base/pages.ts";

const PAGE = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Sign in</body></html>";
const context = { origin: "profile", profile: "kestrel", region: "eu-west-1" } as const;

let server: Server | undefined;
let session: AwsSession | undefined;
let calls = 0;
afterEach(() => {
  session?.dispose();
  server?.closeAllConnections();
  server?.close();
});

/** A session whose calls all go to a server that answers as told. */
async function answering(answer: (response: ServerResponse, body: string) => void): Promise<AwsSession> {
  calls = 0;
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      calls += 1;
      answer(response, body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = new CredentialStore(() => Promise.resolve({ accessKeyId: "AKIATEST", secretAccessKey: "secret" }));
  session = new AwsSession(context, credentials, () => Promise.resolve(endpoint), { connect: 1000, answer: 300 });
  return session;
}

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  answering((response) => void response.writeHead(status, headers).end(body));

const html = { "content-type": "text/html; charset=utf-8" };

async function failure(call: Promise<unknown>): Promise<DevOpsError> {
  const error: unknown = await call.then((value) => new Error(`it succeeded with ${JSON.stringify(value)}`), (thrown: unknown) => thrown);
  if (error instanceof DevOpsError) return error;
  throw error;
}

/** The same question in each of the three protocols. */
const READS = {
  json: (to: AwsSession) => to.send(CodeBuildClient, new ListProjectsCommand({})),
  query: (to: AwsSession) => to.send(CloudFormationClient, new ListStackResourcesCommand({ StackName: "a" })),
  rest: (to: AwsSession) => to.send(XRayClient, new GetTraceSummariesCommand({ StartTime: new Date(0), EndTime: new Date(1) })),
};

describe.each(Object.entries(READS))("a web page in place of an answer (%s)", (_protocol, read) => {
  it.each([
    [503, "unavailable", /down for now.*tried again/],
    [403, "offline", /a proxy or a firewall/],
    [407, "offline", /proxy wants a user name/],
    [302, "offline", /leads to login\.hotel\.example\), as the sign-in page/],
    [200, "offline", /sign-in page/],
    [404, "unsupported", /Use an endpoint that offers it/],
  ])("with HTTP %i is %s", async (status, kind, words) => {
    const to = await answer(status, PAGE, { ...html, location: "https://login.hotel.example/x?y" });
    const error = await failure(read(to));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain("Welcome");
  });

  it.each([
    ["a mark before it", `\uFEFF${PAGE}`, "text/html"],
    ["a comment before it", `<!-- portal 7.2 -->\n<!-- (c) -->${PAGE}`, "text/html"],
    ["a declaration of XML before it", `<?xml version="1.0" encoding="UTF-8"?>\n${PAGE}`, "application/xhtml+xml"],
    ["a script alone", '<script>top.location.href = "https://login.hotel.example/";</script>', "text/html"],
    ["a mark for the browser alone", '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=https://login.hotel.example/">', "text/html"],
    ["no type", PAGE, ""],
  ])("with %s is a page, too, and no empty list", async (_what, page, type) => {
    const to = await answer(200, page, type === "" ? {} : { "content-type": type });
    const error = await failure(read(to));
    expect([error.kind, error.short]).toEqual(["offline", "A sign-in page answered"]);
  });

  it("is not seen in an emulator's answer that calls itself a page", async () => {
    const xml = '<R xmlns="http://x"><ListStackResourcesResult><NextToken>n</NextToken></ListStackResourcesResult></R>';
    const to = await answering((response, body) => void response.writeHead(200, html).end(body.startsWith("Action=") ? xml : "{}"));
    expect(await read(to)).toBeDefined();
  });

  it("without a body names the service and the status", async () => {
    const error = await failure(read(await answer(502, "")));
    expect(error.kind).toBe("unavailable");
    expect(error.message).toMatch(/(CodeBuild|CloudFormation|XRay) failed on its own side \(HTTP 502\)\. It is tried again/);
    expect(error.short).toMatch(/not available for now \(HTTP 502\)/);
  });
});

describe("a write", () => {
  const start = (to: AwsSession) => to.send(CodeBuildClient, new StartBuildCommand({ projectName: "web" }), { subject: "project web" });

  it.each([
    ["half an answer", '{"build": {', { "content-type": "application/x-amz-json-1.1" }],
    ["a page", PAGE, html],
  ])("that is answered with %s may have happened", async (_what, body, headers) => {
    const error = await failure(start(await answer(200, body, headers)));
    expect(error.short).toBe("It may have happened: look first");
    expect(error.message).toMatch(/^It may have happened: start build \(project web, kestrel · eu-west-1\): .* Look first whether it did/);
    expect(error.message).not.toMatch(/tried again|Could not/);
    expect(calls).toBe(1);
  });

  it("that nobody answers, or whose answer is cut off, may have happened", async () => {
    expect((await failure(start(await answering(() => undefined)))).short).toBe("It may have happened: look first");
    const cut = await answering((response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setImmediate(() => response.destroy());
    });
    expect((await failure(start(cut))).short).toBe("It may have happened: look first");
  });

  it("that was refused did not happen, and nobody promises to do it again", async () => {
    const error = await failure(start(await answer(503, PAGE, html)));
    expect(error.message).toMatch(/^Could not start build .* Do it again later\.$/);
    const throttled = JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" });
    expect((await failure(start(await answer(400, throttled)))).message).not.toContain("by itself");
    const expired = JSON.stringify({ __type: "ExpiredTokenException", message: "The token is expired" });
    expect((await failure(start(await answer(400, expired)))).message).not.toContain("by itself");
  });
});

describe("an answer that is cut off", () => {
  it("is a failure of the connection, and no cancelling", async () => {
    const cut = await answering((response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setImmediate(() => response.destroy());
    });
    const error = await failure(READS.json(cut));
    expect([error.kind, error.short]).toEqual(["offline", "No connection"]);
    expect(error.message).toMatch(/: the connection was cut in the middle of the answer of CodeBuild \(ECONNRESET\)\. Check the network/);
  });
});

describe("page tokens", () => {
  const page = (more: object) => JSON.stringify({ projects: ["a"], ...more });
  const all = (to: AwsSession) =>
    everyItem("list projects", async (cursor) => {
      const { projects = [], nextToken } = await to.send(CodeBuildClient, new ListProjectsCommand({ nextToken: cursor }));
      return { items: projects, next: nextToken };
    });

  it("that are empty end the list, for whoever asks", async () => {
    const to = await answer(200, page({ nextToken: "" }));
    expect((await READS.json(to)).nextToken).toBeUndefined();
    expect(await all(to)).toEqual(["a"]);
  });

  it("that name the page that was asked for are an error with the operation's name", async () => {
    const error = await failure(all(await answer(200, page({ nextToken: "same" }))));
    expect(error.message).toMatch(/^Could not list projects \(kestrel · eu-west-1\): the endpoint gave the same page token twice/);
    expect(calls).toBe(2);
  });

  it("that go in a circle are an error", async () => {
    const to = await answering((response, body) => {
      const { nextToken } = JSON.parse(body) as { nextToken?: string };
      response.writeHead(200).end(page({ nextToken: nextToken === "a" ? "b" : "a" }));
    });
    expect((await failure(all(to))).message).toContain("the same page token twice");
    expect(calls).toBe(3);
  });
});
