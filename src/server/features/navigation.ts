import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  DocumentHighlightKind,
  ErrorCodes,
  FoldingRangeKind,
  ResponseError,
  SymbolKind,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type Location,
  type LocationLink,
  type Range,
  type SelectionRange,
  type SymbolInformation,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import type { FeatureContext } from "../../language/features/context.ts";
import { folds } from "../../language/features/folding.ts";
import { pathLinks } from "../../language/features/links.ts";
import { definition, references } from "../../language/features/navigation.ts";
import { type OutlineItem, outline } from "../../language/features/outline.ts";
import { rename, renamed } from "../../language/features/rename.ts";
import { selections } from "../../language/features/selection.ts";
import type { Client } from "./client.ts";
import { rangeOf } from "./ranges.ts";

/** Where a name is declared. */
export function definitionAt(
  uri: string,
  document: TemplateDocument,
  offset: number,
  context: FeatureContext,
  { linksDefinitions }: Client,
): LocationLink[] | Location[] {
  const found = definition(document, offset, context);
  if (found === undefined) return [];
  const { origin, name, whole } = found;
  const targetSelectionRange = rangeOf(document, name);
  if (!linksDefinitions) return [{ uri, range: targetSelectionRange }];
  // the protocol wants the name within the whole
  const targetRange = rangeOf(document, { start: Math.min(name.start, whole.start), end: Math.max(name.end, whole.end) });
  return [{ originSelectionRange: rangeOf(document, origin), targetUri: uri, targetRange, targetSelectionRange }];
}

/** Where a name is used. */
export function referencesAt(uri: string, document: TemplateDocument, offset: number, withDeclaration: boolean): Location[] {
  return references(document, offset, withDeclaration).map(({ range }) => ({ uri, range: rangeOf(document, range) }));
}

/** A name wherever it stands, to be lit up. */
export function highlightsAt(document: TemplateDocument, offset: number): DocumentHighlight[] {
  return references(document, offset, true).map(({ range, isDeclaration }) => ({
    range: rangeOf(document, range),
    kind: isDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** What would be renamed. @throws where it cannot be */
export function renamedAt(document: TemplateDocument, offset: number): { range: Range; placeholder: string } | null {
  const found = renamed(document, offset);
  if (found === undefined) return null;
  if ("refusal" in found) throw new ResponseError(ErrorCodes.InvalidRequest, found.refusal);
  return { range: rangeOf(document, found.range), placeholder: found.name };
}

/** The edits of a renaming. @throws where the name is none, or taken */
export function renameAt(uri: string, document: TemplateDocument, offset: number, to: string): WorkspaceEdit | null {
  const found = rename(document, offset, to);
  if (found === undefined) return null;
  if ("refusal" in found) throw new ResponseError(ErrorCodes.InvalidRequest, found.refusal);
  return { changes: { [uri]: found.map(({ start, end, text }) => ({ range: rangeOf(document, { start, end }), newText: text })) } };
}

const SYMBOLS: Readonly<Record<OutlineItem["kind"], SymbolKind>> = {
  section: SymbolKind.Namespace,
  parameter: SymbolKind.Variable,
  resource: SymbolKind.Class,
  condition: SymbolKind.Boolean,
  mapping: SymbolKind.Object,
  output: SymbolKind.Constant,
  other: SymbolKind.Property,
};

/** The outline; for a client that shows no tree, as a list that says what each is in. */
export function symbolsOf(uri: string, document: TemplateDocument, { nestsSymbols }: Client): DocumentSymbol[] | SymbolInformation[] {
  if (!nestsSymbols) return listed(outline(document), uri, document);
  const symbol = ({ name, detail, kind, whole, named, children }: OutlineItem): DocumentSymbol => ({
    name,
    detail,
    kind: SYMBOLS[kind],
    range: rangeOf(document, whole),
    selectionRange: rangeOf(document, named),
    children: children.map(symbol),
  });
  return outline(document).map(symbol);
}

function listed(items: readonly OutlineItem[], uri: string, document: TemplateDocument, containerName?: string): SymbolInformation[] {
  return items.flatMap(({ name, kind, whole, children }) => [
    { name, kind: SYMBOLS[kind], location: { uri, range: rangeOf(document, whole) }, ...(containerName === undefined ? {} : { containerName }) },
    ...listed(children, uri, document, name),
  ]);
}

/** What can be folded. */
export function foldsOf(document: TemplateDocument): FoldingRange[] {
  return folds(document).map(({ startLine, endLine, isComment }) => ({ startLine, endLine, ...(isComment === true ? { kind: FoldingRangeKind.Comment } : {}) }));
}

/** What is around places, the innermost first. */
export function selectionsAt(document: TemplateDocument, offsets: readonly number[]): SelectionRange[] {
  return offsets.map((offset) => {
    let parent: SelectionRange | undefined;
    for (const range of selections(document, offset).toReversed()) parent = { range: rangeOf(document, range), ...(parent === undefined ? {} : { parent }) };
    return parent ?? { range: rangeOf(document, { start: offset, end: offset }) };
  });
}

/** Links to files beside a template on this machine, of those that there are. */
export function linksOf(uri: string, document: TemplateDocument): DocumentLink[] {
  if (!uri.startsWith("file:")) return [];
  const folder = path.dirname(fileURLToPath(uri));
  return pathLinks(document).flatMap(({ range, path: relative }) => {
    const file = path.resolve(folder, relative);
    return existsSync(file) ? [{ range: rangeOf(document, range), target: pathToFileURL(file).href }] : [];
  });
}
