import { type SyntaxNode, entryOf } from "../../syntax/tree.ts";
import { withKeys } from "./edits.ts";
import { type Fix, type FixPlace, possible } from "./fix.ts";

const WAY = ["Metadata", "cfn-lint", "config", "ignore_checks"] as const;

/** Tells linters to leave a rule out: in this resource, or in the whole template. */
export function suppress(place: FixPlace, code: string): Fix[] {
  const { entry } = place;
  if (code === "E0000") return [];
  const isResource = entry.section === "Resources" && entry.key !== undefined && entry.written.kind === "mapping";
  return isResource ? suppressIn(place, code) : suppressEverywhere(place, code);
}

function suppressIn({ entry, text }: FixPlace, code: string): Fix[] {
  const edit = added(text, entry.start, entry.written, WAY, code, 4);
  return edit === undefined ? [] : [possible(`Ignore ${code} in ${entry.key ?? ""}`, edit)];
}

function suppressEverywhere({ document, text }: FixPlace, code: string): Fix[] {
  const title = `Ignore ${code} in this template`;
  const settings = document.entries.find(({ section, key }) => section === "Metadata" && key === "cfn-lint");
  if (settings !== undefined) {
    const edit = added(text, settings.start, settings.written, WAY.slice(2), code, 4);
    return edit === undefined ? [] : [possible(title, edit)];
  }
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const header = document.entries.find(({ section, key }) => section === "Metadata" && key === undefined);
  const resources = document.entries.find(({ section, key }) => section === "Resources" && key === undefined);
  const body = nested(WAY.slice(1), code, isJson);
  if (header !== undefined) {
    const at = header.start + header.keyNode.end;
    if (!isJson) {
      const end = text.indexOf("\n", at);
      return end === -1 || text.slice(at, end).includes("{") ? [] : [possible(title, { start: end, end, text: `\n  ${body.replaceAll("\n", "\n  ")}` })];
    }
    const open = text.indexOf("{", at) + 1;
    const isEmpty = /^\s*\}/.test(text.slice(open, open + 200));
    return [possible(title, { start: open, end: open, text: `${body}${isEmpty ? "" : ", "}` })];
  }
  if (resources === undefined) return [];
  const at = resources.start + resources.keyNode.start;
  const section = isJson ? `"Metadata": {${body}},\n  ` : `Metadata:\n  ${body.replaceAll("\n", "\n  ")}\n\n`;
  return !isJson && at !== text.lastIndexOf("\n", at - 1) + 1 ? [] : [possible(title, { start: at, end: at, text: section })];
}

/** Adds the code to the list that a way of keys leads to, with those of the keys that are missing. */
function added(text: string, at: number, from: SyntaxNode, way: readonly string[], code: string, column: number) {
  const isJson = /^\uFEFF?\s*\{/.test(text);
  let node = from;
  for (const [index, key] of way.entries()) {
    const found = entryOf(node, key)?.value;
    if (found === undefined) {
      const rest = way.slice(index + 1);
      const value = rest.length === 0 ? `[${isJson ? JSON.stringify(code) : code}]` : isJson || text.charAt(at + node.start) === "{" ? `{${nested(rest, code, true)}}` : `\n  ${nested(rest, code, false).replaceAll("\n", "\n  ")}`;
      return node.kind === "mapping" ? withKeys(text, at, node, [[key, value]], column) : undefined;
    }
    node = found;
  }
  const last = node.kind === "sequence" ? node.items.at(-1) : undefined;
  if (last === undefined) return undefined;
  const end = at + last.end;
  const lineStart = text.lastIndexOf("\n", at + last.start - 1) + 1;
  const lead = text.slice(lineStart, at + last.start);
  const isBlock = /^\s*-\s+$/.test(lead);
  return { start: end, end, text: isBlock ? `\n${lead}${code}` : `, ${isJson ? JSON.stringify(code) : code}` };
}

function nested(way: readonly string[], code: string, isJson: boolean): string {
  const [key = "", ...rest] = way;
  if (isJson) return `"${key}": ${rest.length === 0 ? `[${JSON.stringify(code)}]` : `{${nested(rest, code, true)}}`}`;
  return rest.length === 0 ? `${key}: [${code}]` : `${key}:\n  ${nested(rest, code, false).replaceAll("\n", "\n  ")}`;
}
