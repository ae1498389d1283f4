import type { Names } from "../model/names.ts";
import type { Value } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { Fault, State } from "./state.ts";

/** A use of a function, as the rules about that function see it. */
export interface Use {
  /** The argument, or the whole call. */
  readonly value: Value;
  /** What is asked of the value that the function gives. */
  readonly schema: SchemaObject;
  /** The parts of the argument, where it has several forms. */
  readonly parts?: readonly Value[];
}

/** Looks at the uses of a function that are right as such. */
export interface FunctionRule {
  readonly code: string;
  check(state: State, use: Use, faults: Fault[]): void;
  /** Whether it has nothing to say of a use for certain; one that does not tell has to be asked. */
  isSilent?(names: Names, kindPath: string, schema: SchemaObject, text: string): boolean;
}

/** Where rules about functions hook. */
export type FunctionHooks = ReadonlyMap<string, readonly FunctionRule[]>;

/**
 * Whether no rule about a function has anything to say of a use of it that is one text: a name, an attribute or a template.
 * @param schema what is asked of the value that the function gives
 */
export function areSilent(rules: FunctionHooks, name: string, names: Names, kindPath: string, schema: SchemaObject, text: string): boolean {
  const own = rules.get(name);
  if (own === undefined) return true;
  for (let index = 0; index < own.length; index += 1) if (own[index]?.isSilent?.(names, kindPath, schema, text) !== true) return false;
  return true;
}

/** Has the rules about a function look at a use of it. */
export function hooksAt(state: State, name: string, use: Use, faults: Fault[]): void {
  for (const rule of state.functionRules.get(name) ?? []) {
    const from = faults.length;
    rule.check(state, use, faults);
    for (let index = from; index < faults.length; index += 1) {
      const found = faults[index];
      if (found !== undefined) found.code ??= rule.code;
    }
  }
}
