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
    for (let index = 0; index < value.items.length; index += 1) {
      const item = value.items[index];
      if (item === undefined || item.kind === "scalar") continue;
      path.push(index);
      collectKeys(item, path, found, isWanted);
      path.pop();
    }
  } else if (value.kind === "map") {
    if (value.call !== undefined) collectKey(value.call.name, value.call.argument, value, path, found, isWanted);
    else for (const { name, value: inner } of value.members.values()) collectKey(name, inner, value, path, found, isWanted);
  }
}

function collectKey(key: string, value: Value, owner: MapValue, path: (string | number)[], found: Found[], isWanted?: (key: string) => boolean): void {
  if (isWanted?.(key) !== false) found.push({ key, value, path: [...path], owner });
  if (value.kind === "scalar") return;
  path.push(key);
  collectKeys(value, path, found, isWanted);
  path.pop();
}

/** A text, and where it stands. */
export interface FoundText {
  readonly text: string;
  readonly path: Path;
}

/**
 * All texts below a value.
 * @param word what they hold
 * @param closed a key below which they are left out
 */
export function textsIn(value: Value, word = "", closed?: string): readonly FoundText[] {
  const found: FoundText[] = [];
  collectTexts(value, { word, closed }, [], found);
  return found;
}

interface Wanted {
  readonly word: string;
  readonly closed: string | undefined;
}

function collectTexts(value: Value, wanted: Wanted, path: (string | number)[], found: FoundText[]): void {
  if (value.kind === "scalar") {
    const text = textOf(value);
    if (text !== undefined && text.includes(wanted.word)) found.push({ text, path: [...path] });
  } else if (value.kind === "list") {
    for (let index = 0; index < value.items.length; index += 1) {
      const item = value.items[index];
      if (item === undefined) continue;
      path.push(index);
      collectTexts(item, wanted, path, found);
      path.pop();
    }
  } else {
    if (value.call !== undefined) collectBelow(value.call.name, value.call.argument, wanted, path, found);
    else for (const { name, value: inner } of value.members.values()) collectBelow(name, inner, wanted, path, found);
  }
}

function collectBelow(key: string, value: Value, wanted: Wanted, path: (string | number)[], found: FoundText[]): void {
  if (key === wanted.closed) return;
  path.push(key);
  collectTexts(value, wanted, path, found);
  path.pop();
}

/** A resource that a value needs, and through what. */
export interface Need {
  readonly name: string;
  readonly by: "Ref" | "GetAtt";
  /** To the property that has the function. */
  readonly path: readonly (string | number)[];
}

/** Has a look at the names in a text of `Fn::Sub` that are plain words, as cfn-lint's graph reads them: `${[a-zA-Z0-9.]*}`. */
function eachWord(text: string, look: (word: string) => void): void {
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", at)) {
    const from = at + 2;
    at = from;
    while (isOfWord(text.charCodeAt(at))) at += 1;
    if (text[at] === "}") look(text.slice(from, at));
  }
}

const isOfWord = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 46;

/** The names that a value needs by Ref, GetAtt and Sub. @param isWanted which are of interest: for the others nothing is made */
export function needsOf(value: Value, isWanted?: (name: string) => boolean): Need[] {
  const found: Need[] = [];
  const path: (string | number)[] = [];
  const add = (name: string, by: Need["by"]) => {
    if (isWanted?.(name) !== false) found.push({ name, by, path: [...path] });
  };
  const look = (at: Value): void => {
    if (at.kind === "list") {
      for (let index = 0; index < at.items.length; index += 1) {
        const item = at.items[index];
        if (item === undefined || item.kind === "scalar") continue;
        path.push(index);
        look(item);
        path.pop();
      }
    } else if (at.kind === "map") {
      if (at.call !== undefined) lookBelow(at.call.name, at.call.argument);
      else for (const { name, value: inner } of at.members.values()) lookBelow(name, inner);
    }
  };
  const lookBelow = (key: string, inner: Value): void => {
    if (key === "Ref" || key === "Fn::GetAtt" || key === "Fn::Sub") addNeeds(key, inner, add);
    if (inner.kind === "scalar") return;
    path.push(key);
    look(inner);
    path.pop();
  };
  look(value);
  return found;
}

function addNeeds(key: "Ref" | "Fn::GetAtt" | "Fn::Sub", argument: Value, add: (name: string, by: Need["by"]) => void): void {
  const text = textOf(argument);
  if (key === "Ref") {
    if (text !== undefined) add(text, "Ref");
  } else if (key === "Fn::GetAtt") {
    const name = argument.kind === "list" && argument.items.length === 2 ? textOf(argument.items[0]) : text?.split(".", 1)[0];
    if (name !== undefined && (argument.kind === "list" || text?.includes(".") === true)) add(name, "GetAtt");
  } else {
    const [template, variables] = argument.kind === "list" ? argument.items : [argument];
    const own = variables?.kind === "map" ? variables.members : undefined;
    eachWord(textOf(template) ?? "", (word) => {
      if (own?.has(word) === true) return;
      const dot = word.indexOf(".");
      add(dot === -1 ? word : word.slice(0, dot), dot === -1 ? "Ref" : "GetAtt");
    });
  }
}
