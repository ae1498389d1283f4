/** A value with the line it stands on, counted from one. */
export interface IniValue {
  readonly text: string;
  readonly line: number;
  /** The settings that are indented below it (`s3 =` and its lines), by name. */
  readonly nested?: ReadonlyMap<string, IniValue>;
}

export interface IniSection {
  /** What stands between the brackets. */
  readonly header: string;
  readonly line: number;
  /** By the setting's name in small letters. */
  readonly values: ReadonlyMap<string, IniValue>;
}

export interface IniProblem {
  readonly line: number;
  readonly text: string;
}

export interface IniFile {
  readonly sections: readonly IniSection[];
  readonly problems: readonly IniProblem[];
}

interface OpenValue {
  readonly name: string;
  readonly line: number;
  readonly lines: { text: string; line: number }[];
}

/**
 * Reads a file of the AWS CLI as its second version does (Python's `configparser`, then one level of nested settings):
 * whole lines are comments, never the end of one; `=` and `:` divide; what is indented deeper goes on with the value
 * above. Where the CLI gives the whole file up, the line is told and left out here.
 */
export function parseIni(text: string): IniFile {
  return new IniReader().read(text);
}

class IniReader {
  readonly #sections: IniSection[] = [];
  readonly #byHeader = new Map<string, Map<string, IniValue>>();
  readonly #problems: IniProblem[] = [];
  #values: Map<string, IniValue> | undefined;
  #open: OpenValue | undefined;
  #indent = 0;

  read(text: string): IniFile {
    text.split(/\r\n|\r|\n/).forEach((line, index) => this.#line(line, index + 1));
    this.#close();
    return { sections: this.#sections, problems: this.#problems.toSorted((a, b) => a.line - b.line) };
  }

  #line(raw: string, line: number): void {
    const text = raw.trim();
    if (text === "" || text.startsWith("#") || text.startsWith(";")) return;
    const indent = raw.length - raw.trimStart().length;
    if (this.#open !== undefined && indent > this.#indent) {
      this.#open.lines.push({ text, line });
      return;
    }
    this.#close();
    this.#indent = indent;
    const end = text.startsWith("[") ? text.lastIndexOf("]") : -1;
    if (end > 1) this.#section(text.slice(1, end), line);
    else if (text.startsWith("[")) this.#broken(line, "the section's closing bracket is missing");
    else this.#setting(text, line);
  }

  #section(header: string, line: number): void {
    const known = this.#byHeader.get(header);
    if (known !== undefined) this.#told(line, `[${header}] stands here a second time; the AWS CLI refuses the whole file`);
    this.#values = known ?? new Map();
    if (known !== undefined) return;
    this.#byHeader.set(header, this.#values);
    this.#sections.push({ header, line, values: this.#values });
  }

  /** What follows a header that cannot be read belongs to no section: never to the one above. */
  #broken(line: number, why: string): void {
    this.#told(line, why);
    this.#values = new Map();
  }

  #setting(text: string, line: number): void {
    const at = text.search(/[=:]/);
    if (at <= 0) {
      this.#told(line, at === 0 ? "the setting's name is missing" : "this is neither a section nor a setting (name = value)");
      return;
    }
    if (this.#values === undefined) {
      this.#told(line, "this stands above the first section");
      return;
    }
    const name = text.slice(0, at).trim().toLowerCase();
    this.#open = { name, line, lines: [{ text: text.slice(at + 1).trim(), line }] };
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || this.#values === undefined) return;
    if (this.#values.has(open.name)) this.#told(open.line, `${open.name} stands here a second time; the last one counts`);
    const [first, ...more] = open.lines;
    if (first?.text === "" && more.length > 0) {
      this.#values.set(open.name, { text: "", line: open.line, nested: this.#nested(more) });
      return;
    }
    const [indented] = more;
    if (indented !== undefined) this.#told(indented.line, `this is indented, so it goes on with the value of ${open.name}`);
    this.#values.set(open.name, { text: open.lines.map(({ text }) => text).join("\n"), line: open.line });
  }

  #nested(lines: readonly { text: string; line: number }[]): ReadonlyMap<string, IniValue> {
    const nested = new Map<string, IniValue>();
    for (const { text, line } of lines) {
      const at = text.indexOf("=");
      if (at <= 0) this.#told(line, "a nested setting needs a name and =");
      else nested.set(text.slice(0, at).trim().toLowerCase(), { text: text.slice(at + 1).trim(), line });
    }
    return nested;
  }

  #told(line: number, text: string): void {
    this.#problems.push({ line, text });
  }
}

/**
 * A text as a POSIX shell splits it into words (Python's `shlex`, which the AWS CLI uses for section names and
 * commands): quotes group, a backslash takes the next character as it is; nothing is replaced.
 * @returns undefined where a quote is not closed
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === "'") {
      if (char === "'") quote = "";
      else word += char;
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else if (char === "\\" && (next === '"' || next === "\\")) [word, at] = [word + next, at + 1];
      else word += char;
    } else if (char === "'" || char === '"') {
      [quote, word] = [char, word ?? ""];
    } else if (char === "\\") {
      if (next === "") return undefined;
      [word, at] = [(word ?? "") + next, at + 1];
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}

/**
 * A command as a program of Windows reads its line (Microsoft's rules for `CommandLineToArgvW`, which the AWS CLI
 * follows there): only double quotes group, and a backslash is one unless it stands before a quote.
 * @returns undefined where a quote is not closed
 */
export function windowsWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") {
      let end = at;
      while (text.charAt(end) === "\\") end += 1;
      const count = end - at;
      const beforeQuote = text.charAt(end) === '"';
      word = (word ?? "") + "\\".repeat(beforeQuote ? Math.floor(count / 2) : count);
      if (beforeQuote && count % 2 === 1) word += '"';
      at = beforeQuote && count % 2 === 1 ? end : end - 1;
    } else if (char === '"') {
      [quoted, word] = [!quoted, word ?? ""];
    } else if (/\s/.test(char) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (quoted) return undefined;
  return word === undefined ? words : [...words, word];
}
