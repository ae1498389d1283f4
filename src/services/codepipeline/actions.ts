import { randomUUID } from "node:crypto";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError, conflict } from "../../base/errors.ts";
import { type ResourceRef, parseArn, refIn } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { from } from "../../host/kinds/action.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { waitingApprovals } from "./actions/approvals.ts";
import { flow } from "./actions/flow.ts";
import { MOST, approvalPlan, runningText, variableChanges } from "./actions/plans.ts";
import { askVariables } from "./actions/variables.ts";
import { type PipelineFacts, actions as standing, executions, pipelines, runs, stages, statusOf } from "./kinds.ts";
import {
  type Action,
  type PendingApproval,
  canRetry,
  deploymentRef,
  isRunning,
  logRef,
  mayWait,
  stageStatus,
  statusText,
} from "./model.ts";

/** An action of a stage as it stands, or as an execution ran it. */
const anyAction = [standing, runs] as const;

/** What of an action is opened elsewhere. The region makes no difference to whether there is something. */
type RefOf = (region: string, action: Action) => ResourceRef | undefined;
const has = (refOf: RefOf) => (action: Action) => refOf(action.region ?? "", action) !== undefined;
/** The page of what the action runs as, or the one that an approver is asked to look at. */
const linkOf = ({ externalUrl, approvalUrl }: Action) => externalUrl ?? approvalUrl;

const UNDO_START = "stop the execution; what its actions have done by then stays done.";

export const actions = {
  start: write(pipelines, {
    operation: "StartPipelineExecution",
    verb: "Start",
    async before({ api, item: { name } }, { ask }) {
      const [state, variables] = await Promise.all([api.getState(name), api.getVariables(name)]);
      return { state, variables, values: await askVariables(ask, name, variables), token: randomUUID() };
    },
    plan: ({ item: { name } }, { state, variables, values }) => ({
      title: `Start pipeline ${name}`,
      changes: [
        { what: "Execution", before: runningText(state), after: "a new one with the latest source revisions" },
        ...variableChanges(variables, values),
      ],
      undo: UNDO_START,
    }),
    send: ({ api, item: { name } }, { values, token }) => api.start(name, values, token),
  }),

  stop: write(executions, {
    operation: "StopPipelineExecution",
    verb: "Stop",
    fits: ({ status }) => isRunning(status),
    also: [
      from(stages, { fits: (stage) => isRunning(stageStatus(stage)), key: ({ executionId }) => executionId }),
      from(pipelines, { fits: (_pipeline, facts) => isRunning(statusOf(facts)) }),
    ],
    none: "no execution is in progress",
    async before({ up }, { ask }) {
      const { name } = up(pipelines);
      const abandon = await ask.pick("Stop execution", "How", [
        { label: "Stop and wait", description: "let the actions under way finish", value: false },
        { label: "Stop and abandon", description: "leave the actions under way to themselves", value: true },
      ]);
      const prompt = "Reason (optional, kept with the execution)";
      return { abandon, reason: await ask.text({ title: `Stop ${name}`, prompt, example: "Wrong branch", max: MOST.reason }) };
    },
    plan: ({ item, up }, { abandon }) => ({
      title: `Stop execution ${item.id.slice(0, 8)} of ${up(pipelines).name}`,
      changes: [
        { what: "Execution", before: statusText(item.status), after: abandon ? "stopped, its actions abandoned" : "stopped once its actions ended" },
      ],
      undo: "retry the stage that was stopped.",
    }),
    send: ({ api, item, up }, { abandon, reason }) => api.stop(up(pipelines).name, item.id, abandon, reason),
  }),

  approve: answer(true),
  reject: answer(false),

  retry: write(stages, {
    operation: "RetryStageExecution",
    verb: "Retry",
    fits: (stage) => canRetry(stage),
    also: [from(pipelines, { fits: (_pipeline, facts) => hasFailed(facts) || statusOf(facts) === "Stopped" })],
    none: "no stage has failed or was stopped",
    async before({ api, item, up }, { ask }) {
      const { name } = up(pipelines);
      // of the execution that is in it now
      const stage = (await api.getState(name)).stages.find((one) => one.name === item.name && canRetry(one));
      if (stage === undefined) throw conflict(`retry ${item.name} of ${name}`, "it has not failed and was not stopped");
      const all = await ask.pick(`Retry ${item.name} of ${name}`, "Which actions", [
        { label: "Failed actions", description: "those that succeeded stay as they are", value: false },
        { label: "All actions", description: "the whole stage again", value: true },
      ]);
      return { stage, all };
    },
    plan: ({ up }, { stage, all }) => {
      const failed = stage.actions.filter(({ status }) => status === "Failed").map(({ name }) => name);
      return {
        title: `Retry stage ${stage.name} of ${up(pipelines).name}`,
        changes: [
          {
            what: `Stage ${stage.name}`,
            before: statusText(stageStatus(stage)),
            after: all ? "all its actions run again" : `${failed.length === 0 ? "its failed actions" : failed.join(", ")} run again`,
          },
        ],
        undo: UNDO_START,
      };
    },
    send: ({ api, up }, { stage, all }) => api.retryStage(up(pipelines).name, stage.name, stage.executionId ?? "", all),
  }),

  openLog: look(anyAction, {
    onClick: true,
    fits: has(logRef),
    also: [from(stages, { fits: ({ status }) => status === "Failed" }), from(pipelines, { fits: (_pipeline, facts) => hasFailed(facts) })],
    none: "no action of it has written a log",
    async run({ item, up, context: found }, { contextOf, showLog, openLog }) {
      const ref = needed(logRef, item, found, "open a log");
      const context = await contextOf(ref, found);
      const { log, name } = item;
      if (log === undefined) await openLog(ref, context, `Waiting for the log of ${name}`);
      else await showLog({ context, group: log.group, stream: log.stream, title: `${up(pipelines).name} ${name}` });
    },
  }),

  openDeployment: look(anyAction, {
    onClick: true,
    fits: has(deploymentRef),
    also: [from(pipelines, { fits: (_pipeline, { stages: known = [] }) => known.some((stage) => stage.actions.some(has(deploymentRef))) })],
    none: "no action of it has run a deployment",
    async run({ item, context }, { contextOf, open }) {
      const ref = needed(deploymentRef, item, context, "open a deployment");
      await open(ref, await contextOf(ref, context));
    },
  }),

  openSource: look(anyAction, {
    onClick: true,
    fits: ({ source }) => source !== undefined,
    also: [from(pipelines, { fits: (_pipeline, { stages: known = [] }) => known.some((stage) => stage.actions.some(({ source }) => source !== undefined)) })],
    none: "no action of it takes its source from this account",
    run({ item: { source }, context }, tools) {
      // a bucket's ARN has no region; all else is in the pipeline's where the action tells none
      const isOfNone = source === undefined || source.service === "s3" || source.region !== "";
      return openLink(isOfNone ? source : { ...source, region: context.region }, context, tools, "the source");
    },
  }),

  openDetails: look(anyAction, {
    fits: (action) => linkOf(action) !== undefined,
    none: "no action of it has a page",
    // whoever may write a pipeline's definition writes this address
    run: ({ item, context }, { ask }) => ask.external(linkOf(item) ?? "", context),
  }),

  openArtifact: look(runs, {
    fits: ({ artifacts }) => artifacts.length > 0,
    none: "no action of it has handed anything on",
    async run({ item, context }, { ask, open }) {
      const choices = item.artifacts.map(({ name, arn }) => ({ label: name, description: arn, icon: "archive", value: arn }));
      const [only] = choices;
      const arn = choices.length === 1 ? only?.value : await ask.pick(`Open an artifact of ${item.name}`, "Artifact", choices);
      // a bucket's ARN has no region: it is where the action ran
      await open(parseArn(arn ?? ""), { ...context, region: item.region ?? context.region });
    },
  }),

  ...flow,

  showDefinition: look(pipelines, {
    async run({ api, item: { name } }, { show }) {
      await show(`${name}.json`, `${JSON.stringify(await api.getDefinition(name), null, 2)}\n`);
    },
  }),
};

function hasFailed(facts: Partial<PipelineFacts>): boolean {
  return statusOf(facts) === "Failed";
}

/** What an action is opened as. @throws DevOpsError where it has no such thing */
function needed(refOf: RefOf, action: Action, { region }: AccountContext, tried: string): ResourceRef {
  const ref = refOf(action.region ?? region, action);
  if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried, on: action.name, why: "it has none" });
  return ref;
}

/** Answers an approval: one that waits at the action, of an execution where it is one's own. */
function answer(approve: boolean) {
  const verb = approve ? "Approve" : "Reject";
  return write(anyAction, {
    operation: "PutApprovalResult",
    verb,
    fits: mayWait,
    also: [
      from(stages, { fits: (stage) => stage.actions.some(mayWait) }),
      from(pipelines, {
        fits: ({ mode }, facts) => statusOf(facts) === "Waiting" || (mode === "PARALLEL" && isRunning(statusOf(facts))),
      }),
    ],
    none: "no approval is waiting",
    async before({ api, item, up }, { ask }) {
      const { name } = up(pipelines);
      // the token is read now: an old one would be refused
      const waiting = await waitingApprovals(api, name, item.run && up(executions));
      const approval = await chosen(ask, verb, name, waiting.filter(({ stage, action }) => stage === item.stage && action === item.name));
      const note = approval.note === undefined ? "" : ` (${approval.note})`;
      const prompt = `Comment${note}: everybody can read it`;
      const comment = await ask.text({ title: `${verb} “${approval.action}” of ${name}`, prompt, example: "Looks good", max: MOST.comment });
      return { approval, comment, execution: await api.readableExecution(name, approval.executionId) };
    },
    plan: ({ up, context }, { approval, comment, execution }) => ({
      ...approvalPlan(up(pipelines).name, approval, execution, { approve, comment }),
      resource: up(pipelines).name,
      ref: refIn(context.region, "codepipeline", up(pipelines).name),
    }),
    send: ({ api, up }, { approval, comment }) => api.answerApproval(up(pipelines).name, approval, approve, comment),
  });
}

/** One of those that wait at an action: executions may run side by side. @throws DevOpsError where none waits */
async function chosen(ask: Ask, verb: string, pipeline: string, waiting: readonly PendingApproval[]): Promise<PendingApproval> {
  const [only, ...others] = waiting;
  if (only === undefined) throw conflict(`${verb.toLowerCase()} ${pipeline}`, "no approval is waiting");
  if (others.length === 0) return only;
  const choices = waiting.map((value) => ({
    label: value.action,
    description: joined([value.stage, value.executionId && `execution ${value.executionId.slice(0, 8)}`]),
    value,
  }));
  return ask.pick(verb, "Approval", choices);
}
