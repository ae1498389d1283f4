import type { ListTypesInput, ListTypesOutput } from "@aws-sdk/client-cloudformation";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";

/** The one type that the company registered itself, as its developers wrote it. */
const PROBE = {
  typeName: "Kestrel::Telemetry::Probe",
  description: "Asks an address again and again, and tells where it stops answering.",
  definitions: {
    Schedule: {
      type: "object",
      properties: { Minutes: { type: "integer", minimum: 1, maximum: 60, description: "How often it asks." } },
      required: ["Minutes"],
      additionalProperties: false,
    },
  },
  properties: {
    ProbeName: { type: "string", pattern: "^[a-z][a-z0-9-]{2,62}$", description: "The probe's name, once in a region." },
    Address: { type: "string", description: "What is asked, over HTTPS." },
    Severity: { type: "string", enum: ["page", "ticket"], description: "Who is told." },
    Schedule: { $ref: "#/definitions/Schedule" },
    ProbeArn: { type: "string" },
  },
  required: ["ProbeName", "Address"],
  readOnlyProperties: ["/properties/ProbeArn"],
  createOnlyProperties: ["/properties/ProbeName"],
  primaryIdentifier: ["/properties/ProbeName"],
  additionalProperties: false,
};

const OWN: ReadonlyMap<string, object> = new Map([[PROBE.typeName, PROBE]]);

/** The schema of a type that the company registered itself, as JSON; undefined where it did not. */
export function ownSchema(type: string): string | undefined {
  const schema = OWN.get(type);
  return schema === undefined ? undefined : JSON.stringify(schema);
}

/**
 * The types that the account registered, or activated of others: of those it has none.
 * @throws AwsError "not simulated" for AWS's own types and those of all others
 */
export function listTypes({ Visibility = "PRIVATE", Type = "RESOURCE", Filters = {}, NextToken }: ListTypesInput, region: string, account: string): ListTypesOutput {
  const isActivated = Visibility === "PUBLIC" && Filters.Category === "ACTIVATED";
  if (Type !== "RESOURCE" || (Visibility !== "PRIVATE" && !isActivated)) throw partNotSimulated("Lists of published types");
  if (NextToken !== undefined) throw new AwsError("CFNRegistryException", "Invalid pagination token", { status: 400 });
  const names = isActivated ? [] : [...OWN.keys()];
  return {
    TypeSummaries: names.map((name) => ({
      Type: "RESOURCE",
      TypeName: name,
      TypeArn: `arn:aws:cloudformation:${region}:${account}:type/resource/${name.replaceAll("::", "-")}`,
      DefaultVersionId: "00000001",
      IsActivated: true,
    })),
  };
}
