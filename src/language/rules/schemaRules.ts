import { type Frame, judgeBy, judgeOnce } from "../check/frame.ts";
import { STANDARD } from "../check/keywords.ts";
import { resolverOf } from "../check/resolver.ts";
import { verdict } from "../check/verdict.ts";
import { type Fault, type Keywords, type State, stateWith } from "../check/state.ts";
import { type Member, type Value, textOf, withMembers } from "../model/value.ts";
import type { SchemaObject, SchemaSource } from "../schema/types.ts";
import type { PathRule } from "./rule.ts";

/** A rule that is a schema, as the pack has it. */
interface SchemaRule {
  readonly paths: readonly string[];
  readonly schema: string;
  /** Whether all that is wrong is told or one thing, and whether there is a schema for each region. */
  readonly kind: "all" | "once" | "regional";
}

/** Rules of the pack that have code of their own here. */
const OWN: ReadonlySet<string> = new Set(["I3013"]);

/** Rules about prices: what functions give is not looked into. */
const WITHOUT_FUNCTIONS: ReadonlySet<string> = new Set(["E3025", "E3062", "E3694"]);

/** Rules for which the engine's name is the same in capitals. */
const ANY_CASE: ReadonlySet<string> = new Set(["E3025", "E3062", "E3682", "E3691"]);

/** Rules in which functions can be judged as elsewhere. */
const DECIDABLE: ReadonlySet<string> = new Set(["E3046"]);

const NOTHING: ReadonlySet<string> = new Set();

/** The rules of the pack that are schemas. */
export function schemaRules(schemas: SchemaSource): PathRule[] {
  const rules = schemas.table("schemaRules") as Readonly<Record<string, SchemaRule>>;
  const titles = schemas.table("rules") as Readonly<Record<string, { readonly title: string }>>;
  return Object.entries(rules)
    .filter(([code]) => !OWN.has(code))
    .map(([code, rule]) => ({
      code,
      paths: rule.paths,
      check: (state, value, _, faults) => judgeRule({ code }, rule, `${titles[code]?.title ?? code}.`, state, value, faults),
    }));
}

const standardTypes = new WeakMap<Keywords, Keywords>();

/** The words with `type` as JSON Schema has it: the same object each time. */
function withStandardType(keywords: Keywords): Keywords {
  let found = standardTypes.get(keywords);
  if (found === undefined) standardTypes.set(keywords, (found = { ...keywords, type: STANDARD["type"] ?? (() => undefined) }));
  return found;
}

function judgeRule(frame: Frame, { schema: table, kind }: SchemaRule, title: string, state: State, value: Value, faults: Fault[]): void {
  const { code } = frame;
  const judged = ANY_CASE.has(code) ? withLowerEngine(value) : value;
  const data = state.names.schemas.table(table);
  // most resources are right by most rules, and to see that takes no state of its own
  if (kind !== "regional" && verdict(state, data as SchemaObject, judged, resolverOf(data as SchemaObject)) === true) return;
  const inside = stateWith(state, {
    keywords: withStandardType(state.keywords),
    isComposite: !DECIDABLE.has(code),
    readsDynamic: false,
    hasHooks: false,
    ...(WITHOUT_FUNCTIONS.has(code) ? { functions: NOTHING } : {}),
  });
  const message = ({ message: found, keyword = "" }: Fault) => (keyword === "" || found === "" ? title : `${title} ${found}`);
  if (kind === "regional") {
    for (const region of state.regions) {
      const schema = (data as Readonly<Record<string, SchemaObject>>)[region];
      if (schema === undefined) continue;
      const regional = stateWith(inside, { regions: [region], resolve: resolverOf(schema) });
      judgeOnce(frame, regional, schema, judged, (found) => `${message(found)} (${region})`, faults);
    }
    return;
  }
  const schema = data as SchemaObject;
  const own = stateWith(inside, { resolve: resolverOf(schema) });
  if (kind === "once") judgeOnce(frame, own, schema, judged, message, faults);
  else {
    const found: Fault[] = [];
    judgeBy(frame, own, schema, judged, found);
    faults.push(...found.filter(({ isUnknown }) => isUnknown !== true));
  }
}

/** The properties with the engine's name in small letters. */
function withLowerEngine(value: Value): Value {
  const engine = value.kind === "map" ? value.members.get("Engine") : undefined;
  const name = textOf(engine?.value);
  if (value.kind !== "map" || engine?.value.kind !== "scalar" || name === undefined) return value;
  const lower: Member = { ...engine, value: { ...engine.value, value: name.toLowerCase() } };
  return withMembers(value, new Map([...value.members, ["Engine", lower]]));
}
