/** Deeper levels are not set in further: the text would grow with the square of the depth. */
const DEEPEST_INDENT = 20;

/** A list or object that is being written: what is still to come of it, and how it ends. */
interface Open {
  readonly rest: Iterator<readonly [key: string | undefined, value: unknown]>;
  readonly end: string;
  count: number;
}

/** A text of JSON as `jsonText` lays it out, with a line's end behind it; other texts as they are, and nothing for none. */
export function laidOut(text: string | undefined): string {
  if (text === undefined) return "";
  try {
    return `${jsonText(JSON.parse(text))}\n`;
  } catch {
    return text;
  }
}

/**
 * A value that came from JSON, laid out as `JSON.stringify(value, undefined, 2)` does it; without recursion, so that its
 * depth cannot exhaust the stack, and set in by twenty levels at most.
 */
export function jsonText(value: unknown): string {
  const pieces: string[] = [];
  const open: Open[] = [];
  const begin = (one: unknown) => {
    if (typeof one !== "object" || one === null) {
      pieces.push(JSON.stringify(one) ?? "null");
      return;
    }
    pieces.push(Array.isArray(one) ? "[" : "{");
    open.push({ rest: partsOf(one), end: Array.isArray(one) ? "]" : "}", count: 0 });
  };
  const newLine = () => `\n${"  ".repeat(Math.min(open.length, DEEPEST_INDENT))}`;
  begin(value);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { done, value: part } = top.rest.next();
    if (done === true) {
      open.pop();
      pieces.push(top.count === 0 ? "" : newLine(), top.end);
      continue;
    }
    pieces.push(top.count === 0 ? "" : ",", newLine());
    top.count += 1;
    const [key, inner] = part;
    if (key !== undefined) pieces.push(`${JSON.stringify(key)}: `);
    begin(inner);
  }
  return pieces.join("");
}

function* partsOf(value: object): Generator<readonly [string | undefined, unknown], void> {
  if (Array.isArray(value)) for (const item of value as readonly unknown[]) yield [undefined, item];
  else for (const [key, item] of Object.entries(value)) if (item !== undefined) yield [key, item];
}
