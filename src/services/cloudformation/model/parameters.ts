import { isMembers } from "../../../base/json.ts";
import { DevOpsError } from "../../../base/errors.ts";

/** A parameter as a template declares it. */
export interface DeclaredParameter {
  readonly name: string;
  /** `String`, `Number`, `List<Number>`, `AWS::SSM::Parameter::Value<String>` … */
  readonly type: string;
  readonly standard: string | undefined;
  /** NoEcho: its value is told to nobody. */
  readonly isHidden: boolean;
  readonly description: string | undefined;
  /** Empty where any value is taken. */
  readonly allowed: readonly string[];
}

/** What a template wants to be given. */
export interface TemplateNeeds {
  readonly parameters: readonly DeclaredParameter[];
  readonly capabilities: readonly string[];
  /** Why it needs the capabilities, in the service's words. */
  readonly reason: string | undefined;
  /** The types of its resources. */
  readonly types: readonly string[];
}

/** A parameter that is handed on; without a value it stays as the stack has it. */
export interface GivenParameter {
  readonly name: string;
  readonly value: string | undefined;
}

/** Why a text is no value of a parameter; undefined: the service decides. */
export function problemOf({ type, allowed }: DeclaredParameter, text: string): string | undefined {
  if (allowed.length > 0 && !allowed.includes(text)) return `One of ${allowed.join(", ")}`;
  const isNumber = (one: string) => one.trim() !== "" && Number.isFinite(Number(one));
  if (type === "Number" && !isNumber(text)) return "A number";
  if (type === "List<Number>" && !text.split(",").every(isNumber)) return "Numbers with commas between them";
  return undefined;
}

/**
 * The values of a file with parameters: the list that the AWS CLI takes, what CodePipeline and SAM take (`{"Parameters": …}`),
 * or names and values alone.
 * @throws DevOpsError invalid; no value stands in it
 */
export function parametersOfFile(name: string, text: string): ReadonlyMap<string, string> {
  const refuse = (why: string) => new DevOpsError({ kind: "invalid", tried: `read ${name}`, why });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // what the parser says may hold a part of the text
    throw refuse("it is no JSON");
  }
  const given = new Map<string, string>();
  const take = (key: unknown, value: unknown) => {
    if (typeof key !== "string" || !["string", "number", "boolean"].includes(typeof value)) {
      throw refuse(`the value of ${typeof key === "string" ? key : "a parameter"} is no text, number or truth value`);
    }
    given.set(key, String(value));
  };
  if (Array.isArray(json)) {
    for (const one of json as readonly unknown[]) {
      const { ParameterKey, ParameterValue, UsePreviousValue } = isMembers(one) ? one : {};
      if (UsePreviousValue !== true) take(ParameterKey, ParameterValue);
    }
    return given;
  }
  if (!isMembers(json)) throw refuse("it holds neither a list of parameters nor names with values");
  const { Parameters: inner } = json;
  for (const [key, value] of Object.entries(isMembers(inner) ? inner : json)) take(key, value);
  return given;
}

/**
 * What a file gives to a template: what it leaves out stays as the stack has it, else as the template has it.
 * @param known names of the parameters that the stack has
 * @throws DevOpsError invalid, where a name is strange to the template or a value is missing
 */
export function givenByFile(name: string, text: string, declared: readonly DeclaredParameter[], known: ReadonlySet<string>): GivenParameter[] {
  const values = parametersOfFile(name, text);
  const names = new Set(declared.map((one) => one.name));
  const strange = [...values.keys()].filter((one) => !names.has(one));
  const missing = declared.filter((one) => !values.has(one.name) && !known.has(one.name) && one.standard === undefined).map((one) => one.name);
  const wrong = declared.flatMap((one) => {
    const value = values.get(one.name);
    return value !== undefined && problemOf(one, value) !== undefined ? [one.name] : [];
  });
  const why = [
    strange.length === 0 ? "" : `the template has no parameter ${strange.join(", ")}`,
    missing.length === 0 ? "" : `it has no value for ${missing.join(", ")}`,
    wrong.length === 0 ? "" : `its value is none that the template takes for ${wrong.join(", ")}`,
  ].filter((one) => one !== "");
  if (why.length > 0) throw new DevOpsError({ kind: "invalid", tried: `take the parameters of ${name}`, why: why.join("; ") });
  return declared.flatMap((one): GivenParameter[] => {
    const value = values.get(one.name);
    if (value !== undefined) return [{ name: one.name, value }];
    return known.has(one.name) ? [{ name: one.name, value: undefined }] : [];
  });
}

/** The list of parameters as the AWS CLI takes it. */
export function parametersText(parameters: readonly GivenParameter[]): string {
  const list = parameters.map(({ name, value }) => (value === undefined ? { ParameterKey: name, UsePreviousValue: true } : { ParameterKey: name, ParameterValue: value }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
