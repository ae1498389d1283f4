import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "../../fixtures/templates");

function read(below: string): { name: string; text: string }[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, text: readFileSync(path.join(folder, below, name), "utf8") }));
}

/** Templates without a mistake. */
export const templates = read(".");

/** Documents of other kinds in the same languages, each with something in it that reminds of a template. */
export const foreign = read("foreign");
