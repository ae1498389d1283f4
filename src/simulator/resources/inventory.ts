import type { StackStore } from "../services/cloudformation/stacks.ts";
import { stackResources } from "./stackResources.ts";

/** One thing that the account has, whatever service it is of: what its CloudFormation type says of it, filled in. */
export interface Resource {
  /** `AWS::ECS::Service` */
  readonly type: string;
  /** What `Ref` gives. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** What it is found by besides its name, id and ARN. */
  readonly aliases?: readonly string[];
  /** By the names that its CloudFormation type gives them. */
  readonly properties: Properties;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  /** The id of the stack that it is a resource of. */
  readonly stack?: string;
}

export type Properties = Readonly<Record<string, unknown>>;

/** What a behaviour says there is of a type: the same ARN says more than the stack's own. */
export type ResourceSource = () => readonly Resource[];

/** All that one region of an account has: of its stacks, of nobody's stack, and of what moves by itself. */
export class Inventory {
  readonly region: string;
  readonly accountId: string;
  readonly #stacks: StackStore;
  readonly #open: (type: string) => void;
  /** By type, then by ARN: what no stack owns. */
  readonly #own = new Map<string, Map<string, Resource>>();
  readonly #sources = new Map<string, ResourceSource>();

  /** @param open told of a type before it is looked at, so that its service can add what it has */
  constructor(stacks: StackStore, open: (type: string) => void) {
    this.region = stacks.region;
    this.accountId = stacks.accountId;
    this.#stacks = stacks;
    this.#open = open;
  }

  /** Adds what no stack owns, or replaces it. */
  put(resource: Resource): void {
    const own = this.#own.get(resource.type) ?? new Map<string, Resource>();
    this.#own.set(resource.type, own.set(resource.arn, resource));
  }

  /** Whether it was there, and no stack's. */
  remove({ type, arn }: Resource): boolean {
    return this.#own.get(type)?.delete(arn) === true;
  }

  /** What there is of a type follows from something else, and is asked for each time. */
  derive(type: string, source: ResourceSource): void {
    this.#sources.set(type, source);
  }

  /** Everything of a type, each ARN once. */
  list(type: string): readonly Resource[] {
    this.#open(type);
    const all = new Map(this.ofStacks(type).map((one) => [one.arn, one]));
    for (const one of [...(this.#own.get(type)?.values() ?? []), ...(this.#sources.get(type)?.() ?? [])]) {
      all.set(one.arn, one);
    }
    return [...all.values()];
  }

  /** What the region's stacks have of a type, as their templates say it. */
  ofStacks(type: string): readonly Resource[] {
    return stackResources(this.#stacks, type);
  }

  /** By ARN, name, id or alias. */
  find(type: string, word: string): Resource | undefined {
    return this.list(type).find((one) => isCalled(one, word));
  }

  /** An ARN of this region and account. @param path `cluster/kestrel` */
  arn(service: string, path: string): string {
    return `arn:aws:${service}:${this.region}:${this.accountId}:${path}`;
  }
}

/** Whether a request means this resource by a text. */
export function isCalled({ arn, name, id, aliases }: Resource, word: string): boolean {
  return arn === word || name === word || id === word || aliases?.includes(word) === true;
}

/** A property that is a text; `""` where it is none. */
export function text({ properties }: Pick<Resource, "properties">, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}
