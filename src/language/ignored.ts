import type { Entry } from "./document/entry.ts";
import type { Finding, PlacedFinding } from "./finding.ts";
import { type SyntaxNode, entryOf } from "./syntax/tree.ts";

/**
 * The findings without those that the template's author has switched off for cfn-lint, for the whole template or for a
 * resource: `Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}`, from "Template based metadata" and "Resource based
 * metadata" of its documentation. As there, the beginning of a code stands for all codes that begin with it. Mistakes of
 * syntax cannot be ignored.
 */
export function withoutIgnored(placed: readonly PlacedFinding[], entries: readonly Entry[]): PlacedFinding[] {
  const settings = entries.find(({ section, key }) => section === "Metadata" && key === "cfn-lint");
  const everywhere = settings === undefined ? [] : ignoredIn(settings.node, ["config", "ignore_checks"]);
  const ofResource = new Map<Entry, string[]>();
  const isAmong = (codes: readonly string[], { code }: Finding) => codes.some((beginning) => code.startsWith(beginning));
  return placed.filter(({ entry, finding }) => {
    if (finding.code === "E0000") return true;
    if (isAmong(everywhere, finding)) return false;
    if (entry.section !== "Resources") return true;
    let own = ofResource.get(entry);
    if (own === undefined) {
      own = ignoredIn(entry.node, ["Metadata", "cfn-lint", "config", "ignore_checks"]);
      ofResource.set(entry, own);
    }
    return !isAmong(own, finding);
  });
}

function ignoredIn(owner: SyntaxNode, path: readonly string[]): string[] {
  let node: SyntaxNode | undefined = owner;
  for (const key of path) node = entryOf(node, key)?.value;
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item) => (item.kind === "scalar" && item.value !== "" ? [item.value] : []));
}
