import type { SimulatedClock } from "../../clock.ts";
import { hashText } from "../../random.ts";
import { artifactBucket } from "../../services/artifacts.ts";
import type { StackBlueprint } from "../../services/cloudformation/blueprint.ts";
import type { Stack } from "../../services/cloudformation/model.ts";
import type { RegionState } from "../account.ts";
import { STACKS } from "../past.ts";
import type { Past } from "../past.ts";
import { componentOf } from "../catalogue.ts";
import type { PipelineSpec, RegionCatalogue } from "../catalogue.ts";
import { pipelineProjects } from "../declarations.ts";
import { deliveryStack } from "./deliveryStacks.ts";
import { bucketStack, dataStacks, nestedStacks, platformStack } from "./platformStacks.ts";
import { fleetStack, functionStack, serviceStack } from "./serviceStacks.ts";
import type { StackPlace } from "./serviceStacks.ts";
import { addUnfinished, UNFINISHED } from "./unfinished.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Stacks whose last operation went wrong, and one that is gone. */
export const TROUBLED = { created: "label-archive", nested: "returns-desk", updated: "dispatch-board", deleted: "legacy-quotes" } as const;

/** Somebody is just updating it when the account is opened. */
const UPDATING = "invoice-export";

type Parts = Pick<RegionState, "pipelines" | "logs" | "repositories" | "stacks">;

/**
 * Adds the stacks of a region: one of each component that a pipeline releases, one of each pipeline, and the platform's.
 * What their pipelines do to them comes with the pipelines' history.
 * @param environment in the names of clusters and deployment groups
 * @param now when the account is opened
 */
export function addStacks(
  parts: Parts,
  past: Past,
  clock: SimulatedClock,
  environment: string,
  catalogue: RegionCatalogue,
  now: number,
): void {
  new StackSeeds(parts, past, clock, environment, now).add(catalogue);
}

class StackSeeds {
  readonly #parts: Parts;
  readonly #past: Past;
  readonly #clock: SimulatedClock;
  readonly #place: StackPlace;
  readonly #now: number;
  readonly #logGroups: ReadonlySet<string>;
  /** Stacks, repositories, projects and log groups that are there already. */
  readonly #owned = new Set<string>();
  readonly #added = new Map<string, Stack>();

  constructor(parts: Parts, past: Past, clock: SimulatedClock, environment: string, now: number) {
    this.#parts = parts;
    this.#past = past;
    this.#clock = clock;
    const { region, accountId } = parts.stacks.store;
    this.#place = { region, accountId, environment };
    this.#now = now;
    this.#logGroups = new Set(parts.logs.groups().map(({ name }) => name));
  }

  add({ pipelines, logs }: RegionCatalogue): void {
    const { accountId, region } = this.#parts.stacks.store;
    for (const spec of pipelines) {
      this.#old(this.#delivery(spec));
      this.#addReleased(spec);
    }
    for (const name of logs.functions) {
      const stack = functionStack(name, this.#logGroup(`/aws/lambda/${name}`), this.#place);
      if (this.#own(`stack ${name}`)) {
        this.#old(stack);
      }
    }
    this.#addData();
    this.#old(bucketStack("kestrel-artifacts", artifactBucket(accountId, region), "What pipelines hand on"));
    this.#past.tie(STACKS, [STACKS]);
    if (logs.unusual === true) {
      this.#addTroubled();
      for (const name of [UNFINISHED.drifted, UNFINISHED.stuck]) {
        const stack = this.#added.get(name);
        if (stack !== undefined) {
          stack.isRestless = true;
        }
      }
      addUnfinished(this.#parts.stacks, this.#past, this.#clock, this.#now);
    }
  }

  /** Released stacks begin with a commit from before the history. */
  #setVersion(stack: Stack): void {
    const version = this.#parts.repositories.find(stack.blueprint.name)?.commitAt("main", this.#now - 10 * DAY)?.id;
    if (version !== undefined && stack.parameters.has("Version")) {
      stack.parameters = new Map([...stack.parameters, ["Version", version]]);
    }
  }

  /** The stack of what a pipeline releases; its own updates are the pipeline's, where it has an action for them. */
  #addReleased(spec: PipelineSpec): void {
    const blueprint = this.#released(spec);
    if (!this.#own(`stack ${blueprint.name}`)) {
      throw new Error(`There are two stacks ${blueprint.name}`);
    }
    const strand = componentOf(spec.name);
    if (spec.shape === "release" || spec.shape === "lambda" || spec.shape === "stack") {
      this.#addStack(blueprint, this.#ageOf(blueprint.name), strand);
    } else {
      this.#old(blueprint, strand);
    }
  }

  #released(spec: PipelineSpec): StackBlueprint {
    const component = componentOf(spec.name);
    const place = this.#place;
    switch (spec.shape) {
      case "stack":
        return platformStack(component, this.#logGroup("/kestrel/audit"), place);
      case "lambda":
        return functionStack(component, this.#logGroup(`/aws/lambda/${component}`), place);
      case "deploy":
        return fleetStack(spec.application ?? componentOf(spec.name), place);
      case "release":
      case "tested":
      case "checked": {
        const logGroup = this.#logGroup(`/ecs/${component}`);
        return serviceStack({ component, hasCodeDeploy: spec.shape === "release", logGroup }, place);
      }
    }
  }

  #delivery(spec: PipelineSpec): StackBlueprint {
    const pipeline = this.#parts.pipelines.find(spec.name);
    if (pipeline === undefined) {
      throw new Error(`There is no pipeline ${spec.name}`);
    }
    const component = componentOf(spec.name);
    const projects = pipelineProjects(spec).map(({ name }) => name);
    const facts = {
      component,
      repository: this.#own(component) ? component : undefined,
      projects: projects.filter((project) => this.#own(project)),
    };
    return deliveryStack(pipeline, facts, this.#place);
  }

  #addData(): void {
    const [data, orders, alarms] = dataStacks(this.#place);
    const created = this.#ageOf("kestrel-data");
    const root = this.#addStack(data, created, data.name);
    const nested = this.#addStack(orders, created + 20_000, data.name, root);
    this.#addStack(alarms, created + 40_000, data.name, nested);
    for (const [index, stack] of [root, nested].entries()) {
      this.#updateAt(stack, this.#now - 6 * DAY + index * 2000, false);
    }
  }

  /**
   * Two whose creation was rolled back, the second for a stack in it, one whose update was, one that is being updated, one
   * that is only planned, one that was deleted.
   */
  #addTroubled(): void {
    const { stacks } = this.#parts;
    const { engine } = stacks;
    this.#past.schedule(STACKS, this.#now - 4 * DAY, () => {
      const archive = bucketStack(TROUBLED.created, "kestrel-labels", "Labels of the last ten years");
      engine.create(stacks.store.add(archive, this.#clock.now()), true);
    });
    this.#past.schedule(STACKS, this.#now - 3 * DAY, () => {
      const [desk, storage] = nestedStacks(TROUBLED.nested, this.#place);
      const root = stacks.store.add(desk, this.#clock.now());
      stacks.store.add(storage, this.#clock.now(), root);
      engine.create(root, true);
    });
    const board = functionStack(TROUBLED.updated, undefined, this.#place);
    this.#updateAt(this.#addStack(board, this.#now - 140 * DAY, STACKS), this.#now - 5 * HOUR, true);
    const updating = this.#added.get(UPDATING);
    if (updating !== undefined) {
      this.#updateAt(updating, this.#now - 1000, false);
    }
    // a change set for a stack that does not exist yet makes one without resources, until it is executed
    this.#past.schedule(STACKS, this.#now - 2 * HOUR, () => {
      const planned = bucketStack("returns-archive", "kestrel-returns-archive", "What came back, for the tax office");
      const stack = stacks.store.add(planned, this.#clock.now());
      stack.resources = [];
      stacks.store.setStatus(stack, "REVIEW_IN_PROGRESS", "User Initiated");
    });
    const quotes = bucketStack(TROUBLED.deleted, "kestrel-legacy-quotes", "Quotes before the new pricing");
    const old = this.#addStack(quotes, this.#now - 900 * DAY, STACKS);
    this.#past.schedule(STACKS, this.#now - 12 * DAY, () => engine.delete(old));
  }

  /** A stack that somebody updated by hand some days ago. */
  #old(blueprint: StackBlueprint, strand = `stack ${blueprint.name}`): void {
    const stack = this.#addStack(blueprint, this.#ageOf(blueprint.name), strand);
    this.#updateAt(stack, this.#now - (1 + (hashText(blueprint.name) % 60)) * DAY, false);
  }

  /** @param strand of the past in which it changes */
  #addStack(blueprint: StackBlueprint, created: number, strand: string, parent?: Stack): Stack {
    const stack = this.#parts.stacks.store.add(blueprint, created, parent);
    this.#added.set(blueprint.name, stack);
    const families = blueprint.resources.flatMap(({ type, properties: { Family: family } }) =>
      type === "AWS::ECS::TaskDefinition" && typeof family === "string" ? [`family ${family}`] : [],
    );
    this.#past.tie(strand, [`stack ${blueprint.name}`, ...families]);
    this.#past.later(strand, () => this.#setVersion(stack));
    return stack;
  }

  #updateAt(stack: Stack, at: number, fails: boolean): void {
    const strand = this.#past.strandOf(`stack ${stack.blueprint.name}`) ?? STACKS;
    this.#past.schedule(strand, at, () => this.#parts.stacks.engine.update(stack, { fails }));
  }

  #ageOf(name: string): number {
    return this.#now - (130 + (hashText(`${this.#parts.stacks.store.region} ${name}`) % 800)) * DAY;
  }

  #logGroup(name: string): string | undefined {
    return this.#logGroups.has(name) && this.#own(name) ? name : undefined;
  }

  /** Whether nothing had this resource so far. */
  #own(name: string): boolean {
    const isFree = !this.#owned.has(name);
    this.#owned.add(name);
    return isFree;
  }
}
