import type { TemplateDocument } from "../document/templateDocument.ts";
import { intrinsicOf } from "../intrinsics.ts";
import { type Range, entryOf } from "../syntax/tree.ts";
import { type FeatureContext, graphOf } from "./context.ts";
import { locate, referenceAt } from "./locate.ts";
import { type NamePlace, inDocument, nameAt, unquoted } from "./names.ts";

/** So many places are told of one name. */
const MOST_PLACES = 5_000;

/** Where what stands at an offset is declared: a name, or a key of a mapping. */
export interface Definition {
  /** What was pointed at. */
  readonly origin: Range;
  /** The name, and all that is declared below it. */
  readonly name: Range;
  readonly whole: Range;
}

/** Where the name at an offset is declared. */
export function definition(document: TemplateDocument, offset: number, context: FeatureContext): Definition | undefined {
  const used = referenceAt(document, offset);
  const target = used === undefined ? undefined : graphOf(document).target(used.reference);
  if (used !== undefined && target !== undefined) {
    const { keyNode, written } = target;
    const whole = { start: keyNode.start, end: Math.max(keyNode.end, written.end) };
    return { origin: used.range, name: inDocument(target, unquoted(keyNode)), whole: inDocument(target, whole) };
  }
  return mappingKey(document, offset, context);
}

/** The key of a mapping that `Fn::FindInMap` names. */
function mappingKey(document: TemplateDocument, offset: number, context: FeatureContext): Definition | undefined {
  const located = locate(document, offset, context);
  const call = located?.call;
  const index = call?.inside[0];
  if (located === undefined || call?.name !== "Fn::FindInMap" || located.node?.kind !== "scalar" || (index !== 1 && index !== 2)) return undefined;
  const items = call.argument.kind === "sequence" ? call.argument.items : [];
  const textAt = (at: number) => (items[at]?.kind === "scalar" && intrinsicOf(items[at]) === undefined ? items[at].value : undefined);
  const mapping = graphOf(document).find("Mappings", textAt(0) ?? "");
  if (mapping === undefined) return undefined;
  const top = entryOf(mapping.node, textAt(1) ?? "");
  const found = index === 1 ? top : entryOf(top?.value, textAt(2) ?? "");
  if (found === undefined) return undefined;
  const whole = { start: found.key.start, end: found.value.end };
  return { origin: inDocument(located.entry, unquoted(located.node)), name: inDocument(mapping, unquoted(found.key)), whole: inDocument(mapping, whole) };
}

/** All places where the name at an offset is written. */
export function references(document: TemplateDocument, offset: number, withDeclaration: boolean): readonly NamePlace[] {
  const places = nameAt(document, offset)?.places ?? [];
  return places.filter(({ isDeclaration }) => withDeclaration || !isDeclaration).slice(0, MOST_PLACES);
}
