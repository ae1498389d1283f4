import { TemplateDocument } from "./document/templateDocument.ts";
import { entryOf } from "./syntax/tree.ts";

/** The parameters of a template, and whether each has a default. */
export type NestedParameters = ReadonlyMap<string, boolean>;

/** What a template takes that another one nests; undefined where that cannot be known: it is broken, or a macro rewrites it. */
export function parametersIn(languageId: string, text: string): NestedParameters | undefined {
  const { entries, problems, facts } = new TemplateDocument(languageId, text);
  const isBroken = problems.length > 0 || entries.some((entry) => entry.problems.length > 0);
  if (isBroken || facts.uncertain === "anything") return undefined;
  const parameters = entries.filter(({ section }) => section === "Parameters");
  return new Map(parameters.flatMap(({ key, node }) => (key === undefined ? [] : [[key, entryOf(node, "Default") !== undefined] as const])));
}
