import type { Range } from "vscode-languageserver";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import type { Range as Offsets } from "../../language/syntax/tree.ts";

/** A stretch of a document as the protocol has it. */
export function rangeOf(document: TemplateDocument, { start, end }: Offsets): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
