import type { Hover, SignatureHelp } from "vscode-languageserver";
import type { FeatureContext } from "../../language/features/context.ts";
import { hover } from "../../language/features/hover.ts";
import { signature } from "../../language/features/signature.ts";
import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import { type Client, shown } from "./client.ts";
import { rangeOf } from "./ranges.ts";

/** What is told of what stands at a place. */
export function hoverAt(document: TemplateDocument, offset: number, context: FeatureContext, client: Client): Hover | null {
  const found = hover(document, offset, context);
  if (found === undefined) return null;
  return { contents: shown(found.markdown, client), range: rangeOf(document, found.range) };
}

/** The function whose argument stands at a place. */
export function signatureAt(document: TemplateDocument, offset: number, context: FeatureContext): SignatureHelp | null {
  const found = signature(document, offset, context);
  if (found === undefined) return null;
  const { label, about, parameters, active } = found;
  const information = { label, documentation: about, parameters: parameters.map((one) => ({ label: one.label, documentation: one.about })) };
  return { signatures: [information], activeSignature: 0, activeParameter: active };
}
