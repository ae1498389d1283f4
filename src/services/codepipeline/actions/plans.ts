import type { PlannedChange } from "../../../base/plan.ts";
import { variableChange } from "../../../base/variableChange.ts";
import { joined } from "../../../base/text.ts";
import type { Planned } from "../../../host/kinds/action.ts";
import { type Execution, type PendingApproval, type PipelineState, type PipelineVariable, isRunning, revisionText, stageStatus } from "../model.ts";

/** What the service takes at most, in characters (API reference: ApprovalResult, PipelineVariable, StopPipelineExecution, DisableStageTransition). */
export const MOST = { comment: 512, variable: 1000, reason: 200, transition: 300 } as const;

/** What is in a pipeline before another execution is started. */
export function runningText({ stages }: PipelineState): string {
  const running = stages.filter((stage) => isRunning(stageStatus(stage))).map(({ name }) => `one is in ${name}`);
  const waiting = stages.filter(({ inbound }) => inbound.length > 0).map(({ name, inbound }) => `${inbound.length} before ${name}`);
  return joined([...running, ...waiting], ", ") || "none is running";
}

/** The variables that are given another value than their own. A value whose name looks like a secret's is not shown. */
export function variableChanges(
  variables: readonly PipelineVariable[],
  values: readonly { readonly name: string; readonly value: string }[],
): PlannedChange[] {
  return values.map(({ name, value }) => variableChange(name, variables.find((variable) => variable.name === name)?.defaultValue, value));
}

/** An answer to an approval, with what is decided on. @param execution the one that waits, where it could be read */
export function approvalPlan(
  pipeline: string,
  approval: PendingApproval,
  execution: Execution | undefined,
  answer: { readonly approve: boolean; readonly comment: string },
): Planned {
  const { approve, comment } = answer;
  return {
    title: `${approve ? "Approve" : "Reject"} “${approval.action}” of ${pipeline}`,
    changes: [
      ...(execution?.revisions ?? []).map((revision) => ({ what: `Revision of ${revision.action}`, after: revisionText(revision) })),
      ...(approval.executionId === undefined ? [] : [{ what: "Execution", after: approval.executionId }]),
      {
        what: `Stage “${approval.stage}”`,
        before: "waiting for approval",
        after: approve ? "goes on to the actions behind the approval" : "failed, nothing behind it runs",
      },
      ...(approval.note === undefined ? [] : [{ what: "To approve", after: approval.note }]),
      ...(approval.url === undefined ? [] : [{ what: "To look at", after: approval.url }]),
      { what: "Comment", after: comment === "" ? "none" : comment },
    ],
    undo: approve ? "an approval cannot be taken back; stop the execution." : "retry the stage, which asks again.",
  };
}
