import { describe, expect, it } from "vitest";
import { type Document, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import { largeTemplate } from "../../bench/largeTemplate.ts";
import type { EntryParts } from "../../../src/language/document/entry.ts";
import { shifted } from "../../../src/language/document/shift.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import { partsOfTree } from "../../../src/language/document/whole.ts";
import { parse } from "../../../src/language/syntax/parse.ts";
import { templates } from "./fixtures.ts";

/** The same template in JSON, as programs write it; short forms of functions become mappings that mean nothing here. */
function inJson(text: string): string {
  const document: Document = parseDocument(text, { schema: "failsafe", logLevel: "silent" });
  const plain = (node: unknown): unknown => {
    if (isMap(node)) return Object.fromEntries(node.items.flatMap((pair) => (isPair(pair) && isScalar(pair.key) ? [[String(pair.key.value), plain(pair.value)]] : [])));
    if (isSeq(node)) return node.items.map(plain);
    return isScalar(node) ? String(node.value) : "";
  };
  return `${JSON.stringify(plain(document.contents), undefined, 2)}\n`;
}

const LARGE = largeTemplate(20, 4);
const TEXTS = [
  ...templates.map(({ name, text }) => ({ name, text, languageId: name.endsWith(".json") ? "json" : "yaml" })),
  ...templates.filter(({ name }) => name.endsWith(".yaml")).map(({ name, text }) => ({ name: `${name} in JSON`, text: inJson(text), languageId: "json" })),
  { name: "a large template", text: LARGE, languageId: "yaml" },
  { name: "a large template with Windows' line ends", text: LARGE.replaceAll("\n", "\r\n"), languageId: "yaml" },
  { name: "a large template in JSON", text: inJson(LARGE), languageId: "json" },
];

/** An entry with its places in the document. Of a top-level key whose entries stand apart, the key alone. */
function placed({ section, key, keyNode, written, start }: Pick<EntryParts, "section" | "key" | "keyNode" | "written" | "start">): unknown {
  const isHollow = written.kind === "mapping" && written.entries.length === 0;
  return { section, key, keyNode: shifted(keyNode, start), ...(isHollow ? {} : { written: shifted(written, start) }) };
}

describe("a text that is read in chunks", () => {
  it.each(TEXTS)("has the entries it has as a whole: $name", ({ text, languageId }) => {
    const document = new TemplateDocument(languageId, text);
    // closing brackets are chunks of their own
    const entries = document.entries.slice(1).filter(({ section }) => section !== "");
    expect(document.chunksRead).toBeGreaterThan(3);
    expect(entries.map(placed)).toEqual(partsOfTree(parse(languageId, text)).slice(1).map(placed));
    expect(document.entries.flatMap(({ problems }) => problems)).toEqual([]);
    expect(document.problems).toEqual([]);
    expect(document.text).toBe(text);
  });

  it.each(TEXTS)("has its lines where they are: $name", ({ text, languageId }) => {
    const document = new TemplateDocument(languageId, text);
    const lines = text.split(/\r\n|\n/);
    for (let offset = 0; offset <= text.length; offset += 97) {
      const position = document.positionAt(offset);
      const before = text.slice(0, offset).split("\n");
      expect(position).toEqual({ line: before.length - 1, character: before.at(-1)?.length ?? 0 });
      if (position.character <= (lines[position.line]?.length ?? 0)) expect(document.offsetAt(position)).toBe(offset);
    }
  });
});
