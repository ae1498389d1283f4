import { describe, expect, it } from "vitest";
import { oncePer, runningOrBroken } from "../../../../src/host/kinds/attention.ts";

describe("runs that are news", () => {
  const news = (...runs: readonly (readonly [string, string])[]) =>
    runningOrBroken(runs, ([owner]) => owner, { running: ([, how]) => how === "runs", failed: ([, how]) => how === "failed" });

  it("go on, or failed where nothing newer of their own came after", () => {
    expect(news(["web", "failed"], ["api", "passed"], ["web", "failed"], ["api", "failed"])).toEqual([["web", "failed"]]);
    expect(news(["web", "runs"], ["web", "failed"], ["web", "runs"])).toEqual([["web", "runs"], ["web", "runs"]]);
  });
});

describe("a look that goes on where the last one ended", () => {
  it("keeps what it made of each API", () => {
    const of = oncePer((api: { readonly name: string }) => [api.name]);
    const [one, other] = [{ name: "one" }, { name: "one" }];
    expect(of(one)).toBe(of(one));
    expect(of(one)).not.toBe(of(other));
  });
});
