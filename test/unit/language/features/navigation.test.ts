import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../../src/language/check.ts";
import { folds } from "../../../../src/language/features/folding.ts";
import { pathLinks } from "../../../../src/language/features/links.ts";
import { definition, references } from "../../../../src/language/features/navigation.ts";
import { outline } from "../../../../src/language/features/outline.ts";
import { rename, renamed } from "../../../../src/language/features/rename.ts";
import { selections } from "../../../../src/language/features/selection.ts";
import type { TextEdit } from "../../../../src/language/syntax/tree.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { at, contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

/** Everything that names something. `‹ ›` stand around the places of P, Q, C and M each. */
const TEMPLATE = `Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Parameters: [P]
    ParameterLabels:
      P: {default: A name}
Parameters:
  P:
    Type: String
    Default: a
Mappings:
  M:
    one: {Size: big}
Conditions:
  C: !Equals [!Ref P, a]
  D: !And [!Condition C, !Not [{Condition: C}]]
Resources:
  Q:
    Type: AWS::SQS::Queue
    Condition: C
    Properties:
      QueueName: !Sub "\${P}-x-\${ P }-\${!P}"
  T:
    Type: AWS::SNS::Topic
    DependsOn: Q
    Properties:
      DisplayName: !If [C, !GetAtt Q.QueueName, !Ref "P"]
      TopicName: !FindInMap [M, one, Size]
  U:
    Type: AWS::SNS::Topic
    DependsOn:
      - T
      - Q
    Properties:
      DisplayName: !Sub ["\${P}-\${Q.Arn}", {P: x}]
      TopicName:
        Fn::GetAtt: [Q, QueueName]
Outputs:
  O:
    Condition: C
    Value: !GetAtt Q.Arn
`;

const find = (text: string, part: string) => text.indexOf(part);

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits.toSorted((a, b) => b.start - a.start).reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
}

function renameIn(text: string, offset: number, to: string) {
  const { document } = at(text);
  const found = rename(document, offset, to);
  if (found === undefined) return undefined;
  return "refusal" in found ? found.refusal : apply(text, found);
}

describe("a definition", () => {
  it.each<[what: string, before: string, line: string]>([
    ["of a parameter", "Equals [!Ref P", "  P:\n    Type"],
    ["of a variable", 'Sub "${P', "  P:\n    Type"],
    ["of an attribute's resource", "GetAtt Q.Que", "  Q:"],
    ["of a condition", "If [C", "  C:"],
    ["of a dependency", "      - Q", "  Q:"],
    ["of a mapping", "FindInMap [M", "  M:"],
    ["of a mapping's key", "FindInMap [M, one", "    one:"],
    ["of a key below it", "FindInMap [M, one, Siz", "Size: big"],
  ])("%s", (_, before, line) => {
    const { document } = at(TEMPLATE);
    const offset = find(TEMPLATE, before) + before.length;
    const found = definition(document, offset, contextOf(schemas));
    expect(TEMPLATE.slice(found?.name.start).startsWith(line.trim().split(":")[0] ?? "")).toBe(true);
    expect(find(TEMPLATE, line) + line.length - line.trimStart().length).toBe(found?.name.start);
  });
});

describe("a renaming", () => {
  it.each<[name: string, offsetOf: string, shift: number, to: string, count: number]>([
    ["a parameter", "  P:\n    Type", 2, "Stage", 7],
    ["a parameter by its use in a text", 'Sub "${P', 7, "Stage", 7],
    ["a parameter by its label", "[P]", 1, "Stage", 7],
    ["a resource", "  Q:\n", 2, "Work", 7],
    ["a condition", "  C: !Eq", 2, "IsBig", 6],
    ["a mapping", "[M,", 1, "Sizes", 2],
    ["an output", "  O:\n", 2, "Address", 1],
  ])("changes %s wherever it stands, and nothing else", (_, part, shift, to, count) => {
    const offset = find(TEMPLATE, part) + shift;
    const { document } = at(TEMPLATE);
    const found = rename(document, offset, to);
    expect(found).toHaveLength(count);
    const text = renameIn(TEMPLATE, offset, to) ?? "";
    const codes = (of: string) => check("yaml", of, schemas).map(({ code }) => code);
    expect(codes(text)).toEqual(codes(TEMPLATE));
    // and back again
    expect(renameIn(text, find(text, to), TEMPLATE.charAt(offset))).toBe(TEMPLATE);
  });

  it("keeps quotes in JSON", () => {
    const text = '{"Parameters": {"P": {"Type": "String"}}, "Outputs": {"O": {"Value": {"Fn::Join": ["", [{"Ref": "P"}, {"Fn::Sub": "${P}"}]]}}}}';
    expect(renameIn(text, text.indexOf('"P"') + 1, "Stage")).toBe(text.replace('"P":', '"Stage":').replace('"Ref": "P"', '"Ref": "Stage"').replace("${P}", "${Stage}"));
  });

  it.each<[what: string, to: string, refusal: RegExp]>([
    ["a bad name", "a-b", /no name/],
    ["no name at all", "", /no name/],
    ["the name of a resource", "Q", /below Resources already/],
  ])("refuses %s", (_, to, refusal) => {
    expect(renameIn(TEMPLATE, find(TEMPLATE, "  P:\n    Type") + 2, to)).toMatch(refusal);
  });

  it("refuses pseudo parameters, and names that are written in a way that would be lost", () => {
    const region = "Outputs:\n  O: {Value: !Ref AWS::Region}\n";
    expect(renamed(at(region).document, region.indexOf("Region") + 1)).toEqual({ refusal: expect.stringContaining("pseudo parameter") as string });
    const escaped = 'Parameters:\n  P: {Type: String}\nOutputs:\n  O: {Value: !Ref "\\x50"}\n';
    expect(renamed(at(escaped).document, escaped.indexOf("P:"))).toEqual({ refusal: expect.stringContaining("line 4") as string });
  });

  it("has nothing to rename in a value", () => {
    expect(renamed(at(TEMPLATE).document, find(TEMPLATE, "big"))).toBeUndefined();
  });
});

describe("references", () => {
  it("are told with the declaration, and without", () => {
    const { document } = at(TEMPLATE);
    const offset = find(TEMPLATE, "  Q:\n") + 2;
    expect(references(document, offset, true)).toHaveLength(7);
    expect(references(document, offset, false)).toHaveLength(6);
    for (const { range } of references(document, offset, true)) expect(TEMPLATE.slice(range.start, range.end)).toBe("Q");
  });
});

describe("the outline", () => {
  it("has sections with what is below them", () => {
    const found = outline(at(TEMPLATE).document);
    expect(found.map(({ name }) => name)).toEqual(["Metadata", "Parameters", "Mappings", "Conditions", "Resources", "Outputs"]);
    expect(found[4]?.children.map(({ name, detail, kind }) => [name, detail, kind])).toEqual([["Q", "AWS::SQS::Queue", "resource"], ["T", "AWS::SNS::Topic", "resource"], ["U", "AWS::SNS::Topic", "resource"]]);
    for (const { whole, children, named } of found) {
      expect(whole.start).toBeLessThanOrEqual(named.start);
      for (const child of children) expect(child.whole.end).toBeLessThanOrEqual(whole.end);
    }
  });
});

describe("folding", () => {
  it("ends with what is folded", () => {
    const text = "# a\n# b\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n        - Key: a\n          Value: b\n\n  B:\n    Type: AWS::SQS::Queue\n\nOutputs: {}\n";
    const lines = folds(at(text).document).map(({ startLine, endLine }) => [startLine, endLine]);
    expect(lines).toEqual([[2, 11], [3, 8], [5, 8], [6, 8], [7, 8], [10, 11]]);
  });

  it("has comments of several lines", () => {
    const text = "Resources:\n  A:\n    # one\n    # two\n    Type: AWS::S3::Bucket\n";
    expect(folds(at(text).document)).toContainEqual({ startLine: 2, endLine: 3, isComment: true });
  });
});

describe("selection", () => {
  it("grows from a word to the document", () => {
    const { document, offset, text } = at(TEMPLATE.replace("QueueName, !Ref", "Que|ueName, !Ref").replace("Q.QueueName", "Q.Queu|eName"));
    const found = selections(document, offset).map(({ start, end }) => text.slice(start, end));
    expect(found[0]).toBe("Q.QueueName");
    expect(found).toContain("!GetAtt Q.QueueName");
    expect(found).toContain('DisplayName: !If [C, !GetAtt Q.QueueName, !Ref "P"]');
    expect(found.at(-1)).toBe(text);
    for (const [index, range] of found.entries()) if (index > 0) expect(range.length).toBeGreaterThan(found[index - 1]?.length ?? 0);
  });
});

describe("links", () => {
  it("lead to files beside the template, and nowhere else", () => {
    const text = "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./net/vpc.yaml}\n  B:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: https://x.example/y.yaml}\n  C:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: src/app, Handler: a.b, Description: /etc/passwd}\n";
    expect(pathLinks(at(text).document).map(({ path }) => path)).toEqual(["./net/vpc.yaml", "src/app"]);
  });
});

describe("all of it", () => {
  it("answers at each place of templates without an exception", () => {
    for (const { text } of templates) {
      const { document } = at(text.replaceAll("|", "‖"));
      outline(document);
      folds(document);
      for (let offset = 0; offset < text.length; offset += 29) {
        definition(document, offset, contextOf(schemas));
        renamed(document, offset);
        expect(selections(document, offset).length).toBeGreaterThan(0);
      }
    }
  });
});
