import type { PropertySchema, TypeSchema } from "../../tables/propertySchemas.ts";

/** How CloudFormation's validation calls what a template's value is. */
const CALLED: Readonly<Record<string, string>> = {
  string: "String", integer: "Integer", number: "Number", boolean: "Boolean", array: "JSONArray", object: "JSONObject",
};

/**
 * What a type's schema has against the properties of a resource, in the words of CloudFormation's validation; none for what it
 * is not certain of: alternatives, patterns and bounds are the service's to judge.
 */
export function propertyErrors(schema: TypeSchema, properties: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = [];
  const judge = (given: PropertySchema, value: unknown, path: string): void => {
    const own = resolved(schema, given);
    if (own === undefined || isLateBound(value)) {
      return;
    }
    const types = [own.type ?? []].flat();
    if (types.length > 0 && !types.some((type) => isOf(type, value))) {
      found.push(`${path}: expected type: ${types.map((type) => CALLED[type] ?? type).join(" or ")}, found: ${calledBy(value)}`);
      return;
    }
    if (own.enum !== undefined && !own.enum.some((one) => String(one) === String(value))) {
      found.push(`${path}: ${String(value)} is not a valid enum value`);
    }
    if (Array.isArray(value)) {
      const { items } = own;
      value.forEach((one: unknown, index) => items !== undefined && judge(items, one, `${path}/${index}`));
    } else if (isObject(value) && own.properties !== undefined) {
      judgeMembers(own, own.properties, value, path);
    }
  };
  const judgeMembers = (own: PropertySchema, members: Readonly<Record<string, PropertySchema>>, value: Readonly<Record<string, unknown>>, path: string) => {
    for (const name of own.required ?? []) {
      if (value[name] === undefined) {
        found.push(`${path}: required key [${name}] not found`);
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member !== undefined) {
        judge(member, inner, `${path}/${name}`);
      } else if (own.additionalProperties === false && own.patternProperties === undefined) {
        found.push(`${path}: extraneous key [${name}] is not permitted`);
      }
    }
  };
  judge({ ...schema, type: "object" }, properties, "#");
  return found;
}

/** A schema that names another one is that one. */
function resolved({ definitions = {} }: TypeSchema, schema: PropertySchema): PropertySchema | undefined {
  const { $ref } = schema;
  if ($ref === undefined) {
    return schema;
  }
  const name = $ref.startsWith("#/definitions/") ? $ref.slice("#/definitions/".length) : "";
  const found = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return found?.$ref === undefined ? found : undefined;
}

/** A secret or a parameter that only the service reads. */
function isLateBound(value: unknown): boolean {
  return typeof value === "string" && value.includes("{{resolve:");
}

/** Texts, numbers and truth values are taken for one another where they can be read so (user guide, "Template format"). */
function isOf(type: string, value: unknown): boolean {
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "string":
      return isScalar;
    case "boolean":
      return value === true || value === false || value === "true" || value === "false";
    case "integer":
    case "number":
      return isScalar && typeof value !== "boolean" && String(value).trim() !== "" && Number.isFinite(Number(value));
    default:
      return true;
  }
}

function calledBy(value: unknown): string {
  if (Array.isArray(value)) {
    return "JSONArray";
  }
  return isObject(value) ? "JSONObject" : typeof value === "number" ? (Number.isInteger(value) ? "Integer" : "Number") : typeof value === "boolean" ? "Boolean" : "String";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
