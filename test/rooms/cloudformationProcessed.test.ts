import { type IncomingMessage, type Server, createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AwsSessions } from "../../src/aws/sessions.ts";
import { room } from "../../src/services/cloudformation/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench } from "./roomBench.ts";

const account = useAccount(undefined, UNPACED);
/** As the service has made it of a template with macros: other resources, and policies that were behind a condition. */
const PROCESSED = JSON.stringify({
  Resources: { DeadLetters: { Type: "AWS::SQS::Queue", DeletionPolicy: "Retain" }, Function: { Type: "AWS::Lambda::Function" } },
});

let front: Server;
let sessions: AwsSessions;
beforeEach(async () => {
  const { endpoint, credentials, staging } = account().simulator;
  front = createServer((request, response) => {
    void answerOf(request, endpoint).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });
  await new Promise<void>((resolve) => void front.listen(0, "127.0.0.1", resolve));
  sessions = new AwsSessions(() => Promise.reject(new Error("no MFA")), undefined, undefined, UNPACED);
  sessions.useSimulated({ endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, ...credentials, staging: staging.credentials });
});
afterEach(() => {
  sessions.dispose();
  front.closeAllConnections();
  front.close();
});

/** The account's answer, with another template where the processed one was asked for. */
async function answerOf(request: IncomingMessage, endpoint: string): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const sent = await text(request);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    ask(`${endpoint}${request.url ?? ""}`, { method: request.method ?? "POST", headers: request.headers }, resolve).on("error", reject).end(sent);
  });
  const body = await text(answer);
  const isProcessed = sent.includes("Action=GetTemplate&") && sent.includes("TemplateStage=Processed");
  const template = PROCESSED.replaceAll('"', "&quot;");
  return {
    status: answer.statusCode ?? 500,
    headers: { "content-type": answer.headers["content-type"] ?? "text/xml" },
    body: isProcessed ? body.replace(/<TemplateBody>[^<]*<\/TemplateBody>/, `<TemplateBody>${template}</TemplateBody>`) : body,
  };
}

it("the plan of a deletion tells what is kept by what the service made of the template, and the one that was handed in is offered", async () => {
  const session = sessions.get(account().context);
  const bench = new RoomBench(() => ({ ...account(), sessions, session }), room.manifest, room.kinds);
  try {
    await bench.run("deleteStack", await bench.row("dead-letter-drain"), true, true);
    expect(bench.plan).toContain("DeadLetters (SQS Queue): kept: its policy is Retain");
    expect(bench.plan).toContain("Function (Lambda Function): DELETED");
    expect(bench.documents.at(-1)?.text).not.toContain("Retain");
  } finally {
    bench.dispose();
  }
});
