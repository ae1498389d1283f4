import type { Finding } from "../finding.ts";
import { didYouMean } from "../nearest.ts";
import { SAM_TRANSFORM, hasTransform } from "../model.ts";
import type { SchemaSource } from "../schema.ts";
import type { Rule } from "./rule.ts";

/** Modules, which are replaced by what they hold, and what the CDK leaves in its templates: no type of a registry. */
const NOT_CREATED = /::MODULE$|^AWS::CDK::Metadata$/;

/**
 * A type of Amazon's that does not exist. Types of other publishers, private types and modules are not known
 * here and not judged.
 */
export const resourceTypes: Rule = ({ template, schemas }) => {
  const isSam = hasTransform(template, SAM_TRANSFORM);
  const isPublished = publishedIn(schemas);
  return [...template.resources.values()].flatMap(({ type }): Finding[] => {
    if (type === undefined) return [];
    const { start, end, value } = type;
    if (value.startsWith("AWS::Serverless::")) {
      if (isSam) return [];
      const message = `${value} needs "Transform: ${SAM_TRANSFORM}" at the top of the template.`;
      return [{ code: "E3038", start, end, message }];
    }
    if (NOT_CREATED.test(value) || schemas.names.has(value) || !isPublished(value)) return [];
    const message = `There is no resource type "${value}".${didYouMean(value, schemas.names)}`;
    return [{ code: "E3006", start, end, message }];
  });
};

/** What is left of a type without case, colons and the namespace that most have. */
function plain(type: string): string {
  return type.replaceAll(":", "").toLowerCase().replace(/^aws/, "");
}

/**
 * Tells whether a type has to be in the registry: it is in a namespace of Amazon's, or it differs from a published type in
 * nothing but case, colons or the namespace.
 */
function publishedIn(schemas: SchemaSource): (type: string) => boolean {
  let names: ReadonlySet<string> | undefined;
  return (type) => {
    if (/^(?:AWS|Alexa)::/.test(type)) return true;
    if (type.startsWith("Custom::")) return false;
    names ??= new Set([...schemas.names].map(plain));
    return names.has(plain(type));
  };
}

/** The name of the schema that a type has to keep; undefined where none is known that could be relied on. */
export function schemaNameOf(type: string): string | undefined {
  if (type.startsWith("Custom::")) return "AWS::CloudFormation::CustomResource";
  // the published schemas of serverless types lag years behind what the transform takes
  if (type.startsWith("AWS::Serverless::") || type.endsWith("::MODULE")) return undefined;
  return type;
}
