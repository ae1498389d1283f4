import type { DescribeTypeInput, DescribeTypeOutput } from "@aws-sdk/client-cloudformation";
import { factsOf } from "../../tables/types.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { ownSchema } from "./ownTypes.ts";

/**
 * What the table of types says of one, as DescribeType tells it: its schema has what identifies, is required and replaces.
 * @throws AwsError TypeNotFoundException; "not simulated" for types that the table leaves out
 */
export function describeType({ Type = "RESOURCE", TypeName = "", Arn }: DescribeTypeInput): DescribeTypeOutput {
  const name = Arn === undefined ? TypeName : Arn.slice(Arn.lastIndexOf("/") + 1).replaceAll("-", "::");
  const own = Type === "RESOURCE" ? ownSchema(name) : undefined;
  if (own !== undefined) return { Type, TypeName: name, Schema: own, ProvisioningType: "FULLY_MUTABLE", DeprecatedStatus: "LIVE", Visibility: "PRIVATE" };
  const [vendor = "", service = "", kind = ""] = name.split("::");
  const facts = factsOf(name);
  if (Type !== "RESOURCE" || (facts === undefined && vendor === "AWS" && service !== "" && kind !== "")) {
    throw partNotSimulated(`Descriptions of ${Type === "RESOURCE" ? name : "types that are no resource's"}`);
  }
  if (facts === undefined) {
    throw new AwsError("TypeNotFoundException", `The type '${name}' cannot be found.`);
  }
  const pointer = (property: string) => `/properties/${property}`;
  const schema = {
    typeName: name,
    required: facts.required,
    primaryIdentifier: [pointer(facts.ref)],
    createOnlyProperties: [...facts.replaces].map(pointer),
    conditionalCreateOnlyProperties: [...facts.mayReplace].map(pointer),
  };
  return {
    Arn: `arn:aws:cloudformation:us-east-1::type/resource/${name.replaceAll("::", "-")}`,
    Type,
    TypeName: name,
    Schema: JSON.stringify(schema),
    ProvisioningType: "FULLY_MUTABLE",
    DeprecatedStatus: "LIVE",
    Visibility: "PUBLIC",
  };
}
