import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SchemaTable } from "../../../scripts/schemaTable.mjs";
import type { ResourceSchema } from "../../../src/language/schema.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const properties = (schema: ResourceSchema | undefined, definition: string) =>
  definition === "" ? schema?.properties : schema?.definitions.get(definition);

describe("the schemas", () => {
  it("are there for every published type, and read one by one", () => {
    expect(schemas.names.size).toBeGreaterThan(1_500);
    expect(schemas.get("AWS::S3::Bucket")?.properties.has("BucketName")).toBe(true);
    expect(schemas.get("AWS::Lambda::Function")?.properties.get("Role")?.required).toBe(true);
    expect(schemas.get("AWS::S3::Bucket")?.attributes.has("Arn")).toBe(true);
    expect(schemas.get("AWS::S3::Bukket")).toBeUndefined();
  });

  it("can all be read", () => {
    for (const name of schemas.names) expect(schemas.get(name)?.name).toBe(name);
  });

  it.each([
    ["AWS::EC2::SecurityGroup", "GroupName"],
    ["AWS::EC2::VPC", "EnableDnsSupport"],
    ["AWS::Elasticsearch::Domain", "DomainArn"],
    ["AWS::OpenSearchService::Domain", "DomainArn"],
    ["AWS::RDS::DBInstance", "AllocatedStorage"],
    ["AWS::SNS::Topic", "DisplayName"],
    ["AWS::SQS::Queue", "KmsMasterKeyId"],
  ])("of %s know the attribute %s, which is a property", (type, attribute) => {
    expect(schemas.get(type)?.attributes.has(attribute)).toBe(true);
  });

  it("require what both sources require, and nothing else", () => {
    const required = (type: string, definition: string, name: string) => properties(schemas.get(type), definition)?.get(name)?.required;
    expect(required("AWS::Lambda::Function", "#Tag", "Key")).toBe(true);
    expect(required("AWS::Lambda::Function", "#Tag", "Value")).toBe(false);
    expect(required("AWS::S3::Bucket", "#Tag", "Value")).toBe(true);
    expect(required("AWS::CloudWatch::MetricStream", "", "FirehoseArn")).toBe(false);
    expect(required("AWS::ImageBuilder::ContainerRecipe", "", "Name")).toBe(false);
  });

  it("have the properties of both sources", () => {
    expect(schemas.get("AWS::Route53::RecordSet")?.properties.has("GeoProximityLocation")).toBe(true);
  });

  it("are nowhere narrower than the table that was derived from the other source", () => {
    const file = path.join(import.meta.dirname, "../../../scripts/schemaTable.json");
    const { types } = JSON.parse(readFileSync(file, "utf8")) as SchemaTable;
    expect(Object.keys(types).length).toBeGreaterThan(200);
    for (const [type, difference] of Object.entries(types)) {
      const schema = schemas.get(type);
      for (const name of difference.attributes ?? []) expect(schema?.attributes.has(name), `${type}.${name}`).toBe(true);
      for (const [definition, names] of Object.entries(difference.properties ?? {})) {
        for (const name of names) expect(properties(schema, definition)?.has(name), `${type} ${definition} ${name}`).toBe(true);
      }
      for (const [definition, names] of Object.entries(difference.optional ?? {})) {
        for (const name of names) expect(properties(schema, definition)?.get(name)?.required, `${type} ${definition} ${name}`).toBe(false);
      }
    }
  });
});
