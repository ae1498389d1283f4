/** A resource's type as YAML or JSON has it, below `Resources`. */
const RESOURCE_TYPE = /["']?Type["']?\s*:\s*["']?\w+::\w/;

/** Keys that only documents of others have: Kubernetes, OpenAPI, Swagger, AsyncAPI, compose files, Ansible's and CI's. */
const FOREIGN_KEYS = new Set(["apiVersion", "kind", "openapi", "swagger", "asyncapi", "services", "jobs", "$schema"]);

/**
 * Whether a text is a CloudFormation template, or about to become one. It is a sniff, not a parse: it costs one pass over
 * the text at most, and needs one of `AWSTemplateFormatVersion`, a transform of AWS's, or `Resources` with a type.
 */
export function isTemplate(text: string): boolean {
  // what has neither word in it is none, whatever it is: this ends it for nearly all documents
  if (!text.includes("Resources") && !text.includes("AWSTemplateFormatVersion")) return false;
  const keys = /^\uFEFF?\s*\{/.test(text) ? jsonKeys(text) : yamlKeys(text);
  if (keys.has("AWSTemplateFormatVersion")) return true;
  for (const key of keys) {
    if (FOREIGN_KEYS.has(key)) return false;
  }
  if (!keys.has("Resources")) return false;
  return RESOURCE_TYPE.test(text) || /["']?Transform["']?\s*:[\s["'-]*AWS::/.test(text);
}

/** The keys of the document itself: those as far to the right as its first line with content, which may be indented. */
function yamlKeys(text: string): Set<string> {
  const [, indentation = ""] = /^( *)(?!#|---|%)[^\s\uFEFF]/m.exec(text) ?? [];
  const ownKey = new RegExp(`^\\uFEFF?${indentation}(["']?)([A-Za-z][\\w-]*)\\1[ \\t]*:`, "gm");
  const keys = new Set<string>();
  for (const [, , key = ""] of text.matchAll(ownKey)) keys.add(key);
  return keys;
}

/** The keys of the outermost object. */
function jsonKeys(text: string): Set<string> {
  const keys = new Set<string>();
  let depth = 0;
  // strings, which may hold brackets, and brackets
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && /^\s*:/.test(text.slice(index + token.length, index + token.length + 20))) keys.add(token.slice(1, -1));
  }
  return keys;
}
