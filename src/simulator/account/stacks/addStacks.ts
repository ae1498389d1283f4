import type { SimulatedClock } from "../../clock.ts";
import { hashText } from "../../random.ts";
import type { StackBlueprint } from "../../services/cloudformation/blueprint.ts";
import type { Stack } from "../../services/cloudformation/model.ts";
import type { RegionState } from "../account.ts";
import { CATALOGUE, componentOf } from "../catalogue.ts";
import type { PipelineSpec, SeededRegion } from "../catalogue.ts";
import { pipelineProjects } from "../declarations.ts";
import { deliveryStack } from "./deliveryStacks.ts";
import { bucketStack, dataStacks, platformStack } from "./platformStacks.ts";
import { functionStack, serviceStack } from "./serviceStacks.ts";
import type { StackPlace } from "./serviceStacks.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Functions whose stacks no pipeline touches. */
const FUNCTIONS: Readonly<Record<SeededRegion, readonly string[]>> = {
  "eu-west-1": ["address-validator", "dead-letter-drain", "image-resizer"],
  "us-east-1": [],
};

/** Stacks whose last operation went wrong, and one that is gone. */
export const TROUBLED = { created: "label-archive", updated: "dispatch-board", deleted: "legacy-quotes" } as const;

type Parts = Pick<RegionState, "pipelines" | "logs" | "repositories" | "stacks">;

/**
 * Adds the stacks of a region: one of each component that a pipeline releases, one of each pipeline, and the platform's.
 * What their pipelines do to them comes with the pipelines' history.
 * @param now when the account is opened
 */
export function addStacks(parts: Parts, clock: SimulatedClock, region: SeededRegion, now: number): void {
  new StackSeeds(parts, clock, region, now).add();
}

class StackSeeds {
  readonly #parts: Parts;
  readonly #clock: SimulatedClock;
  readonly #region: SeededRegion;
  readonly #now: number;
  readonly #logGroups: ReadonlySet<string>;
  /** Repositories and projects that a stack has already. */
  readonly #owned = new Set<string>();

  constructor(parts: Parts, clock: SimulatedClock, region: SeededRegion, now: number) {
    this.#parts = parts;
    this.#clock = clock;
    this.#region = region;
    this.#now = now;
    this.#logGroups = new Set(parts.logs.groups().map(({ name }) => name));
  }

  add(): void {
    const { pipelines } = CATALOGUE[this.#region];
    const components = new Map<string, PipelineSpec[]>();
    for (const spec of pipelines) {
      const component = componentOf(spec.name);
      components.set(component, [...(components.get(component) ?? []), spec]);
      this.#old(this.#delivery(spec));
    }
    for (const [component, specs] of components) {
      this.#addStack(this.#componentStack(component, specs), this.#ageOf(component));
    }
    for (const name of FUNCTIONS[this.#region]) {
      this.#old(functionStack(name, this.#logGroup(`/aws/lambda/${name}`), this.#place(name)));
    }
    this.#addData();
    const artifacts = `kestrel-pipeline-artifacts-${this.#region}`;
    this.#old(bucketStack("kestrel-artifacts", artifacts, "What pipelines hand from stage to stage"));
    if (this.#region === "eu-west-1") {
      this.#addTroubled();
    }
  }

  #componentStack(component: string, specs: readonly PipelineSpec[]): StackBlueprint {
    const place = this.#place(component);
    if (specs.some(({ shape }) => shape === "stack")) {
      return platformStack(component, this.#logGroup("/kestrel/audit"), place);
    }
    if (specs.some(({ shape }) => shape === "lambda")) {
      return functionStack(component, this.#logGroup(`/aws/lambda/${component}`), place);
    }
    const hasCodeDeploy = specs.some(({ shape }) => shape === "release" || shape === "deploy");
    return serviceStack({ component, hasCodeDeploy, logGroup: this.#logGroup(`/ecs/${component}`) }, place);
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
    return deliveryStack(pipeline, facts, this.#place(spec.name));
  }

  #addData(): void {
    const [data, orders, alarms] = dataStacks(this.#place("kestrel-data"));
    const created = this.#ageOf("kestrel-data");
    const root = this.#addStack(data, created);
    const nested = this.#addStack(orders, created + 20_000, root);
    this.#addStack(alarms, created + 40_000, nested);
    for (const [index, stack] of [root, nested].entries()) {
      this.#updateAt(stack, this.#now - 6 * DAY + index * 2000, false);
    }
  }

  /** One whose creation was rolled back, one whose update was, one that was deleted. */
  #addTroubled(): void {
    const { stacks } = this.#parts;
    const { engine } = stacks;
    this.#at(this.#now - 4 * DAY, () => {
      const archive = bucketStack(TROUBLED.created, "kestrel-labels", "Labels of the last ten years");
      engine.create(stacks.store.add(archive, this.#clock.now()), true);
    });
    const board = functionStack(TROUBLED.updated, undefined, this.#place(TROUBLED.updated));
    this.#updateAt(this.#addStack(board, this.#now - 140 * DAY), this.#now - 5 * HOUR, true);
    const quotes = bucketStack(TROUBLED.deleted, "kestrel-legacy-quotes", "Quotes before the new pricing");
    const old = this.#addStack(quotes, this.#now - 900 * DAY);
    this.#at(this.#now - 12 * DAY, () => engine.delete(old));
  }

  /** A stack that somebody updated by hand some days ago. */
  #old(blueprint: StackBlueprint): void {
    const stack = this.#addStack(blueprint, this.#ageOf(blueprint.name));
    this.#updateAt(stack, this.#now - (1 + (hashText(blueprint.name) % 60)) * DAY, false);
  }

  #addStack(blueprint: StackBlueprint, created: number, parent?: Stack): Stack {
    return this.#parts.stacks.store.add(blueprint, created, parent);
  }

  #updateAt(stack: Stack, at: number, fails: boolean): void {
    this.#at(at, () => this.#parts.stacks.engine.update(stack, { fails }));
  }

  #at(at: number, run: () => void): void {
    this.#clock.schedule(at, run);
  }

  #place(name: string): StackPlace {
    const { repositories, stacks } = this.#parts;
    const version = repositories.find(componentOf(name))?.commitAt("main", this.#now - 10 * DAY)?.id ?? "1.0.0";
    return { region: this.#region, accountId: stacks.store.accountId, version };
  }

  #ageOf(name: string): number {
    return this.#now - (130 + (hashText(`${this.#region} ${name}`) % 800)) * DAY;
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
