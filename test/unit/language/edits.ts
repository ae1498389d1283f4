import { Checker } from "../../../src/language/check/checker.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import type { SchemaSource } from "../../../src/language/schema/types.ts";
import type { TextEdit } from "../../../src/language/syntax/tree.ts";

/** Numbers between 0 and 1 that are the same for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What people type, and what breaks things. */
const TYPED = ["\n", " ", "  ", ":", ": ", "-", "- ", '"', "'", "{", "}", "[", "]", "#", "|", "&a ", "*a", "!Ref ", "\t", "\r\n", "x", "Resources:\n", "A:", "Type: ", "<<: *a", "? ", "---\n", "...\n", ",", "\n  B:\n    Type: AWS::S3::Bucket\n", "${A}", "Transform: X\n"];

/** An edit somewhere in a text, as a person may make it: a key, a word, a line moved, a stretch pasted or cut. */
export function randomEdit(text: string, random: () => number): TextEdit {
  const at = Math.floor(random() * (text.length + 1));
  const pick = random();
  if (pick < 0.45) return { start: at, end: at, text: TYPED[Math.floor(random() * TYPED.length)] ?? "" };
  if (pick < 0.7) return { start: at, end: Math.min(text.length, at + 1 + Math.floor(random() * 3)), text: "" };
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const found = text.indexOf("\n", at);
  const lineEnd = found === -1 ? text.length : found + 1;
  if (pick < 0.8) return { start: lineStart, end: lineEnd, text: "" };
  if (pick < 0.9) return { start: lineStart, end: lineStart, text: text.slice(lineStart, lineEnd) };
  const length = Math.floor(random() * 200);
  const from = Math.floor(random() * (text.length + 1));
  return { start: at, end: at, text: text.slice(from, from + length) };
}

/** All that there is to a document and what is wrong with it, in a form that can be compared. */
export function told(document: TemplateDocument, checker: Checker): unknown {
  while (checker.step());
  const entries = document.entries.map(({ section, key, keyNode, node, problems, start }) => ({ section, key, keyNode, node, problems, start }));
  const findings = checker.findings().map(({ entry, finding }) => {
    const { code, message } = finding;
    return { code, message, range: document.rangeIn(entry, finding.start, finding.end) };
  });
  return { entries, findings, facts: document.facts, problems: document.problems.map(({ problem }) => problem) };
}

/** What is told of a text that was just opened. */
export function toldAnew(languageId: string, text: string, schemas: SchemaSource): unknown {
  const document = new TemplateDocument(languageId, text);
  return told(document, new Checker(document, schemas));
}
