import { AwsError } from "../../wire/errors.ts";
import type { TemplateMap, TemplateValue } from "./blueprint.ts";

/** The transform that knows loops (user guide, "Fn::ForEach"). */
export const LANGUAGE = "AWS::LanguageExtensions";

const LOOP = /^Fn::ForEach::[A-Za-z0-9]+$/;

/** Whether there is a loop anywhere in a value. */
export function hasLoops(value: TemplateValue): boolean {
  if (Array.isArray(value)) {
    return value.some((one: TemplateValue) => hasLoops(one));
  }
  return isMap(value) && Object.entries(value).some(([key, inner]) => LOOP.test(key) || hasLoops(inner));
}

/**
 * A value with what its loops make in their places.
 * @param itemsOf what a loop goes over, as the loop tells it
 * @throws AwsError ValidationError for a loop that is none, and for one that makes the same thing twice
 */
export function unrolled(value: TemplateValue, itemsOf: (over: TemplateValue) => unknown): TemplateValue {
  if (Array.isArray(value)) {
    return value.map((one: TemplateValue) => unrolled(one, itemsOf));
  }
  if (!isMap(value)) {
    return value;
  }
  const made = new Map<string, TemplateValue>();
  for (const [key, inner] of Object.entries(value)) {
    const members = LOOP.test(key) ? turns(inner, itemsOf) : ([[key, unrolled(inner, itemsOf)]] as const);
    for (const [name, member] of members) {
      if (made.has(name)) {
        throw failed(`${key} makes ${name} more than once`);
      }
      made.set(name, member);
    }
  }
  return Object.fromEntries(made);
}

/** What the turns of a loop make, one after the other. */
function turns(loop: TemplateValue, itemsOf: (over: TemplateValue) => unknown): (readonly [string, TemplateValue])[] {
  const [word, over, body, ...others] = Array.isArray(loop) ? (loop as readonly TemplateValue[]) : [];
  const items = over === undefined ? undefined : itemsOf(over);
  if (typeof word !== "string" || !Array.isArray(items) || !isMap(body) || others.length > 0) {
    throw failed("Fn::ForEach layout is incorrect");
  }
  return items.flatMap((item: unknown) => {
    const filled = unrolled(filledIn(body, word, String(item)), itemsOf);
    return isMap(filled) ? Object.entries(filled) : [];
  });
}

/** `${Word}` and `&{Word}`, which keeps letters and digits alone, stand in names and texts; `Ref` gives the item too. */
function filledIn(value: TemplateValue, word: string, item: string): TemplateValue {
  const text = (one: string) => one.replaceAll(`\${${word}}`, () => item).replaceAll(`&{${word}}`, () => item.replace(/[^A-Za-z0-9]/g, ""));
  const walk = (one: TemplateValue): TemplateValue => {
    if (typeof one === "string") {
      return text(one);
    }
    if (Array.isArray(one)) {
      return one.map(walk);
    }
    if (!isMap(one)) {
      return one;
    }
    return one["Ref"] === word ? item : Object.fromEntries(Object.entries(one).map(([key, inner]) => [text(key), walk(inner)]));
  };
  return walk(value);
}

function isMap(value: unknown): value is TemplateMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function failed(what: string): AwsError {
  return new AwsError("ValidationError", `Transform ${LANGUAGE} failed with: ${what}`);
}
