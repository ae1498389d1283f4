// node test/bench/score.mjs FOLDER [--rule E3002] [--list] [--json FILE]
// Compares what our check says of the templates in a folder with what cfn-lint said, which the folder's findings.json tells
// (file, rule, line, column, message): by rule and line, those of SAM templates and of files that are no YAML apart.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { importTypeScript } from "../../scripts/importTypeScript.mjs";
import { writeSchemaPack } from "../../scripts/schemaPack.mjs";

/** @typedef {{ rule: string, line: number, col: number, message: string }} Told */
/** @typedef {{ file: string, sam: boolean, findings: Told[] }} Recorded */
/** @typedef {{ theirs: number, ours: number, matched: number }} Count */

const root = path.resolve(import.meta.dirname, "../..");
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error("node test/bench/score.mjs FOLDER [--rule CODE] [--list] [--json FILE]");
  process.exit(2);
}
/** @param {string} name */
const flag = (name) => (flags.includes(name) ? (flags[flags.indexOf(name) + 1] ?? "") : undefined);
const only = flag("--rule");
const lists = flags.includes("--list");

const { NestedFiles } = await importTypeScript(path.join(root, "src/server/nestedFiles.ts"));
const nestedFiles = new NestedFiles();
const { config, date, files } = /** @type {{ config: { regions: string[] }, date: string, files: Recorded[] }} */ (
  JSON.parse(readFileSync(path.join(folder, "findings.json"), "utf8"))
);
const { check } = await importTypeScript(path.join(root, "src/language/check.ts"));
const { SchemaFile } = await importTypeScript(path.join(root, "src/server/schemaFile.ts"));
await writeSchemaPack(path.join(root, "dist/schemas"));
const schemas = new SchemaFile(path.join(root, "dist/schemas"));
const settings = { regions: config.regions, date };

/** The groups, each with its counts by rule. @type {Record<string, Map<string, Count>>} */
const groups = { templates: new Map(), sam: new Map(), E0000: new Map() };
/** @type {{ file: string, rule: string, line: number, side: "missing" | "extra", message: string }[]} */
const differences = [];
let slowest = { file: "", time: 0 };
const started = performance.now();

for (const { file, sam, findings } of files) {
  const text = readFileSync(path.join(folder, file), "utf8");
  const begun = performance.now();
  const ours = toldBy(text, file);
  const time = performance.now() - begun;
  if (time > slowest.time) slowest = { file, time };
  const group = sam ? "sam" : findings.some(({ rule }) => rule === "E0000") ? "E0000" : "templates";
  compare(group, file, findings, ours);
}

/**
 * Our findings with the lines that they are told at.
 * @param {string} text
 * @param {string} file
 * @returns {Told[]}
 */
function toldBy(text, file) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  /** @param {number} offset */
  const lineOf = (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const languageId = file.endsWith(".json") ? "json" : "yaml";
  const nested = (/** @type {string} */ url) => nestedFiles.parameters(path.dirname(path.join(folder ?? "", file)), url);
  return check(languageId, text, schemas, { ...settings, nested }).map((/** @type {{ code: string, told: number, message: string }} */ { code, told, message }) => ({
    rule: code,
    line: lineOf(told),
    col: 0,
    message,
  }));
}

/** @param {string} group @param {string} file @param {Told[]} theirs @param {Told[]} ours */
function compare(group, file, theirs, ours) {
  const counts = /** @type {Map<string, Count>} */ (groups[group]);
  /** @type {Map<string, Told[]>} */
  const open = new Map();
  /** @param {string} rule */
  const countOf = (rule) => {
    const known = counts.get(rule) ?? { theirs: 0, ours: 0, matched: 0 };
    counts.set(rule, known);
    return known;
  };
  for (const told of theirs) {
    countOf(told.rule).theirs += 1;
    const key = `${told.rule} ${told.line}`;
    open.set(key, [...(open.get(key) ?? []), told]);
  }
  for (const told of ours) {
    const count = countOf(told.rule);
    count.ours += 1;
    const same = open.get(`${told.rule} ${told.line}`);
    if (same !== undefined && same.length > 0) {
      same.pop();
      count.matched += 1;
    } else {
      differences.push({ file, rule: told.rule, line: told.line, side: "extra", message: told.message });
    }
  }
  for (const told of [...open.values()].flat()) {
    differences.push({ file, rule: told.rule, line: told.line, side: "missing", message: told.message });
  }
}

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole === 0 ? "   –  " : (part / whole).toFixed(4));

for (const [group, counts] of Object.entries(groups)) {
  const rows = [...counts].filter(([rule]) => only === undefined || rule === only).toSorted(([, a], [, b]) => b.theirs - a.theirs || b.ours - a.ours);
  const sum = { theirs: 0, ours: 0, matched: 0 };
  console.log(`\n${group}\nrule    theirs   ours matched  recall  precision`);
  for (const [rule, { theirs, ours, matched }] of rows) {
    sum.theirs += theirs;
    sum.ours += ours;
    sum.matched += matched;
    console.log(`${rule.padEnd(6)} ${String(theirs).padStart(7)} ${String(ours).padStart(6)} ${String(matched).padStart(7)}  ${share(matched, theirs)}  ${share(matched, ours)}`);
  }
  console.log(`all    ${String(sum.theirs).padStart(7)} ${String(sum.ours).padStart(6)} ${String(sum.matched).padStart(7)}  ${share(sum.matched, sum.theirs)}  ${share(sum.matched, sum.ours)}`);
  const weak = rows.filter(([, { theirs, matched }]) => theirs >= 3 && matched / theirs < 0.9).map(([rule]) => rule);
  console.log(`rules with three or more findings and a recall below 0.90: ${weak.length === 0 ? "none" : weak.join(" ")}`);
}
if (lists) {
  for (const { file, rule, line, side, message } of differences.filter((one) => only === undefined || one.rule === only)) {
    console.log(`${side.padEnd(7)} ${rule} ${file}:${line} ${message.slice(0, 200)}`);
  }
}
const json = flag("--json");
if (json !== undefined) writeFileSync(json, JSON.stringify(differences));
console.log(`\n${files.length} templates in ${((performance.now() - started) / 1000).toFixed(1)} s; the slowest took ${slowest.time.toFixed(0)} ms: ${slowest.file}`);
schemas.close();
