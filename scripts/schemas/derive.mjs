// Derives table.jsonl, and source.json that says what of, from the Python package cfn-lint (MIT-0): the patched schemas of all resource types with what
// `Fn::GetAtt` reads of them, the schemas of a template's own parts, limits by region, IAM actions, and dates.
// Run by hand when that package is updated, with a Python that has it: node scripts/schemas/derive.mjs
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { shortened } from "./short.mjs";

/**
 * @typedef {object} Derived
 * @property {string} version of cfn-lint
 * @property {Record<string, { schema: Record<string, unknown>, attributes: Record<string, string> }>} types
 * @property {Record<string, string[]>} missing the types that a region lacks, sorted
 * @property {Record<string, unknown>} tables other data by path
 */

const PROGRAM = `
import importlib, json, sys
from importlib.metadata import version
from pathlib import Path
import cfnlint
from cfnlint.helpers import AVAILABILITY_ZONES, REGIONS
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager
data = Path(cfnlint.__file__).parent / "data"
available = {region: set(manager.get_resource_types(region)) for region in REGIONS}
everything = sorted(set().union(*available.values()))
types = {}
for name in everything:
    region = next(one for one in ["us-east-1", *REGIONS] if name in available[one])
    schema = manager.get_resource_schema(region, name)
    types[name] = {"schema": schema.schema, "attributes": dict(schema.get_atts.data)}
tables = {"zones": AVAILABILITY_ZONES}
for folder in ["schemas/other", "schemas/extensions"]:
    for file in sorted((data / folder).glob("*/*.json")):
        if file.parent.name in ("draft7", "deployment_files"):
            continue
        tables[f"{folder.split('/')[1]}/{file.parent.name}/{file.stem}"] = json.loads(file.read_text())
policies = json.loads((data / "AdditionalSpecs/Policies.json").read_text())
tables["iam"] = {
    service: {
        "actions": {name: action.get("Resources", 0) for name, action in details.get("Actions", {}).items()},
        "resources": {name: kind.get("ARNFormats", []) for name, kind in details.get("Resources", {}).items()},
    }
    for service, details in policies.items()
}
tables["runtimes"] = json.loads((data / "AdditionalSpecs/LmbdRuntimeLifecycle.json").read_text())
tables["stateful"] = json.loads((data / "AdditionalSpecs/StatefulResources.json").read_text())
from cfnlint.rules import Rules
from cfnlint.rules.jsonschema.CfnLintJsonSchema import CfnLintJsonSchema
from cfnlint.rules.jsonschema.CfnLintJsonSchemaRegional import CfnLintJsonSchemaRegional
by_schema = {json.dumps(value, sort_keys=True): path for path, value in tables.items() if path.startswith("extensions/")}
tables["rules"] = {}
tables["schemaRules"] = {}
for code, rule in sorted(Rules.create_from_directory(str(Path(cfnlint.__file__).parent / "rules")).items()):
    tables["rules"][code] = {"title": rule.shortdesc, "source": rule.source_url}
    path = by_schema.get(json.dumps(getattr(rule, "_schema", None), sort_keys=True))
    paths = [one for one in getattr(rule, "keywords", None) or [] if one.startswith("Resources/AWS::")]
    if isinstance(rule, CfnLintJsonSchema) and path is not None and paths:
        kind = "regional" if isinstance(rule, CfnLintJsonSchemaRegional) else "all" if rule.all_matches else "once"
        tables["schemaRules"][code] = {"paths": sorted(set(paths)), "schema": path, "kind": kind}
missing = {region: sorted(set(everything) - names) for region, names in available.items()}
json.dump({"version": version("cfn-lint"), "types": types, "missing": missing, "tables": tables}, sys.stdout)
`;

/** Words of schemas that no rule reads. */
const UNREAD = new Set([
  "insertionOrder", "sourceUrl", "default", "examples", "title", "$schema", "$comment", "relationshipRef", "propertyTransform",
  "replacementStrategy", "resourceLink", "documentationUrl", "additionalIdentifiers", "arrayType", "writeOnlyProperties",
  "deprecatedProperties", "description", "typeName", "$id", "handlers",
]);

/**
 * A schema without the words that no rule reads.
 * @param {unknown} schema
 * @param {boolean} [names] whether the keys are names of the user's
 * @returns {unknown}
 */
function read(schema, names = false) {
  if (Array.isArray(schema)) return schema.map((one) => read(one));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key]) => names || !UNREAD.has(key));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (!names && ["enum", "const", "required"].includes(key)) return [key, value];
      if (!names && key === "tagging") return [key, { taggable: value.taggable, tagProperty: value.tagProperty }];
      return [key, read(value, !names && ["properties", "patternProperties", "definitions"].includes(key))];
    }),
  );
}

/** Shorter text is not worth a number. */
const WORTH = 60;

/**
 * Data in which whatever stands there more than once is a number: `{ $parts, data }`, each written as `{ $part: n }`, the
 * parts before those that hold them.
 * @param {unknown} data
 */
function shared(data) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  /** @param {unknown} value */
  const count = (value) => {
    if (typeof value !== "object" || value === null) return;
    const text = JSON.stringify(value);
    if (text.length < WORTH) return;
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 1) Object.values(value).forEach(count);
  };
  count(data);
  /** @type {unknown[]} */
  const parts = [];
  /** @type {Map<string, number>} */
  const numbers = new Map();
  /** @param {unknown} value @returns {unknown} */
  const replace = (value) => {
    if (typeof value !== "object" || value === null) return value;
    const text = JSON.stringify(value);
    const known = numbers.get(text);
    if (known !== undefined) return { $part: known };
    const own = Array.isArray(value)
      ? value.map(replace)
      : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one)]));
    if ((seen.get(text) ?? 0) < 2) return own;
    numbers.set(text, parts.length);
    return { $part: parts.push(own) - 1 };
  };
  const whole = replace(data);
  return parts.length === 0 ? data : { $parts: parts, data: whole };
}

/**
 * Numbers as text in which a run is its first and its last: `0-3,7`.
 * @param {number[]} numbers sorted
 */
function runs(numbers) {
  /** @type {[number, number][]} */
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/**
 * The attributes that are not the read-only properties of the schema: those follow from it.
 * @param {Record<string, string>} attributes
 * @param {unknown} readOnly
 */
function ownAttributes(attributes, readOnly) {
  const derived = new Map((Array.isArray(readOnly) ? readOnly : []).map((one) => [String(one).split("/").slice(2).join("."), String(one)]));
  const same = [...derived].every(([name, pointer]) => attributes[name] === pointer) && derived.size === Object.keys(attributes).length;
  return same ? undefined : attributes;
}

const { version, types, missing, tables } = /** @type {Derived} */ (
  JSON.parse(execFileSync("python3", ["-c", PROGRAM], { encoding: "utf8", maxBuffer: 2 ** 29 }))
);
const numberOf = new Map(Object.keys(types).map((name, index) => [name, index]));
const lacking = Object.entries(missing).map(([region, names]) => [region, runs(names.map((name) => numberOf.get(name) ?? 0))]);
const lines = [JSON.stringify({ version, missing: Object.fromEntries(lacking) })];
for (const [name, { schema, attributes }] of Object.entries(types)) {
  const own = ownAttributes(attributes, schema["readOnlyProperties"]);
  lines.push(JSON.stringify([name, shortened(read(schema)), ...(own === undefined ? [] : [own])]));
}
for (const [name, data] of Object.entries(tables)) lines.push(JSON.stringify([`#${name}`, shared(data)]));
writeFileSync(path.join(import.meta.dirname, "table.jsonl"), `${lines.join("\n")}\n`);
writeFileSync(path.join(import.meta.dirname, "source.json"), `${JSON.stringify({ name: "cfn-lint", version }, undefined, 2)}\n`);
