import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { formatAgo } from "../../base/time.ts";
import { type Choice, pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { statusText } from "./look.ts";
import { waitingApprovals } from "./approvals.ts";
import { type PendingApproval, isRunning, runningExecutionIds, shownStatus } from "./model.ts";
import type { Openable } from "./places.ts";
import { ActionRow, ExecutionRow, PipelineRow, StageRow } from "./rows.ts";
import { pipelineApi } from "./connect.ts";

/** A pipeline of a context, by name. */
export interface PipelineTarget {
  readonly context: AccountContext;
  readonly name: string;
}

/** One of a short list. @throws DevOpsError cancelled */
export function chooseFrom<T>(title: string, placeholder: string, choices: readonly Choice<T>[]): Promise<T> {
  return pick(choices, { title, placeholder });
}

/** The pipeline of the row, else one that the user picks. @throws DevOpsError cancelled */
export async function choosePipeline(host: RoomHost, target: unknown, title: string): Promise<PipelineTarget> {
  const row = pipelineRowOf(target);
  if (row !== undefined) return { context: row.context, name: row.data.name };
  const context = await host.pickPinned(title);
  const api = await pipelineApi(host, context);
  const list = async () => {
    const items: Choice<string>[] = [];
    for await (const page of api.allPipelines()) {
      items.push(...page.map(({ name, type, mode }) => ({ label: name, description: `${type} · ${mode.toLowerCase()}`, value: name })));
    }
    return items;
  };
  return { context, name: await pick(list(), { title, placeholder: `Pipeline of ${context.profile} in ${context.region}` }) };
}

function pipelineRowOf(target: unknown): PipelineRow | undefined {
  if (target instanceof PipelineRow) return target;
  if (target instanceof StageRow) return target.parent;
  return target instanceof ActionRow || target instanceof ExecutionRow ? target.pipeline : undefined;
}

/** The execution of the row, else one of those that run. @throws DevOpsError cancelled, or conflict where none runs */
export async function chooseExecution(host: RoomHost, target: unknown, title: string): Promise<PipelineTarget & { executionId: string }> {
  const chosen = await choosePipeline(host, target, title);
  if (target instanceof ExecutionRow) return { ...chosen, executionId: target.data.id };
  if (target instanceof StageRow && target.data.executionId !== undefined) return { ...chosen, executionId: target.data.executionId };
  const api = await pipelineApi(host, chosen.context);
  const [state, { items }] = await Promise.all([api.getState(chosen.name), api.listExecutions(chosen.name, 20, undefined)]);
  const running = items.filter((execution) => isRunning(execution.status));
  const ids = [...new Set([...running.map((execution) => execution.id), ...runningExecutionIds(state)])];
  if (ids.length === 0) throw new DevOpsError({ kind: "conflict", tried: `stop ${chosen.name}`, why: "no execution is in progress" });
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return { ...chosen, executionId: only };
  const choices = ids.map((id) => {
    const startedAt = running.find((execution) => execution.id === id)?.startedAt;
    return { label: id, description: startedAt === undefined ? "" : `started ${formatAgo(startedAt, Date.now())}`, value: id };
  });
  return { ...chosen, executionId: await chooseFrom(title, "Execution", choices) };
}

/** The approval of the row, else one that waits. Its token is read now: an old one would be refused. */
export async function chooseApproval(
  host: RoomHost,
  target: unknown,
  title: string,
): Promise<PipelineTarget & { approval: PendingApproval }> {
  const chosen = await choosePipeline(host, target, title);
  const execution = target instanceof ActionRow ? target.execution : undefined;
  const waiting = await waitingApprovals(await pipelineApi(host, chosen.context), chosen.name, execution);
  const named = target instanceof ActionRow ? waiting.filter(({ action, stage }) => action === target.data.name && stage === target.data.stage) : waiting;
  const [only] = named;
  if (only === undefined) {
    throw new DevOpsError({ kind: "conflict", tried: `${title.toLowerCase()} ${chosen.name}`, why: "no approval is waiting" });
  }
  const approval =
    named.length === 1
      ? only
      : await chooseFrom(title, "Approval", named.map((value) => ({
          label: value.action,
          description: joined([value.stage, value.executionId && `execution ${value.executionId.slice(0, 8)}`]),
          value,
        })));
  return { ...chosen, approval };
}

/** What the row's action can be opened as, else one that the user picks among the actions that have it. */
export async function chooseAction(
  host: RoomHost,
  target: unknown,
  title: string,
  { refOf, tried, none }: Openable,
): Promise<{ ref: ResourceRef; context: AccountContext; name: string; pipeline: string }> {
  if (target instanceof ActionRow) {
    const ref = refOf(target.data.region ?? target.context.region, target.data);
    if (ref !== undefined) return { ref, context: target.context, name: target.data.name, pipeline: target.pipeline.data.name };
  }
  const chosen = await choosePipeline(host, target, title);
  const state = await (await pipelineApi(host, chosen.context)).getState(chosen.name);
  const fitting = state.stages.flatMap((stage) =>
    stage.actions.flatMap((action) => {
      const ref = refOf(action.region ?? chosen.context.region, action);
      if (ref === undefined) return [];
      const description = `${stage.name} · ${statusText(shownStatus(action))}`;
      return [{ label: action.name, description, value: { ref, context: chosen.context, name: action.name, pipeline: chosen.name } }];
    }),
  );
  if (fitting.length === 0) throw new DevOpsError({ kind: "notFound", tried: `${tried} ${chosen.name}`, why: none });
  return chooseFrom(title, `Action of ${chosen.name}`, fitting);
}
