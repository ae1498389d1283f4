import type { Finding } from "../finding.ts";
import { intrinsicOf } from "../intrinsics.ts";
import type { Properties, PropertyType, ResourceSchema } from "../schema.ts";
import { type MappingEntry, type MappingNode, type Range, type SyntaxNode, entryOf, isEmpty } from "../syntax/tree.ts";
import { schemaNameOf } from "./resourceTypes.ts";
import type { EntryRule } from "./rule.ts";

/** Properties that a type does not have, and required ones that are missing, at any depth. */
export const properties: EntryRule = {
  level: "entry",
  sections: ["Resources"],
  check({ node, keyNode, summary }, { schemas }) {
    const type = summary.resource?.type;
    const schemaName = type === undefined ? undefined : schemaNameOf(type);
    const schema = schemaName === undefined ? undefined : schemas.get(schemaName);
    if (schema === undefined || type === undefined || isOpaque(node)) return [];
    const findings: Finding[] = [];
    const check = new PropertyCheck(schema, type, findings);
    const written = entryOf(node, "Properties");
    if (written === undefined || isEmpty(written.value)) check.missing(schema.properties, new Set(), written?.key ?? keyNode);
    else check.properties(written.value, schema.properties, written.key, schema.isOpen);
    return findings;
  },
};

/** Whether a macro or a merge may bring keys to a mapping that are not written there. */
function isOpaque(node: SyntaxNode): boolean {
  if (node.kind !== "mapping") return false;
  return node.entries.some(({ key }) => key.value.startsWith("Fn::") || key.value === "<<");
}

/** Checks the properties of one resource. */
class PropertyCheck {
  readonly #schema: ResourceSchema;
  readonly #type: string;
  readonly #findings: Finding[];

  constructor(schema: ResourceSchema, type: string, findings: Finding[]) {
    this.#schema = schema;
    this.#type = type;
    this.#findings = findings;
  }

  /**
   * @param owner what a missing property is reported at: the key that the mapping belongs to
   * @param isOpen whether further properties are allowed
   */
  properties(node: SyntaxNode, schema: Properties, owner: Range, isOpen = false, definition?: string): void {
    const branches = branchesOf(node);
    if (branches !== undefined) {
      // in a branch what is missing is marked at its first key, as in a list's item
      for (const branch of branches) this.properties(branch, schema, branch, isOpen, definition);
      return;
    }
    if (node.kind !== "mapping" || intrinsicOf(node) !== undefined || isOpaque(node)) return;
    for (const entry of node.entries) this.#entry(entry, schema, isOpen, definition);
    const written = node.entries.filter(({ value }) => !isAbsent(value));
    this.missing(schema, new Set(written.map(({ key }) => key.value)), firstLine(node, owner), definition);
  }

  #entry({ key, value }: MappingEntry, schema: Properties, isOpen: boolean, definition: string | undefined): void {
    const property = schema.get(key.value);
    if (property !== undefined) {
      this.#value(value, property.type, key);
      return;
    }
    // what can be read of a resource is no unknown name, and some types take it back on an update
    const isReadable = definition === undefined && this.#schema.attributes.has(key.value);
    if (isOpen || isReadable || key.value === "") return;
    const what = definition === undefined ? this.#type : `${definition} of ${this.#type}`;
    const message = `${what} has no property "${key.value}".`;
    const meant = { word: key.value, among: [{ list: wordsOf(schema) }] };
    this.#findings.push({ code: "E3002", start: key.start, end: key.end, message, meant });
  }

  /** Reports the required properties that are not among the written ones. */
  missing(schema: Properties, written: ReadonlySet<string>, at: Range, definition?: string): void {
    for (const [name, { required }] of schema) {
      if (!required || written.has(name)) continue;
      const what = definition === undefined ? this.#type : `${definition} of ${this.#type}`;
      this.#findings.push({ code: "E3003", start: at.start, end: at.end, message: `${what} requires "${name}".` });
    }
  }

  #value(node: SyntaxNode, type: PropertyType, owner: Range): void {
    switch (type.kind) {
      case "other":
        return;
      case "definition": {
        const schema = this.#schema.definitions.get(type.name);
        if (schema !== undefined) this.properties(node, schema, owner, false, type.name.replace(/^#/, ""));
        return;
      }
      case "list":
        this.#list(node, type.of, owner);
        return;
      case "map":
        if (node.kind !== "mapping" || intrinsicOf(node) !== undefined) return;
        for (const { key, value } of node.entries) {
          if (!key.value.startsWith("Fn::")) this.#value(value, type.of, key);
        }
        return;
      case "union":
        this.#union(node, type.of, owner);
        return;
    }
  }

  #list(node: SyntaxNode, type: PropertyType, owner: Range): void {
    const branches = branchesOf(node);
    if (branches !== undefined) {
      for (const branch of branches) this.#list(branch, type, owner);
      return;
    }
    if (node.kind !== "sequence" || intrinsicOf(node) !== undefined) return;
    for (const item of node.items) this.#value(item, type, item);
  }

  /** Right is what one of the types takes; where none does, the findings of the one that comes nearest are told. */
  #union(node: SyntaxNode, types: readonly PropertyType[], owner: Range): void {
    if (types.some(({ kind }) => kind === "other") && node.kind === "scalar") return;
    let nearest: Finding[] | undefined;
    for (const type of types) {
      if (type.kind === "other") continue;
      const findings: Finding[] = [];
      new PropertyCheck(this.#schema, this.#type, findings).#value(node, type, owner);
      if (findings.length === 0) return;
      if (nearest === undefined || findings.length < nearest.length) nearest = findings;
    }
    this.#findings.push(...(nearest ?? []));
  }
}

/** Whether a value counts as none: nothing is written, or null, or `!Ref AWS::NoValue`, which removes its key. */
function isAbsent(node: SyntaxNode): boolean {
  const call = intrinsicOf(node);
  if (call !== undefined) return call.name === "Ref" && call.argument.kind === "scalar" && call.argument.value === "AWS::NoValue";
  return node.kind === "scalar" && node.style === "plain" && node.tag === undefined && /^(?:|~|null|Null|NULL)$/.test(node.value);
}

/** The values between which `Fn::If` chooses; undefined for anything else. */
function branchesOf(node: SyntaxNode): readonly SyntaxNode[] | undefined {
  const call = intrinsicOf(node);
  if (call?.name !== "Fn::If" || call.argument.kind !== "sequence") return undefined;
  // the argument of a short form carries the tag itself; its items are plain values
  return call.argument.items.slice(1);
}

/** Where something that is missing in a mapping is marked: its key, or the first key of an item in a list. */
function firstLine(node: MappingNode, owner: Range): Range {
  const isItem = owner.start === node.start;
  return isItem ? (node.entries[0]?.key ?? { start: node.start, end: node.start + 1 }) : owner;
}

/** The names of properties, as one object for each schema: suggestions are remembered by it. */
const WORDS = new WeakMap<Properties, readonly string[]>();

function wordsOf(schema: Properties): readonly string[] {
  const known = WORDS.get(schema) ?? [...schema.keys()];
  WORDS.set(schema, known);
  return known;
}
