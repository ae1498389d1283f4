import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/language/syntax/json.ts";
import type { SyntaxNode } from "../../../src/language/syntax/tree.ts";
import { templates } from "./fixtures.ts";
import { stretches } from "./marks.ts";

/** What the tree stands for; texts in quotes are texts, all else is read by JSON itself. */
function valueOf(node: SyntaxNode): unknown {
  if (node.kind === "mapping") return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, valueOf(value)]));
  if (node.kind === "sequence") return node.items.map(valueOf);
  if (node.kind === "alias") throw new Error("JSON has no aliases");
  return node.style === "double" ? node.value : JSON.parse(node.value);
}

describe("the JSON parser", () => {
  it.each([
    ...templates.filter(({ name }) => name.endsWith(".json")).map(({ text }) => text),
    '{"a":[1,-2.5e3,true,false,null,"",{},[]],"b\\n\\u0041\\\\":"\\"\\/"}',
    ' [ "x" ] \n',
  ])("reads %j as JSON.parse does", (text) => {
    const { root, problems } = parseJson(text);
    expect(problems).toEqual([]);
    expect(valueOf(root)).toEqual(JSON.parse(text));
    expect(text.slice(root.start, root.end)).toBe(text.trim());
  });

  it.each([
    ["a comma at the end", '{"a": 1|,|}'],
    ["a missing comma", '{"a": 1 |"|b": 2}'],
    ["a comma too many", '[1,|,|2]'],
    ["a missing value", '{"a"|:|}'],
    ["a missing colon", '{|"a"|}'],
    ["single quotes", "{|'a'|: 1}"],
    ["an open quote", '{"a": |"b|\n}'],
    ["an open brace", '|{|"a": {}'],
    ["the wrong bracket", '["a"|}|'],
    ["a comment", '{|// why\n|"a": 1}'],
    ["a word", '{"a": |yes|}'],
    ["an escape that is none", '{"a": "|\\q|"}'],
    ["a key that stands twice", '{|"a"|: 1, |"a"|: 2}'],
    ["more behind the end", "{} |x|"],
  ])("marks %s", (_, marked) => {
    const { text, ranges } = stretches(marked);
    expect(parseJson(text).problems.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
  });

  it("ends for whatever it is given", () => {
    for (const { text } of templates) {
      for (let length = 0; length < text.length; length += 7) {
        const cut = text.slice(length, text.length - length);
        expect(parseJson(cut).problems.every(({ start, end }) => start <= end && end <= cut.length)).toBe(true);
      }
    }
  });

  it("reads no deeper than its stack allows", () => {
    for (const text of ["[".repeat(99_999), '{"a":'.repeat(99_999), `${"[".repeat(150)}${"]".repeat(150)}`]) {
      const { problems } = parseJson(text);
      expect(problems.some(({ message }) => message.includes("too deep"))).toBe(text.length > 1_000);
    }
  });
});
