import type { Schema } from "../schema/types.ts";
import type { Value } from "../model/value.ts";
import { type Fault, type Keyword, type Keywords, type State, copyOf, fault, withoutHooks } from "./state.ts";
import { shown } from "./compare.ts";
import { isOfType } from "./keywords.ts";
import { isOne, verdict } from "./verdict.ts";
import { validate } from "./walk.ts";

/** Alternatives are compared without rules that hook, and what a function gives cannot decide between them. */
function compared(state: State): State {
  if (!state.hasHooks && state.isComposite) return state;
  const inside = copyOf(state);
  inside.hasHooks = false;
  inside.isComposite = true;
  return inside;
}

const unknown = (state: State): Fault => fault(state, "", { isUnknown: true });

function faultsOf(state: State, schema: Schema, value: Value): Fault[] {
  const faults: Fault[] = [];
  validate(state, schema, value, faults);
  return faults;
}

/** Whether nothing is wrong; undefined where that cannot be said. */
const decided = (faults: readonly Fault[]) => (isUndecided(faults) ? undefined : faults.length === 0);

const isUndecided = (faults: readonly Fault[]) => faults.some(({ isUnknown }) => isUnknown === true);

const allOf: Keyword = (state, argument, value, _, faults) => {
  if ((argument as readonly Schema[]).every((schema) => verdict(state, schema, value) === true)) return;
  const all = (argument as readonly Schema[]).map((schema) => faultsOf(compared(state), schema, value));
  if (all.some(isUndecided)) faults.push(unknown(state));
  else faults.push(...all.flat());
};

const anyOf: Keyword = (state, argument, value, _, faults) => {
  if ((argument as readonly Schema[]).some((schema) => verdict(state, schema, value) === true)) return;
  const failed: Fault[] = [];
  const others: Fault[] = [];
  let hasUnknown = false;
  for (const schema of argument as readonly Schema[]) {
    const found = faultsOf(compared(state), schema, value);
    // warnings do not decide
    const errors = found.filter(({ code }) => code === undefined || code.startsWith("E"));
    others.push(...found.filter((one) => !errors.includes(one)));
    if (isUndecided(errors)) hasUnknown = true;
    else if (errors.length === 0) return;
    failed.push(...errors);
  }
  if (hasUnknown) faults.push(unknown(state));
  else faults.push(fault(state, `${shown(value)} is none of what may stand here.`, { context: [...failed, ...others] }));
};

const oneOf: Keyword = (state, argument, value, _, faults) => {
  if (isOne(state, argument as readonly Schema[], value)) return;
  const failed: Fault[] = [];
  let fitting = 0;
  let hasUnknown = false;
  for (const schema of argument as readonly Schema[]) {
    const found = faultsOf(compared(state), schema, value);
    if (isUndecided(found)) hasUnknown = true;
    else if (found.length === 0) fitting += 1;
    else failed.push(...found);
  }
  if (hasUnknown && fitting < 2) faults.push(unknown(state));
  else if (fitting === 0) faults.push(fault(state, `${shown(value)} is none of what may stand here.`, { context: failed }));
  else if (fitting > 1) faults.push(fault(state, `${shown(value)} is more than one of what may stand here.`));
};

const not: Keyword = (state, argument, value, _, faults) => {
  if (verdict(state, argument as Schema, value) === false) return;
  const found = faultsOf(compared(state), argument as Schema, value);
  if (isUndecided(found)) faults.push(unknown(state));
  else if (found.length === 0) faults.push(fault(state, `${shown(value)} may not be like this.`));
};

const condition: Keyword = (state, argument, value, schema, faults) => {
  const holds = verdict(state, argument as Schema, value) ?? decided(faultsOf(compared(state), argument as Schema, value));
  if (holds === undefined) {
    faults.push(unknown(state));
    return;
  }
  const next = holds ? schema.then : schema.else;
  if (next !== undefined && verdict(state, next, value) !== true) validate(withoutHooks(state), next, value, faults);
};

/** The words that compare alternatives. */
export const ALTERNATIVES: Keywords = { allOf, anyOf, oneOf, not, if: condition };

/** Whether the value is of the type that its schema names. */
function isOfExpectedType({ schema, value }: Fault): boolean {
  if (typeof schema !== "object" || schema.type === undefined || value === undefined) return false;
  return [schema.type].flat().some((type) => isOfType(value, type, true));
}

/**
 * The one of many faults that says most: the outermost, and of alternatives the one that failed innermost.
 */
export function mostRelevant(faults: readonly Fault[], from: number): Fault | undefined {
  const rank = (one: Fault): readonly number[] => [
    from - (one.path?.length ?? 0),
    one.keyword === "anyOf" || one.keyword === "oneOf" ? 0 : 1,
    isOfExpectedType(one) ? 0 : 1,
  ];
  const isLess = (a: readonly number[], b: readonly number[]) => {
    for (const [index, value] of a.entries()) if (value !== b[index]) return value < (b[index] ?? 0);
    return false;
  };
  let best = faults[0];
  for (const one of faults) if (best !== undefined && isLess(rank(best), rank(one))) best = one;
  while (best?.context !== undefined && best.context.length > 0) {
    const sorted: Fault[] = best.context.toSorted((a, b) => (isLess(rank(a), rank(b)) ? -1 : isLess(rank(b), rank(a)) ? 1 : 0));
    const [first, second] = sorted;
    if (first === undefined || (second !== undefined && !isLess(rank(first), rank(second)))) return best;
    best = first;
  }
  return best;
}
