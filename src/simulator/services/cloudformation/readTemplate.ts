import { Pair, parseDocument, Scalar, YAMLMap } from "yaml";
import type { ScalarTag, CollectionTag } from "yaml";
import { AwsError } from "../../wire/errors.ts";
import { hasLoops, LANGUAGE, unrolled } from "./forEach.ts";
import type { TemplateMap, TemplateValue } from "./blueprint.ts";

/** A resource as its template declares it. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateMap;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

/** A template as it was read: intrinsic functions in their long form. */
export interface Template {
  readonly description: string | undefined;
  readonly format: "yaml" | "json";
  readonly parameters: ReadonlyMap<string, TemplateMap>;
  readonly mappings: TemplateMap;
  readonly conditions: TemplateMap;
  readonly resources: ReadonlyMap<string, DeclaredResource>;
  readonly outputs: ReadonlyMap<string, TemplateMap>;
  readonly metadata: TemplateMap | undefined;
  readonly transforms: readonly string[];
  /** The template as it was written, where it has loops: what they make depends on its parameters (`expanded`). */
  readonly source?: TemplateMap;
  /** What its loops made of it. */
  readonly processed?: TemplateMap;
}

const SECTIONS = new Set([
  "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Resources", "Outputs",
  "Transform", "Rules", "Hooks",
]);
/** What has a tag of its own (user guide, "Intrinsic function reference"). */
const FUNCTIONS = [
  "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue", "Join", "Length", "Not", "Or",
  "Select", "Split", "Sub", "ToJsonString", "Transform",
];

/** @throws AwsError ValidationError with CloudFormation's words for a text that is no template */
export function readTemplate(text: string): Template {
  const isJson = text.trimStart().startsWith("{");
  const value = isJson ? readJson(text) : readYaml(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw formatError("unsupported structure.");
  }
  checkNulls(value, "");
  return templateOf(value as TemplateMap, isJson ? "json" : "yaml");
}

/** A template by its value; of one with loops what stands outside them. @throws AwsError ValidationError */
export function templateOf(value: TemplateMap, format: "yaml" | "json"): Template {
  const isLooped = [value["Transform"]].flat().includes(LANGUAGE) && hasLoops(value);
  return isLooped ? { ...plainTemplateOf(unrolled(value, () => []) as TemplateMap, format, true), source: value } : plainTemplateOf(value, format);
}

/** A template with what its loops make. @param itemsOf what a loop goes over @throws AwsError ValidationError */
export function expanded(template: Template, itemsOf: (over: TemplateValue) => unknown): Template {
  const { source, format } = template;
  if (source === undefined) {
    return template;
  }
  const processed = unrolled(source, itemsOf) as TemplateMap;
  return { ...plainTemplateOf(processed, format), source, processed };
}

function plainTemplateOf(value: TemplateMap, format: "yaml" | "json", mayBeEmpty = false): Template {
  const unknown = Object.keys(value).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) {
    throw new AwsError("ValidationError", `Invalid template property or properties [${unknown.join(", ")}]`);
  }
  const resources = Object.entries(section(value, "Resources"));
  if (resources.length === 0 && !mayBeEmpty) {
    throw formatError("At least one Resources member must be defined.");
  }
  const { Description: description, Transform: transform, Metadata: metadata } = value;
  return {
    description: typeof description === "string" ? description : undefined,
    format,
    parameters: maps(value, "Parameters"),
    mappings: section(value, "Mappings"),
    conditions: section(value, "Conditions"),
    resources: new Map(resources.map(([logicalId, one]) => [logicalId, resourceOf(logicalId, one)])),
    outputs: maps(value, "Outputs"),
    metadata: isMap(metadata) ? metadata : undefined,
    transforms: Array.isArray(transform) ? transform.map(String) : typeof transform === "string" ? [transform] : [],
  };
}

function resourceOf(logicalId: string, value: TemplateValue): DeclaredResource {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
    throw formatError(`Resource name ${logicalId} is non alphanumeric.`);
  }
  if (!isMap(value) || typeof value["Type"] !== "string") {
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  const { Type: type, Properties: properties = {}, DependsOn: dependsOn = [], Condition: condition } = value;
  return {
    logicalId,
    type,
    properties: isMap(properties) ? properties : {},
    dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).map(String),
    condition: typeof condition === "string" ? condition : undefined,
    deletionPolicy: policy(value, "DeletionPolicy"),
    updateReplacePolicy: policy(value, "UpdateReplacePolicy"),
  };
}

function policy(value: TemplateMap, name: string): string | undefined {
  const own = value[name];
  return typeof own === "string" ? own : undefined;
}

function section(value: TemplateMap, name: string): TemplateMap {
  const own = value[name] ?? {};
  if (!isMap(own)) {
    throw formatError(`${name} must be an object.`);
  }
  return own;
}

function maps(value: TemplateMap, name: string): ReadonlyMap<string, TemplateMap> {
  return new Map(
    Object.entries(section(value, name)).map(([key, one]) => {
      if (!isMap(one)) {
        throw formatError(`Every ${name} member must be a JSON object.`);
      }
      return [key, one];
    }),
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const before = text.slice(0, Number(at ?? 0)).split("\n");
    throw formatError(`JSON not well-formed. (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`);
  }
}

function readYaml(text: string): unknown {
  // Aliases beyond this many are somebody's bomb.
  const document = parseDocument(text, { customTags: TAGS, uniqueKeys: true, version: "1.2", logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const [from] = error.linePos ?? [];
    throw formatError(`YAML not well-formed. (line ${from?.line ?? 1}, column ${from?.col ?? 1})`);
  }
  return document.toJS({ maxAliasCount: 1000 });
}

/** `!GetAtt A.B` and all others, each on a scalar, a list and a mapping. */
const TAGS: (ScalarTag | CollectionTag)[] = ["Ref", "Condition", ...FUNCTIONS].flatMap((name) => {
  const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  const tag = `!${name}`;
  return [
    { tag, identify: () => false, resolve: (text: string) => ({ [key]: name === "GetAtt" ? halves(text) : text }) },
    collectionTag(tag, key, "seq"),
    collectionTag(tag, key, "map"),
  ];
});

function collectionTag(tag: string, key: string, collection: "seq" | "map"): CollectionTag {
  return {
    tag,
    collection,
    identify: () => false,
    resolve(node) {
      // The node stays in the tree, as the value of the function's name: what is below it has tags of its own.
      const pair = new Pair(new Scalar(key), node);
      const map = new YAMLMap();
      map.items.push(pair);
      return map;
    },
  };
}

function halves(path: string): string[] {
  const dot = path.indexOf(".");
  return dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
}

function checkNulls(value: unknown, path: string): void {
  if (value === null) {
    throw formatError(`[${path}] 'null' values are not allowed in templates`);
  }
  if (typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      checkNulls(inner, `${path}/${key}`);
    }
  }
}

/** Whether a value is a mapping. */
export function isMap(value: unknown): value is TemplateMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function formatError(what: string): AwsError {
  return new AwsError("ValidationError", `Template format error: ${what}`);
}
