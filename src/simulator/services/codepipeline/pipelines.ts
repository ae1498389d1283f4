import type { ActionDeclaration, ExecutionTrigger, ResolvedPipelineVariable } from "@aws-sdk/client-codepipeline";
import { NO_PAST } from "../../account/past.ts";
import type { Settle } from "../../account/past.ts";
import type { SimulatedClock } from "../../clock.ts";
import type { LogStreamSource } from "../logs/logStream.ts";
import type { CommitSource } from "../codecommit/commitSource.ts";
import { RequestTokens } from "../requestTokens.ts";
import { ActionWorld } from "./actions.ts";
import type { ActionSurroundings } from "./actions.ts";
import { PipelineEngine } from "./engine.ts";
import type { Behaviour, Execution, Pipeline, Revision, StageSlot } from "./model.ts";

/** What to start a pipeline with. */
export interface PipelineStart {
  readonly trigger: ExecutionTrigger;
  /** Given values; the rest come from the pipeline's declaration. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Commit by source action. */
  readonly commits?: ReadonlyMap<string, string>;
  readonly reliable: boolean;
}

const REPOSITORIES = "https://console.aws.amazon.com/codesuite/codecommit/repositories";

/** The pipelines of one region. */
export class PipelineStore {
  readonly region: string;
  readonly accountId: string;
  readonly world: ActionWorld;
  readonly engine: PipelineEngine;
  readonly tokens: RequestTokens<Execution>;
  readonly #clock: SimulatedClock;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #commits: CommitSource;
  readonly #settle: Settle;

  /** @param settle makes the past, before anything is told of it */
  constructor(
    region: string,
    accountId: string,
    clock: SimulatedClock,
    surroundings: ActionSurroundings,
    commits: CommitSource,
    settle = NO_PAST,
  ) {
    this.#settle = settle;
    this.region = region;
    this.accountId = accountId;
    this.#clock = clock;
    this.world = new ActionWorld(clock, surroundings);
    this.engine = new PipelineEngine(clock, this.world.run, `engine ${accountId} ${region}`);
    this.tokens = new RequestTokens(clock);
    this.#commits = commits;
  }

  add(declaration: Pipeline["declaration"], behaviour: Behaviour, created: number, updated: number): Pipeline {
    const slots = slotsOf(declaration);
    const settle = () => this.#settle(`pipeline ${declaration.name}`);
    const executions: Execution[] = [];
    const pipeline: Pipeline = {
      declaration,
      behaviour,
      created,
      updated,
      get slots() {
        settle();
        return slots;
      },
      get executions() {
        settle();
        return executions;
      },
    };
    this.#pipelines.set(declaration.name, pipeline);
    return pipeline;
  }

  /** A pipeline gets another declaration: stages that it still has stay as they are. @param at milliseconds since 1970 */
  change(pipeline: Pipeline, declaration: Pipeline["declaration"], at: number): void {
    const { slots } = pipeline;
    const known = new Map(slots.map((slot) => [slot.name, slot]));
    slots.splice(0, slots.length, ...slotsOf(declaration).map((slot) => known.get(slot.name) ?? slot));
    pipeline.declaration = declaration;
    pipeline.updated = at;
  }

  /** The logs of a pipeline's own commands. */
  commandStreams(name: string): readonly LogStreamSource[] {
    this.#settle(`pipeline ${name}`);
    return this.world.commands.streams(name);
  }

  remove(name: string): void {
    this.#pipelines.delete(name);
  }

  find(name: string): Pipeline | undefined {
    return this.#pipelines.get(name);
  }

  /** By name. */
  all(): Pipeline[] {
    return [...this.#pipelines.values()].sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
  }

  start(pipeline: Pipeline, request: PipelineStart): Execution {
    this.#settle(`pipeline ${pipeline.declaration.name}`);
    return this.engine.start(pipeline, {
      trigger: request.trigger,
      variables: resolveVariables(pipeline, request.variables ?? new Map()),
      revisions: this.#revisions(pipeline, request.commits ?? new Map()),
      reliable: request.reliable,
    });
  }

  /** The head of each source action's branch, or the commit that was asked for. */
  #revisions(pipeline: Pipeline, commits: ReadonlyMap<string, string>): Revision[] {
    const sources = sourceActions(pipeline);
    return sources.flatMap((action) => {
      const actionName = action.name ?? "";
      const repository = action.configuration?.["RepositoryName"] ?? pipeline.behaviour.repository;
      const asked = commits.get(actionName);
      const found =
        asked === undefined
          ? this.#commits.headAt(repository, action.configuration?.["BranchName"] ?? "main", this.#clock.now())
          : (this.#commits.find(repository, asked) ?? { id: asked, subject: "", created: this.#clock.now() });
      if (found === undefined) {
        return [];
      }
      const url = `${REPOSITORIES}/${repository}/commit/${found.id}?region=${this.region}`;
      return [{ actionName, revisionId: found.id, summary: found.subject, url, created: found.created }];
    });
  }

  /** Starts every pipeline with a source action that watches this branch, as the rule of Amazon EventBridge does. */
  startOnPush(repository: string, branch: string, commitId: string): Execution[] {
    return this.all().flatMap((pipeline) => {
      const watching = sourceActions(pipeline).filter(
        ({ configuration }) => configuration?.["RepositoryName"] === repository && configuration["BranchName"] === branch,
      );
      if (watching.length === 0) {
        return [];
      }
      const rule = `rule/codepipeline-${pipeline.declaration.name}`;
      const triggerDetail = `arn:aws:events:${this.region}:${this.accountId}:${rule}`;
      return this.start(pipeline, {
        trigger: { triggerType: "CloudWatchEvent", triggerDetail },
        commits: new Map(watching.map(({ name }) => [name ?? "", commitId])),
        reliable: true,
      });
    });
  }
}

function slotsOf({ stages = [] }: Pipeline["declaration"]): StageSlot[] {
  return stages.map((stage) => ({
    name: stage.name ?? "",
    occupant: undefined,
    waiting: [],
    latest: undefined,
    latestActions: new Map(),
    transition: { enabled: true, changedBy: undefined, changedAt: undefined, reason: undefined },
  }));
}

function sourceActions(pipeline: Pipeline): ActionDeclaration[] {
  return (pipeline.declaration.stages ?? [])
    .flatMap((stage) => stage.actions ?? [])
    .filter((action) => action.actionTypeId?.category === "Source");
}

function resolveVariables(pipeline: Pipeline, given: ReadonlyMap<string, string>): ResolvedPipelineVariable[] {
  return (pipeline.declaration.variables ?? []).map((variable) => ({
    name: variable.name,
    resolvedValue: given.get(variable.name ?? "") ?? variable.defaultValue ?? "",
  }));
}
