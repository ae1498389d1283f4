import { refIn } from "../../base/resourceRef.ts";
import { callerName } from "../../base/callerName.ts";
import { joined } from "../../base/text.ts";
import { formatAgo, formatSpan, timeLine } from "../../base/time.ts";
import { eachByItself } from "../../host/kinds/details.ts";
import { type Kind, type Moment, type Told, folder } from "../../host/kinds/kind.ts";
import type { CodePipelineApi } from "./api.ts";
import {
  type Action,
  type Condition,
  type Execution,
  type Pipeline,
  type Rule,
  type Stage,
  type Status,
  buildRef,
  canOverride,
  isRunning,
  logRef,
  revisionText,
  runningStatus,
  shortRevision,
  shownStatus,
  stageStatus,
  standingOf,
  standingOfCondition,
  statusText,
} from "./model.ts";

/** What a call of `ListPipelines` gives at most, and one of `ListPipelineExecutions` (API reference). */
const MOST_NAMES = 1000;
const MOST_EXECUTIONS = 100;
/** Executions that are looked at for one that still runs behind those that ended. */
const RECENT = 20;

/** What `ListPipelines`, which tells names and versions, does not tell. */
export interface PipelineFacts {
  /** What still runs, though a newer one may have ended: it was stopped, or they run side by side. Else the newest. */
  readonly latest: Execution | undefined;
  /** Where they were read: only they tell whether what is in progress waits for somebody. */
  readonly stages: readonly Stage[] | undefined;
  /** Why the status of this one pipeline cannot be read. */
  readonly failure: string | undefined;
}

/** How a pipeline stands; undefined while that is not known, or where it never ran. */
export function statusOf({ latest, stages }: Partial<PipelineFacts>): Status | undefined {
  return runningStatus(stages ?? []) ?? latest?.status;
}

const PAGE = "codesuite/codepipeline/pipelines/{pipeline}/view";
const standing = (status: Status | undefined) => status && standingOf(status);
/** What is stopped is not undone: what it did stays. */
const STOPPING = { undoing: "stopping" };

export const pipelines: Kind<CodePipelineApi, Pipeline, undefined, PipelineFacts> = {
  noun: "pipeline",
  words: STOPPING,
  icon: "circle-outline",
  none: "No pipeline in this region",
  arn: "codepipeline:{pipeline}",
  page: PAGE,
  get below() {
    return [stages, executionsFolder];
  },
  list: (api, _service, { cursor, signal }) => api.listPipelines(MOST_NAMES, cursor, signal),
  more: (api, items, { signal }) =>
    eachByItself<Pipeline, PipelineFacts>(
      items,
      ({ name }) => name,
      async ({ name }) => {
        const { items: recent } = await api.listExecutions(name, RECENT, undefined, signal);
        const running = recent.find(({ status }) => isRunning(status));
        const state = running && (await api.getState(name, signal));
        return { latest: running ?? recent[0], stages: state?.stages, failure: undefined };
      },
      ({ short }) => ({ failure: short }),
    ),
  key: ({ name }) => name,
  tell: ({ name, type, mode, version }, more, { now }) => {
    const { latest, failure } = more;
    const status = statusOf(more);
    const [revision] = latest?.revisions ?? [];
    return {
      label: name,
      standing: standing(status),
      facts:
        failure !== undefined
          ? [failure]
          : latest === undefined
            ? ["latest" in more ? "no execution yet" : undefined]
            : [isRunning(status) ? statusText(status) : age(latest, now), latest.isRollback ? "rollback" : undefined, revision && shortRevision(revision.id)],
      spoken: status === undefined ? "status not known yet" : statusText(status),
      tooltip: [
        `${name}: ${type}, ${mode.toLowerCase()}, version ${version}`,
        latest === undefined ? "No execution yet" : `Latest execution: ${statusText(status)}`,
        timeLine("Started", latest?.startedAt),
        latest?.trigger && `Trigger: ${latest.trigger}`,
        ...(latest?.revisions ?? []).map((one) => `${one.action}: ${revisionText(one)}`),
      ],
    };
  },
  find: ({ service, resource }) => (service === "codepipeline" && !resource.includes(":") && !/^[^/]+\/[^/]+\/[^/]+$/.test(resource) ? resource.split("/").slice(0, 1) : undefined),
};

export const stages: Kind<CodePipelineApi, Stage, Pipeline> = {
  noun: "stage",
  words: STOPPING,
  icon: "circle-outline",
  page: PAGE,
  above: pipelines,
  get below() {
    return [conditions, actions];
  },
  list: async (api, { name }, { signal }) => (await api.getState(name, signal)).stages,
  teach: (items): Partial<PipelineFacts> => ({ stages: items }),
  key: ({ name }) => name,
  tell: (stage) => {
    const { name, earlier, isRollback, disabledReason, inbound } = stage;
    const status = stageStatus(stage);
    const held = stage.conditions.find(canOverride);
    return {
      label: name,
      standing: standing(status),
      facts: [
        held === undefined ? statusText(status) : joined([`held ${CONDITIONS[held.place].toLowerCase()}`, held.summary], ": "),
        joined([isRollback ? "rollback" : undefined, earlier ? "earlier execution" : undefined], ", "),
        disabledReason && `blocked: ${disabledReason}`,
        inbound.length === 0 ? undefined : `${inbound.length} ${inbound.length === 1 ? "waits" : "wait"} to enter`,
      ],
      // what an execution before the newest left here is no news
      standsBack: earlier && !isRunning(status),
    };
  },
};

const CONDITIONS = { entry: "Before entry", success: "On success", failure: "On failure" } as const;

/** What holds before a stage or behind it, with the rules by which it is judged. */
export const conditions: Kind<CodePipelineApi, Condition, Stage> = {
  noun: "condition",
  icon: "law",
  above: stages,
  get below() {
    return [rules];
  },
  of: (stage) => stage.conditions,
  key: ({ place }) => place,
  tell: ({ place, status, summary }) => ({
    label: CONDITIONS[place],
    standing: status && standingOfCondition(status),
    facts: [conditionText(status), summary],
  }),
};

export const rules: Kind<CodePipelineApi, Rule, Condition> = {
  noun: "rule",
  icon: "law",
  above: conditions,
  of: (condition) => condition.rules,
  key: ({ name }) => name,
  tell: ({ name, status, summary, changedAt }, _more, { now }) => ({
    label: name,
    standing: status && standingOfCondition(status),
    facts: [conditionText(status), formatAgo(changedAt, now), summary],
    tooltip: [`${name}: ${conditionText(status)}`, summary, timeLine("Judged", changedAt)],
  }),
};

/** A condition's status in words. */
export function conditionText(status: Condition["status"]): string {
  if (status === undefined) return "not judged yet";
  return status === "InProgress" ? "being judged" : status.toLowerCase();
}

/** The actions of a stage as they stand now. */
export const actions: Kind<CodePipelineApi, Action, Stage> = {
  noun: "action",
  words: STOPPING,
  icon: "circle-outline",
  above: stages,
  of: (stage) => stage.actions,
  key: ({ name }) => name,
  tell: (action, _more, at) => {
    const told = tellAction(action, at);
    // one that runs a build is told by that
    return { ...told, ref: told.ref ?? refIn(at.context.region, "codepipeline", [at.up(pipelines).name, at.up(stages).name, action.name].join("/")) };
  },
  // "Resources" of CodePipeline in the service authorization reference: pipeline/stage/action
  find: ({ service, resource }) => (service === "codepipeline" && /^[^:/]+\/[^:/]+\/[^:/]+$/.test(resource) ? resource.split("/") : undefined),
};

const executionsFolder = folder<CodePipelineApi, Pipeline>({ noun: "executions", label: "Executions", icon: "history" }, () => [executions]);

export const executions: Kind<CodePipelineApi, Execution, Pipeline> = {
  noun: "execution",
  words: STOPPING,
  icon: "circle-outline",
  page: "codesuite/codepipeline/pipelines/{pipeline}/executions/{execution}/timeline",
  none: "No execution yet",
  rows: 20,
  isHistory: true,
  above: pipelines,
  get below() {
    return [runs];
  },
  list: (api, { name }, { cursor, signal }) => api.listExecutions(name, MOST_EXECUTIONS, cursor, signal),
  get: (api, id, { name }, signal) => api.getExecution(name, id, signal),
  key: ({ id }) => id,
  tell: (execution, _more, { now }) => {
    const { id, status, startedAt, updatedAt, isRollback, rollbackTo, trigger, stopReason, revisions } = execution;
    const [revision] = revisions;
    const endedAt = isRunning(status) ? now : (updatedAt ?? startedAt);
    return {
      // what went through says more than an id does
      label: revision === undefined ? id.slice(0, 8) : revisionText(revision),
      standing: standing(status),
      facts: [
        statusText(status),
        age(execution, now),
        formatSpan(startedAt, endedAt),
        stopReason,
        isRollback ? joined(["rollback", rollbackTo && `to ${rollbackTo.slice(0, 8)}`], " ") : undefined,
        revision && id.slice(0, 8),
      ],
      tooltip: [`Execution ${id}: ${statusText(status)}`, trigger && `Trigger: ${trigger}`, ...revisions.map((one) => `${one.action}: ${revisionText(one)}`)],
    };
  },
  isSettled: ({ status }) => !isRunning(status),
};

/** The actions that an execution ran, each as often as it did. */
export const runs: Kind<CodePipelineApi, Action, Execution> = {
  noun: "run",
  icon: "circle-outline",
  none: "No action has run",
  above: executions,
  list: (api, { id }, { up, signal }) => api.listActions(up(pipelines).name, id, signal),
  key: ({ run, stage, name }) => run?.id ?? `${stage}/${name}`,
  tell: (action, _more, at) => tellAction(action, at),
};

/** How long ago an execution ended, which a retry makes anew, or began while it runs. */
function age({ status, startedAt, updatedAt }: Execution, now: number): string | undefined {
  return formatAgo(isRunning(status) ? startedAt : (updatedAt ?? startedAt), now);
}

function tellAction(action: Action, { now, context }: Moment): Told {
  const { name, category, provider, revision, error, summary, externalExecutionId, changedBy } = action;
  const status = shownStatus(action);
  const region = action.region ?? context.region;
  const told = status === "Failed" ? error : summary;
  const [detail] = (revision === undefined ? (told ?? "") : shortRevision(revision)).split("\n", 1);
  return {
    label: name,
    name,
    what: joined([provider, "action"], " "),
    standing: standing(status),
    facts: [statusText(status), elapsed(action, now), answeredBy(action), detail],
    tooltip: [
      `${name}: ${joined([category, provider], " by ")}`,
      `Status: ${statusText(status)}`,
      joined([timeLine("Changed", action.changedAt), changedBy], " by "),
      error && `Error: ${error}`,
      summary,
      revision && `Revision: ${revision}`,
      action.approvalNote && `To approve: ${action.approvalNote}`,
      externalExecutionId && `Runs as: ${externalExecutionId}`,
      action.account && `Runs in account ${action.account}, by a role of it`,
    ],
    // what can be opened of it: the build that it started, or the log that it wrote
    ref: buildRef(region, action) ?? logRef(region, action),
  };
}

/** Who decided on an approval: a release's first question. */
function answeredBy(action: Action): string | undefined {
  const { category, changedBy } = action;
  const isAnswered = category === "Approval" && !isRunning(shownStatus(action)) && shownStatus(action) !== "Waiting";
  return isAnswered && changedBy !== undefined ? `by ${callerName(changedBy)}` : undefined;
}

/** How long it took or takes, else how long ago it last changed. */
function elapsed(action: Action, now: number): string | undefined {
  const { startedAt, changedAt } = action;
  if (isRunning(shownStatus(action))) return formatSpan(startedAt ?? changedAt, now);
  return formatSpan(startedAt, changedAt) ?? formatAgo(changedAt, now);
}
