import type { FunctionRule, Use } from "../check/hooks.ts";
import type { Fault, State } from "../check/state.ts";
import type { Entry } from "../document/entry.ts";
import type { Finding, PlacedFinding } from "../finding.ts";
import type { Facts, Settings, TemplateFacts } from "../model/facts.ts";
import type { Graph } from "../model/graph.ts";
import type { Value } from "../model/value.ts";
import type { SchemaObject, SchemaSource } from "../schema/types.ts";

/** Looks at one entry. Places count from the entry's beginning. What it asks the facts decides when it is run again. */
export interface EntryRule {
  /** What it looks at: what stands below a top-level key, the top-level keys themselves, or what stands before the first of them. */
  readonly level: "entry" | "section" | "root";
  /** The sections it looks at, such as `Resources`; all where none are named. */
  readonly sections?: readonly string[];
  check(entry: Entry, facts: Facts): Finding[];
}

/**
 * Looks at what stands at a path, in terms of types: `Resources/AWS::S3::Bucket/Properties/BucketName`, `Outputs/x/Value`; or
 * at a part that a schema gives a name to. It costs nothing anywhere else.
 */
export interface PathRule {
  readonly code: string;
  readonly paths: readonly string[];
  check(state: State, value: Value, schema: SchemaObject, faults: Fault[]): void;
}

/** Looks at the uses of a function that are right as such. */
export interface UseRule extends Pick<FunctionRule, "isSilent"> {
  readonly code: string;
  /** Such as `Fn::Sub`; `GetAttFormat` for attributes whose type is right. */
  readonly uses: readonly string[];
  check(state: State, use: Use, faults: Fault[]): void;
}

/** What rules about several entries at once see: summaries, never trees, so that an edit costs next to nothing. */
export interface Overview {
  readonly schemas: SchemaSource;
  readonly template: TemplateFacts;
  readonly settings: Settings;
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
  /** Whether it looks at short properties and conditions, too, and not only at who names whom: it is run again after more edits. */
  readonly looksAtValues?: true;
  check(overview: Overview): PlacedFinding[];
}
