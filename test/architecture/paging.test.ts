import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { root, sourceFiles } from "./sources.ts";

/** The one place that goes from page to page. */
const HELPER = "src/base/pages.ts";
/** A token that is taken out of an answer to ask for the next page: `token = page.next`, `cursor = answer.NextToken`. */
const STEP = /\b#?\w*(?:token|cursor|marker)\w*\s*=\s*\w+\??\.(?:next\w*|\w*Token|\w*Marker)\b/i;

describe("paging", () => {
  it("is done by one helper, which knows the end of every server and stops where a token comes twice", () => {
    const own = sourceFiles()
      .filter((file) => file !== HELPER && !file.startsWith("src/simulator/"))
      .filter((file) => {
        const text = readFileSync(path.join(root, file), "utf8");
        return STEP.test(text) && !/\b(?:PageTokens|everyPage|everyItem)\b/.test(text);
      });
    expect(own, "these go from page to page by themselves").toEqual([]);
  });
});
