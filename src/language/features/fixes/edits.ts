import type { TemplateDocument } from "../../document/templateDocument.ts";
import type { MappingEntry, Range, SyntaxNode, TextEdit } from "../../syntax/tree.ts";
import { extentOf } from "../trace.ts";

/** How far something stands from the beginning of its line. */
export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found;
}

/** Whether a mapping or list stands in braces or brackets. */
export function isFlow(text: string, start: number): boolean {
  return /[[{]/.test(text.charAt(start));
}

/** Takes a stretch out that is one of several, with the comma or the lines that belong to it. */
export function without(text: string, range: Range, inFlow: boolean): TextEdit {
  const { start, end } = range;
  if (inFlow) {
    const behind = /^\s*,\s*/.exec(text.slice(end, end + 500));
    if (behind !== null) return { start, end: end + behind[0].length, text: "" };
    const before = /,\s*$/.exec(text.slice(Math.max(0, start - 500), start));
    return { start: start - (before?.[0].length ?? 0), end, text: "" };
  }
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = lineEnd(text, end);
  // the first key of an item leaves the dash to the next
  const lead = text.slice(from, start);
  if (lead.trim() !== "") {
    const next = /^[^\n]*\n\s*/.exec(text.slice(end));
    return { start, end: end + (next?.[0].length ?? 0), text: "" };
  }
  return { start: from, end: Math.min(text.length, to + 1), text: "" };
}

/**
 * Takes a key with its value out of a mapping; of its only one an empty mapping is left, and not nothing.
 * @param at where the entry begins in the document
 */
export function withoutKey(text: string, at: number, { key, value }: MappingEntry, holder: SyntaxNode | undefined): TextEdit {
  const range = { start: at + key.start, end: at + Math.max(key.end, extentOf(value).end) };
  const inFlow = holder !== undefined && isFlow(text, at + holder.start);
  const before = text.slice(0, range.start).trimEnd();
  const isOnly = holder?.kind === "mapping" && holder.entries.length === 1 && /[:-]$/.test(before);
  if (isOnly && !inFlow && !before.slice(before.lastIndexOf("\n") + 1).includes("#")) {
    return { start: before.length, end: range.end, text: " {}" };
  }
  return without(text, range, inFlow);
}

/** Takes an entry of the template out, and its section where nothing is left in that. */
export function withoutEntry(document: TemplateDocument, text: string, entry: { readonly section: string; readonly key: string | undefined; readonly start: number; readonly keyNode: Range; readonly written: SyntaxNode }): TextEdit {
  const isAlone = document.entries.filter(({ section, key }) => section === entry.section && key !== undefined).length === 1;
  const header = isAlone ? document.entries.find(({ section, key }) => section === entry.section && key === undefined) : undefined;
  const whole = { start: entry.start + entry.keyNode.start, end: entry.start + Math.max(entry.keyNode.end, extentOf(entry.written).end) };
  const isJson = /^\uFEFF?\s*\{/.test(text);
  if (header === undefined) {
    const lead = text.slice(text.lastIndexOf("\n", whole.start - 1) + 1, whole.start);
    return without(text, whole, isJson || /[{,]\s*$/.test(lead));
  }
  const start = header.start + header.keyNode.start;
  const close = isJson || text.slice(start, whole.start).includes("{") ? text.indexOf("}", whole.end) + 1 : whole.end;
  return without(text, { start, end: Math.max(whole.end, close) }, isJson);
}

/**
 * Adds keys to a mapping, behind those it has.
 * @param keys names with their values as they are written; of a value of several lines those below the first are indented
 * from the key
 * @param column where keys stand of a mapping that has none yet
 */
export function withKeys(text: string, at: number, node: SyntaxNode, keys: readonly (readonly [name: string, value: string])[], column: number): TextEdit {
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const entries = node.kind === "mapping" ? node.entries : [];
  const last = entries.at(-1);
  const named = (name: string) => (isJson ? JSON.stringify(name) : name);
  if (node.kind === "mapping" && node.end > node.start && isFlow(text, at + node.start)) {
    const where = last === undefined ? at + node.start + 1 : at + extentOf(last.value).end;
    const isBroken = last !== undefined && text.slice(at + node.start, at + last.key.start).includes("\n");
    const between = isBroken ? `\n${" ".repeat(columnOf(text, at + last.key.start))}` : " ";
    const added = keys.map(([name, value]) => `${named(name)}: ${value}`).join(`,${between}`);
    return { start: where, end: where, text: last === undefined ? added : `,${between}${added}` };
  }
  const indent = last === undefined ? column : columnOf(text, at + last.key.start);
  const where = lineEnd(text, last === undefined ? at + node.end : at + Math.max(last.key.end, extentOf(last.value).end));
  // a block of text may end with the line break, which is none of what comes behind it
  const isBehindBreak = last !== undefined && text.charAt(at + extentOf(last.value).end - 1) === "\n";
  const from = isBehindBreak ? at + extentOf(last.value).end - 1 : where;
  const added = keys.map(([name, value]) => `\n${" ".repeat(indent)}${named(name)}:${value.startsWith("\n") ? "" : " "}${value.replaceAll("\n", `\n${" ".repeat(indent)}`)}`);
  return { start: from, end: from, text: added.join("") };
}
