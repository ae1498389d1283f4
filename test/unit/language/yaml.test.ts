import { describe, expect, it } from "vitest";
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { type SyntaxNode, entryOf } from "../../../src/language/syntax/tree.ts";
import { parseYaml } from "../../../src/language/syntax/yaml.ts";
import { templates } from "./fixtures.ts";
import { stretches } from "./marks.ts";

/** A node as plain data, with the ranges of its texts. */
type Plain = unknown;

const tagOf = (tag: string | undefined) => (tag === undefined || tag.startsWith("tag:") || tag === "!" ? "" : tag);

function ours(node: SyntaxNode): Plain {
  const tag = tagOf(node.tag?.text);
  if (node.kind === "alias") return { alias: node.name };
  if (node.kind === "sequence") return { tag, items: node.items.map(ours) };
  if (node.kind === "mapping") return { tag, entries: node.entries.map(({ key, value }) => [ours(key), ours(value)]) };
  // where nothing stands, there is no agreed place for it
  const range = node.start === node.end ? undefined : [node.start, node.end];
  // the library counts the line break behind a block scalar in
  return node.style === "literal" || node.style === "folded" ? { tag, value: node.value } : { tag, value: node.value, range };
}

function theirs(node: unknown): Plain {
  if (isAlias(node)) return { alias: node.source };
  if (isSeq(node)) return { tag: tagOf(node.tag), items: node.items.map(theirs) };
  if (isMap(node)) return { tag: tagOf(node.tag), entries: node.items.map(({ key, value }) => [theirs(key), theirs(value)]) };
  if (!isScalar(node)) return { tag: "", value: "", range: undefined };
  const [start = 0, end = 0] = node.range ?? [];
  const value = typeof node.value === "string" ? node.value : "";
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") return { tag: tagOf(node.tag), value };
  return { tag: tagOf(node.tag), value, range: start === end ? undefined : [start, end] };
}

/** Read by the library, with every text as a text. */
function library(text: string): Document {
  return parseDocument(text, { schema: "failsafe", logLevel: "silent" });
}

function expectSame(text: string): void {
  const document = library(text);
  expect(document.errors.filter(({ code }) => code !== "TAG_RESOLVE_FAILED")).toEqual([]);
  const tree = parseYaml(text);
  expect(tree.problems).toEqual([]);
  expect(ours(tree.root)).toEqual(theirs(document.contents));
}

describe("the YAML parser", () => {
  it.each(templates.filter(({ name }) => name.endsWith(".yaml")))("reads $name as the yaml package does", ({ text }) => {
    expectSame(text);
    expectSame(text.replaceAll("\n", "\r\n"));
  });

  it.each(templates.filter(({ name }) => name.endsWith(".json")))("reads $name, which is JSON", ({ text }) => expectSame(text));

  it.each([
    "a: b",
    "a:\n- b\n-  - c\n   - d\n-\n  e: f\n- g: h\n  i: j",
    "- &anchor a: 1\n- *anchor\n- !Sub x\n- !Sub\n  - y",
    "&a key: value\n'single ''key''': 1\n\"double\": 2",
    "a: >\n  one\n  two\n\n  three\n    more\n  four\n\n",
    "a: |-\n  x\n\n\nb: |+\n  y\n\n",
    "a: >2-\n   x\n  y",
    "a: one\n  two\n\n  three # end\nb: c#d",
    'a: "one\n  two\n\n  three"\nb: \'x\n  y\'',
    "a: {b: c, d: [e, {f: g}], h: , i, \"j\":k}\nl: [m: n, o,]",
    "a: !GetAtt\n  - b\n  - c\nd: !Sub |\n  ${e}\n",
    "a:\n  # a comment\n  b: c # another\n\n  # and one\nd:",
    "a: 'x' # comment\nb: [c] # comment\nd: {e: f} # comment",
    "\uFEFFa: b\n",
    "--- # begins\na: b\n...\n",
    "a: ::x\nb: x:y\nFn::Sub: z",
    "- - - a\n    - b\n  - c\n- d",
    "",
    "# nothing",
  ])("reads %j as the yaml package does", (text) => expectSame(text));

  it.each([
    ["a key without a colon", "a: b\n|ccc|\nd: e"],
    ["a quote that is left open", 'a: |"b|\nd: e'],
    ["a bracket that is left open", "a: |[|b, c\nd: e"],
    ["a brace that is left open at the end", "d: e\na: |{|b: c"],
    ["a key that is indented too far", "a: b\n  |c: d|\nd: e"],
    ["a mapping in a value", "a: b|:| c\nd: e"],
    ["a tab in the indentation", "a:\n|\t|b: c\nd: e"],
    ["a star", "a: |*|\nd: e"],
    ["a value that begins with a percent sign", "a: |%|b\nd: e"],
    ["something behind a quoted value", 'a: "b" |c|\nd: e'],
    ["an escape that is none", 'a: "|\\q|"\nd: e'],
    ["a key that stands twice", "|a|: b\n|a|: c\nd: e"],
    ["a second document", "d: e\n|---|\nx: y"],
    ["a list beside a key", "a: b\nd: e\n|- c|"],
  ])("marks %s and reads on", (_, marked) => {
    const { text, ranges } = stretches(marked);
    const { problems, root } = parseYaml(text);
    expect(problems.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
    expect(entryOf(root, "d")?.value).toMatchObject({ value: "e" });
  });

  it("ends for whatever it is given, with ranges within the text", () => {
    for (const { text } of templates) {
      for (let length = 0; length < text.length; length += 7) {
        const cut = text.slice(0, length);
        const { problems } = parseYaml(cut);
        expect(problems.every(({ start, end }) => start >= 0 && start <= end && end <= cut.length)).toBe(true);
        parseYaml(text.slice(length));
        parseYaml(text.slice(0, length) + text.slice(length + 5));
      }
    }
  });

  it("reads no deeper than its stack allows", () => {
    for (const text of ["[".repeat(99_999), '{"a":'.repeat(99_999), "- ".repeat(99_999), `${"[".repeat(150)}${"]".repeat(150)}`]) {
      const { problems } = parseYaml(text);
      expect(problems.some(({ message }) => message.includes("too deep"))).toBe(text.length > 1_000);
    }
  });

  it("reads a key with any number of quotes in it", () => {
    const { root, problems } = parseYaml(`'${"''".repeat(50_000)}': x`);
    expect(problems).toEqual([]);
    expect(entryOf(root, "'".repeat(50_000))?.value).toMatchObject({ value: "x" });
    expectSame("'a''b': c\n'''': d\n'e''': '''f'\n'': i");
  });
});
