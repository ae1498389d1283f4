import {
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  SSMClient,
  SendAutomationSignalCommand,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import type { AutomationExecutionMetadata, StepExecution, StopType } from "@aws-sdk/client-ssm";
import { apiOf } from "../../../aws/serviceApi.ts";
import { type PageOf, listed } from "../../../base/pages.ts";
import { personOf } from "../model.ts";
import { type Content, type Execution, type Runbook, type Step, contentOf, plainFailure } from "../model/runbooks.ts";

/** The largest page of all three lists (API reference). */
const PAGE = 50;
const AMAZON = "Amazon:";

/** Automation of one context. Every method throws DevOpsError. */
export class RunbookApi extends apiOf(SSMClient) {
  /** The account's own, and behind them Amazon's: one request lists those of one owner. */
  async list(cursor: string | undefined, signal: AbortSignal): Promise<PageOf<Runbook>> {
    const isOwn = cursor?.startsWith(AMAZON) !== true;
    const token = isOwn ? cursor : cursor.slice(AMAZON.length);
    const Filters = [
      { Key: "DocumentType", Values: ["Automation"] },
      { Key: "Owner", Values: [isOwn ? "Self" : "Amazon"] },
    ];
    const command = new ListDocumentsCommand({ Filters, MaxResults: PAGE, NextToken: token === "" ? undefined : token });
    const { DocumentIdentifiers = [], NextToken } = await this.send(command, { signal });
    const items = DocumentIdentifiers.map(({ Name: name = "", DocumentVersion: version }) => ({ name, version, isOwn }));
    const next = NextToken === undefined || NextToken === "" ? undefined : NextToken;
    return { items, next: isOwn ? (next ?? AMAZON) : next && `${AMAZON}${next}` };
  }

  /** What its default version does. */
  async content({ name }: Runbook): Promise<Content> {
    const command = new GetDocumentCommand({ Name: name, DocumentFormat: "JSON" });
    const { Content: json = "{}", DocumentVersion = "" } = await this.send(command, { subject: `runbook ${name}` });
    return contentOf(DocumentVersion, json);
  }

  /** As it was written. @returns the text, and the ending of its language */
  async source({ name }: Runbook): Promise<{ readonly text: string; readonly ending: string }> {
    const { Content: text = "", DocumentFormat = "YAML" } = await this.send(new GetDocumentCommand({ Name: name }), { subject: `runbook ${name}` });
    return { text, ending: DocumentFormat.toLowerCase() };
  }

  /** Executions, the newest first. @param runbook of all where left out */
  async listExecutions(runbook: string | undefined, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Execution>> {
    const filters = runbook === undefined ? {} : { Filters: [{ Key: "DocumentNamePrefix" as const, Values: [runbook] }] };
    const command = new DescribeAutomationExecutionsCommand({ ...filters, MaxResults: PAGE, NextToken });
    const options = { signal, ...(runbook === undefined ? {} : { subject: `runbook ${runbook}` }) };
    const page = await this.send(command, options);
    const all = (page.AutomationExecutionMetadataList ?? []).map(toExecution);
    // others may begin with its name
    return { items: all.filter((one) => runbook === undefined || one.runbook === runbook), next: page.NextToken };
  }

  async getExecution(id: string, signal?: AbortSignal): Promise<Execution> {
    const command = new GetAutomationExecutionCommand({ AutomationExecutionId: id });
    const { AutomationExecution = {} } = await this.send(command, { subject: `execution ${id}`, ...(signal && { signal }) });
    return toExecution(AutomationExecution);
  }

  async listSteps(id: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Step>> {
    const command = new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId: id, MaxResults: PAGE, NextToken });
    const page = await this.send(command, { signal, subject: `execution ${id}` });
    return listed(page.StepExecutions, page.NextToken, toStep);
  }

  /** @param ClientToken so that a call that is sent again starts nothing more */
  async start(name: string, version: string, values: Readonly<Record<string, readonly string[]>>, ClientToken: string): Promise<void> {
    const given = Object.entries(values).map(([key, list]): [string, string[]] => [key, [...list]]);
    // the service refuses an empty map
    const parameters = given.length === 0 ? {} : { Parameters: Object.fromEntries(given) };
    const command = new StartAutomationExecutionCommand({ DocumentName: name, DocumentVersion: version, ...parameters, ClientToken });
    await this.send(command, { subject: `runbook ${name}` });
  }

  async answer(id: string, SignalType: "Approve" | "Reject", comment: string): Promise<void> {
    const command = new SendAutomationSignalCommand({ AutomationExecutionId: id, SignalType, ...(comment === "" ? {} : { Payload: { Comment: [comment] } }) });
    await this.send(command, { subject: `execution ${id}` });
  }

  async stop(id: string, Type: StopType): Promise<void> {
    await this.send(new StopAutomationExecutionCommand({ AutomationExecutionId: id, Type }), { subject: `execution ${id}` });
  }
}

function toExecution(one: AutomationExecutionMetadata): Execution {
  return {
    id: one.AutomationExecutionId ?? "",
    runbook: one.DocumentName ?? "",
    status: one.AutomationExecutionStatus,
    by: personOf(one.ExecutedBy),
    startedAt: one.ExecutionStartTime?.getTime(),
    endedAt: one.ExecutionEndTime?.getTime(),
    step: one.CurrentStepName,
    isApproval: one.CurrentAction === "aws:approve",
    failure: plainFailure(one.FailureMessage),
  };
}

function toStep(one: StepExecution): Step {
  return {
    id: one.StepExecutionId ?? one.StepName ?? "",
    name: one.StepName ?? "",
    action: one.Action ?? "",
    status: one.StepStatus,
    inputs: one.Inputs ?? {},
    outputs: one.Outputs ?? {},
    failure: plainFailure(one.FailureMessage),
    startedAt: one.ExecutionStartTime?.getTime(),
    endedAt: one.ExecutionEndTime?.getTime(),
  };
}
