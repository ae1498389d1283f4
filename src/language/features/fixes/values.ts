import { entryOf } from "../../syntax/tree.ts";
import { schemaOfType } from "../locate.ts";
import { kindsOf, spotsAt } from "../spots.ts";
import { type Fix, type FixPlace, possible, preferred } from "./fix.ts";

/** So many values of an enumeration are offered. */
const MOST_VALUES = 8;

/** Writes a value in the kind that is asked for, or one of those that may stand there. */
export function changeValue(place: FixPlace): Fix[] {
  const { entry, node, found, context, text, keyed } = place;
  if (node?.kind !== "scalar" || node.tag !== undefined || node.isElsewhere === true) return [];
  const written = entryOf(entry.node, "Type")?.value;
  const type = entry.section === "Resources" && written?.kind === "scalar" ? schemaOfType(written.value, context) : undefined;
  const path = found.slot === "key" && keyed !== undefined ? [...found.path, keyed.key.value] : found.path;
  const spots = spotsAt({ section: entry.section, name: entry.key, path, type }, context);
  const kinds = kindsOf(spots);
  const range = { start: entry.start + node.start, end: entry.start + node.end };
  const change = (value: string) => ({ ...range, text: value });
  const isJson = /^\uFEFF?\s*\{/.test(text);
  if (kinds.has("boolean") && !kinds.has("string")) {
    const isYes = /^(?:yes|y|on|1|true)$/i.test(node.value);
    const isNo = /^(?:no|n|off|0|false)$/i.test(node.value);
    const likely = (value: string, isIt: boolean) => (isIt ? preferred(`Change to ${value}`, change(value)) : possible(`Change to ${value}`, change(value)));
    return isNo ? [likely("false", true)] : isYes ? [likely("true", true)] : [likely("true", false), likely("false", false)];
  }
  const values = new Set(spots.flatMap(({ schema }) => [...(schema.enum ?? []), ...(schema.enumCaseInsensitive ?? [])]).map(String));
  const fixes: Fix[] = [];
  // quotes help only where the word may stand
  const isWord = values.size === 0 || values.has(node.value);
  if (isWord && kinds.has("string") && node.style === "plain" && (isJson || /^[\w.+-]+$/.test(node.value))) {
    const isOther = /^(?:[-+]?[\d._]+|true|false|yes|no|on|off|null|\d{4}-\d\d-\d\d)$/i.test(node.value);
    if (isOther) fixes.push(preferred("Put it in quotes", change(JSON.stringify(node.value))));
  }
  if (values.size <= MOST_VALUES) {
    for (const value of values) if (value !== node.value) fixes.push(possible(`Change to ${value}`, change(isJson || !/^[A-Za-z][\w-]*$/.test(value) ? JSON.stringify(value) : value)));
  }
  return fixes;
}
