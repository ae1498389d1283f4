import { SAM_TRANSFORM } from "../document/templateFacts.ts";
import type { Finding } from "../finding.ts";
import type { SchemaSource } from "../schema.ts";
import { entryOf } from "../syntax/tree.ts";
import type { EntryRule } from "./rule.ts";

/** Modules, which are replaced by what they hold, and what the CDK leaves in its templates: no type of a registry. */
const NOT_CREATED = /::MODULE$|^AWS::CDK::Metadata$/;

/**
 * A type of Amazon's that does not exist. Types of other publishers, private types and modules are not known
 * here and not judged.
 */
export const resourceTypes: EntryRule = {
  level: "entry",
  sections: ["Resources"],
  check({ node, summary }, { schemas, template }) {
    const type = summary.resource === undefined ? undefined : entryOf(node, "Type")?.value;
    if (type?.kind !== "scalar" || type.tag !== undefined || type.value === "") return [];
    const { start, end, value } = type;
    const report = (code: Finding["code"], message: string): Finding => ({ code, start, end, message });
    if (value.startsWith("AWS::Serverless::")) {
      if (template.dialect === "sam") return [];
      return [report("E3038", `${value} needs "Transform: ${SAM_TRANSFORM}" at the top of the template.`)];
    }
    if (NOT_CREATED.test(value) || schemas.names.has(value) || !isPublished(value, schemas)) return [];
    return [{ ...report("E3006", `There is no resource type "${value}".`), meant: { word: value, among: [{ list: schemas.names }] } }];
  },
};

/** What is left of a type without case, colons and the namespace that most have. */
function plain(type: string): string {
  return type.replaceAll(":", "").toLowerCase().replace(/^aws/, "");
}

/** The published types of a source, plain. */
const PLAIN = new WeakMap<SchemaSource, ReadonlySet<string>>();

/**
 * Whether a type has to be in the registry: it is in a namespace of Amazon's, or it differs from a published type in
 * nothing but case, colons or the namespace.
 */
function isPublished(type: string, schemas: SchemaSource): boolean {
  if (/^(?:AWS|Alexa)::/.test(type)) return true;
  if (type.startsWith("Custom::")) return false;
  let names = PLAIN.get(schemas);
  if (names === undefined) {
    names = new Set([...schemas.names].map(plain));
    PLAIN.set(schemas, names);
  }
  return names.has(plain(type));
}

/** The name of the schema that a type has to keep; undefined where none is known that could be relied on. */
export function schemaNameOf(type: string): string | undefined {
  if (type.startsWith("Custom::")) return "AWS::CloudFormation::CustomResource";
  // the published schemas of serverless types lag years behind what the transform takes
  if (type.startsWith("AWS::Serverless::") || type.endsWith("::MODULE")) return undefined;
  return type;
}
