import { variantsOf } from "../check/objects.ts";
import { type Fault, below, faultAt } from "../check/state.ts";
import { member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

/** The types that nest a template, and the property that tells which. */
const TEMPLATES: Readonly<Record<string, string>> = { "AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location" };

/**
 * A nested stack whose template stands beside this one, as `aws cloudformation package` takes it, is given the parameters
 * that it has, and all of those that have no default.
 */
const nestedParameters: PathRule = {
  code: "E3043",
  paths: Object.keys(TEMPLATES).map((type) => `Resources/${type}/Properties`),
  check(state, value, _, faults) {
    // one where a condition means nothing is told once
    const found = new Map<string, Fault>();
    const key = TEMPLATES[state.kindPath.split("/")[1] ?? ""] ?? "";
    for (const { value: properties, scenario } of variantsOf(state, value, [key, "Parameters"])) {
      if (!state.names.conditions.isPossible(scenario, "strict")) continue;
      const url = textOf(member(properties, key));
      const given = member(properties, "Parameters");
      if (url === undefined || given?.kind !== "map" || given.call !== undefined) continue;
      const wanted = state.names.source.nested(url);
      if (wanted === undefined) continue;
      const isAlways = scenario.size === 0;
      const when = [...scenario].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([condition, holds]) => `${condition} is ${String(holds)}`).join(" and ");
      const tell = (text: string, name?: string) => {
        const message = `${text}${isAlways ? "" : ` when ${when}`}.`;
        const fault = faultAt(state, "Parameters", message, { code: "E3043" });
        found.set(message, isAlways && name !== undefined ? { ...fault, path: below(fault.path, name) } : fault);
      };
      for (const name of given.members.keys()) if (!wanted.has(name)) tell(`${url} has no parameter ${name}`, name);
      for (const [name, hasDefault] of wanted) {
        if (!hasDefault && !given.members.has(name)) tell(`${url} needs the parameter ${name}, which is not given`);
      }
    }
    faults.push(...found.values());
  },
};

export const NESTED_RULES: readonly PathRule[] = [nestedParameters];
