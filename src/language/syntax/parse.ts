import { parseJson } from "./json.ts";
import type { Parser, SyntaxTree, TextEdit } from "./tree.ts";
import { parseYaml } from "./yaml.ts";

/** The parsers of the two languages. */
export interface Parsers {
  readonly json: Parser;
  readonly yaml: Parser;
}

/** The parsers in use: another one is put here, and nowhere else. */
const PARSERS: Parsers = { json: { parse: parseJson }, yaml: { parse: parseYaml } };

/** An earlier tree of a document, and the edits that made its text today's. */
export interface Before {
  readonly tree: SyntaxTree;
  readonly edits: readonly TextEdit[];
}

/**
 * Reads a document with the parser for it. What begins with a brace is JSON to CloudFormation whatever its name, except
 * where the user calls it YAML, of which JSON is a part.
 * @param languageId the editor's name of the language
 * @param before what a parser that reads edits alone may start from
 */
export function parse(languageId: string, text: string, before?: Before, parsers = PARSERS): SyntaxTree {
  const parserOf = (content: string) => (languageId !== "yaml" && /^\uFEFF?\s*\{/.test(content) ? parsers.json : parsers.yaml);
  const parser = parserOf(text);
  // an edit that makes JSON of YAML leaves nothing of the tree
  const usable = before !== undefined && parserOf(before.tree.text) === parser ? before : undefined;
  return usable === undefined || parser.reparse === undefined ? parser.parse(text) : parser.reparse(usable.tree, text, usable.edits);
}
