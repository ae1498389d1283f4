import type { TemplateDocument } from "../document/templateDocument.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import type { Range } from "../syntax/tree.ts";
import { graphOf } from "./context.ts";
import { inDocument } from "./names.ts";

/** A word with a colour of its own. */
export interface Token extends Range {
  readonly kind: "parameter" | "resource" | "constant" | "attribute";
}

/** So many tokens are told of a document. */
const MOST_TOKENS = 20_000;

/** The variables in texts of `Fn::Sub`, which to the editor are mere text. In the order of the text, none of which touches another. */
export function tokens(document: TemplateDocument, within?: Range): Token[] {
  const graph = graphOf(document);
  const found: Token[] = [];
  for (const entry of document.entries) {
    if (within !== undefined && (entry.start > within.end || entry.start + entry.text.length < within.start)) continue;
    for (const reference of entry.summary.uses) {
      if (reference.kind !== "Fn::Sub") continue;
      const { name, attribute } = reference;
      // what was folded or brought from elsewhere has no place of its own
      if (entry.text.slice(reference.start, reference.end) !== name) continue;
      const section = graph.target(reference)?.section;
      const kind = section === "Parameters" ? "parameter" : section === "Resources" ? "resource" : PSEUDO_PARAMETERS.has(name) ? "constant" : undefined;
      if (kind === undefined) continue;
      found.push({ ...inDocument(entry, reference), kind });
      if (attribute?.text !== undefined && entry.text.slice(attribute.start, attribute.end) === attribute.text) {
        found.push({ ...inDocument(entry, attribute), kind: "attribute" });
      }
    }
    if (found.length >= MOST_TOKENS) break;
  }
  found.sort((a, b) => a.start - b.start);
  return found.slice(0, MOST_TOKENS).filter((token, index) => index === 0 || token.start >= (found[index - 1]?.end ?? 0));
}
