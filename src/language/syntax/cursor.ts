import { CHAR, END, isBlank, isBreak, isSpace } from "./chars.ts";
import { type MappingEntry, type ScalarNode, type ScalarStyle, type SyntaxProblem, scalarNode } from "./tree.ts";

/** Collections may stand this deep in one another: far deeper than any template, and shallow enough for the stack. */
export const DEEPEST = 200;

/** A text may have so many values: a thousand times what a long template has. */
export const MOST_NODES = 500_000;

/** What is said of a text with more. */
export const TOO_MANY = "This is too large to be checked: it holds more values than any template.";

/** So many problems of one text are noted: a text of another kind can have one a character. */
export const MOST_PROBLEMS = 1_000;

/** What is said of anything deeper. */
export const TOO_DEEP = "This is nested too deep to be read.";

/** A place in a YAML text that moves forward, and what was found wrong on the way. */
export class Cursor {
  readonly text: string;
  readonly problems: SyntaxProblem[] = [];
  /** The offset of the next character. */
  at: number;
  /** The offset at which the line of `at` begins. */
  lineStart: number;
  /** Whether the text ended within a quote or a bracket: what follows it could have closed that. */
  isLeftOpen = false;
  #depth = 0;
  #nodes = 0;

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === CHAR.byteOrderMark ? 1 : 0;
    this.lineStart = this.at;
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** The code of a character, `END` behind the last. */
  code(offset = this.at): number {
    return offset < this.text.length ? this.text.charCodeAt(offset) : END;
  }

  /** Notes a problem. It is marked over one character at least, within the text. */
  problem(start: number, end: number, message: string): void {
    // what is left unread on purpose has no further problems
    if (this.problems.length >= MOST_PROBLEMS || this.problems.at(-1)?.isFatal === true) return;
    const { length } = this.text;
    this.problems.push({ start: Math.min(start, length), end: Math.min(Math.max(end, start + 1), length), message });
  }

  /** Begins a node. False where it is nested too deep: then the rest of the text is left unread. */
  enter(): boolean {
    this.#nodes += 1;
    if (this.#depth >= DEEPEST || this.#nodes > MOST_NODES) {
      const message = this.#depth >= DEEPEST ? TOO_DEEP : TOO_MANY;
      this.problems.push({ start: this.at, end: this.at + 1, message, isFatal: true });
      this.at = this.text.length;
      return false;
    }
    this.#depth += 1;
    return true;
  }

  /** Ends a node that was begun. */
  leave(): void {
    this.#depth -= 1;
  }

  /** The offset of the line break that ends the line of `at`, or of the text's end. */
  endOfLine(): number {
    const found = this.text.indexOf("\n", this.at);
    if (found === -1) return this.text.length;
    return found > this.at && this.text.charCodeAt(found - 1) === CHAR.return ? found - 1 : found;
  }

  /** Moves over blanks, comments and line breaks to the next token and returns its code. */
  skip(): number {
    const { text } = this;
    let at = this.at;
    for (;;) {
      const code = this.code(at);
      if (code === CHAR.newline) {
        at += 1;
        this.lineStart = at;
      } else if (code === CHAR.hash && (at === this.lineStart || isSpace(this.code(at - 1)))) {
        const end = text.indexOf("\n", at);
        at = end === -1 ? text.length : end;
      } else if (isBlank(code) || code === CHAR.return) {
        at += 1;
      } else {
        this.at = at;
        return code;
      }
    }
  }

  /** Moves over blanks on this line. Returns the code of the next token, or a break where a comment or nothing follows. */
  skipInLine(): number {
    while (isBlank(this.code())) this.at += 1;
    const code = this.code();
    if (code === CHAR.hash && (this.at === this.lineStart || isSpace(this.code(this.at - 1)))) {
      this.at = this.endOfLine();
      return this.code();
    }
    return code;
  }

  /** Whether the dash, question mark or colon at `at` stands alone, as an indicator has to. */
  isIndicator(): boolean {
    return isSpace(this.code(this.at + 1));
  }

  isDash(): boolean {
    return this.code() === CHAR.dash && this.isIndicator();
  }

  /** Whether `---` or `...` stands at the beginning of the line of `offset`. */
  isDocumentMarker(offset = this.at): boolean {
    if (offset !== this.lineStart) return false;
    const marker = this.text.startsWith("---", offset) || this.text.startsWith("...", offset);
    return marker && isSpace(this.code(offset + 3));
  }

  /** Whether a key with its colon follows on this line. */
  isKeyAhead(): boolean {
    const first = this.code();
    if (first === CHAR.doubleQuote || first === CHAR.singleQuote) return this.#isQuotedKeyAhead(first);
    for (let at = this.at; ; at += 1) {
      const code = this.code(at);
      if (isBreak(code)) return false;
      if (code === CHAR.colon && isSpace(this.code(at + 1))) return true;
      if (code === CHAR.hash && at > this.at && isBlank(this.code(at - 1))) return false;
    }
  }

  /** Whether a key without quotes and blanks follows on this line, with its colon right behind it. */
  isWordKeyAhead(): boolean {
    return isWordKey(this.text, this.at);
  }

  #isQuotedKeyAhead(quote: number): boolean {
    let at = this.at + 1;
    // two single quotes stand for one within
    for (; this.code(at) !== quote || (quote === CHAR.singleQuote && this.code(at + 1) === quote); at += 1) {
      if (isBreak(this.code(at))) return false;
      const isEscape = quote === CHAR.doubleQuote ? this.code(at) === CHAR.backslash : this.code(at) === quote;
      if (isEscape) at += 1;
    }
    at += 1;
    while (isBlank(this.code(at))) at += 1;
    return this.code(at) === CHAR.colon && isSpace(this.code(at + 1));
  }
}

/** Whether a key without quotes and blanks stands at an offset, with its colon right behind it: nothing else looks so. */
export function isWordKey(text: string, start: number): boolean {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CHAR.colon && at > start && (at + 1 === text.length || isSpace(text.charCodeAt(at + 1)))) return true;
    const isWord =
      (code >= 48 && code <= 58) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || WORD_SIGNS.includes(code);
    if (!isWord) return false;
  }
  return false;
}

/** `-`, `.` and `_`; a word may hold colons and digits as well. A dash alone begins an item of a list, but no blank follows in a word. */
const WORD_SIGNS: readonly number[] = [CHAR.dash, CHAR.dot, 95];

export function scalar(start: number, end: number, value: string, style: ScalarStyle): ScalarNode {
  return scalarNode(start, end, value, style);
}

/** The scalar of a place where nothing stands. */
export function nothing(at: number): ScalarNode {
  return scalar(at, at, "", "plain");
}

/** From this many keys on a map is cheaper than comparing them all. */
const FEW_KEYS = 8;

/**
 * Reports keys that stand twice in a mapping, at every place: of those, services take one at random or refuse the template.
 * (cfn-lint leaves the first place out for all but the first such key of a mapping.)
 */
export function reportDuplicates(entries: readonly MappingEntry[], problem: Cursor["problem"]): void {
  if (!hasLikeKeys(entries)) return;
  const first = new Map<string, ScalarNode>();
  const told = new Set<string>();
  for (const { key } of entries) {
    const earlier = first.get(key.value);
    if (earlier === undefined) first.set(key.value, key);
    if (earlier === undefined || key.value === "" || key.value === "<<") continue;
    if (!told.has(key.value)) problem(earlier.start, earlier.end, `The key "${key.value}" stands below once more.`);
    told.add(key.value);
    problem(key.start, key.end, `The key "${key.value}" stands here twice.`);
  }
}

/** Nearly no mapping has: this is asked of each, and makes nothing where keys are few. */
function hasLikeKeys(entries: readonly MappingEntry[]): boolean {
  const { length } = entries;
  if (length > FEW_KEYS) return new Set(entries.map(({ key }) => key.value)).size < length;
  for (let one = 1; one < length; one += 1) {
    const value = entries[one]?.key.value;
    for (let earlier = 0; earlier < one; earlier += 1) if (entries[earlier]?.key.value === value) return true;
  }
  return false;
}
