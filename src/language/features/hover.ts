import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { intrinsicOf } from "../intrinsics.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { type Range, type SyntaxNode, entryOf } from "../syntax/tree.ts";
import { constraintsOf, updateOf } from "./constraints.ts";
import { type FeatureContext, graphOf } from "./context.ts";
import { documentationOf } from "./documentation.ts";
import { functionAbout, shortName } from "./functions.ts";
import { type Located, locate, referenceAt } from "./locate.ts";
import { code, plain } from "./markdown.ts";
import { resolvedName, resolvedText } from "./resolved.ts";
import { sectionAbout } from "./sections.ts";
import { kindsOf, spotsAt } from "./spots.ts";

/** What is told of something in a document. */
export interface Hover {
  /** Markdown in which everything that others wrote is escaped or harmless: it must not be trusted with commands. */
  readonly markdown: string;
  /** In the document. */
  readonly range: Range;
}

/** What there is to say of what stands at an offset: of a name, a function, a type or a property. */
export function hover(document: TemplateDocument, offset: number, context: FeatureContext): Hover | undefined {
  const reference = referenceAt(document, offset);
  if (reference !== undefined) {
    const { range, isAttribute, reference: found } = reference;
    const target = graphOf(document).target(found);
    const type = target?.summary.resource?.type;
    if (isAttribute && type !== undefined && found.attribute?.text !== undefined) {
      return told([`**${plain(found.attribute.text)}** of ${code(found.name)}`, documentationOf({ type, owner: "", property: found.attribute.text }, context)], range);
    }
    if (target !== undefined) return told(aboutEntry(target, document, context), range);
    if (PSEUDO_PARAMETERS.has(found.name)) return told(pseudo(found.name, document, context), range);
  }
  const located = locate(document, offset, context);
  if (located === undefined) return undefined;
  const { entry, node, slot, section, path } = located;
  if (node === undefined) return undefined;
  const place = slot === "tag" && node.tag !== undefined ? node.tag : node;
  const range = { start: entry.start + place.start, end: entry.start + place.end };
  if (slot === "tag") return told(aboutCall(node, document, context), range);
  if (slot === "value") {
    const isType = section === "Resources" && path.length === 1 && path[0] === "Type" && node.kind === "scalar";
    return isType ? told([`**${plain(node.value)}**`, documentationOf({ type: node.value }, context)], range) : undefined;
  }
  if (node === entry.keyNode) {
    if (located.name === undefined) return told([`**${plain(section)}**`, sectionAbout(section)], range);
    return told(aboutEntry(entry, document, context), range);
  }
  const holder = located.around.at(-1);
  if (holder !== undefined && node.kind === "scalar" && functionAbout(node.value) !== undefined && intrinsicOf(holder)?.nameRange === node) {
    return told(aboutCall(holder, document, context), range);
  }
  return node.kind === "scalar" ? aboutProperty(located, node.value, range, context) : undefined;
}

function told(parts: readonly (string | undefined)[], range: Range): Hover | undefined {
  const found = parts.filter((part) => part !== undefined && part !== "");
  return found.length < 1 || (found.length === 1 && parts.length > 1 && parts[0] === undefined) ? undefined : { markdown: found.join("\n\n"), range };
}

/** A property with its type, its limits and what a change of it does. */
function aboutProperty({ section, name, path, type, spots }: Located, key: string, range: Range, context: FeatureContext): Hover | undefined {
  const inner = spotsAt({ section, name, path: [...path, key], type }, context);
  if (inner.length === 0) return undefined;
  const isRequired = spots.some(({ schema }) => schema.required?.includes(key) === true);
  const kinds = [...kindsOf(inner)].join(" or ");
  const head = `**${plain(key)}**${kinds === "" ? "" : ` ${kinds}`}${isRequired ? ", required" : ""}`;
  const isProperty = type !== undefined && path[0] === "Properties";
  const limits = constraintsOf(inner);
  const update = isProperty ? updateOf(type.schema, [...path.slice(1), key]) : undefined;
  const facts = [...limits, ...(update === undefined ? [] : [update])].map((line) => `- ${line}`).join("\n");
  const owner = inner[0]?.owner ?? "";
  return told([head, facts, isProperty ? documentationOf({ type: type.name, owner, property: key }, context) : undefined], range);
}

function textAt(node: SyntaxNode, key: string): string | undefined {
  const found = entryOf(node, key)?.value;
  return found?.kind === "scalar" && found.tag === undefined ? found.value : undefined;
}

/** What an entry of the template is: a parameter with its default, a resource with its type, and so on. */
function aboutEntry(entry: Entry, document: TemplateDocument, context: FeatureContext): string[] {
  const { section, key = "", node, summary } = entry;
  const description = textAt(node, "Description");
  const parts = [`**${plain(key)}** ${KINDS[section] ?? plain(section)}${typeOf(entry)}`];
  if (description !== undefined) parts.push(plain(description));
  if (section === "Parameters") {
    const value = resolvedName(key, document, context);
    if (value !== undefined) parts.push(`Default: ${code(value)}`);
    const allowed = summary.parameter?.allowedValues;
    if (allowed !== undefined && allowed.length > 0) parts.push(`Allowed: ${allowed.slice(0, 12).map((one) => code(one)).join(", ")}${allowed.length > 12 ? ", …" : ""}`);
  }
  if (section === "Conditions" || section === "Outputs") parts.push(`\`\`\`\n${fenced(document.slice(entry.start, entry.start + entry.text.length))}\n\`\`\``);
  if (summary.resource?.condition !== undefined) parts.push(`Made where ${code(summary.resource.condition)} holds.`);
  const uses = graphOf(document).usesOf(section, key).length;
  if (section !== "Outputs") parts.push(uses === 1 ? "Used once." : `Used ${uses} times.`);
  if (summary.resource?.type !== undefined) parts.push(documentationOf({ type: summary.resource.type }, context) ?? "");
  return parts;
}

const KINDS: Readonly<Record<string, string>> = {
  Parameters: "parameter", Resources: "resource", Conditions: "condition", Mappings: "mapping", Outputs: "output", Rules: "rule",
};

function typeOf({ summary }: Entry): string {
  const type = summary.resource?.type ?? summary.parameter?.type;
  return type === undefined ? "" : `, ${code(type)}`;
}

/** Some lines of a template within a fence, which they must not end. */
function fenced(text: string): string {
  return text.trimEnd().split("\n").slice(0, 12).join("\n").slice(0, 1_000).replaceAll("```", "'''");
}

function aboutCall(node: SyntaxNode, document: TemplateDocument, context: FeatureContext): (string | undefined)[] {
  const name = intrinsicOf(node)?.name ?? "";
  const about = functionAbout(name);
  if (about === undefined) return [];
  const value = resolvedText(node, document, context);
  const parameters = about.parameters.map((one) => `- ${code(one.name)}: ${one.about}`).join("\n");
  return [`**${shortName(name)}** ${code(name)}`, about.about, parameters, value === undefined ? undefined : `Gives ${code(value)} with the defaults in ${plain(context.region)}.`];
}

function pseudo(name: string, document: TemplateDocument, context: FeatureContext): string[] {
  const value = resolvedName(name, document, context);
  const example = value === undefined ? [] : [`For example ${code(value)}.`];
  return [`**${plain(name)}** pseudo parameter`, ...(name === "AWS::NoValue" ? ["Takes the property away that it stands for."] : example)];
}
