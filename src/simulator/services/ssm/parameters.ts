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

/** A value that somebody put. */
interface ParameterEdit {
  readonly value: string;
  readonly at: number;
  /** An ARN. */
  readonly by: string;
}

/** A value that a parameter has or had. */
export interface ParameterVersion extends ParameterEdit {
  readonly version: number;
}

/** The parameters of one region: those of stacks, and what people put there. */
export class Parameters {
  readonly #state: RegionState;
  /** What was put since, by name, the oldest first. */
  readonly #edits = new Map<string, readonly ParameterEdit[]>();
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
    return this.#stacked(one).length + this.#editsOf(one).length;
  }

  /** What was put by hand, the oldest first; of one that a stack made anew, since then. */
  #editsOf(one: Resource): readonly ParameterEdit[] {
    const begun = this.#stacked(one)[0] ?? one.created;
    return (this.#edits.get(one.name) ?? []).filter(({ at }) => at >= begun);
  }

  /** When it was changed last. */
  changed(one: Resource): number {
    return Math.max(this.#stacked(one).at(-1) ?? one.updated, this.#editsOf(one).at(-1)?.at ?? 0);
  }

  /**
   * Its versions, the oldest first: what its stack said and what somebody put, each at its time. Of those of its stack, what
   * all but the last one held is made up.
   */
  versions(one: Resource): readonly ParameterVersion[] {
    const times = this.#stacked(one);
    const by = this.#maker(one);
    const value = text(one, "Value");
    const stacked = times.map((at, index) => ({ value: index + 1 === times.length ? value : `${value}-${index + 1}`, at, by }));
    const all = [...stacked, ...this.#editsOf(one)].toSorted((a, b) => a.at - b.at);
    return all.map((each, index) => ({ version: index + 1, ...each }));
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
    this.#edits.set(one.name, [...this.#editsOf(one), { value, at: this.#state.clock.now(), by }]);
    return this.version(one);
  }

  delete(one: Resource): void {
    this.#state.inventory.remove(one);
    this.#edits.delete(one.name);
    this.#made.delete(one.name);
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

  /** When its stack made and changed it, the oldest first; what is of no stack was changed a few times before. */
  #stacked({ name, stack, created, updated }: Resource): readonly number[] {
    if (this.#made.has(name)) return [created];
    if (stack === undefined) {
      const count = 1 + (hashText(name) % 7);
      return Array.from({ length: count }, (_none, index) => updated - (count - 1 - index) * DAY * 9);
    }
    const events = this.#state.stacks.store.find(stack)?.events ?? [];
    const own = events.filter(({ type, physicalId, status }) => type === PARAMETER && physicalId === name && /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status));
    const begun = own.findLastIndex(({ status }) => status === "CREATE_COMPLETE");
    const since = own.slice(Math.max(0, begun)).map(({ at }) => at);
    return begun < 0 ? [created, ...since] : since;
  }

  /** Who changed it last. */
  editor(one: Resource): string {
    const edit = this.#editsOf(one).at(-1);
    return edit !== undefined && edit.at >= this.changed(one) ? edit.by : this.#maker(one);
  }

  #maker({ name, stack }: Resource): string {
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
