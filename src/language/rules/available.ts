import { type State, listOf } from "../check/state.ts";
import type { Conditions } from "../model/conditions.ts";
import { type Value, member, textOf } from "../model/value.ts";

/** What conditions are at a place: those of the `Fn::If` around it and that of its resource or output. A condition can be both. */
export function conditionsAt(root: Value | undefined, path: readonly (string | number)[], condition: string | undefined): Map<string, Set<boolean>> {
  const found = new Map<string, Set<boolean>>();
  const add = (name: string, value: boolean) => found.set(name, (found.get(name) ?? new Set()).add(value));
  let at = root;
  for (const [index, key] of path.entries()) {
    if (at === undefined) break;
    const next = path[index + 1];
    if (key === "Fn::If" && at.kind === "map") {
      const list = at.members.get(key)?.value;
      const name = list?.kind === "list" ? textOf(list.items[0]) : undefined;
      if (name !== undefined && (next === 1 || next === 2)) add(name, next === 1);
    }
    at = at.kind === "list" ? (typeof key === "number" ? at.items[key] : undefined) : member(at, String(key));
  }
  if (condition !== undefined) add(condition, true);
  return found;
}

/**
 * When a resource does not exist though something that needs it does; undefined where that cannot be.
 * @param needed the condition of that resource
 */
export function missingWhen(conditions: Conditions, around: ReadonlyMap<string, ReadonlySet<boolean>>, needed: string): string | undefined {
  if (around.size === 0) return `when "${needed}" is false`;
  const own = around.get(needed);
  if (own?.has(true) === true) return undefined;
  if (own?.has(false) === true) return `when "${needed}" is false`;
  const scenario = new Map<string, boolean>();
  for (const [name, values] of around) {
    const [value] = values;
    // both at once: nothing is ever here
    if (values.size > 1 || value === undefined) return undefined;
    scenario.set(name, value);
  }
  if (conditions.implies(scenario, needed)) return undefined;
  const others = [...scenario].map(([name, value]) => `"${name}" is ${value}`);
  return `when "${needed}" is false and ${others.join(" and ")}`;
}

/** The same for a resource that is named at the state's place. */
export function unavailable(state: State, name: string): string | undefined {
  const needed = state.names.resource(name)?.condition;
  if (needed === undefined) return undefined;
  const [section = "", key = "", ...rest] = listOf(state.path);
  const root = state.names.source.body(String(section), String(key));
  return missingWhen(state.names.conditions, conditionsAt(root, rest, textOf(member(root, "Condition"))), needed);
}
