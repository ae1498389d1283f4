import type { NormalizedSchema } from "@smithy/core/schema";
import { violations } from "../tables/constraints.ts";
import type { Violation } from "../tables/constraints.ts";
import { AwsError } from "./errors.ts";
import { membersOf, requiredCount } from "./schema.ts";
import type { Operation, ServiceDefinition } from "./schema.ts";
import type { Members } from "./types.ts";

/** Services whose request validation does not answer `ValidationException`. */
const VALIDATION_CODES: Readonly<Record<string, string>> = {
  cloudformation: "ValidationError",
  codebuild: "InvalidInputException",
  iam: "ValidationError",
  logs: "InvalidParameterException",
  sts: "ValidationError",
  xray: "InvalidRequestException",
};

/** Services that have an error of its own for each member (`DeploymentIdRequiredException`, `InvalidSortByException`). */
const BY_MEMBER = new Set(["cloudtrail", "codecommit", "codedeploy"]);

/** Services that have one error of its own for all that is absent. */
const MISSING_CODES: Readonly<Record<string, string>> = { ec2: "MissingParameter" };

/** Longer values are not repeated in an error. */
const LONGEST_TOLD = 300;

/**
 * Refuses an input that the service's own model forbids, before the service looks at it, in the words of AWS's request
 * validation: "1 validation error detected: Value null at 'pipelineName' failed to satisfy constraint: Member must not be
 * null".
 * @throws AwsError with the code that the service would use
 */
export function judgeInput(service: ServiceDefinition, operation: Operation, input: Members): void {
  const absent = missing(operation.input, input, "");
  if (absent.length > 0 && MISSING_CODES[service.name] !== undefined) {
    const name = capital(absent[0] ?? "").replace(/s$/, "");
    throw new AwsError(MISSING_CODES[service.name] ?? "", `The request must contain the parameter ${name}`, { status: 400 });
  }
  if (absent.length > 0) {
    const details = absent.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
    throw refusal(service, details, requiredCodes(capital(absent[0]?.split(".")[0] ?? "")));
  }
  const wrong = violations(service.name, operation.name, input);
  const [first] = wrong;
  if (first !== undefined) {
    throw refusal(service, wrong.map(tell), codesOf(first));
  }
}

/** What the error of an absent member may be called after: the member, the list, one of it, or the service's word before it. */
function requiredCodes(member: string): string[] {
  const one = member.replace(/s$/, "");
  return [member, `${member}List`, one, `Deployment${one}`].map((name) => `${name}RequiredException`);
}

function refusal(service: ServiceDefinition, details: readonly string[], own: readonly string[]): AwsError {
  const count = details.length === 1 ? "1 validation error" : `${details.length} validation errors`;
  const ofMember = BY_MEMBER.has(service.name) ? own.find((code) => service.errors.has(code)) : undefined;
  const code = ofMember ?? service.invalid ?? VALIDATION_CODES[service.name] ?? "ValidationException";
  return new AwsError(code, `${count} detected: ${details.join("; ")}`, { status: 400 });
}

function tell({ value, path, words }: Violation): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const told = text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text;
  return `Value '${told}' at '${path}' failed to satisfy constraint: ${words}`;
}

/** What an error may be called after: the member, what it is in (or one of those), or the shape of its value. */
function codesOf({ member, outer, shape = "" }: Violation): string[] {
  return [member, outer, outer.replace(/s$/, ""), shape, shape.replace(/Enum$/, "")].map((name) => `Invalid${capital(name)}Exception`);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function missing(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (schema.isStructSchema() && typeof value === "object") {
    const required = requiredCount(schema);
    return membersOf(schema).flatMap(([name, member], index) => {
      const own = name.charAt(0).toLowerCase() + name.slice(1);
      const here = path === "" ? own : `${path}.${own}`;
      const inner: unknown = (value as Members)[name];
      const absent = inner === undefined || inner === null;
      return index < required && absent ? [here] : missing(member, inner, here);
    });
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.flatMap((inner, index) => missing(item, inner, `${path}.${index + 1}.member`));
  }
  return [];
}
