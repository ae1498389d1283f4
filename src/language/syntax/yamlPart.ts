import { CHAR, END } from "./chars.ts";
import { Cursor, nothing } from "./cursor.ts";
import { readEntry, readKey, reportBehindEnd, skipDirectives } from "./yaml.ts";
import { readProperties, withProperties } from "./yamlProperties.ts";
import type { MappingEntry, SyntaxProblem } from "./tree.ts";

/** A stretch of a YAML text that was read by itself. Places count from its beginning. */
export interface YamlPart {
  readonly entry: MappingEntry;
  readonly problems: readonly SyntaxProblem[];
  /** Whether it ended within a quote or a bracket, which what follows may close. */
  readonly isLeftOpen: boolean;
  /** Where the value ends; what stands behind it is marked as out of place. */
  readonly end: number;
}

/** A key with its value, at the beginning of a text that holds nothing else. */
export function readYamlEntry(text: string): YamlPart {
  const cursor = new Cursor(text);
  cursor.skip();
  const { column } = cursor;
  const entry = readEntry(cursor, column);
  const end = cursor.at;
  reportStrays(cursor, column);
  return { entry, problems: cursor.problems, isLeftOpen: cursor.isLeftOpen, end };
}

/** A key whose value stands in parts of its own. */
export function readYamlHeader(text: string): YamlPart {
  const cursor = new Cursor(text);
  cursor.skip();
  const { column } = cursor;
  if (!cursor.isKeyAhead()) {
    const half = readEntry(cursor, column);
    reportStrays(cursor, column);
    return { entry: half, problems: cursor.problems, isLeftOpen: false, end: half.key.end };
  }
  const properties = readProperties(cursor, false);
  const key = withProperties(readKey(cursor), properties);
  cursor.skipInLine();
  cursor.at += 1;
  const behind = cursor.at;
  reportStrays(cursor, column);
  return { entry: { key, value: nothing(behind) }, problems: cursor.problems, isLeftOpen: false, end: behind };
}

/** What stands before the first key: directives, comments, the marker of the document, and half-typed keys. */
export function readYamlHead(text: string): readonly SyntaxProblem[] {
  const cursor = new Cursor(text);
  skipDirectives(cursor);
  reportStrays(cursor, -1);
  return cursor.problems;
}

/** What stands at and behind the marker that ends the document. */
export function readYamlTail(text: string): readonly SyntaxProblem[] {
  const cursor = new Cursor(text);
  cursor.skip();
  reportBehindEnd(cursor);
  return cursor.problems;
}

/** Marks lines that belong to no entry; of those below one another and further to the right, the first. */
function reportStrays(cursor: Cursor, column: number): void {
  let marked: number | undefined;
  for (let code = cursor.skip(); code !== END; code = cursor.skip()) {
    if (marked === undefined || cursor.column <= marked) {
      marked = cursor.column;
      cursor.problem(cursor.at, cursor.endOfLine(), strayMessage(cursor, column));
    }
    cursor.at = cursor.endOfLine();
  }
}

function strayMessage(cursor: Cursor, column: number): string {
  if (cursor.code() === CHAR.dash && cursor.isDash()) return "A list begins below a key of its own.";
  if (cursor.isKeyAhead()) {
    return cursor.column === column ? "This key is not expected here." : "This is not expected here: check its indentation.";
  }
  return "A colon is expected behind this key.";
}
