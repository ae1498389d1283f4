import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../../src/language/check.ts";
import type { Settings } from "../../../../src/language/model/facts.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { stretches } from "../marks.ts";
import { openSchemas } from "../schemas.ts";

/** A rule's code, what is wrong, and a template in which `|` stands around what an editor marks. */
export type BadRow = readonly [code: string, what: string, marked: string];

/** A rule's code, what is right, and a template in which it says nothing. */
export type GoodRow = readonly [code: string, what: string, text: string];

/** A resource in a template, with what stands before and behind it. */
export function resource(body: string, before = "", after = ""): string {
  return `${before}Resources:\n  A:\n${body.replaceAll(/^(?=.)/gm, "    ")}\n${after}`;
}

/** Parameters and a condition that depends on one. */
export const CONDITION = "Parameters: {P: {Type: String}}\nConditions: {X: !Equals [!Ref P, a]}\n";

const SETTINGS: Settings = { regions: ["us-east-1"], date: "2026-11-22" };

/** Checks rows of templates: in the bad ones a rule has to say what is marked, in the good ones nothing. */
export function describeRules(name: string, bad: readonly BadRow[], good: readonly GoodRow[] = []): void {
  describe(name, () => {
    let schemas: SchemaFile;

    beforeAll(async () => {
      schemas = await openSchemas();
    });
    afterAll(() => schemas.close());

    const found = (code: string, text: string) => {
      const language = text.startsWith("{") ? "json" : "yaml";
      return check(language, text, schemas, SETTINGS).filter((finding) => finding.code === code);
    };

    it.each(bad)("%s says of %s", (code, _, marked) => {
      const { text, ranges } = stretches(marked);
      const all = found(code, text).map(({ start, end }) => ({ start, end }));
      // two words of a schema may say of one place what is wrong
      const marks = all.filter((one, index) => all.findIndex((other) => other.start === one.start && other.end === one.end) === index);
      expect(marks.map(({ start, end }) => text.slice(start, end))).toEqual(ranges.map(({ start, end }) => text.slice(start, end)));
      expect(marks).toEqual(ranges);
    });

    it.each(good)("%s takes %s", (code, _, text) => {
      expect(found(code, text)).toEqual([]);
    });
  });
}
