import { ALTERNATIVES } from "../check/alternatives.ts";
import { areUnique, shown } from "../check/compare.ts";
import { isFormat } from "../check/formats.ts";
import { cfnGather } from "../check/gather.ts";
import { FUNCTION_WORDS } from "../check/functions.ts";
import { STANDARD } from "../check/keywords.ts";
import { SPECIAL } from "../check/special.ts";
import { type Fault, type Keyword, type Keywords, type State, below, fault, withoutHooks } from "../check/state.ts";
import { branchesOf, validate } from "../check/walk.ts";
import { type Value, member, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import { FORMATS } from "./formats.ts";
import { TEMPLATED } from "./paths.ts";

/** Runs the rules that hook at paths. */
const cfnLint: Keyword = (state, argument, value, schema, faults) => {
  const inside = withoutHooks(state);
  for (const path of argument as readonly string[]) {
    for (const hook of state.hooks.get(path) ?? []) {
      const from = faults.length;
      hook.check(inside, value, schema, faults);
      for (const found of faults.slice(from)) {
        if (found.code === undefined && found.keyword === undefined) found.code = hook.code;
        if (value.kind === "scalar" && value.end > value.start) found.mark ??= { start: value.start, end: value.end };
      }
    }
  }
};

/** The formats of JSON Schema, and those of AWS, each of which has a rule of its own. */
const format: Keyword = (state, argument, value, _, faults) => {
  const text = textOf(value);
  const name = String(argument);
  if (text === undefined) return;
  if (!isFormat(name, text)) faults.push(fault(state, `${shown(value)} is no ${name}.`));
  for (const rule of FORMATS.get(name) ?? []) {
    if (!rule.fits(text, state)) faults.push(fault(state, `${shown(value)} is no ${name.replace(".", " ")}.`, { code: rule.code }));
  }
};

/** The words everywhere in a template. */
export const WORDS: Keywords = { ...STANDARD, ...ALTERNATIVES, ...SPECIAL, ...FUNCTION_WORDS, cfnLint, cfnGather, format };

/** Where a value comes of a parameter, that parameter is at fault, by a rule for it. */
function orParameter(word: string, code: string): Keyword {
  return (state, argument, value, schema, faults) => {
    const from = faults.length;
    STANDARD[word]?.(state, argument, value, schema, faults);
    if (state.origin[0] !== "Parameters") return;
    for (let index = from; index < faults.length; index += 1) {
      const found = faults[index];
      if (found !== undefined) faults[index] = { ...found, code, override: state.origin };
    }
  };
}

/** A template as text, with what functions give left out: its length is at least this. */
function withoutFunctions(value: Value): unknown {
  if (value.kind === "scalar") return value.value;
  if (value.kind === "list") return value.items.map(withoutFunctions);
  if (value.call?.name === "Fn::Sub") return shortestText(value.call.argument) ?? "";
  if (value.call !== undefined) return "";
  return Object.fromEntries([...value.members].map(([key, { value: inner }]) => [key, withoutFunctions(inner)]));
}

/** The text of `Fn::Sub` without its variables. */
function shortestText(argument: Value): string | undefined {
  const template = argument.kind === "list" ? argument.items[0] : argument;
  return textOf(template)?.replaceAll(/\$\{[a-zA-Z0-9._-]{1,255}\}/g, "");
}

function lengthOf(value: Value, schema: SchemaObject): number | undefined {
  const text = textOf(value);
  if (text !== undefined && schema.format !== "json") return Array.from(text).length;
  if (text !== undefined) {
    try {
      return JSON.stringify(JSON.parse(text)).length;
    } catch {
      return undefined;
    }
  }
  if (value.kind === "map" && value.call !== undefined) {
    const shortest = value.call.name === "Fn::Sub" ? shortestText(value.call.argument) : undefined;
    return shortest === undefined ? undefined : Array.from(shortest).length;
  }
  return [schema.type ?? []].flat().includes("object") ? JSON.stringify(withoutFunctions(value)).length : undefined;
}

function length(fails: (size: number, limit: number) => boolean, what: string): Keyword {
  return (state, argument, value, schema, faults) => {
    const size = lengthOf(value, schema);
    if (size !== undefined && fails(size, Number(argument))) {
      faults.push(fault(state, `${shown(value)} has ${size} characters: ${what} ${Number(argument)} are allowed.`));
    }
  };
}

const uniqueItems: Keyword = (state, argument, value, _, faults) => {
  if (value.kind !== "list" || areUnique(value.items)) return;
  const message = "Two items of this list are the same.";
  faults.push(argument === true ? fault(state, message) : fault(state, message, { code: "I3037" }));
};

/** A property whose value the package command makes of a path may be that path. */
const type: Keyword = (state, argument, value, schema, faults) => {
  if (!state.isStrict && textOf(value) !== undefined && TEMPLATED.has(state.kindPath)) return;
  // null is told by what requires a value
  if (value.kind === "scalar" && value.type === "null") return;
  const own = state.isStrict && state.isResolved ? { ...state, isStrict: false } : state;
  STANDARD["type"]?.(own, argument, value, schema, faults);
};

/** From nine tenths of the keys that a mapping may have it is nearly full, as cfn-lint says it. */
const NEARLY_FULL = 0.9;

const maxProperties: Keyword = (state, argument, value, schema, faults) => {
  STANDARD["maxProperties"]?.(state, argument, value, schema, faults);
  const [size, most] = [value.kind === "map" ? value.members.size : 0, Number(argument)];
  if (size <= most && size > most * NEARLY_FULL) faults.push(fault(state, `There are ${size} of at most ${most} keys.`, { code: "I3010" }));
};

const tagging: Keyword = (state, argument, value, _, faults) => {
  if ((argument as SchemaObject["tagging"])?.taggable !== true) return;
  const from = faults.length;
  const schema = state.names.schemas.table("other/resources/tagging") as SchemaObject;
  validate(withoutHooks(state), schema, value, faults);
  const list = member(value, "Tags");
  if (list?.kind === "list") {
    for (const [index, item] of list.items.entries()) {
      if (branchesOf(item) !== undefined) judgeTag({ ...state, path: below(below(state.path, "Tags"), index) }, item, faults);
    }
  }
  for (const found of faults.slice(from)) found.keyword = "tagging";
};

/** A tag that depends on a condition which does not exist has no key in either case. */
function judgeTag(state: State, value: Value, faults: Fault[]): void {
  const branches = branchesOf(value);
  if (branches === undefined) return;
  if (!state.names.conditions.has(branches.condition)) {
    faults.push(fault(state, `A tag has a key, and this has none: there is no condition "${branches.condition}".`));
    return;
  }
  const inside = below(state.path, "Fn::If");
  judgeTag({ ...state, path: below(inside, 1) }, branches.whenTrue, faults);
  judgeTag({ ...state, path: below(inside, 2) }, branches.whenFalse, faults);
}

/** That a service ends: where it has ended, when it will, and where nothing new comes. */
const ENDS: Readonly<Record<string, { readonly code: string; readonly text: string }>> = {
  shutdown: { code: "E3710", text: "is of a service that was shut down" },
  sunset: { code: "W3696", text: "is of a service that will be shut down" },
  maintenance: { code: "W3697", text: "is of a service that is only maintained" },
};

const lifecycle: Keyword = (state, argument, _value, _schema, faults) => {
  const { status, date } = argument as NonNullable<SchemaObject["lifecycle"]>;
  const end = ENDS[status];
  const kind = state.kindPath.split("/")[1] ?? "";
  if (end === undefined) return;
  const since = date === undefined ? "" : status === "maintenance" ? ` since ${date}` : ` on ${date}`;
  faults.push(fault(state, `${kind} ${end.text}${since}.`, { code: end.code }));
};

/** The words in the properties of resources. */
export const PROPERTY_WORDS: Keywords = {
  ...WORDS,
  enum: orParameter("enum", "W2030"),
  enumCaseInsensitive: orParameter("enumCaseInsensitive", "W2030"),
  exclusiveMaximum: orParameter("exclusiveMaximum", "W3034"),
  exclusiveMinimum: orParameter("exclusiveMinimum", "W3034"),
  lifecycle,
  maximum: orParameter("maximum", "W3034"),
  maxLength: length((size, limit) => size > limit, "at most"),
  minimum: orParameter("minimum", "W3034"),
  minLength: length((size, limit) => size < limit, "at least"),
  pattern: orParameter("pattern", "W2031"),
  maxProperties,
  tagging,
  type,
  uniqueItems,
};

