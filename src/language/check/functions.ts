import { LIST_TYPES, PARAMETER_TYPES } from "../model/parameters.ts";
import { type MapValue, type Value, jsonOf, member, text as scalar, textOf } from "../model/value.ts";
import type { SchemaObject, SchemaSource } from "../schema/types.ts";
import { judgeAttribute } from "./attributes.ts";
import { isPlainText, isRightVariable } from "./certain.ts";
import { listed, shown } from "./compare.ts";
import { hooksAt } from "./hooks.ts";
import { readOf, resolve, variablesIn } from "./resolve.ts";
import { resolverOf } from "./resolver.ts";
import { isKnown } from "./known.ts";
import { ALL, SINGULAR, areCompatible, isConstraining, typesOf } from "./taken.ts";
import { type Fault, type Keyword, type Keywords, type Path, type State, below, copyOf, fault, leniently, listOf, within } from "./state.ts";
import { descend, dynamicReference, keywordOf, validate } from "./walk.ts";

/** A function: what it gives, and the code for values that it turns out to give and that are wrong. */
interface FunctionKind {
  readonly name: string;
  readonly gives: readonly string[];
  readonly resolved?: string;
  /** Whether an argument is right for certain, as most are: then the schema need not be asked. It says what the schema says. */
  isRight?(state: State, argument: Value): boolean;
}

/** Makes faults of a function's argument the function's own, but for names that lead nowhere. */
function own({ name }: FunctionKind, faults: Fault[], from = 0): void {
  for (let index = from; index < faults.length; index += 1) {
    const found = faults[index];
    if (found !== undefined && found.keyword !== "ref") found.keyword = keywordOf(name);
  }
}

const argumentSchemas = new WeakMap<SchemaSource, Map<string, SchemaObject>>();

/** What a function's argument may be. */
function argumentSchema(state: State, { name }: FunctionKind): SchemaObject {
  const { schemas } = state.names;
  let known = argumentSchemas.get(schemas);
  if (known === undefined) argumentSchemas.set(schemas, (known = new Map()));
  let found = known.get(name);
  if (found === undefined) known.set(name, (found = readArgumentSchema(schemas, name)));
  return found;
}

function readArgumentSchema(schemas: SchemaSource, name: string): SchemaObject {
  if (name === "Fn::GetAZs") return { type: ["string"], enum: ["", ...Object.keys(schemas.table("zones") as object)] };
  return (schemas.table(`other/functions/${name.replace("Fn::", "").toLowerCase()}`) ?? {}) as SchemaObject;
}

const argumentOf = (value: Value): Value => (value.kind === "map" ? (value.call?.argument ?? value) : value);

/** Judges the argument of a function by the schema of the function. */
function judgeArgument(state: State, kind: FunctionKind, value: Value, faults: Fault[]): void {
  const argument = argumentOf(value);
  if (kind.isRight?.(state, argument) === true) return;
  const schema = argumentSchema(state, kind);
  const inside = copyOf(state);
  inside.isStrict = false;
  inside.hasHooks = false;
  inside.resolve = resolverOf(schema);
  const from = faults.length;
  descend(inside, schema, argument, faults, kind.name);
  own(kind, faults, from);
  if (argument.end <= argument.start) return;
  for (let index = from; index < faults.length; index += 1) {
    const found = faults[index];
    if (found !== undefined) found.mark ??= { start: argument.start, end: argument.end };
  }
}

function judgeType(state: State, kind: FunctionKind, schema: SchemaObject, value: Value, faults: Fault[]): void {
  const types = typesOf(state, schema);
  if (types.length > 0 && !areCompatible(kind.gives, types)) {
    faults.push(fault(state, `${shown(value)} is not of type ${listed(types)}.`, { keyword: keywordOf(kind.name) }));
  }
}

/**
 * Judges a function: what it gives by its kind, its argument, and what it is found to give.
 * @returns whether it was right as far as that does not depend on what it gives
 */
function judge(state: State, kind: FunctionKind, schema: SchemaObject, value: Value, faults: Fault[]): boolean {
  if (state.isComposite) {
    faults.push(fault(state, "", { isUnknown: true }));
    return false;
  }
  const from = faults.length;
  judgeType(state, kind, schema, value, faults);
  judgeArgument(state, kind, value, faults);
  if (faults.length > from) return false;
  judgeOutcomes(state, kind, schema, value, faults);
  return faults.length === from;
}

/** Judges each value that a function can give. One that is right, and does not come of a parameter, is enough. */
function judgeOutcomes(state: State, kind: FunctionKind, schema: SchemaObject, value: Value, faults: Fault[]): void {
  const { resolved, name } = kind;
  if (resolved === undefined || !isConstraining(schema)) return;
  const wrong: Fault[] = [];
  for (const outcome of resolve(leniently(state), value)) {
    if (outcome.fault !== undefined) {
      faults.push({ ...outcome.fault, keyword: keywordOf(name) });
      continue;
    }
    if (outcome.value === undefined) continue;
    const found: Fault[] = [];
    const given = copyOf(outcome.state);
    given.path = state.path;
    given.kindPath = state.kindPath;
    descend(given, schema, outcome.value, found, name);
    own(kind, found);
    if (found.length === 0 && !outcome.state.isFromParameter) return;
    for (const one of found) {
      resolvedTo(one, resolved, name, state.path);
      one.path = below(state.path, name);
      wrong.push(one);
    }
  }
  faults.push(...wrong);
}

/** Makes a fault of a value one of the function that gives it. What is told elsewhere says which use it is about. */
function resolvedTo(found: Fault, code: string, name: string, path: Path | undefined): void {
  found.code = code;
  const where = found.override === undefined || found.override.length === 0 ? "here" : `at ${listOf(path).join("/")}`;
  found.message = `${found.message} It comes of ${name} ${where}.`;
  for (const inner of found.context ?? []) resolvedTo(inner, code, name, path);
}

/** A function of which nothing needs to be known but its kind. */
const plain = (kind: FunctionKind): Keyword => (state, argument, value, _, faults) => {
  judge(state, kind, argument as SchemaObject, value, faults);
};

/** The same, with rules that look at its uses. */
const hooked = (kind: FunctionKind): Keyword => (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  if (judge(state, kind, schema, value, faults)) hooksAt(state, kind.name, { value, schema }, faults);
};

const IF: FunctionKind = { name: "Fn::If", gives: ALL };

const choose: Keyword = (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  const from = faults.length;
  judgeType(state, IF, schema, value, faults);
  judgeArgument(state, IF, value, faults);
  const branches = argumentOf(value);
  if (faults.length > from || branches.kind !== "list") return;
  const condition = textOf(branches.items[0]) ?? "";
  const inside = within(state, "Fn::If");
  for (const index of [1, 2]) {
    const branch = branches.items[index];
    if (branch === undefined) continue;
    const scenario = state.names.conditions.with(state.scenario, [[condition, index === 1]]);
    if (scenario === undefined) {
      const message = `This is never used: where it stands "${condition}" is ${index === 1 ? "false" : "true"}.`;
      faults.push({ message, path: below(inside.path, index), code: "W1028" });
    }
    const there = copyOf(inside);
    there.scenario = scenario ?? state.scenario;
    descend(there, schema, branch, faults, index);
  }
};

const REF: FunctionKind = { name: "Ref", gives: ALL, resolved: "W1030", isRight: (state, argument) => isPlainText(state, argument) && isKnown(state, "refs", argument) };

const ref: Keyword = (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  judge(state, REF, schema, value, faults);
  const asked = argumentOf(value);
  const name = textOf(asked);
  if (asked.kind === "map" && asked.call !== undefined && !state.names.isExtended) {
    const message = "Ref takes a name that is written: a computed one needs \"Transform: AWS::LanguageExtensions\".";
    faults.push({ message, path: below(state.path, "Ref"), keyword: "ref", mark: { start: asked.start, end: asked.end } });
  }
  if (name === undefined) return;
  const parameter = state.names.parameter(name);
  const types = parameter === undefined ? [] : typesOf(state, schema);
  if (parameter !== undefined && types.length > 0) {
    const isSingle = PARAMETER_TYPES.has(parameter.type) && !LIST_TYPES.has(parameter.type);
    const wantsList = !types.some((type) => SINGULAR.some((one) => one === type));
    if (wantsList ? !LIST_TYPES.has(parameter.type) : !types.includes("array") && !isSingle) {
      faults.push(fault(state, `"${name}" is a ${parameter.type}, and not of type ${listed(types)}.`));
      return;
    }
  }
  hooksAt(state, "Ref", { value: argumentOf(value), schema }, faults);
};

const GET_ATT: FunctionKind = {
  name: "Fn::GetAtt",
  gives: ALL,
  isRight: (state, argument) => argument.kind === "list" && argument.items.length === 2 && argument.items.every((item) => isPlainText(state, item)),
};

/** The resource and the attribute that are asked for, in either form. */
function attributeParts(value: Value): readonly Value[] {
  const argument = argumentOf(value);
  const written = textOf(argument);
  if (written === undefined) return argument.kind === "list" ? argument.items : [];
  const call = readOf(written, argument).call?.argument;
  return call?.kind === "list" ? call.items : [argument];
}

const getAtt: Keyword = (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  const parts = attributeParts(value);
  const from = faults.length;
  if (!judge(state, GET_ATT, schema, value, faults)) {
    if (!faults.slice(from).some(({ isUnknown }) => isUnknown === true)) return;
    const found: Fault[] = [];
    hooksAt(state, "GetAttFormat", { value, schema, parts }, found);
    if (found.length > 0) faults.splice(from, faults.length, ...found);
    return;
  }
  const [only, attribute] = parts;
  if (only !== undefined && attribute === undefined) {
    const message = `${shown(only)} is a name alone: Fn::GetAtt takes it with an attribute, as Resource.Attribute.`;
    faults.push(fault(state, message, { keyword: "fn_getatt", mark: { start: only.start, end: only.end } }));
    return;
  }
  const isList = argumentOf(value).kind === "list";
  if (judgeAttribute(state, schema, value, parts, isList, faults)) hooksAt(state, "GetAttFormat", { value, schema, parts }, faults);
};

const SUB: FunctionKind = { name: "Fn::Sub", gives: ["string"], resolved: "W1031", isRight: isPlainText };

/** What is asked of the variables of a text. */
const TEXT: SchemaObject = { type: ["string"] };

const sub: Keyword = (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  if (!judge(state, SUB, schema, value, faults)) return;
  const written = argumentOf(value);
  const template = written.kind === "list" ? written.items[0] : written;
  const variables = written.kind === "list" ? written.items[1] : undefined;
  const text = textOf(template);
  if (template === undefined || text === undefined) return;
  const known = new Set(variables?.kind === "map" ? variables.members.keys() : []);
  for (const name of known) {
    // a variable that is given what it would be anyway has to be there
    const given = member(variables, name);
    if (given?.kind === "map" && given.call?.name === "Ref" && textOf(given.call.argument) === name) known.delete(name);
  }
  const inside = within(state, "Fn::Sub");
  inside.isStrict = true;
  inside.hasHooks = false;
  const from = faults.length;
  for (const name of variablesIn(text)) {
    if (!name.includes(".") && known.has(name)) continue;
    const range = { start: template.start, end: template.end };
    if (isRightVariable(inside, name)) hooksAt(inside, "Ref", { value: scalar(name, range), schema: TEXT }, faults);
    else validate(inside, TEXT, readOf(name, template), faults);
  }
  for (let index = from; index < faults.length; index += 1) {
    const found = faults[index];
    if (found === undefined) continue;
    found.path = below(state.path, "Fn::Sub");
    found.keyword = "fn_sub";
    const { word } = found.meant ?? {};
    found.mark = { start: template.start, end: template.end, ...(word === undefined ? {} : { word }) };
  }
  if (faults.length === from) hooksAt(within(state, "Fn::Sub"), "Fn::Sub", { value: template, schema, parts: variables === undefined ? [] : [variables] }, faults);
};

const JOIN: FunctionKind = { name: "Fn::Join", gives: ["string"], resolved: "W1032" };

const join: Keyword = (state, argument, value, _, faults) => {
  const schema = argument as SchemaObject;
  judge({ ...state, isStrict: true }, JOIN, schema, value, faults);
  hooksAt(state, "Fn::Join", { value, schema }, faults);
};

const SPLIT: FunctionKind = { name: "Fn::Split", gives: ["array"], resolved: "W1033" };

const split: Keyword = (state, argument, value, _, faults) => {
  if (!judge(state, SPLIT, argument as SchemaObject, value, faults)) return;
  const list = argumentOf(value);
  const source = list.kind === "list" ? list.items[1] : undefined;
  if (source !== undefined && dynamicReference(JSON.stringify(jsonOf(source))) !== undefined) {
    const path = below(below(state.path, "Fn::Split"), 1);
    faults.push({ message: "Fn::Split cannot take a dynamic reference apart.", path, keyword: "fn_split" });
  }
};

/** Functions that only `AWS::LanguageExtensions` brings. */
const extended = (kind: FunctionKind, code: string): Keyword => (state, argument, value, _, faults) => {
  if (!state.names.isExtended) {
    faults.push(fault(state, `${kind.name} needs "Transform: AWS::LanguageExtensions".`, { code, keyword: keywordOf(kind.name) }));
    return;
  }
  const from = faults.length;
  judge(state, kind, argument as SchemaObject, value, faults);
  for (const found of faults.slice(from)) if (found.isUnknown !== true) found.code ??= code;
};

const IMPORT: FunctionKind = { name: "Fn::ImportValue", gives: SINGULAR };

const importValue: Keyword = (state, argument, value, _, faults) => {
  judge(state, IMPORT, argument as SchemaObject, value, faults);
  hooksAt(state, "Fn::ImportValue", { value, schema: argument as SchemaObject }, faults);
};

const EQUALS: FunctionKind = { name: "Fn::Equals", gives: ["boolean"] };

const equals: Keyword = (state, argument, value, _, faults) => {
  if (judge(state, EQUALS, argument as SchemaObject, value, faults)) {
    hooksAt(state, "Fn::Equals", { value: argumentOf(value), schema: argument as SchemaObject }, faults);
  }
};

/** What cannot be known, where alternatives are compared. */
const unknown: Keyword = (state, _argument, _value, _schema, faults) => {
  if (state.isComposite) faults.push(fault(state, "", { isUnknown: true }));
};

/** The words that stand for functions. */
export const FUNCTION_WORDS: Keywords = {
  condition: plain({ name: "Condition", gives: ["boolean"] }),
  fn_and: plain({ name: "Fn::And", gives: ["boolean"] }),
  fn_base64: plain({ name: "Fn::Base64", gives: ["string"] }),
  fn_cidr: plain({ name: "Fn::Cidr", gives: ["array"] }),
  fn_equals: equals,
  fn_findinmap: hooked({ name: "Fn::FindInMap", gives: ["array", ...SINGULAR], resolved: "W1034" }),
  fn_getatt: getAtt,
  fn_getazs: plain({ name: "Fn::GetAZs", gives: ["array"], resolved: "W1036" }),
  fn_getstackoutput: plain({ name: "Fn::GetStackOutput", gives: SINGULAR }),
  fn_if: choose,
  fn_importvalue: importValue,
  fn_join: join,
  fn_length: extended({ name: "Fn::Length", gives: ["integer"] }, "E1030"),
  fn_not: plain({ name: "Fn::Not", gives: ["boolean"] }),
  fn_or: plain({ name: "Fn::Or", gives: ["boolean"] }),
  fn_select: plain({ name: "Fn::Select", gives: ALL, resolved: "W1035" }),
  fn_split: split,
  fn_sub: sub,
  fn_tojsonstring: extended({ name: "Fn::ToJsonString", gives: ["string"], resolved: "W1040" }, "E1031"),
  fn_transform: unknown,
  ref,
};

/** Whether a value is a call, and of what. */
export const callName = (value: Value): string | undefined => (value as Partial<MapValue>).call?.name;
