import type { Entry } from "./document/entry.ts";
import type { Finding } from "./finding.ts";
import { type SyntaxNode, entryOf } from "./syntax/tree.ts";

/**
 * The beginnings of codes that a template's author has switched off for cfn-lint, for the whole template or for a resource:
 * `Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}`, from "Template based metadata" and "Resource based metadata" of
 * its documentation.
 * @param entry the resource, or what stands below the template's `Metadata` under `cfn-lint`
 */
export function ignoredOf(entry: Entry | undefined): readonly string[] {
  let node: SyntaxNode | undefined = entry?.node;
  const path = entry?.section === "Metadata" ? ["config", "ignore_checks"] : ["Metadata", "cfn-lint", "config", "ignore_checks"];
  for (const key of path) node = entryOf(node, key)?.value;
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item) => (item.kind === "scalar" && item.value !== "" ? [item.value] : []));
}

/** Whether a finding has one of these codes; the beginning of a code stands for all. Mistakes of syntax cannot be ignored. */
export function isIgnored({ code }: Finding, codes: readonly string[]): boolean {
  return code !== "E0000" && codes.some((beginning) => code.startsWith(beginning));
}
