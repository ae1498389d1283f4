import type { CodePipelineApi } from "../api.ts";
import { type Execution, type PendingApproval, approvalsOfRun, isRunning, pendingApprovals } from "../model.ts";

/** So many executions of a pipeline can run side by side, at most (CodePipeline user guide, "Quotas"). */
const MOST_SIDE_BY_SIDE = 50;

/**
 * The approvals that wait, each with what answers it: the token of the state, or, where executions run side by side, what
 * the execution's own action runs as (API reference, PutApprovalResult). Read anew: an old token is refused.
 * @param execution to ask for those of one execution alone
 */
export async function waitingApprovals(
  api: CodePipelineApi,
  pipeline: string,
  execution?: Pick<Execution, "id" | "mode">,
): Promise<PendingApproval[]> {
  if (execution?.mode === "PARALLEL") return approvalsOfRun(await api.listActions(pipeline, execution.id), execution.id);
  const state = await api.getState(pipeline);
  const inStages = pendingApprovals(state);
  if (execution !== undefined) return inStages.filter(({ executionId }) => executionId === execution.id);
  if (state.mode !== undefined && state.mode !== "PARALLEL") return inStages;
  const { items } = await api.listExecutions(pipeline, 2 * MOST_SIDE_BY_SIDE, undefined);
  const sideBySide = items.filter(({ mode, status }) => mode === "PARALLEL" && isRunning(status));
  const found = await Promise.all(sideBySide.map(({ id, mode }) => waitingApprovals(api, pipeline, { id, mode })));
  return [...inStages, ...found.flat()];
}
