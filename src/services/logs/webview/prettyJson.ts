export interface JsonToken {
  readonly kind: "name" | "string" | "number" | "word" | "plain";
  readonly text: string;
}

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g;
/** The parts of a line that is JSON as far as it goes (a row may be cut); undefined where it is none. */
export function jsonParts(line: string): JsonToken[] | undefined {
  return /^\s*\{\s*"/.test(line) ? tokens(line) : undefined;
}

/** Colouring more than this would take longer than a frame. */
const MOST_COLOURED = 200_000;

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
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|\s+/g, (token) => {
    if (token.startsWith('"')) return token;
    if (/^[{[]\s*[}\]]$/.test(token)) return token.replace(/\s+/, "");
    if (token === "{" || token === "[") {
      depth += 1;
      return token + newLine();
    }
    if (token === "}" || token === "]") {
      depth -= 1;
      return newLine() + token;
    }
    if (token === ",") return token + newLine();
    return token === ":" ? ": " : "";
  });
}

function tokens(text: string): JsonToken[] {
  const found: JsonToken[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > at) found.push({ kind: "plain", text: text.slice(at, match.index) });
    const [whole, quoted, colon, number] = match;
    if (quoted === undefined) found.push({ kind: number === undefined ? "word" : "number", text: whole });
    else found.push({ kind: colon === undefined ? "string" : "name", text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ kind: "plain", text: text.slice(at) });
  return found;
}
