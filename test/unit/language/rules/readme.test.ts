import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ruleTable } from "../../../../scripts/ruleTable.mjs";

it("the README has a row for each rule (node scripts/ruleTable.mjs writes them)", () => {
  expect(ruleTable()).toContain("| E3002 |");
  expect(readFileSync(path.join(import.meta.dirname, "../../../../README.md"), "utf8")).toContain(ruleTable());
});
