import { CHAR, END, isBreak } from "./chars.ts";
import { DEEPEST, MOST_NODES, MOST_PROBLEMS, TOO_DEEP, TOO_MANY, nothing, reportDuplicates, scalar } from "./cursor.ts";
import { type MappingEntry, type MappingNode, type ScalarNode, type SequenceNode, type SyntaxNode, type SyntaxProblem, type SyntaxTree, mappingNode, sequenceNode } from "./tree.ts";

/** Reads JSON as RFC 8259 has it. It reads on behind whatever is wrong (a missing comma, one too many), and marks it. */
export function parseJson(text: string): SyntaxTree {
  const reader = new JsonReader(text);
  const root = reader.readDocument();
  return { text, root, problems: reader.problems };
}

/** A stretch of a JSON text that was read by itself. Places count from its beginning. */
export interface JsonPart {
  readonly entry: MappingEntry;
  readonly problems: readonly SyntaxProblem[];
  /** Where the comma behind it stands; undefined where there is none. */
  readonly comma: number | undefined;
  /** Whether its brackets agree: nothing is left open, and nothing is closed that was not opened in it. */
  readonly isClosed: boolean;
}

/** A key with its value, and the comma behind it if there is one, in a text that holds nothing else. */
export function readJsonEntry(text: string): JsonPart {
  const reader = new JsonReader(text);
  return reader.readPart();
}

/** The key of a mapping whose entries stand in parts of their own, up to its opening brace. */
export function readJsonHeader(text: string): JsonPart {
  const reader = new JsonReader(text);
  return reader.readHeader();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Numbers, `true`, `false` and `null`, which a template's tree keeps as they are written. */
const BARE = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

class JsonReader {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #at: number;
  #depth = 0;
  /** Whether a bracket was left open, or closed by one of the other kind. */
  #isLeftOpen = false;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === CHAR.byteOrderMark ? 1 : 0;
  }

  readDocument(): SyntaxNode {
    const root = this.#readValue();
    if (this.#skip() !== END) this.#problem(this.#at, this.#text.length, "Nothing can follow the template.");
    return root;
  }

  readPart(): JsonPart {
    this.#skip();
    const entry = this.#readEntry();
    let comma: number | undefined;
    if (this.#skip() === CHAR.comma) {
      comma = this.#at;
      this.#at += 1;
    }
    const isClosed = this.#skip() === END && !this.#isLeftOpen;
    if (this.#code() !== END) this.#problem(this.#at, this.#at + 1, this.#restMessage());
    return { entry, problems: this.problems, comma, isClosed };
  }

  readHeader(): JsonPart {
    this.#skip();
    const key = this.#code() === CHAR.doubleQuote ? this.#readString() : this.#readBareKey();
    return { entry: { key, value: nothing(key.end) }, problems: this.problems, comma: undefined, isClosed: true };
  }

  #restMessage(): string {
    const code = this.#code();
    if (code === CHAR.closeBrace || code === CHAR.closeBracket) return "This closes nothing.";
    return "This is not expected here.";
  }

  #code(offset = this.#at): number {
    return offset < this.#text.length ? this.#text.charCodeAt(offset) : END;
  }

  #problem(start: number, end: number, message: string): void {
    if (this.problems.length >= MOST_PROBLEMS || this.problems.at(-1)?.isFatal === true) return;
    const { length } = this.#text;
    this.problems.push({ start: Math.min(start, length), end: Math.min(end, length), message });
  }

  #skip(): number {
    for (;;) {
      const code = this.#code();
      if (code === CHAR.space || code === CHAR.newline || code === CHAR.return || code === CHAR.tab) {
        this.#at += 1;
      } else if (this.#text.startsWith("//", this.#at) || this.#text.startsWith("/*", this.#at)) {
        this.#skipComment();
      } else {
        return code;
      }
    }
  }

  #skipComment(): void {
    const start = this.#at;
    const close = this.#text.startsWith("//", start) ? "\n" : "*/";
    const found = this.#text.indexOf(close, start);
    this.#at = found === -1 ? this.#text.length : found + close.length;
    this.#problem(start, this.#at, "JSON has no comments: CloudFormation refuses the template.");
  }

  #readValue(): SyntaxNode {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) {
      this.problems.push({ start: this.#at, end: this.#at + 1, message: TOO_MANY, isFatal: true });
      this.#at = this.#text.length;
    }
    const behind = this.#at;
    const code = this.#skip();
    if (code === CHAR.openBrace) return this.#readObject();
    if (code === CHAR.openBracket) return this.#readArray();
    if (code === CHAR.doubleQuote) return this.#readString();
    if (code === END || code === CHAR.comma || code === CHAR.closeBrace || code === CHAR.closeBracket) {
      this.#problem(Math.max(0, behind - 1), Math.max(1, behind), "A value is expected here.");
      return nothing(behind);
    }
    return this.#readBare();
  }

  #readObject(): MappingNode {
    const start = this.#at;
    const entries: MappingEntry[] = [];
    this.#readItems(CHAR.closeBrace, () => entries.push(this.#readEntry()));
    reportDuplicates(entries, (from, to, message) => this.#problem(from, to, message));
    return mappingNode(start, this.#at, entries);
  }

  #readArray(): SequenceNode {
    const start = this.#at;
    const items: SyntaxNode[] = [];
    this.#readItems(CHAR.closeBracket, () => items.push(this.#readValue()));
    return sequenceNode(start, this.#at, items);
  }

  /** From the opening bracket to behind the closing one. */
  #readItems(close: number, readItem: () => void): void {
    const start = this.#at;
    if (this.#depth >= DEEPEST) {
      this.problems.push({ start, end: start + 1, message: TOO_DEEP, isFatal: true });
      this.#at = this.#text.length;
      return;
    }
    this.#depth += 1;
    this.#at += 1;
    this.#readUntil(close, start, readItem);
    this.#depth -= 1;
  }

  #readUntil(close: number, start: number, readItem: () => void): void {
    let comma: number | undefined;
    for (let isFirst = true; ; isFirst = false) {
      const code = this.#skip();
      if (code === END) {
        this.#isLeftOpen = true;
        this.#problem(start, start + 1, "This bracket is not closed.");
        return;
      }
      if (code === CHAR.closeBrace || code === CHAR.closeBracket) {
        if (code !== close) this.#isLeftOpen = true;
        if (code !== close) this.#problem(this.#at, this.#at + 1, `"${String.fromCharCode(close)}" is expected here.`);
        else if (comma !== undefined) this.#problem(comma, comma + 1, "Nothing follows this comma: JSON allows no comma at the end.");
        this.#at += 1;
        return;
      }
      if (code === CHAR.comma) {
        this.#problem(this.#at, this.#at + 1, "Nothing stands before this comma.");
        this.#at += 1;
        continue;
      }
      if (!isFirst && comma === undefined) this.#problem(this.#at, this.#at + 1, "A comma is expected before this.");
      readItem();
      comma = undefined;
      if (this.#skip() === CHAR.comma) {
        comma = this.#at;
        this.#at += 1;
      }
    }
  }

  #readEntry(): MappingEntry {
    const key = this.#code() === CHAR.doubleQuote ? this.#readString() : this.#readBareKey();
    if (this.#skip() !== CHAR.colon) {
      this.#problem(key.start, key.end, "A colon and a value are expected behind this key.");
      return { key, value: nothing(key.end) };
    }
    this.#at += 1;
    return { key, value: this.#readValue() };
  }

  #readBareKey(): ScalarNode {
    const { start, end, value } = this.#readWord();
    this.#problem(start, end, "A key stands in double quotes.");
    return scalar(start, end, value, "plain");
  }

  #readBare(): ScalarNode {
    const word = this.#readWord();
    if (!BARE.test(word.value)) this.#problem(word.start, word.end, "A text stands in double quotes.");
    return word;
  }

  /** Whatever stands here up to the next character that means something. At least one character. */
  #readWord(): ScalarNode {
    const start = this.#at;
    const [value = ""] = /^[^\s,:{}[\]"]+/.exec(this.#text.slice(start, start + 200)) ?? [];
    this.#at += Math.max(1, value.length);
    return scalar(start, this.#at, this.#text.slice(start, this.#at), "plain");
  }

  #readString(): ScalarNode {
    const start = this.#at;
    let value = "";
    let from = start + 1;
    this.#at = from;
    for (;;) {
      const code = this.#code();
      if (code === CHAR.doubleQuote) {
        value += this.#text.slice(from, this.#at);
        this.#at += 1;
        return scalar(start, this.#at, value, "double");
      }
      if (isBreak(code)) {
        this.#problem(start, this.#at, "This quote is not closed on its line.");
        return scalar(start, this.#at, value + this.#text.slice(from, this.#at), "double");
      }
      if (code === CHAR.backslash) {
        value += this.#text.slice(from, this.#at) + this.#readEscape();
        from = this.#at;
      } else {
        if (code < CHAR.space) this.#problem(this.#at, this.#at + 1, "A control character has to be escaped.");
        this.#at += 1;
      }
    }
  }

  #readEscape(): string {
    const start = this.#at;
    const letter = this.#text.charAt(start + 1);
    const hex = this.#text.slice(start + 2, start + 6);
    if (letter === "u" && /^[0-9a-fA-F]{4}$/.test(hex)) {
      this.#at = start + 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const known = ESCAPES[letter];
    this.#at = start + (isBreak(this.#code(start + 1)) ? 1 : 2);
    if (known === undefined) this.#problem(start, this.#at, `"\\${letter.trim()}" is no escape in JSON.`);
    return known ?? letter.trim();
  }
}
