import { createHash } from "node:crypto";
import type { UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import type { RegionState } from "../../account/account.ts";
import { hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext } from "../../wire/types.ts";
import { weightAt } from "../codedeploy/describeTargets.ts";
import { isActive, statusAt } from "../codedeploy/model.ts";
import type { DeploymentGroup } from "../codedeploy/model.ts";
import { Invocations } from "./invocations.ts";

const DAY = 86_400_000;

export const FUNCTION = "AWS::Lambda::Function";
export const VERSION = "AWS::Lambda::Version";
export const ALIAS = "AWS::Lambda::Alias";
export const MAPPING = "AWS::Lambda::EventSourceMapping";

/** Where its traffic goes, half of it to a version that came yesterday; it has more aliases and triggers than others. */
const SHIFTED = { name: "label-printer", versions: 8 };
/** What calls its alias of old waits for no start. */
const KEPT_WARM = { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 4 } };
/** People call it, and nothing else. */
const CALLED_BY_HAND = "address-cleanup";
/** Its code is an image; people deploy it. */
const IMAGE_FUNCTION = "toll-calculator";

/** How somebody left an alias. Milliseconds since 1970. */
interface AliasMove {
  readonly at: number;
  readonly FunctionVersion: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly Description: string;
}

/** The functions of one region: those of stacks, and those whose traffic CodeDeploy shifts. */
export class Functions {
  readonly invocations: Invocations;
  readonly #state: RegionState;
  /** Where somebody sent an alias, by its ARN. */
  readonly #moves = new Map<string, AliasMove>();

  constructor(state: RegionState) {
    this.#state = state;
    this.invocations = new Invocations(state);
    const { inventory } = state;
    inventory.derive(FUNCTION, () => [...inventory.ofStacks(FUNCTION), ...this.#stray()].map((one) => this.#found(one)));
    inventory.derive(VERSION, () => inventory.list(FUNCTION).flatMap((one) => this.#versions(one)));
    inventory.derive(ALIAS, () => {
      const deployed = this.#groups();
      const others = inventory.list(FUNCTION).filter(({ name }) => !deployed.some(({ application }) => application.name === name));
      return [...deployed.map((group) => this.#alias(group)), ...others.flatMap((one) => this.#ownAliases(one))].map((one) => this.#moved(one));
    });
    inventory.derive(MAPPING, () => inventory.list(FUNCTION).filter(({ name }) => isQueued(name)).map((one) => this.#mapping(one)));
  }

  /** The ARN of a function that is named, or told by its ARN. */
  arnOf(name: string): string {
    return name.startsWith("arn:") ? name : this.#state.inventory.arn("lambda", `function:${name}`);
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
      const code = name === IMAGE_FUNCTION
        ? { PackageType: "Image", Code: { ImageUri: `${inventory.accountId}.dkr.ecr.${inventory.region}.amazonaws.com/${name}:3.1.0` } }
        : { Runtime: "python3.13", Handler: "main.handler" };
      const properties = { FunctionName: name, ...code, MemorySize: 512, Timeout: 60, Role };
      const arn = inventory.arn("lambda", `function:${name}`);
      return { type: FUNCTION, id: name, arn, name, properties, created, updated: created + 20 * DAY };
    });
  }

  /** `$LATEST`, and what was published: CodeDeploy's versions count up with its deployments. */
  #versions(one: Resource): Resource[] {
    const group = this.#groups().find(({ application }) => application.name === one.name);
    const deployed = group?.deployments.map(({ release }) => release.version) ?? [];
    const last = Math.max(publishedBy(one.name), ...deployed);
    const numbers = Array.from({ length: last }, (_none, index) => String(index + 1)).slice(-60);
    return ["$LATEST", ...numbers].map((version) => ({
      ...one,
      type: VERSION,
      id: `${one.arn}:${version}`,
      arn: `${one.arn}:${version}`,
      // In the order in which they were published, `$LATEST` first.
      name: version.padStart(9, version === "$LATEST" ? "!" : "0"),
      aliases: [version],
      properties: { ...one.properties, FunctionName: one.name, Version: version },
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
      FunctionName: application.name,
      FunctionVersion: String(current),
      Description: "What callers use",
      ...(weights === undefined ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
    };
    return { type: ALIAS, id: arn, arn, name: alias, properties, created: application.created, updated: now };
  }

  /** Aliases of a function that CodeDeploy leaves alone. */
  #ownAliases(one: Resource): Resource[] {
    const last = publishedBy(one.name);
    if (last < 2) {
      return [];
    }
    const make = (name: string, FunctionVersion: number | "$LATEST", more: object = {}): Resource => {
      const arn = `${one.arn}:${name}`;
      const properties = { FunctionName: one.name, FunctionVersion: String(FunctionVersion), Description: "", ...more };
      return { type: ALIAS, id: arn, arn, name, properties, created: one.created, updated: one.updated };
    };
    if (one.name !== SHIFTED.name) {
      return [make("live", last, { Description: "What callers use" })];
    }
    const half = { RoutingConfig: { AdditionalVersionWeights: { [String(last)]: 0.5 } } };
    return [make("beta", "$LATEST"), make("live", last - 1, { Description: "What callers use", ...half }), make("stable", last - 2, KEPT_WARM)];
  }

  /** An alias where somebody sent it, unless CodeDeploy has deployed since. */
  #moved(one: Resource): Resource {
    const move = this.#moves.get(one.arn);
    const group = this.#groups().find(({ application }) => application.name === text(one, "FunctionName"));
    const isOld = move === undefined || group?.deployments.some(({ started }) => started > move.at) === true;
    const { FunctionVersion = text(one, "FunctionVersion"), Description = text(one, "Description"), weights } = isOld ? {} : move;
    const routed = weights === undefined ? one.properties["RoutingConfig"] : { AdditionalVersionWeights: weights };
    const hash = hashText(`${FunctionVersion} ${JSON.stringify(routed ?? {})} ${Description}`).toString(16).padStart(8, "0");
    const RevisionId = `${hash}-0d4e-4c1f-9a5b-${hashText(one.arn).toString(16).padStart(12, "0")}`;
    return { ...one, properties: { ...one.properties, FunctionVersion, Description, RoutingConfig: routed, RevisionId } };
  }

  /** Sends an alias to a version, or a part of it to another one. @throws AwsError */
  updateAlias({ FunctionName = "", Name = "", ...input }: UpdateAliasCommandInput): Resource {
    const { inventory, clock } = this.#state;
    const own = inventory.find(FUNCTION, FunctionName);
    const alias = own && inventory.list(ALIAS).find((one) => text(one, "FunctionName") === own.name && one.name === Name);
    if (own === undefined || alias === undefined) {
      throw new AwsError("ResourceNotFoundException", `Alias not found: ${own?.arn ?? FunctionName}:${Name}`, { members: { Type: "User" } });
    }
    if (input.RevisionId !== undefined && input.RevisionId !== text(alias, "RevisionId")) {
      const message = "The Revision Id provided does not match the latest Revision Id. Call the GetAlias API to retrieve the latest Revision Id";
      throw new AwsError("PreconditionFailedException", message, { status: 412, members: { Type: "User" } });
    }
    const routed = alias.properties["RoutingConfig"] as { readonly AdditionalVersionWeights?: Record<string, number> } | undefined;
    const FunctionVersion = input.FunctionVersion ?? text(alias, "FunctionVersion");
    const weights = (input.RoutingConfig === undefined ? routed : input.RoutingConfig)?.AdditionalVersionWeights ?? {};
    const numbers = Object.keys(weights);
    for (const version of [FunctionVersion, ...numbers]) {
      if (this.version(own, version) === undefined) {
        throw new AwsError("ResourceNotFoundException", `Function not found: ${own.arn}:${version}`, { members: { Type: "User" } });
      }
    }
    if (numbers.length > 1 || (numbers.length === 1 && (FunctionVersion === "$LATEST" || numbers[0] === "$LATEST" || numbers[0] === FunctionVersion))) {
      throw new AwsError("InvalidParameterValueException", "An alias can point to at most two published versions", { members: { Type: "User" } });
    }
    this.#moves.set(alias.arn, { at: clock.now(), FunctionVersion, weights, Description: input.Description ?? text(alias, "Description") });
    return inventory.find(ALIAS, alias.arn) ?? alias;
  }

  /** A function by its name or ARN. @throws AwsError where there is none */
  found(name: string, context: Pick<CallContext, "region" | "accountId">): Resource {
    const own = this.#state.inventory.find(FUNCTION, name);
    if (own === undefined) {
      throw noFunction(name, context);
    }
    return own;
  }

  /** A version of a function; `$LATEST` is one. */
  version(own: Resource, version: string): Resource | undefined {
    return this.#state.inventory.list(VERSION).find(({ arn }) => arn === `${own.arn}:${version}`);
  }

  /** The version that a call runs: an alias draws one. @throws AwsError */
  drawn(own: Resource, qualifier = "$LATEST"): string {
    const alias = this.#state.inventory.list(ALIAS).find((one) => text(one, "FunctionName") === own.name && one.name === qualifier);
    if (alias === undefined && this.version(own, qualifier) === undefined) {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${own.arn}:${qualifier}`, { members: { Type: "User" } });
    }
    if (alias === undefined) {
      return qualifier;
    }
    const routed = alias.properties["RoutingConfig"] as { readonly AdditionalVersionWeights?: Record<string, number> } | undefined;
    const [[other, weight] = ["", 0]] = Object.entries(routed?.AdditionalVersionWeights ?? {});
    return (hashText(`${own.arn} ${this.invocations.count}`) % 1000) / 1000 < weight ? other : text(alias, "FunctionVersion");
  }

  /** Who may invoke a function, beside its queue. */
  policy({ name, arn }: Resource): object[] {
    const { inventory } = this.#state;
    const allow = (Sid: string, Service: string, SourceArn: string) => ({
      Sid, Effect: "Allow", Principal: { Service }, Action: "lambda:InvokeFunction", Resource: arn, Condition: { ArnLike: { "AWS:SourceArn": SourceArn } },
    });
    const rule = allow("schedule", "events.amazonaws.com", inventory.arn("events", `rule/${name}-schedule`));
    if (name === SHIFTED.name) {
      return [rule, allow("uploads", "s3.amazonaws.com", `arn:aws:s3:::kestrel-labels-${inventory.region}`)];
    }
    return isQueued(name) || name === CALLED_BY_HAND ? [] : [rule];
  }

  #mapping(one: Resource): Resource {
    const { inventory } = this.#state;
    const id = `${hashText(one.name).toString(16).padStart(8, "0")}-5b1c-4a70-9d0e-${hashText(`${one.name} mapping`).toString(16).padStart(12, "0")}`;
    const properties = {
      FunctionName: one.name,
      EventSourceArn: inventory.arn("sqs", `${one.name}-work`),
      BatchSize: 10,
    };
    return { type: MAPPING, id, arn: inventory.arn("lambda", `event-source-mapping:${id}`), name: id, properties, created: one.created, updated: one.updated };
  }
}

/** Every other function takes its work from a queue. */
function isQueued(name: string): boolean {
  return name === SHIFTED.name || (name !== CALLED_BY_HAND && hashText(`queue of ${name}`) % 2 === 0);
}

/** How many versions were published of a function that CodeDeploy leaves alone. */
function publishedBy(name: string): number {
  return name === SHIFTED.name ? SHIFTED.versions : hashText(name) % 5;
}

export function noFunction(name: string, { region, accountId }: Pick<CallContext, "region" | "accountId">): AwsError {
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, { members: { Type: "User" } });
}
