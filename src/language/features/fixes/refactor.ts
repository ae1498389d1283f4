import { intrinsicOf } from "../../intrinsics.ts";
import { type SyntaxNode, entryOf } from "../../syntax/tree.ts";
import { graphOf } from "../context.ts";
import { extentOf } from "../trace.ts";
import { withKeys } from "./edits.ts";
import { type Fix, type FixPlace, preferred, refactoring } from "./fix.ts";

/** `!Join ["", [a, !Ref B]]` as `!Sub "a${B}"`. */
export function joinToSub({ found, entry, text, node, marked }: FixPlace, isAsked: boolean): Fix[] {
  const around = [...found.around, ...(node === undefined ? [] : [node])].findLast((one) => intrinsicOf(one)?.name === "Fn::Join");
  const call = around === undefined ? undefined : intrinsicOf(around);
  const [delimiter, list] = call?.argument.kind === "sequence" ? call.argument.items : [];
  if (around === undefined || delimiter?.kind !== "scalar" || list?.kind !== "sequence" || marked === undefined) return [];
  const parts = list.items.map(subPart);
  if (parts.length === 0 || parts.includes(undefined)) return [];
  const written = JSON.stringify(parts.join(delimiter.value.replaceAll("${", "${!")));
  const { start, end } = extentOf(around);
  const isShort = around.tag !== undefined;
  const edit = { start: entry.start + start, end: entry.start + end, text: isShort ? `!Sub ${written}` : isBraced(text, entry.start + start) ? `{"Fn::Sub": ${written}}` : `Fn::Sub: ${written}` };
  return [isAsked ? preferred("Write it with Sub", edit) : refactoring("Write it with Sub", edit)];
}

const isBraced = (text: string, at: number) => text.charAt(at) === "{";

function subPart(node: SyntaxNode): string | undefined {
  const call = intrinsicOf(node);
  if (call === undefined) return node.kind === "scalar" ? node.value.replaceAll("${", "${!") : undefined;
  const { argument, name } = call;
  const items = argument.kind === "sequence" ? argument.items : [argument];
  const texts = items.map((item) => (item.kind === "scalar" && (item === argument || item.tag === undefined) ? item.value : undefined));
  if (texts.includes(undefined)) return undefined;
  if (name === "Ref" && texts.length === 1) return `\${${texts[0]}}`;
  if (name === "Fn::GetAtt") return `\${${texts.join(".")}}`;
  return name === "Fn::Sub" && texts.length === 1 ? texts[0] : undefined;
}

/** Makes a parameter of a value that is written as such. */
export function extractParameter({ found, node, entry, text, document }: FixPlace): Fix[] {
  const [first] = found.path;
  const isValue = entry.section === "Resources" && first === "Properties" && found.slot === "value" && found.calls.length === 0;
  if (!isValue || node?.kind !== "scalar" || node.tag !== undefined || node.value === "" || node.isElsewhere === true) return [];
  if (node.style === "literal" || node.style === "folded" || node.value.length > 4_000) return [];
  const property = found.path.findLast((key) => typeof key === "string") ?? "Value";
  const base = `${entry.key ?? ""}${property}`.replaceAll(/[^A-Za-z0-9]/g, "");
  let name = base;
  for (let count = 2; isTaken(document, name); count += 1) name = `${base}${count}`;
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const type = /^-?\d+(?:\.\d+)?$/.test(node.value) && node.style === "plain" ? "Number" : "String";
  const header = document.entries.find(({ section, key }) => section === "Parameters" && key === undefined);
  const value = JSON.stringify(node.value);
  const body = isJson ? `{"Type": "${type}", "Default": ${value}}` : `\n  Type: ${type}\n  Default: ${type === "Number" ? node.value : value}`;
  const use = { start: entry.start + node.start, end: entry.start + node.end, text: isJson ? `{"Ref": "${name}"}` : `!Ref ${name}` };
  const indented = body.replaceAll("\n", "\n  ");
  const named = isJson ? `"${name}": ${body}` : `  ${name}:${indented}`;
  if (header === undefined) {
    const resources = document.entries.find(({ section, key }) => section === "Resources" && key === undefined);
    if (resources === undefined) return [];
    const at = resources.start + resources.keyNode.start;
    const section = isJson ? `"Parameters": {${named}},\n  ` : `Parameters:\n${named}\n\n`;
    if (!isJson && at !== text.lastIndexOf("\n", at - 1) + 1) return [];
    return [refactoring(`Make it the parameter ${name}`, { start: at, end: at, text: section }, use)];
  }
  const start = header.start + header.keyNode.end;
  if (isJson) {
    const open = text.indexOf("{", start) + 1;
    const isEmpty = /^\s*\}/.test(text.slice(open));
    return [refactoring(`Make it the parameter ${name}`, { start: open, end: open, text: `${named}${isEmpty ? "" : ", "}` }, use)];
  }
  const lineEnd = text.indexOf("\n", start);
  if (lineEnd === -1 || text.slice(start, lineEnd).includes("{")) return [];
  return [refactoring(`Make it the parameter ${name}`, { start: lineEnd, end: lineEnd, text: `\n${named}` }, use)];
}

function isTaken(document: FixPlace["document"], name: string): boolean {
  const graph = graphOf(document);
  return graph.find("Parameters", name) !== undefined || graph.find("Resources", name) !== undefined;
}

/** Keeps a resource's data when it goes. */
export function keepData({ entry, text, found }: FixPlace, isAsked: boolean): Fix[] {
  const { section, written, key, node } = entry;
  const isOnResource = found.slot === "key" && (found.node === entry.keyNode || (found.path.length === 0 && found.node?.kind === "scalar" && found.node.value === "Type"));
  if (section !== "Resources" || key === undefined || written.kind !== "mapping" || (!isAsked && !isOnResource)) return [];
  const policy = entryOf(node, "DeletionPolicy")?.value ?? entryOf(node, "UpdateReplacePolicy")?.value;
  const value = policy?.kind === "scalar" && ["Retain", "Snapshot", "Delete"].includes(policy.value) ? policy.value : "Retain";
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const missing = ["DeletionPolicy", "UpdateReplacePolicy"].filter((name) => entryOf(node, name) === undefined);
  if (missing.length === 0) return [];
  const keys = missing.map((name) => [name, isJson ? JSON.stringify(value) : value] as const);
  const edit = withKeys(text, entry.start, written, keys, 4);
  const title = `Add ${missing.join(" and ")}`;
  return [isAsked ? preferred(title, edit) : refactoring(title, edit)];
}
