// Checks templates on the command line:
// node dist/check.js [--format text|json|sarif] [--regions r,s] [--include-info] [--date YYYY-MM-DD] FILE|DIR…
// It ends with 0 where there is no error, with 2 where there is one, and with 1 where it was called wrongly.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { SchemaFile } from "../server/schemaFile.ts";
import { runCheck } from "./program.ts";

/** The version of the extension that this is a part of. */
function versionHere(): string {
  const manifest = path.join(import.meta.dirname, "../package.json");
  return existsSync(manifest) ? String((JSON.parse(readFileSync(manifest, "utf8")) as { version?: unknown }).version) : "";
}

const schemas = new SchemaFile(path.join(import.meta.dirname, "schemas"));
const { printed, complaint, exitCode } = runCheck(process.argv.slice(2), process.cwd(), schemas, versionHere());
schemas.close();
if (printed !== "") console.log(printed);
if (complaint !== undefined) console.error(complaint);
process.exitCode = exitCode;
