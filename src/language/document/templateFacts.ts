import type { Dialect, Maker, TemplateFacts } from "../model/facts.ts";
import { resolvePlain } from "../model/scalars.ts";
import { type SyntaxNode, entryOf } from "../syntax/tree.ts";
import type { ResourceSummary } from "../model/summary.ts";
import type { Entry } from "./entry.ts";

export const SAM_TRANSFORM = "AWS::Serverless-2016-10-31";

/** Transforms that leave what stands in the template as it is, apart from what the rules know of them. */
const KNOWN_TRANSFORMS = new Set([
  SAM_TRANSFORM,
  "AWS::LanguageExtensions",
  "AWS::CodeDeployBlueGreen",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
]);

/** The types of which it is documented what is made of them; of the others anything may be. */
const SAM_TYPES: ReadonlySet<string> = new Set(
  ["Api", "Function", "HttpApi", "LayerVersion", "SimpleTable", "StateMachine"].map((name) => `AWS::Serverless::${name}`),
);

/** What holds for the template that entries make. */
export function templateFacts(entries: readonly Entry[]): TemplateFacts {
  const root = entries[0];
  const transforms = entries.flatMap(({ section, key, node }) => (section === "Transform" && key === undefined ? transformsIn(node) : []));
  const dialect: Dialect = transforms.includes(SAM_TRANSFORM) ? "sam" : "cloudformation";
  const loopNames: string[] = [];
  const makers: Maker[] = [];
  let uncertain: TemplateFacts["uncertain"] = "nothing";
  const isKnown = (name: string | undefined) => name !== undefined && (KNOWN_TRANSFORMS.has(name) || name === "");
  for (const { section, key, node, summary, isWithheld } of entries) {
    // what is there is not known while a bracket or a quote is open
    if (isWithheld === true && uncertain === "nothing") uncertain = "names";
    if (key === undefined) {
      if (section === "Fn::Transform" || (section === "Resources" && node.tag !== undefined)) uncertain = "anything";
      continue;
    }
    if (section === "Modules") makers.push({ name: key, by: "module" });
    if (section !== "Resources" && section !== "Parameters") continue;
    if (section === "Resources") loopNames.push(...(summary.loopNames ?? []));
    makers.push(...makersIn(key, summary.resource, dialect));
    const brings = (key.startsWith("Fn::") || key === "<<") && summary.loopNames === undefined;
    if (brings && uncertain === "nothing") uncertain = "names";
  }
  if (root?.node.kind !== "mapping" || !transforms.every(isKnown)) uncertain = "anything";
  const isMade = entries.some(({ summary }) => summary.resource?.type === "AWS::CDK::Metadata");
  const hasVersion = entries.some(({ section }) => section === "AWSTemplateFormatVersion");
  const isServerless = !hasVersion && entries.some(({ summary }) => summary.isServerless === true);
  // the framework adds resources of its own
  if (isServerless && uncertain === "nothing") uncertain = "names";
  return { dialect, transforms, uncertain, isMade, loopNames, makers, isServerless };
}

/** What more is made of a resource. */
function makersIn(name: string, resource: ResourceSummary | undefined, dialect: Dialect): Maker[] {
  if (resource?.isModule === true) return [{ name, by: "module" }];
  if (dialect !== "sam" || resource?.type?.startsWith("AWS::Serverless::") !== true) return [];
  const isKnown = SAM_TYPES.has(resource.type);
  return [{ name, by: isKnown ? "sam" : "event" }, ...(resource.events ?? []).map((event) => ({ name: name + event, by: "event" as const }))];
}

/** Nothing, a number and the like. */
const isNoText = (node: SyntaxNode) => node.kind === "scalar" && node.style === "plain" && resolvePlain(node.value).type !== "string";

/** `Transform` holds a name, a `{ Name, Parameters }`, or a list of such. */
function transformsIn(value: SyntaxNode): (string | undefined)[] {
  const items = value.kind === "sequence" ? value.items : [value];
  // what has no name is no transform
  const named = items.filter((node) => (node.kind === "mapping" ? entryOf(node, "Name") !== undefined : !isNoText(node)));
  return named.map((node) => {
    const name = node.kind === "mapping" ? entryOf(node, "Name")?.value : node;
    return name?.kind === "scalar" && name.tag === undefined ? name.value : undefined;
  });
}
