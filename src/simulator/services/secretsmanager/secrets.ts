import type { RegionState } from "../../account/account.ts";
import { hashText, Random } from "../../random.ts";
import type { Properties, Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";

const SECOND = 1000;
const DAY = 86_400_000;
const DAYS = 30;

export const SECRET = "AWS::SecretsManager::Secret";

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly created: number;
  stages: readonly string[];
}

/** How a secret begins. */
interface Seed {
  readonly name: string;
  readonly description: string;
  /** The value of each version, made anew for each. */
  readonly value: (of: Random) => string;
  /** How many there are; of one that nobody has set yet none. */
  readonly versions: number;
  readonly rotates?: boolean;
  readonly more?: Properties;
}

/** The secrets of one region: of its services' databases, of what its functions ask, and what people left behind. */
export class Secrets {
  readonly #state: RegionState;
  /** By ARN, the oldest first. */
  readonly #versions = new Map<string, readonly SecretVersion[]>();
  /** Whose rotation fails: the database refuses the new password. */
  readonly #stuck = new Set<string>();

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, environment, clock } = state;
    const services = inventory.namesInStacks("AWS::ECS::Service");
    const functions = inventory.namesInStacks("AWS::Lambda::Function");
    const base = `kestrel/${environment}`;
    for (const name of services) {
      const signIn = { engine: "postgres", host: `${name}.db.kestrel.example`, port: 5432, username: name.replaceAll("-", "_") };
      const value = (of: Random) => JSON.stringify({ ...signIn, password: password(of) });
      this.#add({ name: `${base}/${name}/database`, description: `How ${name} signs in to its database`, value, versions: 4, rotates: true });
    }
    for (const name of functions) {
      const description = `The partner's key that ${name} sends`;
      this.#add({ name: `${base}/${name}/partner-api-key`, description, value: password, versions: 2 });
    }
    const [first] = services;
    if (first === undefined) {
      return;
    }
    for (const [name, description] of [["grafana-admin", "How the dashboards are administered"], ["sonar-token", "What builds show to the code scanner"]] as const) {
      this.#add({ name, description, value: password, versions: 2 });
    }
    const cluster = new Random(`${environment} ${inventory.region} cluster`).uuid();
    const owned = { OwningService: "rds" };
    this.#add({ name: `rds!cluster-${cluster}`, description: "The main user of kestrel-orders", value: password, versions: 3, rotates: true, more: owned });
    this.#add({ name: `${base}/crew-rostering/database`, description: "For when it goes live", value: password, versions: 0 });
    const deleted = { DeletedDate: clock.now() - 3 * DAY };
    this.#add({ name: `${base}/legacy-quotes/api-key`, description: "Quotes before the new pricing", value: password, versions: 1, more: deleted });
    this.#failRotation(`${base}/${first}/database`);
  }

  versions(one: Resource): readonly SecretVersion[] {
    return this.#versions.get(one.arn) ?? ofStack(one);
  }

  /** @throws AwsError where there is none */
  find(id: string | undefined): Resource {
    const one = this.#state.inventory.find(SECRET, id ?? "");
    if (one === undefined) {
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return one;
  }

  /** @throws AwsError where there is none, or its deletion was asked for */
  findThere(id: string | undefined): Resource {
    const one = this.find(id);
    if (one.properties["DeletedDate"] !== undefined) {
      const message = "You can't perform this operation on the secret because it was marked for deletion.";
      throw new AwsError("InvalidRequestException", message);
    }
    return one;
  }

  /** The version of an id or with a label; the current one where neither is asked for. @throws AwsError */
  version(one: Resource, id: string | undefined, stage = id === undefined ? "AWSCURRENT" : undefined): SecretVersion {
    const fits = (version: SecretVersion) => (id === undefined || version.id === id) && (stage === undefined || version.stages.includes(stage));
    const found = this.versions(one).find(fits);
    if (found === undefined) {
      const what = stage === undefined ? `VersionId: ${id}` : `staging label: ${stage}`;
      throw new AwsError("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${what}`);
    }
    return found;
  }

  /** A new version that is pending until the rotation has ended, eight seconds later. */
  rotate(one: Resource, id: string): void {
    const { clock } = this.#state;
    const fresh = password(new Random(id));
    const value = this.versions(one).at(-1)?.value.replace(/demo-[0-9a-f]+/, fresh) ?? fresh;
    this.#versions.set(one.arn, [...this.versions(one), { id, value, created: clock.now(), stages: ["AWSPENDING"] }]);
    this.#change(one);
    if (this.#stuck.has(one.arn)) {
      return;
    }
    clock.schedule(clock.now() + 8 * SECOND, () => {
      this.moveCurrent(one, id);
      this.#change(one, { LastRotatedDate: clock.now(), NextRotationDate: clock.now() + DAYS * DAY });
    });
  }

  /** The version that was current becomes the previous one ("Secret versions", Secrets Manager user guide). */
  moveCurrent(one: Resource, id: string): void {
    const versions = this.versions(one);
    const before = versions.find(({ stages }) => stages.includes("AWSCURRENT"));
    for (const version of versions) {
      const others = version.stages.filter((stage) => stage !== "AWSCURRENT" && stage !== "AWSPREVIOUS");
      version.stages = version.id === id ? ["AWSCURRENT"] : version === before ? ["AWSPREVIOUS"] : others;
    }
    this.#change(one);
  }

  restore(one: Resource): void {
    this.#change(one, { DeletedDate: undefined });
  }

  #change(one: Resource, properties: Properties = {}): void {
    const { inventory, clock } = this.#state;
    const known = inventory.find(SECRET, one.arn) ?? one;
    inventory.put({ ...known, properties: { ...known.properties, ...properties }, updated: clock.now() });
  }

  #add({ name, description, value, versions, rotates = false, more = {} }: Seed): void {
    const { inventory, clock } = this.#state;
    const now = clock.now();
    const of = new Random(`${inventory.accountId} ${inventory.region} ${name}`);
    const age = rotates ? 1 + (hashText(name) % (DAYS - 2)) : 20 + (hashText(name) % 300);
    const arn = inventory.arn("secretsmanager", `secret:${name}-${of.hex(6)}`);
    const stages = (at: number) => (at === versions - 1 ? ["AWSCURRENT"] : at === versions - 2 ? ["AWSPREVIOUS"] : []);
    const made = Array.from({ length: versions }, (_none, at) => ({
      id: of.uuid(),
      value: value(of),
      created: now - (age + (versions - 1 - at) * DAYS) * DAY,
      stages: stages(at),
    }));
    this.#versions.set(arn, made);
    const rotation = {
      LastRotatedDate: now - age * DAY,
      NextRotationDate: now + (DAYS - age) * DAY,
      RotationRules: { AutomaticallyAfterDays: DAYS },
    };
    const properties = { Description: description, RotationEnabled: rotates, ...(rotates ? rotation : {}), ...more };
    const created = now - (age + 40 + versions * DAYS) * DAY;
    inventory.put({ type: SECRET, id: arn, arn, name, properties, created, updated: made.at(-1)?.created ?? created });
  }

  /** Its last rotation ended at the new password: the pending version stayed. */
  #failRotation(name: string): void {
    const one = this.find(name);
    this.#stuck.add(one.arn);
    const of = new Random(`${one.arn} pending`);
    const created = this.#state.clock.now() - 26 * 3600 * SECOND;
    const pending = { id: of.uuid(), value: password(of), created, stages: ["AWSPENDING"] };
    this.#versions.set(one.arn, [...this.versions(one), pending]);
    this.#state.inventory.put({ ...one, updated: created });
  }
}

/** A stack's secret has one version: what its template says, or what was made up for it. */
function ofStack({ arn, stack, properties: { SecretString }, created }: Resource): readonly SecretVersion[] {
  if (stack === undefined) {
    return [];
  }
  const of = new Random(arn);
  const value = typeof SecretString === "string" ? SecretString : password(of);
  return [{ id: of.uuid(), value, created, stages: ["AWSCURRENT"] }];
}

/** Says what it is: nobody is to take it for a real one. */
function password(of: Random): string {
  return `demo-${of.hex(20)}`;
}
