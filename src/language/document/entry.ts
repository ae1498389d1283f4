import type { Summary } from "../model/summary.ts";
import type { MappingNode, ScalarNode, SyntaxNode, SyntaxProblem } from "../syntax/tree.ts";

/**
 * What a template is made of: a resource, a parameter, an output, in general what stands below a top-level key; or the
 * top-level key itself. It is read, checked and remembered by itself, so all places in it count from its own beginning and
 * nothing in it changes when the text above does. Whatever is edited becomes another entry: findings may be remembered by
 * the entry as such.
 */
export interface Entry {
  /** The top-level key that it stands below, such as `Resources`. */
  readonly section: string;
  /** Its own key; undefined for the top-level key itself. */
  readonly key: string | undefined;
  readonly keyNode: ScalarNode;
  /**
   * The value with its aliases followed and its merges made. Of a top-level key whose value is a mapping, that mapping
   * without its entries, which are entries of their own.
   */
  readonly node: SyntaxNode;
  /** The value as it is written. */
  readonly written: SyntaxNode;
  /** The text that the places are in. */
  readonly text: string;
  /** What keeps this part of the text from being YAML or JSON. */
  readonly problems: readonly SyntaxProblem[];
  readonly summary: Summary;
  /** Whether nothing but its syntax can be judged, because it stands in one chunk with others and that is broken. */
  readonly isWithheld?: true;
  /** How many nodes it has, where aliases brought some of them. */
  readonly size?: number;
  /** Where it stands in the document: the only thing that changes about an entry. The document moves it. */
  start: number;
}

/** What is read of an entry, before its aliases are followed. */
export interface EntryParts {
  readonly section: string;
  readonly key: string | undefined;
  readonly keyNode: ScalarNode;
  readonly written: SyntaxNode;
  readonly text: string;
  readonly problems: readonly SyntaxProblem[];
  readonly isWithheld?: true;
  readonly start: number;
}

/** A mapping without its entries, which are entries of their own: it stands, as far as that matters, where its key ends. */
export function hollow(node: MappingNode, at: number): MappingNode {
  return { ...node, start: at, end: at, entries: [] };
}
