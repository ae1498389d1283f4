import { listed } from "../check/compare.ts";
import { judgeBy } from "../check/frame.ts";
import { type State, below, listOf, stateWith } from "../check/state.ts";
import { valuesAt } from "../check/values.ts";
import type { Scenario } from "../model/conditions.ts";
import { member, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { PathRule } from "./rule.ts";

const PIPELINE = "Resources/AWS::CodePipeline::Pipeline/Properties";
const ACTIONS = `${PIPELINE}/Stages/*/Actions/*`;

/** Whether a path leads through the first stage, in a list or in the branch of an `Fn::If`. */
function isInFirstStage(state: State): boolean {
  const path = listOf(state.path);
  let at = path.indexOf("Stages") + 1;
  while (path[at] === "Fn::If") at += 2;
  return path[at] === 0;
}

const LATER_CATEGORIES = ["Build", "Approval", "Deploy", "Test", "Invoke", "Compute"];

const sourceFirst: PathRule = {
  code: "E3700",
  paths: [`${ACTIONS}/ActionTypeId/Category`],
  check(state, value, _, faults) {
    const isFirst = isInFirstStage(state);
    const inside = stateWith(state, { hasHooks: false });
    judgeBy({ code: "E3700" }, inside, { enum: isFirst ? ["Source"] : LATER_CATEGORIES }, value, faults);
  },
};

/** The name of an artifact that an action makes, and when it does. */
interface Made {
  readonly name: string;
  readonly scenario: Scenario;
}

const artifactNames: PathRule = {
  code: "E3701",
  paths: [PIPELINE],
  check(state, value, _, faults) {
    const made: Made[] = [];
    const isMade = (name: string, at: State) => made.some((one) => one.name === name && state.names.conditions.with(at.scenario, [...one.scenario]) !== undefined);
    for (const { value: action, state: inAction } of valuesAt(state, value, ["Stages", "*", "Actions", "*"])) {
      if (action === undefined) continue;
      for (const { value: input, state: at } of valuesAt(inAction, action, ["InputArtifacts", "*", "Name"])) {
        const name = textOf(input);
        if (name === undefined || isMade(name, at)) continue;
        faults.push({ message: `No action before this one makes the artifact "${name}".`, path: at.path, code: "E3701" });
      }
      for (const { value: output, state: at } of valuesAt(inAction, action, ["OutputArtifacts", "*", "Name"])) {
        const name = textOf(output);
        if (name === undefined) continue;
        if (isMade(name, at)) faults.push({ message: `An action before this one makes an artifact "${name}", too.`, path: at.path, code: "E3701" });
        else made.push({ name, scenario: at.scenario });
      }
    }
  },
};

type Range = readonly [least: number, most: number];

/** How many artifacts actions take and give, from "Valid action types" and the references of the actions in CodePipeline's user guide. */
const COUNTS: Readonly<Record<string, readonly [inputs: Range, outputs: Range]>> = {
  "AWS Source S3": [[0, 0], [1, 1]],
  "AWS Source CodeCommit": [[0, 0], [1, 1]],
  "AWS Source ECR": [[0, 0], [1, 1]],
  "AWS Test CodeBuild": [[1, 5], [0, 5]],
  "AWS Test DeviceFarm": [[1, 1], [0, 0]],
  "AWS Build CodeBuild": [[1, 5], [0, 5]],
  "AWS Approval Manual": [[0, 0], [0, 0]],
  "AWS Deploy S3": [[1, 1], [0, 0]],
  "AWS Deploy CloudFormation": [[0, 10], [0, 1]],
  "AWS Deploy CodeDeploy": [[1, 1], [0, 0]],
  "AWS Deploy ElasticBeanstalk": [[1, 1], [0, 0]],
  "AWS Deploy OpsWorks": [[1, 1], [0, 0]],
  "AWS Deploy ECS": [[1, 1], [0, 0]],
  "AWS Deploy ServiceCatalog": [[1, 1], [0, 0]],
  "AWS Invoke Lambda": [[0, 5], [0, 5]],
  "ThirdParty Source GitHub": [[0, 0], [1, 1]],
  "ThirdParty Deploy AlexaSkillsKit": [[0, 2], [0, 0]],
  "Custom Build Jenkins": [[0, 5], [0, 5]],
  "Custom Test Jenkins": [[0, 5], [0, 5]],
};

function countSchema([inputs, outputs]: readonly [Range, Range]): SchemaObject {
  const of = ([minItems, maxItems]: Range): SchemaObject => ({ minItems, maxItems });
  const required = [...(inputs[0] > 0 ? ["InputArtifacts"] : []), ...(outputs[0] > 0 ? ["OutputArtifacts"] : [])];
  return { properties: { InputArtifacts: of(inputs), OutputArtifacts: of(outputs) }, required };
}

const artifactCounts: PathRule = {
  code: "E3702",
  paths: [ACTIONS],
  check(state, value, _, faults) {
    const kind = member(value, "ActionTypeId");
    const name = ["Owner", "Category", "Provider"].map((key) => textOf(member(kind, key)) ?? "").join(" ");
    const counts = Object.hasOwn(COUNTS, name) ? COUNTS[name] : undefined;
    if (counts !== undefined) judgeBy({ code: "E3702" }, stateWith(state, { hasHooks: false }), countSchema(counts), value, faults);
  },
};

const configuration: PathRule = {
  code: "E3703",
  paths: [ACTIONS],
  check(state, value, _, faults) {
    for (const { value: template, state: at } of valuesAt(state, value, ["Configuration", "TemplatePath"])) {
      const written = textOf(template);
      if (written === undefined) continue;
      const names = [...valuesAt({ ...at, path: state.path }, value, ["InputArtifacts", "*", "Name"])].flatMap(({ value: name }) => textOf(name) ?? []);
      if (names.some((name) => written.startsWith(`${name}::`))) continue;
      const [artifact = ""] = written.split("::");
      faults.push({ message: `"${artifact}" is no input of this action: there are ${listed(names)}.`, path: at.path, code: "E3703" });
    }
    const role = member(member(value, "Configuration"), "RoleArn");
    const inside = stateWith(state, { hasHooks: false });
    if (role !== undefined) judgeBy({ code: "E3703" }, inside, { properties: { Configuration: { properties: { RoleArn: { format: "AWS::IAM::Role.Arn" } } } } }, value, faults);
  },
};

/** What modules must not have, from "Considerations when using modules" of CloudFormation's user guide. */
const modules: PathRule = {
  code: "E5001",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    if (type?.endsWith("::MODULE") !== true) return;
    const tell = (...keys: readonly string[]) => {
      faults.push({ message: `Modules have no ${keys.at(-1) ?? ""}.`, path: keys.reduce<State["path"]>(below, state.path), code: "E5001" });
    };
    for (const policy of ["CreationPolicy", "UpdatePolicy"]) if (member(value, policy) !== undefined) tell(policy);
    if (member(member(value, "Properties"), "Tags") !== undefined) tell("Properties", "Tags");
    if (member(member(value, "Metadata"), "AWS::CloudFormation::Module") !== undefined) tell("Metadata", "AWS::CloudFormation::Module");
  },
};

export const PIPELINE_RULES: readonly PathRule[] = [sourceFirst, artifactNames, artifactCounts, configuration, modules];
