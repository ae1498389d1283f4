import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "./errors.ts";
import { writeJsonError } from "./json.ts";
import { writeXmlError } from "./query.ts";
import { membersOf } from "./schema.ts";
import type { WireRequest, WireResponse } from "./types.ts";

/** The answer to a request with more in its body than is read; the body might have said who is asked. */
export function tooLarge({ headers, path }: Omit<WireRequest, "body">): WireResponse {
  const message = "The request is too large.";
  const isForm = (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  if (isForm && path === "/" && headers["x-amz-target"] === undefined) {
    return writeXmlError(undefined, new AwsError("RequestEntityTooLarge", message, { status: 413 }), "awsQuery");
  }
  return writeJsonError(undefined, new AwsError("RequestEntityTooLargeException", message, { status: 413 }));
}

/**
 * Refuses an input that could be read and is not what its schema says, such as a text in place of a number. What the
 * values mean is for the service to judge.
 * @param code the protocol's own for a body that it cannot make sense of
 * @throws AwsError
 */
export function checkShape(schema: NormalizedSchema, value: unknown, code: string): void {
  const wrong = misshapen(schema, value);
  if (wrong !== undefined) {
    throw new AwsError(code, `${kindOf(wrong.value)} can not be converted to ${wrong.wanted}`, { status: 400 });
  }
}

interface Misshapen {
  readonly value: unknown;
  readonly wanted: string;
}

function misshapen(schema: NormalizedSchema, value: unknown): Misshapen | undefined {
  if (value === null || value === undefined || schema.isUnitSchema() || schema.isDocumentSchema()) {
    return undefined;
  }
  if (schema.isBlobSchema()) {
    return value instanceof Uint8Array || schema.isStreaming() ? undefined : { value, wanted: "a Blob" };
  }
  if (schema.isTimestampSchema()) {
    return value instanceof Date && Number.isFinite(value.getTime()) ? undefined : { value, wanted: "a Timestamp" };
  }
  if (schema.isBooleanSchema()) {
    return typeof value === "boolean" ? undefined : { value, wanted: "a Boolean" };
  }
  if (schema.isNumericSchema()) {
    return typeof value === "number" && !Number.isNaN(value) ? undefined : { value, wanted: "a Number" };
  }
  if (schema.isStringSchema()) {
    // A text that holds JSON is an object of the codec's.
    const isText = typeof value === "string" || (typeof value === "object" && "deserializeJSON" in value);
    return isText ? undefined : { value, wanted: "a String" };
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return Array.isArray(value) ? firstOf(value, (one) => misshapen(item, one)) : { value, wanted: "a List" };
  }
  if (!schema.isMapSchema() && !schema.isStructSchema()) {
    return undefined;
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    return { value, wanted: schema.isMapSchema() ? "a Map" : "a Structure" };
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return firstOf(Object.values(value), (one) => misshapen(item, one));
  }
  const members = value as Readonly<Record<string, unknown>>;
  return firstOf(membersOf(schema), ([name, member]) => misshapen(member, members[name]));
}

function firstOf<T>(items: readonly T[], look: (item: T) => Misshapen | undefined): Misshapen | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Values in the words of the services' own parser, by their type. */
const KINDS: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN_VALUE",
  number: "NUMBER_VALUE",
  string: "STRING_VALUE",
};

function kindOf(value: unknown): string {
  return KINDS[typeof value] ?? (Array.isArray(value) ? "START_ARRAY" : "START_OBJECT");
}
