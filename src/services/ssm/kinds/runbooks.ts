import { joined } from "../../../base/text.ts";
import { formatAgo, formatDuration, timeLine } from "../../../base/time.ts";
import { type Kind, folder } from "../../../host/kinds/kind.ts";
import type { SsmApi } from "../api.ts";
import { type Execution, type Runbook, type Step, byTrouble, runbookRef, standingOfRun, standingOfStep, statusText } from "../model/runbooks.ts";

/** What is known of a runbook from the executions of the region. */
interface RunbookMore {
  /** The newest, if it is among the newest of all. */
  readonly last: Execution | undefined;
}

const CONSOLE = "systems-manager";
const ago = (at: number | undefined, now: number) => (at === undefined ? undefined : formatAgo(at, now));

export const runbooks: Kind<SsmApi, Runbook, undefined, RunbookMore> = {
  noun: "runbook",
  icon: "checklist",
  filter: "Name contains, or how it stands: failed",
  get below() {
    return [executions];
  },
  list: (api, _service, { cursor, signal }) => api.runbooks.list(cursor, signal),
  async *more(api, items, { signal }) {
    // one call tells the newest executions of all runbooks
    const newest = await api.runbooks.listExecutions(undefined, undefined, signal);
    yield items.map(({ name }) => [name, { last: newest.items.find(({ runbook }) => runbook === name) }] as const);
  },
  key: ({ name }) => name,
  tell: ({ name, isOwn, version }, { last }, { now, context }) => ({
    label: name,
    standing: last && standingOfRun(last.status),
    facts: [last && statusText(last.status), ago(last?.startedAt, now), isOwn ? undefined : "of Amazon"],
    tooltip: [name, isOwn ? "Of this account" : "Of Amazon", version && `Version ${version}`, last?.failure],
    ref: runbookRef(context.region, name),
    page: `${CONSOLE}/documents/${encodeURIComponent(name)}/description`,
  }),
  find: ({ service, resource }) => (service === "ssm" && resource.startsWith("document/") ? [resource.slice("document/".length)] : undefined),
};
export const runbooksFolder = folder<SsmApi, undefined>({ noun: "runbooks", label: "Runbooks", icon: "checklist" }, () => [runbooks]);

export const executions: Kind<SsmApi, Execution, Runbook, { readonly failed: Step | undefined }> = {
  noun: "execution",
  words: { undoing: "cancelling" },
  icon: "history",
  none: "It has not run in the last 30 days",
  isHistory: true,
  above: runbooks,
  get below() {
    return [steps];
  },
  list: (api, { name }, { cursor, signal }) => api.runbooks.listExecutions(name, cursor, signal),
  get: (api, id, _runbook, signal) => api.runbooks.getExecution(id, signal),
  teach: ([newest]): Partial<RunbookMore> => ({ last: newest }),
  key: ({ id }) => id,
  tell: ({ id, status, by, startedAt, endedAt, step, failure }, { failed }, { now }) => ({
    // a date in full would leave no room for what happened
    label: joined([ago(startedAt, now), by && `by ${by}`], " ") || id,
    name: id,
    standing: standingOfRun(status),
    facts: [
      statusText(status),
      failed === undefined ? step && `at ${step}` : `at ${failed.name}`,
      failure,
      startedAt !== undefined && endedAt !== undefined ? `took ${formatDuration(endedAt - startedAt)}` : undefined,
    ],
    tooltip: [`Execution ${id}`, failure, timeLine("Started", startedAt), timeLine("Ended", endedAt)],
    page: `${CONSOLE}/automation/execution/${id}`,
  }),
  isSettled: ({ endedAt }) => endedAt !== undefined,
};

export const steps: Kind<SsmApi, Step, Execution> = {
  noun: "step",
  icon: "debug-step-over",
  above: executions,
  list: (api, { id }, { cursor, signal }) => api.runbooks.listSteps(id, cursor, signal),
  order: byTrouble,
  teach: (found) => ({ failed: found.find(({ status }) => standingOfRun(status) === "failed") }),
  key: ({ id }) => id,
  tell: (step, _more, { up }) => {
    const { name, action, status, failure, startedAt, endedAt, id } = step;
    return {
      label: name,
      name,
      standing: standingOfStep(step),
      facts: [statusText(status), failure, action, startedAt !== undefined && endedAt !== undefined ? formatDuration(endedAt - startedAt) : undefined],
      tooltip: [name, failure, action, timeLine("Started", startedAt), timeLine("Ended", endedAt)],
      page: `${CONSOLE}/automation/execution/${up(executions).id}/step/${id}`,
    };
  },
};
