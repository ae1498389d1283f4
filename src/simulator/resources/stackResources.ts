import type { TemplateMap, TemplateValue } from "../services/cloudformation/blueprint.ts";
import { hasOutputs } from "../services/cloudformation/model.ts";
import type { Stack, StackResource } from "../services/cloudformation/model.ts";
import type { StackStore } from "../services/cloudformation/stacks.ts";
import type { Properties, Resource } from "./inventory.ts";

/** What `Ref` and the ARN of a resource are made of where its physical id is no ARN; more types as services need them. */
const ARNS: Readonly<Record<string, string>> = {
  "AWS::CloudWatch::Alarm": "cloudwatch:@:alarm:",
  "AWS::ECR::Repository": "ecr:@:repository/",
  "AWS::ECS::Cluster": "ecs:@:cluster/",
  "AWS::IAM::Role": "iam::role/",
  "AWS::Lambda::Function": "lambda:@:function:",
  "AWS::Logs::LogGroup": "logs:@:log-group:",
  "AWS::S3::Bucket": "s3:::",
  "AWS::SQS::Queue": "sqs:@:",
  "AWS::SSM::Parameter": "ssm:@:parameter",
};

/** The resources of a type that the stacks of a region have, as the stacks' templates and parameters say they are. */
export function stackResources(store: StackStore, type: string): Resource[] {
  return store
    .all()
    .filter(({ deleted, status }) => deleted === undefined && status !== "ROLLBACK_COMPLETE")
    .flatMap((stack) => stack.resources.filter((one) => isThere(one, type)).map((one) => resourceOf(store, stack, one)));
}

function isThere({ blueprint, physicalId, status }: StackResource, type: string): boolean {
  return blueprint.type === type && physicalId !== undefined && status !== "DELETE_COMPLETE";
}

function resourceOf(store: StackStore, stack: Stack, one: StackResource): Resource {
  const { blueprint, physicalId: id = "", updated } = one;
  const properties = fill(store, stack, blueprint.properties) as Properties;
  const kind = blueprint.type.slice(blueprint.type.lastIndexOf(":") + 1);
  const named = properties[`${kind}Name`] ?? properties["Name"];
  const name = typeof named === "string" ? named : id.slice(id.lastIndexOf("/") + 1);
  const arn = arnOf(store, blueprint.type, id);
  return { type: blueprint.type, id, arn, name, properties, created: stack.created, updated, stack: stack.id };
}

/** The ARN of a resource by its type and physical id. */
export function arnOf(place: { readonly region: string; readonly accountId: string }, type: string, id: string): string {
  if (id.startsWith("arn:")) {
    return id;
  }
  const [service = "", region = "", ...rest] = (ARNS[type] ?? `${type.split("::")[1]?.toLowerCase()}:@:`).split(":");
  // S3 names neither region nor account; a queue's physical id is its URL.
  const account = service === "s3" ? "" : place.accountId;
  const own = type === "AWS::SQS::Queue" ? id.slice(id.lastIndexOf("/") + 1) : id;
  const path = rest.filter((part) => part !== "" || service !== "s3").join(":");
  return `arn:aws:${service}:${region === "@" ? place.region : ""}:${account}:${path}${own}`;
}

/** Fills in intrinsic functions from the stack's parameters, its other resources and the region's exports. */
function fill(store: StackStore, stack: Stack, value: TemplateValue): unknown {
  if (Array.isArray(value)) {
    return value.map((one: TemplateValue) => fill(store, stack, one));
  }
  if (typeof value !== "object") {
    return value;
  }
  const map = value as TemplateMap;
  const [[name, argument] = ["", ""], ...others] = Object.entries(map);
  if (others.length === 0) {
    if (name === "Ref" && typeof argument === "string") {
      return lookUp(store, stack, argument);
    }
    if (name === "Fn::Sub" && typeof argument === "string") {
      return argument.replace(/\$\{([\w:.]+)\}/g, (_all, path: string) => lookUp(store, stack, ...halves(path)));
    }
    if (name === "Fn::GetAtt" && Array.isArray(argument)) {
      return lookUp(store, stack, String(argument[0]), String(argument[1]));
    }
    if (name === "Fn::ImportValue") {
      return exported(store, textOf(fill(store, stack, argument)));
    }
    if (name === "Fn::Split" && Array.isArray(argument)) {
      return textOf(fill(store, stack, argument[1] ?? "")).split(String(argument[0]));
    }
    if (name === "Fn::Join" && Array.isArray(argument)) {
      const parts = fill(store, stack, argument[1] ?? []);
      return Array.isArray(parts) ? parts.join(String(argument[0])) : "";
    }
  }
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, fill(store, stack, inner)]));
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function halves(path: string): [string, string | undefined] {
  const dot = path.indexOf(".");
  return dot < 0 ? [path, undefined] : [path.slice(0, dot), path.slice(dot + 1)];
}

function lookUp(store: StackStore, stack: Stack, name: string, attribute?: string): string {
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::Region": store.region,
    "AWS::AccountId": store.accountId,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.blueprint.name,
    "AWS::StackId": stack.id,
  };
  const of = stack.resources.find(({ blueprint }) => blueprint.logicalId === name);
  if (of === undefined) {
    return pseudo[name] ?? stack.parameters.get(name) ?? "";
  }
  const { physicalId = "", blueprint } = of;
  return attribute === "Arn" ? arnOf(store, blueprint.type, physicalId) : physicalId;
}

function exported(store: StackStore, name: string): string {
  const outputs = store.all().filter(hasOutputs).flatMap(({ blueprint }) => blueprint.outputs);
  return outputs.find(({ exportName }) => exportName === name)?.value ?? "";
}
