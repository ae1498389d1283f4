/** A JSON object as it came: nothing in it is certain. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectAt(value: JsonObject, ...path: readonly string[]): JsonObject | undefined {
  let at: unknown = value;
  for (const name of path) at = isObject(at) ? at[name] : undefined;
  return isObject(at) ? at : undefined;
}

export function textAt(value: JsonObject, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function numberAt(value: JsonObject, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

export function listAt(value: JsonObject, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

function valueAt(value: JsonObject, path: readonly string[]): unknown {
  const last = path.at(-1);
  const parent = path.length > 1 ? objectAt(value, ...path.slice(0, -1)) : value;
  return last === undefined ? undefined : parent?.[last];
}
