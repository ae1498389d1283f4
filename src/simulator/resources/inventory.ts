import type { StackStore } from "../services/cloudformation/stacks.ts";
import { stackNames, stackResources } from "./stackResources.ts";

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

/** What a service adds to a resource that a stack made: what the template does not say, its service does. */
export type Completion = (one: Resource) => Resource;

/** All that one region of an account has: of its stacks, of nobody's stack, and of what moves by itself. */
export class Inventory {
  readonly region: string;
  readonly accountId: string;
  readonly #stacks: StackStore;
  readonly #open: (type: string) => void;
  /** By type, then by ARN: what no stack owns. */
  readonly #own = new Map<string, Map<string, Resource>>();
  /** By type: what no stack owns, as it came and by name. Kept until one comes or goes: there may be tens of thousands. */
  readonly #strays = new Map<string, { readonly asCame: readonly Resource[]; readonly byName: readonly Resource[] }>();
  readonly #sources = new Map<string, ResourceSource>();
  readonly #completions = new Map<string, Completion>();

  /** @param open told of a type before it is looked at, so that its service can add what it has */
  constructor(stacks: StackStore, open: (type: string) => void) {
    this.region = stacks.region;
    this.accountId = stacks.accountId;
    this.#stacks = stacks;
    this.#open = open;
  }

  /** Adds a resource, or what became of a stack's: of that what its template says later counts again. */
  put(resource: Resource): void {
    const own = this.#own.get(resource.type) ?? new Map<string, Resource>();
    this.#own.set(resource.type, own.set(resource.arn, resource));
    this.#strays.delete(resource.type);
  }

  /** Whether it was there, and no stack's. */
  remove({ type, arn }: Resource): boolean {
    this.#strays.delete(type);
    return this.#own.get(type)?.delete(arn) === true;
  }

  /** What there is of a type follows from something else, and is asked for each time. */
  derive(type: string, source: ResourceSource): void {
    this.#sources.set(type, source);
  }

  /** Makes whole what the stacks have of a type. The ARN stays as it is. */
  complete(type: string, completion: Completion): void {
    this.#completions.set(type, completion);
  }

  /** Everything of a type, each ARN once. */
  list(type: string): readonly Resource[] {
    this.#open(type);
    const { ofStacks, derived } = this.#moving(type);
    const strays = this.#straysOf(type).asCame;
    const others = ofStacks.size === 0 ? strays : strays.filter(({ arn }) => !ofStacks.has(arn));
    if (derived.size === 0) {
      return ofStacks.size === 0 ? others : [...ofStacks.values(), ...others];
    }
    const known = [...ofStacks.values(), ...others].map((one) => derived.get(one.arn) ?? one);
    for (const { arn } of known) {
      derived.delete(arn);
    }
    return [...known, ...derived.values()];
  }

  /** The same by name. What no stack owns is sorted once, however many pages are asked for. */
  byName(type: string): readonly Resource[] {
    this.#open(type);
    const { ofStacks, derived } = this.#moving(type);
    const moving = new Map([...ofStacks, ...derived]);
    const strays = this.#straysOf(type).byName;
    return merged([...moving.values()].toSorted(compareNames), moving.size === 0 ? strays : strays.filter(({ arn }) => !moving.has(arn)));
  }

  /** What follows from something else, by ARN: it is asked for each time. */
  #moving(type: string): { readonly ofStacks: Map<string, Resource>; readonly derived: Map<string, Resource> } {
    const own = this.#own.get(type);
    const completion = this.#completions.get(type);
    const ofStacks = new Map<string, Resource>();
    for (const one of this.ofStacks(type)) {
      const current = latest(one, own?.get(one.arn));
      ofStacks.set(one.arn, completion?.(current) ?? current);
    }
    return { ofStacks, derived: new Map(this.#sources.get(type)?.().map((one) => [one.arn, one])) };
  }

  #straysOf(type: string) {
    let strays = this.#strays.get(type);
    if (strays === undefined) {
      // What a stack had went with it.
      const asCame = [...(this.#own.get(type)?.values() ?? [])].filter(({ stack }) => stack === undefined);
      strays = { asCame, byName: asCame.toSorted(compareNames) };
      this.#strays.set(type, strays);
    }
    return strays;
  }

  /** What the region's stacks have of a type, as their templates say it. */
  ofStacks(type: string): readonly Resource[] {
    return stackResources(this.#stacks, type);
  }

  /** The names of what the region's stacks have of a type, without a look at what happened to it. */
  namesInStacks(type: string): readonly string[] {
    return stackNames(this.#stacks, type);
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

/** Two sorted lists as one. */
function merged(some: readonly Resource[], others: readonly Resource[]): readonly Resource[] {
  if (some.length === 0 || others.length === 0) {
    return some.length === 0 ? others : some;
  }
  const all: Resource[] = [];
  let next = 0;
  for (const one of others) {
    for (let smaller = some[next]; smaller !== undefined && compareNames(smaller, one) <= 0; smaller = some[next]) {
      all.push(smaller);
      next += 1;
    }
    all.push(one);
  }
  return [...all, ...some.slice(next)];
}

function compareNames(a: Resource, b: Resource): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0;
}

/** What a stack says of a resource, and what became of it since: whichever was said later. */
function latest(template: Resource, own: Resource | undefined): Resource {
  if (own === undefined) {
    return template;
  }
  return template.updated > own.updated ? { ...own, ...template, properties: { ...own.properties, ...template.properties } } : own;
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
