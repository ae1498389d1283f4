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
  const { keys, listed } = /^[\s\uFEFF]*\{/.test(withoutComments(text)) ? flowKeys(withoutComments(text)) : blockKeys(text);
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

/** The text from its first line that is neither empty nor a comment, of JSON's or YAML's, nor the marker of a document. */
function withoutComments(text: string): string {
  const [before = ""] = /^(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*|---(?=\s)|%[^\n]*)*/.exec(text) ?? [];
  return text.slice(before.length);
}

/** The keys of the first document in block style: those as far to the right as its first line with content, which may be indented. */
function blockKeys(text: string): Keys {
  const keys = new Set<string>();
  const listed = new Set<string>();
  let indentation: number | undefined;
  let key: string | undefined;
  for (const [, blanks = "", content = ""] of text.matchAll(/^\uFEFF?( *)([^\s#%\uFEFF][^\n]*)/gm)) {
    if (blanks === "" && /^(?:---|\.\.\.)(?:\s|$)/.test(content)) {
      if (indentation === undefined) continue;
      break;
    }
    // two words before any colon are prose, which may well quote a template
    if (indentation === undefined && /^[^\s:"']+[ \t]+[^\s:#]/.test(content) && !content.startsWith("- ")) break;
    indentation ??= blanks.length;
    // the first thing below a key tells what it holds
    if (key !== undefined && /^-\s/.test(content)) listed.add(key);
    key = undefined;
    if (blanks.length !== indentation) continue;
    const [, , name, value] = /^(["']?)([A-Za-z][\w-]*)\1[ \t]*:(.*)/.exec(content) ?? [];
    if (name === undefined) continue;
    keys.add(name);
    if (/^\s*(?:#.*)?$/.test(value ?? "")) key = name;
    else if (/^\s*\[/.test(value ?? "")) listed.add(name);
  }
  return { keys, listed };
}

/** The keys of the outermost object, of JSON or of YAML in flow style, whose keys need no quotes. */
function flowKeys(text: string): Keys {
  const keys = new Set<string>();
  const listed = new Set<string>();
  let depth = 0;
  // strings and words, which may hold brackets, and brackets
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z][\w-]*|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1) {
      const [colon, opening] = /^\s*:\s*(\[?)/.exec(text.slice(index + token.length, index + token.length + 40)) ?? [];
      if (colon === undefined) continue;
      const key = /^["']/.test(token) ? token.slice(1, -1) : token;
      keys.add(key);
      if (opening === "[") listed.add(key);
    }
    if (depth === 0) break;
  }
  return { keys, listed };
}
