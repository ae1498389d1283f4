import type { EntryRule, TemplateRule } from "./rule.ts";
import { SECTION_RULES, globals, topLevel } from "./sections.ts";
import { missingSub } from "./missingSub.ts";
import { TEMPLATE_RULES as RULES } from "./template.ts";

/** All rules that look at one entry. */
export const ENTRY_RULES: readonly EntryRule[] = [...SECTION_RULES, topLevel, globals, missingSub];

/** All rules that look at the template as a whole. */
export const TEMPLATE_RULES: readonly TemplateRule[] = RULES;
