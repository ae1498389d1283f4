import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { check } from "../language/check.ts";
import { isTemplate } from "../language/detect.ts";
import type { SchemaSource } from "../language/schema/types.ts";
import { Messages } from "../language/told.ts";

/** Text that was pasted over by something else can have one mistake a character: nobody reads more than this, and the editor chokes. */
const MOST_DIAGNOSTICS = 500;

/** How much a finding matters, by the letter of its code. */
const SEVERITIES: Readonly<Record<string, DiagnosticSeverity>> = {
  E: DiagnosticSeverity.Error,
  W: DiagnosticSeverity.Warning,
  I: DiagnosticSeverity.Hint,
};

/** Advice about what most templates leave out: told by the command line alone. */
const UNTOLD: ReadonlySet<string> = new Set(["I3011", "I3013", "I3042"]);

/** So many of them are told with what was most likely meant, of words that were not looked for before. */
const MOST_SEARCHES = 20;

/** The first findings of a document as the protocol has them; none where it is no template (any more). */
export function diagnosticsOf(document: TextDocument, schemas: SchemaSource): Diagnostic[] {
  const text = document.getText();
  if (!isTemplate(text)) return [];
  const messages = new Messages(MOST_SEARCHES);
  return check(document.languageId, text, schemas).filter(({ code }) => !UNTOLD.has(code)).slice(0, MOST_DIAGNOSTICS).map((finding) => ({
    range: { start: document.positionAt(finding.start), end: document.positionAt(finding.end) },
    severity: SEVERITIES[finding.code[0] ?? ""] ?? DiagnosticSeverity.Error,
    source: "CloudFormation",
    code: finding.code,
    message: messages.of(finding),
  }));
}
