import { type ClientCapabilities, type MarkupContent, InsertTextMode, MarkupKind } from "vscode-languageserver";

/** What a client can do beyond what every client can, as it said when it began ("ClientCapabilities" of the protocol). */
export interface Client {
  /** Completions with places to go on at. */
  readonly hasSnippets: boolean;
  /** Whether it indents further lines of a completion as the line is that it is taken in, when told so. */
  readonly adjustsIndentation: boolean;
  /** Definitions that tell what leads there. */
  readonly linksDefinitions: boolean;
  /** An outline with what is within what. */
  readonly nestsSymbols: boolean;
  readonly showsMarkdown: boolean;
  /** Whether formatting can be offered document by document. */
  readonly registersFormatting: boolean;
}

/** What a client can that said nothing. */
export const PLAIN_CLIENT: Client = clientOf({});

/** Reads what a client says of itself. One that names no formats of texts takes Markdown. */
export function clientOf({ textDocument = {} }: ClientCapabilities): Client {
  const { completion, hover, definition, documentSymbol, formatting } = textDocument;
  const item = completion?.completionItem;
  const formats = [hover?.contentFormat, item?.documentationFormat].filter((one) => one !== undefined);
  return {
    hasSnippets: item?.snippetSupport === true,
    adjustsIndentation: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.adjustIndentation) === true,
    linksDefinitions: definition?.linkSupport === true,
    nestsSymbols: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    showsMarkdown: formats.every((one) => one.includes(MarkupKind.Markdown)),
    registersFormatting: formatting?.dynamicRegistration === true,
  };
}

/** Code, what is escaped, and what makes words bold. */
const MARK = /`([^`]*)`|\\([\\`*_{}[\]()#+!|<>~&.:-])|\*\*/g;

/** Markdown, or what is left of it where a client shows none: without marks, and links as their words. */
export function shown(markdown: string, { showsMarkdown }: Client): MarkupContent {
  if (showsMarkdown) return { kind: MarkupKind.Markdown, value: markdown };
  const unlinked = markdown.replaceAll(/\[([^\][]{0,1000})\]\([^()\s]{0,2000}\)/g, "$1").replaceAll(/^---$| +$/gm, "");
  return { kind: MarkupKind.PlainText, value: unlinked.replaceAll(MARK, (_, code?: string, escaped?: string) => code ?? escaped ?? "").replaceAll("&lt;", "<") };
}

const PLACE = /\\([\\$}])|\$\d+|\$\{\d+\}|\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:|\}/g;

/**
 * A snippet without its places: of each what stands there at first ("Snippet Syntax" of the protocol).
 * @param indent what further lines begin with
 */
export function withoutPlaces(snippet: string, indent: string): string {
  let depth = 0;
  const text = snippet.replaceAll(PLACE, (token, escaped?: string, choice?: string) => {
    if (token.endsWith(":")) depth += 1;
    if (token !== "}") return escaped ?? choice ?? "";
    if (depth === 0) return "}";
    depth -= 1;
    return "";
  });
  return text.replaceAll("\n", `\n${indent}`);
}
