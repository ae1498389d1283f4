import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checker } from "../../../src/language/check/checker.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { templates } from "./fixtures.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

/** A finding as a person sees it: where, and what is said of which entry. */
interface Seen {
  readonly at: number;
  readonly what: string;
}

function seen(checker: Checker): Seen[] {
  while (checker.step());
  return checker.findings().map(({ entry: { section, key, start }, finding }) => ({
    at: start + finding.start,
    what: `${section}/${key ?? ""} ${finding.code} ${finding.message}`,
  }));
}

interface Stretch {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** The entries of a text, each from its first key to its last: a person types one after the other. */
function stretches(languageId: string, text: string): Stretch[] {
  const { entries } = new TemplateDocument(languageId, text);
  return entries.flatMap(({ section, key, start }, index) => {
    const end = entries[index + 1]?.start ?? text.length;
    return start === end ? [] : [{ id: `${section}/${key ?? ""}`, start, end: start + text.slice(start, end).trimEnd().length }];
  });
}

/** A text of more characters than this is long. */
const LONG = 1_500;

/** How many states of a text, while an entry is typed, show something of another entry that is said neither before nor after. */
function disturbed(languageId: string, before: string, typed: string, after: string): { states: number; wrong: string[] } {
  const told = (text: string) => seen(new Checker(new TemplateDocument(languageId, text), schemas));
  const known = new Set([...told(before + after), ...told(before + typed + after)].map(({ what }) => what));
  const document = new TemplateDocument(languageId, before + after);
  const checker = new Checker(document, schemas);
  const wrong: string[] = [];
  let states = 0;
  // of a long text every third state is looked at: it is the same kinds of states again and again
  const step = before.length + typed.length + after.length > LONG ? 3 : 1;
  for (let length = 0; length < typed.length; length += step) {
    const at = before.length + length;
    checker.note(document.apply([{ start: at, end: at, text: typed.slice(length, length + step) }]));
    states += 1;
    const others = seen(checker).filter(({ at: place, what }) => !known.has(what) && (place < before.length || place > at + step));
    const [first] = others;
    if (first !== undefined) wrong.push(`${JSON.stringify(typed.slice(0, length + step).slice(-40))}: ${first.what}`);
  }
  return { states, wrong };
}

describe("a person who types", () => {
  it.each(templates)("from the first key of $name to the last sees nothing of other entries that does not last", ({ name, text }) => {
    const languageId = name.endsWith(".json") ? "json" : "yaml";
    let states = 0;
    const wrong: string[] = [];
    for (const { start, end } of stretches(languageId, text)) {
      const found = disturbed(languageId, text.slice(0, start), text.slice(start, end), "");
      states += found.states;
      wrong.push(...found.wrong);
    }
    expect(wrong.length / states, wrong.join("\n")).toBeLessThanOrEqual(0.02);
  });

  it("sees the open brace of a section alike before its only entry and while that is typed", () => {
    const [before, typed] = ['{\n  "Resources": {\n', '    "A": {\n      "Type": "AWS::SNS::Topic"\n    }\n  }\n}\n'];
    expect(disturbed("json", before, typed, "").wrong).toEqual([]);
  });

  it.each(templates)("an entry of $name anew, between the others, sees nothing of those that does not last", ({ name, text }) => {
    const languageId = name.endsWith(".json") ? "json" : "yaml";
    let states = 0;
    const wrong: string[] = [];
    for (const { id, start, end } of stretches(languageId, text)) {
      // of entries of JSON on one line nobody can say which of them a brace that is missing belongs to
      const isAlone = languageId === "yaml" || text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
      if (id.endsWith("/") || !isAlone) continue;
      const found = disturbed(languageId, text.slice(0, start), text.slice(start, end), text.slice(end));
      states += found.states;
      wrong.push(...found.wrong);
    }
    expect(wrong.length / states, wrong.join("\n")).toBeLessThanOrEqual(0.02);
  });
});
