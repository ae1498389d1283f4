import { type Frame, named } from "../check/frame.ts";
import { type Rooted, markOf, placeOf } from "../check/place.ts";
import { type Fault, type State, below, listOf } from "../check/state.ts";
import type { Entry } from "../document/entry.ts";
import type { Finding } from "../finding.ts";
import type { Facts } from "../model/facts.ts";
import { Names } from "../model/names.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { NO_SCENARIO } from "../model/conditions.ts";
import { FUNCTION_RULES, hooksFor } from "./table.ts";
import { sourceOf, valueOfEntry } from "./source.ts";
import { WORDS } from "./words.ts";

/** What is told of functions where nothing around has a code of its own for it. */
const TEMPLATE: Frame = {
  code: "E1001",
  words: {
    condition: "E8007",
    fn_and: "E8004",
    fn_base64: "E1021",
    fn_cidr: "E1024",
    fn_equals: "E8003",
    fn_findinmap: "E1011",
    fn_foreach: "E1032",
    fn_getatt: "E1010",
    fn_getazs: "E1015",
    fn_getstackoutput: "E1033",
    fn_if: "E1028",
    fn_importvalue: "E1016",
    fn_join: "E1022",
    fn_length: "E1030",
    fn_not: "E8005",
    fn_or: "E8006",
    fn_select: "E1017",
    fn_split: "E1018",
    fn_sub: "E1019",
    fn_tojsonstring: "E1031",
    format: "E1103",
    ref: "E1020",
  },
};

const TRANSFORM_ONLY: ReadonlySet<string> = new Set(["Fn::Transform"]);

/** The state in which an entry is judged. */
export function stateOf(section: string, key: string | undefined, facts: Facts, source = sourceOf(facts)): State {
  const path = below(undefined, section);
  return {
    names: new Names(source),
    path: key === undefined ? path : below(path, key),
    kindPath: key === undefined ? section : `${section}/*`,
    functions: TRANSFORM_ONLY,
    keywords: WORDS,
    hasOwnWords: false,
    resolve: () => ({ schema: true, resolve: () => ({ schema: true, resolve: () => { throw new Error("no schema"); } }) }),
    isStrict: true,
    isComposite: false,
    scenario: NO_SCENARIO,
    bound: new Map(),
    hasResources: true,
    pseudo: PSEUDO_PARAMETERS,
    resolvesPseudo: true,
    regions: facts.settings.regions,
    isResolved: false,
    isFromParameter: false,
    origin: [],
    hooks: hooksFor(facts.schemas),
    functionRules: FUNCTION_RULES,
    hasHooks: true,
    readsDynamic: true,
    date: facts.settings.date,
  };
}

/** Words about what a value is: an editor marks that value. */
const OF_VALUES: ReadonlySet<string> = new Set([
  "enum", "enumCaseInsensitive", "const", "pattern", "format", "type", "minLength", "maxLength", "minimum", "maximum",
  "exclusiveMinimum", "exclusiveMaximum",
]);

function valueMark({ keyword = "", value }: Fault): Fault["mark"] {
  const isMarked = OF_VALUES.has(keyword) && value?.kind === "scalar" && value.end > value.start;
  return isMarked ? { start: value.start, end: value.end } : undefined;
}

/**
 * What faults come to, as findings of an entry or of those that they are about instead.
 * @param own what stands for the entry's key and value
 */
export function findingsOf(faults: readonly Fault[], entry: Entry, facts: Facts, own?: Rooted): Finding[] {
  named(TEMPLATE, faults);
  const findings: Finding[] = [];
  const add = (fault: Fault): void => {
    if (fault.isUnknown === true) return;
    const { code = TEMPLATE.words?.[fault.keyword ?? ""] ?? TEMPLATE.code, message, override, meant } = fault;
    const path = override === undefined || override.length === 0 ? listOf(fault.path) : override;
    const other = override === undefined || override.length === 0 ? entry : facts.entry(String(path[0]), String(path[1]));
    if (other !== undefined) {
      const keyed = other.key === undefined ? path.slice(1) : path.slice(2);
      const rooted = other === entry && own !== undefined ? own : { key: other.keyNode, value: valueOfEntry(other) };
      const place = placeOf(rooted, keyed);
      const { start, end } = markOf(place, rooted, other.text, other === entry ? (fault.mark ?? valueMark(fault)) : undefined);
      findings.push({
        code,
        message,
        start,
        end,
        told: place.start,
        ...(other === entry ? {} : { elsewhere: other }),
        ...(meant === undefined ? {} : { meant }),
      });
    }
    for (const inner of fault.context ?? []) add(inner);
  };
  for (const fault of faults) add(fault);
  return findings;
}
