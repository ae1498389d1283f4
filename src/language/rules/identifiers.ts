import { canonical } from "../check/compare.ts";
import { conditionsIn, inScenario } from "../check/walk.ts";
import { Names } from "../model/names.ts";
import { NO_SCENARIO, type Scenario } from "../model/conditions.ts";
import { FUNCTIONS, type MapValue, member, textOf } from "../model/value.ts";
import type { Entry } from "../document/entry.ts";
import type { PlacedFinding } from "../finding.ts";
import { grouped } from "../grouped.ts";
import { placeOf } from "../check/place.ts";
import type { SchemaSource } from "../schema/types.ts";
import { valueOfEntry } from "./source.ts";
import type { Overview, TemplateRule } from "./rule.ts";

/** Names that need not be unique, though the schemas say so. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = { "AWS::CodeBuild::Project": ["/properties/Name"] };

/** The properties that name a resource of a type; undefined where the service names it. */
function identifiersOf(type: string, schemas: SchemaSource): readonly string[] | undefined {
  const { schema } = schemas.get(type) ?? {};
  const pointers = EXCEPTIONS[type] ?? schema?.primaryIdentifier ?? [];
  const readOnly = type in EXCEPTIONS ? [] : (schema?.readOnlyProperties ?? []);
  if (pointers.length === 0 || pointers.some((pointer) => readOnly.includes(pointer))) return undefined;
  const names = pointers.map((pointer) => pointer.replace("/properties/", ""));
  return names.some((name) => name.includes("/")) ? undefined : names;
}

/** A resource as it is named when conditions are so. */
interface Seen {
  readonly conditions: Scenario;
  readonly entries: Set<Entry>;
}

/** What an entry says of its name by itself. */
interface Named {
  /** The properties that it is named by. */
  readonly by: string;
  readonly condition: string | undefined;
  /** Undefined where it has no properties. */
  readonly properties: MapValue | undefined;
  /** The conditions that decide what is in them. */
  readonly deciding: readonly string[];
  /** What it is called where no condition decides it; undefined where it has no name of its own. */
  readonly identity: string | undefined;
}

/** Read once: of all resources an edit changes one. */
const named = new WeakMap<Entry, Named>();

function namedOf(entry: Entry, identifiers: readonly string[]): Named {
  const by = identifiers.join(" ");
  const known = named.get(entry);
  if (known?.by === by) return known;
  const body = valueOfEntry(entry);
  const found = member(body, "Properties");
  const properties = found?.kind === "map" ? found : undefined;
  const deciding = properties === undefined ? [] : [...conditionsIn(properties, true)];
  const identity = properties === undefined ? undefined : identityIn(properties, NO_SCENARIO, identifiers);
  const read = { by, condition: textOf(member(body, "Condition")), properties, deciding, identity };
  named.set(entry, read);
  return read;
}

function identityIn(properties: MapValue, scenario: Scenario, identifiers: readonly string[]): string | undefined {
  const present = inScenario(properties, scenario, true, { functions: FUNCTIONS });
  const parts = identifiers.map((name) => member(present, name));
  return parts.includes(undefined) ? undefined : parts.map((part) => (part === undefined ? "" : canonical(part))).join("\n");
}

/** What resources of a type are called in each scenario, those that may be the same together, by their names. */
function seenOf(entries: readonly Entry[], identifiers: readonly string[], names: Names): Iterable<readonly Seen[]> {
  const seen = new Map<string, Seen[]>();
  for (const entry of entries) {
    const { condition, properties, deciding, identity: own } = namedOf(entry, identifiers);
    // nobody knows when it exists
    if (properties === undefined || (condition !== undefined && !names.conditions.has(condition))) continue;
    for (const scenario of deciding.length === 0 ? [NO_SCENARIO] : names.conditions.scenarios(deciding, NO_SCENARIO)) {
      const identity = deciding.length === 0 ? own : identityIn(properties, scenario, identifiers);
      if (identity === undefined) continue;
      const conditions = condition === undefined ? scenario : names.conditions.with(scenario, [[condition, true]]);
      if (conditions === undefined) continue;
      const same = seen.get(identity);
      if (same === undefined) seen.set(identity, [{ conditions, entries: new Set([entry]) }]);
      else join(same, { conditions, entries: new Set([entry]) }, names);
    }
  }
  return seen.values();
}

/** @param seen those of the same name */
function join(seen: Seen[], own: Seen, names: Names): void {
  let isKnown = false;
  for (const other of seen) {
    const both = names.conditions.with(other.conditions, own.conditions);
    if (both === undefined) continue;
    for (const entry of own.entries) other.entries.add(entry);
    isKnown ||= sameConditions(other.conditions, own.conditions);
  }
  if (!isKnown) seen.push(own);
}

function sameConditions(one: Scenario, other: Scenario): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
}

/** Resources of one type that would have the same name. */
export const uniqueIdentifiers: TemplateRule = {
  looksAtValues: true,
  check(overview) {
    const byType = grouped(overview.entries, ({ section, summary }) => (section === "Resources" ? summary.resource?.type : undefined));
    const findings: PlacedFinding[] = [];
    let names: Names | undefined;
    for (const [type, entries] of byType) {
      const identifiers = entries.length < 2 ? undefined : identifiersOf(type, overview.schemas);
      if (identifiers === undefined) continue;
      names ??= namesOf(overview);
      for (const alike of seenOf(entries, identifiers, names)) {
        for (const { entries: same } of alike) if (same.size > 1) findings.push(...[...same].map((entry) => told(entry, identifiers, [...same])));
      }
    }
    return findings;
  },
};

function told(entry: Entry, identifiers: readonly string[], same: readonly Entry[]): PlacedFinding {
  const path = ["Properties", ...(identifiers.length === 1 ? identifiers : [])];
  const { start, end } = placeOf({ key: entry.keyNode, value: valueOfEntry(entry) }, path);
  const others = same.filter((one) => one !== entry).map(({ key }) => `"${key}"`);
  const message = `${identifiers.join(" and ")} has to be unique, and is the same in ${others.join(", ")}.`;
  return { entry, finding: { code: "E3019", message, start, end, told: start } };
}

function namesOf({ schemas, template, graph }: Overview): Names {
  return new Names({
    schemas,
    transforms: template.transforms,
    isMade: false,
    isOpen: false,
    isServerless: false,
    resource: () => undefined,
    body(section, name) {
      const entry = graph.find(section, name);
      return entry === undefined ? undefined : valueOfEntry(entry);
    },
    isGenerated: () => false,
    nested: () => undefined,
    names: () => ({ list: [] }),
  });
}
