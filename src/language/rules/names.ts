import type { Finding, FindingCode } from "../finding.ts";
import { SAM_TRANSFORM, type Resource, type Template, entries, hasTransform } from "../model.ts";
import { didYouMean } from "../nearest.ts";
import { type Reference, referencesIn } from "../references.ts";
import type { SchemaSource } from "../schema.ts";
import { entryOf } from "../syntax/tree.ts";
import { schemaNameOf } from "./resourceTypes.ts";
import type { Rule } from "./rule.ts";

/** From "Pseudo parameters reference" of the user guide. */
const PSEUDO_PARAMETERS = [
  "AWS::AccountId",
  "AWS::NoValue",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
];

/** What the serverless transform makes by itself; from "Generated CloudFormation resources" of SAM's developer guide. */
const SAM_NAMES = /^(?:Serverless(?:RestApi|HttpApi|DeploymentApplication)|CodeDeployServiceRole)/;

/** Types of which any attribute may be asked, because the user or the transform decides what there is. */
const ANY_ATTRIBUTE = /^(?:Custom::|AWS::CloudFormation::CustomResource$|AWS::Serverless::|(?!AWS::))|::MODULE$/;

const CODES = { Ref: "E1020", "Fn::GetAtt": "E1010", "Fn::Sub": "E1019" } as const satisfies Record<Reference["kind"], FindingCode>;

/** References to names and attributes that there are not. */
export const names: Rule = ({ template, schemas }) => {
  const { root, text } = template.tree;
  const parameters = [...template.parameters.keys(), ...PSEUDO_PARAMETERS];
  const all = [...parameters, ...template.resources.keys()];
  const check = (known: readonly string[]) => {
    const set = new Set(known);
    return (reference: Reference) => findingOf(reference, template, schemas, set);
  };
  const inBody = check(all);
  const inConditions = check(parameters);
  return [
    // they may ask for parameters alone, and for those that their functions read themselves
    ...entries(root, "Rules").flatMap(({ value }) => referencesIn(value, text).flatMap(inConditions)),
    ...entries(root, "Conditions").flatMap(({ key, value }) =>
      key.value.startsWith("Fn::") ? [] : referencesIn(value, text).flatMap(inConditions),
    ),
    ...[...template.resources.values()].flatMap(({ body }) => referencesIn(body, text).flatMap(inBody)),
    ...entries(root, "Outputs").flatMap(({ key, value }) =>
      key.value.startsWith("Fn::") ? [] : referencesIn(value, text).flatMap(inBody),
    ),
  ];
};

function findingOf(reference: Reference, template: Template, schemas: SchemaSource, known: ReadonlySet<string>): Finding[] {
  const { kind, name, start, end, attribute } = reference;
  const code = CODES[kind];
  if (!known.has(name)) {
    if (template.uncertain === "names" || isGenerated(name, template)) return [];
    const what = kind === "Fn::GetAtt" || attribute !== undefined ? "resource" : "parameter or resource";
    return [{ code, start, end, message: `There is no ${what} "${name}" here.${didYouMean(name, known)}` }];
  }
  if (kind === "Fn::GetAtt" && attribute === undefined) {
    return [{ code, start, end, message: `An attribute is expected behind "${name}": "${name}.Attribute".` }];
  }
  if (attribute?.text === undefined) return [];
  const resource = template.resources.get(name);
  if (resource === undefined) {
    const message = `"${name}" is a parameter: it has no attributes.`;
    return [{ code, start, end: attribute.end, message }];
  }
  if (hasAttribute(resource, attribute.text, schemas)) return [];
  const attributes = schemas.get(resource.type?.value ?? "")?.attributes ?? new Set();
  const message = `${resource.type?.value ?? name} has no attribute "${attribute.text}".${didYouMean(attribute.text, attributes)}`;
  return [{ code, start: attribute.start, end: attribute.end, message }];
}

/**
 * Whether a loop, a transform or a module may make something of this name. What transforms and modules make begins with the
 * name of what it is made of.
 */
function isGenerated(name: string, template: Template): boolean {
  if (template.loopNames.some((written) => fits(name, written))) return true;
  const isSam = hasTransform(template, SAM_TRANSFORM);
  if (isSam && SAM_NAMES.test(name)) return true;
  return [...template.resources.values()].some(({ name: { value }, type }) => {
    const makes = type?.value.endsWith("::MODULE") === true || (isSam && type?.value.startsWith("AWS::Serverless::") === true);
    return makes && name.startsWith(value);
  });
}

function hasAttribute({ type, body }: Resource, attribute: string, schemas: SchemaSource): boolean {
  if (type === undefined || entryOf(body, "Fn::Transform") !== undefined) return true;
  if (ANY_ATTRIBUTE.test(type.value)) return true;
  const schemaName = schemaNameOf(type.value);
  const schema = schemaName === undefined ? undefined : schemas.get(schemaName);
  if (schema === undefined || schema.attributes.has(attribute)) return true;
  // of some attributes any part may be asked for: nested stacks' outputs, and objects whose parts are not published
  const parts = attribute.split(".").slice(0, -1);
  return parts.some((_, index) => schema.attributes.has(`${parts.slice(0, index + 1).join(".")}.*`));
}

/** Whether a name can come of a loop's key, whose variables, `${Name}` or `&{Name}`, stand for any text. */
function fits(name: string, written: string): boolean {
  const [first = "", ...parts] = written.split(/[$&]\{[^}]*\}/);
  const last = parts.pop();
  if (last === undefined) return name === written;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
