import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { SchemaSource } from "../language/schema/types.ts";
import { checkFiles } from "./checkFiles.ts";
import { type Config, CONFIG_NAMES, NO_CONFIG, readConfig } from "../language/config.ts";
import { FORMATS, type Format, type RuleText, report } from "./report.ts";

const USAGE = "node check.js [--format text|json|sarif] [--regions us-east-1,…] [--include-info] [--date YYYY-MM-DD] FILE|DIR…";

/** What was asked for. */
interface Request {
  readonly format: Format;
  readonly regions?: readonly string[];
  readonly includesInfo: boolean;
  readonly date?: string;
  readonly named: readonly string[];
}

/** @throws Error with what is wrong with the arguments */
function requestOf(args: readonly string[]): Request {
  const named: string[] = [];
  let format: Format = "text";
  let regions: readonly string[] | undefined;
  let includesInfo = false;
  let date: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const [flag = "", inline] = (args[at] ?? "").split("=", 2);
    const value = () => {
      const given = inline ?? args[(at += 1)];
      if (given === undefined) throw new Error(`${flag} needs a value.`);
      return given;
    };
    if (flag === "--include-info") includesInfo = true;
    else if (flag === "--format") format = formatOf(value());
    else if (flag === "--regions") regions = value().split(",").map((region) => region.trim());
    else if (flag === "--date") date = dateOf(value());
    else if (flag.startsWith("--")) throw new Error(`There is no ${flag}.`);
    else named.push(args[at] ?? "");
  }
  if (named.length === 0) throw new Error("Which files?");
  return { format, includesInfo, named, ...(regions === undefined ? {} : { regions }), ...(date === undefined ? {} : { date }) };
}

function formatOf(given: string): Format {
  const found = FORMATS.find((format) => format === given);
  if (found === undefined) throw new Error(`--format is one of ${FORMATS.join(", ")}.`);
  return found;
}

function dateOf(given: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given) || Number.isNaN(Date.parse(given))) throw new Error("--date is YYYY-MM-DD.");
  return given;
}

/** The settings of a folder, in one of the files that cfn-lint reads. */
function configOf(folder: string): Config {
  const file = CONFIG_NAMES.map((name) => path.join(folder, name)).find((one) => existsSync(one));
  return file === undefined ? NO_CONFIG : readConfig(readFileSync(file, "utf8"));
}

/** What the command line says, and what its process ends with: 0 without an error, 2 with one, 1 where it was called wrongly. */
export interface Outcome {
  readonly printed: string;
  readonly complaint?: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Runs the command line in a folder, whose settings count. */
export function runCheck(args: readonly string[], folder: string, schemas: SchemaSource, version: string): Outcome {
  try {
    return outcomeOf(requestOf(args), folder, schemas, version);
  } catch (error) {
    return { printed: "", complaint: `${error instanceof Error ? error.message : String(error)}\n${USAGE}`, exitCode: 1 };
  }
}

function outcomeOf(request: Request, folder: string, schemas: SchemaSource, version: string): Outcome {
  const config = configOf(folder);
  const include = request.includesInfo ? [...config.include, "I"] : config.include;
  const found = checkFiles(request.named, schemas, {
    config: { ...config, include },
    regions: request.regions ?? config.regions ?? ["us-east-1"],
    date: request.date ?? new Date().toISOString().slice(0, 10),
    folder,
  });
  const rules = schemas.table("rules") as Readonly<Record<string, RuleText>>;
  const exitCode = found.some(({ severity }) => severity === "error") ? 2 : 0;
  return { printed: report(found, request.format, rules, version), exitCode };
}
