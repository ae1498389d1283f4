import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { CredentialStore } from "../../../src/aws/credentials.ts";
import { AwsSession } from "../../../src/aws/session.ts";
import { ChangeSetApi } from "../../../src/services/cloudformation/api/changeSets.ts";
import { usedText } from "../../../src/services/iam/model.ts";
import { personOf } from "../../../src/services/ssm/model.ts";

// Endpoints that stand in for AWS answer most calls, and some of them loosely: what a list is asked for may be unheeded,
// and what AWS always tells may be a word of no meaning.

let server: Server | undefined;
let session: AwsSession | undefined;
afterEach(() => {
  session?.dispose();
  server?.closeAllConnections();
  server?.close();
});

const summary = (stack: string, name: string) =>
  `<member><ChangeSetId>arn:aws:cloudformation:eu-west-1:1:changeSet/${name}/1</ChangeSetId><ChangeSetName>${name}</ChangeSetName>
   <StackId>arn:aws:cloudformation:eu-west-1:1:stack/${stack}/1</StackId><StackName>${stack}</StackName><Status>CREATE_COMPLETE</Status></member>`;

describe("a stand-in for AWS", () => {
  it("that lists the change sets of all stacks has them told below their own", async () => {
    const body = `<ListChangeSetsResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListChangeSetsResult><Summaries>
      ${summary("fresh", "first")}${summary("queues", "more")}</Summaries></ListChangeSetsResult></ListChangeSetsResponse>`;
    server = createServer((_request, response) => void response.writeHead(200, { "content-type": "text/xml" }).end(body));
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = new CredentialStore(() => Promise.resolve({ accessKeyId: "AKIATEST", secretAccessKey: "secret" }));
    session = new AwsSession({ origin: "profile", profile: "local", region: "eu-west-1" }, credentials, () => Promise.resolve(endpoint), { connect: 1000, answer: 1000 });
    const api = new ChangeSetApi(session);
    const named = async (stack: string) => (await api.list(stack, undefined, new AbortController().signal)).items.map(({ name }) => name);
    expect(await named("queues")).toEqual(["more"]);
    expect(await named("arn:aws:cloudformation:eu-west-1:1:stack/fresh/1")).toEqual(["first"]);
  });

  it("that knows nobody who changed a parameter names nobody", () => {
    expect(personOf("N/A")).toBeUndefined();
    expect(personOf("arn:aws:sts::1:assumed-role/deploy/mira")).toBe("mira");
    expect(personOf("arn:aws:iam::1:root")).toBe("root");
  });

  it("that tells no use of a new role has it told as never used, and of an old one as long unused", () => {
    const now = Date.UTC(2026, 10, 27);
    const day = 86_400_000;
    expect(usedText({ usedAt: undefined, createdAt: now - day }, now)).toBe("never used");
    expect(usedText({ usedAt: undefined, createdAt: now - 500 * day }, now)).toBe("not used in 400 days");
    expect(usedText({ usedAt: now - day, createdAt: now - 500 * day }, now)).toBe("used 1 d ago");
  });
});
