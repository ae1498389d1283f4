import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { check } from "../language/check.ts";
import { isTemplate } from "../language/detect.ts";
import type { SchemaSource } from "../language/schema.ts";
import { parse } from "../language/syntax/parse.ts";

/** The findings of a document as the protocol has them; none where it is no template (any more). */
export function diagnosticsOf(document: TextDocument, schemas: SchemaSource): Diagnostic[] {
  const text = document.getText();
  if (!isTemplate(text)) return [];
  return check(parse(document.languageId, text), schemas).map(({ code, start, end, message }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    severity: DiagnosticSeverity.Error,
    source: "CloudFormation",
    code,
    message,
  }));
}
