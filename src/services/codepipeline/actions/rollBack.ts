import { conflict } from "../../../base/errors.ts";
import { everyItem } from "../../../base/pages.ts";
import { joined } from "../../../base/text.ts";
import { formatAgo } from "../../../base/time.ts";
import { type Planned, from } from "../../../host/kinds/action.ts";
import { write } from "../../../host/kinds/kindRoom.ts";
import type { CodePipelineApi } from "../api.ts";
import { executions, pipelines, stages, statusOf } from "../kinds.ts";
import { type Execution, type Status, mayRollBack, revisionText, stageStatus, statusText } from "../model.ts";

/** A stage, and what it is brought back to. */
interface Way {
  readonly stage: string;
  readonly target: Execution;
  /** The execution that is in the stage. */
  readonly now: Execution | undefined;
  readonly status: Status | undefined;
}

const SIDE_BY_SIDE = "its executions run side by side: then stages are not rolled back";

/** A stage is brought back to what an earlier execution ran in it: from the stage, or from that execution. */
export const backward = {
  rollBack: write(stages, {
    operation: "RollbackStage",
    verb: "Roll back",
    fits: mayRollBack,
    also: [from(pipelines, { fits: ({ mode }, facts) => mode !== "PARALLEL" && statusOf(facts) === "Failed", isOnRows: false })],
    none: "no stage of it can be rolled back: the first never is, nor one that is in progress",
    async before({ api, item, up }, { ask }) {
      const { name, mode } = up(pipelines);
      const tried = `roll back ${item.name} of ${name}`;
      if (mode === "PARALLEL") throw conflict(tried, SIDE_BY_SIDE);
      const [found, { stages: all }] = await Promise.all([targetsOf(api, name, item.name), api.getState(name)]);
      const current = all.find((stage) => stage.name === item.name);
      const others = found.filter(({ id }) => id !== current?.executionId || current.status !== "Succeeded");
      if (others.length === 0) throw conflict(tried, "no earlier execution has succeeded in it");
      return wayTo(api, name, item.name, await ask.pick(`Roll back ${item.name} of ${name}`, "Choose the execution to go back to", others.map(choiceOf)));
    },
    plan: ({ up }, way) => planOf(up(pipelines).name, way),
    send: ({ api, up }, { stage, target }) => api.rollBackStage(up(pipelines).name, stage, target.id),
  }),

  rollBackTo: write(executions, {
    operation: "RollbackStage",
    verb: "Roll back",
    fits: ({ status, mode, isRollback, isNewest }) => status === "Succeeded" && mode !== "PARALLEL" && !isRollback && !isNewest,
    none: "no earlier execution of it has succeeded that a stage could go back to",
    async before({ api, item, up }, { ask }) {
      const { name, mode } = up(pipelines);
      const tried = `roll back to ${item.id.slice(0, 8)} of ${name}`;
      if (mode === "PARALLEL") throw conflict(tried, SIDE_BY_SIDE);
      const others = (await api.getState(name)).stages.filter((stage) => mayRollBack(stage) && stage.executionId !== item.id);
      if (others.length === 0) throw conflict(tried, "every stage that can be rolled back runs this one already, or is in progress");
      const choices = others.toReversed().map((stage) => ({
        label: stage.name,
        description: joined([statusText(stageStatus(stage)), stage.executionId && `now ${stage.executionId.slice(0, 8)}`]),
        value: stage.name,
      }));
      const stage = await ask.pick(`Roll back to ${item.id.slice(0, 8)} of ${name}`, "Which stage", choices);
      const target = (await targetsOf(api, name, stage)).find(({ id }) => id === item.id);
      if (target === undefined) throw conflict(tried, `it has not succeeded in ${stage}`, "Choose another execution.");
      return wayTo(api, name, stage, target);
    },
    plan: ({ up }, way) => ({ ...planOf(up(pipelines).name, way), resource: up(pipelines).name }),
    send: ({ api, up }, { stage, target }) => api.rollBackStage(up(pipelines).name, stage, target.id),
  }),
};

function targetsOf(api: CodePipelineApi, pipeline: string, stage: string): Promise<readonly Execution[]> {
  return everyItem("list executions", (cursor) => api.listRollbackTargets(pipeline, stage, cursor));
}

/** @throws DevOpsError where the pipeline was another one when the target ran */
async function wayTo(api: CodePipelineApi, pipeline: string, stage: string, target: Execution): Promise<Way> {
  // the list does not tell of which version they are
  const [state, version] = await Promise.all([api.getState(pipeline), api.versionOf(pipeline, target.id)]);
  if (version !== state.version) {
    const why = `execution ${target.id.slice(0, 8)} ran version ${version ?? "?"} of the pipeline, which is at ${state.version} now`;
    throw conflict(`roll back ${stage} of ${pipeline}`, why, "Choose a later execution, or start the pipeline at its commit.");
  }
  const current = state.stages.find(({ name }) => name === stage);
  const now = current?.executionId === undefined ? undefined : await api.readableExecution(pipeline, current.executionId);
  return { stage, target, now, status: current === undefined ? undefined : stageStatus(current) };
}

function planOf(pipeline: string, { stage, target, now, status }: Way): Planned {
  return {
    title: `Roll back stage ${stage} of ${pipeline}`,
    changes: [
      { what: "Execution", before: joined([now?.id.slice(0, 8), statusText(status)], ", "), after: `a rollback to ${target.id.slice(0, 8)}` },
      ...target.revisions.map((revision) => {
        const before = now?.revisions.find(({ action }) => action === revision.action) ?? now?.revisions[0];
        return { what: `Revision of ${revision.action}`, ...(before === undefined ? {} : { before: revisionText(before) }), after: revisionText(revision) };
      }),
      { what: "Variables", after: `those of ${target.id.slice(0, 8)}` },
    ],
    undo:
      now === undefined || status !== "Succeeded"
        ? "stop the execution while it runs; what it has done by then stays done."
        : `roll the stage back to ${now.id.slice(0, 8)}, which it runs now.`,
  };
}

function choiceOf(execution: Execution) {
  const [revision] = execution.revisions;
  const at = execution.updatedAt ?? execution.startedAt;
  const description = joined([statusText(execution.status), formatAgo(at, Date.now()), revision && revisionText(revision)]);
  return { id: execution.id, label: execution.id.slice(0, 8), description, value: execution };
}
