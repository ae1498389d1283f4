import { describe, expect, it, vi } from "vitest";
import { type Parsers, parse } from "../../../src/language/syntax/parse.ts";
import { parseJson } from "../../../src/language/syntax/json.ts";
import { parseYaml } from "../../../src/language/syntax/yaml.ts";

describe("the choice of a parser", () => {
  it.each([
    ["json", '{"a": 1,}', 1],
    ["plaintext", '\n{"a": 1,}', 1],
    ["yaml", '{"a": 1,}', 0],
    ["json", "a: 1", 0],
  ])("goes by what CloudFormation does: %s %j", (languageId, text, problems) => {
    expect(parse(languageId, text).problems).toHaveLength(problems);
  });

  it("gives a parser that can read edits the tree before them, unless it was another parser's", () => {
    const reparse = vi.fn((_, text: string) => parseYaml(text));
    const parsers: Parsers = { json: { parse: parseJson }, yaml: { parse: parseYaml, reparse } };
    const tree = parse("plaintext", "a: 1", undefined, parsers);
    const edits = [{ start: 3, end: 4, text: "2" }];
    expect(parse("plaintext", "a: 2", { tree, edits }, parsers).text).toBe("a: 2");
    expect(reparse.mock.calls).toEqual([[tree, "a: 2", edits]]);
    const json = parse("plaintext", "{}", { tree, edits: [{ start: 0, end: 4, text: "{}" }] }, parsers);
    parse("plaintext", "a: 1", { tree: json, edits: [{ start: 0, end: 2, text: "a: 1" }] }, parsers);
    expect(reparse).toHaveBeenCalledTimes(1);
  });
});
