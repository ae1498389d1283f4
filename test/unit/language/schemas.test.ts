import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lengthened, shortened } from "../../../scripts/schemas/short.mjs";
import { attributePointer, unpackTable } from "../../../src/language/schema/pack.ts";
import type { SchemaObject } from "../../../src/language/schema/types.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const definition = (type: string, name: string) => schemas.get(type)?.schema.definitions?.[name] as SchemaObject | undefined;

describe("the schemas", () => {
  it("are there for every published type, and read one by one", () => {
    expect(schemas.names.size).toBeGreaterThan(1_700);
    expect(schemas.get("AWS::S3::Bucket")?.schema.properties).toHaveProperty("BucketName");
    expect(schemas.get("AWS::Lambda::Function")?.schema.required).toContain("Role");
    expect(schemas.get("AWS::S3::Bukket")).toBeUndefined();
    expect(schemas.get("constructor")).toBeUndefined();
  });

  it("can all be read, and each of their references leads somewhere", () => {
    for (const name of schemas.names) {
      const { schema } = schemas.get(name) ?? {};
      const written = JSON.stringify(schema);
      for (const [, reference = ""] of written.matchAll(/"\$ref":"#\/definitions\/([^"/]+)"/g)) {
        expect(schema?.definitions, `${name} ${reference}`).toHaveProperty([reference]);
      }
    }
  });

  it.each([
    ["AWS::EC2::SecurityGroup", "GroupName"],
    ["AWS::EC2::VPC", "EnableDnsSupport"],
    ["AWS::Elasticsearch::Domain", "DomainArn"],
    ["AWS::RDS::DBInstance", "Endpoint.Address"],
    ["AWS::SNS::Topic", "DisplayName"],
    ["AWS::CloudFormation::Stack", "Outputs.Anything"],
    ["AWS::CloudFormation::WaitCondition", "Data.Anything"],
    ["AWS::ServiceCatalog::CloudFormationProvisionedProduct", "Outputs.Anything"],
  ])("of %s know the attribute %s", (type, attribute) => {
    const schema = schemas.get(type);
    if (schema === undefined) throw new Error("no schema");
    expect(attributePointer(schema, attribute)).toBeDefined();
    expect(attributePointer(schema, "Nothing")).toBeUndefined();
  });

  it("have what constrains values", () => {
    const { properties = {} } = schemas.get("AWS::Lambda::Function")?.schema ?? {};
    expect(properties["Timeout"]).toMatchObject({ minimum: 1 });
    expect(properties["FunctionName"]).toMatchObject({ format: "AWS::Lambda::Function.Name", maxLength: 64 });
    expect(definition("AWS::S3::Bucket", "VersioningConfiguration")?.properties?.["Status"]).toMatchObject({ enum: ["Enabled", "Suspended"] });
    expect(schemas.get("AWS::EC2::Instance")?.schema.createOnlyProperties).toContain("/properties/KeyName");
    expect(schemas.get("AWS::OpsWorks::Stack")?.schema.lifecycle).toMatchObject({ status: "shutdown" });
  });

  it("have the properties of both sources, and the types that only one knows", () => {
    expect(schemas.get("AWS::Route53::RecordSet")?.schema.properties).toHaveProperty("GeoProximityLocation");
    expect(schemas.names).toContain("AWS::Serverless::Function");
  });

  it("know which regions lack a type", () => {
    expect(schemas.isAvailable("AWS::S3::Bucket", "us-east-1")).toBe(true);
    expect(schemas.isAvailable("AWS::S3::Bucket", "mars-north-1")).toBe(true);
    expect(schemas.isAvailable("AWS::S3::Bukket", "us-east-1")).toBe(false);
    expect([...schemas.names].filter((name) => !schemas.isAvailable(name, "me-south-1")).length).toBeGreaterThan(100);
  });

  it("come with documentation and with the data of rules", () => {
    expect(schemas.documentation("AWS::S3::Bucket")?.properties[""]?.["BucketName"]).toContain("name");
    expect(schemas.table("other/functions/sub")).toHaveProperty("cfnContext");
    expect(schemas.table("nothing")).toBeUndefined();
  });
});

describe("the short form of schemas", () => {
  it("says the same", () => {
    const schema = {
      type: "object",
      properties: { type: { type: ["string", "integer"], enum: ["a"] }, T: { $ref: "#/definitions/T" }, p: { $ref: "#/properties/T" } },
      definitions: { T: { type: "array", items: { type: "string", maxLength: 3, pattern: "^t$" }, uniqueItems: true } },
      required: ["type"],
      readOnlyProperties: ["/properties/Arn", "/definitions/T/Id"],
      oneOf: [{ required: ["T"] }, { properties: { p: { const: "type" } } }],
    };
    expect(lengthened(JSON.parse(JSON.stringify(shortened(schema))))).toEqual(schema);
    expect(JSON.stringify(shortened(schema)).length).toBeLessThan(JSON.stringify(schema).length * 0.8);
  });

  it("keeps what stands in a table more than once as one object", () => {
    const table = unpackTable({ $parts: [["a"], { e: { $part: 0 } }], data: { x: { $part: 1 }, y: { $part: 1 }, z: { $part: 0 } } });
    expect(table).toEqual({ x: { e: ["a"] }, y: { e: ["a"] }, z: ["a"] });
    expect((table as { x: unknown; y: unknown }).x).toBe((table as { x: unknown; y: unknown }).y);
  });
});
