import type { TemplateDocument } from "../../document/templateDocument.ts";
import type { Entry } from "../../document/entry.ts";
import type { PlacedFinding } from "../../finding.ts";
import type { MappingEntry, SyntaxNode, TextEdit } from "../../syntax/tree.ts";
import type { FeatureContext } from "../context.ts";
import { type Trace, trace } from "../trace.ts";

/** Something that puts a template right, or in another form. */
export interface Fix {
  readonly title: string;
  /** All about the text as it is, in the document. */
  readonly edits: readonly TextEdit[];
  readonly kind: "quickfix" | "refactor";
  /** Whether there is hardly any other way: then it is one of those that *fix all* makes. */
  readonly isPreferred: boolean;
  /** What it mends. */
  readonly finding?: PlacedFinding;
}

/** What a fix starts from: a place of the document, and what is wrong there. */
export interface FixPlace {
  readonly document: TemplateDocument;
  readonly context: FeatureContext;
  readonly text: string;
  readonly entry: Entry;
  /** What is marked, in the document, and as it is written. */
  readonly start: number;
  readonly end: number;
  readonly marked: string;
  readonly found: Trace;
  /** Of a key that is marked its value, else the value. */
  readonly node: SyntaxNode | undefined;
  /** The key with its value that is marked, or whose value is. */
  readonly keyed: MappingEntry | undefined;
  /** The mapping that holds it. */
  readonly holder: SyntaxNode | undefined;
}

/** Reads a place of an entry. */
export function fixPlace(document: TemplateDocument, text: string, entry: Entry, range: { start: number; end: number }, context: FeatureContext): FixPlace {
  const { keyNode, written } = entry;
  const isKey = range.start >= keyNode.start && range.start <= keyNode.end && entry.section !== "";
  const found: Trace = isKey
    ? { path: [], slot: "key", node: keyNode, entry: { key: keyNode, value: written }, around: [], calls: [] }
    : trace(written, Math.min(range.start, range.end));
  const keyed = found.entry;
  const start = entry.start + range.start;
  const end = entry.start + range.end;
  const node = found.slot === "key" ? keyed?.value : found.node;
  const holder = found.around.findLast((one) => one.kind === "mapping" && keyed !== undefined && one.entries.includes(keyed));
  return { document, context, text, entry, start, end, marked: text.slice(start, end), found, node, keyed, holder };
}

/** A fix that is nearly always what was meant. */
export function preferred(title: string, ...edits: TextEdit[]): Fix {
  return { title, edits, kind: "quickfix", isPreferred: true };
}

/** A fix among others. */
export function possible(title: string, ...edits: TextEdit[]): Fix {
  return { title, edits, kind: "quickfix", isPreferred: false };
}

/** Another form of what is right as well. */
export function refactoring(title: string, ...edits: TextEdit[]): Fix {
  return { title, edits, kind: "refactor", isPreferred: false };
}
