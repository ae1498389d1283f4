import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import { Messages } from "../language/told.ts";
import type { OpenDocument } from "./templates.ts";

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

/** The first findings of a document as the protocol has them. */
export function diagnosticsOf(open: OpenDocument): Diagnostic[] {
  const messages = new Messages(MOST_SEARCHES);
  const told = open.findings().filter(({ finding }) => !UNTOLD.has(finding.code));
  return told.slice(0, MOST_DIAGNOSTICS).map(({ entry, finding }) => ({
    range: open.document.rangeIn(entry, finding.start, finding.end),
    severity: SEVERITIES[finding.code[0] ?? ""] ?? DiagnosticSeverity.Error,
    source: "CloudFormation",
    code: finding.code,
    message: messages.of(finding),
  }));
}
