import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checker } from "../../../../src/language/check/checker.ts";
import { TemplateDocument } from "../../../../src/language/document/templateDocument.ts";
import { complete } from "../../../../src/language/features/completion.ts";
import { fixAll, fixes } from "../../../../src/language/features/fixes/fixes.ts";
import { folds } from "../../../../src/language/features/folding.ts";
import { format } from "../../../../src/language/features/format.ts";
import { hover } from "../../../../src/language/features/hover.ts";
import { inlayHints } from "../../../../src/language/features/inlay.ts";
import { lenses } from "../../../../src/language/features/lens.ts";
import { definition, references } from "../../../../src/language/features/navigation.ts";
import { outline } from "../../../../src/language/features/outline.ts";
import { rename } from "../../../../src/language/features/rename.ts";
import { selections } from "../../../../src/language/features/selection.ts";
import { signature } from "../../../../src/language/features/signature.ts";
import { tokens } from "../../../../src/language/features/tokens.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});
afterAll(() => schemas.close());

const PLACES: ReadonlySet<string> = new Set(["start", "end", "offset", "at", "from", "to"]);

/** A result with places as they are, and line ends as they are, in the text without carriage returns. */
function plain(result: unknown, text: string): unknown {
  if (typeof result === "string") return result.replaceAll("\r\n", "\n");
  if (Array.isArray(result)) return result.map((one) => plain(one, text));
  if (typeof result !== "object" || result === null) return result;
  const entries = result instanceof Map ? [...(result as Map<string, unknown>)] : Object.entries(result);
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (!PLACES.has(key) || typeof value !== "number") return [key, plain(value, text)];
      return [key, value - (text.slice(0, value).match(/\r/g) ?? []).length];
    }),
  );
}

/** All that features say of a text in which a person is at so many places. */
function everything(text: string, offsets: readonly number[]): unknown {
  const document = new TemplateDocument(text.startsWith("{") ? "json" : "yaml", text);
  const context = contextOf(schemas);
  const checker = new Checker(document, schemas, { regions: ["us-east-1"], date: "2026-11-22" });
  while (checker.step());
  const placed = checker.findings();
  const whole = { start: 0, end: text.length };
  const found = {
    findings: placed.map(({ entry, finding: { code, start, end } }) => ({ code, start: entry.start + start, end: entry.start + end })),
    fixes: fixes(document, whole, placed, context).map(({ title, edits }) => ({ title, edits })),
    all: fixAll(document, placed, context),
    folds: folds(document),
    outline: outline(document),
    lenses: lenses(document),
    tokens: tokens(document),
    hints: inlayHints(document, whole, context),
    places: offsets.map((offset) => ({
      labels: complete(document, offset, context).items.map(({ label }) => label),
      hover: hover(document, offset, context),
      definition: definition(document, offset, context),
      references: references(document, offset, true),
      renamed: rename(document, offset, "Another"),
      selections: selections(document, offset),
      signature: signature(document, offset, context),
    })),
  };
  return plain(found, text);
}

/** The places at which words begin or end, some of them. */
function someOffsets(text: string): number[] {
  const all = [...text.matchAll(/[\w"'!:-]+/g)].flatMap(({ index, 0: word }) => [index + 1, index + word.length]);
  const step = Math.max(1, Math.floor(all.length / 40));
  return all.filter((_, index) => index % step === 0);
}

describe("a text whose lines end with a carriage return as well", () => {
  it.each(templates)("$name says and does what it does without", ({ name, text: written }) => {
    const broken = written.replace(/Properties/, "Propertis").replaceAll("\r", "");
    for (const text of [written.replaceAll("\r", ""), broken]) {
      const offsets = someOffsets(text);
      const windows = text.replaceAll("\n", "\r\n");
      const moved = offsets.map((offset) => offset + (text.slice(0, offset).match(/\n/g) ?? []).length);
      expect(everything(windows, moved), name).toEqual(everything(text, offsets));
    }
  });

  it.each(templates)("$name is formatted as it is without, and keeps its line ends", ({ text: written }) => {
    const text = written.replaceAll("\r", "");
    const windows = format(text.replaceAll("\n", "\r\n"), { indent: 2 });
    expect(windows).toBe(format(text, { indent: 2 })?.replaceAll("\n", "\r\n"));
  });
});
