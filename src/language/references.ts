import { intrinsicOf } from "./intrinsics.ts";
import type { Range, SyntaxNode } from "./syntax/tree.ts";

/** A name that stands for something of the template: a parameter, a resource, a pseudo parameter. */
export interface Reference extends Range {
  readonly kind: "Ref" | "Fn::GetAtt" | "Fn::Sub";
  readonly name: string;
  /** The attribute with its own place, where one is asked for; `undefined` as its text where it is computed. */
  readonly attribute?: Range & { readonly text: string | undefined };
}

/** `${Name}` and `${Name.Attribute}`; `${!Literal}` stands for itself. */
const VARIABLE = /\$\{\s*([^!}\s][^}]*?)\s*\}/g;

/**
 * All references below a node, in the order of the text. Bodies of `Fn::ForEach` are left out: their names hold what only
 * the loop knows.
 */
export function referencesIn(node: SyntaxNode, text: string): Reference[] {
  const found: Reference[] = [];
  collect(node, text, found);
  return found;
}

function collect(node: SyntaxNode, text: string, found: Reference[]): void {
  const call = intrinsicOf(node);
  const argument = call?.argument ?? node;
  switch (call?.name ?? "") {
    case "Ref":
      collectRef(argument, found);
      return;
    case "Fn::GetAtt":
      collectGetAtt(argument, text, found);
      return;
    case "Fn::Sub":
      collectSub(argument, text, found);
      return;
    case "Fn::Transform":
      return; // what a macro makes of its parameters is its own affair
    default:
      collectBelow(node, text, found);
  }
}

function collectBelow(node: SyntaxNode, text: string, found: Reference[]): void {
  if (node.kind === "sequence") {
    for (const item of node.items) collect(item, text, found);
  } else if (node.kind === "mapping") {
    for (const { key, value } of node.entries) {
      if (!key.value.startsWith("Fn::ForEach::")) collect(value, text, found);
    }
  }
}

/** Where a scalar's text stands without its quotes. */
function inside(node: SyntaxNode): Range {
  const isQuoted = node.kind === "scalar" && (node.style === "single" || node.style === "double");
  return isQuoted ? { start: node.start + 1, end: Math.max(node.start + 1, node.end - 1) } : { start: node.start, end: node.end };
}

function collectRef(argument: SyntaxNode, found: Reference[]): void {
  if (argument.kind === "scalar" && argument.value !== "") {
    found.push({ kind: "Ref", name: argument.value, ...inside(argument) });
  }
}

/** `Name.Attribute` or `[Name, Attribute]`, whose attribute may be computed. */
function collectGetAtt(argument: SyntaxNode, text: string, found: Reference[]): void {
  if (argument.kind === "scalar") {
    found.push(...dotted("Fn::GetAtt", argument.value, inside(argument).start));
    return;
  }
  if (argument.kind !== "sequence") return;
  const [name, ...attribute] = argument.items;
  const last = attribute.at(-1);
  if (name?.kind === "scalar" && name.tag === undefined && last !== undefined) {
    const parts = attribute.map((part) => (part.kind === "scalar" && part.tag === undefined ? part.value : undefined));
    const attributeText = parts.includes(undefined) ? undefined : parts.join(".");
    const start = attribute[0]?.start ?? last.start;
    const range = attribute.length === 1 ? inside(last) : { start, end: last.end };
    found.push({ kind: "Fn::GetAtt", name: name.value, ...inside(name), attribute: { ...range, text: attributeText } });
  }
  for (const item of argument.items) {
    if (intrinsicOf(item) !== undefined) collect(item, text, found);
  }
}

/** The references of a `Name.Attribute` that begins at an offset. */
function dotted(kind: "Fn::GetAtt" | "Fn::Sub", written: string, start: number): Reference[] {
  const dot = written.indexOf(".");
  const name = dot === -1 ? written : written.slice(0, dot);
  if (name === "") return [];
  const range = { start, end: start + name.length };
  if (dot === -1) return [{ kind, name, ...range }];
  const attribute = { start: range.end + 1, end: start + written.length, text: written.slice(dot + 1) };
  return [{ kind, name, ...range, attribute }];
}

/** A text, or a list of a text and a mapping of variables that only this text knows. */
function collectSub(argument: SyntaxNode, text: string, found: Reference[]): void {
  const [template, variables] = argument.kind === "sequence" ? argument.items : [argument, undefined];
  const own = variables?.kind === "mapping" ? variables.entries.map(({ key }) => key.value) : [];
  // variables that are computed may have any name
  const isKnown = variables === undefined || (variables.kind === "mapping" && intrinsicOf(variables) === undefined);
  if (template?.kind === "scalar" && isKnown && !own.includes("<<")) {
    // searched as it is written: neither a name nor its braces can be escaped or folded, so the places are exact
    const written = text.slice(template.start, template.end);
    for (const match of written.matchAll(VARIABLE)) {
      const [whole, name = ""] = match;
      if (own.includes(name)) continue;
      found.push(...dotted("Fn::Sub", name, template.start + match.index + whole.indexOf(name)));
    }
  }
  if (variables !== undefined) collectBelow(variables, text, found);
}
