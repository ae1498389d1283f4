import type { RegionState } from "../../account/account.ts";
import type { Revision } from "../../account/taskFamilies.ts";
import { hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Properties, Resource } from "../../resources/inventory.ts";
import { definitionArn, familyIn, familyOf, serviceGroups } from "./courses.ts";
import type { ServiceGroup } from "./courses.ts";

const HOUR = 3_600_000;
const TYPE = "AWS::ECS::TaskDefinition";
/** Of a family with many revisions the first ones are deregistered. */
const KEPT_REVISIONS = 110;

/** The task definitions of a region as they are now, every revision of every family. */
export class Definitions {
  readonly #state: RegionState;
  readonly #groups: readonly ServiceGroup[];
  /** What the stacks say of a family, looked up once. */
  #stacks: ReadonlyMap<string, Properties> | undefined;

  constructor(state: RegionState) {
    this.#state = state;
    this.#groups = serviceGroups(state);
  }

  all(): Resource[] {
    return this.families().flatMap((family) => this.#revisions(family));
  }

  /** By name. */
  families(): string[] {
    const ofGroups = this.#groups.map(({ fleet }) => familyOf(fleet));
    return [...new Set([...this.#state.families.names(), ...ofGroups])].sort();
  }

  /** Of a family, the last one. */
  latest(family: string): number {
    const known = this.#state.families.revisions(family).at(-1)?.revision ?? 0;
    const groups = this.#groups.filter(({ fleet }) => familyOf(fleet) === family);
    return Math.max(known, ...groups.flatMap(({ group }) => group.deployments.map(({ release }) => release.version)));
  }

  find(arn: string): Resource | undefined {
    const [family, revision] = [familyIn(arn), revisionIn(arn)];
    const latest = this.latest(family);
    return revision > 0 && revision <= latest ? this.#revision(family, revision, latest) : undefined;
  }

  /** The image that a revision's container runs. */
  image(arn: string): string {
    const containers = this.find(arn)?.properties["ContainerDefinitions"];
    const [first] = Array.isArray(containers) ? (containers as { readonly Image?: unknown }[]) : [];
    return typeof first?.Image === "string" ? first.Image : "";
  }

  #revisions(family: string): Resource[] {
    const latest = this.latest(family);
    return Array.from({ length: latest }, (_none, index) => this.#revision(family, index + 1, latest));
  }

  #revision(family: string, revision: number, latest: number): Resource {
    const arn = definitionArn(this.#state.inventory, family, revision);
    const known = this.#state.families.revisions(family);
    const own = known.find((one) => one.revision === revision);
    const first = known[0] ?? { revision: latest, at: this.#state.clock.now() };
    const created = own?.at ?? first.at - (first.revision - revision) * (30 + (hashText(family) % 40)) * HOUR;
    const name = `${family}:${revision}`;
    const aliases = revision === latest ? [family] : [];
    const Status = revision + KEPT_REVISIONS >= latest ? "ACTIVE" : "INACTIVE";
    const properties = { ...this.#properties(family, revision, own), Status };
    return { type: TYPE, id: arn, arn, name, aliases, properties, created, updated: created };
  }

  /** What the stack's task definition says, with the image of the revision. */
  #properties(family: string, revision: number, own: Revision | undefined): Properties {
    const { inventory } = this.#state;
    const component = family.replace(/-acceptance$/, "");
    this.#stacks ??= new Map(inventory.ofStacks(TYPE).map(({ properties }) => [text({ properties }, "Family"), properties]));
    const stack = own?.properties ?? this.#stacks.get(component);
    const commit = own?.commit;
    const repository = `${inventory.accountId}.dkr.ecr.${inventory.region}.amazonaws.com/${component}`;
    const Image = `${repository}:${commit ?? `1.${revision}.0`}`;
    const Options = { "awslogs-group": `/ecs/${component}`, "awslogs-region": inventory.region, "awslogs-stream-prefix": component };
    const LogConfiguration = { LogDriver: "awslogs", Options };
    const container = { Name: component, Image, Essential: true, Environment: [], PortMappings: [], MountPoints: [], VolumesFrom: [], LogConfiguration };
    const given = stack?.["ContainerDefinitions"];
    const containers = Array.isArray(given) ? (given as object[]).map((one) => ({ ...container, ...(own?.properties === undefined ? { ...one, Image } : one) })) : [container];
    const small = { Cpu: "256", Memory: "512", NetworkMode: "awsvpc", RequiresCompatibilities: ["FARGATE"] };
    return { ...(stack ?? small), Family: family, ContainerDefinitions: containers };
  }
}

/** `41` of `…/parcel-web:41`. */
export function revisionIn(definition: string): number {
  return Number(/:(\d+)$/.exec(definition)?.[1] ?? 0);
}
