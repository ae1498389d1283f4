/** A resource's type as YAML or JSON has it, below `Resources`. */
const RESOURCE_TYPE = /["']?Type["']?\s*:\s*["']?\w+::\w/;

/** A transform of AWS's. */
const TRANSFORM = /["']?Transform["']?\s*:[\s["'-]*AWS::/;

/** Keys that only documents of others have: Kubernetes, OpenAPI, Swagger, AsyncAPI, compose files, Ansible's and CI's. */
const FOREIGN_KEYS = new Set(["apiVersion", "kind", "openapi", "swagger", "asyncapi", "services", "jobs", "$schema"]);

/** What has none of these words in it is no template, whatever it is: this ends the look at nearly all documents. */
const WORDS = ["Resources", "AWSTemplateFormatVersion", "AWS::Serverless-"] as const;

/**
 * Whether a text is a CloudFormation template, or about to become one. It is a sniff, not a parse: it costs one pass over
 * the text at most, and needs one of `AWSTemplateFormatVersion`, the serverless transform, or `Resources` that hold a type.
 */
export function isTemplate(text: string): boolean {
  if (!WORDS.some((word) => text.includes(word))) return false;
  const begins = beginOf(text);
  const { keys, listed } = text.startsWith("{", begins) ? flowKeys(text, begins) : blockKeys(text);
  // a deployment specification of CodeDeploy lists its resources
  if (listed.has("Resources")) return false;
  if (keys.has("AWSTemplateFormatVersion")) return true;
  for (const key of keys) {
    if (FOREIGN_KEYS.has(key)) return false;
  }
  if (keys.has("Transform") && /AWS::Serverless-/.test(text) && TRANSFORM.test(text)) return true;
  return keys.has("Resources") && (RESOURCE_TYPE.test(text) || TRANSFORM.test(text));
}

/** The keys of a document, and those of them whose value is a list. */
interface Keys {
  readonly keys: ReadonlySet<string>;
  readonly listed: ReadonlySet<string>;
}

/** Where the first line with content begins: behind blanks, comments of JSON's or YAML's, and the marker of a document. */
function beginOf(text: string): number {
  let at = 0;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === BYTE_ORDER_MARK) {
      at += 1;
    } else if (code === HASH || code === PERCENT || text.startsWith("//", at)) {
      at = endOfLine(text, at);
    } else if (text.startsWith("/*", at)) {
      const close = text.indexOf("*/", at + 2);
      if (close === -1) return at;
      at = close + 2;
    } else if (text.startsWith("---", at) && text.charCodeAt(at + 3) <= 32) {
      at += 3;
    } else {
      return at;
    }
  }
}

const BYTE_ORDER_MARK = 0xfeff;
const NEWLINE = 10;
const BACKSLASH = 92;
const HASH = 35;
const PERCENT = 37;
const SPACE = 32;

function endOfLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found;
}

/**
 * The lines with content, comments and directives apart: how far each is indented, and what stands there.
 * @param isWanted whether lines of an indentation are of interest: most are not
 */
function* contentLines(text: string, isWanted: (indentation: number) => boolean): Generator<{ indentation: number; content: string }> {
  for (let start = 0; start < text.length; ) {
    let at = start;
    if (text.charCodeAt(at) === BYTE_ORDER_MARK) at += 1;
    const from = at;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const end = endOfLine(text, at);
    const code = text.charCodeAt(at);
    const isContent = at < end && code > SPACE && code !== HASH && code !== PERCENT;
    if (isContent && isWanted(at - from)) yield { indentation: at - from, content: text.slice(at, end) };
    start = end + 1;
  }
}

/** The keys of the first document in block style: those as far to the right as its first line with content, which may be indented. */
function blockKeys(text: string): Keys {
  const keys = new Set<string>();
  const listed = new Set<string>();
  let first: number | undefined;
  let key: string | undefined;
  for (const { indentation, content } of contentLines(text, (found) => first === undefined || key !== undefined || found === first || found === 0)) {
    if (indentation === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(content)) {
      if (first === undefined) continue;
      break;
    }
    // two words before any colon are prose, which may well quote a template
    if (first === undefined && /^[^\s:"']+[ \t]+[^\s:#]/.test(content) && !content.startsWith("- ")) break;
    first ??= indentation;
    // the first thing below a key tells what it holds
    if (key !== undefined && /^-\s/.test(content)) listed.add(key);
    key = undefined;
    if (indentation !== first) continue;
    const [, , name, value = ""] = /^(["']?)([A-Za-z][\w-]*)\1[ \t]*:(.*)/.exec(content) ?? [];
    if (name === undefined) continue;
    keys.add(name);
    if (/^\s*(?:#.*)?$/.test(value)) key = name;
    else if (value.trimStart().startsWith("[")) listed.add(name);
  }
  return { keys, listed };
}

/**
 * The keys of the outermost object, of JSON or of YAML in flow style, whose keys need no quotes. Read by hand: an expression
 * for texts in quotes would go back over each that is not closed.
 */
function flowKeys(text: string, begins: number): Keys {
  const keys = new Set<string>();
  const listed = new Set<string>();
  let depth = 0;
  for (let at = begins; at < text.length; ) {
    const sign = text.charAt(at);
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0) break;
    const end = wordEnd(text, at);
    if (end > at && depth === 1) {
      let behind = end;
      while (behind < text.length && text.charCodeAt(behind) <= SPACE) behind += 1;
      if (text.startsWith(":", behind)) {
        const key = sign === '"' || sign === "'" ? text.slice(at + 1, end - 1) : text.slice(at, end);
        keys.add(key);
        if (/^\s*\[/.test(text.slice(behind + 1, behind + 40))) listed.add(key);
      }
      at = behind;
    } else {
      at = Math.max(end, at + 1);
    }
  }
  return { keys, listed };
}

/** Where a word or a text in quotes ends that begins at an offset; the offset where none does. A quote ends with its line. */
function wordEnd(text: string, start: number): number {
  const sign = text.charAt(start);
  let at = start;
  if (sign !== '"' && sign !== "'") {
    while (isWord(text.charCodeAt(at), at > start)) at += 1;
    return at;
  }
  const quote = text.charCodeAt(start);
  for (at += 1; at < text.length; at += 1) {
    const next = text.charCodeAt(at);
    if (next === quote) return at + 1;
    if (next === NEWLINE) return at;
    if (next === BACKSLASH && sign === '"') at += 1;
  }
  return text.length;
}

function isWord(code: number, isInside: boolean): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || (isInside && ((code >= 48 && code <= 57) || code === 45 || code === 95));
}
