import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { format } from "../../../../src/language/features/format.ts";
import { inlayHints } from "../../../../src/language/features/inlay.ts";
import { lenses } from "../../../../src/language/features/lens.ts";
import { tokens } from "../../../../src/language/features/tokens.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { at, contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const TEXT = 'Parameters:\n  P:\n    Type: String\n    Default: prod\n  S: {Type: String, NoEcho: true, Default: x}\nMappings:\n  M: {prod: {Size: large}}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sub "a-${P}-${AWS::Region}-${Nope}"\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Ref P\n      DisplayName: !Sub "${Q.QueueName}"\n      KmsMasterKeyId: !FindInMap [M, !Ref P, Size]\n      FifoTopic: !Ref S\n';

describe("colours", () => {
  it("has the names in texts, and what is asked of them", () => {
    const { document, text } = at(TEXT);
    expect(tokens(document).map(({ start, end, kind }) => [text.slice(start, end), kind])).toEqual([
      ["P", "parameter"], ["AWS::Region", "constant"], ["Q", "resource"], ["QueueName", "attribute"],
    ]);
  });
});

describe("hints", () => {
  it("tell the values of references, and no secrets", () => {
    const { document, text } = at(TEXT);
    const found = inlayHints(document, { start: 0, end: text.length }, contextOf(schemas));
    expect(found.map(({ at: place, text: hint }) => [text.slice(text.lastIndexOf("!", place), place), hint])).toEqual([["!Ref P", "prod"], ["!Ref P, Size]", "large"]]);
  });

  it("are told of the part that is seen", () => {
    const { document } = at(TEXT);
    expect(inlayHints(document, { start: 0, end: 100 }, contextOf(schemas))).toEqual([]);
  });
});

describe("lenses", () => {
  it("tell how often a name is used", () => {
    const { document, text } = at(TEXT);
    expect(lenses(document).map(({ range, uses }) => [text.slice(range.start, range.end), uses.length])).toEqual([["P", 3], ["S", 1], ["M", 1], ["Q", 1]]);
  });
});

describe("formatting", () => {
  it.each<[what: string, text: string, formatted: string]>([
    ["indentation", "Resources:\n    # of A\n    A:\n       Type: AWS::S3::Bucket   \n       Properties:\n           Tags:\n             - Key: a\n               Value: b # why\n", "Resources:\n  # of A\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n        - Key: a\n          Value: b # why\n"],
    ["empty lines", "Description: x\n\n\n\nResources: {}\n\n\n", "Description: x\n\nResources: {}\n"],
    ["a list at the column of its key", "Resources:\n   A:\n      DependsOn:\n      - B\n      - C\n", "Resources:\n  A:\n    DependsOn:\n    - B\n    - C\n"],
    ["texts of several lines", "Resources:\n    A:\n        Code: |\n            if x:\n\n\n              y   \n        Type: z\n", "Resources:\n  A:\n    Code: |\n        if x:\n\n\n          y   \n    Type: z\n"],
    ["braces of several lines", "Resources:\n    A: {\n      Type: x,\n    }\n", "Resources:\n  A: {\n    Type: x,\n  }\n"],
  ])("evens out %s", (_, text, formatted) => {
    expect(format(text, { indent: 2 })).toBe(formatted);
    expect(format(formatted, { indent: 2 })).toBeUndefined();
  });

  it("leaves alone what cannot be read", () => {
    expect(format("Resources:\n    A: {\n", { indent: 2 })).toBeUndefined();
  });

  it("keeps every comment and what templates stand for", () => {
    for (const { name, text } of templates.filter((one) => !one.name.endsWith(".json"))) {
      const formatted = format(text, { indent: 4 }) ?? text;
      const comments = (of: string) => [...of.matchAll(/#[^\n]*/g)].map(([comment]) => comment.trimEnd());
      expect(comments(formatted), name).toEqual(comments(text));
      expect(formatted.endsWith("\n")).toBe(true);
    }
  });
});
