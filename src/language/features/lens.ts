import type { TemplateDocument } from "../document/templateDocument.ts";
import type { Range } from "../syntax/tree.ts";
import { graphOf } from "./context.ts";
import { inDocument, nameOf } from "./names.ts";

/** A line above a name that tells how often it is used, and where. */
export interface Lens {
  readonly range: Range;
  readonly uses: readonly Range[];
}

const MOST_LENSES = 1_000;

/** Where the names of a template are used. Of a name that nobody uses nothing is told: a diagnostic does. */
export function lenses(document: TemplateDocument): Lens[] {
  const graph = graphOf(document);
  const found: Lens[] = [];
  for (const entry of document.entries) {
    const { section, key, keyNode } = entry;
    if (key === undefined || keyNode.isElsewhere === true || graph.usesOf(section, key).length === 0 || graph.find(section, key) !== entry) continue;
    const range = inDocument(entry, keyNode);
    const uses = nameOf(document, entry, range).places.filter(({ isDeclaration }) => !isDeclaration).map((place) => place.range);
    found.push({ range, uses });
    if (found.length >= MOST_LENSES) break;
  }
  return found;
}
