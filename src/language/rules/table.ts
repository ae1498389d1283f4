import type { FunctionHooks, FunctionRule } from "../check/hooks.ts";
import type { Hook } from "../check/state.ts";
import { ATTRIBUTE_RULES } from "./attributes.ts";
import { DEPENDENCY_RULES } from "./dependencies.ts";
import { PARAMETER_RULES } from "./parameters.ts";
import { POLICY_RULES } from "./policies.ts";
import { properties, resourceTypes, serverlessTypes } from "./properties.ts";
import type { PathRule } from "./rule.ts";
import { USE_RULES } from "./uses.ts";

/** All rules that hook at paths. */
export const PATH_RULES: readonly PathRule[] = [
  properties,
  resourceTypes,
  serverlessTypes,
  ...ATTRIBUTE_RULES,
  ...DEPENDENCY_RULES,
  ...PARAMETER_RULES,
  ...POLICY_RULES,
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

/** The rules by the path at which they hook. */
export const HOOKS = byPath(PATH_RULES);

/** The rules by the function at whose uses they look. */
export const FUNCTION_RULES = byUse();
