import type { Entry } from "../document/entry.ts";
import type { Finding, PlacedFinding } from "../finding.ts";
import type { Facts, TemplateFacts } from "../model/facts.ts";
import type { Graph } from "../model/graph.ts";
import type { SchemaSource } from "../schema.ts";

/** Looks at one entry. Places count from the entry's beginning. What it asks the facts decides when it is run again. */
export interface EntryRule {
  /** What it looks at: what stands below a top-level key, the top-level keys themselves, or what stands before the first of them. */
  readonly level: "entry" | "section" | "root";
  /** The sections it looks at, such as `Resources`; all where none are named. */
  readonly sections?: readonly string[];
  check(entry: Entry, facts: Facts): Finding[];
}

/** What rules about several entries at once see: summaries, never trees, so that an edit costs next to nothing. */
export interface Overview {
  readonly schemas: SchemaSource;
  readonly template: TemplateFacts;
  /** All entries, in the order of the text, the top-level keys among them. */
  readonly entries: readonly Entry[];
  readonly graph: Graph;
  /**
   * Whether what others are said to lack may be half-typed: an entry is damaged. Then a rule must not say that something is unused.
   */
  readonly isDamaged: boolean;
}

/** Looks at the template as a whole: what is unused, cycles, limits. */
export interface TemplateRule {
  check(overview: Overview): PlacedFinding[];
}
