import { type AccountContext, contextLabel } from "./context.ts";

/** One thing that a write changes. `before` is left out where nothing was there. */
export interface PlannedChange {
  readonly what: string;
  readonly before?: string;
  readonly after: string;
}

/**
 * A write, described before it is done: shown to who asked for it. The audit log keeps its title, call and resource, which
 * hold no parameter values, and never the changes, which may; secrets and environment variables stand nowhere in it.
 */
export interface Plan {
  /** The dialog's question without the mark: `Start pipeline parcel-web-release`. */
  readonly title: string;
  /** The button: `Start`. */
  readonly verb: string;
  /** The API call: `codepipeline:StartPipelineExecution`. */
  readonly operation: string;
  readonly context: AccountContext;
  /** The name that a protected context asks to be typed. */
  readonly resource: string;
  readonly arn?: string;
  readonly changes: readonly PlannedChange[];
  /** How to undo it, in a sentence. */
  readonly undo: string;
}

/** The plan as the plain text of the dialog. `account` is the alias or the id, as far as it could be read. */
export function describePlan(plan: Plan, account: string): string {
  const lines = [
    `Call: ${plan.operation}`,
    `Account: ${account}`,
    `Profile and region: ${contextLabel(plan.context)}`,
    `Resource: ${plan.arn ?? plan.resource}`,
    "",
    ...plan.changes.map(describeChange),
    "",
    `To undo: ${plan.undo}`,
  ];
  return lines.join("\n");
}

function describeChange(change: PlannedChange): string {
  return change.before === undefined
    ? `${change.what}: ${change.after}`
    : `${change.what}: ${change.before} → ${change.after}`;
}
