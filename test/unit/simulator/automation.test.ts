import {
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  DescribeDocumentCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  SSMClient,
  SendAutomationSignalCommand,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { clientOptions, openBench } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  ssm = new SSMClient(clientOptions(bench.simulator));
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  ssm.destroy();
  await bench.close();
});

const pass = (seconds: number) => bench.simulator.control.advance(seconds * 1000);
const start = async (DocumentName: string, Parameters?: Record<string, string[]>) =>
  (await ssm.send(new StartAutomationExecutionCommand({ DocumentName, Parameters }))).AutomationExecutionId ?? "";
const execution = async (AutomationExecutionId: string) => (await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId }))).AutomationExecution;
const statusOf = async (id: string) => (await execution(id))?.AutomationExecutionStatus;
const failure = (work: Promise<unknown>) => work.then(() => "", (error: unknown) => (error as Error).name);

describe("runbooks", () => {
  it("are listed by owner, page by page, and described as their documents say", async () => {
    const Filters = [{ Key: "DocumentType", Values: ["Automation"] }, { Key: "Owner", Values: ["Self"] }];
    const first = await ssm.send(new ListDocumentsCommand({ Filters, MaxResults: 3 }));
    const second = await ssm.send(new ListDocumentsCommand({ Filters, MaxResults: 3, NextToken: first.NextToken }));
    const names = [...(first.DocumentIdentifiers ?? []), ...(second.DocumentIdentifiers ?? [])].map(({ Name }) => Name);
    expect(names).toEqual(["Kestrel-RestartService", "Kestrel-RotateCarrierKeys", "Kestrel-DrainDepot", "Kestrel-WarmCaches"]);
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name: "Kestrel-RestartService" }));
    expect(Document?.Parameters?.map(({ Name, Type }) => `${Name} ${Type}`)).toContain("Notify StringList");
    const text = async (DocumentFormat: "JSON" | "YAML") => (await ssm.send(new GetDocumentCommand({ Name: "Kestrel-RestartService", DocumentFormat }))).Content ?? "";
    expect(parse(await text("YAML"))).toEqual(JSON.parse(await text("JSON")));
    expect(await failure(ssm.send(new GetDocumentCommand({ Name: "no-such" })))).toBe("InvalidDocument");
  });

  it("of a region in which the company has nothing are Amazon's alone", async () => {
    const elsewhere = new SSMClient(clientOptions(bench.simulator, "eu-north-1"));
    const { DocumentIdentifiers = [] } = await elsewhere.send(new ListDocumentsCommand({}));
    expect(new Set(DocumentIdentifiers.map(({ Owner }) => Owner))).toEqual(new Set(["Amazon"]));
    elsewhere.destroy();
  });
});

describe("executions", () => {
  it("run step by step with the clock, with their parameters in the steps' inputs", async () => {
    const id = await start("Kestrel-RestartService", { Service: ["parcel-api"] });
    const steps = async () => (await ssm.send(new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId: id }))).StepExecutions ?? [];
    expect((await steps()).map(({ StepStatus }) => StepStatus)).toEqual(["InProgress", "Pending", "Pending", "Pending"]);
    expect((await steps())[1]?.Inputs?.["service"]).toBe('"parcel-api"');
    await pass(9);
    expect((await steps()).map(({ StepStatus }) => StepStatus)).toEqual(["Success", "InProgress", "Pending", "Pending"]);
    await pass(30);
    expect(await execution(id)).toMatchObject({ AutomationExecutionStatus: "Success", Parameters: { MinimumHealthyPercent: ["100"] } });
  });

  it("are refused for what their runbook does not take", async () => {
    const refused = async (Parameters?: Record<string, string[]>) => failure(start("Kestrel-RestartService", Parameters));
    const code = "InvalidAutomationExecutionParametersException";
    expect(await refused()).toBe(code);
    expect(await refused({ Service: ["no-such"] })).toBe(code);
    expect(await refused({ Service: ["parcel-api"], WaitForHealthy: ["perhaps"] })).toBe(code);
    expect(await refused({ Service: ["parcel-api"], Other: ["1"] })).toBe(code);
    expect(await failure(start("no-such"))).toBe("AutomationDefinitionNotFoundException");
  });

  it("wait for an approval, once, and time out without one", async () => {
    const signal = (AutomationExecutionId: string, SignalType: "Approve" | "Reject") =>
      ssm.send(new SendAutomationSignalCommand({ AutomationExecutionId, SignalType, Payload: { Comment: ["fine"] } }));
    const [approved, rejected, left] = [await start("Kestrel-RotateCarrierKeys", { Carrier: ["dhl"] }), await start("Kestrel-RotateCarrierKeys", { Carrier: ["ups"] }), await start("Kestrel-RotateCarrierKeys", { Carrier: ["gls"] })];
    await pass(10);
    expect(await execution(approved)).toMatchObject({ AutomationExecutionStatus: "Waiting", CurrentAction: "aws:approve" });
    await signal(approved, "Approve");
    await signal(rejected, "Reject");
    expect(await failure(signal(rejected, "Approve"))).toBe("InvalidAutomationSignalException");
    await pass(10);
    expect([await statusOf(approved), await statusOf(rejected), await statusOf(left)]).toEqual(["Success", "Rejected", "Waiting"]);
    await pass(86_400);
    expect(await statusOf(left)).toBe("TimedOut");
  });

  it("stop at once, or once the step that runs is through", async () => {
    const stop = (AutomationExecutionId: string, Type: "Cancel" | "Complete") => ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId, Type }));
    const [now, later] = [await start("Kestrel-RestartService", { Service: ["parcel-api"] }), await start("Kestrel-RestartService", { Service: ["parcel-api"] })];
    await stop(now, "Cancel");
    await stop(later, "Complete");
    await pass(60);
    const firstOf = async (id: string) => (await execution(id))?.StepExecutions?.map(({ StepStatus }) => StepStatus).slice(0, 2);
    expect([await statusOf(now), await firstOf(now)]).toEqual(["Cancelled", ["Cancelled", "Pending"]]);
    expect([await statusOf(later), await firstOf(later)]).toEqual(["Cancelled", ["Success", "Pending"]]);
    expect(await failure(stop(now, "Cancel"))).toBe("InvalidAutomationStatusUpdateException");
  });

  it("of the past: one failed, one waits, and a filter finds them", async () => {
    const find = async (Key: "ExecutionStatus" | "DocumentNamePrefix", value: string) =>
      (await ssm.send(new DescribeAutomationExecutionsCommand({ Filters: [{ Key, Values: [value] }] }))).AutomationExecutionMetadataList ?? [];
    expect((await find("ExecutionStatus", "Failed")).map(({ DocumentName, FailureMessage }) => [DocumentName, FailureMessage !== undefined])).toEqual([["Kestrel-DrainDepot", true]]);
    expect((await find("ExecutionStatus", "Waiting")).map(({ CurrentStepName }) => CurrentStepName)).toEqual(["agree"]);
    expect(await find("DocumentNamePrefix", "Kestrel-Restart")).toHaveLength(3);
    expect(await failure(execution("00000000-0000-4000-8000-000000000000"))).toBe("AutomationExecutionNotFoundException");
  });
});
