import type { Finding } from "../finding.ts";
import { didYouMean } from "../nearest.ts";
import { SAM_TRANSFORM, hasTransform } from "../model.ts";
import type { Rule } from "./rule.ts";

/** Modules, which are replaced by what they hold, and what the CDK leaves in its templates: no type of a registry. */
const NOT_CREATED = /::MODULE$|^AWS::CDK::Metadata$/;

/**
 * A type in AWS's own namespaces that does not exist. Types of other publishers, private types and modules are not known
 * here and not judged.
 */
export const resourceTypes: Rule = ({ template, schemas }) => {
  const isSam = hasTransform(template, SAM_TRANSFORM);
  return [...template.resources.values()].flatMap(({ type }): Finding[] => {
    if (type === undefined) return [];
    const { start, end, value } = type;
    if (value.startsWith("AWS::Serverless::")) {
      if (isSam) return [];
      const message = `${value} needs "Transform: ${SAM_TRANSFORM}" at the top of the template.`;
      return [{ code: "E3038", start, end, message }];
    }
    if (!value.startsWith("AWS::") || NOT_CREATED.test(value) || schemas.names.has(value)) return [];
    const message = `There is no resource type "${value}".${didYouMean(value, schemas.names)}`;
    return [{ code: "E3006", start, end, message }];
  });
};

/** The name of the schema that a type has to keep; undefined where none is known that could be relied on. */
export function schemaNameOf(type: string): string | undefined {
  if (type.startsWith("Custom::")) return "AWS::CloudFormation::CustomResource";
  // the published schemas of serverless types lag years behind what the transform takes
  if (type.startsWith("AWS::Serverless::") || type.endsWith("::MODULE")) return undefined;
  return type;
}
