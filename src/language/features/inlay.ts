import type { TemplateDocument } from "../document/templateDocument.ts";
import { intrinsicOf } from "../intrinsics.ts";
import type { Range, SyntaxNode } from "../syntax/tree.ts";
import type { FeatureContext } from "./context.ts";
import { resolvedText } from "./resolved.ts";
import { extentOf } from "./trace.ts";

/** A remark behind something. */
export interface InlayHint {
  readonly at: number;
  readonly text: string;
}

const MOST_HINTS = 300;

/** Longer values are cut: what is beside the text must not hide it. */
const LONGEST = 40;

/** Functions whose value is told where they stand; those that hold texts tell enough by themselves. */
const TOLD: ReadonlySet<string> = new Set(["Ref", "Fn::FindInMap"]);

/** The values of references and mappings, behind them: what a parameter is by default, what a mapping holds. */
export function inlayHints(document: TemplateDocument, within: Range, context: FeatureContext): InlayHint[] {
  const found: InlayHint[] = [];
  for (const entry of document.entries) {
    if (entry.key === undefined || entry.start > within.end || entry.start + entry.text.length < within.start) continue;
    const look = (node: SyntaxNode) => {
      if (found.length >= MOST_HINTS) return;
      const call = intrinsicOf(node);
      const end = entry.start + extentOf(node).end;
      if (call !== undefined && TOLD.has(call.name) && end >= within.start && end <= within.end && !isPseudo(call.argument)) {
        const value = resolvedText(node, document, context);
        if (value !== undefined && value !== "") found.push({ at: end, text: shown(value) });
        return;
      }
      if (node.kind === "mapping") for (const { value } of node.entries) look(value);
      else if (node.kind === "sequence") for (const item of node.items) look(item);
    };
    look(entry.written);
  }
  return found;
}

function isPseudo(argument: SyntaxNode): boolean {
  return argument.kind === "scalar" && argument.value.startsWith("AWS::");
}

function shown(value: string): string {
  const line = value.replaceAll(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
