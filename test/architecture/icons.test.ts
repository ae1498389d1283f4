import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { root, sourceFiles } from "./sources.ts";

/**
 * Symbols that themes colour orange, blue or purple (`symbolIcon.*` colours of VS Code, symbolIcons.ts of its sources):
 * beside the colours of standings a row with one reads as a warning, or as one that runs.
 */
const COLOURED = /"symbol-(class|enum|enum-member|event|field|interface|variable|method|function|constructor)"/g;

it("rows of trees have icons that themes do not colour: colours tell how things stand", () => {
  // pages draw the font itself, in the colour of the text
  const ofTrees = sourceFiles().filter((file) => !file.includes("/webview/"));
  const found = ofTrees.flatMap((file) => (readFileSync(path.join(root, file), "utf8").match(COLOURED) ?? []).map((icon) => `${file}: ${icon}`));
  expect(found).toEqual([]);
});
