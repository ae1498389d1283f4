import type { FunctionHooks, FunctionRule } from "../check/hooks.ts";
import type { Hook } from "../check/state.ts";
import { ATTRIBUTE_RULES } from "./attributes.ts";
import { CLUSTER_RULES } from "./clusters.ts";
import { DEPENDENCY_RULES } from "./dependencies.ts";
import { IAM_RULES } from "./iam.ts";
import { INSTANCE_RULES } from "./instances.ts";
import { LAMBDA_RULES } from "./lambda.ts";
import { NAME_RULES } from "./names.ts";
import { NESTED_RULES } from "./nested.ts";
import { PARAMETER_RULES } from "./parameters.ts";
import { PIPELINE_RULES } from "./pipelines.ts";
import { POLICY_RULES } from "./policies.ts";
import { properties, resourceTypes, serverlessTypes } from "./properties.ts";
import { schemaRules } from "./schemaRules.ts";
import type { SchemaSource } from "../schema/types.ts";
import { SERVERLESS_RULES } from "./serverless.ts";
import type { PathRule } from "./rule.ts";
import { DOCUMENT_RULES } from "./documents.ts";
import { STORAGE_RULES } from "./storage.ts";
import { TEXT_RULES } from "./texts.ts";
import { USE_RULES } from "./uses.ts";

/** All rules that hook at paths. */
export const PATH_RULES: readonly PathRule[] = [
  properties,
  resourceTypes,
  serverlessTypes,
  ...ATTRIBUTE_RULES,
  ...DEPENDENCY_RULES,
  ...CLUSTER_RULES,
  ...IAM_RULES,
  ...INSTANCE_RULES,
  ...LAMBDA_RULES,
  ...NAME_RULES,
  ...DOCUMENT_RULES,
  ...STORAGE_RULES,
  ...NESTED_RULES,
  ...PARAMETER_RULES,
  ...PIPELINE_RULES,
  ...POLICY_RULES,
  ...SERVERLESS_RULES,
  ...TEXT_RULES,
];

function byPath(rules: readonly PathRule[]): ReadonlyMap<string, readonly Hook[]> {
  const hooks = new Map<string, Hook[]>();
  for (const rule of rules) {
    for (const path of rule.paths) {
      const known = hooks.get(path);
      if (known === undefined) hooks.set(path, [rule]);
      else known.push(rule);
    }
  }
  return hooks;
}

function byUse(): FunctionHooks {
  const hooks = new Map<string, FunctionRule[]>();
  for (const rule of USE_RULES) {
    for (const use of rule.uses) {
      const known = hooks.get(use);
      if (known === undefined) hooks.set(use, [rule]);
      else known.push(rule);
    }
  }
  return hooks;
}

const known = new WeakMap<SchemaSource, ReadonlyMap<string, readonly Hook[]>>();

/** The rules by the path at which they hook, those that are schemas of the pack included. */
export function hooksFor(schemas: SchemaSource): ReadonlyMap<string, readonly Hook[]> {
  let hooks = known.get(schemas);
  if (hooks === undefined) known.set(schemas, (hooks = byPath([...PATH_RULES, ...schemaRules(schemas)])));
  return hooks;
}

/** The rules by the function at whose uses they look. */
export const FUNCTION_RULES = byUse();
