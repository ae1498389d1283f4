import type { TemplateDocument } from "../document/templateDocument.ts";
import { intrinsicOf } from "../intrinsics.ts";
import { pseudoValue } from "../model/pseudo.ts";
import { textOf } from "../model/value.ts";
import { variablesIn } from "../references.ts";
import { type SyntaxNode, entryOf } from "../syntax/tree.ts";
import { type FeatureContext, graphOf } from "./context.ts";

/** Functions in functions are followed so deep. */
const DEEPEST = 8;

/** Longer values are cut by whoever shows them; much longer ones are not made. */
const LONGEST = 2_000;

/**
 * What a value is when the template is deployed with its defaults, as far as that is known: defaults of parameters, mappings,
 * pseudo parameters by the region. Undefined where it is known of no part.
 */
export function resolvedText(node: SyntaxNode, document: TemplateDocument, context: FeatureContext, depth = 0): string | undefined {
  const call = intrinsicOf(node);
  if (depth > DEEPEST || call === undefined) return undefined;
  const { argument, name } = call;
  const part = (inner: SyntaxNode | undefined): string | undefined => {
    if (inner === undefined) return undefined;
    const isPlain = inner.kind === "scalar" && (inner.tag === undefined || inner === argument);
    return isPlain ? inner.value : resolvedText(inner, document, context, depth + 1);
  };
  const items = argument.kind === "sequence" ? argument.items : [];
  switch (name) {
    case "Ref":
      return argument.kind === "scalar" ? resolvedName(argument.value, document, context) : undefined;
    case "Fn::FindInMap": {
      const [map, top, second] = items.map(part);
      const mapping = graphOf(document).find("Mappings", map ?? "")?.node;
      const found = entryOf(entryOf(mapping, top ?? "")?.value, second ?? "")?.value;
      return found?.kind === "scalar" && found.tag === undefined ? found.value : undefined;
    }
    case "Fn::Sub":
      return resolvedSub(items.length > 0 ? items[0] : argument, items[1], document, context, depth);
    case "Fn::Join": {
      const [delimiter, list] = items;
      const parts = list?.kind === "sequence" ? list.items.map(part) : [];
      if (delimiter?.kind !== "scalar" || parts.length === 0 || parts.includes(undefined)) return undefined;
      return parts.join(delimiter.value).slice(0, LONGEST);
    }
    case "Fn::Select": {
      const [index, list] = items;
      return index?.kind === "scalar" && list?.kind === "sequence" ? part(list.items[Number(index.value)]) : undefined;
    }
    default:
      return undefined;
  }
}

/** What a name stands for: a parameter's default, or a pseudo parameter's value. */
export function resolvedName(name: string, document: TemplateDocument, { region }: FeatureContext): string | undefined {
  const entry = graphOf(document).find("Parameters", name);
  if (entry === undefined) return textOf(pseudoValue(name, region));
  const noEcho = entryOf(entry.node, "NoEcho")?.value;
  const isSecret = noEcho?.kind === "scalar" && noEcho.value.toLowerCase() === "true";
  const type = entry.summary.parameter?.type ?? "";
  // what Systems Manager holds is known to nobody here
  return isSecret || type.startsWith("AWS::SSM::Parameter::Value") ? undefined : entry.summary.parameter?.default;
}

/** A text with its variables replaced where they are known. */
function resolvedSub(
  template: SyntaxNode | undefined,
  variables: SyntaxNode | undefined,
  document: TemplateDocument,
  context: FeatureContext,
  depth: number,
): string | undefined {
  if (template?.kind !== "scalar") return undefined;
  const { value } = template;
  const parts: string[] = [];
  let from = 0;
  let known = 0;
  for (const { name, start } of variablesIn(value)) {
    const own = entryOf(variables, name)?.value;
    const isText = own?.kind === "scalar" && own.tag === undefined;
    const found = own === undefined ? resolvedName(name, document, context) : isText ? own.value : resolvedText(own, document, context, depth + 1);
    if (found === undefined) continue;
    const open = value.lastIndexOf("${", start);
    parts.push(value.slice(from, open), found);
    from = value.indexOf("}", start) + 1;
    known += 1;
  }
  if (known === 0 || value.length > LONGEST) return undefined;
  return (parts.join("") + value.slice(from)).slice(0, LONGEST);
}
