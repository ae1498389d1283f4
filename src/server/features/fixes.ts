import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type TextEdit } from "vscode-languageserver";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import type { FeatureContext } from "../../language/features/context.ts";
import type { Fix } from "../../language/features/fixes/fix.ts";
import { fixAll, fixes } from "../../language/features/fixes/fixes.ts";
import type { PlacedFinding } from "../../language/finding.ts";
import type { TextEdit as OffsetEdit } from "../../language/syntax/tree.ts";
import { rangeOf } from "./ranges.ts";

/** The kinds of actions there are. Mending all is made only for those who ask for it. */
export const ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.SourceFixAll];

/** What can be done in a range, with the diagnostics that it mends. */
export function actionsAt({ textDocument, range, context: asked }: CodeActionParams, document: TemplateDocument, placed: readonly PlacedFinding[], context: FeatureContext): CodeAction[] {
  const { uri } = textDocument;
  const wants = (kind: string) => asked.only === undefined || asked.only.some((one) => kind === one || kind.startsWith(`${one}.`));
  if (asked.only?.some((one) => one.startsWith(CodeActionKind.Source)) === true) {
    if (!wants(CodeActionKind.SourceFixAll)) return [];
    const edits = fixAll(document, placed, context);
    return edits.length === 0 ? [] : [{ title: "Fix all that is clear", kind: CodeActionKind.SourceFixAll, edit: { changes: { [uri]: edited(document, edits) } } }];
  }
  const offsets = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return fixes(document, offsets, placed, context)
    .map((fix) => ({
      title: fix.title,
      kind: kindOf(fix),
      isPreferred: fix.isPreferred,
      diagnostics: asked.diagnostics.filter((diagnostic) => isOf(document, fix, diagnostic)),
      edit: { changes: { [uri]: edited(document, fix.edits) } },
    }))
    .filter(({ kind }) => wants(kind));
}

function kindOf({ kind }: Fix): CodeActionKind {
  return kind === "quickfix" ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite;
}

function edited(document: TemplateDocument, edits: readonly OffsetEdit[]): TextEdit[] {
  return edits.map(({ start, end, text }) => ({ range: rangeOf(document, { start, end }), newText: text }));
}

function isOf(document: TemplateDocument, { finding: placed }: Fix, { code, range }: Diagnostic): boolean {
  if (placed === undefined || code !== placed.finding.code) return false;
  const { start } = document.rangeIn(placed.entry, placed.finding.start, placed.finding.end);
  return start.line === range.start.line && start.character === range.start.character;
}
