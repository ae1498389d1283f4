import type { TemplateDocument } from "../document/templateDocument.ts";
import type { FeatureContext } from "./context.ts";
import { suggestKeys } from "./suggestKeys.ts";
import { suggestCalls, suggestNames } from "./suggestNames.ts";
import { suggestValues } from "./suggestValues.ts";
import { type Suggestion, type Suggestions, chosen } from "./suggestion.ts";
import { kindsOf } from "./spots.ts";
import { typingAt } from "./typing.ts";

const NONE: Suggestions = { items: [], isIncomplete: false };

/**
 * What may be written at an offset of a document. Documentation is not read for it: a suggestion tells whose it is.
 * @returns at most `MOST_SUGGESTIONS`
 */
export function complete(document: TemplateDocument, offset: number, context: FeatureContext): Suggestions {
  const typing = typingAt(document, offset, context);
  if (typing === undefined) return NONE;
  const found: Suggestion[] = [];
  const names = suggestNames(document, typing, context);
  if (names !== undefined) return chosen(names.items, names.typed);
  if (typing.slot === "key") {
    found.push(...suggestKeys(document, typing, context));
    const kinds = kindsOf(typing.spots);
    // a word that stands alone may be a value as well
    const isValue = typing.siblings.length === 0 && !typing.hasColon && !typing.isJson && (typing.path.length > 0 || typing.section === "Conditions");
    if (isValue && typing.name !== undefined && (kinds.size === 0 || [...kinds].some((kind) => kind !== "object" && kind !== "array"))) {
      found.push(...suggestValues(document, typing, context));
    }
  } else if (typing.slot === "value") {
    found.push(...suggestValues(document, typing, context));
  }
  found.push(...suggestCalls(document, typing));
  return chosen(found, typing.before);
}
