import { judgeBy, withWords } from "../check/frame.ts";
import { STANDARD } from "../check/keywords.ts";
import { resolverOf } from "../check/resolver.ts";
import { type Keyword, type State, fault, listOf, stateWith } from "../check/state.ts";
import { descend } from "../check/walk.ts";
import { FUNCTIONS, member, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import { unavailable } from "./available.ts";
import type { PathRule } from "./rule.ts";

/** Conditions that resources and outputs name. */
function conditionRule(code: string, path: string): PathRule {
  return {
    code,
    paths: [path],
    check(state, value, _, faults) {
      const name = textOf(value);
      if (name === undefined || state.names.conditions.has(name)) return;
      const meant = { word: name, among: [state.names.source.names("Conditions")] };
      faults.push(fault(state, `There is no condition "${name}".`, { code, meant }));
    },
  };
}

const dependsOn: PathRule = {
  code: "E3005",
  paths: ["Resources/*/DependsOn", "Resources/*/DependsOn/*"],
  check(state, value, _, faults) {
    const name = textOf(value);
    if (name === undefined) return;
    const own = listOf(state.path)[1];
    const { source } = state.names;
    if (name === own || state.names.resource(name) === undefined) {
      if (name !== own && (source.isOpen || source.isGenerated(name))) return;
      const message = name === own ? "A resource cannot depend on itself." : `There is no resource "${name}".`;
      const meant = name === own ? {} : { meant: { word: name, among: [source.names("Resources")] } };
      faults.push(fault(state, message, { code: "E3005", ...meant }));
      return;
    }
    const scenario = unavailable(state, name);
    if (scenario !== undefined) faults.push(fault(state, `"${name}" does not exist ${scenario}.`, { code: "E3005" }));
  },
};

/** The keywords of metadata go on having rules run below them. */
function hooked(word: string): Keyword {
  return (state, argument, value, schema, faults) => STANDARD[word]?.(stateWith(state, { hasHooks: true }), argument, value, schema, faults);
}

const metadata: PathRule = {
  code: "E3028",
  paths: ["Resources/*/Metadata"],
  check(state, value, _, faults) {
    const schema = state.names.schemas.table("other/resources/metadata") as SchemaObject;
    const inside: State = {
      ...withWords(state, { properties: hooked("properties"), additionalProperties: hooked("additionalProperties") }),
      functions: FUNCTIONS,
      isStrict: false,
      resolve: resolverOf(schema),
    };
    judgeBy({ code: "E3028" }, inside, schema, value, faults);
  },
};

const init: PathRule = {
  code: "E3009",
  paths: ["Resources/*/Metadata/AWS::CloudFormation::Init"],
  check(state, value, _, faults) {
    const schema = state.names.schemas.table("other/resources/cfn_init") as SchemaObject;
    judgeBy({ code: "E3009" }, stateWith(state, { functions: FUNCTIONS, resolve: resolverOf(schema) }), schema, value, faults);
  },
};

const OUTPUT_FUNCTIONS: ReadonlySet<string> = new Set([...FUNCTIONS].filter((name) => name !== "Fn::GetStackOutput"));

const outputValue: PathRule = {
  code: "E6101",
  paths: ["Outputs/*"],
  check(state, value, _, faults) {
    const given = member(value, "Value");
    if (given === undefined || (given.kind === "scalar" && (given.value === null || given.value === "" || given.value === 0 || given.value === false))) return;
    const condition = textOf(member(value, "Condition"));
    const scenario = condition === undefined ? state.scenario : (state.names.conditions.with(state.scenario, [[condition, true]]) ?? state.scenario);
    const from = faults.length;
    descend(stateWith(state, { functions: OUTPUT_FUNCTIONS, scenario, isStrict: false }), { type: ["string"] }, given, faults, "Value", "Value");
    for (const found of faults.slice(from)) found.code ??= "E6101";
  },
};

const exportName: PathRule = {
  code: "E6102",
  paths: ["Outputs/*/Export/Name"],
  check(state, value, _, faults) {
    judgeBy({ code: "E6102" }, stateWith(state, { functions: OUTPUT_FUNCTIONS, hasResources: false }), { type: "string" }, value, faults);
  },
};

const RULE_FUNCTIONS: ReadonlySet<string> = new Set([
  "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll",
  "Fn::ValueOf", "Fn::ValueOfAll", "Condition",
]);

function assertionRule(code: string, path: string): PathRule {
  return {
    code,
    paths: [path],
    check(state, value, _, faults) {
      judgeBy({ code }, stateWith(state, { functions: RULE_FUNCTIONS, hasHooks: false }), { type: "boolean" }, value, faults);
    },
  };
}

const interfaceRule: PathRule = {
  code: "E4001",
  paths: ["Metadata/AWS::CloudFormation::Interface"],
  check(state, value, _, faults) {
    const schema = state.names.schemas.table("other/metadata/interface") as SchemaObject;
    judgeBy({ code: "E4001" }, stateWith(state, { resolve: resolverOf(schema) }), schema, value, faults);
  },
};

const interfaceParameter: PathRule = {
  code: "W4001",
  paths: ["cfnParameter"],
  check(state, value, _, faults) {
    const name = textOf(value);
    if (name !== undefined && state.names.parameter(name) !== undefined) return;
    const meant = name === undefined ? {} : { meant: { word: name, among: [state.names.source.names("Parameters")] } };
    faults.push(fault(state, `There is no parameter "${name ?? ""}".`, { code: "W4001", ...meant }));
  },
};

const settings: PathRule = {
  code: "W4005",
  paths: ["Metadata/cfn-lint"],
  check(state, value, _, faults) {
    const schema = state.names.schemas.table("other/metadata/cfn_lint") as SchemaObject;
    judgeBy({ code: "W4005" }, stateWith(state, { resolve: resolverOf(schema) }), schema, value, faults);
  },
};

/** Rules about the attributes of resources, outputs, rules and metadata. */
export const ATTRIBUTE_RULES: readonly PathRule[] = [
  conditionRule("E3015", "Resources/*/Condition"),
  conditionRule("E6005", "Outputs/*/Condition"),
  dependsOn,
  metadata,
  init,
  outputValue,
  exportName,
  assertionRule("E1701", "Rules/*/Assertions/*/Assert"),
  assertionRule("E1702", "Rules/*/RuleCondition"),
  interfaceRule,
  interfaceParameter,
  settings,
];

