// What others wrote as JSON: of no shape that anybody could count on.

/** The members of an object. */
export type Members = Readonly<Record<string, unknown>>;

/** Undefined where the text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value has members: a list has none. */
export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of a value; none of what has none. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** A text that is not empty; undefined for whatever else it is. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
