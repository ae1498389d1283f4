import type { ExecutionTrigger, ResolvedPipelineVariable } from "@aws-sdk/client-codepipeline";
import type { SimulatedClock } from "../../clock.ts";
import { Random } from "../../random.ts";
import type { BuildStore } from "../codebuild/builds.ts";
import { ActionWorld } from "./actions.ts";
import { PipelineEngine } from "./engine.ts";
import type { Behaviour, Execution, Pipeline, Revision } from "./model.ts";

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
const COMMIT_SUBJECTS = [
  "Show the handover time in the depot's own time zone",
  "Retry carrier webhooks with back-off",
  "Round weights to the carrier's step",
  "Fix the ETA of parcels that skip a depot",
  "Add Norwegian to the label templates",
  "Cache the route matrix per depot",
  "Drop the old rate table",
  "Log the correlation id of every scan",
  "Bump aws-sdk and friends",
  "Make the map keyboard accessible",
  "Refuse labels without a customs code",
  "Speed up the parcel search",
] as const satisfies readonly [string, ...string[]];

/** The pipelines of one region. */
export class PipelineStore {
  readonly region: string;
  readonly accountId: string;
  readonly world: ActionWorld;
  readonly engine: PipelineEngine;
  readonly #clock: SimulatedClock;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #random: Random;

  constructor(region: string, accountId: string, clock: SimulatedClock, builds: BuildStore) {
    this.region = region;
    this.accountId = accountId;
    this.#clock = clock;
    this.world = new ActionWorld(clock, builds);
    this.engine = new PipelineEngine(clock, this.world.run, `engine ${region}`);
    this.#random = new Random(`pipelines ${region}`);
  }

  add(declaration: Pipeline["declaration"], behaviour: Behaviour, created: number, updated: number): Pipeline {
    const slots = (declaration.stages ?? []).map((stage) => ({
      name: stage.name ?? "",
      occupant: undefined,
      waiting: [],
      latest: undefined,
      latestActions: new Map(),
      transition: { enabled: true, changedBy: undefined, changedAt: undefined, reason: undefined },
    }));
    const pipeline: Pipeline = { declaration, behaviour, created, updated, slots, executions: [] };
    this.#pipelines.set(declaration.name, pipeline);
    return pipeline;
  }

  find(name: string): Pipeline | undefined {
    return this.#pipelines.get(name);
  }

  /** By name. */
  all(): Pipeline[] {
    return [...this.#pipelines.values()].sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
  }

  start(pipeline: Pipeline, request: PipelineStart): Execution {
    return this.engine.start(pipeline, {
      trigger: request.trigger,
      variables: resolveVariables(pipeline, request.variables ?? new Map()),
      revisions: this.#revisions(pipeline, request.commits ?? new Map()),
      reliable: request.reliable,
    });
  }

  /** The head of each source action's branch, or the commit that was asked for. */
  #revisions(pipeline: Pipeline, commits: ReadonlyMap<string, string>): Revision[] {
    const sources = (pipeline.declaration.stages ?? [])
      .flatMap((stage) => stage.actions ?? [])
      .filter((action) => action.actionTypeId?.category === "Source");
    return sources.map((action) => {
      const actionName = action.name ?? "";
      const repository = action.configuration?.["RepositoryName"] ?? pipeline.behaviour.repository;
      const revisionId = commits.get(actionName) ?? this.#random.hex(40);
      return {
        actionName,
        revisionId,
        summary: this.#random.pick(COMMIT_SUBJECTS),
        url: `${REPOSITORIES}/${repository}/commit/${revisionId}?region=${this.region}`,
        created: this.#clock.now() - this.#random.between(20_000, 400_000),
      };
    });
  }
}

function resolveVariables(pipeline: Pipeline, given: ReadonlyMap<string, string>): ResolvedPipelineVariable[] {
  return (pipeline.declaration.variables ?? []).map((variable) => ({
    name: variable.name,
    resolvedValue: given.get(variable.name ?? "") ?? variable.defaultValue ?? "",
  }));
}
