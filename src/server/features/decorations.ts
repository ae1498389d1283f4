import { type CodeLens, type FormattingOptions, type InlayHint, InlayHintKind, type Range, type SemanticTokens, SemanticTokensBuilder, type TextEdit } from "vscode-languageserver";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import type { FeatureContext } from "../../language/features/context.ts";
import { format } from "../../language/features/format.ts";
import { inlayHints } from "../../language/features/inlay.ts";
import { lenses } from "../../language/features/lens.ts";
import { type Token, tokens } from "../../language/features/tokens.ts";
import { rangeOf } from "./ranges.ts";

/** The protocol's names of the colours, in the order of their numbers. */
export const TOKEN_TYPES = ["parameter", "class", "macro", "property"] as const;

const NUMBERS: Readonly<Record<Token["kind"], number>> = { parameter: 0, resource: 1, constant: 2, attribute: 3 };

/** The words in texts that have colours of their own. */
export function tokensIn(document: TemplateDocument, range?: Range): SemanticTokens {
  const within = range === undefined ? undefined : { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const builder = new SemanticTokensBuilder();
  for (const { start, end, kind } of tokens(document, within)) {
    const { line, character } = document.positionAt(start);
    builder.push(line, character, end - start, NUMBERS[kind], 0);
  }
  return builder.build();
}

/** The values of references, behind them. */
export function hintsIn(document: TemplateDocument, range: Range, context: FeatureContext): InlayHint[] {
  const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return inlayHints(document, within, context).map(({ at, text }) => ({
    position: document.positionAt(at),
    label: `= ${text}`,
    kind: InlayHintKind.Parameter,
    paddingLeft: true,
  }));
}

/**
 * How often names are used.
 * @param command the client's command that shows places, if it has one: it is given the document, the name's place and those
 */
export function lensesOf(uri: string, document: TemplateDocument, command: string | undefined): CodeLens[] {
  return lenses(document).map(({ range, uses }) => {
    const title = uses.length === 1 ? "1 reference" : `${uses.length} references`;
    const places = uses.map((use) => ({ uri, range: rangeOf(document, use) }));
    const at = rangeOf(document, range);
    return { range: at, command: command === undefined ? { title, command: "" } : { title, command, arguments: [uri, at.start, places] } };
  });
}

/** The whole text formatted, as one edit from the first line that changes to the last. */
export function formatted(document: TemplateDocument, { tabSize, insertSpaces }: FormattingOptions): TextEdit[] {
  const { text } = document;
  const result = format(text, { indent: insertSpaces && tabSize >= 1 && tabSize <= 8 ? tabSize : 2 });
  if (result === undefined) return [];
  let start = 0;
  while (start < text.length && text.charCodeAt(start) === result.charCodeAt(start)) start += 1;
  let end = text.length;
  let to = result.length;
  while (end > start && to > start && text.charCodeAt(end - 1) === result.charCodeAt(to - 1)) {
    end -= 1;
    to -= 1;
  }
  return [{ range: rangeOf(document, { start, end }), newText: result.slice(start, to) }];
}
