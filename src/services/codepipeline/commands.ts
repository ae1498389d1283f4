import { randomUUID } from "node:crypto";
import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { Plan, PlannedChange } from "../../base/plan.ts";
import { formatArn } from "../../base/resourceRef.ts";
import { joined, plural } from "../../base/text.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { askText as ask, openForeignPage, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { statusText } from "./look.ts";
import type { manifest } from "./manifest.ts";
import { type PipelineState, type PipelineVariable, isRunning, pipelineRef, retryableStages, stageStatus } from "./model.ts";
import { chooseAction, chooseApproval, chooseExecution, chooseFrom, choosePipeline, type PipelineTarget } from "./pickers.ts";
import { DEPLOYMENT, LOG } from "./places.ts";
import { approvalPlan, MOST, tooLong, variableChanges } from "./plans.ts";
import { ActionRow, StageRow } from "./rows.ts";
import { pipelineApi } from "./connect.ts";

/** Handlers of the room's commands. Each works on a row, and asks where it was called without one. */
export function pipelineCommands(host: RoomHost): CommandHandlers<typeof manifest> {
  return {
    show: async () => {
      const { context, name } = await choosePipeline(host, undefined, "Show pipeline");
      await reveal(host, context, name);
    },
    start: (target) => start(host, target),
    stop: (target) => stop(host, target),
    approve: (target) => answerApproval(host, target, true),
    reject: (target) => answerApproval(host, target, false),
    retry: (target) => retry(host, target),
    openLog: (target) => openLog(host, target),
    openDeployment: async (target) => {
      const { ref, context } = await chooseAction(host, target, "Open deployment of an action", DEPLOYMENT);
      await host.links.open(ref, await host.contextOf(ref, context));
    },
    openDetails: async (target) => {
      const row = target ?? host.trees.selection;
      if (!(row instanceof ActionRow) || row.link === undefined) {
        throw new DevOpsError({ kind: "invalid", tried: "open the action's page", why: "no action with a web page is selected" });
      }
      // whoever may write a pipeline's definition writes this address
      await openForeignPage(row.link, row.context);
    },
    showDefinition: async (target) => {
      const { context, name } = await choosePipeline(host, target, "Show definition");
      const definition = await (await pipelineApi(host, context)).getDefinition(name);
      await host.documents.show(`${name}.json`, `${JSON.stringify(definition, null, 2)}\n`);
    },
  };
}

/** Shows the pipeline in its view. @throws DevOpsError where it is not there */
export async function reveal(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  const found = await host.trees.reveal("build", `${contextKey(context)}/codepipeline/${name}`);
  if (!found) {
    const why = "it is not in the list: its account may not be pinned, or a filter hides it";
    throw new DevOpsError({ kind: "notFound", tried: `show pipeline ${name}`, why });
  }
}

async function start(host: RoomHost, target: unknown): Promise<void> {
  const chosen = await choosePipeline(host, target, "Start pipeline");
  const api = await pipelineApi(host, chosen.context);
  const [state, variables] = await Promise.all([api.getState(chosen.name), api.getVariables(chosen.name)]);
  const values = await askVariables(chosen.name, variables);
  const changes: PlannedChange[] = [
    { what: "Execution", before: runningText(state), after: "a new one with the latest source revisions" },
    ...variableChanges(variables, values),
  ];
  const plan = planOf(chosen, {
    title: `Start pipeline ${chosen.name}`,
    verb: "Start",
    operation: "codepipeline:StartPipelineExecution",
    changes,
    undo: "stop the execution; what its actions have done by then stays done.",
  });
  const token = randomUUID();
  const id = await host.writes.perform(plan, () => api.start(chosen.name, values, token));
  host.log.info(`Started ${chosen.name}: execution ${id}`);
  await host.trees.refresh();
}

/** Asks for the values of the variables, when the user wants to set them; an empty answer leaves one at its default. */
async function askVariables(pipeline: string, variables: readonly PipelineVariable[]): Promise<{ name: string; value: string }[]> {
  if (variables.length === 0) return [];
  const defaults = variables.map(({ name, defaultValue }) => `${name}=${defaultValue ?? ""}`).join(", ");
  const setThem = await chooseFrom(`Start ${pipeline}`, "Variables", [
    { label: "Use the defaults", description: defaults, value: false },
    { label: "Set variables…", description: plural(variables.length, "variable"), value: true },
  ]);
  if (!setThem) return [];
  const values: { name: string; value: string }[] = [];
  for (const [index, variable] of variables.entries()) {
    const value = await ask({
      title: `Start ${pipeline}: variable ${index + 1} of ${variables.length}`,
      prompt: [variable.name, variable.description].filter((part) => part !== undefined).join(": "),
      value: variable.defaultValue ?? "",
      validate: (text) => tooLong(text, MOST.variable),
      stays: true,
    });
    if (value !== "" && value !== variable.defaultValue) values.push({ name: variable.name, value });
  }
  return values;
}

async function stop(host: RoomHost, target: unknown): Promise<void> {
  const chosen = await chooseExecution(host, target, "Stop execution");
  const mode = await chooseFrom("Stop execution", "How", [
    { label: "Stop and wait", description: "let the actions under way finish", value: false },
    { label: "Stop and abandon", description: "leave the actions under way to themselves", value: true },
  ]);
  const reason = await askText(`Stop ${chosen.name}`, "Reason (optional, kept with the execution)", MOST.reason);
  const plan = planOf(chosen, {
    title: `Stop execution ${chosen.executionId.slice(0, 8)} of ${chosen.name}`,
    verb: "Stop",
    operation: "codepipeline:StopPipelineExecution",
    changes: [
      { what: "Execution", before: "in progress", after: mode ? "stopped, its actions abandoned" : "stopped once its actions ended" },
    ],
    undo: "retry the stage that was stopped.",
  });
  const api = await pipelineApi(host, chosen.context);
  await host.writes.perform(plan, () => api.stop(chosen.name, chosen.executionId, mode, reason));
  await host.trees.refresh();
}

async function answerApproval(host: RoomHost, target: unknown, approve: boolean): Promise<void> {
  const verb = approve ? "Approve" : "Reject";
  const chosen = await chooseApproval(host, target, verb);
  const { approval } = chosen;
  const note = approval.note === undefined ? "" : ` (${approval.note})`;
  const title = `${verb} ${approval.action} of ${chosen.name}`;
  const comment = await askText(title, `Comment${note}: everybody can read it`, MOST.comment);
  const api = await pipelineApi(host, chosen.context);
  const execution = await api.readableExecution(chosen.name, approval.executionId);
  const plan = planOf(chosen, approvalPlan(chosen.name, approval, execution, { approve, comment }));
  await host.writes.perform(plan, () => api.answerApproval(chosen.name, approval, approve, comment));
  await host.trees.refresh();
}

async function retry(host: RoomHost, target: unknown): Promise<void> {
  const chosen =
    target instanceof StageRow
      ? { context: target.context, name: target.parent.data.name }
      : await choosePipeline(host, target, "Retry stage");
  const api = await pipelineApi(host, chosen.context);
  const stages = retryableStages(await api.getState(chosen.name));
  const named = target instanceof StageRow ? stages.filter((candidate) => candidate.name === target.data.name) : stages;
  if (named.length === 0) throw nothingTo(`retry a stage of ${chosen.name}`, "no stage has failed or was stopped");
  const items = named.map((candidate) => ({ label: candidate.name, description: statusText(stageStatus(candidate)), value: candidate }));
  const stage = items.length === 1 && items[0] !== undefined ? items[0].value : await chooseFrom("Retry stage", "Stage", items);
  const all = await chooseFrom(`Retry ${stage.name} of ${chosen.name}`, "Which actions", [
    { label: "Failed actions", description: "those that succeeded stay as they are", value: false },
    { label: "All actions", description: "the whole stage again", value: true },
  ]);
  const failed = stage.actions.filter((action) => action.status === "Failed").map((action) => action.name);
  const plan = planOf(chosen, {
    title: `Retry stage ${stage.name} of ${chosen.name}`,
    verb: "Retry",
    operation: "codepipeline:RetryStageExecution",
    changes: [
      {
        what: `Stage ${stage.name}`,
        before: statusText(stageStatus(stage)),
        after: all ? "all its actions run again" : `${failed.length === 0 ? "its failed actions" : failed.join(", ")} run again`,
      },
    ],
    undo: "stop the execution; what its actions have done by then stays done.",
  });
  await host.writes.perform(plan, () => api.retryStage(chosen.name, stage.name, stage.executionId ?? "", all));
  await host.trees.refresh();
}

async function openLog(host: RoomHost, target: unknown): Promise<void> {
  const { ref, context: found, name, pipeline } = await chooseAction(host, target, "Open log of an action", LOG);
  const context = await host.contextOf(ref, found);
  const [, group, stream] = /^log-group:([^:]+):log-stream:([^:]+)$/.exec(ref.service === "logs" ? ref.resource : "") ?? [];
  if (group !== undefined && stream !== undefined) {
    await host.links.openLog({ context, group, stream, title: `${pipeline} ${name}` });
    return;
  }
  await withProgress(`Waiting for the log of ${name}`, (signal) => host.links.openLogOf(ref, context, signal));
}

/** The parts that every plan of this room shares. */
function planOf(target: PipelineTarget, parts: Pick<Plan, "title" | "verb" | "operation" | "changes" | "undo">): Plan {
  const arn = formatArn(pipelineRef(target.context.region, "", target.name));
  return { ...parts, context: target.context, resource: target.name, arn };
}

function runningText(state: PipelineState): string {
  const running = state.stages.filter((stage) => isRunning(stageStatus(stage))).map(({ name }) => `one is in ${name}`);
  const waiting = state.stages.filter(({ inbound }) => inbound.length > 0).map(({ name, inbound }) => `${inbound.length} before ${name}`);
  return joined([...running, ...waiting], ", ") || "none is running";
}

function askText(title: string, prompt: string, most: number): Promise<string> {
  return ask({ title, prompt, validate: (text) => tooLong(text, most), stays: true });
}

/** Nothing in the state it would take. */
function nothingTo(tried: string, why: string): DevOpsError {
  return new DevOpsError({ kind: "conflict", tried, why });
}
