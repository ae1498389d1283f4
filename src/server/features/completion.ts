import { type CompletionItem, CompletionItemKind, type CompletionList, InsertTextFormat, InsertTextMode } from "vscode-languageserver";
import { complete } from "../../language/features/completion.ts";
import type { FeatureContext } from "../../language/features/context.ts";
import { documentationOf } from "../../language/features/documentation.ts";
import type { About, Suggestion } from "../../language/features/suggestion.ts";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import { type Client, shown, withoutPlaces } from "./client.ts";
import { rangeOf } from "./ranges.ts";

/** Characters that bring suggestions up besides those of words. */
export const TRIGGERS: readonly string[] = ["!", ".", ":", " ", "{", "[", '"', "$"];

const KINDS: Readonly<Record<Suggestion["kind"], CompletionItemKind>> = {
  section: CompletionItemKind.Module,
  type: CompletionItemKind.Class,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  function: CompletionItemKind.Function,
  parameter: CompletionItemKind.Variable,
  resource: CompletionItemKind.Reference,
  constant: CompletionItemKind.Constant,
  snippet: CompletionItemKind.Snippet,
  name: CompletionItemKind.Reference,
};

/**
 * Suggestions as the protocol has them, and as the client can take them.
 * @param again the client's command that brings suggestions up again, if it has one
 */
export function completionAt(document: TemplateDocument, offset: number, context: FeatureContext, client: Client, again: string | undefined): CompletionList {
  const { items, isIncomplete } = complete(document, offset, context);
  const indent = client.hasSnippets ? "" : indentationAt(document, offset);
  return {
    isIncomplete,
    items: items.map((item, index) => ({
      label: item.label,
      kind: KINDS[item.kind],
      sortText: String(index).padStart(4, "0"),
      filterText: item.filter,
      insertTextFormat: client.hasSnippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      ...(client.hasSnippets && client.adjustsIndentation ? { insertTextMode: InsertTextMode.adjustIndentation } : {}),
      textEdit: { range: rangeOf(document, item.range), newText: client.hasSnippets ? item.snippet : withoutPlaces(item.snippet, indent) },
      ...(item.detail === undefined || item.detail === "" ? {} : { detail: item.detail }),
      ...(item.documentation === undefined ? {} : { documentation: item.documentation }),
      ...(item.about === undefined ? {} : { data: item.about }),
      ...(again === undefined || !item.goesOn ? {} : { command: { title: "Suggest", command: again } }),
    })),
  };
}

/** A suggestion with its documentation. */
export function resolved(item: CompletionItem, context: FeatureContext, client: Client): CompletionItem {
  const about: unknown = item.data;
  const value = isAbout(about) ? documentationOf(about, context) : undefined;
  return value === undefined ? item : { ...item, documentation: shown(value, client) };
}

/** What the line of a place begins with. */
function indentationAt(document: TemplateDocument, offset: number): string {
  const { line } = document.positionAt(offset);
  const start = document.offsetAt({ line, character: 0 });
  return /^[ \t]*/.exec(document.slice(start, offset))?.[0] ?? "";
}

function isAbout(data: unknown): data is About {
  return typeof data === "object" && data !== null && "type" in data && typeof data.type === "string";
}
