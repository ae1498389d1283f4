import type { Entry } from "../document/entry.ts";
import type { Reference } from "../references.ts";

/** A use of a name, and the entry it stands in. */
export interface Use {
  readonly entry: Entry;
  readonly reference: Reference;
}

/** The sections in which a reference of a kind looks for its name, in their order. */
const SECTIONS: Readonly<Record<Reference["kind"], readonly string[]>> = {
  Ref: ["Parameters", "Resources"],
  "Fn::Sub": ["Parameters", "Resources"],
  "Fn::GetAtt": ["Resources"],
  DependsOn: ["Resources"],
  Condition: ["Conditions"],
  "Fn::FindInMap": ["Mappings"],
};

const distinct = new WeakMap<Entry, readonly Reference[]>();

/** Of the uses of one name in an entry, of one kind, the first: looked for once, as an edit changes one entry of all. */
function distinctUses(entry: Entry): readonly Reference[] {
  let found = distinct.get(entry);
  if (found === undefined) {
    const first = new Map<string, Reference>();
    for (const reference of entry.summary.uses) {
      const id = `${reference.kind} ${reference.name}`;
      if (!first.has(id)) first.set(id, reference);
    }
    distinct.set(entry, (found = [...first.values()]));
  }
  return found;
}

/** Who uses whom in a template. Made of summaries alone; what a question needs is indexed when it is first asked. */
export class Graph {
  #entries: readonly Entry[];
  /** By section, then by name: a text of both would be made for each question. */
  #byName: Index | undefined;
  #users: Map<Entry, Use[]> | undefined;
  #used: Set<Entry> | undefined;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Takes other entries. Where the same names are defined as before, the index of names is kept. */
  update(entries: readonly Entry[], added: readonly Entry[], removed: readonly Entry[]): void {
    this.#entries = entries;
    this.#users = undefined;
    this.#used = undefined;
    const index = this.#byName;
    if (index === undefined) return;
    const isSame = (entry: Entry, at: number) => {
      const other = removed[at];
      return other !== undefined && idOf(other) === idOf(entry) && (entry.key === undefined || index.get(entry.section)?.get(entry.key) === other);
    };
    if (added.length === removed.length && added.every(isSame)) {
      for (const entry of added) if (entry.key !== undefined) index.get(entry.section)?.set(entry.key, entry);
    } else {
      this.#byName = undefined;
    }
  }

  /** The entry of a name; of two, the first. */
  find(section: string, name: string): Entry | undefined {
    this.#byName ??= indexed(this.#entries);
    return this.#byName.get(section)?.get(name);
  }

  /** What a reference leads to; undefined for pseudo parameters and where there is no such name. */
  target({ kind, name }: Reference): Entry | undefined {
    for (const section of SECTIONS[kind]) {
      const found = this.find(section, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The uses of an entry's name by any entry, itself included, in the order of the text. */
  usesOf(section: string, name: string): readonly Use[] {
    this.#users ??= this.#indexUses();
    const target = this.find(section, name);
    return (target === undefined ? undefined : this.#users.get(target)) ?? [];
  }

  /** Whether anything uses an entry's name. */
  isUsed(section: string, name: string): boolean {
    const target = this.find(section, name);
    this.#used ??= this.#indexUsed();
    return target !== undefined && this.#used.has(target);
  }

  /**
   * Resources that need one another before they can be made: each list is a cycle, from a resource to the one that needs it.
   * A resource that needs itself is one of its own.
   */
  cycles(): Entry[][] {
    const resources = this.#entries.filter(({ section, key }) => section === "Resources" && key !== undefined);
    return stronglyConnected(resources, (entry) => {
      const targets = new Set<Entry>();
      for (const reference of distinctUses(entry)) {
        const target = reference.kind === "Condition" ? undefined : this.target(reference);
        if (target?.section === "Resources") targets.add(target);
      }
      return targets;
    });
  }

  #indexUsed(): Set<Entry> {
    const used = new Set<Entry>();
    for (const entry of this.#entries) {
      for (const reference of distinctUses(entry)) {
        const target = this.target(reference);
        if (target !== undefined) used.add(target);
      }
    }
    return used;
  }

  #indexUses(): Map<Entry, Use[]> {
    const users = new Map<Entry, Use[]>();
    for (const entry of this.#entries) {
      for (const reference of entry.summary.uses) {
        const target = this.target(reference);
        if (target === undefined) continue;
        const known = users.get(target);
        if (known === undefined) users.set(target, [{ entry, reference }]);
        else known.push({ entry, reference });
      }
    }
    return users;
  }
}

function idOf({ section, key }: Entry): string {
  return `${section}/${key ?? ""}`;
}

type Index = ReadonlyMap<string, Map<string, Entry>>;

function indexed(entries: readonly Entry[]): Index {
  const result = new Map<string, Map<string, Entry>>();
  for (const entry of entries) {
    if (entry.key === undefined) continue;
    let names = result.get(entry.section);
    if (names === undefined) result.set(entry.section, (names = new Map()));
    if (!names.has(entry.key)) names.set(entry.key, entry);
  }
  return result;
}

/** Tarjan's algorithm, with a stack of its own: chains of resources can be longer than the call stack is deep. */
function stronglyConnected(nodes: readonly Entry[], targetsOf: (entry: Entry) => ReadonlySet<Entry>): Entry[][] {
  const order = new Map<Entry, number>();
  const low = new Map<Entry, number>();
  const open: Entry[] = [];
  const isOpen = new Set<Entry>();
  const found: Entry[][] = [];
  const lower = (entry: Entry, to: number) => low.set(entry, Math.min(low.get(entry) ?? to, to));
  for (const root of nodes) {
    if (order.has(root)) continue;
    const work: { entry: Entry; targets: ReadonlySet<Entry>; left: Iterator<Entry> }[] = [];
    const begin = (entry: Entry) => {
      order.set(entry, order.size);
      low.set(entry, order.size - 1);
      open.push(entry);
      isOpen.add(entry);
      const targets = targetsOf(entry);
      work.push({ entry, targets, left: targets.values() });
    };
    begin(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const next = top.left.next();
      if (next.done !== true) {
        const known = order.get(next.value);
        if (known === undefined) begin(next.value);
        else if (isOpen.has(next.value)) lower(top.entry, known);
        continue;
      }
      work.pop();
      const own = low.get(top.entry) ?? 0;
      const parent = work.at(-1);
      if (parent !== undefined) lower(parent.entry, own);
      if (own !== order.get(top.entry)) continue;
      const component = open.splice(open.lastIndexOf(top.entry));
      for (const member of component) isOpen.delete(member);
      if (component.length > 1 || top.targets.has(top.entry)) found.push(component);
    }
  }
  return found;
}
