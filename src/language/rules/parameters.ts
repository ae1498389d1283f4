import { compile, matches } from "../check/pattern.ts";
import { type Fault, type State, fault, faultAt } from "../check/state.ts";
import { LIST_TYPES, PARAMETER_TYPES } from "../model/parameters.ts";
import { type Value, member, printed, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

const TYPE_NAMES = [...PARAMETER_TYPES];

/** Types that CloudFormation takes without saying so. */
const isUndocumented = (type: string) => type.startsWith("AWS::SSM::Parameter::Value<") || type.startsWith("List<");

const types: PathRule = {
  code: "E2002",
  paths: ["Parameters/*/Type"],
  check(state, value, _, faults) {
    const type = textOf(value);
    if (type === undefined || PARAMETER_TYPES.has(type)) return;
    if (isUndocumented(type)) {
      faults.push(fault(state, `${type} is no documented type: CloudFormation does not check values of it.`, { code: "W2002" }));
      return;
    }
    const meant = { word: type, among: [{ list: TYPE_NAMES }] };
    faults.push(fault(state, `${type} is no type of parameters.`, { code: "E2002", meant }));
  },
};

const expressions: PathRule = {
  code: "I2003",
  paths: ["Parameters/*/AllowedPattern"],
  check(state, value, _, faults) {
    const pattern = textOf(value);
    if (pattern === undefined) return;
    // Python, whose expressions these are to be, knows no properties of characters
    if (compile(pattern) === undefined || /\\[pP]\{/.test(pattern)) faults.push(fault(state, "This may be no regular expression."));
  },
};

const defaults: PathRule = {
  code: "E2015",
  paths: ["Parameters/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    const given = member(value, "Default");
    if (type === undefined || given === undefined || (given.kind === "scalar" && given.type === "null")) return;
    const whole: Fault[] = [];
    if (!LIST_TYPES.has(type)) {
      judgeDefault(state, value, given, faults);
      return;
    }
    // each item of a list is judged, and the list as a text where an item fails
    const text = given.kind === "scalar" ? printed(given) : "";
    for (const part of text.split(",")) {
      const item: Value = { kind: "scalar", type: "string", value: part.trim(), start: given.start, end: given.end, isMarked: false };
      judgeDefault(state, value, item, whole);
    }
    const asText: Fault[] = [];
    if (whole.length > 0) judgeDefault(state, value, given, asText);
    if (asText.length > 0) faults.push(...asText, ...whole);
  },
};

/** A number that is written as one; undefined for anything else, text included. */
const integer = (value: Value | undefined) => (value?.kind === "scalar" && value.type === "integer" ? Number(value.value) : undefined);

function judgeDefault(state: State, parameter: Value, given: Value, faults: Fault[]): void {
  const shown = given.kind === "scalar" ? printed(given) : "";
  const fail = (message: string) => faults.push(faultAt(state, "Default", message, { code: "E2015" }));
  const pattern = textOf(member(parameter, "AllowedPattern"));
  // a pattern has to fit from the beginning on, and is not anchored at the end
  if (pattern !== undefined && pattern !== "" && !matches(`^(?:${pattern})`, shown)) fail("The default does not fit AllowedPattern.");
  const number = integer(given);
  const least = integer(member(parameter, "MinValue"));
  const most = integer(member(parameter, "MaxValue"));
  if (number !== undefined && least !== undefined && least !== 0 && number < least) fail("The default is below MinValue.");
  if (number !== undefined && most !== undefined && number > most) fail("The default is above MaxValue.");
  const allowed = member(parameter, "AllowedValues");
  if (allowed?.kind === "list" && allowed.items.length > 0 && given.kind === "scalar") {
    const isAllowed = allowed.items.some((item) => item.kind === "scalar" && isSame(item, given));
    if (!isAllowed) fail("The default is not among AllowedValues.");
  }
  const shortest = integer(member(parameter, "MinLength"));
  const longest = integer(member(parameter, "MaxLength"));
  if (shortest !== undefined && shown.length < shortest) fail("The default is shorter than MinLength.");
  if (longest !== undefined && shown.length > longest) fail("The default is longer than MaxLength.");
}

/** Whether two scalars are the same to Python: 1 is not "1", but is true. */
function isSame(one: Value, other: Value): boolean {
  return one.kind === "scalar" && other.kind === "scalar" && (one.value === other.value || (one.type !== "string" && other.type !== "string" && Number(one.value) === Number(other.value)));
}

export const PARAMETER_RULES: readonly PathRule[] = [types, expressions, defaults];
