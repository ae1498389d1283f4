import { needsOf } from "../check/calls.ts";
import { below, fault, listOf } from "../check/state.ts";
import { member, textOf } from "../model/value.ts";
import { conditionsAt, missingWhen } from "./available.ts";
import type { PathRule } from "./rule.ts";

const needlessDependency: PathRule = {
  code: "W3005",
  paths: ["Resources/*/DependsOn", "Resources/*/DependsOn/*"],
  check(state, value, _, faults) {
    const name = textOf(value);
    const [, own] = listOf(state.path);
    const body = own === undefined ? undefined : state.names.source.body("Resources", String(own));
    if (name === undefined || body === undefined || state.names.resource(name) === undefined) return;
    const told = new Set<string>();
    for (const need of needsOf(body, (one) => one === name)) {
      const message = `"${name}" is needed already by ${need.by} at ${need.path.join("/")}.`;
      if (!told.has(message)) faults.push(fault(state, message, { code: "W3005" }));
      told.add(message);
    }
  },
};

/** Resources that do not exist under the condition of what needs them. */
const missingDependency: PathRule = {
  code: "W1001",
  paths: ["Resources/*", "Outputs/*"],
  check(state, value, _, faults) {
    const condition = textOf(member(value, "Condition"));
    for (const need of needsOf(value, (name) => state.names.resource(name)?.condition !== undefined)) {
      const needed = state.names.resource(need.name)?.condition;
      if (needed === undefined) continue;
      const when = missingWhen(state.names.conditions, conditionsAt(value, need.path, condition), needed);
      if (when === undefined) continue;
      let { path } = state;
      for (const key of need.path) path = below(path, key);
      faults.push({ message: `"${need.name}" does not exist ${when}, and is needed at ${need.path.join("/")}.`, path, code: "W1001" });
    }
  },
};

export const DEPENDENCY_RULES: readonly PathRule[] = [needlessDependency, missingDependency];
