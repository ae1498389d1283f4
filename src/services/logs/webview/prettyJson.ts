export interface JsonToken {
  readonly kind: "name" | "string" | "number" | "word" | "plain";
  readonly text: string;
}

/** The parts of a line that is JSON as far as it goes (a row may be cut); undefined where it is none. */
export function jsonParts(line: string): JsonToken[] | undefined {
  return /^\s*\{\s*"/.test(line) ? tokens(line) : undefined;
}

/** Colouring more than this would take longer than a frame. */
const MOST_COLOURED = 200_000;

/** Deeper levels are not set in further: nobody could follow them, and the text would grow with the square of the depth. */
const DEEPEST_INDENT = 20;

/** A message that is, or ends with, a JSON object or array, laid out; undefined where it is none. */
export function prettyJson(message: string): JsonToken[] | undefined {
  const start = message.search(/[{[]/);
  if (start < 0) return undefined;
  const source = message.slice(start).trim();
  if (!isObject(source)) return undefined;
  const head = message.slice(0, start).trimEnd();
  const text = layOut(source);
  const body: JsonToken[] = text.length > MOST_COLOURED ? [{ kind: "plain", text }] : tokens(text);
  return head === "" ? body : [{ kind: "plain", text: `${head}\n` }, ...body];
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** Lays valid JSON out without reading its values: a number of twenty digits must stay what it is. */
function layOut(json: string): string {
  const pieces: string[] = [];
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(Math.min(depth, DEEPEST_INDENT))}`;
  for (let at = 0; at < json.length; ) {
    const character = json[at] ?? "";
    const end = endOfToken(json, at);
    const next = json[endOfBlanks(json, end)] ?? "";
    if (character === "{" || character === "[") {
      if (next === "}" || next === "]") {
        pieces.push(character, next);
        at = endOfBlanks(json, end) + 1;
        continue;
      }
      depth += 1;
      pieces.push(character, newLine());
    } else if (character === "}" || character === "]") {
      depth -= 1;
      pieces.push(newLine(), character);
    } else if (character === ",") pieces.push(character, newLine());
    else if (character === ":") pieces.push(": ");
    else if (!isBlank(character)) pieces.push(json.slice(at, end));
    at = end;
  }
  return pieces.join("");
}

/** Where what begins at a position ends: a string, a run of blanks, a number or word, or one sign. */
function endOfToken(json: string, at: number): number {
  const character = json[at] ?? "";
  if (character === '"') return endOfString(json, at) ?? json.length;
  if (isBlank(character)) return endOfBlanks(json, at);
  if ("{}[],:".includes(character)) return at + 1;
  let end = at + 1;
  while (end < json.length && !`"{}[],: \t\r\n`.includes(json[end] ?? "")) end += 1;
  return end;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "\r";
}

function endOfBlanks(text: string, from: number): number {
  let end = from;
  while (end < text.length && isBlank(text[end] ?? "")) end += 1;
  return end;
}

/** Behind the quote that ends a string; undefined where none does. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** Numbers and words of JSON; each is tried at one place alone. */
const PLAIN_VALUE = /-?\d[\d.eE+-]*|true|false|null/y;

function tokens(text: string): JsonToken[] {
  const found: JsonToken[] = [];
  let plainFrom = 0;
  const add = (kind: JsonToken["kind"], from: number, to: number) => {
    if (from > plainFrom) found.push({ kind: "plain", text: text.slice(plainFrom, from) });
    found.push({ kind, text: text.slice(from, to) });
    plainFrom = to;
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === '"') {
      const end = endOfString(text, at);
      // a row that is cut ends within a string
      if (end === undefined) break;
      const colon = endOfBlanks(text, end);
      const isName = text[colon] === ":";
      add(isName ? "name" : "string", at, isName ? colon + 1 : end);
      at = plainFrom;
      continue;
    }
    PLAIN_VALUE.lastIndex = at;
    const value = PLAIN_VALUE.exec(text)?.[0];
    if (value !== undefined) add(/^[tfn]/.test(value) ? "word" : "number", at, at + value.length);
    at += value?.length ?? 1;
  }
  if (plainFrom < text.length) found.push({ kind: "plain", text: text.slice(plainFrom) });
  return found;
}
