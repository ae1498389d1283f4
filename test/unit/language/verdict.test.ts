import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fault, type State, below, copyOf, fault, faultAt } from "../../../src/language/check/state.ts";
import { resolverOf } from "../../../src/language/check/resolver.ts";
import { verdict } from "../../../src/language/check/verdict.ts";
import { validate } from "../../../src/language/check/walk.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import { Graph } from "../../../src/language/model/graph.ts";
import { RecordedFacts } from "../../../src/language/model/recorded.ts";
import { defaultSettings } from "../../../src/language/model/facts.ts";
import { FUNCTIONS, type Value } from "../../../src/language/model/value.ts";
import { stateOf } from "../../../src/language/rules/run.ts";
import { valueOfEntry } from "../../../src/language/rules/source.ts";
import { PROPERTY_WORDS } from "../../../src/language/rules/words.ts";
import type { Schema, SchemaObject } from "../../../src/language/schema/types.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const VALUES = [
  "text", '"12"', "12", "-3", "1.5", "true", '"true"', "2020-01-01", "~", '""', "AWS::Region", '"{{resolve:ssm:a}}"',
  "[]", "[a]", "[a, a]", "[a, 3, [x]]", "{}", "{Name: a}", "{Name: a, Size: 3}", "{Name: {Inner: x}, Other: [1, 2, 3]}",
  "{Name: !Ref Stage}", "{Name: !Ref AWS::NoValue}", "{Name: !If [IsLive, a, b]}", "{Size: ~}", "!Ref Stage", "!Sub a", "[!Ref Stage]",
  "[!If [IsLive, a, !Ref AWS::NoValue]]", "{Fn::Thing: a}", "{1: a}",
];

const LEAVES: readonly SchemaObject[] = [
  {}, { type: "string" }, { type: ["integer", "string"] }, { type: "object" }, { type: ["array", "object"] }, { enum: ["text", 12, "true"] },
  { const: "12" }, { const: true }, { pattern: "^t" }, { minLength: 3 }, { maxLength: 2 }, { minimum: 0 }, { maximum: 5 }, { format: "date" },
  { required: ["Name"] }, { requiredOr: ["Size", "Other"] }, { requiredXor: ["Name", "Size"] }, { dependentExcluded: { Name: ["Size"] } },
  { dependentRequired: { Name: ["Size"] } }, { minItems: 2 }, { maxItems: 1 }, { uniqueItems: true }, { items: { type: "string" } },
  { prefixItems: [{ const: "a" }, { type: "integer" }], items: false }, { items: false }, { additionalProperties: false, properties: { Name: {} } },
  { propertyNames: { not: { enum: ["Size"] } } }, { properties: { Name: { type: "string" } } }, { properties: { Size: false } },
  { $ref: "#/definitions/Named" }, { $ref: "#/definitions/Tree" },
];

const when = (condition: Schema, word: "then" | "else", schema: Schema): Schema => Object.fromEntries([["if", condition], [word, schema]]);

function combined(): readonly Schema[] {
  const pairs = LEAVES.flatMap((one, index) => [one, LEAVES[(index + 7) % LEAVES.length] ?? {}].map((other) => [one, other] as const));
  return pairs.flatMap(([one, other]) => [
    one, { not: one }, { allOf: [one, other] }, { anyOf: [one, other] }, { oneOf: [one, other] }, when(one, "then", other), when(one, "else", other),
    when({ not: one }, "then", { anyOf: [other, { type: "array" }] }),
  ]);
}

const DEFINITIONS = {
  Named: { required: ["Name"], type: "object" },
  Tree: { properties: { Inner: { $ref: "#/definitions/Tree" }, Name: { $ref: "#/definitions/Tree" } }, not: { const: "x" } },
} as const;

/** A state in properties of a resource in which alternatives are compared, and the values that a template has. */
function setUp(): { readonly state: State; readonly values: readonly Value[] } {
  const lines = VALUES.map((text, index) => `  Value${index}: ${text}\n`).join("");
  const document = new TemplateDocument("yaml", `Parameters:\n  Stage: {Type: String}\nConditions:\n  IsLive: !Equals [!Ref Stage, live]\nValues:\n${lines}`);
  const graph = new Graph(document.entries);
  const settings = defaultSettings();
  const find = (section: string, name: string) => graph.find(section, name);
  const facts = new RecordedFacts({ schemas, template: document.facts, settings, find, names: () => ({ list: [] }) });
  const state = copyOf(stateOf("Resources", "Thing", facts));
  state.kindPath = "Resources/Some::Type::Thing/Properties";
  state.functions = FUNCTIONS;
  state.keywords = PROPERTY_WORDS;
  state.hasHooks = false;
  state.isComposite = true;
  const values = document.entries.filter(({ section, key }) => section === "Values" && key !== undefined).map(valueOfEntry);
  return { state, values };
}

describe("what is told of alternatives at one look", () => {
  for (const isStrict of [true, false]) {
    it(`is what they are found to be word by word, ${isStrict ? "strictly" : "leniently"}`, () => {
      const { state: base, values } = setUp();
      expect(values).toHaveLength(VALUES.length);
      const counts = { known: 0, unknown: 0 };
      const wrong: string[] = [];
      for (const one of combined()) {
        const schema = { ...(one as SchemaObject), definitions: DEFINITIONS };
        const state = copyOf(base);
        state.isStrict = isStrict;
        state.resolve = resolverOf(schema);
        const slow = copyOf(state);
        // where words may mean something else nothing is told at one look
        slow.hasOwnWords = true;
        for (const [index, value] of values.entries()) {
          const told = verdict(state, schema, value);
          counts[told === undefined ? "unknown" : "known"] += 1;
          if (told === undefined) continue;
          const faults: Fault[] = [];
          validate(slow, schema, value, faults);
          const found = faults.some(({ isUnknown }) => isUnknown === true) ? undefined : faults.length === 0;
          if (found !== told) wrong.push(`${JSON.stringify(one)} of ${VALUES[index] ?? ""}: ${told}, and not ${found}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(counts.known).toBeGreaterThan(counts.unknown / 2);
    });
  }
});

describe("a fault", () => {
  it("stands where it is said to, if that is elsewhere", () => {
    const { state } = setUp();
    const elsewhere = below(undefined, "Elsewhere");
    expect(fault(state, "wrong").path).toBe(state.path);
    expect(fault(state, "wrong", { path: elsewhere }).path).toBe(elsewhere);
    expect(faultAt(state, "Key", "wrong").path).toEqual(below(state.path, "Key"));
  });
});
