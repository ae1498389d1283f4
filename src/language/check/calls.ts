import { type MapValue, type Value, textOf } from "../model/value.ts";

/** A key and what it holds, wherever it stands. */
export interface Found {
  readonly key: string;
  readonly value: Value;
  /** From the value that was searched to the mapping that has the key. */
  readonly path: readonly (string | number)[];
  readonly owner: MapValue;
}

type Path = readonly (string | number)[];

/** All keys below a value, those of functions among them, in the order of the text. @param from the path of the value */
export function keysIn(value: Value, from: Path = []): readonly Found[] {
  const found: Found[] = [];
  collectKeys(value, from, found);
  return found;
}

// lists and no generators: one that calls itself hands each item up through all its levels
function collectKeys(value: Value, path: Path, found: Found[]): void {
  if (value.kind === "list") {
    for (const [index, item] of value.items.entries()) if (item.kind !== "scalar") collectKeys(item, [...path, index], found);
  } else if (value.kind === "map") {
    for (const [key, { value: inner }] of value.members) {
      found.push({ key, value: inner, path, owner: value });
      if (inner.kind !== "scalar") collectKeys(inner, [...path, key], found);
    }
  }
}

/** A text, and where it stands. */
export interface FoundText {
  readonly text: string;
  readonly path: Path;
}

/** All texts below a value. */
export function textsIn(value: Value): readonly FoundText[] {
  const found: FoundText[] = [];
  collectTexts(value, [], found);
  return found;
}

function collectTexts(value: Value, path: Path, found: FoundText[]): void {
  const text = textOf(value);
  if (text !== undefined) found.push({ text, path });
  else if (value.kind === "list") for (const [index, item] of value.items.entries()) collectTexts(item, [...path, index], found);
  else if (value.kind === "map") for (const [key, { value: inner }] of value.members) collectTexts(inner, [...path, key], found);
}

/** A resource that a value needs, and through what. */
export interface Need {
  readonly name: string;
  readonly by: "Ref" | "GetAtt";
  /** To the property that has the function. */
  readonly path: readonly (string | number)[];
}

/** The names in a text of `Fn::Sub` that are plain words, as cfn-lint's graph reads them. */
function wordsIn(text: string): string[] {
  return [...text.matchAll(/\$\{([a-zA-Z0-9.]*)\}/g)].map(([, name = ""]) => name);
}

/** The names that a value needs by Ref, GetAtt and Sub. */
export function needsOf(value: Value): Need[] {
  const found: Need[] = [];
  for (const { key, value: argument, path } of keysIn(value)) {
    if (key === "Ref") {
      const name = textOf(argument);
      if (name !== undefined) found.push({ name, by: "Ref", path });
    } else if (key === "Fn::GetAtt") {
      const name = argument.kind === "list" && argument.items.length === 2 ? textOf(argument.items[0]) : textOf(argument)?.split(".", 1)[0];
      if (name !== undefined && (argument.kind === "list" || textOf(argument)?.includes(".") === true)) found.push({ name, by: "GetAtt", path });
    } else if (key === "Fn::Sub") {
      found.push(...needsOfSub(argument, path));
    }
  }
  return found;
}

function needsOfSub(argument: Value, path: readonly (string | number)[]): Need[] {
  const [template, variables] = argument.kind === "list" ? argument.items : [argument];
  const own = new Set(variables?.kind === "map" ? variables.members.keys() : []);
  return wordsIn(textOf(template) ?? "").flatMap((word): Need[] => {
    if (own.has(word)) return [];
    const [name = ""] = word.split(".", 1);
    return [{ name, by: word.includes(".") ? "GetAtt" : "Ref", path }];
  });
}
