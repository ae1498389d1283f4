import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { check } from "../language/check.ts";
import { isTemplate } from "../language/detect.ts";
import type { SchemaSource } from "../language/schema.ts";
import { parse } from "../language/syntax/parse.ts";

/** Text that was pasted over by something else can have one mistake a character: nobody reads more than this, and the editor chokes. */
const MOST_DIAGNOSTICS = 500;

/** The first findings of a document as the protocol has them; none where it is no template (any more). */
export function diagnosticsOf(document: TextDocument, schemas: SchemaSource): Diagnostic[] {
  const text = document.getText();
  if (!isTemplate(text)) return [];
  return check(parse(document.languageId, text), schemas).slice(0, MOST_DIAGNOSTICS).map(({ code, start, end, message }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    severity: DiagnosticSeverity.Error,
    source: "CloudFormation",
    code,
    message,
  }));
}
