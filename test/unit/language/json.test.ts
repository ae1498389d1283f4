import { type Node, type ParseError, parseTree } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/language/syntax/json.ts";
import type { SyntaxNode } from "../../../src/language/syntax/tree.ts";
import { randomEdit, seeded } from "./edits.ts";
import { templates } from "./fixtures.ts";
import { stretches } from "./marks.ts";

/** What the tree stands for; texts in quotes are texts, all else is read by JSON itself. */
function valueOf(node: SyntaxNode): unknown {
  if (node.kind === "mapping") return Object.fromEntries(node.entries.map(({ key, value }) => [key.value, valueOf(value)]));
  if (node.kind === "sequence") return node.items.map(valueOf);
  if (node.kind === "alias") throw new Error("JSON has no aliases");
  return node.style === "double" ? node.value : JSON.parse(node.value);
}

/** A value as plain data, with the ranges of it and of its keys. */
function ours(node: SyntaxNode): unknown {
  const range = [node.start, node.end];
  if (node.kind === "mapping") return { range, entries: node.entries.map(({ key, value }) => [ours(key), ours(value)]) };
  if (node.kind === "sequence") return { range, items: node.items.map(ours) };
  return { range, value: valueOf(node) };
}

/** The same, as another parser that reads on behind errors has it. */
function theirs({ type, offset, length, value, children = [] }: Node): unknown {
  const range = [offset, offset + length];
  if (type === "object") return { range, entries: children.map(({ children: pair = [] }) => pair.map(theirs)) };
  if (type === "array") return { range, items: children.map(theirs) };
  return { range, value: value as unknown };
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
    ["two keys that stand twice", '{|"a"|: 1, |"b"|: 1, |"a"|: 2, |"b"|: 2}'],
    ["more behind the end", "{} |x|"],
  ])("marks %s", (_, marked) => {
    const { text, ranges } = stretches(marked);
    const found = parseJson(text).problems.map(({ start, end }) => ({ start, end }));
    expect(found.toSorted((one, other) => one.start - other.start)).toEqual(ranges);
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

  it("takes, refuses and reads what people do to a template as jsonc-parser does", () => {
    const random = seeded(14);
    const texts = templates.filter(({ name }) => name.endsWith(".json")).map(({ text }) => text);
    let taken = 0;
    for (let round = 0; round < 400; round += 1) {
      let text = texts[round % texts.length] ?? "";
      for (let edits = round % 3; edits >= 0; edits -= 1) {
        const edit = randomEdit(text, random);
        text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
      }
      const errors: ParseError[] = [];
      const tree = parseTree(text, errors, { disallowComments: true });
      const { root, problems } = parseJson(text);
      // that a key stands twice is no matter of syntax for it
      const wrong = problems.filter(({ message }) => !/stands (?:here twice|below once more)\.$/.test(message));
      expect({ text, isTaken: wrong.length === 0 }).toEqual({ text, isTaken: errors.length === 0 });
      if (tree === undefined || errors.length > 0) continue;
      taken += 1;
      expect({ text, tree: ours(root) }).toEqual({ text, tree: theirs(tree) });
    }
    // neither all taken nor all refused: then nothing would have been compared
    expect(taken).toBeGreaterThan(60);
    expect(taken).toBeLessThan(340);
  });
});
