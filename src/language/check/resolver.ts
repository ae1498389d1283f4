import type { Schema, SchemaObject } from "../schema/types.ts";
import type { State } from "./state.ts";

type Resolve = State["resolve"];

const known = new WeakMap<SchemaObject, Resolve>();

/**
 * Follows the references of a schema: `#/definitions/Tag`, or `policy#/definitions/Action` in another one.
 * @param others schemas by the name that references begin with
 */
export function resolverOf(root: SchemaObject, others?: Readonly<Record<string, SchemaObject>>): Resolve {
  if (others !== undefined) return makeResolver(root, others);
  let found = known.get(root);
  if (found === undefined) known.set(root, (found = makeResolver(root, {})));
  return found;
}

function makeResolver(root: SchemaObject, others: Readonly<Record<string, SchemaObject>>): Resolve {
  const found = new Map<string, ReturnType<Resolve>>();
  const resolve: Resolve = (reference) => {
    let result = found.get(reference);
    if (result === undefined) {
      const [name = "", pointer = ""] = reference.split("#");
      const other = name === "" ? undefined : others[name];
      result = { schema: schemaAt(other ?? root, pointer), resolve: other === undefined ? resolve : resolverOf(other) };
      found.set(reference, result);
    }
    return result;
  };
  return resolve;
}

/** The schema that a JSON pointer leads to; one that takes anything where it leads nowhere. */
export function schemaAt(root: SchemaObject, pointer: string): Schema {
  let at: unknown = root;
  for (const part of pointer.split("/").filter((one) => one !== "")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    at = typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
  }
  return typeof at === "object" && at !== null ? (at as SchemaObject) : true;
}

/** The schema of a pointer to a property, `/properties/Endpoint/Address`, through references and lists, as an attribute has it. */
export function propertyAt(root: SchemaObject, pointer: string): SchemaObject | undefined {
  if (pointer.endsWith("CfnLintStringType")) return { type: "string" };
  if (pointer.endsWith("CfnLintAllTypes")) return {};
  let at: Schema | undefined = root;
  for (const part of pointer.split("/").slice(2)) {
    at = follow(root, at);
    if (typeof at !== "object") return undefined;
    const inner: Schema | undefined = part === "*" ? at.items : (at.properties?.[part] ?? Object.values(at.patternProperties ?? {})[0]);
    at = inner;
  }
  const found = follow(root, at);
  return typeof found === "object" ? found : undefined;
}

function follow(root: SchemaObject, schema: Schema | undefined): Schema | undefined {
  let at = schema;
  for (let hops = 0; typeof at === "object" && at.$ref !== undefined && hops < 8; hops += 1) {
    const { $ref, ...rest } = at;
    const found = schemaAt(root, $ref.replace(/^#/, ""));
    at = typeof found === "object" ? { ...rest, ...found } : found;
  }
  return at;
}
