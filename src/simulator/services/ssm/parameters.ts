import type { RegionState } from "../../account/account.ts";
import { PEOPLE } from "../../account/catalogue.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";

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

/** The parameters of one region: those of stacks, and what people put there. */
export class Parameters {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, environment, clock } = state;
    const now = clock.now();
    const services = inventory.ofStacks("AWS::ECS::Service").map(({ name }) => name);
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
  version({ name, stack }: Resource): number {
    const events = stack === undefined ? [] : (this.#state.stacks.store.find(stack)?.events ?? []);
    const changes = events.filter(({ type, physicalId, status }) => type === PARAMETER && physicalId === name && status === "UPDATE_COMPLETE");
    return stack === undefined ? 1 + (hashText(name) % 7) : 1 + changes.length;
  }

  /** Who changed it last. */
  editor({ name, stack }: Resource): string {
    const { accountId } = this.#state.inventory;
    const person = PEOPLE[hashText(name) % PEOPLE.length] ?? PEOPLE[0];
    return stack === undefined ? `arn:aws:iam::${accountId}:user/${person}` : `arn:aws:sts::${accountId}:assumed-role/cloudformation-deploy/AWSCloudFormation`;
  }

  /** The value, as whoever may decrypt it or not sees it. */
  value(one: Resource, isDecrypted: boolean): string {
    const isSecret = text(one, "Type") === "SecureString" && !isDecrypted;
    return isSecret ? Buffer.from(new Random(hashText(one.name)).hex(64)).toString("base64") : text(one, "Value");
  }

  #put(name: string, Type: Kind, Value: string, now: number): void {
    const created = now - (40 + (hashText(name) % 500)) * DAY;
    const updated = now - (1 + (hashText(`${name} change`) % 39)) * DAY;
    const properties = { Name: name, Type, Value, Tier: "Standard", DataType: "text", ...(Type === "SecureString" ? { KeyId: "alias/aws/ssm" } : {}) };
    const arn = this.#state.inventory.arn("ssm", `parameter${name}`);
    this.#state.inventory.put({ type: PARAMETER, id: name, arn, name, properties, created, updated });
  }
}
