import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { isTemplate } from "../language/detect.ts";

/** A file to be checked. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** What templates in folders are called. */
const TEMPLATE_NAMES = /\.(?:ya?ml|json|template|tpl|cfn)$/i;

/** Folders that hold what others wrote, and larger files than any template, are not looked into. */
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", ".git", ".hg", ".svn", ".venv", "cdk.out"]);
const LARGEST = 16 * 2 ** 20;

/**
 * The files that are named, and the templates below the folders that are, in the order of their names.
 * @param start the folder that relative names are relative to
 * @throws where one that is named does not exist or cannot be read
 */
export function sourceFiles(named: readonly string[], start: string): SourceFile[] {
  return named.flatMap((name) => {
    const file = path.resolve(start, name);
    return statSync(file).isDirectory() ? templatesBelow(name, start) : [{ file: name, text: readFileSync(file, "utf8") }];
  });
}

function templatesBelow(folder: string, start: string): SourceFile[] {
  const entries = readdirSync(path.resolve(start, folder), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : templatesBelow(file, start);
    const full = path.resolve(start, file);
    if (!entry.isFile() || !TEMPLATE_NAMES.test(entry.name) || statSync(full).size > LARGEST) return [];
    const text = readFileSync(full, "utf8");
    return isTemplate(text) ? [{ file, text }] : [];
  });
}
