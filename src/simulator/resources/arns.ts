import { factsOf } from "../tables/types.ts";
import type { Properties } from "./inventory.ts";

/** Where the table's ARN is not made of the physical id. */
const ARNS: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "iam::<Account>:role/<Id>",
  "AWS::SSM::Parameter": "ssm:@:parameter<Id>",
};

/**
 * The ARN of a resource by its type and physical id.
 * @param properties where a part of the ARN stands that is not the physical id, as a topic's name
 */
export function arnOf(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  type: string,
  id: string,
  properties: Properties = {},
): string {
  if (id.startsWith("arn:")) {
    return id;
  }
  const [, service = "", kind = ""] = type.split("::");
  // A queue's physical id is its URL.
  const own = type === "AWS::SQS::Queue" ? id.slice(id.lastIndexOf("/") + 1) : type === "AWS::SSM::Parameter" ? id.replace(/^(?!\/)/, "/") : id;
  const pattern = ARNS[type] ?? (factsOf(type)?.arn || `${service.toLowerCase()}:@:${kind.toLowerCase()}/<Id>`);
  const path = pattern.replace("@", `${region}:${accountId}`).replace(/<(\w+)>/g, (_whole, name: string) => {
    const given = name === "Region" ? region : name === "Account" ? accountId : properties[name];
    // What the physical id is called differs from table to table: a part that no property has is it.
    return typeof given === "string" ? given : own;
  });
  return `arn:aws:${path}`;
}
