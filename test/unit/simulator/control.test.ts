import { BatchGetBuildsCommand } from "@aws-sdk/client-codebuild";
import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SimulatorControl } from "../../../src/simulator/controlClient.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const list = () => bench.codepipeline.send(new ListPipelinesCommand({}));

describe("a fault", () => {
  it("throttles as AWS does, as often as it is told", async () => {
    await bench.simulator.control.addFaults({
      kind: "throttle",
      service: "codepipeline",
      operation: "ListPipelines",
      times: 2,
    });
    expect(await refusal(list())).toMatchObject({ name: "ThrottlingException", message: "Rate exceeded", status: 400 });
    await bench.sts.send(new GetCallerIdentityCommand({}));
    await refusal(list());
    expect((await list()).pipelines).toHaveLength(28);
  });

  it("is outlived by a client that tries again", async () => {
    await bench.simulator.control.addFaults({ kind: "throttle", times: 2 });
    const patient = new CodePipelineClient({ ...clientOptions(bench.simulator), maxAttempts: 3 });
    expect((await patient.send(new ListPipelinesCommand({}))).pipelines).toHaveLength(28);
    patient.destroy();
  });

  it("denies in AWS's words, naming user, action and resource", async () => {
    await bench.simulator.control.addFaults({ kind: "denied" });
    const denied = await refusal(list());
    expect(denied).toMatchObject({
      name: "AccessDeniedException",
      message:
        "User: arn:aws:iam::418273650912:user/mira.okafor is not authorized to perform: codepipeline:ListPipelines " +
        "on resource: arn:aws:codepipeline:eu-west-1:418273650912:* " +
        "because no identity-based policy allows the codepipeline:ListPipelines action",
    });
    const start = new StartPipelineExecutionCommand({ name: "parcel-web-release" });
    expect((await refusal(bench.codepipeline.send(start))).message).toContain(
      "on resource: arn:aws:codepipeline:eu-west-1:418273650912:parcel-web-release because",
    );
    const builds = new BatchGetBuildsCommand({ ids: ["docs-site:1"] });
    expect((await refusal(bench.codebuild.send(builds))).message).toContain(
      "arn:aws:codebuild:eu-west-1:418273650912:project/docs-site",
    );
    const events = new GetLogEventsCommand({ logGroupName: "/ecs/parcel-web", logStreamName: "s" });
    expect((await refusal(bench.logs.send(events))).message).toContain(
      "on resource: arn:aws:logs:eu-west-1:418273650912:log-group:/ecs/parcel-web:log-stream:s because",
    );
    expect((await refusal(bench.sts.send(new GetCallerIdentityCommand({})))).name).toBe("AccessDenied");
  });

  it("expires credentials, cuts the connection, and is over when it is cleared", async () => {
    const { control } = bench.simulator;
    await control.addFaults({ kind: "expired", service: "codepipeline" });
    expect(await refusal(list())).toMatchObject({
      name: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
    await control.clearFaults();
    await control.addFaults({ kind: "offline" });
    expect((await refusal(list())).message).toMatch(/socket hang up|ECONNRESET/);
    await control.clearFaults();
    expect((await list()).pipelines).toHaveLength(28);
  });

  it("delays an answer until after one that is not delayed", async () => {
    await bench.simulator.control.addFaults({ kind: "delay", operation: "ListPipelines", delayMs: 1500 });
    const order: string[] = [];
    await Promise.all([
      list().then(() => order.push("list")),
      bench.sts.send(new GetCallerIdentityCommand({})).then(() => order.push("identity")),
    ]);
    expect(order).toEqual(["identity", "list"]);
  });

  it("holds an answer back until it is cleared", async () => {
    const { control } = bench.simulator;
    await control.addFaults({ kind: "delay", operation: "ListPipelines", delayMs: 600_000 });
    const held = list();
    await bench.sts.send(new GetCallerIdentityCommand({}));
    await control.clearFaults();
    expect((await held).pipelines).toHaveLength(28);
  });

  it("is shown with what is left of it", async () => {
    await bench.simulator.control.addFaults({ kind: "throttle", times: 3 }, { kind: "delay", delayMs: 1 });
    await refusal(list());
    expect((await bench.simulator.control.health()).faults).toEqual([
      { kind: "throttle", times: 2 },
      { kind: "delay", delayMs: 1 },
    ]);
  });
});

describe("the control API", () => {
  it("counts calls", async () => {
    await list();
    await list();
    await bench.sts.send(new GetCallerIdentityCommand({}));
    expect(await bench.simulator.control.calls()).toEqual({
      "codepipeline:ListPipelines": 2,
      "sts:GetCallerIdentity": 1,
    });
    await bench.simulator.control.clearCalls();
    expect(await bench.simulator.control.calls()).toEqual({});
  });

  it("keeps an idle connection for longer than whoever polls is quiet", async () => {
    const answer = await fetch(`${bench.simulator.endpoint}/`);
    expect(Number(/timeout=(\d+)/.exec(answer.headers.get("keep-alive") ?? "")?.[1])).toBeGreaterThan(30);
  });

  it("makes everything new on reset", async () => {
    const { control } = bench.simulator;
    const executions = async () => {
      const answer = await bench.codepipeline.send(
        new ListPipelineExecutionsCommand({ pipelineName: "parcel-web-release" }),
      );
      return answer.pipelineExecutionSummaries ?? [];
    };
    const before = await executions();
    await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: "parcel-web-release" }));
    const { Credentials: session } = await bench.sts.send(new GetSessionTokenCommand({}));
    await control.addFaults({ kind: "offline" });
    await control.advance(3_600_000);
    await control.reset();
    const after = await executions();
    expect(after.map(({ status }) => status)).toEqual(before.map(({ status }) => status));
    const { now, speed, faults } = await control.health();
    expect({ speed, faults }).toEqual({ speed: 1, faults: [] });
    expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
    const old = new CodePipelineClient({
      ...clientOptions(bench.simulator),
      credentials: {
        accessKeyId: session?.AccessKeyId ?? "",
        secretAccessKey: session?.SecretAccessKey ?? "",
        sessionToken: session?.SessionToken ?? "",
      },
    });
    expect((await refusal(old.send(new ListPipelinesCommand({})))).name).toBe("UnrecognizedClientException");
    old.destroy();
  });

  it("lets time run at another speed", async () => {
    const { control } = bench.simulator;
    const frozen = await control.health();
    expect((await control.health()).now).toBe(frozen.now);
    const moved = await control.advance(5000);
    expect(moved.now - frozen.now).toBe(5000);
    const fast = await control.setSpeed(1000);
    expect(fast.speed).toBe(1000);
    await expect.poll(async () => (await control.health()).now).toBeGreaterThan(fast.now);
  });

  it("refuses a wrong token, an unknown name and what it cannot read", async () => {
    const { endpoint, controlToken, control } = bench.simulator;
    const stranger = new SimulatorControl(endpoint, "guess");
    await expect(stranger.reset()).rejects.toThrow("x-simulator-token");
    const send = async (name: string, body: string) => {
      const headers = { "x-simulator-token": controlToken };
      const response = await fetch(`${endpoint}/_simulator/${name}`, { method: "POST", headers, body });
      return response.status;
    };
    expect(await send("nothing", "{}")).toBe(404);
    expect(await send("clock", "{")).toBe(400);
    expect(await send("clock", '{"advanceMs":-1}')).toBe(400);
    expect(await send("clock", '{"advanceSeconds":1}')).toBe(400);
    expect(await send("faults", '{"faults":[{"kind":"fire"}]}')).toBe(400);
    expect((await control.health()).faults).toEqual([]);
  });
});
