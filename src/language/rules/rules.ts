import { names } from "./names.ts";
import { properties } from "./properties.ts";
import { resourceTypes } from "./resourceTypes.ts";
import type { EntryRule, TemplateRule } from "./rule.ts";

/** All rules that look at one entry. */
export const ENTRY_RULES: readonly EntryRule[] = [resourceTypes, properties, names];

/** All rules that look at the template as a whole. */
export const TEMPLATE_RULES: readonly TemplateRule[] = [];
