// Makes the schema pack: cfn-lint's patched schemas, which schemas/table.jsonl holds, widened by AWS's published resource
// specification. Types, further data and documentation are one line of JSON each, and index.json tells the places, so that
// each is read when it is first needed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { lengthened } from "./schemas/short.mjs";
import { schemaOf, widen } from "./schemas/spec.mjs";

/** Raised whenever the pack's form changes, so that one from an earlier build is written anew. */
const FORM = 4;

/** @typedef {import("../src/language/schema/pack.ts").PackIndex} PackIndex */
/** @typedef {import("../src/language/schema/pack.ts").PackedType} PackedType */

/** What schemas/derive.mjs wrote. */
const TABLE = path.join(import.meta.dirname, "schemas/table.jsonl");

/** What the serverless transform takes: its types, their events, globals and policy templates. */
const SAM = path.join(import.meta.dirname, "schemas/sam.json");

/**
 * Writes the pack into a folder, unless it is there already.
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function writeSchemaPack(folder) {
  const index = path.join(folder, "index.json");
  const { version: specVersion } = createRequire(import.meta.url)("@aws-cdk/aws-service-spec/package.json");
  const table = readFileSync(TABLE, "utf8");
  const sam = readFileSync(SAM, "utf8");
  const version = `${specVersion} (${FORM}, ${createHash("sha256").update(table).update(sam).digest("hex").slice(0, 16)})`;
  if (existsSync(index) && JSON.parse(readFileSync(index, "utf8")).version === version) return;

  const { types, tables, missing } = readTable(table);
  tables.set("sam", JSON.parse(sam));
  const documentation = await completeWithSpecification(types);
  const packed = new Lines();
  const described = new Lines();
  for (const [name, type] of [...types].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    packed.add(name, type);
    const texts = documentation.get(name);
    if (texts !== undefined) described.add(name, texts);
  }
  const data = new Lines();
  for (const [name, value] of [...tables, /** @type {const} */ (["missing", missing])]) data.add(name, value);

  mkdirSync(folder, { recursive: true });
  replace(path.join(folder, "types.jsonl"), packed.text);
  replace(path.join(folder, "tables.jsonl"), data.text);
  replace(path.join(folder, "documentation.jsonl"), described.text);
  /** @type {PackIndex} */
  const contents = { version, types: packed.places, tables: data.places, documentation: described.places };
  replace(index, JSON.stringify(contents));
}

/** Text about a property is cut behind the first paragraph that reaches this many characters. */
const ENOUGH = 400;

/** @param {string} text */
function shortText(text) {
  const end = text.length > ENOUGH ? text.indexOf("\n\n", ENOUGH / 2) : -1;
  return end === -1 ? text : text.slice(0, end).trimEnd();
}

/** Lines of JSON with the place of each. */
class Lines {
  /** @type {Record<string, [offset: number, length: number]>} */
  places = {};
  #offset = 0;
  /** @type {string[]} */
  #lines = [];

  /** @param {string} name @param {unknown} value */
  add(name, value) {
    const line = `${JSON.stringify(value)}\n`;
    const length = Buffer.byteLength(line);
    this.places[name] = [this.#offset, length];
    this.#offset += length;
    this.#lines.push(line);
  }

  get text() {
    return this.#lines.join("");
  }
}

/** @param {string} file @param {string} text */
function replace(file, text) {
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}

/**
 * Reads the committed table.
 * @param {string} text
 * @returns {{ types: Map<string, PackedType>, tables: Map<string, unknown>, missing: Record<string, string[]> }}
 */
function readTable(text) {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  /** @type {Map<string, PackedType>} */
  const types = new Map();
  /** @type {Map<string, unknown>} */
  const tables = new Map();
  for (const line of lines) {
    const [name, value, attributes] = JSON.parse(line);
    if (name.startsWith("#")) tables.set(name.slice(1), value);
    else types.set(name, { schema: /** @type {import("../src/language/schema/types.ts").SchemaObject} */ (lengthened(value)), ...(attributes === undefined ? {} : { attributes }) });
  }
  const names = [...types.keys()];
  /** @type {Record<string, string>} */
  const missing = JSON.parse(head).missing;
  const listed = Object.entries(missing).map(([region, numbers]) => [region, namesOf(numbers, names)]);
  return { types, tables, missing: Object.fromEntries(listed) };
}

/** The names that runs of numbers, `0-3,7`, stand for. @param {string} runs @param {readonly string[]} names */
function namesOf(runs, names) {
  return runs.split(",").flatMap((run) => {
    const [from, to = from] = run.split("-");
    return run === "" ? [] : names.slice(Number(from), Number(to) + 1);
  });
}

/**
 * Adds what the published specification has beyond the table.
 * @param {Map<string, PackedType>} types changed
 * @returns {Promise<Map<string, import("../src/language/schema/types.ts").Documentation>>}
 */
async function completeWithSpecification(types) {
  const { loadAwsServiceSpec } = await import("@aws-cdk/aws-service-spec");
  const database = await loadAwsServiceSpec();
  const documentation = new Map();
  for (const resource of database.all("resource")) {
    const name = resource.cloudFormationType;
    const known = types.get(name);
    let properties;
    if (known === undefined) {
      const made = schemaOf(database, resource);
      types.set(name, { schema: made.schema });
      properties = made.documentation;
    } else {
      properties = widen(database, resource, known.schema);
      const further = Object.keys(resource.attributes);
      if (further.length > 0) known.further = further;
    }
    for (const texts of Object.values(properties)) {
      for (const [property, text] of Object.entries(texts)) texts[property] = shortText(text);
    }
    documentation.set(name, { ...(resource.documentation === undefined ? {} : { type: resource.documentation }), properties });
  }
  return documentation;
}
