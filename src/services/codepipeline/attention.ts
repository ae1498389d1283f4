import type { AttentionAnswer, AttentionItem, AttentionRequest, OpenHead } from "../../base/contracts.ts";
import { mapLimited } from "../../base/async.ts";
import { noneWhereGone } from "../../base/errors.ts";
import { everyItem } from "../../base/pages.ts";
import { plural } from "../../base/text.ts";
import { type Attention, oncePer } from "../../host/kinds/attention.ts";
import type { CodePipelineApi } from "./api.ts";
import { manifest } from "./manifest.ts";
import {
  type Action,
  type Execution,
  type Pipeline,
  isRunning,
  pipelineRef,
  revisionText,
  standingOf,
  statusText,
} from "./model.ts";
import { type Place, actionIn, placeIn } from "./place.ts";

/** Pipelines that are looked at, with a call each. */
const WATCHED = 20;
/** Definitions that are read in one look, each once, until it is known which pipelines take an open repository. */
const READ = 20;
/** Executions that are looked at of a pipeline. */
const RECENT = 20;
const MOST_NAMES = 1000;
const AT_ONCE = 4;

const watchOf = oncePer((api: CodePipelineApi) => new PipelineWatch(api));

/** Executions that run, wait or failed, and those of the open commits. */
export const pipelineAttention: Attention<CodePipelineApi> = { followsCommits: true, look: (api, request) => watchOf(api).look(request) };

class PipelineWatch {
  readonly #api: CodePipelineApi;
  #pipelines: readonly Pipeline[] | undefined;
  /** Where executions of open commits failed: that does not change. By execution and time. */
  readonly #failures = new Map<string, Action | undefined>();

  constructor(api: CodePipelineApi) {
    this.#api = api;
  }

  async look(request: AttentionRequest): Promise<AttentionAnswer> {
    const { context, only, heads, recent, signal } = request;
    if (only === undefined || this.#pipelines === undefined) {
      this.#pipelines = await everyItem("list pipelines", (cursor) => this.#api.listPipelines(MOST_NAMES, cursor, signal));
    }
    const all = usedFirst(this.#pipelines, recent);
    const ofHeads = await this.#taking(all, heads, signal);
    const followed = new Set(only?.map(({ id }) => id.split("/", 1)[0]));
    const watched = only === undefined ? [...new Set([...ofHeads, ...all])].slice(0, WATCHED) : all.filter((one) => followed.has(one.name) || ofHeads.includes(one)).slice(0, WATCHED);
    const items: AttentionItem[] = [];
    const failures: unknown[] = [];
    const itemsOf = async ({ name }: Pipeline) => {
      try {
        return await this.#itemsOf(name, context.region, heads, signal);
      } catch (error) {
        failures.push(error);
        return [];
      }
    };
    for await (const found of mapLimited(watched, AT_ONCE, itemsOf)) items.push(...found);
    // one that was deleted meanwhile does not hide the others
    if (failures.length > 0 && failures.length === watched.length) throw failures[0];
    const unwatched = all.length - watched.length;
    return { items, note: unwatched > 0 ? `${plural(unwatched, "pipeline")} not watched` : undefined };
  }

  /** The pipelines that take one of the repositories. What is known of none yet is read first where its name is alike. */
  async #taking(all: readonly Pipeline[], heads: readonly OpenHead[], signal: AbortSignal): Promise<readonly Pipeline[]> {
    const wanted = new Set(heads.flatMap(({ repositories }) => repositories));
    if (wanted.size === 0) return [];
    const isAlike = ({ name }: Pipeline) => [...wanted].some((repository) => name.includes(repository.split("/").at(-1) ?? repository));
    const unread = all.filter((one) => !this.#api.isRead(one)).toSorted((a, b) => Number(isAlike(b)) - Number(isAlike(a)));
    const known = [...all.filter((one) => this.#api.isRead(one)), ...unread.slice(0, READ)];
    const taking = new Set<string>();
    const read = async (one: Pipeline) => ({ name: one.name, repositories: await this.#api.repositoriesOf(one, signal).catch(noneWhereGone) });
    for await (const { name, repositories = [] } of mapLimited(known, AT_ONCE, read)) {
      if (repositories.some((repository) => wanted.has(repository))) taking.add(name);
    }
    return all.filter(({ name }) => taking.has(name));
  }

  async #itemsOf(pipeline: string, region: string, heads: readonly OpenHead[], signal: AbortSignal): Promise<readonly AttentionItem[]> {
    const { items: executions } = await this.#api.listExecutions(pipeline, RECENT, undefined, signal);
    const wanted = new Set(heads.map(({ commit }) => commit));
    const isOfHead = ({ revisions }: Execution) => revisions.some(({ id }) => wanted.delete(id));
    const telling = executions.flatMap((execution, index) => {
      const isHead = isOfHead(execution);
      return isHead || isRunning(execution.status) || (index === 0 && execution.status === "Failed") ? [{ execution, isHead }] : [];
    });
    const state = telling.some(({ execution }) => isRunning(execution.status)) ? await this.#api.getState(pipeline, signal) : undefined;
    const found: AttentionItem[] = [];
    for (const { execution, isHead } of telling) {
      const failed = isHead && execution.status === "Failed" ? await this.#failedIn(pipeline, execution, signal) : undefined;
      const place = state !== undefined && isRunning(execution.status) ? placeIn(state, execution.id) : undefined;
      found.push(toItem(pipeline, region, execution, place ?? placeOfFailure(failed)));
    }
    return found;
  }

  /** The action at which an execution failed; a retry makes it another failure. */
  async #failedIn(pipeline: string, { id, updatedAt }: Execution, signal: AbortSignal): Promise<Action | undefined> {
    const key = `${id} ${updatedAt ?? ""}`;
    if (!this.#failures.has(key)) {
      const actions = await this.#api.listActions(pipeline, id, signal);
      this.#failures.set(key, actions.findLast(({ status }) => status === "Failed"));
    }
    return this.#failures.get(key);
  }
}

/** Those used lately, then the others as they are. */
function usedFirst(pipelines: readonly Pipeline[], recent: readonly string[]): readonly Pipeline[] {
  const used = new Map(recent.flatMap((id, index) => (id.startsWith(`${manifest.id}/`) ? [[id.split("/")[1] ?? "", index]] : []) as [string, number][]).toReversed());
  const rank = ({ name }: Pipeline) => used.get(name) ?? recent.length;
  return pipelines.toSorted((a, b) => rank(a) - rank(b));
}

function placeOfFailure(failed: Action | undefined): Place | undefined {
  if (failed === undefined) return undefined;
  const { stage, name, error, changedAt } = failed;
  return { standing: "failed", facts: [`failed in ${actionIn(stage, name)}`, error?.split("\n", 1)[0]], at: changedAt, action: `${stage}/${name}` };
}

function toItem(pipeline: string, region: string, execution: Execution, place: Place | undefined): AttentionItem {
  const { id, status, startedAt, updatedAt, revisions, isRollback } = execution;
  const [revision] = revisions;
  const own = place ?? { standing: standingOf(status), facts: [statusText(status)], at: isRunning(status) ? startedAt : (updatedAt ?? startedAt), action: undefined };
  const { resource, ...ref } = pipelineRef(region, "", pipeline);
  return {
    id: `${pipeline}/${id}`,
    label: pipeline,
    standing: own.standing,
    facts: [...own.facts, isRollback ? "rollback" : undefined, revision && revisionText(revision)],
    at: own.at ?? startedAt,
    ref: { ...ref, resource: own.action === undefined ? resource : `${resource}/${own.action}` },
    commits: revisions.map((one) => one.id),
  };
}
