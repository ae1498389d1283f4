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

/**
 * All keys below a value, those of functions among them, in the order of the text.
 * @param from the path of the value
 * @param isWanted which keys are; for the others no path is written down
 */
export function keysIn(value: Value, from: Path = [], isWanted?: (key: string) => boolean): readonly Found[] {
  const found: Found[] = [];
  collectKeys(value, [...from], found, isWanted);
  return found;
}

// lists and no generators: one that calls itself hands each item up through all its levels
function collectKeys(value: Value, path: (string | number)[], found: Found[], isWanted?: (key: string) => boolean): void {
  if (value.kind === "list") {
    for (const [index, item] of value.items.entries()) {
      if (item.kind === "scalar") continue;
      path.push(index);
      collectKeys(item, path, found, isWanted);
      path.pop();
    }
  } else if (value.kind === "map") {
    for (const [key, { value: inner }] of value.members) {
      if (isWanted?.(key) !== false) found.push({ key, value: inner, path: [...path], owner: value });
      if (inner.kind === "scalar") continue;
      path.push(key);
      collectKeys(inner, path, found, isWanted);
      path.pop();
    }
  }
}

/** A text, and where it stands. */
export interface FoundText {
  readonly text: string;
  readonly path: Path;
}

/** All texts below a value. @param word what they hold */
export function textsIn(value: Value, word = ""): readonly FoundText[] {
  const found: FoundText[] = [];
  collectTexts(value, word, [], found);
  return found;
}

function collectTexts(value: Value, word: string, path: (string | number)[], found: FoundText[]): void {
  const below = (key: string | number, inner: Value) => {
    path.push(key);
    collectTexts(inner, word, path, found);
    path.pop();
  };
  const text = textOf(value);
  if (text !== undefined) {
    if (text.includes(word)) found.push({ text, path: [...path] });
  } else if (value.kind === "list") for (const [index, item] of value.items.entries()) below(index, item);
  else if (value.kind === "map") for (const [key, { value: inner }] of value.members) below(key, inner);
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

const isNeed = (key: string) => key === "Ref" || key === "Fn::GetAtt" || key === "Fn::Sub";

/** The names that a value needs by Ref, GetAtt and Sub. */
export function needsOf(value: Value): Need[] {
  const found: Need[] = [];
  for (const { key, value: argument, path } of keysIn(value, [], isNeed)) {
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
