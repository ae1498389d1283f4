import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { isJsonText, parse } from "../syntax/parse.ts";
import { type Range, type ScalarNode, type SyntaxNode, entryOf } from "../syntax/tree.ts";
import type { FeatureContext } from "./context.ts";
import { type Location, entryAt, placed } from "./locate.ts";
import { trace } from "./trace.ts";

/** Stands where somebody types while the text is read: what is only about to be written gets a place in the tree so. */
const MARK = "__typed__";

/** What somebody types at a place. */
export interface Typing extends Location {
  readonly isJson: boolean;
  /** Whether it stands in brackets or braces: then it goes on in the same line. */
  readonly isFlow: boolean;
  /** What is written before and behind the place, of the word, the text or the tag that it is in. */
  readonly before: string;
  readonly behind: string;
  /** The offset in the document at which somebody types. */
  readonly offset: number;
  /** The word or text as it is written, in the document, its quotes included. */
  readonly range: Range;
  /** In which quotes it is written, if in any. */
  readonly quote: "" | '"' | "'";
  /** The other keys of the mapping, where it is a key. */
  readonly siblings: readonly string[];
  /** Whether what follows on the line is a colon, so that a key has its value already. */
  readonly hasColon: boolean;
  /** The column of the word, and how far its line is indented. */
  readonly column: number;
  readonly indentation: number;
}

/** Reads what somebody types at an offset of the document; undefined in a comment, and where nothing can be read. */
export function typingAt(document: TemplateDocument, offset: number, context: FeatureContext): Typing | undefined {
  const entry = entryAt(document, offset);
  if (entry === undefined) return undefined;
  const isJson = document.languageId !== "yaml" && isJsonText(document.entries[0]?.text ?? "");
  const { prefix, text, start } = surroundings(document, entry, isJson);
  const at = offset - start;
  if (at < 0 || at > text.length) return undefined;
  const marked = isJson ? markJson(text, at) : markYaml(text, at);
  if (marked === undefined) return undefined;
  const tree = parse(isJson ? "json" : "yaml", prefix + marked.text);
  const found = trace(tree.root, prefix.length + marked.at);
  const written = writtenAt(found, tree.text);
  if (written === undefined) return undefined;
  const isFound = tree.text.slice(written.start, written.end).includes(MARK);
  if (!isFound) return undefined;
  const [section, name, ...path] = found.path;
  const top = entryOf(tree.root, String(section ?? ""))?.value;
  const value = name === undefined ? undefined : entryOf(top, String(name))?.value;
  const location = placed({ section: String(section ?? ""), name: name === undefined ? undefined : String(name), value, found: { ...found, path } }, context);
  const raw = tree.text.slice(written.start, written.end);
  const [before = "", behind = ""] = raw.split(MARK);
  const isAdded = marked.quotes && !isInQuotes(text, at);
  const quote = isAdded ? "" : raw.startsWith('"') ? '"' : raw.startsWith("'") ? "'" : "";
  const open = isAdded || quote !== "" ? 1 : 0;
  const cut = (part: string) => (quote !== "" || isAdded ? part.replace(/["']$/, "") : part);
  const range = { start: offset - before.length + (isAdded ? 1 : 0), end: offset + behind.length - (isAdded ? 1 : 0) };
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const mapping = found.slot === "key" ? found.around.at(-1) : undefined;
  return {
    ...location,
    offset,
    isJson,
    isFlow: isJson || isInFlow(found.around.slice(0, -1), tree.text) || (mapping !== undefined && isInFlow([mapping], tree.text)),
    before: before.slice(open),
    behind: cut(behind),
    range,
    quote,
    siblings: mapping?.kind === "mapping" ? mapping.entries.flatMap(({ key }) => (key.value.includes(MARK) ? [] : [key.value])) : [],
    hasColon: /^\s*:/.test(text.slice(range.end - start)),
    column: range.start - start - lineStart,
    indentation: /^[ \t]*/.exec(text.slice(lineStart))?.[0].length ?? 0,
  };
}

/** As much of the text as has to be read, as a template of its own: the entry, with the top-level key that it stands below. */
function surroundings(document: TemplateDocument, entry: Entry, isJson: boolean): { prefix: string; text: string; start: number } {
  const { text, section, key, keyNode, start } = entry;
  const isWhole = section === "" || (key !== undefined && (key === "<<" || (!isJson && keyNode.start === 0)));
  if (isWhole) return { prefix: "", text: document.text, start: 0 };
  if (isJson) return { prefix: key === undefined ? "{" : `{${JSON.stringify(section)}:{`, text, start };
  if (key === undefined) return { prefix: "", text, start };
  const header = document.entries.find((other) => other.section === section && other.key === undefined);
  return { prefix: `${" ".repeat(header?.keyNode.start ?? 0)}${section}:\n`, text, start };
}

interface Marked {
  readonly text: string;
  /** Where the mark begins. */
  readonly at: number;
  /** Whether quotes were put around it. */
  readonly quotes: boolean;
}

const WORD_BEFORE = /[\w:.$@/+-]*$/;
const WORD_BEHIND = /^[\w.$@/+-]*(?:::[\w.]*)*/;

function lineAround(text: string, at: number): { before: string; behind: string } {
  const from = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return { before: text.slice(from, at), behind: text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "") };
}

/** A word that stands alone in its line is made a key: whether it is one, the schemas tell. */
function markYaml(text: string, at: number): Marked | undefined {
  const { before, behind } = lineAround(text, at);
  const word = WORD_BEFORE.exec(before)?.[0] ?? "";
  const rest = WORD_BEHIND.exec(behind)?.[0] ?? "";
  const lead = before.slice(0, before.length - word.length);
  const isAlone = /^\s*(?:- +)*$/.test(lead) && behind.slice(rest.length).trim() === "" && !word.endsWith(":");
  const colon = isAlone ? ":" : "";
  const end = at + (isAlone ? rest.length : 0);
  return { text: text.slice(0, at) + MARK + text.slice(at, end) + colon + text.slice(end), at, quotes: false };
}

function markJson(text: string, at: number): Marked {
  if (isInQuotes(text, at)) return { text: text.slice(0, at) + MARK + text.slice(at), at, quotes: true };
  const { before, behind } = lineAround(text, at);
  const word = /\w*$/.exec(before)?.[0] ?? "";
  const rest = /^\w*/.exec(behind)?.[0] ?? "";
  const from = at - word.length;
  const end = at + rest.length;
  return { text: `${text.slice(0, from)}"${word}${MARK}${rest}"${text.slice(end)}`, at: at + 1, quotes: true };
}

/** Whether an odd number of double quotes stands before a place in its line. */
function isInQuotes(text: string, at: number): boolean {
  const { before } = lineAround(text, at);
  let isOpen = false;
  for (let index = 0; index < before.length; index += 1) {
    if (before[index] === "\\") index += 1;
    else if (before[index] === '"') isOpen = !isOpen;
  }
  return isOpen;
}

function writtenAt({ node, slot }: ReturnType<typeof trace>, text: string): Range | undefined {
  if (node === undefined) return undefined;
  if (slot === "tag") return node.tag;
  const scalar: ScalarNode | undefined = node.kind === "scalar" ? node : undefined;
  if (scalar === undefined) return undefined;
  return { start: scalar.start, end: Math.min(scalar.end, text.length) };
}

function isInFlow(around: readonly SyntaxNode[], text: string): boolean {
  return around.some((node) => (node.kind === "mapping" || node.kind === "sequence") && /[[{]/.test(text.charAt(node.start)));
}
