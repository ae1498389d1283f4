import { schemaAt } from "../check/resolver.ts";
import { grouped } from "../grouped.ts";
import type { ResourceSchema, Schema, SchemaObject } from "../schema/types.ts";
import type { FeatureContext } from "./context.ts";
import type { NodePath } from "./trace.ts";

/** A schema that a value may have to follow, with what its references lead into. */
export interface Spot {
  readonly schema: SchemaObject;
  readonly root: SchemaObject;
  /** The definition that the value's key is documented in; empty for the type's own properties. */
  readonly owner: string;
  /** The definition that describes what is below. */
  readonly definition: string;
  /** The schema that this is one of several alternatives of; undefined where it holds in any case. */
  readonly option?: SchemaObject | undefined;
}

/** Schemas branch: of more alternatives than this no more are looked at. */
const MOST_SPOTS = 40;

/** Functions that give one of their arguments: what may stand in them is what may stand around. */
const BRANCHES: ReadonlySet<string | number> = new Set(["Fn::If"]);

/** What may stand at a path below a name of a section. */
export function spotsAt(
  { section, name, path, type }: { section: string; name: string | undefined; path: NodePath; type: ResourceSchema | undefined },
  { schemas }: FeatureContext,
): Spot[] {
  if (section === "Resources" && path[0] === "Properties") {
    if (type === undefined) return [];
    return follow([start(type.schema)], path.slice(1));
  }
  const table = ATTRIBUTE_TABLES[`${section}/${path[0] ?? ""}`];
  if (table !== undefined) return follow([start(objectOf(schemas.table(table)))], path.slice(1));
  const root = objectOf(schemas.table(`other/${section.toLowerCase()}/configuration`));
  return name === undefined ? [] : follow([start(root)], [name, ...path]);
}

const ATTRIBUTE_TABLES: Readonly<Record<string, string>> = {
  "Resources/UpdatePolicy": "other/resources/update_policy",
  "Resources/Metadata": "other/resources/metadata",
};

function objectOf(table: unknown): SchemaObject {
  return typeof table === "object" && table !== null ? (table as SchemaObject) : {};
}

function start(root: SchemaObject): Spot {
  return { schema: root, root, owner: "", definition: "" };
}

function follow(from: Spot[], path: NodePath): Spot[] {
  let spots = widened(from);
  for (let index = 0; index < path.length; index += 1) {
    const key = path[index];
    if (key === undefined) break;
    if (BRANCHES.has(key)) {
      // the condition, and then the values
      index += 1;
      if (path[index] === 0) return [];
      continue;
    }
    if (typeof key === "string" && (key === "Ref" || key.startsWith("Fn::"))) return [];
    spots = widened(spots.flatMap((spot) => below(spot, key)));
  }
  return spots;
}

/** Schemas with those that they lead to and that they are alternatives of, themselves without a reference left out. */
function widened(spots: readonly Spot[]): Spot[] {
  const found: Spot[] = [];
  const waiting = [...spots];
  const seen = new Set<SchemaObject>();
  for (let spot = waiting.shift(); spot !== undefined && found.length < MOST_SPOTS; spot = waiting.shift()) {
    const { schema, root } = spot;
    if (seen.has(schema)) continue;
    seen.add(schema);
    if (schema.$ref !== undefined) {
      const target = schemaAt(root, schema.$ref.replace(/^[^#]*#/, ""));
      const definition = schema.$ref.split("/").at(-1) ?? "";
      if (typeof target === "object") waiting.unshift({ ...spot, schema: target, definition });
      continue;
    }
    found.push(spot);
    for (const list of [schema.allOf, schema.anyOf, schema.oneOf]) {
      const option = list === schema.allOf || list?.length === 1 ? spot.option : schema;
      for (const other of list ?? []) if (typeof other === "object") waiting.push({ ...spot, schema: other, option });
    }
  }
  return found;
}

function below(spot: Spot, key: string | number): Spot[] {
  const { schema, definition } = spot;
  const to = (found: Schema | undefined): Spot[] => (typeof found === "object" ? [{ ...spot, schema: found, owner: definition, option: undefined }] : []);
  if (typeof key === "number") return to(schema.prefixItems?.[key] ?? schema.items);
  const own = schema.properties?.[key];
  if (own !== undefined) return to(own);
  for (const [pattern, found] of Object.entries(schema.patternProperties ?? {})) if (matches(pattern, key)) return to(found);
  return to(schema.additionalProperties);
}

function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern, "u").test(key);
  } catch {
    return false;
  }
}

/** The kinds of value that a place takes; none where the schemas do not say. */
export function kindsOf(spots: readonly Spot[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const { schema } of spots) {
    for (const kind of [schema.type ?? []].flat()) kinds.add(kind);
    if (schema.properties !== undefined) kinds.add("object");
    if (schema.enum !== undefined && schema.type === undefined) kinds.add("string");
  }
  return kinds;
}

/** A property that a mapping may have. */
export interface PropertySpot {
  readonly name: string;
  readonly isRequired: boolean;
  /** What its value may be. */
  readonly spots: readonly Spot[];
  readonly owner: string;
}

/** The properties that a mapping may have, the required ones first, then by name. Those that are only read are left out. */
export function propertiesOf(spots: readonly Spot[]): PropertySpot[] {
  const found = new Map<string, PropertySpot>();
  for (const spot of spots) {
    const { schema, definition, root } = spot;
    const readOnly = schema === root ? (schema.readOnlyProperties ?? []) : [];
    for (const [name, value] of Object.entries(schema.properties ?? {})) {
      if (typeof value !== "object" || found.has(name) || readOnly.includes(`/properties/${name}`)) continue;
      const isRequired = isNeeded(name, spots.filter((other) => other.definition === definition));
      found.set(name, { name, isRequired, spots: widened([{ ...spot, schema: value, owner: definition, option: undefined }]), owner: definition });
    }
  }
  return [...found.values()].toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired) || (a.name < b.name ? -1 : 1));
}

/** Whether a property is required in any case: by what always holds, or by each of the alternatives. */
function isNeeded(name: string, spots: readonly Spot[]): boolean {
  const needs = ({ schema }: Spot) => schema.required?.includes(name) === true;
  return spots.some((spot) => spot.option === undefined && needs(spot)) || optionsIn(spots).some((options) => options.every(needs));
}

/** Alternatives, those of one choice together. */
function optionsIn(spots: readonly Spot[]): readonly (readonly Spot[])[] {
  return [...grouped(spots, ({ option }) => option).values()];
}

/**
 * The names of properties that a mapping needs and lacks. Of alternatives that each need others, where it has none of them
 * whole, those of the one of which most is there, and of equals the first.
 */
export function lackingOf(spots: readonly Spot[], has: (name: string) => boolean): ReadonlySet<string> {
  const lacking = new Set(propertiesOf(spots).flatMap(({ name, isRequired }) => (isRequired && !has(name) ? name : [])));
  const isThere = (name: string) => has(name) || lacking.has(name);
  for (const options of optionsIn(spots)) {
    const needed = options.map(({ schema }) => schema.required ?? []);
    if (needed.some((names) => names.every(isThere))) continue;
    const [nearest = []] = needed.toSorted((a, b) => Number(b.some(isThere)) - Number(a.some(isThere)));
    for (const name of nearest) if (!has(name)) lacking.add(name);
  }
  return lacking;
}
