import { describe, expect, it } from "vitest";
import { parse } from "../../../src/language/syntax/parse.ts";

describe("the choice of a parser", () => {
  it.each([
    ["json", '{"a": 1,}', 1],
    ["plaintext", '\n{"a": 1,}', 1],
    ["yaml", '{"a": 1,}', 0],
    ["json", "a: 1", 0],
  ])("goes by what CloudFormation does: %s %j", (languageId, text, problems) => {
    expect(parse(languageId, text).problems).toHaveLength(problems);
  });
});
