import type { Entry } from "../document/entry.ts";
import type { Reference } from "../references.ts";
import type { Overview } from "./rule.ts";

/** The order in which cfn-lint follows what a resource needs. */
const ORDER: readonly Reference["kind"][] = ["DependsOn", "Ref", "Fn::GetAtt", "Fn::Sub"];

/** In larger templates only the resources that are in a cycle are started from. */
const MOST_STARTS = 500;

type Edge = readonly [from: Entry, to: Entry];

/**
 * The needs that lead back to where they begin, each once. Of entangled cycles not all are told: those that are found
 * depth first from each resource, which are the ones that cfn-lint tells.
 */
export function cyclicEdges({ entries, graph }: Overview): Edge[] {
  const cyclic = graph.cycles();
  if (cyclic.length === 0) return [];
  const resources = entries.filter(({ section, key }) => section === "Resources" && key !== undefined);
  const targets = new Map(resources.map((entry) => [entry, needed(entry)]));

  function needed(entry: Entry): Entry[] {
    const found = new Set<Entry>();
    // what a serverless resource names, one of those that are made of it may need instead
    if (entry.summary.resource?.type?.startsWith("AWS::Serverless::") === true) return [];
    for (const kind of ORDER) {
      for (const reference of entry.summary.uses) {
        const target = reference.kind === kind && reference.isWrong !== true ? graph.find("Resources", reference.name) : undefined;
        if (target !== undefined) found.add(target);
      }
    }
    return [...found];
  }

  const starts = resources.length > MOST_STARTS ? cyclic.flat() : resources;
  const told = new Map<string, Edge>();
  for (const start of starts) {
    for (const edge of firstCycle(start, targets)) told.set(`${edge[0].key} ${edge[1].key}`, edge);
  }
  return [...told.values()];
}

/** The edges of the first cycle that is reached depth first. */
function firstCycle(start: Entry, targets: ReadonlyMap<Entry, readonly Entry[]>): Edge[] {
  const done = new Set<Entry>();
  const path: Entry[] = [start];
  const left = new Map<Entry, number>([[start, 0]]);
  while (path.length > 0) {
    const from = path.at(-1) ?? start;
    const at = left.get(from) ?? 0;
    const to = targets.get(from)?.[at];
    if (to === undefined) {
      done.add(from);
      path.pop();
      continue;
    }
    left.set(from, at + 1);
    const known = path.indexOf(to);
    if (known !== -1) return path.slice(known).map((entry, index, cycle): Edge => [entry, cycle[index + 1] ?? to]);
    if (done.has(to)) continue;
    left.set(to, left.get(to) ?? 0);
    path.push(to);
  }
  return [];
}
