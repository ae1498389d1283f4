import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { type Reference, referencesIn } from "../references.ts";
import type { ResourceSchema } from "../schema/types.ts";
import { type Range, type SyntaxNode, entryOf } from "../syntax/tree.ts";
import type { FeatureContext } from "./context.ts";
import { type Spot, spotsAt } from "./spots.ts";
import { type CallAround, type NodePath, trace } from "./trace.ts";

/** What stands at a place of a template. */
export interface Location {
  /** The top-level key, such as `Resources`; empty before the first of them. */
  readonly section: string;
  /** The key below it, such as a resource's name; undefined on the top-level key itself. */
  readonly name: string | undefined;
  /** Where in the value of that name, functions included: `["Properties", "Tags", 0, "Value", "Fn::Sub"]`. */
  readonly path: NodePath;
  readonly slot: "key" | "value" | "tag";
  readonly node: SyntaxNode | undefined;
  readonly around: readonly SyntaxNode[];
  /** The innermost function around the place. */
  readonly call: CallAround | undefined;
  /** Of a resource whose type is known. */
  readonly type: ResourceSchema | undefined;
  /** What may stand at the path. */
  readonly spots: readonly Spot[];
}

/** What stands at a place of a text as it is, and the entry whose places the nodes have. */
export interface Located extends Location {
  readonly entry: Entry;
  /** The offset in the entry. */
  readonly at: number;
}

/** The last entry that begins at or before an offset of the document. */
export function entryAt(document: TemplateDocument, offset: number): Entry | undefined {
  const { entries } = document;
  let low = 0;
  let high = entries.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return entries[low];
}

/** What stands at an offset of the document; undefined where there is nothing. */
export function locate(document: TemplateDocument, offset: number, context: FeatureContext): Located | undefined {
  const entry = entryAt(document, offset);
  if (entry === undefined) return undefined;
  const at = offset - entry.start;
  const { keyNode, section, key } = entry;
  if (at >= keyNode.start && at <= keyNode.end && section !== "") {
    const rest = { path: [], slot: "key", node: keyNode, around: [entry.written], call: undefined, spots: [] } as const;
    return { entry, at, section, name: key, type: typeOf(section, entry.node, context), ...rest };
  }
  const found = trace(entry.written, at);
  const { start, end } = entry.written;
  const isOutside = at < Math.min(start, entry.written.tag?.start ?? start) || at > end;
  if (isOutside) return undefined;
  return { entry, at, ...placed({ section, name: key, value: entry.node, found }, context) };
}

/** A place with what the schemas say of it. @param value what stands below the name */
export function placed(
  { section, name, value, found }: { section: string; name: string | undefined; value: SyntaxNode | undefined; found: ReturnType<typeof trace> },
  context: FeatureContext,
): Location {
  const type = typeOf(section, value, context);
  const { path, slot, node, around, calls } = found;
  return { section, name, path, slot, node, around, call: calls.at(-1), type, spots: spotsAt({ section, name, path, type }, context) };
}

function typeOf(section: string, value: SyntaxNode | undefined, { schemas }: FeatureContext): ResourceSchema | undefined {
  if (section !== "Resources") return undefined;
  const written = entryOf(value, "Type")?.value;
  return written?.kind === "scalar" ? schemaOfType(written.value, { schemas }) : undefined;
}

/** The schema of a type; all custom resources have one. */
export function schemaOfType(type: string, { schemas }: Pick<FeatureContext, "schemas">): ResourceSchema | undefined {
  return schemas.get(type.startsWith("Custom::") ? "AWS::CloudFormation::CustomResource" : type);
}

/** The reference at an offset of the document, with its entry and where its parts stand in the document. */
export interface ReferenceAt {
  readonly entry: Entry;
  readonly reference: Reference;
  /** Whether the offset is on the attribute. */
  readonly isAttribute: boolean;
  readonly range: Range;
}

/** The reference that an offset of the document is on; undefined where it is on none. */
export function referenceAt(document: TemplateDocument, offset: number): ReferenceAt | undefined {
  const entry = entryAt(document, offset);
  if (entry === undefined) return undefined;
  const at = offset - entry.start;
  for (const reference of entry.summary.uses.length > 0 ? entry.summary.uses : referencesIn(entry.node, entry.text)) {
    const { attribute } = reference;
    const isAttribute = attribute !== undefined && attribute.start <= at && at <= attribute.end && at > reference.end;
    const range = isAttribute ? attribute : reference;
    if (range.start > at || at > range.end) continue;
    return { entry, reference, isAttribute, range: { start: entry.start + range.start, end: entry.start + range.end } };
  }
  return undefined;
}
