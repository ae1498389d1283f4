import type { Standing } from "../../base/standing.ts";
import { type Action, type PipelineState, type Stage, canOverride, isRunning, shownStatus } from "./model.ts";

/** Where an execution is that goes on, and what holds it up. */
export interface Place {
  readonly standing: Standing;
  readonly facts: readonly (string | undefined)[];
  /** Since when, in epoch milliseconds. */
  readonly at: number | undefined;
  /** `Stage/Action` where it is at one. */
  readonly action: string | undefined;
}

/** An action in its stage, said once where both are called alike, as they often are. */
export function actionIn(stage: string, action: string): string {
  return stage === action ? stage : `${stage}: ${action}`;
}

/** Where an execution is; undefined where the state does not tell, as of those that run side by side. */
export function placeIn({ stages }: PipelineState, execution: string): Place | undefined {
  const before = stages.find(({ inbound }) => inbound.includes(execution));
  const inside = stages.findLast((stage) => stage.executionId === execution && isRunning(stage.status));
  if (inside !== undefined) return insideOf(inside);
  const held = stages.find((stage) => stage.executionId === execution && stage.conditions.some(canOverride));
  if (held !== undefined) return { standing: "waiting", facts: [`held at ${held.name} by a condition`], at: undefined, action: undefined };
  if (before !== undefined) return enteringOf(before);
  return undefined;
}

function insideOf({ name: stage, actions, conditions }: Stage): Place {
  const waiting = actions.find((action) => shownStatus(action) === "Waiting");
  const at = (action: Action): Pick<Place, "at" | "action"> => ({ at: action.changedAt, action: `${stage}/${action.name}` });
  if (waiting !== undefined) return { standing: "waiting", facts: [`waits for approval in ${actionIn(stage, waiting.name)}`, waiting.approvalNote], ...at(waiting) };
  if (conditions.some(canOverride)) return { standing: "waiting", facts: [`held in ${stage} by a condition`], at: undefined, action: undefined };
  const running = actions.find(({ status }) => isRunning(status));
  if (running?.status === "Stopping") return { standing: "undoing", facts: [`stops in ${actionIn(stage, running.name)}`], ...at(running) };
  return running === undefined ? { standing: "running", facts: [`in ${stage}`], at: undefined, action: undefined } : { standing: "running", facts: [`in ${actionIn(stage, running.name)}`], ...at(running) };
}

function enteringOf({ name, disabledReason, actions }: Stage): Place {
  const none = { at: undefined, action: undefined };
  if (disabledReason !== undefined) return { standing: "waiting", facts: [`blocked before ${name}: ${disabledReason}`], ...none };
  const before = actions.find((action) => shownStatus(action) === "Waiting");
  // nothing comes in before that is answered
  if (before !== undefined) return { standing: "waiting", facts: [`waits to enter ${name}: an earlier execution waits for approval there`], at: undefined, action: `${name}/${before.name}` };
  return { standing: "running", facts: [`waits to enter ${name}`], ...none };
}
