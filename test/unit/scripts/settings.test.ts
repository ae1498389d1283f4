import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const read = (name: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, "../../..", name), "utf8"));

it("settings stand below a heading in words, one a service: the editor would make words of their keys", () => {
  const { contributes } = read("package.json") as {
    contributes: { configuration: { title: string; properties: Readonly<Record<string, unknown>> }[] };
  };
  const words = read("package.nls.json") as Readonly<Record<string, string>>;
  const headings = contributes.configuration.map(({ title }) => words[title.replaceAll("%", "")] ?? "");
  expect(headings.filter((heading) => !/^[A-Z][\w ]+$/.test(heading))).toEqual([]);
  expect(new Set(headings).size).toBe(headings.length);
  const partsOf = (properties: object) => new Set(Object.keys(properties).map((key) => key.split(".").slice(1, -1).join(".")));
  expect(contributes.configuration.map(({ properties }) => partsOf(properties).size)).toEqual(headings.map(() => 1));
});
