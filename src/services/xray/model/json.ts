import { type Members, isMembers, textOf } from "../../../base/json.ts";

// What stands in a segment's document, by the names that lead to it.

export function objectAt(value: Members, ...path: readonly string[]): Members | undefined {
  let at: unknown = value;
  for (const name of path) at = isMembers(at) ? at[name] : undefined;
  return isMembers(at) ? at : undefined;
}

export function textAt(value: Members, ...path: readonly string[]): string | undefined {
  return textOf(valueAt(value, path));
}

export function numberAt(value: Members, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

export function listAt(value: Members, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

function valueAt(value: Members, path: readonly string[]): unknown {
  const last = path.at(-1);
  const parent = path.length > 1 ? objectAt(value, ...path.slice(0, -1)) : value;
  return last === undefined ? undefined : parent?.[last];
}
