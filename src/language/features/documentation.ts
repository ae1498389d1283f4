import type { FeatureContext } from "./context.ts";
import { foreign } from "./markdown.ts";
import type { About } from "./suggestion.ts";

/** What AWS's documentation says of a type or a property, as harmless Markdown; undefined where it says nothing. */
export function documentationOf({ type, owner, property }: About, { schemas }: Pick<FeatureContext, "schemas">): string | undefined {
  const found = schemas.documentation(type);
  const text = property === undefined ? found?.type : (found?.properties[owner ?? ""]?.[property] ?? found?.properties[""]?.[property]);
  const page = property === undefined ? pageOf(type) : undefined;
  const parts = [text === undefined ? undefined : foreign(text), page === undefined ? undefined : `[Documentation](${page})`];
  const told = parts.filter((part) => part !== undefined && part !== "");
  return told.length === 0 ? undefined : told.join("\n\n");
}

/** The page of a type in the template reference of CloudFormation; undefined for what has none. */
export function pageOf(type: string): string | undefined {
  const [vendor = "", service = "", resource = "", ...more] = type.split("::");
  if (vendor !== "AWS" || more.length > 0 || !/^\w+$/.test(service) || !/^\w+$/.test(resource)) return undefined;
  if (service === "Serverless") return `https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-${resource.toLowerCase()}.html`;
  return `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-${service.toLowerCase()}-${resource.toLowerCase()}.html`;
}
