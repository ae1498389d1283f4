// Random edits over many templates: no exception, no check over 100 ms, and after every tenth edit the findings of a text that
// was just opened. `EDITS=100000 TEMPLATES=folder npm run bench -- edits`; without them, the repository's own templates.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Checker } from "../../src/language/check/checker.ts";
import { TemplateDocument } from "../../src/language/document/templateDocument.ts";
import { SchemaFile } from "../../src/server/schemaFile.ts";
import { randomEdit, seeded, told, toldAnew } from "../unit/language/edits.ts";

const EDITS = Number(process.env["EDITS"] ?? 5_000);
const FOLDER = process.env["TEMPLATES"] ?? "test/fixtures/templates";
/** Edits of one template before the next one's turn, and before it is as it was. */
const A_TURN = 50;
const COMPARED = 10;
const LONGEST = 100;

/** What a folder's findings.json holds is what another linter said of the templates. */
const isTemplate = (name: string) => /\.(?:ya?ml|json|template)$/.test(name) && path.basename(name) !== "findings.json";

const schemas = new SchemaFile(path.resolve("dist/schemas"));
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter(isTemplate).toSorted();
const random = seeded(EDITS);
const failures: string[] = [];
let slow = 0;
let worst = 0;
let where = "";
let done = 0;
for (let turn = 0; done < EDITS && files.length > 0; turn += 1) {
  const file = files[turn % files.length] ?? "";
  const original = readFileSync(path.join(FOLDER, file), "utf8");
  const languageId = file.endsWith(".json") ? "json" : "yaml";
  let text = original;
  const document = new TemplateDocument(languageId, text);
  const checker = new Checker(document, schemas);
  told(document, checker);
  for (let step = 0; step < A_TURN && done < EDITS; step += 1, done += 1) {
    const edit = randomEdit(text, random);
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    try {
      const before = process.cpuUsage();
      checker.note(document.apply([edit]));
      const incremental = told(document, checker);
      const { user, system } = process.cpuUsage(before);
      const time = (user + system) / 1000;
      if (time > worst) [worst, where] = [time, `${file}, edit ${step}`];
      if (time > LONGEST) slow += 1;
      if (step % COMPARED === 0 && !isDeepStrictEqual(incremental, toldAnew(languageId, text, schemas))) failures.push(`${file}, edit ${step}: differs from a full check`);
    } catch (error) {
      failures.push(`${file}, edit ${step}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      break;
    }
  }
}
console.log(`  ${done} edits of ${files.length} templates: ${failures.length} failures, ${slow} checks over ${LONGEST} ms of CPU, the longest ${worst.toFixed(0)} ms (${where})`);
for (const failure of failures.slice(0, 10)) console.log(`  ${failure}`);
if (failures.length > 0) process.exitCode = 1;
