import { Checker } from "./check/checker.ts";
import { TemplateDocument } from "./document/templateDocument.ts";
import type { Finding } from "./finding.ts";
import type { SchemaSource } from "./schema.ts";

/**
 * Everything that is wrong with a template, in the order of the text, without what its author told linters to ignore. A
 * template that a macro rewrites has its syntax judged alone. Places count from the beginning of the text.
 * @param languageId the editor's name of the language
 */
export function check(languageId: string, text: string, schemas: SchemaSource): Finding[] {
  const checker = new Checker(new TemplateDocument(languageId, text), schemas);
  while (checker.step());
  return checker.findings().map(({ entry, finding }) => ({
    ...finding,
    start: entry.start + finding.start,
    end: entry.start + finding.end,
  }));
}
