import type { TemplateDocument } from "../../document/templateDocument.ts";
import type { PlacedFinding } from "../../finding.ts";
import { intrinsicOf } from "../../intrinsics.ts";
import { nearest } from "../../nearest.ts";
import type { Range, TextEdit } from "../../syntax/tree.ts";
import type { FeatureContext } from "../context.ts";
import { FUNCTIONS_ABOUT, shortName } from "../functions.ts";
import { entryAt } from "../locate.ts";
import { extentOf } from "../trace.ts";
import { without, withoutEntry, withoutKey } from "./edits.ts";
import { type Fix, type FixPlace, fixPlace, possible, preferred } from "./fix.ts";
import { extractParameter, joinToSub, keepData } from "./refactor.ts";
import { addRequired } from "./required.ts";
import { suppress } from "./suppress.ts";
import { changeValue } from "./values.ts";

/** So many fixes are offered at one place. */
const MOST_FIXES = 40;

/** So many findings are mended at once. */
const MOST_AT_ONCE = 500;

type Mend = (place: FixPlace, placed: PlacedFinding) => Fix[];

/** What puts the findings of a code right, besides taking what was meant. */
const MENDS: Readonly<Record<string, readonly Mend[]>> = {
  E0000: [(place, { finding }) => mendSyntax(place, finding.message)],
  E1001: [removeKey],
  E1010: [], E1020: [declareParameter],
  E1029: [wrapInSub],
  E2001: [removeKey],
  E2002: [addRequired],
  E3001: [removeKey, addRequired],
  E3002: [removeKey],
  E3003: [addRequired],
  E3012: [changeValue, mendFunction],
  E3030: [changeValue],
  E3037: [removeItem],
  E6001: [removeKey],
  E6002: [addRequired],
  I1022: [(place) => joinToSub(place, true)],
  I3011: [(place) => keepData(place, true)],
  W1020: [dropSub],
  W2001: [removeUnused],
  W3005: [removeItem],
  W3010: [zoneOfRegion],
  W3011: [(place) => keepData(place, true)],
  W7001: [removeUnused],
  W8001: [removeUnused],
};

/**
 * What can be done about what is wrong in a stretch of a document, and with what stands there.
 * @param placed what is known to be wrong with the document
 */
export function fixes(document: TemplateDocument, range: Range, placed: readonly PlacedFinding[], context: FeatureContext): Fix[] {
  const { text } = document;
  const touched = placed.filter(({ entry, finding }) => entry.start + finding.start <= range.end && range.start <= entry.start + finding.end);
  const found = touched.flatMap((one) => fixesOf(document, text, one, context));
  const entry = entryAt(document, range.start);
  if (entry !== undefined) {
    const place = fixPlace(document, text, entry, { start: range.start - entry.start, end: range.end - entry.start }, context);
    found.push(...joinToSub(place, false), ...extractParameter(place), ...keepData(place, false));
  }
  return different(found).slice(0, MOST_FIXES);
}

/** The edits that mend all findings of which it is clear how, none of which touches another. */
export function fixAll(document: TemplateDocument, placed: readonly PlacedFinding[], context: FeatureContext): TextEdit[] {
  const { text } = document;
  const edits: TextEdit[] = [];
  const isFree = ({ start, end }: TextEdit) => edits.every((other) => end < other.start || other.end < start);
  for (const one of placed.filter(({ finding }) => isClear(finding.code)).slice(0, MOST_AT_ONCE)) {
    const [fix] = fixesOf(document, text, one, context).filter(({ isPreferred }) => isPreferred);
    if (fix?.edits.every(isFree) === true) edits.push(...fix.edits);
  }
  return edits.toSorted((a, b) => a.start - b.start);
}

/** What is unused may only be not used yet, and what is advised is somebody's choice: neither is changed unseen. */
function isClear(code: string): boolean {
  return code.startsWith("E") || code === "W1020" || code === "W3005" || code === "I1022";
}

function fixesOf(document: TemplateDocument, text: string, placed: PlacedFinding, context: FeatureContext): Fix[] {
  const { entry, finding } = placed;
  const place = fixPlace(document, text, entry, finding, context);
  const mends = Object.hasOwn(MENDS, finding.code) ? (MENDS[finding.code] ?? []) : [];
  const found = [...takeMeant(place, placed), ...mends.flatMap((mend) => mend(place, placed)), ...suppress(place, finding.code)];
  return found.map((fix) => ({ ...fix, finding: placed }));
}

function different(found: readonly Fix[]): Fix[] {
  const seen = new Set<string>();
  return found.filter(({ title, edits }) => {
    const id = JSON.stringify([title, edits]);
    return !seen.has(id) && seen.add(id);
  });
}

/** Writes the word that was most likely meant: a type, a property, an attribute, a value, a name. */
function takeMeant({ marked, start }: FixPlace, { finding: { meant } }: PlacedFinding): Fix[] {
  const word = meant === undefined ? undefined : nearest(meant);
  const at = meant === undefined ? -1 : marked.indexOf(meant.word);
  if (meant === undefined || word === undefined || at === -1) return [];
  return [preferred(`Change to ${word}`, { start: start + at, end: start + at + meant.word.length, text: word })];
}

function removeKey({ text, entry, keyed, holder, found }: FixPlace): Fix[] {
  if (found.slot !== "key" || keyed === undefined || keyed.key === entry.keyNode) return [];
  return [possible(`Remove ${keyed.key.value}`, withoutKey(text, entry.start, keyed, holder))];
}

/** Takes an item out of a list, or a dependency that is the only one. */
function removeItem({ text, entry, found, start, end, keyed, holder, marked }: FixPlace): Fix[] {
  const list = found.around.findLast((one) => one.kind === "sequence");
  if (list?.kind === "sequence") {
    const item = list.items.find((one) => entry.start + one.start <= start && end <= entry.start + one.end);
    if (item === undefined) return [];
    const inFlow = text.charAt(entry.start + list.start) === "[";
    if (list.items.length === 1 && keyed !== undefined) return [preferred(`Remove ${keyed.key.value}`, withoutKey(text, entry.start, keyed, holder))];
    const range = inFlow ? { start: entry.start + extentOf(item).start, end: entry.start + item.end } : { start: text.lastIndexOf("-", start), end: entry.start + item.end };
    return [preferred(`Remove ${marked.slice(0, 40)}`, without(text, range, inFlow))];
  }
  return keyed?.key.value === "DependsOn" ? [preferred("Remove DependsOn", withoutKey(text, entry.start, keyed, holder))] : [];
}

/** Takes a parameter, a mapping or a condition out that nobody uses. */
function removeUnused({ document, text, entry }: FixPlace): Fix[] {
  return entry.key === undefined ? [] : [preferred(`Remove ${entry.key}`, withoutEntry(document, text, entry))];
}

/** Declares a parameter of a name that there is not. */
function declareParameter({ document, text }: FixPlace, { finding: { meant } }: PlacedFinding): Fix[] {
  const name = meant?.word ?? "";
  if (!/^[A-Za-z0-9]{1,255}$/.test(name) || /^\uFEFF?\s*\{/.test(text)) return [];
  const header = document.entries.find(({ section, key }) => section === "Parameters" && key === undefined);
  const resources = document.entries.find(({ section, key }) => section === "Resources" && key === undefined);
  const title = `Declare the parameter ${name}`;
  if (header !== undefined) {
    const at = text.indexOf("\n", header.start + header.keyNode.end);
    return at === -1 || header.text.includes("{") ? [] : [possible(title, { start: at, end: at, text: `\n  ${name}:\n    Type: String` })];
  }
  return resources?.keyNode.start === 0 ? [possible(title, { start: resources.start, end: resources.start, text: `Parameters:\n  ${name}:\n    Type: String\n\n` })] : [];
}

/** Puts `!Sub` before a text with variables. */
function wrapInSub({ text, entry, node }: FixPlace): Fix[] {
  if (node?.kind !== "scalar" || node.tag !== undefined) return [];
  const at = entry.start + node.start;
  if (/^\uFEFF?\s*\{/.test(text)) {
    const end = entry.start + node.end;
    return [preferred("Put Fn::Sub around it", { start: at, end: at, text: '{"Fn::Sub": ' }, { start: end, end, text: "}" })];
  }
  return [preferred("Put !Sub before it", { start: at, end: at, text: "!Sub " })];
}

/** Takes `Sub` from a text without variables. */
function dropSub({ text, entry, node, found }: FixPlace): Fix[] {
  const call = [node, ...found.around.toReversed()].find((one) => one !== undefined && intrinsicOf(one)?.name === "Fn::Sub");
  const argument = call === undefined ? undefined : intrinsicOf(call)?.argument;
  if (call === undefined || argument?.kind !== "scalar") return [];
  const { start, end } = extentOf(call);
  const written = text.slice(entry.start + argument.start, entry.start + argument.end);
  return [preferred("Remove Sub", { start: entry.start + start, end: entry.start + end, text: written })];
}

/** Names the function that was most likely meant, of one that there is not. */
function mendFunction({ node, entry }: FixPlace): Fix[] {
  const call = node === undefined ? undefined : intrinsicOf(node);
  if (call === undefined || FUNCTIONS_ABOUT.some(({ name }) => name === call.name)) return [];
  const isShort = node?.tag !== undefined;
  const word = nearest({ word: call.name, among: [{ list: NAMES }] });
  if (word === undefined) return [];
  const { start, end } = call.nameRange;
  const quote = isShort ? "" : entry.text.charAt(start) === '"' ? '"' : "";
  return [preferred(`Change to ${word}`, { start: entry.start + start, end: entry.start + end, text: isShort ? shortName(word) : `${quote}${word}${quote}` })];
}

const NAMES = FUNCTIONS_ABOUT.map(({ name }) => name);

/** Takes the zone out of a list of those that the stack's region has. */
function zoneOfRegion({ marked, start, end, text }: FixPlace): Fix[] {
  const letter = /([a-f])["']?$/.exec(marked)?.[1];
  if (letter === undefined) return [];
  const index = letter.charCodeAt(0) - 97;
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const isQuoted = /["']/.test(text.charAt(end)) && text.charAt(start - 1) === text.charAt(end);
  const range = isQuoted ? { start: start - 1, end: end + 1 } : { start, end };
  return [possible("Take the zone of the region", { ...range, text: isJson ? `{"Fn::Select": [${index}, {"Fn::GetAZs": ""}]}` : `!Select [${index}, !GetAZs ""]` })];
}

/** Writes the sign that is missing, or takes a key out that stands twice. */
function mendSyntax(place: FixPlace, message: string): Fix[] {
  const { start, end, text, marked, entry } = place;
  if (message.startsWith("A colon is expected")) return [preferred("Put a colon behind it", { start: end, end, text: ":" })];
  if (message.startsWith("A comma is expected before")) return [preferred("Put a comma before it", { start, end: start, text: "," })];
  if (message.includes("stands here twice")) {
    const { keyed, found, holder } = place;
    if (found.node === entry.keyNode) return [possible(`Remove the second ${entry.keyNode.value}`, withoutEntry(place.document, text, entry))];
    const name = marked.replaceAll(/["']/g, "");
    return keyed === undefined ? [] : [possible(`Remove the second ${name}`, withoutKey(text, entry.start, keyed, holder))];
  }
  return [];
}
