import type { Finding, FindingCode } from "../finding.ts";
import type { Facts, TemplateFacts } from "../model/facts.ts";
import type { ResourceSummary } from "../model/summary.ts";
import type { Reference } from "../references.ts";
import type { SchemaSource } from "../schema.ts";
import { schemaNameOf } from "./resourceTypes.ts";
import type { EntryRule } from "./rule.ts";

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

const CODES: Partial<Record<Reference["kind"], FindingCode>> = { Ref: "E1020", "Fn::GetAtt": "E1010", "Fn::Sub": "E1019" };

/** References to names and attributes that there are not. */
export const names: EntryRule = {
  level: "entry",
  sections: ["Rules", "Conditions", "Resources", "Outputs"],
  check({ key, section, summary }, facts) {
    if (key?.startsWith("Fn::") === true) return [];
    // these may ask for parameters alone, and for those that their functions read themselves
    const isEarly = section === "Rules" || section === "Conditions";
    return summary.uses.flatMap((use) => {
      const code = CODES[use.kind];
      return code === undefined || use.isVague === true ? [] : findingOf(use, code, facts, isEarly);
    });
  },
};

function findingOf(reference: Reference, code: FindingCode, facts: Facts, isEarly: boolean): Finding[] {
  const { kind, name, start, end, attribute } = reference;
  const resource = isEarly ? undefined : facts.find("Resources", name)?.resource;
  const isParameter = PSEUDO_PARAMETERS.includes(name) || facts.find("Parameters", name) !== undefined;
  if (resource === undefined && !isParameter) {
    if (facts.template.uncertain === "names" || isGenerated(name, facts.template)) return [];
    const what = kind === "Fn::GetAtt" || attribute !== undefined ? "resource" : "parameter or resource";
    const among = [facts.names("Parameters"), { list: PSEUDO_PARAMETERS }, ...(isEarly ? [] : [facts.names("Resources")])];
    return [{ code, start, end, message: `There is no ${what} "${name}" here.`, meant: { word: name, among } }];
  }
  if (kind === "Fn::GetAtt" && attribute === undefined) {
    return [{ code, start, end, message: `An attribute is expected behind "${name}": "${name}.Attribute".` }];
  }
  if (attribute?.text === undefined) return [];
  if (resource === undefined) {
    const message = `"${name}" is a parameter: it has no attributes.`;
    return [{ code, start, end: attribute.end, message }];
  }
  if (hasAttribute(resource, attribute.text, facts.schemas)) return [];
  const among = [{ list: facts.schemas.get(resource.type ?? "")?.attributes ?? [] }];
  const message = `${resource.type ?? name} has no attribute "${attribute.text}".`;
  return [{ code, start: attribute.start, end: attribute.end, message, meant: { word: attribute.text, among } }];
}

/**
 * Whether a loop, a transform or a module may make something of this name. What transforms and modules make begins with the
 * name of what it is made of.
 */
function isGenerated(name: string, { dialect, loopNames, makers }: TemplateFacts): boolean {
  if (loopNames.some((written) => fits(name, written))) return true;
  if (dialect === "sam" && SAM_NAMES.test(name)) return true;
  return makers.some((maker) => name.startsWith(maker));
}

function hasAttribute({ type, hasMacro }: ResourceSummary, attribute: string, schemas: SchemaSource): boolean {
  if (type === undefined || hasMacro) return true;
  if (ANY_ATTRIBUTE.test(type)) return true;
  const schemaName = schemaNameOf(type);
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
