import { arnOf } from "../../resources/arns.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import type { TemplateMap, TemplateValue } from "./blueprint.ts";
import { attributeOf } from "./attributes.ts";
import { cidrs } from "./cidrs.ts";
import { isStored } from "./outside.ts";
import { isMap } from "./readTemplate.ts";
import type { Template } from "./readTemplate.ts";

/** Where a template's values come from. */
export interface Scope {
  readonly region: string;
  readonly accountId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly template: Pick<Template, "mappings" | "conditions" | "parameters">;
  readonly parameters: ReadonlyMap<string, string>;
  /** A resource that is there already; undefined for one that is not. */
  readonly resource: (logicalId: string) => ScopeResource | undefined;
  /** What a parameter of the Parameter Store holds. */
  readonly stored: (name: string) => string | undefined;
  /** The value of an export of the region. */
  readonly exported: (name: string) => string | undefined;
}

export interface ScopeResource {
  readonly type: string;
  readonly physicalId: string;
  /** Filled in. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `AWS::NoValue` leaves: the property or item is not there. */
const NOTHING = Symbol("AWS::NoValue");

/**
 * Fills in a template's value (user guide, "Intrinsic function reference").
 * @returns undefined for `AWS::NoValue`
 * @throws AwsError ValidationError for what names nothing; "not simulated" for macros
 */
export function evaluate(scope: Scope, value: TemplateValue): unknown {
  const filled = fill(scope, value);
  return filled === NOTHING ? undefined : filled;
}

/** The properties of a resource, filled in. @throws as `evaluate` */
export function evaluateMap(scope: Scope, value: TemplateMap): Readonly<Record<string, unknown>> {
  return members(scope, value);
}

/** Whether a condition holds. @throws AwsError ValidationError where there is none of that name */
export function holds(scope: Scope, name: string): boolean {
  const condition = Object.hasOwn(scope.template.conditions, name) ? scope.template.conditions[name] : undefined;
  if (condition === undefined) {
    throw invalid(`Template error: unresolved condition dependency ${name} in Fn::If`);
  }
  return truth(fill(scope, condition));
}

function fill(scope: Scope, value: TemplateValue): unknown {
  if (Array.isArray(value)) {
    return value.map((one: TemplateValue) => fill(scope, one)).filter((one) => one !== NOTHING);
  }
  if (!isMap(value)) {
    return value;
  }
  const [[name, argument] = ["", ""], ...others] = Object.entries(value);
  if (others.length === 0 && (name === "Ref" || name === "Condition" || name.startsWith("Fn::"))) {
    // `Condition` is also a member of IAM's policies.
    if (name !== "Condition" || typeof argument === "string") {
      return call(scope, name, argument);
    }
  }
  return members(scope, value);
}

function members(scope: Scope, value: TemplateMap): Record<string, unknown> {
  const filled = Object.entries(value).map(([key, inner]) => [key, fill(scope, inner)] as const);
  return Object.fromEntries(filled.filter(([, inner]) => inner !== NOTHING));
}

function call(scope: Scope, name: string, argument: TemplateValue): unknown {
  const values = (): unknown[] => asList(fill(scope, argument), name);
  switch (name) {
    case "Ref":
      return lookUp(scope, textOf(argument));
    case "Condition":
      return holds(scope, textOf(argument));
    case "Fn::GetAtt":
      return getAttribute(scope, argument);
    case "Fn::Sub":
      return substitute(scope, argument);
    case "Fn::ImportValue":
      return importValue(scope, textOf(fill(scope, argument)));
    case "Fn::If":
      return choose(scope, argument);
    case "Fn::FindInMap":
      return findInMap(scope, argument);
    case "Fn::And":
      return values().every(truth);
    case "Fn::Or":
      return values().some(truth);
    case "Fn::Not":
      return !truth(values()[0]);
    case "Fn::Equals":
      return same(values());
    case "Fn::Join": {
      const [separator, parts] = values();
      return asList(parts, name).map(textOf).join(textOf(separator));
    }
    case "Fn::Split": {
      const [separator, whole] = values();
      return textOf(whole).split(textOf(separator));
    }
    case "Fn::Select": {
      const [index, from] = values();
      const chosen = asList(from, name)[Number(index)];
      if (chosen === undefined) {
        throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${textOf(index)}`);
      }
      return chosen;
    }
    case "Fn::GetAZs": {
      const region = textOf(fill(scope, argument)) || scope.region;
      return ["a", "b", "c"].map((zone) => `${region}${zone}`);
    }
    case "Fn::Base64":
      return Buffer.from(textOf(fill(scope, argument))).toString("base64");
    case "Fn::Cidr": {
      const [block, count, bits] = values();
      return cidrs(textOf(block), Number(count), Number(bits ?? 8));
    }
    case "Fn::Length":
      return asList(fill(scope, argument), name).length;
    case "Fn::ToJsonString":
      return JSON.stringify(fill(scope, argument));
    case "Fn::Transform":
      throw partNotSimulated("Macros of templates");
    default:
      throw invalid(`Template error: Encountered unsupported function: ${name}`);
  }
}

function lookUp(scope: Scope, name: string): unknown {
  const resource = scope.resource(name);
  if (resource !== undefined) {
    return resource.physicalId;
  }
  if (name === "AWS::NoValue") {
    return NOTHING;
  }
  const pseudo = pseudoParameter(scope, name);
  const given = pseudo ?? scope.parameters.get(name);
  if (given === undefined) {
    throw unresolved(name);
  }
  const type = pseudo === undefined ? textOf(scope.template.parameters.get(name)?.["Type"] ?? "String") : "String";
  const value = isStored(type) ? (scope.stored(given) ?? "") : given;
  return /^(AWS::SSM::Parameter::Value<)?(CommaDelimitedList|List<)/.test(type) ? value.split(",").map((one) => one.trim()) : value;
}

function pseudoParameter(scope: Scope, name: string): string | undefined {
  const values: Readonly<Record<string, string>> = {
    "AWS::Region": scope.region,
    "AWS::AccountId": scope.accountId,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": scope.stackName,
    "AWS::StackId": scope.stackId,
    "AWS::NotificationARNs": "",
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function getAttribute(scope: Scope, argument: TemplateValue): unknown {
  const parts = Array.isArray(argument) ? argument : textOf(argument).split(".");
  const [logicalId = "", ...path] = parts.map((one: TemplateValue) => textOf(fill(scope, one)));
  return attribute(scope, logicalId, path.join("."));
}

function attribute(scope: Scope, logicalId: string, name: string): unknown {
  const resource = scope.resource(logicalId);
  if (resource === undefined) {
    throw unresolved(logicalId);
  }
  return name === "Arn"
    ? arnOf(scope, resource.type, resource.physicalId, resource.properties)
    : attributeOf(scope, resource, name);
}

function substitute(scope: Scope, argument: TemplateValue): string {
  const [template, own] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument, {}];
  const given = isMap(own) ? own : {};
  return textOf(template).replace(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    const name = inner.trim();
    if (name.startsWith("!")) {
      return `\${${name.slice(1)}}`;
    }
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) {
      return textOf(fill(scope, value));
    }
    const dot = name.indexOf(".");
    return textOf(dot < 0 ? lookUp(scope, name) : attribute(scope, name.slice(0, dot), name.slice(dot + 1)));
  });
}

function importValue(scope: Scope, name: string): string {
  const value = scope.exported(name);
  if (value === undefined) {
    throw invalid(`No export named ${name} found.`);
  }
  return value;
}

function choose(scope: Scope, argument: TemplateValue): unknown {
  const [condition, yes, no] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [];
  if (condition === undefined || yes === undefined || no === undefined) {
    throw invalid("Template error: Fn::If requires a list argument with three elements");
  }
  return fill(scope, holds(scope, textOf(condition)) ? yes : no);
}

function findInMap(scope: Scope, argument: TemplateValue): unknown {
  const [map, first, second, otherwise] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [];
  const keys = [map, first, second].map((one) => textOf(fill(scope, one ?? "")));
  const found = keys.reduce<TemplateValue | undefined>(
    (at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    scope.template.mappings,
  );
  if (found !== undefined) {
    return found;
  }
  if (isMap(otherwise) && otherwise["DefaultValue"] !== undefined) {
    return fill(scope, otherwise["DefaultValue"]);
  }
  throw invalid(`Template error: Unable to get mapping for ${keys.join("::")}`);
}

function same([left, right]: readonly unknown[]): boolean {
  return JSON.stringify(plain(left)) === JSON.stringify(plain(right));
}

/** A template's `true` and a parameter's text `true` are the same. */
function plain(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function asList(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) {
    throw invalid(`Template error: every ${name} object requires a list argument`);
  }
  return value as unknown[];
}

function truth(value: unknown): boolean {
  return value === true || value === "true";
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function unresolved(name: string): AwsError {
  const what = `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`;
  return invalid(what);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
