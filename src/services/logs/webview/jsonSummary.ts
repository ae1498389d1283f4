import type { JsonToken } from "./prettyJson.ts";

const MESSAGE_KEYS = ["message", "msg", "@message", "log", "text"];
const LEVEL_KEYS = ["level", "severity", "lvl", "loglevel"];
/** The event has its time beside it already. */
const TIME_KEYS = new Set(["time", "timestamp", "ts", "@timestamp", "date"]);

/**
 * A line of structured JSON as people read it: level, message, then the other fields. Undefined where the line is no
 * JSON object with a message, or holds a number that a JavaScript number cannot keep.
 */
export function jsonSummary(line: string): JsonToken[] | undefined {
  if (!/^\s*\{\s*"/.test(line) || /[:[,]\s*-?\d{16,}/.test(line)) return undefined;
  const fields = parseFields(line);
  if (fields === undefined) return undefined;
  const message = take(fields, MESSAGE_KEYS);
  if (message === undefined) return undefined;
  const level = take(fields, LEVEL_KEYS);
  const head: JsonToken[] = level === undefined ? [] : [{ kind: "plain", text: `${level.toUpperCase().padEnd(5)} ` }];
  const rest = [...fields].flatMap(([name, value]): JsonToken[] =>
    TIME_KEYS.has(name)
      ? []
      : [
          { kind: "name", text: `  ${name}=` },
          { kind: "string", text: typeof value === "string" ? value : JSON.stringify(value) },
        ],
  );
  return [...head, { kind: "word", text: message }, ...rest];
}

function parseFields(line: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the first field of these names that holds a text. */
function take(fields: Map<string, unknown>, names: readonly string[]): string | undefined {
  const name = names.find((each) => typeof fields.get(each) === "string");
  const value = name === undefined ? undefined : fields.get(name);
  if (name !== undefined) fields.delete(name);
  return typeof value === "string" ? inOneLine(value) : undefined;
}

function inOneLine(text: string): string {
  if (!text.includes("\n")) return text;
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").join(" ⏎ ");
}
