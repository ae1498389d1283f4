import { attributePointer } from "../schema/pack.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import { PARAMETER_TYPES } from "../model/parameters.ts";
import { entryOf } from "../syntax/tree.ts";
import { rankOfType } from "./commonTypes.ts";
import { type FeatureContext, graphOf, namedIn } from "./context.ts";
import { schemaOfType } from "./locate.ts";
import { kindsOf } from "./spots.ts";
import { type Suggestion, escaped, scalarText, suggest } from "./suggestion.ts";
import { innerIndent } from "./suggestKeys.ts";
import type { Typing } from "./typing.ts";

const POLICIES = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

/** Transforms of AWS's, from "Transform reference" of CloudFormation's user guide. */
const TRANSFORMS = ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::Include", "AWS::SecretsManager-2024-09-16", "AWS::CodeDeployBlueGreen"];

/** The values that may stand at a place, calls of functions apart. */
export function suggestValues(document: TemplateDocument, typing: Typing, context: FeatureContext): Suggestion[] {
  const { section, name, path, spots } = typing;
  const [first] = path;
  if (typing.call !== undefined && typing.call.name !== "Fn::If") return [];
  const plain = (values: Iterable<string>, rank = 1) => [...values].map((value) => plainValue(typing, value, rank));
  if (section === "AWSTemplateFormatVersion") return plain(["2010-09-09"]);
  if (section === "Transform") return plain(TRANSFORMS);
  if (path.length === 1 && name !== undefined) {
    if (section === "Resources" && first === "Type") return types(document, typing, context);
    if (section === "Parameters" && first === "Type") return plain(PARAMETER_TYPES);
    if (section === "Parameters" && first === "Default") return plain(allowedValues(document, name));
    if (section === "Resources" && first === "DeletionPolicy") return plain(POLICIES);
    if (section === "Resources" && first === "UpdateReplacePolicy") return plain(POLICIES.filter((policy) => policy !== "RetainExceptOnCreate"));
  }
  const found: Suggestion[] = [];
  const kinds = kindsOf(spots);
  for (const { schema } of spots) {
    const values = [...(schema.enum ?? []), ...(schema.enumCaseInsensitive ?? []), ...(schema.const === undefined ? [] : [schema.const])];
    const isText = kinds.has("string") || kinds.size === 0;
    for (const value of values) {
      if (typeof value === "string" && isText) found.push(plainValue(typing, value, 1));
      else if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") found.push(literal(typing, String(value)));
    }
  }
  if (kinds.has("boolean")) found.push(literal(typing, "true"), literal(typing, "false"));
  found.push(...fitting(document, typing, context));
  const labels = new Set<string>();
  return found.filter(({ label }) => !labels.has(label) && labels.add(label));
}

function plainValue(typing: Typing, value: string, rank: number): Suggestion {
  return suggest(typing, { label: value, kind: "value", snippet: escaped(scalarText(typing, value)), rank });
}

function literal(typing: Typing, value: string): Suggestion {
  return suggest(typing, { label: value, kind: "constant", snippet: value, rank: 1 });
}

function allowedValues(document: TemplateDocument, name: string): readonly string[] {
  return graphOf(document).find("Parameters", name)?.summary.parameter?.allowedValues ?? [];
}

/** The types of resources. In a resource that has nothing else yet, its properties go on. */
function types(document: TemplateDocument, typing: Typing, { schemas }: FeatureContext): Suggestion[] {
  const isSam = document.facts.dialect === "sam";
  const resource = typing.around.findLast((node) => node.kind === "mapping" && entryOf(node, "Type") !== undefined);
  const isAlone = resource?.kind === "mapping" && resource.entries.length === 1 && !typing.isFlow;
  // below the key and not below the value
  const column = typing.indentation;
  const rest = `\n${innerIndent({ ...typing, column }, 0)}Properties:\n${innerIndent({ ...typing, column })}$0`;
  const names = [...schemas.names].filter((type) => isSam || !type.startsWith("AWS::Serverless::"));
  return names.map((type) =>
    suggest(typing, {
      label: type,
      kind: "type",
      snippet: escaped(scalarText(typing, type)) + (isAlone ? rest : ""),
      goesOn: isAlone,
      rank: rankOfType(type),
      about: { type },
    }),
  );
}

/** Resources of the template that give what a property takes, by the format that the schema names: `AWS::IAM::Role.Arn`. */
function fitting(document: TemplateDocument, typing: Typing, context: FeatureContext): Suggestion[] {
  const formats = new Set(typing.spots.flatMap(({ schema }) => formatsOf(schema)));
  const found: Suggestion[] = [];
  for (const format of formats) {
    const [type = "", attribute] = format.split(".");
    for (const { key = "", summary } of namedIn(document, "Resources")) {
      if (key === typing.name || !isOfType(summary.resource?.type, type, attribute, typing)) continue;
      const schema = schemaOfType(summary.resource?.type ?? "", context);
      if (schema === undefined) continue;
      const asked = attribute !== undefined && attributePointer(schema, attribute) !== undefined ? attribute : undefined;
      found.push(reference(typing, key, asked, summary.resource?.type ?? ""));
    }
  }
  return found;
}

/** What the name of a property says of the type whose ARN it takes, where the schema does not. */
function isOfType(type: string | undefined, wanted: string, attribute: string | undefined, { path }: Typing): boolean {
  if (type === undefined) return false;
  if (wanted !== "*") return type === wanted;
  const property = path.findLast((key) => typeof key === "string") ?? "";
  const last = type.split("::").at(-1) ?? "";
  return attribute === "Arn" && last !== "" && property.replace(/Arns?$/, "").endsWith(last);
}

function formatsOf({ format, pattern }: { readonly format?: string; readonly pattern?: string }): string[] {
  const named = format !== undefined && /^AWS::\w+::\w+/.test(format) ? [format] : [];
  return pattern?.includes("arn") === true ? [...named, "*.Arn"] : named;
}

function reference(typing: Typing, name: string, attribute: string | undefined, type: string): Suggestion {
  const { isJson } = typing;
  const short = attribute === undefined ? `!Ref ${name}` : `!GetAtt ${name}.${attribute}`;
  const long = attribute === undefined ? `{"Ref": "${name}"}` : `{"Fn::GetAtt": ["${name}", "${attribute}"]}`;
  return suggest(typing, {
    label: short,
    kind: "resource",
    detail: type,
    snippet: isJson ? escaped(long) : short,
    filter: isJson ? `${typing.quote}${name}` : typing.before.startsWith("!") ? short : `${typing.quote}${name}`,
    rank: 0,
  });
}
