import type { Entry } from "../document/entry.ts";
import type { PlacedFinding } from "../finding.ts";
import { resolvePlain } from "../model/scalars.ts";
import type { Range, SyntaxNode } from "../syntax/tree.ts";
import { cyclicEdges } from "./cycles.ts";
import { GROUP_RULES } from "./groups.ts";
import { uniqueIdentifiers } from "./identifiers.ts";
import type { Overview, TemplateRule } from "./rule.ts";

/** Something told at an entry's key. */
export function atKey(entry: Entry, code: string, message: string): PlacedFinding {
  const { start, end }: Range = entry.keyNode;
  return { entry, finding: { code, message, start, end, told: start } };
}

/** The entries of a section, macros and loops left out. */
export function entriesIn({ entries }: Overview, wanted: string): Entry[] {
  return entries.filter(({ section, key }) => section === wanted && key !== undefined && !key.startsWith("Fn::"));
}

const unusedParameters: TemplateRule = {
  check(overview) {
    // a transform may use what nobody sees using it
    if (overview.isDamaged || overview.template.transforms.length > 0) return [];
    return entriesIn(overview, "Parameters")
      .filter(({ key = "" }) => !overview.graph.isUsed("Parameters", key))
      .map((entry) => atKey(entry, "W2001", `The parameter "${entry.key}" is not used.`));
  },
};

const unusedMappings: TemplateRule = {
  check(overview) {
    if (overview.isDamaged) return [];
    // where a name is computed any mapping may be meant
    const isComputed = overview.entries.some(({ summary }) => summary.uses.some(({ kind, name }) => kind === "Fn::FindInMap" && name === ""));
    if (isComputed) return [];
    return entriesIn(overview, "Mappings")
      .filter(({ key = "" }) => !overview.graph.isUsed("Mappings", key))
      .map((entry) => atKey(entry, "W7001", `The mapping "${entry.key}" is not used.`));
  },
};

const unusedConditions: TemplateRule = {
  check(overview) {
    if (overview.isDamaged) return [];
    return entriesIn(overview, "Conditions")
      .filter(({ key = "" }) => !overview.graph.isUsed("Conditions", key))
      .map((entry) => atKey(entry, "W8001", `The condition "${entry.key}" is not used.`));
  },
};

const cycles: TemplateRule = {
  check(overview) {
    return cyclicEdges(overview).map(([from, to]) =>
      atKey(from, "E3004", `"${from.key}" needs "${to.key}", which needs "${from.key}" itself, perhaps through others.`),
    );
  },
};

const sharedNames: TemplateRule = {
  check(overview) {
    return entriesIn(overview, "Resources")
      .filter(({ key = "" }) => overview.graph.find("Parameters", key) !== undefined)
      .map((entry) => atKey(entry, "E3007", `"${entry.key}" is also the name of a parameter.`));
  },
};

/** What a section may hold, from "CloudFormation quotas", and the codes for more, and for nearly as many. */
const MOST: readonly (readonly [section: string, most: number, tooMany: string, nearly: string])[] = [
  ["Resources", 500, "E3010", "I3010"],
  ["Outputs", 200, "E6010", "I6010"],
  ["Parameters", 200, "E2010", "I2010"],
  ["Mappings", 200, "E7010", "I7010"],
];

const counts: TemplateRule = {
  check(overview) {
    return MOST.flatMap(([section, most, tooMany, nearly]) => {
      const count = entriesIn(overview, section).length;
      const owner = overview.entries.find((entry) => entry.section === section && entry.key === undefined);
      if (owner === undefined || count <= most * 0.9) return [];
      return [atKey(owner, count > most ? tooMany : nearly, `There are ${count} of at most ${most} ${section.toLowerCase()}.`)];
    });
  },
};

/** Whether nothing stands behind a key. */
function isNull(node: SyntaxNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.tag === undefined && resolvePlain(node.value).type === "null";
}

const required: TemplateRule = {
  check({ entries }) {
    const root = entries[0];
    const isThere = ({ section, key, node }: Entry) => section === "Resources" && (key !== undefined || !isNull(node));
    if (root === undefined || root.node.kind !== "mapping" || entries.some(isThere)) return [];
    // the first key, or the first line of a text without one
    const first = entries.find(({ section }) => section !== "") ?? root;
    const { start, end } = first.keyNode;
    const finding = { code: "E1001", message: "A template needs Resources.", start, end };
    // a document in flow style begins with its bracket, others with their first key
    const isFlow = root.text[root.node.start] === "{";
    return [{ entry: first, finding: { ...finding, told: isFlow ? root.node.start - first.start : start } }];
  },
};

/** All rules about a template as a whole. */
export const TEMPLATE_RULES: readonly TemplateRule[] = [
  required,
  unusedParameters,
  unusedMappings,
  unusedConditions,
  cycles,
  sharedNames,
  counts,
  uniqueIdentifiers,
  ...GROUP_RULES,
];
