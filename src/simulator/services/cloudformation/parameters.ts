import type { Parameter } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/errors.ts";
import type { ParameterBlueprint, TemplateMap } from "./blueprint.ts";
import type { Template } from "./readTemplate.ts";

/**
 * The values of a template's parameters, in its order: what is given, else what the stack has, else the default.
 * @param previous values that the stack has; a parameter takes its own where it is told to (`UsePreviousValue`)
 * @param keeps whether a parameter that is not spoken of keeps its value, as a pipeline's action has it
 * @throws AwsError ValidationError with CloudFormation's words
 */
export function parameterValues(
  template: Pick<Template, "parameters">,
  given: readonly Parameter[],
  previous: ReadonlyMap<string, string> = new Map(),
  keeps = false,
): ReadonlyMap<string, string> {
  const unknown = given.flatMap(({ ParameterKey: key = "" }) => (template.parameters.has(key) ? [] : [key]));
  if (unknown.length > 0) {
    throw invalid(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const found = new Map<string, string>();
  const missing: string[] = [];
  for (const [name, declared] of template.parameters) {
    const own = given.find(({ ParameterKey }) => ParameterKey === name);
    const isKept = own?.UsePreviousValue === true || (own === undefined && keeps);
    const value = own?.ParameterValue ?? (isKept ? previous.get(name) : undefined) ?? text(declared, "Default");
    if (value === undefined) {
      missing.push(name);
    } else {
      judge(name, declared, value);
      found.set(name, value);
    }
  }
  if (missing.length > 0) {
    throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
  }
  return found;
}

/** The parameters as a stack tells of them. */
export function declaredParameters(template: Template, values: ReadonlyMap<string, string>): ParameterBlueprint[] {
  return [...template.parameters].map(([name, declared]) => {
    const description = text(declared, "Description");
    return {
      name,
      value: values.get(name) ?? "",
      type: text(declared, "Type") ?? "String",
      ...(description === undefined ? {} : { description }),
      ...(isTrue(declared["NoEcho"]) ? { noEcho: true } : {}),
    };
  });
}

function judge(name: string, declared: TemplateMap, value: string): void {
  const told = text(declared, "ConstraintDescription");
  const refuse = (what: string) => invalid(`Parameter '${name}' ${told === undefined ? what : `failed to satisfy constraint: ${told}`}`);
  const type = text(declared, "Type") ?? "String";
  const numbers = type === "List<Number>" ? value.split(",") : type === "Number" ? [value] : [];
  if (numbers.some((one) => one.trim() === "" || !Number.isFinite(Number(one)))) {
    throw invalid(`Parameter '${name}' must be a number.`);
  }
  const allowed = declared["AllowedValues"];
  const items = type === "CommaDelimitedList" || type.startsWith("List<") ? value.split(",").map((one) => one.trim()) : [value];
  if (Array.isArray(allowed) && !items.every((one) => allowed.map(String).includes(one))) {
    throw refuse("must be one of AllowedValues");
  }
  const pattern = text(declared, "AllowedPattern");
  if (pattern !== undefined && !matches(pattern, value)) {
    throw refuse(`must match pattern ${pattern}`);
  }
  const bounds: readonly (readonly [string, number, (is: number, bound: number) => boolean, string])[] = [
    ["MinLength", value.length, (is, bound) => is < bound, "must contain at least"],
    ["MaxLength", value.length, (is, bound) => is > bound, "must contain at most"],
    ["MinValue", Number(value), (is, bound) => is < bound, "must be a number not less than"],
    ["MaxValue", Number(value), (is, bound) => is > bound, "must be a number not greater than"],
  ];
  for (const [bound, is, isOutside, words] of bounds) {
    const limit = text(declared, bound);
    if (limit !== undefined && isOutside(is, Number(limit))) {
      throw refuse(`${words} ${limit}${bound.endsWith("Length") ? " characters" : ""}`);
    }
  }
}

/** Whether a value is what a pattern says, as a whole; a pattern that JavaScript does not know lets everything pass. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return true;
  }
}

function text(declared: TemplateMap, name: string): string | undefined {
  const value = declared[name];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
