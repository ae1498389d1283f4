import { Checker } from "./check/checker.ts";
import { TemplateDocument } from "./document/templateDocument.ts";
import type { Finding } from "./finding.ts";
import type { Settings } from "./model/facts.ts";
import type { SchemaSource } from "./schema/types.ts";

/**
 * Everything that is wrong with a template, in the order of the text, without what its author told linters to ignore. A
 * template that a macro rewrites has its syntax judged alone. Places count from the beginning of the text.
 * @param languageId the editor's name of the language
 */
export function check(languageId: string, text: string, schemas: SchemaSource, settings?: Settings): Finding[] {
  const checker = new Checker(new TemplateDocument(languageId, text), schemas, settings);
  while (checker.step());
  return checker.findings().map(({ entry, finding }) => {
    const { code, message, meant, start, end, told } = finding;
    const moved = { start: entry.start + start, end: entry.start + end, told: entry.start + told };
    return { code, message, ...(meant === undefined ? {} : { meant }), ...moved };
  });
}
