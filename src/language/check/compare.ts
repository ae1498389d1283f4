import { type Value, jsonOf, printed } from "../model/value.ts";

const truth = (text: string) => text.toLowerCase() === "true";
const isTruth = (text: string) => /^(?:true|false)$/i.test(text);

const hasLengthOfTruth = ({ length }: string) => length === 4 || length === 5;

/** Whether a value is what a schema says, where `"true"` and true, and `"1"` and 1, are the same, as they are to CloudFormation. */
export function equals(value: Value, other: unknown): boolean {
  if (value.kind !== "scalar") return same(jsonOf(value), other);
  const own = value.value;
  if (typeof other === "boolean" || value.type === "boolean") return sameTruth(own, other);
  if (typeof own === "string" && typeof other === "string") {
    if (own === other) return true;
    // most texts are no truth by their length
    if (!hasLengthOfTruth(own) && !hasLengthOfTruth(other)) return false;
    if (isTruth(own) || isTruth(other)) return truth(own) === truth(other);
  }
  if (typeof other === "string" || typeof own === "string") return printed(value) === String(other);
  return own === other;
}

function sameTruth(one: unknown, other: unknown): boolean {
  if (typeof one === "boolean" && typeof other === "boolean") return one === other;
  if (typeof one === "string") return typeof other === "boolean" && isTruth(one) && truth(one) === other;
  return typeof other === "string" && typeof one === "boolean" && isTruth(other) && truth(other) === one;
}

const isScalar = (one: unknown): one is string | number | boolean => ["string", "number", "boolean"].includes(typeof one);

function same(one: unknown, other: unknown): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other || (isScalar(one) && isScalar(other) && String(one) === String(other));
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, index) => same(item, other[index]));
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const entries = Object.entries(one);
  const theirs = new Map(Object.entries(other));
  return entries.length === theirs.size && entries.every(([key, inner]) => theirs.has(key) && same(inner, theirs.get(key)));
}

/** Whether no two items are the same. */
export function areUnique(items: readonly Value[]): boolean {
  if (items.length < 2) return true;
  // most lists differ in the first part of each item, and that is told without reading the rest
  if (new Set(items.map(firstPart)).size === items.length) return true;
  return new Set(items.map(canonical)).size === items.length;
}

/** A text that is the same for values that are the same, and seldom for others: that of the first key in the alphabet. */
function firstPart(value: Value): string {
  if (value.kind !== "map") return canonical(value);
  let first: string | undefined;
  for (const key of value.members.keys()) if (first === undefined || key < first) first = key;
  const inner = first === undefined ? undefined : value.members.get(first)?.value;
  return `{${first ?? ""}:${inner?.kind === "scalar" ? canonical(inner) : ""}`;
}

/** A text that two values share when they are the same, whatever the order of keys. */
export function canonical(value: Value): string {
  if (value.kind === "scalar") {
    const text = value.type === "boolean" ? String(value.value) : printed(value);
    return JSON.stringify(isTruth(text) ? text.toLowerCase() : text);
  }
  if (value.kind === "list") return `[${value.items.map(canonical).join()}]`;
  const members = [...value.members].map(([key, member]) => `${JSON.stringify(key)}:${canonical(member.value)}`);
  return `{${members.toSorted().join()}}`;
}

/** A value as messages show it, cut where it is long. */
export function shown(value: Value): string {
  const text = value.kind === "scalar" ? (value.type === "string" ? `"${String(value.value)}"` : String(value.value)) : JSON.stringify(jsonOf(value));
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** A list as messages show it. */
export function listed(items: readonly unknown[]): string {
  const shortened = items.length > 12 ? [...items.slice(0, 12).map(String), "…"] : items.map(String);
  return shortened.join(", ");
}
