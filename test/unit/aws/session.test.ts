import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeFleetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListPipelinesCommand,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it, vi } from "vitest";
import { CredentialStore } from "../../../src/aws/credentials.ts";
import { AwsSession } from "../../../src/aws/session.ts";
import { AwsSessions } from "../../../src/aws/sessions.ts";
import { DevOpsError, isCancelled } from "../../../src/base/errors.ts";
import { useAccount } from "../account.ts";

const account = useAccount();

async function failure(call: Promise<unknown>): Promise<DevOpsError> {
  const error: unknown = await call.then(
    () => new Error("the call succeeded"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DevOpsError) return error;
  throw error;
}

const list = () => account().session.send(CodePipelineClient, new ListPipelinesCommand({}));

describe("a session", () => {
  it("signs with the context's own credentials and finds out who it is", async () => {
    const identity = await account().sessions.identity(account().context);
    expect(identity.account).toBe("418273650912");
    expect(identity.arn).toMatch(/^arn:aws:iam::418273650912:user\//);
    expect(identity.alias).toBe("kestrel-logistics");
  });

  it("of the second simulated account has that account's keys", async () => {
    const { sessions, context } = account();
    const identity = await sessions.identity({ ...context, profile: "simulated-staging" });
    expect(identity).toMatchObject({ account: "905127346188", alias: "kestrel-staging" });
  });

  it("makes do with the account's id where the alias may not be read", async () => {
    account().renew();
    await account().control.addFaults({ kind: "denied", service: "iam" });
    const identity = await account().sessions.identity(account().context);
    expect(identity).toMatchObject({ account: "418273650912", alias: undefined });
    account().renew();
  });

  it("asks who it is once", async () => {
    await account().control.clearCalls();
    account().renew();
    await Promise.all([account().sessions.identity(account().context), account().sessions.identity(account().context)]);
    expect((await account().control.calls())["sts:GetCallerIdentity"]).toBe(1);
  });

  it("names the missing IAM action, the context and what was tried when it is denied", async () => {
    await account().control.addFaults({ kind: "denied", service: "codepipeline", operation: "ListPipelines" });
    const error = await failure(list());
    expect(error.kind).toBe("denied");
    expect(error.missingAction).toBe("codepipeline:ListPipelines");
    expect(error.message).toMatch(/^Could not list pipelines \(simulated · eu-west-1\): .*not authorized.*IAM action codepipeline:ListPipelines is missing/);
  });

  it("tells once that its sign-in does not count, and once that it does again", async () => {
    const { sessions, context, control } = account();
    const told: unknown[] = [];
    const heard = sessions.onDidChangeSignIn(({ context: { profile }, problem }) => told.push([profile, problem?.short]));
    await list();
    await control.addFaults({ kind: "expired", service: "codepipeline" });
    await failure(list());
    await failure(list());
    expect(told).toEqual([[context.profile, "Credentials expired or invalid"]]);
    await control.clearFaults();
    await control.addFaults({ kind: "denied", service: "codepipeline" });
    // who is denied something may be anybody: it says nothing of a sign-in
    await failure(list());
    expect(told).toHaveLength(1);
    await control.clearFaults();
    await list();
    await list();
    expect(told.slice(1)).toEqual([[context.profile, undefined]]);
    heard.dispose();
  });

  it("names the policy that denies it, which no permission mends", async () => {
    await account().control.addFaults({ kind: "forbidden", service: "codepipeline", policy: "permissions boundary" });
    const error = await failure(list());
    expect(error).toMatchObject({ kind: "denied", short: "Denied by a permissions boundary", missingAction: undefined });
    expect(error.message).toContain("A permissions boundary forbids codepipeline:ListPipelines: another permission does not help");
  });

  it("takes AWS's own failures for what they are, and tries again", async () => {
    await account().control.addFaults({ kind: "error", code: "InternalFailure", status: 500, service: "codepipeline", times: 1 });
    expect((await list()).pipelines?.length).toBeGreaterThan(20);
    await account().control.addFaults({ kind: "error", code: "ServiceUnavailable", service: "codepipeline" });
    const error = await failure(list());
    expect(error).toMatchObject({ kind: "unavailable", short: "CodePipeline is not available for now (HTTP 503)" });
  });

  it("says that a region may not be enabled, where the keys work elsewhere", async () => {
    const off = account().sessions.get({ ...account().context, region: "af-south-1" });
    const error = await failure(off.send(CodePipelineClient, new ListPipelinesCommand({})));
    expect(error).toMatchObject({ kind: "absent", short: "This region may not be enabled" });
    expect(error.message).not.toContain("Sign in");
  });

  it("says that a service is not offered where others answer and its name does not exist", async () => {
    const { simulator, context } = account();
    const nowhere = { ...context, region: "eu-nowhere-1" };
    const asks = async (endpointOf: (id: string) => string | undefined) => {
      const credentials = new CredentialStore(() => Promise.resolve(simulator.credentials));
      const session = new AwsSession(nowhere, credentials, (id) => Promise.resolve(endpointOf(id)));
      const error = await failure(session.send(CodePipelineClient, new ListPipelinesCommand({})));
      session.dispose();
      return error;
    };
    // nothing answers: it may be the network
    expect((await asks(() => undefined)).kind).toBe("offline");
    // another service answers, were it with a refusal
    const others = (id: string) => (id === "CodePipeline" ? undefined : simulator.endpoint);
    expect(await asks(others)).toMatchObject({ kind: "absent", short: "CodePipeline is not offered in this region" });
  });

  it("filters log events no faster than most regions allow", async () => {
    await account().control.clearCalls();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.now() });
    try {
      const session = account().sessions.get({ ...account().context, region: "eu-central-1" });
      const filter = () => session.send(CloudWatchLogsClient, new FilterLogEventsCommand({ logGroupName: "/none" })).catch(() => undefined);
      const calls = Array.from({ length: 7 }, filter);
      await Promise.all(calls.slice(0, 5));
      expect((await account().control.calls())["logs:FilterLogEvents"]).toBe(5);
      await vi.advanceTimersByTimeAsync(1000);
      await Promise.all(calls);
      expect((await account().control.calls())["logs:FilterLogEvents"]).toBe(7);
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not wait for the alias", async () => {
    account().renew();
    await account().control.addFaults({ kind: "delay", delayMs: 60_000, service: "iam" });
    const identity = await account().sessions.identity(account().context);
    expect(identity).toMatchObject({ account: "418273650912", alias: undefined });
    account().renew();
  });

  it("knows AWS's clock by its answers", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { date: new Date(Date.now() - 300_000).toUTCString() }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const session = new AwsSession(account().context, new CredentialStore(() => Promise.resolve(account().simulator.credentials)), () => Promise.resolve(endpoint));
    await session.send(CodePipelineClient, new ListPipelinesCommand({}));
    const behind = Date.now() - session.now();
    expect(behind).toBeGreaterThan(295_000);
    expect(behind).toBeLessThan(305_000);
    session.dispose();
    server.closeAllConnections();
    server.close();
  });

  it("rides out a short throttle, and says so when it lasts", async () => {
    await account().control.addFaults({ kind: "throttle", service: "codepipeline", times: 2 });
    expect((await list()).pipelines?.length).toBeGreaterThan(20);
    await account().control.addFaults({ kind: "throttle", service: "codepipeline" });
    expect((await failure(list())).kind).toBe("throttled");
    await account().control.clearFaults();
    expect((await list()).pipelines?.length).toBeGreaterThan(20);
  });

  it("says when the credentials ran out, and works again once they are renewed", async () => {
    await account().control.addFaults({ kind: "expired" });
    const error = await failure(list());
    expect(error.kind).toBe("expired");
    expect(error.message).toContain("Sign in again");
    await account().control.clearFaults();
    expect((await list()).pipelines?.length).toBeGreaterThan(20);
  });

  it("says when nobody answers, and recovers", async () => {
    await account().control.addFaults({ kind: "offline" });
    const error = await failure(list());
    expect(error.kind).toBe("offline");
    expect(error.message).toContain("did not answer");
    await account().control.clearFaults();
    expect((await list()).pipelines?.length).toBeGreaterThan(20);
  });

  it("calls an unreachable endpoint and a wrong key by their names", async () => {
    const sessions = new AwsSessions(() => Promise.reject(new Error("no MFA")));
    const { simulator, context } = account();
    const keys = { ...simulator.credentials, staging: simulator.staging.credentials };
    sessions.useSimulated({ endpoint: "http://127.0.0.1:9", ...keys });
    expect((await failure(sessions.get(context).send(CodePipelineClient, new ListPipelinesCommand({})))).kind).toBe("offline");
    sessions.useSimulated({ endpoint: simulator.endpoint, ...keys, secretAccessKey: "wrong" });
    expect((await failure(sessions.get(context).send(CodePipelineClient, new ListPipelinesCommand({})))).kind).toBe("expired");
    sessions.useSimulated(undefined);
    expect((await failure(sessions.get(context).send(CodePipelineClient, new ListPipelinesCommand({})))).message).toContain("Explore a simulated account");
    sessions.dispose();
  });

  it("tells what the other side does not know from what is not there", async () => {
    const unsupported = await failure(account().session.send(EC2Client, new DescribeFleetsCommand({})));
    expect(unsupported.kind).toBe("unsupported");
    expect(unsupported.message).toContain("does not know EC2 DescribeFleets");
    const missing = await failure(
      account().session.send(CodePipelineClient, new GetPipelineStateCommand({ name: "gone" }), { subject: "pipeline gone" }),
    );
    expect(missing.kind).toBe("notFound");
    expect(missing.message).toContain("pipeline gone");
  });

  it("does not cut off a write under way when it is renewed", async () => {
    await account().control.addFaults({ kind: "delay", delayMs: 500, operation: "StartPipelineExecution" });
    await account().control.clearCalls();
    const write = account().session.send(CodePipelineClient, new StartPipelineExecutionCommand({ name: "parcel-web-release" }));
    await expect.poll(async () => (await account().control.calls())["codepipeline:StartPipelineExecution"]).toBe(1);
    account().renew();
    expect((await write).pipelineExecutionId).toBeDefined();
    expect((await account().control.calls())["codepipeline:StartPipelineExecution"]).toBe(1);
  });

  it("gives up on an endpoint that accepts and stays silent", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const credentials = new CredentialStore(() => Promise.resolve(account().simulator.credentials));
    const session = new AwsSession(account().context, credentials, () => Promise.resolve(endpoint), { connect: 200, answer: 50 });
    expect((await failure(session.send(CodePipelineClient, new ListPipelinesCommand({})))).kind).toBe("offline");
    session.dispose();
    silent.closeAllConnections();
    silent.close();
  });

  it("lets go at once when it is cancelled", async () => {
    await account().control.addFaults({ kind: "delay", delayMs: 20_000 });
    const abort = new AbortController();
    const call = account().session.send(CodePipelineClient, new ListPipelinesCommand({}), { signal: abort.signal });
    abort.abort();
    expect(isCancelled(await failure(call))).toBe(true);
  });
});
