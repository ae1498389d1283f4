import type { Inventory } from "../../resources/inventory.ts";
import { factsOf } from "../../tables/types.ts";
import { TYPE_LINES } from "../../tables/types.gen.ts";
import type { Members } from "../../wire/types.ts";
import type { Call } from "./calls.ts";

/** What an event says it was about. */
export interface NamedResource {
  readonly type: string;
  /** What the service recorded: a name, an id or an ARN. */
  readonly name: string;
}

/** Services that are not called as their resource types are. */
const FAMILIES: Readonly<Record<string, string>> = {
  elasticloadbalancing: "ElasticLoadBalancingV2", monitoring: "CloudWatch", states: "StepFunctions", sts: "IAM",
};
/** Types that the table of types leaves out, of services whose calls name them. */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  "AWS::EKS::Cluster", "AWS::EKS::Nodegroup", "AWS::ElasticBeanstalk::Application", "AWS::ElasticBeanstalk::Environment", "AWS::CloudFormation::Stack",
]);
const OTHER_FAMILIES = ["EKS", "ElasticBeanstalk"];
/** Services that record ARNs, whatever they were asked with. */
const BY_ARN: ReadonlySet<string> = new Set(["ECS"]);
/** So many of a list are named. */
const MOST_NAMED = 10;

const families = new Map([...Object.keys(TYPE_LINES), ...OTHER_FAMILIES].map((family) => [family.toLowerCase(), family]));

/** What a call was about, by the members of its input that are called after a resource type: `FunctionName`, `cluster`. */
export function resourcesOf({ service, operation, input, additional, region }: Call, inventory: Inventory): readonly NamedResource[] {
  const family = FAMILIES[service] ?? families.get(service.replaceAll("-", ""));
  if (family === undefined) {
    return [];
  }
  const repository = additional?.["repositoryName"];
  if (typeof repository === "string") {
    // what git does bears the repository beside its parameters
    return [{ type: "AWS::CodeCommit::Repository", name: `arn:aws:codecommit:${region}:${inventory.accountId}:${repository}` }];
  }
  return Object.entries(input).flatMap(([member, value]) => {
    const type = typeOf(family, operation, member);
    return type === undefined ? [] : namesIn(value).map((name) => ({ type, name: recorded(family, type, name, inventory) }));
  });
}

function recorded(family: string, type: string, name: string, inventory: Inventory): string {
  return BY_ARN.has(family) ? (inventory.find(type, name)?.arn ?? name) : name;
}

/** The type that a member names one of; undefined where it names none. */
function typeOf(family: string, operation: string, member: string): string | undefined {
  const noun = member.replace(/(?:Name|ARN|Arn|Id|Url)s?$|s$/, "");
  const isBare = /^(names?|arns?|ids?)$/i.test(member);
  const words = isBare ? wordsOf(operation) : [`${noun.charAt(0).toUpperCase()}${noun.slice(1)}`];
  return words.map((word) => `AWS::${family}::${word}`).find((type) => OTHER_TYPES.has(type) || factsOf(type) !== undefined);
}

/** What an operation may be about, the longest first: of `GetPipelineState` `PipelineState` and `Pipeline`. */
function wordsOf(operation: string): readonly string[] {
  const [, ...parts] = operation.replace(/^Batch/, "").match(/[A-Z][a-z0-9]*/g) ?? [];
  const longest = parts.map((_part, index) => parts.slice(0, parts.length - index).join(""));
  return longest.flatMap((word) => [word, word.replace(/s$/, "")]);
}

function namesIn(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return value === "" ? [] : [value];
  }
  if (Array.isArray(value)) {
    return value.slice(0, MOST_NAMED).flatMap((one) => (typeof one === "string" ? [one] : []));
  }
  // `UpdatePipeline` is given the whole declaration
  const inner = typeof value === "object" && value !== null ? (value as Members) : {};
  return namesIn(inner["name"] ?? inner["Name"] ?? []);
}
