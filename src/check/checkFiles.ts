import path from "node:path";
import { check } from "../language/check.ts";
import { type Config, isTold } from "../language/config.ts";
import type { Finding } from "../language/finding.ts";
import type { SchemaSource } from "../language/schema/types.ts";
import { NestedFiles } from "../server/nestedFiles.ts";
import { Messages } from "../language/told.ts";
import { fitsWildcards } from "../language/wildcards.ts";
import { type SourceFile, sourceFiles } from "./files.ts";
import { Lines } from "./lines.ts";
import { type Reported, severityOf } from "./report.ts";

/** How files are checked. */
export interface CheckOptions {
  readonly config: Config;
  readonly regions: readonly string[];
  /** The day that rules about dates judge by: YYYY-MM-DD. */
  readonly date: string;
  /** Where names of files start. */
  readonly folder: string;
}

/** A word that may have been meant is looked for in so many findings of a file. */
const MOST_SEARCHES = 100;

/** Checks files and the templates in folders, in their order. @throws where one that is named cannot be read */
export function checkFiles(named: readonly string[], schemas: SchemaSource, options: CheckOptions): Reported[] {
  const files = sourceFiles(named, options.folder).filter(({ file }) => !options.config.ignoreTemplates.some((pattern) => fitsWildcards(pattern, file.replaceAll(path.sep, "/"))));
  const nestedFiles = new NestedFiles();
  return files.flatMap((source) => checkFile(source, schemas, options, nestedFiles));
}

function checkFile({ file, text }: SourceFile, schemas: SchemaSource, { config, regions, date, folder }: CheckOptions, nestedFiles: NestedFiles): Reported[] {
  const languageId = languageOf(file);
  const nested = (url: string) => nestedFiles.parameters(path.dirname(path.resolve(folder, file)), url);
  const found = check(languageId, text, schemas, { regions, date, nested }).filter(({ code }) => isTold(code, config));
  const lines = new Lines(text);
  const messages = new Messages(MOST_SEARCHES);
  return onceAPlace(found).map((finding) => ({
    file,
    rule: finding.code,
    severity: severityOf(finding.code),
    message: messages.of(finding),
    range: rangeOf(finding, lines),
  }));
}

/** Items of a list that have no place of their own are told at the list: what is said of several of them is said once. */
function onceAPlace(found: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return found.filter(({ code, told, message }) => {
    const id = `${code} ${told} ${message}`;
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

function languageOf(file: string): string {
  if (/\.json$/i.test(file)) return "json";
  return /\.ya?ml$/i.test(file) ? "yaml" : "plaintext";
}

/** The place that cfn-lint tells: other programs that go by lines then agree. */
function rangeOf({ start, end, told }: Finding, lines: Lines): Reported["range"] {
  const last = told === start ? end : lines.endOfLine(told);
  return { start: lines.positionAt(told), end: lines.positionAt(Math.max(told, last)) };
}
