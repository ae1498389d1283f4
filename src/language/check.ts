import type { Finding } from "./finding.ts";
import { withoutIgnored } from "./ignored.ts";
import { readTemplate } from "./model.ts";
import { names } from "./rules/names.ts";
import { properties } from "./rules/properties.ts";
import { resourceTypes } from "./rules/resourceTypes.ts";
import type { Rule } from "./rules/rule.ts";
import type { SchemaSource } from "./schema.ts";
import type { SyntaxTree } from "./syntax/tree.ts";

const RULES: readonly Rule[] = [resourceTypes, properties, names];

/**
 * Everything that is wrong with a template, in the order of the text, without what its author told linters to ignore. A
 * template that a macro rewrites has its syntax judged alone.
 */
export function check(tree: SyntaxTree, schemas: SchemaSource): Finding[] {
  const syntax = tree.problems.map((problem): Finding => ({ code: "E0000", ...problem }));
  const template = readTemplate(tree);
  const found = template.uncertain === "anything" ? [] : RULES.flatMap((rule) => rule({ template, schemas }));
  return [...syntax, ...withoutIgnored(found, template)].toSorted((a, b) => a.start - b.start || a.end - b.end);
}
