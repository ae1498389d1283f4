import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { type Range, type ScalarNode, type SyntaxNode, entryOf } from "../syntax/tree.ts";
import { graphOf } from "./context.ts";
import { entryAt, referenceAt } from "./locate.ts";

/** Sections whose names are used elsewhere, or may be renamed. */
const NAMED: ReadonlySet<string> = new Set(["Parameters", "Resources", "Conditions", "Mappings", "Outputs", "Rules"]);

/** A name of the template, where it is written. */
export interface NamePlace {
  /** In the document, without quotes. */
  readonly range: Range;
  readonly isDeclaration: boolean;
}

/** A name of the template with all places where it is written. */
export interface Name {
  readonly entry: Entry;
  readonly section: string;
  readonly name: string;
  /** Where somebody points at it. */
  readonly pointed: Range;
  readonly places: readonly NamePlace[];
}

/** Where the text of a scalar stands in an entry, without its quotes. */
export function unquoted({ start, end, style }: ScalarNode): Range {
  const isQuoted = style === "single" || style === "double";
  return isQuoted ? { start: start + 1, end: Math.max(start + 1, end - 1) } : { start, end };
}

/** A range of an entry in the document. */
export function inDocument(entry: Entry, { start, end }: Range): Range {
  return { start: entry.start + start, end: entry.start + end };
}

/** The name at an offset of the document, used or declared; undefined where there is none that the template declares. */
export function nameAt(document: TemplateDocument, offset: number): Name | undefined {
  const declared = entryAt(document, offset);
  const at = declared === undefined ? -1 : offset - declared.start;
  if (declared?.key !== undefined && NAMED.has(declared.section) && at >= declared.keyNode.start && at <= declared.keyNode.end) {
    return nameOf(document, declared, inDocument(declared, unquoted(declared.keyNode)));
  }
  const used = referenceAt(document, offset);
  const target = used === undefined ? undefined : graphOf(document).target(used.reference);
  if (used !== undefined && target !== undefined && !used.isAttribute) return nameOf(document, target, used.range);
  if (declared === undefined || declared.section !== "Metadata") return undefined;
  const label = labelsIn(declared).find(({ start, end }) => start <= at && at <= end);
  const parameter = label === undefined ? undefined : graphOf(document).find("Parameters", label.name);
  return label === undefined || parameter === undefined ? undefined : nameOf(document, parameter, inDocument(declared, label));
}

/** An entry's name with all places where it is written. */
export function nameOf(document: TemplateDocument, entry: Entry, pointed: Range): Name {
  const { section, key: name = "" } = entry;
  const places: NamePlace[] = [{ range: inDocument(entry, unquoted(entry.keyNode)), isDeclaration: true }];
  for (const use of graphOf(document).usesOf(section, name)) {
    const written = document.slice(use.entry.start + use.reference.start, use.entry.start + use.reference.end);
    const quoted = /^["']/.test(written) && written.endsWith(written.charAt(0)) ? 1 : 0;
    const { start, end } = inDocument(use.entry, use.reference);
    places.push({ range: { start: start + quoted, end: end - quoted }, isDeclaration: false });
  }
  if (section === "Parameters") {
    for (const other of document.entries) {
      if (other.section !== "Metadata") continue;
      for (const label of labelsIn(other)) if (label.name === name) places.push({ range: inDocument(other, label), isDeclaration: false });
    }
  }
  // merges and aliases may bring one place several times
  const seen = new Set<number>();
  const different = places.filter(({ range }) => !seen.has(range.start) && seen.add(range.start));
  return { entry, section, name, pointed, places: different.toSorted((a, b) => a.range.start - b.range.start) };
}

/** The parameters that `AWS::CloudFormation::Interface` names, for the console's form. */
function labelsIn({ key, node }: Entry): (Range & { readonly name: string })[] {
  if (key !== "AWS::CloudFormation::Interface") return [];
  const named = (scalar: SyntaxNode) => (scalar.kind === "scalar" ? [{ name: scalar.value, ...unquoted(scalar) }] : []);
  const labels = entryOf(node, "ParameterLabels")?.value;
  const groups = entryOf(node, "ParameterGroups")?.value;
  const grouped = groups?.kind === "sequence" ? groups.items.map((group) => entryOf(group, "Parameters")?.value) : [];
  return [
    ...(labels?.kind === "mapping" ? labels.entries.flatMap(({ key: label }) => named(label)) : []),
    ...grouped.flatMap((list) => (list?.kind === "sequence" ? list.items.flatMap(named) : [])),
  ];
}
