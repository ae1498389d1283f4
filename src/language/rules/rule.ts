import type { Finding } from "../finding.ts";
import type { Template } from "../model.ts";
import type { SchemaSource } from "../schema.ts";

export interface RuleContext {
  readonly template: Template;
  readonly schemas: SchemaSource;
}

/** Looks at a template for one kind of mistake. Where a template cannot be judged, a rule says nothing. */
export type Rule = (context: RuleContext) => Finding[];
