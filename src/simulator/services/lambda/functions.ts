import { createHash } from "node:crypto";
import type { RegionState } from "../../account/account.ts";
import { hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { weightAt } from "../codedeploy/describeTargets.ts";
import { isActive, statusAt } from "../codedeploy/model.ts";
import type { DeploymentGroup } from "../codedeploy/model.ts";

const DAY = 86_400_000;

export const FUNCTION = "AWS::Lambda::Function";
export const VERSION = "AWS::Lambda::Version";
export const ALIAS = "AWS::Lambda::Alias";
export const MAPPING = "AWS::Lambda::EventSourceMapping";

/** The functions of one region: those of stacks, and those whose traffic CodeDeploy shifts. */
export class Functions {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory } = state;
    inventory.derive(FUNCTION, () => [...inventory.ofStacks(FUNCTION), ...this.#stray()].map((one) => this.#found(one)));
    inventory.derive(VERSION, () => inventory.list(FUNCTION).flatMap((one) => this.#versions(one)));
    inventory.derive(ALIAS, () => this.#groups().map((group) => this.#alias(group)));
    inventory.derive(MAPPING, () => inventory.list(FUNCTION).filter(({ name }) => isQueued(name)).map((one) => this.#mapping(one)));
  }

  /** What the code of a function hashes to: another with each version of its stack. */
  codeHash({ name, properties }: Resource, version = "$LATEST"): string {
    const code = JSON.stringify(properties["Code"] ?? {});
    return createHash("sha256").update(`${name} ${version === "$LATEST" ? code : version}`).digest("base64");
  }

  #groups(): DeploymentGroup[] {
    const groups = this.#state.deployments.applications().flatMap((one) => [...one.groups.values()]);
    return groups.filter(({ fleet }) => fleet.kind === "function");
  }

  /** A request may name a function in short, too. */
  #found(one: Resource): Resource {
    const { accountId } = this.#state.inventory;
    return { ...one, aliases: [`${accountId}:function:${one.name}`] };
  }

  /** Functions that people made, and CodeDeploy takes from version to version. */
  #stray(): Resource[] {
    const { inventory } = this.#state;
    return this.#groups().map(({ application: { name, created } }) => {
      const Role = `arn:aws:iam::${inventory.accountId}:role/${name}-function`;
      const properties = { FunctionName: name, Runtime: "python3.13", Handler: "main.handler", MemorySize: 512, Timeout: 60, Role };
      const arn = inventory.arn("lambda", `function:${name}`);
      return { type: FUNCTION, id: name, arn, name, properties, created, updated: created + 20 * DAY };
    });
  }

  /** `$LATEST`, and what was published: CodeDeploy's versions count up with its deployments. */
  #versions(one: Resource): Resource[] {
    const group = this.#groups().find(({ application }) => application.name === one.name);
    const deployed = group?.deployments.map(({ release }) => release.version) ?? [];
    const last = Math.max(hashText(one.name) % 5, ...deployed);
    const numbers = Array.from({ length: last }, (_none, index) => String(index + 1)).slice(-60);
    return ["$LATEST", ...numbers].map((version) => ({
      ...one,
      type: VERSION,
      id: `${one.arn}:${version}`,
      arn: `${one.arn}:${version}`,
      // In the order in which they were published, `$LATEST` first.
      name: version.padStart(9, version === "$LATEST" ? "!" : "0"),
      aliases: [version],
      properties: { ...one.properties, Function: one.name, Version: version },
    }));
  }

  /** While a deployment runs, the alias sends a part of its traffic to the new version. */
  #alias(group: DeploymentGroup): Resource {
    const { inventory, clock } = this.#state;
    const now = clock.now();
    const { application } = group;
    const alias = group.fleet.kind === "function" ? group.fleet.alias : "live";
    const active = group.deployments.findLast((one) => isActive(one, now));
    const current = group.deployments.findLast((one) => statusAt(one, now) === "Succeeded")?.release.version ?? 1;
    const weight = active === undefined ? 0 : weightAt(active, now) / 100;
    const weights = active === undefined || weight === 0 ? undefined : { [String(active.release.version)]: weight };
    const arn = inventory.arn("lambda", `function:${application.name}:${alias}`);
    const properties = {
      Function: application.name,
      FunctionVersion: String(current),
      Description: "What callers use",
      ...(weights === undefined ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
    };
    return { type: ALIAS, id: arn, arn, name: alias, properties, created: application.created, updated: now };
  }

  #mapping(one: Resource): Resource {
    const { inventory } = this.#state;
    const id = `${hashText(one.name).toString(16).padStart(8, "0")}-5b1c-4a70-9d0e-${hashText(`${one.name} mapping`).toString(16).padStart(12, "0")}`;
    const properties = {
      Function: one.name,
      FunctionArn: one.arn,
      EventSourceArn: inventory.arn("sqs", `${one.name}-work`),
      BatchSize: 10,
      State: "Enabled",
      StateTransitionReason: "USER_INITIATED",
      UUID: id,
    };
    return { type: MAPPING, id, arn: inventory.arn("lambda", `event-source-mapping:${id}`), name: id, properties, created: one.created, updated: one.updated };
  }
}

/** Every other function takes its work from a queue. */
function isQueued(name: string): boolean {
  return hashText(`queue of ${name}`) % 2 === 0;
}

/** The log group that a function writes to. */
export function logGroupOf(one: Resource): string {
  return `/aws/lambda/${text(one, "FunctionName") || one.name}`;
}
