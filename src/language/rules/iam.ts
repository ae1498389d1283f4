import { named } from "../check/frame.ts";
import { shown } from "../check/compare.ts";
import { matches } from "../check/pattern.ts";
import { resolverOf } from "../check/resolver.ts";
import { type Fault, type State, fault, faultAt, stateWith } from "../check/state.ts";
import { valuesAt } from "../check/values.ts";
import { dynamicReference, validate } from "../check/walk.ts";
import { fitsWildcards } from "../wildcards.ts";
import { type Value, member, textOf, valueOfJson } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { PathRule } from "./rule.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** A rule about policies of one kind, whose schema refers to what all policies have in common. */
function policyRule(code: string, table: string, paths: readonly string[]): PathRule {
  return {
    code,
    paths: paths.map((path) => `Resources/${path}`),
    check(state, value, _, faults) {
      const schema = state.names.schemas.table(`other/iam/${table}`) as SchemaObject;
      const common = state.names.schemas.table("other/iam/policy") as SchemaObject;
      const inside = stateWith(state, { resolve: policyResolver(schema, common) });
      const written = textOf(value);
      const policy = written === undefined ? value : parsed(written, value);
      if (policy === undefined) return;
      const found: Fault[] = [];
      validate(written === undefined ? inside : stateWith(inside, { functions: NOTHING }), schema, policy, found);
      named({ code }, found);
      faults.push(...found.filter((one) => !isAllowed(one, state)));
    },
  };
}

const resolvers = new WeakMap<SchemaObject, State["resolve"]>();

function policyResolver(schema: SchemaObject, common: SchemaObject): State["resolve"] {
  let resolve = resolvers.get(schema);
  if (resolve === undefined) resolvers.set(schema, (resolve = resolverOf(schema, { policy: common })));
  return resolve;
}

/** A policy that is written as text stands where the text does. */
function parsed(written: string, value: Value): Value | undefined {
  try {
    return valueOfJson(JSON.parse(written), value);
  } catch {
    return undefined;
  }
}

/** S3 takes statements with the same Sid. */
function isAllowed({ keyword }: Fault, { kindPath }: State): boolean {
  return keyword === "uniqueKeys" && kindPath.startsWith("Resources/AWS::S3::BucketPolicy/");
}

const identityPolicy = policyRule("E3510", "policy_identity", [
  "AWS::IAM::Group/Properties/Policies/*/PolicyDocument",
  "AWS::IAM::ManagedPolicy/Properties/PolicyDocument",
  "AWS::IAM::Policy/Properties/PolicyDocument",
  "AWS::IAM::Role/Properties/Policies/*/PolicyDocument",
  "AWS::IAM::User/Properties/Policies/*/PolicyDocument",
  "AWS::SSO::PermissionSet/Properties/InlinePolicy",
  "AWS::IAM::UserPolicy/Properties/PolicyDocument",
  "AWS::IAM::RolePolicy/Properties/PolicyDocument",
  "AWS::IAM::GroupPolicy/Properties/PolicyDocument",
]);

const resourcePolicy = policyRule("E3512", "policy_resource", [
  "AWS::KMS::Key/Properties/KeyPolicy",
  "AWS::OpenSearchService::Domain/Properties/AccessPolicies",
  "AWS::S3::BucketPolicy/Properties/PolicyDocument",
  "AWS::SNS::TopicPolicy/Properties/PolicyDocument",
  "AWS::SQS::QueuePolicy/Properties/PolicyDocument",
]);

const repositoryPolicy = policyRule("E3513", "policy_resource_ecr", ["AWS::ECR::Repository/Properties/RepositoryPolicyText"]);
const trustPolicy = policyRule("E3530", "policy_trust", ["AWS::IAM::Role/Properties/AssumeRolePolicyDocument"]);

/** The actions of a service with the resources that they are about, and these with the forms of their ARNs; 0 is all. */
interface Service {
  readonly actions: Readonly<Record<string, readonly string[] | string | 0>>;
  readonly resources: Readonly<Record<string, readonly string[]>>;
}

function serviceOf(state: State, name: string): Service | undefined {
  const services = state.names.schemas.table("iam") as Readonly<Record<string, Service>>;
  return Object.hasOwn(services, name) ? services[name] : undefined;
}

/** The services whose actions the policy of a resource can be about. */
const LIMITED: Readonly<Record<string, string>> = {
  "AWS::S3::BucketPolicy": "s3",
  "AWS::SQS::QueuePolicy": "sqs",
  "AWS::SNS::TopicPolicy": "sns",
};

const textsOf = (value: Value | undefined): string[] => {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return value?.kind === "list" ? value.items.flatMap((item) => textOf(item) ?? []) : [];
};

const actions: PathRule = {
  code: "W3037",
  paths: ["AWS::IAM::Policy/Properties/PolicyDocument/Statement/Action"],
  check(state, value, _, faults) {
    if (state.names.hasTransform("AWS::Serverless-2016-10-31")) return;
    const limit = LIMITED[state.kindPath.split("/")[1] ?? ""];
    for (const action of textsOf(value)) {
      if (action === "*") continue;
      const colon = action.indexOf(":");
      if (colon === -1) {
        faults.push(fault(state, `"${action}" is no action: one is "service:action" or "*".`, { code: "W3037" }));
        return;
      }
      const service = action.slice(0, colon).toLowerCase();
      const permission = action.slice(colon + 1).toLowerCase();
      const told = { code: "W3037", mark: { start: value.start, end: value.end, word: action } };
      if (limit !== undefined && service !== limit) faults.push(fault(state, `"${action}" cannot stand here: only actions of ${limit} can.`, told));
      const known = serviceOf(state, service);
      if (known === undefined) {
        faults.push(fault(state, `There is no service "${service}" in IAM.`, told));
      } else if (!hasAction(known, permission)) {
        const meant = { word: permission, among: [{ list: Object.keys(known.actions) }] };
        faults.push(fault(state, `"${service}" has no action "${permission}".`, { ...told, meant }));
      }
    }
  },
};

function hasAction({ actions: known }: Service, permission: string): boolean {
  if (!/[*?]/.test(permission)) return Object.hasOwn(known, permission);
  return Object.keys(known).some((action) => fitsWildcards(permission, action));
}

const version: PathRule = {
  code: "W2511",
  paths: ["AWS::IAM::Policy/Properties/PolicyDocument/Version"],
  check(state, value, _, faults) {
    if (value.kind !== "scalar" || value.value !== "2008-10-17") return;
    faults.push(fault(state, 'The version of today is "2012-10-17": the older one lacks variables.', { code: "W2511" }));
  },
};

const BUCKET_ARN = String.raw`^arn:aws[A-Za-z-]*:[^:]+:[^:]*(:(\d{12}|\*|aws)?:.+|)$`;
const ARN = String.raw`^\*$|${BUCKET_ARN}`;

const resourceArn: PathRule = {
  code: "E3514",
  paths: ["AWS::IAM::Policy/Properties/PolicyDocument/Statement/Resource"],
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text === undefined) return;
    const pattern = state.kindPath.startsWith("Resources/AWS::S3::BucketPolicy/") ? BUCKET_ARN : ARN;
    // of what is longer the beginning decides
    if (!matches(pattern, text.slice(0, 500))) faults.push(fault(state, `${shown(value)} is no ARN that can stand here.`, { code: "E3514" }));
  },
};

/** Whether an ARN, in which `*` stands for anything, can be of a form, in which variables do. */
function isArnOf(arn: string, form: string): boolean {
  const own = split(arn);
  const wanted = split(form);
  for (let index = 0; index < 5; index += 1) {
    if (own[index] === "*" || /^\$\{(?:Partition|Region|Account)\}$/.test(wanted[index] ?? "")) continue;
    if (own[index] !== wanted[index]) return false;
  }
  const [name = "", formName = ""] = [own[5], wanted[5]];
  if (name === "*") return true;
  const delimiter = formName.includes(":") ? ":" : formName.includes("/") ? "/" : undefined;
  if (delimiter === undefined) return true;
  const parts = name.split(delimiter);
  for (const [index, part] of formName.split(delimiter).entries()) {
    const given = parts[index];
    if (given === undefined || given === part) continue;
    return given.startsWith("*") || part === "" || part === ".*" || (given.startsWith(part) && given.includes("*"));
  }
  return true;
}

/** The six parts of an ARN; what is missing may be anything. */
function split(arn: string): string[] {
  const parts = arn.split(":");
  const six = [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
  return [...six, "*", "*", "*", "*", "*", "*"].slice(0, 6);
}

/** The ARNs of a statement; undefined where any resource may be meant. */
function arnsOf(state: State, value: Value): { readonly arns: readonly string[]; readonly hasFunctions: boolean } | undefined {
  const arns: string[] = [];
  let hasFunctions = false;
  for (const key of ["Resource", "NotResource"]) {
    for (const { value: found } of valuesAt(state, value, [key])) {
      for (const item of found?.kind === "list" ? found.items : found === undefined ? [] : [found]) {
        const text = textOf(item);
        if (text === "*" || (text !== undefined && dynamicReference(text) !== undefined)) return undefined;
        if (text !== undefined) arns.push(text);
        else if (item.kind === "map" && item.call !== undefined) {
          const name = item.call.name === "Ref" ? textOf(item.call.argument) : undefined;
          if (name !== undefined && state.names.parameter(name) !== undefined) return undefined;
          hasFunctions = true;
        }
      }
    }
  }
  return { arns, hasFunctions };
}

const statementResources: PathRule = {
  code: "I3510",
  paths: ["AWS::IAM::Policy/Properties/PolicyDocument/Statement"],
  check(state, value, _, faults) {
    const known = value.kind === "map" ? arnsOf(state, value) : undefined;
    if (known === undefined || known.hasFunctions) return;
    for (const { value: found } of valuesAt(state, value, ["Action"])) {
      for (const action of textsOf(found)) {
        const colon = action.indexOf(":");
        if (colon === -1 || /[*?]/.test(action)) continue;
        const service = serviceOf(state, action.slice(0, colon).toLowerCase());
        const needed = service?.actions[action.slice(colon + 1).toLowerCase()];
        if (service === undefined || needed === undefined || needed === 0) continue;
        // of a kind of resource with several forms the last is compared, as cfn-lint does
        const forms = [needed].flat().map((kind) => service.resources[kind.toLowerCase()] ?? []);
        if (forms.some((list) => known.arns.some((arn) => isArnOf(arn, list.at(-1) ?? "")))) continue;
        const message = `"${action}" needs a resource like ${forms.at(-1)?.join(" or ") ?? ""}.`;
        faults.push(faultAt(state, "Resource", message, { code: "I3510" }));
      }
    }
  },
};

const ROLE_ARN = /^arn:(?:aws[a-zA-Z-]*)?:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+$/;

const roleArn: PathRule = {
  code: "E3511",
  paths: [
    "AWS::Backup::BackupSelection/Properties/BackupSelection/IamRoleArn",
    "AWS::Batch::ComputeEnvironment/Properties/ComputeResources/SpotIamFleetRole",
    "AWS::Batch::ComputeEnvironment/Properties/ServiceRole",
    "AWS::EC2::SpotFleet/Properties/SpotFleetRequestConfigData/IamFleetRole",
    "AWS::ECS::TaskDefinition/Properties/ExecutionRoleArn",
    "AWS::S3::Bucket/Properties/ReplicationConfiguration/Role",
  ].map((path) => `Resources/${path}`),
  check(state, value, _, faults) {
    const text = textOf(value);
    if (text !== undefined && text.length < 2048 && !ROLE_ARN.test(text)) faults.push(fault(state, `"${text}" is no ARN of a role.`, { code: "E3511" }));
  },
};

/** A project's role is found by its ARN: `Ref` gives the name, which is not enough below a path. */
const roleWithPath: PathRule = {
  code: "E3050",
  paths: ["Resources/AWS::CodeBuild::Project/Properties"],
  check(state, value, _, faults) {
    for (const { value: role, state: at } of valuesAt(state, value, ["ServiceRole"])) {
      const name = role?.kind === "map" && role.call?.name === "Ref" ? textOf(role.call.argument) : undefined;
      const body = name === undefined || state.names.resource(name) === undefined ? undefined : state.names.source.body("Resources", name);
      const path = member(member(body, "Properties"), "Path");
      if (path === undefined || textOf(path) === "/" || textOf(path) === "") continue;
      faults.push(faultAt(at, "Ref", "Ref gives the name of a role, and with a path the name is not enough: use GetAtt.", { code: "E3050" }));
    }
  },
};

/** Rules about policies of IAM and of resources. */
export const IAM_RULES: readonly PathRule[] = [
  identityPolicy,
  resourcePolicy,
  repositoryPolicy,
  trustPolicy,
  actions,
  version,
  resourceArn,
  statementResources,
  roleArn,
  roleWithPath,
];

