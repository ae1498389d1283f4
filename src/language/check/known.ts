import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import type { Value } from "../model/value.ts";
import type { State } from "./state.ts";

/** What a name is looked for among. */
export type NameContext = "conditions" | "mappings" | "refs";

/** Whether a value is a name that leads to something that may be named here. */
export function isKnown(state: State, context: NameContext, value: Value): boolean {
  const name = value.kind === "scalar" ? String(value.value) : undefined;
  if (name === undefined) return false;
  if (context === "conditions") return state.names.conditions.has(name);
  if (context === "mappings") return state.names.source.body("Mappings", name) !== undefined;
  return canRefer(state, name);
}

/** Whether a `Ref` may name this. */
export function canRefer(state: State, name: string): boolean {
  if (isPseudo(name)) return state.pseudo.has(name);
  if (state.bound.has(name) || state.names.parameter(name) !== undefined) return true;
  const { source } = state.names;
  return state.hasResources && (state.names.resource(name) !== undefined || source.isOpen || source.isGenerated(name));
}

/** Whether a name is that of a pseudo parameter. They all begin alike, and to look a text up costs more than to look at its beginning. */
export function isPseudo(name: string): boolean {
  return name.startsWith("AWS::") && PSEUDO_PARAMETERS.has(name);
}
