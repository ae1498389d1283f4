import { parseJson } from "./json.ts";
import type { ParseText, SyntaxTree } from "./tree.ts";
import { parseYaml } from "./yaml.ts";

/**
 * The parser for a document. What begins with a brace is JSON to CloudFormation whatever its name, except where the user
 * calls it YAML, of which JSON is a part.
 * @param languageId the editor's name of the language
 */
export function parserOf(languageId: string, text: string): ParseText {
  return languageId !== "yaml" && /^\uFEFF?\s*\{/.test(text) ? parseJson : parseYaml;
}

/** Reads a document with the parser for it. */
export function parse(languageId: string, text: string): SyntaxTree {
  return parserOf(languageId, text)(text);
}
