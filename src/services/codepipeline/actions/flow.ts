import { randomUUID } from "node:crypto";
import { conflict } from "../../../base/errors.ts";
import { joined } from "../../../base/text.ts";
import { from } from "../../../host/kinds/action.ts";
import type { Ask } from "../../../host/kinds/ask.ts";
import { write } from "../../../host/kinds/kindRoom.ts";
import type { CodePipelineApi } from "../api.ts";
import { conditionText, conditions, pipelines, stages, statusOf } from "../kinds.ts";
import { type Source, canOverride, revisionText, shortRevision } from "../model.ts";
import { MOST, runningText, variableChanges } from "./plans.ts";
import { backward } from "./rollBack.ts";
import { askVariables } from "./variables.ts";

/** How many of an action's latest revisions are offered. */
const REVISIONS = 25;

/** What goes into a stage, what has to hold there, and what it is brought back to. */
export const flow = {
  startAt: write(pipelines, {
    operation: "StartPipelineExecution",
    verb: "Start",
    fits: ({ type }) => type === "V2",
    none: "only pipelines of type V2 are started at a revision",
    async before({ api, item: { name } }, { ask }) {
      const [state, sources, variables] = await Promise.all([api.getState(name), api.getSources(name), api.getVariables(name)]);
      const [only, ...others] = sources;
      if (only === undefined) throw conflict(`start ${name} at a revision`, "it is of type V1, or has no source action");
      const named = (value: Source) => ({ label: value.action, description: value.provider, value });
      const source = others.length === 0 ? only : await ask.pick(`Start ${name}`, "Source action", sources.map(named));
      const revision = await askRevision(ask, api, name, source);
      return { state, source, revision, variables, values: await askVariables(ask, name, variables), token: randomUUID() };
    },
    plan: ({ item: { name } }, { state, source, revision, variables, values }) => ({
      title: `Start pipeline ${name} at ${shortRevision(revision)}`,
      changes: [
        { what: "Execution", before: runningText(state), after: "a new one" },
        { what: `Revision of ${source.action}`, before: "the latest", after: revision },
        ...variableChanges(variables, values),
      ],
      undo: "stop the execution; what its actions have done by then stays done.",
    }),
    send: ({ api, item: { name } }, { values, token, source, revision }) => api.start(name, values, token, { source, id: revision }),
  }),

  ...backward,

  disable: write(stages, {
    operation: "DisableStageTransition",
    verb: "Disable",
    fits: ({ index, disabledReason }) => index > 0 && disabledReason === undefined,
    none: "nothing goes into a stage of it already",
    async before({ item, up }, { ask }) {
      const check = (text: string) => (text.trim() === "" ? "Say why: everybody sees it at the stage" : undefined);
      const title = `Disable the transition into ${item.name} of ${up(pipelines).name}`;
      return ask.text({ title, prompt: "Reason", example: "Release freeze until Monday", max: MOST.transition, check });
    },
    plan: ({ item, up }, reason) => ({
      title: `Disable the transition into ${item.name} of ${up(pipelines).name}`,
      changes: [{ what: `Into ${item.name}`, before: "executions go on by themselves", after: `they wait: ${reason}` }],
      undo: "enable the transition.",
    }),
    send: ({ api, item, up }, reason) => api.disableTransition(up(pipelines).name, item.name, reason),
  }),

  enable: write(stages, {
    operation: "EnableStageTransition",
    verb: "Enable",
    fits: ({ disabledReason }) => disabledReason !== undefined,
    also: [from(pipelines, { fits: (_pipeline, facts) => statusOf(facts) === "Failed", isOnRows: false })],
    none: "no transition of it is disabled",
    plan: ({ item, up }) => ({
      title: `Enable the transition into ${item.name} of ${up(pipelines).name}`,
      changes: [
        {
          what: `Into ${item.name}`,
          before: `executions wait: ${item.disabledReason ?? ""}`,
          after: item.inbound.length === 0 ? "they go on by themselves" : `${item.inbound.at(-1)?.slice(0, 8)} goes in at once, later ones by themselves`,
        },
      ],
      undo: "disable the transition; what went in by then stays in.",
    }),
    send: ({ api, item, up }) => api.enableTransition(up(pipelines).name, item.name),
  }),

  override: write(conditions, {
    operation: "OverrideStageCondition",
    verb: "Override",
    fits: canOverride,
    also: [
      from(stages, { fits: (stage) => stage.conditions.some(canOverride) }),
      from(pipelines, { fits: (_pipeline, facts) => statusOf(facts) === "Failed", isOnRows: false }),
    ],
    none: "no condition holds an execution up",
    plan: ({ item, up }) => ({
      title: `Override the condition of stage ${item.stage} of ${up(pipelines).name}`,
      changes: [
        {
          what: item.place === "entry" ? `Before ${item.stage}` : `Behind ${item.stage}`,
          before: joined([conditionText(item.status), item.summary], ": "),
          after: item.place === "entry" ? "the stage is entered all the same" : "the execution goes on all the same",
        },
        ...item.rules.map((rule) => ({ what: `Rule ${rule.name}`, after: joined([conditionText(rule.status), rule.summary], ": ") })),
        { what: "Execution", after: item.executionId ?? "" },
      ],
      undo: "it cannot be taken back; stop the execution.",
    }),
    send: ({ api, item, up }) =>
      api.overrideCondition(up(pipelines).name, item.stage, item.executionId ?? "", item.place === "entry" ? "entry" : "success"),
  }),
};

/** One of the revisions that a source action took lately, or another. */
async function askRevision(ask: Ask, api: CodePipelineApi, pipeline: string, source: Source): Promise<string> {
  const { items } = await api.listExecutions(pipeline, 100, undefined);
  const taken = items.flatMap(({ revisions }) => revisions.filter(({ action }) => action === source.action));
  const latest = [...new Map(taken.toReversed().map((revision) => [revision.id, revision])).values()].toReversed().slice(0, REVISIONS);
  const title = `Start ${pipeline} at a revision of ${source.action}`;
  const other = { label: "Another…", description: source.revisionType === "COMMIT_ID" ? "a commit's whole id" : "by its id", value: "" };
  const chosen = await ask.pick(title, "Revision", [
    ...latest.map((revision) => ({ id: revision.id, label: shortRevision(revision.id), description: revisionText(revision).replace(/^\S+ ?/, ""), value: revision.id })),
    other,
  ]);
  if (chosen !== "") return chosen;
  const isCommit = source.revisionType === "COMMIT_ID";
  const check = (text: string) => {
    if (isCommit && !/^[0-9a-f]{40}$/.test(text.trim())) return "A commit's whole id: 40 digits from 0 to f";
    return text.trim() === "" ? "An id is needed" : undefined;
  };
  const example = isCommit ? "7c9b2f1d5e804a6b93c1d27f4e5a60b8c9d1e2f3" : "its id";
  return (await ask.text({ title, prompt: "Revision", example, max: 1500, check })).trim();
}
