import { LIST_TYPES, PARAMETER_TYPES } from "../model/parameters.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { type Value, text, textOf } from "../model/value.ts";
import { isPlain } from "./leaf.ts";
import { isKnown } from "./known.ts";
import type { State } from "./state.ts";

const NOWHERE = { start: 0, end: 0 };

/** Whether a value is a text that stands for nothing else. */
export function isPlainText(state: State, value: Value): boolean {
  const written = textOf(value);
  return written !== undefined && isPlain(state, written);
}

/** Whether a variable of a text is right for certain, as most are: then it need not be judged as the `Ref` that it stands for. */
export function isRightVariable(state: State, name: string): boolean {
  if (name.includes(".") || !state.functions.has("Ref")) return false;
  if (!PSEUDO_PARAMETERS.has(name) && !isPlain(state, name)) return false;
  if (!isKnown(state, "refs", text(name, NOWHERE))) return false;
  const parameter = state.names.parameter(name);
  return parameter === undefined || (PARAMETER_TYPES.has(parameter.type) && !LIST_TYPES.has(parameter.type));
}
