import { LazyJsonString, NumericValue } from "@smithy/core/serde";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { Random } from "../../../src/simulator/random.ts";
import { requiredCount, traitsOf } from "../../../src/simulator/wire/schema.ts";

/** Where a value travels: what it may be made of depends on it. */
type Place = "body" | "header" | "label" | "query";

/** Nesting after which only scalars are made: some shapes contain themselves. */
const DEEPEST = 5;
const OK = 200;
const ALWAYS_THERE = ["httpResponseCode", "httpPayload", "httpPrefixHeaders", "eventPayload"] as const;
const BODY_TEXTS = [
  "plain",
  "a <b> & \"c\" 'd'",
  "tab\tand\nline",
  "é 世界 🚚",
  "0",
  "true",
  "null",
  "x".repeat(300),
] as const;
const URI_TEXTS = ["plain", "with space", "plus+sign", "per%cent", "é-ü", "a=b&c", "a'(b)*!"] as const;
const HEADER_TEXTS = ["plain", "two-words", "v1.2", "A_B"] as const;

/** Makes random values of the SDK's runtime schemas, as a caller could pass them. */
export class ShapeMaker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A structure with most of its members. */
  structure(schema: NormalizedSchema, skip: (member: string) => boolean): Record<string, unknown> {
    return schema.isStructSchema() ? this.#members(schema, 0, skip) : {};
  }

  #members(schema: NormalizedSchema, depth: number, skip: (member: string) => boolean): Record<string, unknown> {
    const members = [...schema.structIterator()].filter(
      ([name, member]) => !skip(name) && !isEventStream(member) && !isLength(member),
    );
    const chosen = schema.isUnionSchema()
      ? members
          .filter(([name]) => name !== "$unknown")
          .slice(0, 1 + (this.#random.next() % members.length))
          .slice(-1)
      : members;
    const result: Record<string, unknown> = {};
    const required = requiredCount(schema);
    for (const [index, [name, member]] of chosen.entries()) {
      const traits = traitsOf(member);
      // A status cannot be left out, nor be anything: the client would take it for an error.
      const value = traits["httpResponseCode"] === undefined ? this.#value(member, depth, placeOf(member)) : OK;
      // An idempotency token that is left out is invented by the client; a body or a family of headers that is left
      // out arrives empty.
      const bound = ALWAYS_THERE.some((trait) => traits[trait] !== undefined);
      const needed = index < required || member.isIdempotencyToken() || bound || schema.isUnionSchema();
      if (value !== undefined && (needed || this.#random.chance(0.8))) {
        result[name] = value;
      }
    }
    return result;
  }

  #value(schema: NormalizedSchema, depth: number, place: Place): unknown {
    if (schema.isStructSchema()) {
      return depth < DEEPEST ? this.#nested(schema, depth) : undefined;
    }
    if (schema.isListSchema()) {
      return this.#list(schema, depth, place);
    }
    if (schema.isMapSchema()) {
      const value = this.#value(schema.getValueSchema(), depth + 1, place);
      const [first, second] = place === "body" ? ["key one", "k<2>"] : ["key-one", "key-two"];
      return value === undefined
        ? undefined
        : { [first ?? ""]: value, [second ?? ""]: this.#value(schema.getValueSchema(), depth + 1, place) };
    }
    return this.#scalar(schema, place);
  }

  #nested(schema: NormalizedSchema, depth: number): unknown {
    const value = this.#members(schema, depth + 1, () => false);
    // A structure without anything in it leaves no trace in a form or in XML.
    return Object.keys(value).length === 0 ? undefined : value;
  }

  #list(schema: NormalizedSchema, depth: number, place: Place): unknown[] | undefined {
    const items = [1, 2].map(() => this.#value(schema.getValueSchema(), depth + 1, place));
    const present = items.filter((item) => item !== undefined);
    return present.length === 0 ? undefined : present;
  }

  #scalar(schema: NormalizedSchema, place: Place): unknown {
    if (schema.isBlobSchema()) {
      return new TextEncoder().encode(this.#random.hex(20));
    }
    if (schema.isTimestampSchema()) {
      return new Date(this.#random.between(1_000_000_000, 1_900_000_000) * 1000);
    }
    if (schema.isBooleanSchema()) {
      return this.#random.chance(0.5);
    }
    if (schema.isBigIntegerSchema()) {
      return BigInt(this.#random.next());
    }
    if (schema.isBigDecimalSchema()) {
      return new NumericValue(`${this.#random.between(0, 99)}.25`, "bigDecimal");
    }
    if (schema.isNumericSchema()) {
      return this.#random.between(1, 120);
    }
    if (schema.isDocumentSchema()) {
      return { text: "document", list: [1, true, "é"] };
    }
    return schema.isStringSchema() ? this.#text(schema, place) : undefined;
  }

  #text(schema: NormalizedSchema, place: Place): string {
    const traits = traitsOf(schema);
    if (traits["mediaType"] !== undefined) {
      return '{"a":1}';
    }
    switch (place) {
      case "header":
        return this.#random.pick(HEADER_TEXTS);
      case "label":
      case "query":
        return this.#random.pick(URI_TEXTS);
      case "body":
        return this.#random.pick(BODY_TEXTS);
    }
  }

  /** Events of a stream's union: one of each kind that is no error. */
  events(union: NormalizedSchema): Record<string, unknown>[] {
    const kinds = [...union.structIterator()].filter(([, member]) => {
      const schema: unknown = member.getSchema();
      return Array.isArray(schema) && schema[0] !== -3;
    });
    return kinds.map(([name, member]) => ({ [name]: this.#members(member, 1, () => false) }));
  }
}

/** Whether a member is an event stream: those are made by `events`. */
export function isEventStream(member: NormalizedSchema): boolean {
  return member.isStreaming() && member.isStructSchema();
}

/** The transport decides the length of a body. */
function isLength(member: NormalizedSchema): boolean {
  return traitsOf(member)["httpHeader"] === "Content-Length";
}

function placeOf(member: NormalizedSchema): Place {
  const traits = traitsOf(member);
  if (traits["httpLabel"] !== undefined) {
    return "label";
  }
  if (traits["httpHeader"] !== undefined || traits["httpPrefixHeaders"] !== undefined) {
    return "header";
  }
  return traits["httpQuery"] !== undefined || traits["httpQueryParams"] !== undefined ? "query" : "body";
}

/** A value with everything in plain comparable form: dates as numbers, bytes as hexadecimal, nothing undefined. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) {
    return `date ${value.getTime()}`;
  }
  if (value instanceof Uint8Array) {
    return `bytes ${Buffer.from(value).toString("hex")}`;
  }
  if (typeof value === "bigint" || value instanceof NumericValue || value instanceof LazyJsonString) {
    return String(value instanceof NumericValue ? value.string : value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(
      ([name, inner]) => inner !== undefined && inner !== null && name !== "$metadata",
    );
    return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
  }
  return value;
}
