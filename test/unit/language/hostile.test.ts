import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../src/language/check.ts";
import { isTemplate } from "../../../src/language/detect.ts";
import { format } from "../../../src/language/features/format.ts";
import { nearest } from "../../../src/language/nearest.ts";
import { variablesIn } from "../../../src/language/references.ts";
import { messageOf } from "../../../src/language/told.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const BUCKET = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n";

/** The least of three runs, in milliseconds of this process. */
function cost(run: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** How many times as much a text of eight times the length costs: about 8 where each character costs the same, 64 where it does not. */
function growth(text: (length: number) => string, run: (text: string) => unknown): number {
  const small = text(125_000);
  const large = text(1_000_000);
  run(small);
  return cost(() => run(large)) / Math.max(1, cost(() => run(small)));
}

/** Texts that an expression with two ways to read them goes over again and again. */
const HOSTILE: readonly [string, (length: number) => string][] = [
  ["a variable that is never closed", (n) => `\${a${" ".repeat(n)}`],
  ["variables that are never closed", (n) => "${".repeat(n / 2)],
  ["literals that are never closed", (n) => "${!".repeat(n / 3)],
  ["literals that are closed at last", (n) => `${"${!".repeat(n / 3)}}`],
  ["blanks in a variable", (n) => `\${${" ".repeat(n)}a}`],
];

describe("a text that is meant to take long", () => {
  it.each(HOSTILE)("is searched for variables in one pass: %s", (_, text) => {
    expect(growth(text, variablesIn)).toBeLessThan(24);
  });

  it.each(HOSTILE)("is checked in one pass: %s", (_, text) => {
    const template = (n: number) => `${BUCKET}    Properties:\n      BucketName: !Sub "${text(n)}"\n`;
    expect(growth(template, (given) => check("yaml", given, schemas))).toBeLessThan(24);
  });

  it.each([
    ["comments", (n: number) => `${"#\n".repeat(n / 2)}${BUCKET}`, true],
    ["comments of JSON", (n: number) => `${"//\n".repeat(n / 3)}{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}`, true],
    ["comments that are not closed", (n: number) => `${"/*".repeat(n / 2)}Resources`, false],
    ["quotes that are not closed", (n: number) => `{"Resources": ${'\\"'.repeat(n / 2)}`, false],
    ["a text in quotes", (n: number) => `{"x": "${"a".repeat(n)}", "Resources": {"A": {"Type": "AWS::S3::Bucket"}}}`, true],
    ["blanks behind a key", (n: number) => `Resources:\n  A:\n    Type${" ".repeat(n)}\n`, false],
  ] as const)("is sniffed in one pass: %s", (_, text, expected) => {
    expect(isTemplate(text(1_000_000))).toBe(expected);
    expect(growth(text, isTemplate)).toBeLessThan(24);
  });

  it.each([
    ["comments", (n: number) => `Resources:\n    A:\n${"        # x\n".repeat(n / 12)}        Type: AWS::S3::Bucket\n`],
    ["blanks and ends of lines", (n: number) => `${BUCKET}${" \n".repeat(n / 2)}    Properties: {}\n`],
  ] as const)("is formatted in one pass: %s", (_, text) => {
    expect(format(text(1_000), { indent: 2 })).toBeDefined();
    expect(growth(text, (given) => format(given, { indent: 2 }))).toBeLessThan(24);
  });

  it("is sniffed whatever its length: two million comments", () => {
    expect(isTemplate(`${"# a comment\n".repeat(2_000_000)}${BUCKET}`)).toBe(true);
    expect(isTemplate(`${"// a comment\n".repeat(2_000_000)}{"Resources": 1}`)).toBe(false);
  });

  it("has no words that are searched for what was meant", () => {
    expect(nearest({ word: "a".repeat(1_000_000), among: [{ list: ["a".repeat(999_999)] }] })).toBeUndefined();
  });

  it("has its words searched when they are shown, and once", () => {
    let asked = 0;
    const types = [...schemas.names];
    const list = Object.assign([...types], {
      *[Symbol.iterator]() {
        asked += 1;
        yield* types;
      },
    });
    const finding = { code: "E3006", start: 0, end: 1, told: 0, message: "No.", meant: { word: "AWS::S3::Bukket", among: [{ list }] } } as const;
    expect(asked).toBe(0);
    expect(messageOf(finding)).toBe('No. Did you mean "AWS::S3::Bucket"?');
    expect(messageOf(finding)).toBe('No. Did you mean "AWS::S3::Bucket"?');
    expect(asked).toBe(1);
  });
});

describe("a text that cannot be read", () => {
  const bomb = (uses: number) => `${Array.from({ length: 12 }, (_, n) => (n === 0 ? "x0: &x0 [y]\n" : `x${n}: &x${n} [${`*x${n - 1},`.repeat(9)}]\n`)).join("")}${BUCKET}${Array.from({ length: uses }, (_, n) => `    M${n}: *x11\n`).join("")}`;
  const many = `x: &x [${"y,".repeat(15_000)}]\n${BUCKET}${Array.from({ length: 200 }, (_, n) => `  R${n}: {Metadata: *x, Type: AWS::S3::Bucket}\n`).join("")}`;
  it.each([
    ["yaml", "an alias bomb", bomb(1), "aliases"],
    ["yaml", "one of many entries", many, "aliases"],
    ["yaml", "10,000 brackets", `${BUCKET}    Metadata: ${"[".repeat(10_000)}\n`, "too deep"],
    ["yaml", "10,000 dashes", `${BUCKET}    Metadata:\n      ${"- ".repeat(10_000)}\n`, "too deep"],
    ["yaml", "2,000 keys below one another", `${BUCKET}${Array.from({ length: 2_000 }, (_, n) => `${" ".repeat(n + 4)}k:\n`).join("")}`, "too deep"],
    ["json", "10,000 brackets in JSON", `{"Resources": ${'{"a":'.repeat(10_000)}`, "too deep"],
    ["yaml", "10 MB", `${BUCKET}${"# a comment that goes on and on\n".repeat(340_000)}`, "too large"],
    ["json", "10 MB of JSON", `{"Resources": {"A": {"Type": "${"x".repeat(10_100_000)}"}}}`, "too large"],
    ["yaml", "a binary file", `AWSTemplateFormatVersion: "2010-09-09"\n\0\x01\x02ELF\x03`, "no text"],
    ["json", "a binary file that begins with a brace", `{"Resources": {"A": "\0\x01"}`, "no text"],
  ])("has one clear finding: %s, %s", (languageId, _, text, words) => {
    const found = check(languageId, text, schemas);
    expect(found.map(({ code }) => code)).toEqual(["E0000"]);
    expect(found[0]?.message).toContain(words);
  });
});
