import { factsOf } from "../../tables/types.ts";
import { AwsError } from "../../wire/errors.ts";
import { evaluateMap, holds } from "./evaluate.ts";
import type { Scope, ScopeResource } from "./evaluate.ts";
import { inOrder, unresolvedNames } from "./dependencies.ts";
import type { Stack, StackResource, Values } from "./model.ts";
import type { DeclaredResource, Template } from "./readTemplate.ts";

/** What stands for an id that is made only while the change is executed (API reference, "ResourceChange"). */
export const UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** A property that changes: a value is undefined where the property is not there. */
export interface PropertyChange {
  readonly name: string;
  /** `/Properties/Environment/Variables/LEVEL` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly recreation: "Never" | "Conditionally" | "Always";
}

export type ResourceChange =
  | { readonly action: "Add"; readonly declared: DeclaredResource; readonly after: Values }
  | {
      readonly action: "Modify";
      readonly resource: StackResource;
      readonly declared: DeclaredResource;
      readonly before: Values;
      readonly after: Values;
      readonly replacement: "True" | "False" | "Conditional";
      readonly properties: readonly PropertyChange[];
    }
  | { readonly action: "Remove"; readonly resource: StackResource; readonly before: Values };

/** What a template makes of a stack. */
export interface Plan {
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, string>;
  /** In the order in which they are made; those that go at the end, the last made first. */
  readonly changes: readonly ResourceChange[];
}

/**
 * Compares a stack with a template.
 * @param scope where the template's values come from, before anything is changed
 * @param valuesOf what a resource of the stack has now
 * @throws AwsError ValidationError for a template that CloudFormation refuses
 */
export function planOf(stack: Stack, template: Template, scope: Scope, valuesOf: (one: StackResource) => Values): Plan {
  const stray = unresolvedNames(template);
  if (stray.length > 0) {
    throw invalid(`Template format error: Unresolved resource dependencies [${stray.join(", ")}] in the Resources block of the template`);
  }
  const isThere = ({ condition }: DeclaredResource) => condition === undefined || holds(scope, condition);
  const ordered = inOrder(template, isThere);
  const current = new Map(stack.resources.map((one) => [one.blueprint.logicalId, one]));
  const retyped = ordered.filter(({ logicalId, type }) => (current.get(logicalId)?.blueprint.type ?? type) !== type);
  if (retyped.length > 0) {
    const names = retyped.map(({ logicalId }) => logicalId).join(", ");
    throw invalid(`Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`);
  }
  const planned = new Map<string, ScopeResource>();
  const after: Scope = { ...scope, resource: (logicalId) => planned.get(logicalId) };
  const made: ResourceChange[] = [];
  for (const declared of ordered) {
    const { logicalId, type } = declared;
    const values = evaluateMap(after, declared.properties);
    const resource = current.get(logicalId);
    if (resource === undefined) {
      made.push({ action: "Add", declared, after: values });
      planned.set(logicalId, { type, physicalId: UNKNOWN, properties: values });
      continue;
    }
    const before = valuesOf(resource);
    const properties = propertyChanges(type, before, values);
    const replacement = properties.some(({ recreation }) => recreation === "Always")
      ? "True"
      : properties.some(({ recreation }) => recreation === "Conditionally")
        ? "Conditional"
        : "False";
    if (properties.length > 0) {
      made.push({ action: "Modify", resource, declared, before, after: values, replacement, properties });
    }
    const physicalId = replacement === "True" ? UNKNOWN : (resource.physicalId ?? "");
    planned.set(logicalId, { type, physicalId, properties: values });
  }
  const kept = new Set(ordered.map(({ logicalId }) => logicalId));
  const gone = stack.resources.filter(({ blueprint }) => !kept.has(blueprint.logicalId)).reverse();
  const removed = gone.map((resource): ResourceChange => ({ action: "Remove", resource, before: valuesOf(resource) }));
  return { template, parameters: scope.parameters, changes: [...made, ...removed] };
}

/** The properties in which two sets of values differ, as deep as both go. */
export function propertyChanges(type: string, before: Values, after: Values): PropertyChange[] {
  const facts = factsOf(type);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const recreation = facts?.replaces.has(name) === true ? "Always" : facts?.mayReplace.has(name) === true ? "Conditionally" : "Never";
    return differences(`/Properties/${name}`, before[name], after[name]).map((one) => ({ ...one, name, recreation }) as const);
  });
}

/** Where two values differ: each deepest place that both have, or that one lacks. */
export function differences(path: string, before: unknown, after: unknown): { path: string; before: unknown; after: unknown }[] {
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(`${path}/${key}`, before[key], after[key]));
  }
  // A template's 3 and a parameter's text 3 are the same.
  return scalar(before) === scalar(after) ? [] : [{ path, before, after }];
}

function scalar(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
