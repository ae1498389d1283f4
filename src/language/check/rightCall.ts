import { LIST_TYPES, PARAMETER_TYPES } from "../model/parameters.ts";
import { isRegional, pseudoValue } from "../model/pseudo.ts";
import { type Value, printed, text as scalar, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import { givesAttribute, schemaOfResource } from "./attributes.ts";
import { isPlainText } from "./certain.ts";
import { areSilent } from "./hooks.ts";
import { canRefer, isPseudo } from "./known.ts";
import { isPlain } from "./leaf.ts";
import type { Site } from "./site.ts";
import type { State } from "./state.ts";
import { SINGULAR } from "./taken.ts";

/** Whether a value is right at a site: given, as it leads back here. */
type IsRight = (site: Site, state: State, value: Value) => boolean;

/** More texts than these can come out of one are not tried here. */
const MOST_TEXTS = 8;

/** What is asked of the variables of a text. */
const TEXT: SchemaObject = { type: ["string"] };

const NOWHERE = { start: 0, end: 0 };

/**
 * Whether a call is right for certain by what a site asks: the most frequent functions in their plainest forms, with what they
 * can give. No rule about them has anything to say.
 */
export function isRightCall(site: Site, state: State, { name, argument }: { readonly name: string; readonly argument: Value }, isRight: IsRight): boolean {
  if (state.isComposite || site.asksForKeys || state.bound.size > 0 || !state.functions.has(name)) return false;
  if (name === "Fn::Sub") return isRightSub(site, state, argument, isRight);
  if (name === "Ref") return isRightRef(site, state, argument, isRight);
  if (name !== "Fn::GetAtt" || !site.takesAny || argument.kind !== "list" || argument.items.length !== 2) return false;
  const [resource, attribute] = argument.items;
  if (resource === undefined || attribute === undefined || !isPlainText(state, resource) || !isPlainText(state, attribute)) return false;
  return isRightAttribute(state, site.kindPath, site.schema, textOf(resource) ?? "", textOf(attribute) ?? "");
}

function isRightAttribute(state: State, kindPath: string, schema: SchemaObject, resource: string, attribute: string): boolean {
  if (!state.hasResources || state.names.resource(resource) === undefined) return false;
  const known = schemaOfResource(state, resource);
  if (known !== undefined && !givesAttribute(known, schema, attribute)) return false;
  return areSilent(state.functionRules, "GetAttFormat", state.names, kindPath, schema, attribute);
}

function isRightRef(site: Site, state: State, argument: Value, isRight: IsRight): boolean {
  const name = textOf(argument);
  if (name === undefined || name === "AWS::NoValue" || !site.takesAny) return false;
  if ((!isPseudo(name) && !isPlain(state, name)) || !canRefer(state, name)) return false;
  const parameter = state.names.parameter(name);
  if (parameter !== undefined && site.types.length > 0) {
    const isList = LIST_TYPES.has(parameter.type);
    const wantsList = !site.types.some((type) => SINGULAR.some((one) => one === type));
    if (wantsList ? !isList : !site.types.includes("array") && (isList || !PARAMETER_TYPES.has(parameter.type))) return false;
  }
  if (!areSilent(state.functionRules, "Ref", state.names, site.kindPath, site.schema, name)) return false;
  // what it gives is judged as texts are in which numbers may stand
  return !site.isConstraining || (!state.isStrict && valuesOf(state, name).every((value) => isRight(site, state, value)));
}

const NOTHING: readonly Value[] = [];

/** What a name can stand for: nothing that is known, for a resource. */
function valuesOf(state: State, name: string): readonly Value[] {
  if (!isPseudo(name)) return state.names.parameter(name)?.standsFor ?? NOTHING;
  const regions = isRegional(name) ? state.regions : [""];
  return regions.flatMap((region) => pseudoValue(name, region) ?? []);
}

const ONE_TEXT: readonly string[] = [""];

/** A text with variables, and no list that gives them values. */
function isRightSub(site: Site, state: State, argument: Value, isRight: IsRight): boolean {
  const text = textOf(argument);
  if (text === undefined || !site.takesText || !isPlain(state, text) || !state.functions.has("Ref") || !state.functions.has("Fn::GetAtt")) return false;
  const asksMore = site.isConstraining;
  let texts: readonly string[] | undefined = asksMore ? ONE_TEXT : undefined;
  let from = 0;
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", from)) {
    const end = text.indexOf("}", at);
    if (end === -1) break;
    const name = text.slice(at + 2, end).trim();
    // what stands for itself is rare, and so are names with breaks in them
    if (name === "" || name.startsWith("!") || name.includes("\n")) return false;
    if (!isRightVariable(state, site.kindPath, name)) return false;
    if (texts !== undefined) texts = filled(texts, text.slice(from, at), name.includes(".") ? NOTHING : valuesOf(state, name));
    if (asksMore && texts === undefined) return false;
    from = end + 1;
  }
  if (!areSilent(state.functionRules, "Fn::Sub", state.names, site.kindPath, site.schema, text)) return false;
  if (texts === undefined || texts.length === 0) return true;
  const rest = text.slice(from);
  return !state.isStrict && texts.every((one) => isRight(site, state, scalar(one + rest, NOWHERE)));
}

/** Whether a variable may be named and gives text. */
function isRightVariable(state: State, kindPath: string, name: string): boolean {
  const dot = name.indexOf(".");
  if (dot !== -1) {
    const resource = name.slice(0, dot);
    const attribute = name.slice(dot + 1);
    return isPlain(state, resource) && isPlain(state, attribute) && isRightAttribute(state, kindPath, TEXT, resource, attribute);
  }
  if ((!isPseudo(name) && !isPlain(state, name)) || !canRefer(state, name)) return false;
  const parameter = state.names.parameter(name);
  if (parameter !== undefined && (!PARAMETER_TYPES.has(parameter.type) || LIST_TYPES.has(parameter.type))) return false;
  return areSilent(state.functionRules, "Ref", state.names, kindPath, TEXT, name);
}

/** Texts with a further part and each of the values behind them; undefined where they would be too many. */
function filled(texts: readonly string[], part: string, values: readonly Value[]): readonly string[] | undefined {
  if (texts.length * values.length > MOST_TEXTS) return undefined;
  const [first] = values;
  // a parameter has a default most times, and nothing else
  if (values.length === 1 && first?.kind === "scalar") {
    const ending = part + printed(first);
    return texts.map((one) => one + ending);
  }
  return texts.flatMap((one) => values.flatMap((value) => (value.kind === "scalar" ? one + part + printed(value) : [])));
}
