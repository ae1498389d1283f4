import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checker } from "../../../src/language/check/checker.ts";
import { ENTRY_RULES, TEMPLATE_RULES } from "../../../src/language/rules/rules.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { randomEdit, seeded, told, toldAnew } from "./edits.ts";
import { templates } from "./fixtures.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

/** Edits in all; each template gets its part of them. */
const EDITS = 2_000;

const TEXTS = [
  ...templates.map(({ name, text }) => ({ name, text, languageId: name.endsWith(".json") ? "json" : "yaml" })),
  { name: "anchors", languageId: "yaml", text: "x: &a\n  P: {Type: String}\nParameters: *a\nResources:\n  A: &r\n    Type: AWS::S3::Bucket\n  B:\n    <<: *r\n    Properties: {BucketName: !Ref P}\n  ? C\n  : Type: AWS::SQS::Queue\nOutputs:\n  O: {Value: !GetAtt B.Arn}\n" },
  { name: "keys in quotes", languageId: "yaml", text: '"Resources":\n  "A":\n    Type: AWS::S3::Bucket\n  "B": {\n  "Type": "AWS::SQS::Queue"\n  }\n  \'C\':\n    Type: AWS::SNS::Topic\n"Outputs":\n  "O":\n    Value: !Ref A\n' },
  { name: "indented", languageId: "yaml", text: "  # a\n  Resources:\n\n      A:\n        Type: AWS::S3::Bucket\n      B: {Type: AWS::SQS::Queue,\n        DependsOn: A}\n  Outputs:\n    O: {Value: !Ref A}\n" },
];

describe("a document that is edited", () => {
  it.each(TEXTS)("is at each step what it would be if it was opened: $name", ({ languageId, text: original, name }) => {
    const random = seeded(name.length);
    let document = new TemplateDocument(languageId, original);
    let checker = new Checker(document, schemas);
    let text = original;
    for (let step = 0; step < EDITS / TEXTS.length; step += 1) {
      // from time to time somebody undoes it all
      if (step % 40 === 39) {
        text = original;
        document = new TemplateDocument(languageId, original);
        checker = new Checker(document, schemas);
      }
      const edits = [];
      for (let count = random() < 0.1 ? 3 : 1; count > 0; count -= 1) {
        const edit = randomEdit(text, random);
        edits.push(edit);
        text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
      }
      checker.note(document.apply(edits));
      expect(document.text).toBe(text);
      expect(told(document, checker), `after ${step} edits: ${JSON.stringify(edits)} in ${JSON.stringify(text)}`).toEqual(toldAnew(languageId, text, schemas));
    }
  });

  it.each([
    ["a half-typed key far above the first whole one", "Resources:\n    Half\n  Typed\n  pe: x\n  A:\n    Type: AWS::SQS::Queue\n", "pe", ""],
    ["a tag before a key", "{Resources: {A: {Type: AWS::SQS::Queue}, !Ref B: {Type: AWS::SQS::Queue}}}\n", "!Ref ", ""],
    ["a key behind an anchor", "]---\nR:\n    P:\n &a     C[k:\n", "C", "{C"],
    ["a use of a default that does not fit", "Parameters:\n  T: {Type: String, Default: t2.nope}\nResources:\n  A: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, InstanceType: !Ref T}}\n  B: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, InstanceType: !Ref T}}\n", "ami-12345678", "ami-12345679"],
    ["the brace of a section", '{\n\t"Resources": {\n\t\t}\n}\n', "{\n\t\t", "\n\t\t"],
    ["all entries of a section", "Outputs: {O: {Value: a}}\nResources: {}\n", "{}\n", "\n"],
    ["all of it", "Resources:\n  A: {Type: AWS::SQS::Queue}\n", "Resources:\n  A: {Type: AWS::SQS::Queue}\n", ""],
  ])("is what it would be after a change of %s", (_, text, gone, instead) => {
    const document = new TemplateDocument("yaml", text);
    const checker = new Checker(document, schemas);
    told(document, checker);
    const start = text.indexOf(gone);
    checker.note(document.apply([{ start, end: start + gone.length, text: instead }]));
    expect(told(document, checker)).toEqual(toldAnew("yaml", document.text, schemas));
  });

  it("has as many chunks read for a key whatever its length", () => {
    const resources = (count: number) =>
      `Resources:\n${Array.from({ length: count }, (_, n) => `  R${n}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Sub "\${AWS::Region}-x"\n`).join("")}`;
    const read = [50, 500].map((count) => {
      const text = resources(count);
      const document = new TemplateDocument("yaml", text);
      const checker = new Checker(document, schemas);
      while (checker.step());
      const before = document.chunksRead;
      const at = text.indexOf("-x", text.length / 2);
      checker.note(document.apply([{ start: at, end: at, text: "y" }]));
      let steps = 0;
      while (checker.step()) steps += 1;
      return { chunks: document.chunksRead - before, steps };
    });
    // the entry, and the rules that look at the template as a whole
    expect(read).toEqual([{ chunks: 1, steps: 2 }, { chunks: 1, steps: 2 }]);
  });

  it("keeps what is told of all entries but the one that is edited, and asks rules about names alone only when names change", () => {
    const text = `Resources:\n${Array.from({ length: 20 }, (_, n) => `  R${n}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: b${n}\n      Bogus: x\n`).join("")}`;
    const document = new TemplateDocument("yaml", text);
    let asked = 0;
    const counted = { check: () => ((asked += 1), []) };
    const checker = new Checker(document, schemas, undefined, { entry: ENTRY_RULES, template: [...TEMPLATE_RULES, counted] });
    while (checker.step());
    const before = checker.findings();
    const at = text.indexOf("b7\n");
    checker.note(document.apply([{ start: at, end: at + 1, text: "c" }]));
    while (checker.step());
    const after = checker.findings();
    expect(after.length).toBe(before.length);
    expect(after.filter((placed, index) => placed !== before[index]).every(({ entry }) => entry.key === "R7")).toBe(true);
    expect(asked).toBe(1);
    const name = document.text.indexOf("R3:");
    checker.note(document.apply([{ start: name, end: name + 1, text: "S" }]));
    while (checker.step());
    expect(asked).toBe(2);
  });

  it("is judged anew when a condition says something else", () => {
    const bucket = (name: string, condition: string) => `  ${name}: {Type: AWS::S3::Bucket, Condition: ${condition}, Properties: {BucketName: same-name}}\n`;
    const text = `Parameters:\n  P: {Type: String}\nConditions:\n  X: !Equals [!Ref P, one]\n  Y: !Not [!Equals [!Ref P, one]]\nResources:\n${bucket("A", "X")}${bucket("B", "Y")}`;
    const document = new TemplateDocument("yaml", text);
    const checker = new Checker(document, schemas);
    const codes = () => {
      while (checker.step());
      return checker.findings().flatMap(({ finding }) => (finding.code === "E3019" ? finding.code : []));
    };
    expect(codes()).toEqual([]);
    const at = text.lastIndexOf("one");
    checker.note(document.apply([{ start: at, end: at + 3, text: "two" }]));
    expect(codes()).toEqual(["E3019", "E3019"]);
  });

  it("has those entries checked again that use a name, when the name goes", () => {
    const text = "Resources:\n  A: {Type: AWS::SQS::Queue}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n  C: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref A}}\nOutputs:\n  O: {Value: !GetAtt A.Arn}\n";
    const document = new TemplateDocument("yaml", text);
    const checker = new Checker(document, schemas);
    const lost = () => {
      while (checker.step());
      const codes = ["E1010", "E1020", "E3005", "E6101"];
      return checker.findings().flatMap(({ entry, finding }) => (codes.includes(finding.code) ? [[entry.key, finding.code]] : []));
    };
    expect(lost()).toEqual([]);
    const at = text.indexOf("A:");
    checker.note(document.apply([{ start: at, end: at + 1, text: "Z" }]));
    expect(lost()).toEqual([["B", "E3005"], ["C", "E1020"], ["O", "E6101"]]);
    checker.note(document.apply([{ start: at, end: at + 1, text: "A" }]));
    expect(lost()).toEqual([]);
  });
});
