// node scripts/ruleTable.mjs [--check]: writes the table of the rules about templates into the README: their codes from the
// sources and the pack, their titles from the pack. With --check it ends with 1 where the table is another.
import fs from "node:fs";
import path from "node:path";
import { program, repository } from "./processes.mjs";

const BEGIN = "<!-- The rules, written by scripts/ruleTable.mjs -->";
const END = "<!-- The end of the rules -->";

/** @param {string} file */
const read = (file) => fs.readFileSync(path.join(repository, file), "utf8");

/**
 * A table of the committed constraints, as it is written there.
 * @param {string} name
 */
function table(name) {
  const line = read("scripts/schemas/table.jsonl").split("\n").find((one) => one.startsWith(`["#${name}",`));
  if (line === undefined) {
    throw new Error(`There is no table "${name}".`);
  }
  return line;
}

/** @param {string} folder */
function sourcesIn(folder) {
  return fs.readdirSync(path.join(repository, folder)).map((name) => read(path.join(folder, name)));
}

/** @param {string} text */
const codesIn = (text) => [...text.matchAll(/"([EWI]\d{4})"/g)].flatMap(([, code = ""]) => code);

/** The table, with a row a rule. */
export function ruleTable() {
  const [, rules] = JSON.parse(table("rules"));
  const texts = [...sourcesIn("src/language/rules"), ...sourcesIn("src/language/check"), table("schemaRules")];
  const codes = [...new Set(texts.flatMap(codesIn))].filter((code) => rules[code] !== undefined).toSorted();
  const rows = codes.map((code) => `| ${code} | ${rules[code].title.replaceAll("|", "\\|")} |`);
  return [`<details><summary>The ${codes.length} rules</summary>`, "", "| Code | What it checks |", "| --- | --- |", ...rows, "", "</details>"].join("\n");
}

/**
 * The README with the table between its marks.
 * @param {string} readme
 */
function withTable(readme) {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(`README.md has no "${BEGIN}" and "${END}".`);
  }
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${ruleTable()}\n\n${readme.slice(end)}`;
}

if (process.argv[1] === import.meta.filename) {
  program(async () => {
    const readme = read("README.md");
    const written = withTable(readme);
    if (process.argv.includes("--check")) {
      return written === readme ? 0 : 1;
    }
    fs.writeFileSync(path.join(repository, "README.md"), written);
    return 0;
  });
}
