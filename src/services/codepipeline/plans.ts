import type { Plan, PlannedChange } from "../../base/plan.ts";
import { type Execution, type PendingApproval, type PipelineVariable, revisionText } from "./model.ts";

/** What the service takes at most, in characters (API reference: ApprovalResult, PipelineVariable, StopPipelineExecution). */
export const MOST = { comment: 512, variable: 1000, reason: 200 } as const;

/** What an input box says of a text; undefined where it fits. */
export function tooLong(text: string, most: number): string | undefined {
  return text.length > most ? `At most ${most} characters: ${text.length - most} too many` : undefined;
}

/** The variables that are given another value than their own. A value whose name looks like a secret's is not shown. */
export function variableChanges(
  variables: readonly PipelineVariable[],
  values: readonly { readonly name: string; readonly value: string }[],
): PlannedChange[] {
  return values.map(({ name, value }) => {
    const show = (text: string) => (/secret|passw|token|key|credential/i.test(name) ? "••••" : text);
    const before = variables.find((variable) => variable.name === name)?.defaultValue;
    return { what: `Variable ${name}`, ...(before === undefined ? {} : { before: show(before) }), after: show(value) };
  });
}

/** An answer to an approval, with what is decided on. @param execution the one that waits, where it could be read */
export function approvalPlan(
  pipeline: string,
  approval: PendingApproval,
  execution: Execution | undefined,
  answer: { readonly approve: boolean; readonly comment: string },
): Pick<Plan, "title" | "verb" | "operation" | "changes" | "undo"> {
  const { approve, comment } = answer;
  const verb = approve ? "Approve" : "Reject";
  return {
    title: `${verb} “${approval.action}” of ${pipeline}`,
    verb,
    operation: "codepipeline:PutApprovalResult",
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
