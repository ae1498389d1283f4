import { type MappingEntry, type ScalarNode, type SyntaxNode, type SyntaxTree, entryOf } from "./syntax/tree.ts";

export const SAM_TRANSFORM = "AWS::Serverless-2016-10-31";

/** Transforms that leave what stands in the template as it is, apart from what the rules know of them. */
const KNOWN_TRANSFORMS = new Set([
  SAM_TRANSFORM,
  "AWS::LanguageExtensions",
  "AWS::CodeDeployBlueGreen",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
]);

export interface Resource {
  readonly name: ScalarNode;
  /** The whole body, most often a mapping. */
  readonly body: SyntaxNode;
  /** The type where it is written as a text. */
  readonly type?: ScalarNode;
  readonly properties?: MappingEntry;
}

/** What a template says, in terms of CloudFormation, each with its place in the tree. */
export interface Template {
  readonly tree: SyntaxTree;
  readonly parameters: ReadonlyMap<string, MappingEntry>;
  readonly resources: ReadonlyMap<string, Resource>;
  /** The names that loops give to resources, as they are written: `Queue${Name}`. */
  readonly loopNames: readonly string[];
  /** The names of the transforms; undefined for one that is computed. */
  readonly transforms: readonly (string | undefined)[];
  /**
   * What a macro may change before CloudFormation sees it. `anything`: the whole template, so that only its syntax can be
   * judged. `names`: it may bring further resources, so that an unknown name means nothing; loops, whose names are known, do not.
   */
  readonly uncertain: "anything" | "names" | "nothing";
}

/** Reads the sections. What has another shape than expected is left out: that is for rules to say. */
export function readTemplate(tree: SyntaxTree): Template {
  const { root } = tree;
  const parameters = new Map(entries(root, "Parameters").map((entry) => [entry.key.value, entry]));
  const resources = new Map(entries(root, "Resources").flatMap((entry) => {
    const isGenerated = entry.key.value.startsWith("Fn::") || entry.key.value === "<<";
    return isGenerated ? [] : [[entry.key.value, readResource(entry)] as const];
  }));
  const transforms = readTransforms(root);
  const loopNames = entries(root, "Resources").flatMap((entry) => namesOfLoop(entry) ?? []);
  return { tree, parameters, resources, loopNames, transforms, uncertain: uncertainty(root, transforms) };
}

/** Whether the template asks for a transform by this name. */
export function hasTransform(template: Template, name: string): boolean {
  return template.transforms.includes(name);
}

/** The entries of a section that is a mapping; none where the section is missing. */
export function entries(root: SyntaxNode, section: string): readonly MappingEntry[] {
  const value = entryOf(root, section)?.value;
  return value?.kind === "mapping" ? value.entries : [];
}

/**
 * The keys that a loop makes, as they are written, those of loops within it included. Undefined for what is no
 * `Fn::ForEach::Loop: [identifier, collection, { key: value }]`.
 */
function namesOfLoop({ key, value }: MappingEntry): string[] | undefined {
  if (!key.value.startsWith("Fn::ForEach::") || value.kind !== "sequence" || value.tag !== undefined) return undefined;
  const [, , body] = value.items;
  if (body?.kind !== "mapping" || body.tag !== undefined) return undefined;
  const names: string[] = [];
  for (const entry of body.entries) {
    const isPlain = !entry.key.value.startsWith("Fn::") && entry.key.value !== "<<";
    const found = isPlain ? [entry.key.value] : namesOfLoop(entry);
    if (found === undefined) return undefined;
    names.push(...found);
  }
  return names;
}

function readResource({ key, value }: MappingEntry): Resource {
  const type = entryOf(value, "Type")?.value;
  const properties = entryOf(value, "Properties");
  return {
    name: key,
    body: value,
    ...(type?.kind === "scalar" && type.tag === undefined && type.value !== "" ? { type } : {}),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** `Transform` holds a name, a `{ Name, Parameters }`, or a list of such. */
function readTransforms(root: SyntaxNode): (string | undefined)[] {
  const value = entryOf(root, "Transform")?.value;
  if (value === undefined) return [];
  return (value.kind === "sequence" ? value.items : [value]).map(transformName);
}

function transformName(node: SyntaxNode): string | undefined {
  const name = node.kind === "mapping" ? entryOf(node, "Name")?.value : node;
  return name?.kind === "scalar" && name.tag === undefined ? name.value : undefined;
}

function uncertainty(root: SyntaxNode, transforms: readonly (string | undefined)[]): Template["uncertain"] {
  const isKnown = (name: string | undefined) => name !== undefined && (KNOWN_TRANSFORMS.has(name) || name === "");
  if (root.kind !== "mapping" || entryOf(root, "Fn::Transform") !== undefined) return "anything";
  if (!transforms.every(isKnown)) return "anything";
  const resources = entryOf(root, "Resources")?.value;
  if (resources?.tag !== undefined) return "anything";
  const brings = [...entries(root, "Resources"), ...entries(root, "Parameters")].some(
    (entry) => (entry.key.value.startsWith("Fn::") || entry.key.value === "<<") && namesOfLoop(entry) === undefined,
  );
  return brings ? "names" : "nothing";
}
