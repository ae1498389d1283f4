// Makes the schema pack from AWS's published resource specification, widened by schemaTable.json: every type as one line of
// minified JSON in types.jsonl, and the place of each in index.json beside it, so that a type is read when it is first needed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** Raised whenever the pack's form changes, so that one from an earlier build is written anew. */
const FORM = 2;

/** @typedef {import("../src/language/schema.ts").PackedType} PackedType */
/** @typedef {import("@aws-cdk/service-spec-types").Resource} Resource */
/** @typedef {import("@aws-cdk/service-spec-types").PropertyType} PropertyType */
/** @typedef {import("../src/language/schema.ts").PackedResource} PackedResource */
/** @typedef {import("./schemaTable.mjs").TypeDifference} TypeDifference */

/** Where schemaTable.mjs writes. */
const TABLE = path.join(import.meta.dirname, "schemaTable.json");

/**
 * @typedef {object} PackIndex
 * @property {string} version what the pack was made of
 * @property {Record<string, [offset: number, length: number]>} types byte ranges in the other file
 */

/** Types whose properties the user chooses: a schema would call them unknown. */
const OPEN = new Set(["AWS::CloudFormation::CustomResource"]);

/**
 * Writes the pack into a folder, unless it is there already.
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function writeSchemaPack(folder) {
  const index = path.join(folder, "index.json");
  const { version: specVersion } = createRequire(import.meta.url)("@aws-cdk/aws-service-spec/package.json");
  const table = readFileSync(TABLE, "utf8");
  const version = `${specVersion} (${FORM}, ${createHash("sha256").update(table).digest("hex").slice(0, 16)})`;
  if (existsSync(index) && JSON.parse(readFileSync(index, "utf8")).version === version) {
    return;
  }
  const { types } = /** @type {import("./schemaTable.mjs").SchemaTable} */ (JSON.parse(table));
  /** @type {PackIndex} */
  const contents = { version, types: {} };
  let offset = 0;
  const lines = [];
  for (const [name, resource] of await specification()) {
    const line = JSON.stringify(widened(resource, types[name]));
    lines.push(`${line}\n`);
    const length = Buffer.byteLength(line);
    contents.types[name] = [offset, length];
    offset += length + 1;
  }
  mkdirSync(folder, { recursive: true });
  replace(path.join(folder, "types.jsonl"), lines.join(""));
  replace(index, JSON.stringify(contents));
}

/** @param {string} file @param {string} text */
function replace(file, text) {
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}

/**
 * The types of the specification, sorted by name.
 * @returns {Promise<Map<string, PackedResource>>}
 */
export async function specification() {
  const { loadAwsServiceSpec } = await import("@aws-cdk/aws-service-spec");
  const database = await loadAwsServiceSpec();
  const resources = [...database.all("resource")].toSorted((a, b) => (a.cloudFormationType < b.cloudFormationType ? -1 : 1));
  return new Map(resources.map((resource) => [resource.cloudFormationType, pack(database, resource)]));
}

/**
 * A type with what the table has beyond the specification.
 * @param {PackedResource} resource
 * @param {TypeDifference | undefined} difference
 * @returns {PackedResource}
 */
function widened(resource, difference) {
  if (difference === undefined) return resource;
  const { attributes = [], properties = {}, optional = {} } = difference;

  /** @param {string} definition @param {Readonly<Record<string, PackedType>>} packed */
  const widen = (definition, packed) => {
    const isOptional = new Set(optional[definition]?.map((name) => `!${name}`));
    const own = Object.entries(packed).map(([key, type]) => /** @type {const} */ ([isOptional.has(key) ? key.slice(1) : key, type]));
    const names = new Set(own.map(([key]) => key.replace(/^!/, "")));
    const further = (properties[definition] ?? []).filter((name) => !names.has(name));
    return Object.fromEntries([...own, ...further.map((name) => /** @type {const} */ ([name, 0]))]);
  };

  const definitions = Object.entries(resource.d ?? {}).map(([name, packed]) => [name, widen(name, packed)]);
  const readable = [...new Set([...(resource.a ?? []), ...attributes])].toSorted();
  return {
    ...resource,
    p: widen("", resource.p),
    ...(definitions.length === 0 ? {} : { d: Object.fromEntries(definitions) }),
    ...(readable.length === 0 ? {} : { a: readable }),
  };
}

/**
 * @param {import("@aws-cdk/service-spec-types").SpecDatabase} database
 * @param {Resource} resource
 * @returns {PackedResource}
 */
function pack(database, resource) {
  /** @type {Record<string, Record<string, PackedType>>} */
  const definitions = {};

  /** @param {Resource["properties"]} properties @returns {Record<string, PackedType>} */
  const packProperties = (properties) =>
    Object.fromEntries(
      Object.entries(properties)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { type, required }]) => [required === true ? `!${name}` : name, packType(type)]),
    );

  /** @param {PropertyType} type @returns {PackedType} */
  const packType = (type) => {
    if (type.type === "ref") {
      const definition = database.get("typeDefinition", type.reference);
      if (Object.keys(definition.properties).length === 0) return 0; // says nothing of what it may hold
      if (!(definition.name in definitions)) {
        definitions[definition.name] = {}; // a definition may lead back to itself
        definitions[definition.name] = packProperties(definition.properties);
      }
      return definition.name;
    }
    if (type.type === "array") return worthwhile(packType(type.element), (of) => [of]);
    if (type.type === "map") return worthwhile(packType(type.element), (of) => ({ m: of }));
    if (type.type === "union") return worthwhile(type.types.map(packType), (of) => ({ u: of }));
    if (type.type === "tag") {
      definitions["#Tag"] ??= { "!Key": 0, "!Value": 0 };
      return "#Tag";
    }
    return 0;
  };

  const properties = packProperties(resource.properties);
  const attributes = packAttributes(resource.attributes);
  return {
    p: properties,
    ...(OPEN.has(resource.cloudFormationType) ? { o: 1 } : {}),
    ...(Object.keys(definitions).length === 0 ? {} : { d: definitions }),
    ...(attributes.length === 0 ? {} : { a: attributes }),
  };
}

/**
 * The names, and `Name.*` for an object of whose parts the specification lists none: of it any part may be asked.
 * @param {Resource["attributes"]} attributes
 * @returns {string[]}
 */
function packAttributes(attributes) {
  const names = Object.keys(attributes);
  const open = Object.entries(attributes)
    .filter(([name, { type }]) => /^(?:ref|json|map)$/.test(type.type) && !names.some((other) => other.startsWith(`${name}.`)))
    .map(([name]) => `${name}.*`);
  return [...names, ...open].toSorted();
}

/**
 * A collection of what rules have nothing to say about is itself such a thing.
 * @template {PackedType | PackedType[]} T
 * @param {T} of
 * @param {(of: T) => PackedType} wrap
 * @returns {PackedType}
 */
function worthwhile(of, wrap) {
  const says = Array.isArray(of) && of.every((type) => type === 0);
  return of === 0 || says ? 0 : wrap(of);
}
