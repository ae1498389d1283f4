import type { AwsError } from "./errors.ts";
import { traitsOf } from "./schema.ts";
import type { ServiceDefinition } from "./schema.ts";

/** The HTTP status of an error: its own, else what its shape says, else 400. */
export function errorStatus(service: ServiceDefinition | undefined, error: AwsError): number {
  const schema = service?.errors.get(error.code);
  const traits = schema === undefined ? {} : traitsOf(schema);
  const query = traits["awsQueryError"];
  if (error.status !== undefined) {
    return error.status;
  }
  if (Array.isArray(query) && typeof query[1] === "number") {
    return query[1];
  }
  if (typeof traits["httpError"] === "number") {
    return traits["httpError"];
  }
  return traits["error"] === "server" ? 500 : 400;
}

/** The code under which the query protocols know an error's shape, if the shape has one. */
export function queryErrorCode(service: ServiceDefinition | undefined, error: AwsError): string | undefined {
  const schema = service?.errors.get(error.code);
  const query = schema === undefined ? undefined : traitsOf(schema)["awsQueryError"];
  return Array.isArray(query) && typeof query[0] === "string" ? query[0] : undefined;
}
