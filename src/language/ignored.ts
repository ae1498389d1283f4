import type { Finding } from "./finding.ts";
import type { Template } from "./model.ts";
import { type SyntaxNode, entryOf } from "./syntax/tree.ts";

/**
 * The findings without those that the template's author has switched off for cfn-lint, for the whole template or for a
 * resource: `Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}`, from "Template based metadata" and "Resource based
 * metadata" of its documentation. As there, the beginning of a code stands for all codes that begin with it.
 */
export function withoutIgnored(findings: readonly Finding[], { tree, resources }: Template): Finding[] {
  const everywhere = ignoredIn(tree.root);
  const inResources = [...resources.values()].flatMap(({ name, body }) => {
    const codes = ignoredIn(body);
    return codes.length === 0 ? [] : [{ start: name.start, end: body.end, codes }];
  });
  const isAmong = (codes: readonly string[], { code }: Finding) => codes.some((beginning) => code.startsWith(beginning));
  return findings.filter(
    (finding) =>
      !isAmong(everywhere, finding) &&
      !inResources.some(({ start, end, codes }) => finding.start >= start && finding.end <= end && isAmong(codes, finding)),
  );
}

function ignoredIn(owner: SyntaxNode): string[] {
  let node: SyntaxNode | undefined = owner;
  for (const key of ["Metadata", "cfn-lint", "config", "ignore_checks"]) node = entryOf(node, key)?.value;
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item) => (item.kind === "scalar" && item.value !== "" ? [item.value] : []));
}
