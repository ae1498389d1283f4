// Derives schemaTable.json: where AWS's published specification, which the schema pack is made of, is narrower than what
// CloudFormation takes, as the patched schemas and the attribute lists of the Python package cfn-lint (MIT-0) have it.
// Run by hand when either is updated, with a Python that has cfn-lint: node scripts/schemaTable.mjs
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { specification } from "./schemaPack.mjs";

/** @typedef {import("../src/language/schema.ts").PackedType} PackedType */
/** @typedef {import("../src/language/schema.ts").PackedResource} PackedResource */

/**
 * What to add to a type of the specification. Names of properties stand below the name of their definition, those of the
 * resource itself below "".
 * @typedef {object} TypeDifference
 * @property {string[]} [attributes] that `Fn::GetAtt` takes; one that ends with `.*` takes anything below it
 * @property {Record<string, string[]>} [properties] that the specification lacks
 * @property {Record<string, string[]>} [optional] properties that the specification requires
 */

/** @typedef {{ version: string, types: Record<string, TypeDifference> }} SchemaTable */

/**
 * The part of JSON Schema that is looked at.
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string | string[]} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {Record<string, Schema>} [patternProperties]
 * @property {Schema | boolean} [additionalProperties]
 * @property {Schema} [items]
 * @property {string[]} [required]
 * @property {Schema[]} [oneOf]
 * @property {Schema[]} [anyOf]
 */

/** @typedef {Schema & { definitions?: Record<string, Schema>, attributes: string[] }} ResourceSchema */

const PROGRAM = `
import json, sys
from importlib.metadata import version
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager
types = {}
for name in manager.get_resource_types("us-east-1"):
    schema = manager.get_resource_schema("us-east-1", name)
    types[name] = {**schema.schema, "attributes": [str(key) for key in schema.get_atts.keys()]}
json.dump({"version": version("cfn-lint"), "types": types}, sys.stdout)
`;

const { version, types } = /** @type {{ version: string, types: Record<string, ResourceSchema> }} */ (
  JSON.parse(execFileSync("python3", ["-c", PROGRAM], { encoding: "utf8", maxBuffer: 2 ** 28 }))
);

/** Definitions lead back to themselves: deeper than this nothing new is found. */
const DEEPEST = 8;

/** The difference of one type. */
class Difference {
  /** @type {Map<string, Set<string>>} */
  #properties = new Map();
  /** @type {Map<string, Set<string>>} */
  #optional = new Map();
  #ours;
  #theirs;

  /** @param {PackedResource} ours @param {ResourceSchema} theirs */
  constructor(ours, theirs) {
    this.#ours = ours;
    this.#theirs = theirs;
  }

  /** @returns {TypeDifference | undefined} */
  result() {
    this.#compare("", this.#ours.p, this.#resolve(this.#theirs), 0);
    const known = new Set(this.#ours.a);
    const attributes = this.#attributes().filter((name) => !known.has(name));
    // what can be read of a resource is no property that is missing
    const readable = new Set([...known, ...attributes]);
    for (const name of readable) this.#properties.get("")?.delete(name);
    const properties = sorted(this.#properties);
    const optional = sorted(this.#optional);
    if (attributes.length === 0 && properties === undefined && optional === undefined) return undefined;
    return {
      ...(attributes.length === 0 ? {} : { attributes }),
      ...(properties === undefined ? {} : { properties }),
      ...(optional === undefined ? {} : { optional }),
    };
  }

  /** Theirs are regular expressions, all of them plain text but `.*` and `Outputs\\..*`. */
  #attributes() {
    const names = this.#theirs.attributes.flatMap((written) => {
      if (written === ".*") return []; // custom resources, of which the rules know
      const name = written.replace("\\..*", ".*");
      return this.#isOpen(name) ? [name, `${name}.*`] : [name];
    });
    return [...new Set(names)].toSorted();
  }

  /** Whether an attribute is an object of which no parts are listed. @param {string} name */
  #isOpen(name) {
    if (name.endsWith(".*") || this.#theirs.attributes.some((other) => other.startsWith(`${name}.`))) return false;
    let schema = this.#resolve(this.#theirs);
    for (const part of name.split(".")) schema = this.#resolve(schema.properties?.[part] ?? { type: "string" });
    return [schema.type ?? "object"].flat().includes("object");
  }

  /** A schema without references and alternatives: with all their properties, and what each of them requires. @param {Schema} schema @returns {Schema} */
  #resolve(schema) {
    let found = schema;
    for (let hops = 0; found.$ref !== undefined && hops < DEEPEST; hops += 1) {
      found = this.#theirs.definitions?.[found.$ref.split("/").at(-1) ?? ""] ?? {};
    }
    const alternatives = [...(found.oneOf ?? []), ...(found.anyOf ?? [])].map((alternative) => this.#resolve(alternative));
    if (alternatives.length === 0 || found === this.#theirs) return found;
    const required = alternatives.map((alternative) => alternative.required ?? []);
    const always = required[0]?.filter((name) => required.every((names) => names.includes(name))) ?? [];
    const properties = Object.assign({}, found.properties, ...alternatives.map((alternative) => alternative.properties));
    return { ...found, properties, required: [...(found.required ?? []), ...always] };
  }

  /** @param {string} definition @param {Readonly<Record<string, PackedType>>} ours @param {Schema} theirs @param {number} depth */
  #compare(definition, ours, theirs, depth) {
    if (theirs.properties === undefined || Object.keys(theirs.properties).length === 0) return;
    const names = new Set(Object.keys(ours).map((key) => key.replace(/^!/, "")));
    for (const name of Object.keys(theirs.properties)) if (!names.has(name)) add(this.#properties, definition, name);
    for (const [key, type] of Object.entries(ours)) {
      const name = key.replace(/^!/, "");
      if (key.startsWith("!") && theirs.required?.includes(name) !== true) add(this.#optional, definition, name);
      const value = theirs.properties[name];
      if (value !== undefined) this.#type(type, this.#resolve(value), depth + 1);
    }
  }

  /** @param {PackedType} ours @param {Schema} theirs @param {number} depth */
  #type(ours, theirs, depth) {
    if (ours === 0 || depth > DEEPEST) return;
    if (typeof ours === "string") {
      this.#compare(ours, this.#ours.d?.[ours] ?? {}, theirs, depth);
    } else if (Array.isArray(ours)) {
      this.#type(ours[0], this.#resolve(theirs.items ?? {}), depth + 1);
    } else if ("m" in ours) {
      const [value] = Object.values(theirs.patternProperties ?? {});
      const further = typeof theirs.additionalProperties === "object" ? theirs.additionalProperties : {};
      this.#type(ours.m, this.#resolve(value ?? further), depth + 1);
    } else if ("u" in ours) {
      for (const type of ours.u) this.#type(type, theirs, depth + 1);
    }
  }
}

/** @param {Map<string, Set<string>>} to @param {string} definition @param {string} name */
function add(to, definition, name) {
  to.set(definition, (to.get(definition) ?? new Set()).add(name));
}

/** @param {Map<string, Set<string>>} names */
function sorted(names) {
  const filled = [...names].filter(([, set]) => set.size > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return filled.length === 0 ? undefined : Object.fromEntries(filled.map(([key, set]) => [key, [...set].toSorted()]));
}

const lines = [];
for (const [name, ours] of await specification()) {
  const theirs = types[name];
  const difference = theirs === undefined ? undefined : new Difference(ours, theirs).result();
  if (difference !== undefined) lines.push(`    ${JSON.stringify(name)}: ${JSON.stringify(difference)}`);
}
const text = `{\n  "version": ${JSON.stringify(version)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`;
writeFileSync(path.join(import.meta.dirname, "schemaTable.json"), text);
