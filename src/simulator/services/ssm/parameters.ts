import type { RegionState } from "../../account/account.ts";
import { PEOPLE } from "../../account/catalogue.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";

const DAY = 86_400_000;

export const PARAMETER = "AWS::SSM::Parameter";

type Kind = "String" | "StringList" | "SecureString";

/** What each service of the company is configured with, by the last part of the name. */
const SETTINGS: readonly (readonly [name: string, type: Kind, value: string])[] = [
  ["database/url", "String", "postgres://orders.internal.kestrel.example:5432/kestrel"],
  ["database/password", "SecureString", "kestrel-demo-only"],
  ["feature/flags", "StringList", "new-labels,slot-booking"],
  ["log/level", "String", "info"],
];

/** A value that somebody put, as a version of its parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly at: number;
  /** An ARN. */
  readonly by: string;
}

/** The parameters of one region: those of stacks, and what people put there. */
export class Parameters {
  readonly #state: RegionState;
  /** What was put since, by name, the oldest first. */
  readonly #edits = new Map<string, readonly ParameterVersion[]>();
  /** Who made those that were made since, by name. */
  readonly #made = new Map<string, string>();

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, environment, clock } = state;
    const now = clock.now();
    const services = inventory.namesInStacks("AWS::ECS::Service");
    for (const service of services) {
      for (const [name, type, value] of SETTINGS) {
        this.#put(`/kestrel/${environment}/${service}/${name}`, type, value, now);
      }
    }
    if (services.length > 0) {
      this.#put("/cdk-bootstrap/hnb659fds/version", "String", "21", now);
    }
  }

  /** One more than how often it was changed. */
  version(one: Resource): number {
    return this.#seeded(one) + this.#editsOf(one).length;
  }

  #editsOf({ name }: Resource): readonly ParameterVersion[] {
    return this.#edits.get(name) ?? [];
  }

  /** When it was changed last. */
  changed(one: Resource): number {
    return this.#editsOf(one).at(-1)?.at ?? one.updated;
  }

  /** Its versions, the oldest first; of those from before the account was opened, what they held is made up. */
  versions(one: Resource): readonly ParameterVersion[] {
    const count = this.#seeded(one);
    const by = this.editor(one, []);
    const value = text(one, "Value");
    const seeded = Array.from({ length: count }, (_none, index) => ({
      version: index + 1,
      value: index + 1 === count ? value : `${value}-${index + 1}`,
      at: one.updated - (count - 1 - index) * DAY * 9,
      by,
    }));
    return [...seeded, ...this.#editsOf(one)];
  }

  /** By its name or ARN. */
  known(name: string): Resource | undefined {
    return this.#state.inventory.find(PARAMETER, name);
  }

  /** @throws AwsError where there is none */
  find(name: string): Resource {
    const one = this.known(name);
    if (one === undefined) {
      throw new AwsError("ParameterNotFound", "");
    }
    return one;
  }

  /** Puts a value. @param by an ARN @returns the new version */
  put(one: Resource, value: string, by: string): number {
    const version = this.version(one) + 1;
    this.#edits.set(one.name, [...this.#editsOf(one), { version, value, at: this.#state.clock.now(), by }]);
    return version;
  }

  /** A new one, in its first version. @param by the ARN of who makes it */
  create(properties: { readonly Name: string; readonly Type: Kind; readonly Value: string }, by: string): void {
    const { Name: name } = properties;
    const now = this.#state.clock.now();
    const key = properties.Type === "SecureString" ? { KeyId: "alias/aws/ssm" } : {};
    this.#made.set(name, by);
    const arn = this.#state.inventory.arn("ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
    this.#state.inventory.put({ type: PARAMETER, id: name, arn, name, properties: { Tier: "Standard", DataType: "text", ...key, ...properties }, created: now, updated: now });
  }

  #seeded({ name, stack }: Resource): number {
    if (this.#made.has(name)) return 1;
    const events = stack === undefined ? [] : (this.#state.stacks.store.find(stack)?.events ?? []);
    const changes = events.filter(({ type, physicalId, status }) => type === PARAMETER && physicalId === name && status === "UPDATE_COMPLETE");
    return stack === undefined ? 1 + (hashText(name) % 7) : 1 + changes.length;
  }

  /** Who changed it last. */
  editor(one: Resource, edits = this.#editsOf(one)): string {
    const { name, stack } = one;
    const last = edits.at(-1);
    if (last !== undefined) {
      return last.by;
    }
    const maker = this.#made.get(name);
    if (maker !== undefined) return maker;
    const { accountId } = this.#state.inventory;
    const person = PEOPLE[hashText(name) % PEOPLE.length] ?? PEOPLE[0];
    return stack === undefined ? `arn:aws:iam::${accountId}:user/${person}` : `arn:aws:sts::${accountId}:assumed-role/cloudformation-deploy/AWSCloudFormation`;
  }

  /** The value, as whoever may decrypt it or not sees it. */
  value(one: Resource, isDecrypted: boolean, value = this.versions(one).at(-1)?.value ?? ""): string {
    const isSecret = text(one, "Type") === "SecureString" && !isDecrypted;
    return isSecret ? Buffer.from(new Random(hashText(one.name)).hex(64)).toString("base64") : value;
  }

  #put(name: string, Type: Kind, Value: string, now: number): void {
    const created = now - (40 + (hashText(name) % 500)) * DAY;
    const updated = now - (1 + (hashText(`${name} change`) % 39)) * DAY;
    const properties = { Name: name, Type, Value, Tier: "Standard", DataType: "text", ...(Type === "SecureString" ? { KeyId: "alias/aws/ssm" } : {}) };
    const arn = this.#state.inventory.arn("ssm", `parameter${name}`);
    this.#state.inventory.put({ type: PARAMETER, id: name, arn, name, properties, created, updated });
  }
}
