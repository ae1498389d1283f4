import { type Value, isNoValue, textOf } from "../model/value.ts";
import { type State, within } from "./state.ts";
import { branchesOf } from "./walk.ts";

/** What stands at a path, in one of the scenarios in which it does. */
export interface Standing {
  /** Undefined where nothing stands there. */
  readonly value: Value | undefined;
  readonly state: State;
}

/**
 * All that can stand at a path below a value, through the branches of `Fn::If`; `*` is each item of a list. What other
 * functions give is not looked into.
 */
export function* valuesAt(state: State, value: Value | undefined, path: readonly string[]): Generator<Standing> {
  const call = value?.kind === "map" ? value.call : undefined;
  if (value !== undefined && call !== undefined) {
    if (call.name === "Fn::If") yield* inBranches(state, value, path);
    else if (isNoValue(value)) yield { value: undefined, state: within(state, "Ref") };
    else if (path.length === 0) yield { value, state };
    return;
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    yield { value: value?.kind === "scalar" && value.type === "null" ? undefined : value, state };
  } else if (value?.kind === "list" && key === "*") {
    for (const [index, item] of value.items.entries()) yield* valuesAt(within(state, index), item, rest);
  } else if (value?.kind === "map") {
    yield* valuesAt(within(state, key), value.members.get(key)?.value, rest);
  } else {
    yield { value: undefined, state };
  }
}

function* inBranches(state: State, value: Value, path: readonly string[]): Generator<Standing> {
  const branches = branchesOf(value);
  if (branches === undefined) return;
  const inside = within(state, "Fn::If");
  for (const [index, branch] of [branches.whenTrue, branches.whenFalse].entries()) {
    const scenario = state.names.conditions.with(state.scenario, [[branches.condition, index === 0]]);
    if (scenario !== undefined) yield* valuesAt({ ...within(inside, index + 1), scenario }, branch, path);
  }
}

/** The resource that `Ref` or `Fn::GetAtt` names; undefined for anything else. */
export function resourceNamed(value: Value | undefined): string | undefined {
  const call = value?.kind === "map" ? value.call : undefined;
  if (call?.name === "Ref") return textOf(call.argument);
  if (call?.name !== "Fn::GetAtt") return undefined;
  return call.argument.kind === "list" ? textOf(call.argument.items[0]) : textOf(call.argument)?.split(".", 1)[0];
}
