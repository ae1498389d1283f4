import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "./errors.ts";
import { membersOf, requiredCount } from "./schema.ts";
import type { ServiceDefinition } from "./schema.ts";
import type { Members } from "./types.ts";

/** Services whose request validation does not answer `ValidationException`. */
const VALIDATION_CODES: Readonly<Record<string, string>> = {
  logs: "InvalidParameterException",
  xray: "InvalidRequestException",
  sts: "ValidationError",
};

/**
 * Refuses an input that lacks required members, in the words of AWS's request validation:
 * "1 validation error detected: Value null at 'pipelineName' failed to satisfy constraint: Member must not be null".
 * @throws AwsError
 */
export function requireMembers(service: ServiceDefinition, schema: NormalizedSchema, input: Members): void {
  const paths = missing(schema, input, "");
  if (paths.length === 0) {
    return;
  }
  const count = paths.length === 1 ? "1 validation error" : `${paths.length} validation errors`;
  const details = paths.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  const code = VALIDATION_CODES[service.name] ?? "ValidationException";
  throw new AwsError(code, `${count} detected: ${details.join("; ")}`, { status: 400 });
}

function missing(schema: NormalizedSchema, value: unknown, path: string): string[] {
  if (value === null || value === undefined) {
    return [];
  }
  if (schema.isStructSchema() && typeof value === "object") {
    const required = requiredCount(schema);
    return membersOf(schema).flatMap(([name, member], index) => {
      const here = path === "" ? lowerFirst(name) : `${path}.${lowerFirst(name)}`;
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

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
