import { canonical } from "../check/compare.ts";
import { conditionsIn, inScenario } from "../check/walk.ts";
import { Names } from "../model/names.ts";
import { NO_SCENARIO, type Scenario } from "../model/conditions.ts";
import { FUNCTIONS, member, textOf } from "../model/value.ts";
import type { Entry } from "../document/entry.ts";
import type { PlacedFinding } from "../finding.ts";
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
  readonly identity: string;
  readonly entries: Set<Entry>;
}

/** What resources of a type are called in each scenario, those that may be the same together. */
function seenOf(entries: readonly Entry[], identifiers: readonly string[], names: Names): Seen[] {
  const seen: Seen[] = [];
  for (const entry of entries) {
    const body = valueOfEntry(entry);
    const properties = member(body, "Properties");
    if (properties?.kind !== "map") continue;
    const condition = textOf(member(body, "Condition"));
    // nobody knows when it exists
    if (condition !== undefined && !names.conditions.has(condition)) continue;
    for (const scenario of names.conditions.scenarios([...conditionsIn(properties, true)], NO_SCENARIO)) {
      const present = inScenario(properties, scenario, true, { functions: FUNCTIONS });
      const parts = identifiers.map((name) => member(present, name));
      if (parts.some((part) => part === undefined)) continue;
      const conditions = condition === undefined ? scenario : names.conditions.with(scenario, [[condition, true]]);
      if (conditions === undefined) continue;
      const identity = parts.map((part) => (part === undefined ? "" : canonical(part))).join("\n");
      join(seen, { conditions, identity, entries: new Set([entry]) }, names);
    }
  }
  return seen;
}

function join(seen: Seen[], own: Seen, names: Names): void {
  let isKnown = false;
  for (const other of seen) {
    if (other.identity !== own.identity) continue;
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
  check(overview) {
    const byType = new Map<string, Entry[]>();
    for (const entry of overview.entries) {
      const type = entry.section === "Resources" ? entry.summary.resource?.type : undefined;
      if (type !== undefined) byType.set(type, [...(byType.get(type) ?? []), entry]);
    }
    const findings: PlacedFinding[] = [];
    let names: Names | undefined;
    for (const [type, entries] of byType) {
      const identifiers = entries.length < 2 ? undefined : identifiersOf(type, overview.schemas);
      if (identifiers === undefined) continue;
      names ??= namesOf(overview);
      for (const { entries: same } of seenOf(entries, identifiers, names)) {
        if (same.size > 1) findings.push(...[...same].map((entry) => told(entry, identifiers, [...same])));
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
