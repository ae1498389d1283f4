import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { Graph } from "../model/graph.ts";
import type { SchemaSource } from "../schema/types.ts";

/** What features go by besides the document. */
export interface FeatureContext {
  readonly schemas: SchemaSource;
  /** Where the template is meant to be deployed: pseudo parameters are told for it. */
  readonly region: string;
  /** The names under which other open templates export values. */
  readonly exports: readonly string[];
}

const graphs = new WeakMap<readonly Entry[], Graph>();

/** Who uses whom in a document as it is now. */
export function graphOf({ entries }: TemplateDocument): Graph {
  let graph = graphs.get(entries);
  if (graph === undefined) graphs.set(entries, (graph = new Graph(entries)));
  return graph;
}

/** The entries of a section that have a name, loops and what macros bring apart. */
export function namedIn({ entries }: TemplateDocument, section: string): Entry[] {
  return entries.filter((entry) => entry.section === section && entry.key !== undefined && /^\w+$/.test(entry.key));
}
