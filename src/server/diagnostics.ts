import type { Diagnostic } from "vscode-languageserver";
import { Messages } from "../language/told.ts";
import type { Telling } from "./settings.ts";
import type { OpenDocument } from "./templates.ts";

/** Text that was pasted over by something else can have one mistake a character: nobody reads more than this, and the editor chokes. */
const MOST_DIAGNOSTICS = 500;

/** So many of them are told with what was most likely meant, of words that were not looked for before. */
const MOST_SEARCHES = 20;

/** The first findings of a document as the protocol has them. */
export function diagnosticsOf(open: OpenDocument, telling: Telling): Diagnostic[] {
  const messages = new Messages(MOST_SEARCHES);
  const told = open.findings().flatMap(({ entry, finding }) => {
    const severity = telling.severityOf(finding);
    return severity === undefined ? [] : [{ entry, finding, severity }];
  });
  return told.slice(0, MOST_DIAGNOSTICS).map(({ entry, finding, severity }) => ({
    range: open.document.rangeIn(entry, finding.start, finding.end),
    severity,
    source: "CloudFormation",
    code: finding.code,
    message: messages.of(finding),
  }));
}
