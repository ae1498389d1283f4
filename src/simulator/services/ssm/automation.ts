import type { AutomationExecution, AutomationExecutionStatus, StepExecution } from "@aws-sdk/client-ssm";
import type { RegionState } from "../../account/account.ts";
import { PEOPLE } from "../../account/catalogue.ts";
import { Random } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import { type RunbookDocument, type RunbookStep, Runbooks, givenParameters } from "./runbooks.ts";

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long a step takes that says nothing of it. */
const STEP_MS = 8 * SECOND;
/** What no execution of the account gets past. */
const BROKEN = { document: "Kestrel-DrainDepot", step: "stopGateway" };
const FAILURE = "Step fails when it is Execute/Cancelling action. No instance carries the tag depot=HAM2, so that there is nothing to stop. Please refer to Automation Service Troubleshooting Guide for more diagnosis details.";

const OVER = new Set<AutomationExecutionStatus | undefined>(["Success", "Failed", "TimedOut", "Cancelled", "Rejected"]);

/** The executions of one region's runbooks, which go on with the simulated clock. */
export class Automation {
  readonly runbooks: Runbooks;
  readonly #state: RegionState;
  readonly #random: Random;
  /** The newest first. */
  readonly #executions: AutomationExecution[] = [];

  constructor(state: RegionState) {
    this.#state = state;
    this.#random = new Random(`${state.inventory.region} automation`);
    this.runbooks = new Runbooks(state);
    if (this.runbooks.list().some(({ owner }) => owner !== "Amazon")) {
      this.#seed();
    }
  }

  get executions(): readonly AutomationExecution[] {
    return this.#executions;
  }

  /** @throws AwsError where there is none */
  execution(id: string | undefined): AutomationExecution {
    const found = this.#executions.find(({ AutomationExecutionId }) => AutomationExecutionId === id);
    if (found === undefined) {
      throw new AwsError("AutomationExecutionNotFoundException", `Automation execution ${id} does not exist.`);
    }
    return found;
  }

  /** @returns the execution's id */
  start(document: RunbookDocument, given: Readonly<Record<string, string[]>>, by: string): string {
    return this.#begin(document, given, by, this.#now).AutomationExecutionId ?? "";
  }

  /** An answer to a step that waits for one. @throws AwsError where none does */
  answer(id: string | undefined, isApproved: boolean, by: string, comment: string | undefined): void {
    const execution = this.execution(id);
    const step = execution.StepExecutions?.find(({ StepStatus }) => StepStatus === "Waiting");
    if (step === undefined) {
      throw new AwsError("InvalidAutomationSignalException", `The automation execution ${id} does not wait for an approval.`);
    }
    const decision = { Approver: by, Decision: isApproved ? "Approve" : "Reject", ...(comment === undefined ? {} : { Comment: comment }) };
    step.Outputs = { ApprovalStatus: [isApproved ? "Approved" : "Rejected"], ApproverDecisions: [JSON.stringify(decision)] };
    if (isApproved) {
      this.#endStep(step, "Success");
      this.#next(execution);
    } else {
      step.FailureMessage = `Step fails when it is Execute/Cancelling action. Approval of step ${step.StepName} was rejected by ${by}.`;
      this.#endStep(step, "Failed");
      this.#end(execution, "Rejected", step.FailureMessage);
    }
  }

  /** `Cancel`: at once; `Complete`: once the step that runs is through. @throws AwsError where it is over */
  stop(id: string | undefined, how: "Cancel" | "Complete"): void {
    const execution = this.execution(id);
    if (OVER.has(execution.AutomationExecutionStatus)) {
      throw new AwsError("InvalidAutomationStatusUpdateException", `The automation execution ${id} is over.`);
    }
    execution.AutomationExecutionStatus = "Cancelling";
    const running = execution.StepExecutions?.find(({ StepStatus }) => StepStatus === "InProgress" || StepStatus === "Waiting");
    this.#later(how === "Cancel" ? 3 * SECOND : STEP_MS, () => {
      if (running !== undefined && !OVER.has(running.StepStatus)) {
        this.#endStep(running, how === "Cancel" || running.StepStatus === "Waiting" ? "Cancelled" : "Success");
      }
      this.#end(execution, "Cancelled");
    });
  }

  get #now(): number {
    return this.#state.clock.now();
  }

  #later(ms: number, work: () => void): void {
    this.#state.clock.schedule(this.#now + ms, work);
  }

  #begin(document: RunbookDocument, given: Readonly<Record<string, string[]>>, by: string, at: number): AutomationExecution {
    const Parameters = givenParameters(document, given);
    const execution: AutomationExecution = {
      AutomationExecutionId: this.#random.uuid(),
      DocumentName: document.name,
      DocumentVersion: document.version,
      ExecutionStartTime: new Date(at),
      AutomationExecutionStatus: "InProgress",
      Parameters,
      Outputs: {},
      Mode: "Auto",
      ExecutedBy: by,
      StepExecutionsTruncated: false,
      StepExecutions: document.content.mainSteps.map((step) => this.#step(step, Parameters)),
    };
    this.#executions.unshift(execution);
    this.#next(execution);
    return execution;
  }

  #step({ name, action, inputs = {}, timeoutSeconds = 3600, onFailure = "Abort", isEnd = false }: RunbookStep, parameters: Readonly<Record<string, string[]>>): StepExecution {
    return {
      StepName: name,
      Action: action,
      StepExecutionId: this.#random.uuid(),
      StepStatus: "Pending",
      TimeoutSeconds: timeoutSeconds,
      OnFailure: onFailure,
      MaxAttempts: 1,
      IsEnd: isEnd,
      IsCritical: onFailure === "Abort",
      Inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, this.#filled(JSON.stringify(value), parameters)])),
      Outputs: {},
    };
  }

  /** A step's input with what stands for parameters in it. */
  #filled(input: string, parameters: Readonly<Record<string, string[]>>): string {
    return input.replaceAll(/\{\{\s*([\w:]+)\s*\}\}/g, (whole, name: string) => (name === "global:REGION" ? this.#state.inventory.region : (parameters[name]?.join(",") ?? whole)));
  }

  /** Goes on to the first step that has not begun; none: it is through. */
  #next(execution: AutomationExecution): void {
    const step = execution.StepExecutions?.find(({ StepStatus }) => StepStatus === "Pending");
    if (step === undefined) {
      this.#end(execution, "Success");
      return;
    }
    execution.CurrentStepName = step.StepName;
    execution.CurrentAction = step.Action;
    step.ExecutionStartTime = new Date(this.#now);
    const isApproval = step.Action === "aws:approve";
    step.StepStatus = isApproval ? "Waiting" : "InProgress";
    execution.AutomationExecutionStatus = step.StepStatus;
    const takes = isApproval ? (step.TimeoutSeconds ?? 0) * SECOND : step.Action === "aws:sleep" ? sleepMs(step.Inputs?.["Duration"]) : STEP_MS;
    this.#later(takes, () => {
      if (step.StepStatus === "InProgress" || step.StepStatus === "Waiting") {
        this.#through(execution, step);
      }
    });
  }

  #through(execution: AutomationExecution, step: StepExecution): void {
    if (execution.AutomationExecutionStatus === "Cancelling") {
      return;
    }
    const hasTimedOut = step.StepStatus === "Waiting";
    const isBroken = execution.DocumentName === BROKEN.document && step.StepName === BROKEN.step;
    if (!hasTimedOut && !isBroken) {
      this.#endStep(step, "Success");
      this.#next(execution);
      return;
    }
    step.FailureMessage = hasTimedOut ? `Step timed out while step is waiting for an approval.` : FAILURE;
    if (isBroken) {
      step.FailureDetails = { FailureStage: "Invocation", FailureType: "InvalidInput", Details: { Cause: ["no instance fits"] } };
    }
    this.#endStep(step, hasTimedOut ? "TimedOut" : "Failed");
    this.#end(execution, hasTimedOut ? "TimedOut" : "Failed", step.FailureMessage);
  }

  #endStep(step: StepExecution, status: AutomationExecutionStatus): void {
    step.StepStatus = status;
    step.ExecutionEndTime = new Date(this.#now);
    if (status === "Success" && step.Action !== "aws:approve") {
      step.Outputs = { OutputPayload: [JSON.stringify({ step: step.StepName, ok: true })] };
      step.ResponseCode = "0";
    }
  }

  #end(execution: AutomationExecution, status: AutomationExecutionStatus, FailureMessage?: string): void {
    execution.AutomationExecutionStatus = status;
    execution.FailureMessage = FailureMessage;
    execution.ExecutionEndTime = new Date(this.#now);
    // what an execution that is over was at last is told no more
    execution.CurrentStepName = undefined;
    execution.CurrentAction = undefined;
  }

  /** Plays a past: executions that went well, one that failed, one that was stopped, and one that waits. */
  #seed(): void {
    const { accountId } = this.#state.inventory;
    const now = this.#now;
    const who = (index: number) => `arn:aws:sts::${accountId}:assumed-role/platform-engineers/${PEOPLE[index % PEOPLE.length] ?? PEOPLE[0]}`;
    const past: readonly (readonly [ago: number, name: string, given: Record<string, string[]>, isStopped?: boolean])[] = [
      [31 * DAY, "Kestrel-RestartService", {}],
      [12 * DAY, "Kestrel-RestartService", {}, true],
      [6 * DAY, "Kestrel-RotateCarrierKeys", { Carrier: ["dhl"] }],
      [3 * DAY, "Kestrel-RestartService", { MinimumHealthyPercent: ["50"] }],
      [26 * HOUR, BROKEN.document, { Depot: ["HAM2"] }],
      [2 * HOUR, "Kestrel-RotateCarrierKeys", { Carrier: ["post-nl"] }],
    ];
    for (const [index, [ago, name, given, isStopped]] of past.entries()) {
      const document = this.runbooks.find(name);
      const service = document.content.parameters?.["Service"]?.allowedValues?.[0];
      const execution = this.#begin(document, { ...(service === undefined ? {} : { Service: [String(service)] }), ...given }, who(index), now - ago);
      this.#playPast(execution, now - ago, index === past.length - 1, isStopped === true, who(index + 1));
    }
  }

  #playPast(execution: AutomationExecution, from: number, staysWaiting: boolean, isStopped: boolean, approver: string): void {
    let at = from;
    for (const step of execution.StepExecutions ?? []) {
      step.ExecutionStartTime = new Date(at);
      const isApproval = step.Action === "aws:approve";
      if (isApproval && staysWaiting) {
        step.StepStatus = "Waiting";
        execution.AutomationExecutionStatus = "Waiting";
        execution.CurrentStepName = step.StepName;
        execution.CurrentAction = step.Action;
        return;
      }
      at += isApproval ? HOUR / 2 : STEP_MS;
      const isBroken = execution.DocumentName === BROKEN.document && step.StepName === BROKEN.step;
      this.#endStep(step, isBroken ? "Failed" : isStopped ? "Cancelled" : "Success");
      step.ExecutionEndTime = new Date(at);
      if (isApproval) {
        step.Outputs = { ApprovalStatus: ["Approved"], ApproverDecisions: [JSON.stringify({ Approver: approver, Decision: "Approve" })] };
      }
      if (isBroken) {
        step.FailureMessage = FAILURE;
      }
      if (isBroken || isStopped) {
        break;
      }
    }
    this.#end(execution, isStopped ? "Cancelled" : execution.DocumentName === BROKEN.document ? "Failed" : "Success");
    execution.FailureMessage = execution.StepExecutions?.find(({ FailureMessage }) => FailureMessage !== undefined)?.FailureMessage;
    execution.ExecutionEndTime = new Date(at);
  }
}

/** Milliseconds of `"PT30S"`, as a step's input has it. */
function sleepMs(input: string | undefined): number {
  const [, hours = "0", minutes = "0", seconds = "0"] = /PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?/.exec(input ?? "") ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND;
}
