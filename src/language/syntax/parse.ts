import { parseJson } from "./json.ts";
import type { SyntaxTree } from "./tree.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Whether a text is JSON to CloudFormation whatever its name: it begins with a brace. The editor's language decides where the
 * user calls it YAML, of which JSON is a part.
 */
export function isJsonText(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text);
}

/**
 * Reads a document with the parser for it.
 * @param languageId the editor's name of the language
 */
export function parse(languageId: string, text: string): SyntaxTree {
  return languageId !== "yaml" && isJsonText(text) ? parseJson(text) : parseYaml(text);
}
