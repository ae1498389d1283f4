import { intrinsicOf } from "./intrinsics.ts";
import type { Range, ScalarNode, SyntaxNode } from "./syntax/tree.ts";

/** A name that stands for something of the template: a parameter, a resource, a pseudo parameter, a condition, a mapping. */
export interface Reference extends Range {
  readonly kind: "Ref" | "Fn::GetAtt" | "Fn::Sub" | "Condition" | "DependsOn" | "Fn::FindInMap";
  readonly name: string;
  /** The attribute with its own place, where one is asked for; `undefined` as its text where it is computed. */
  readonly attribute?: Range & { readonly text: string | undefined };
  /** Whether it stands in the body of a loop or in what a macro is given, where names may be others than those written. */
  readonly isVague?: true;
  /** Whether it needs nothing: an `Fn::GetAtt` with no attribute, or with more parts than two. */
  readonly isWrong?: true;
}

/**
 * All references below a node, in the order of the text.
 * @param text what the node's places are in
 */
export function referencesIn(node: SyntaxNode, text: string): Reference[] {
  const found: Reference[] = [];
  collect(node, { text, found, isVague: false, namesConditions: true });
  return found;
}

interface Collection {
  readonly text: string;
  readonly found: Reference[];
  readonly isVague: boolean;
  /** Whether what stands behind `Condition` names one: in the properties of resources it is a text as any other. */
  readonly namesConditions: boolean;
}

function add({ found, isVague }: Collection, reference: Reference): void {
  found.push(isVague ? { ...reference, isVague } : reference);
}

function collect(node: SyntaxNode, to: Collection): void {
  const call = intrinsicOf(node);
  if (call === undefined) {
    collectBelow(node, to);
    return;
  }
  const { argument, name } = call;
  switch (name) {
    case "Ref":
    case "Condition":
      if (argument.kind === "scalar") addName(name, argument, to);
      else collectBelow(argument, to);
      return;
    case "Fn::GetAtt":
      collectGetAtt(argument, to);
      return;
    case "Fn::Sub":
      collectSub(argument, to);
      return;
    case "Fn::If":
    case "Fn::FindInMap":
      collectFirst(name === "Fn::If" ? "Condition" : name, argument, argument === node, to);
      return;
    case "Fn::Transform":
      // what a macro makes of its parameters is its own affair
      collectBelow(node, { ...to, isVague: true });
      return;
    default:
      collectBelow(node, to);
  }
}

function addName(kind: "Ref" | "Condition", argument: ScalarNode, to: Collection): void {
  if (kind === "Ref" || to.namesConditions) addScalar(kind, argument, to);
}

/**
 * Functions whose first argument is a name, where it is written as a text; one that lacks its others names it, too.
 * @param isShort whether the argument's tag is the function's
 */
function collectFirst(kind: Reference["kind"], argument: SyntaxNode, isShort: boolean, to: Collection): void {
  if (argument.kind === "scalar") {
    if (isShort || argument.tag === undefined) addScalar(kind, argument, to);
    return;
  }
  const first = argument.kind === "sequence" ? argument.items[0] : undefined;
  if (first?.kind === "scalar" && first.tag === undefined) addScalar(kind, first, to);
  // a computed name may be any
  else if (first !== undefined && kind === "Fn::FindInMap") add(to, { kind, name: "", start: first.start, end: first.end });
  collectBelow(argument, to);
}

function collectBelow(node: SyntaxNode, to: Collection): void {
  if (node.kind === "sequence") {
    for (const item of node.items) collect(item, to);
  } else if (node.kind === "mapping") {
    for (const { key, value } of node.entries) {
      if (key.value === "Condition" && value.kind === "scalar" && value.tag === undefined) addName("Condition", value, to);
      else collect(value, around(key.value, to));
    }
  }
}

/** What holds below a key. */
function around(key: string, to: Collection): Collection {
  if (key === "Properties" && to.namesConditions) return { ...to, namesConditions: false };
  return key.startsWith("Fn::ForEach::") && !to.isVague ? { ...to, isVague: true } : to;
}

/** Where a scalar's text stands without its quotes. */
function inside(node: SyntaxNode): Range {
  const isQuoted = node.kind === "scalar" && (node.style === "single" || node.style === "double");
  return isQuoted ? { start: node.start + 1, end: Math.max(node.start + 1, node.end - 1) } : { start: node.start, end: node.end };
}

function addScalar(kind: Reference["kind"], argument: ScalarNode, to: Collection): void {
  if (argument.value !== "") add(to, { kind, name: argument.value, ...inside(argument) });
}

/** `Name.Attribute` or `[Name, Attribute]`, whose attribute may be computed. */
function collectGetAtt(argument: SyntaxNode, to: Collection): void {
  if (argument.kind === "scalar") {
    addDotted("Fn::GetAtt", argument.value, inside(argument), to);
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
    add(to, { kind: "Fn::GetAtt", name: name.value, ...inside(name), attribute: { ...range, text: attributeText }, ...(attribute.length > 1 ? { isWrong: true } : {}) });
  }
  for (const item of argument.items) {
    if (intrinsicOf(item) !== undefined) collect(item, to);
  }
}

/** The reference of a `Name.Attribute`, which fills a range or, where it was folded or merged from elsewhere, is shown there. */
function addDotted(kind: "Fn::GetAtt" | "Fn::Sub", written: string, place: Range, to: Collection): void {
  const dot = written.indexOf(".");
  const name = dot === -1 ? written : written.slice(0, dot);
  if (name === "") return;
  const isExact = place.end - place.start === written.length;
  const range = isExact ? { start: place.start, end: place.start + name.length } : place;
  if (dot === -1) {
    add(to, { kind, name, ...range, ...(kind === "Fn::GetAtt" ? { isWrong: true } : {}) });
    return;
  }
  const attribute = isExact ? { start: range.end + 1, end: place.end } : place;
  add(to, { kind, name, ...range, attribute: { start: attribute.start, end: attribute.end, text: written.slice(dot + 1) } });
}

const NONE: readonly string[] = [];

/** A text, or a list of a text and a mapping of variables that only this text knows. */
function collectSub(argument: SyntaxNode, to: Collection): void {
  const isList = argument.kind === "sequence";
  const template = isList ? argument.items[0] : argument;
  const variables = isList ? argument.items[1] : undefined;
  const own = variables?.kind === "mapping" ? variables.entries.map(({ key }) => key.value) : NONE;
  // variables that are computed may have any name
  const isKnown = variables === undefined || (variables.kind === "mapping" && intrinsicOf(variables) === undefined);
  if (template?.kind === "scalar" && isKnown && !own.includes("<<")) {
    // searched as it is written: neither a name nor its braces can be escaped or folded, so the places are exact
    const written = template.isElsewhere === true ? undefined : to.text.slice(template.start, template.end);
    eachVariable(written ?? template.value, (name, start) => {
      if (own.includes(name)) return;
      const at = template.start + start;
      if (written === undefined) addDotted("Fn::Sub", name, template, to);
      // most are names alone: of these nothing but the reference is made
      else if (name.includes(".")) addDotted("Fn::Sub", name, { start: at, end: at + name.length }, to);
      else add(to, { kind: "Fn::Sub", name, start: at, end: at + name.length });
    });
  }
  if (variables !== undefined) collectBelow(variables, to);
}

/**
 * The variables in a text of `Fn::Sub`: `${Name}` and `${Name.Attribute}`, without the blanks around, and where their names
 * stand. `${!Literal}` stands for itself. One pass, whatever the text: it may be anything while it is typed.
 */
export function variablesIn(text: string): { name: string; start: number }[] {
  const found: { name: string; start: number }[] = [];
  eachVariable(text, (name, start) => found.push({ name, start }));
  return found;
}

function eachVariable(text: string, look: (name: string, start: number) => void): void {
  let close = -1;
  for (let open = text.indexOf("${"); open !== -1; open = text.indexOf("${", open)) {
    const from = open + 2;
    if (close < from) close = text.indexOf("}", from);
    if (close === -1) break;
    if (text.startsWith("!", from)) {
      open = from;
      continue;
    }
    const written = text.slice(from, close);
    const name = written.trim();
    if (name !== "" && !name.startsWith("!")) look(name, from + written.indexOf(name));
    open = close;
  }
}
