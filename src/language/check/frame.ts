import type { SchemaObject } from "../schema/types.ts";
import type { Value } from "../model/value.ts";
import { mostRelevant } from "./alternatives.ts";
import type { Fault, Keywords, State } from "./state.ts";
import { validate } from "./walk.ts";

/** A rule that is a schema: the codes of its words, where they are not its own. */
export interface Frame {
  readonly code: string;
  readonly words?: Readonly<Record<string, string>>;
}

/** Gives faults their codes. Those of functions and of names are left to whatever is around. */
export function named({ code, words = {} }: Frame, faults: readonly Fault[], from = 0): void {
  for (const [index, found] of faults.entries()) {
    if (index < from) continue;
    if (found.code === undefined) {
      const { keyword = "" } = found;
      const own = Object.hasOwn(words, keyword) ? words[keyword] : undefined;
      if (own !== undefined) found.code = own;
      else if (!keyword.startsWith("fn") && keyword !== "ref") found.code = code;
    }
    if (found.context !== undefined) named({ code, words }, found.context);
  }
}

/** Judges a value by the schema of a rule. */
export function judgeBy(frame: Frame, state: State, schema: SchemaObject, value: Value, faults: Fault[]): void {
  const from = faults.length;
  validate(state, schema, value, faults);
  named(frame, faults, from);
}

/**
 * Judges a value by the schema of a rule that tells one thing only, in its own words.
 * @param message from what was found
 */
export function judgeOnce(
  frame: Frame,
  state: State,
  schema: SchemaObject,
  value: Value,
  message: (found: Fault) => string,
  faults: Fault[],
): void {
  const found: Fault[] = [];
  validate(state, schema, value, found);
  const known = found.filter(({ isUnknown }) => isUnknown !== true);
  const best = mostRelevant(known, state.path?.length ?? 0);
  if (best !== undefined) faults.push({ ...best, code: frame.code, message: message(best), context: [] });
}

/** A state in which some words mean something else. */
export function withWords(state: State, words: Keywords): State {
  return { ...state, keywords: { ...state.keywords, ...words }, hasOwnWords: true };
}
