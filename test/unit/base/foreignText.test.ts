import { describe, expect, it } from "vitest";
import { type Sink, harmless, harmlessMessage, isolated, sinks, tooltipText } from "../../../src/base/foreignText.ts";

const ESC = "\u001b";

/** How the editor finds links in messages, prompts and progress (its `linkedText.ts`, read on 1.106). */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe("text of others", () => {
  it.each([
    ["[Fix it](command:workbench.action.terminal.new)", "[Fix it] (command:workbench.action.terminal.new)"],
    ["[a](https://evil.example \"t\")", "[a] (https://evil.example \"t\")"],
    [`[a]${ESC}[0m(command:x)`, "[a] (command:x)"],
    ["$(trash) delete", "$ (trash) delete"],
    [`${ESC}[31mred${ESC}[0m and ${ESC}]8;;https://evil.example${ESC}\\a link${ESC}]8;;\u0007`, "red and a link"],
    ["\u009b31mred", "red"],
    ["a\u0000b\u0007c\u007fd\u0085e", "a\uFFFDb\uFFFDc\uFFFDd e"],
    ["invoice\u202Efdp.exe", "invoice\uFFFDfdp.exe"],
    ["\u2066x\u2069 \u200Ey\u061C", "\uFFFDx\uFFFD \uFFFDy\uFFFD"],
    ["pro\u200Bd", "pro\uFFFDd"],
    ["pro\u200Dd\uFEFF\u2060\u00AD\u3164", "pro\uFFFDd\uFFFD\uFFFD\uFFFD\uFFFD"],
    ["a\u{E0041}b", "a\uFFFDb"],
    ["\uD800 alone", "\uFFFD alone"],
    ["first\r\nsecond\tthird", "first  second third"],
    ["👩‍🚀 and ❤️ and 1️⃣ and 👍🏽 are whole", "👩‍🚀 and ❤️ and 1️⃣ and 👍🏽 are whole"],
    ["a\uFE0F", "a\uFFFD"],
    ["🚀\u200Dx", "🚀\uFFFDx"],
    ["parcel-web (eu-west-1) [v2] f(x) 東京 שלום żółć", "parcel-web (eu-west-1) [v2] f(x) 東京 שלום żółć"],
  ])("%j is shown as %j", (text, shown) => {
    expect(harmless(text, "notification")).toBe(shown);
  });

  it("no sink shows a link, a control, a hidden character or more than its bound, whatever stands in front", () => {
    const alive = ["[x](command:y)", "\u202E", "\u200B", `${ESC}[2J`, `${ESC}]0;t\u0007`, "\u0000", "$(x)", "\u{1F680}", "\uD83D", "]", "(", "a", "\n"];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 3_000; round += 1) {
      const text = Array.from({ length: random(60) }, () => alive[random(alive.length)] ?? "").join("").repeat(1 + random(20));
      for (const sink of Object.keys(sinks) as Sink[]) {
        const shown = harmless(text, sink);
        expect(shown.length).toBeLessThanOrEqual(sinks[sink].limit);
        expect(shown).not.toMatch(LINK);
        expect(shown).not.toMatch(/\]\(|\$\(|[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/u);
        if (!sinks[sink].lines) expect(shown).not.toContain("\n");
      }
      expect(harmlessMessage(text)).not.toMatch(/\]\(|\$\(|[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(harmlessMessage(text).length).toBeLessThanOrEqual(sinks.notification.limit);
    }
  });

  it("is cut between characters, and says so", () => {
    const shown = harmless("🚀".repeat(1_000), "tab");
    expect(shown).toBe(`${"🚀".repeat(59)}…`);
    expect(harmless("x".repeat(120), "tab")).toBe("x".repeat(120));
    expect(harmless("x".repeat(121), "tab")).toBe(`${"x".repeat(119)}…`);
  });

  it("a long message keeps its end, where it says what to do", () => {
    const message = `Could not stop build: ${"reason ".repeat(1_000)}. Allow codebuild:StopBuild.`;
    const shown = harmlessMessage(message);
    expect(shown).toMatch(/^Could not stop build: reason/);
    expect(shown).toMatch(/… .*reason \. Allow codebuild:StopBuild\.$/);
  });

  it("marks do not pile up over the rows above", () => {
    expect(harmless(`a${"\u0301".repeat(500)}b`, "label")).toBe(`a${"\u0301".repeat(6)}b`);
  });

  it("letters from right to left are kept apart from what stands behind them", () => {
    expect(isolated("שלום", "label")).toBe("\u2068שלום\u2069");
    expect(isolated("parcel", "label")).toBe("parcel");
  });

  it("a tooltip keeps its lines, and is bounded in lines and length", () => {
    expect(tooltipText(["Build 7", "failed:\n===\nhttp://evil.example", "مرحبا"])).toBe("Build 7\nfailed:\n===\nhttp://evil.example\n\u2068مرحبا\u2069");
    expect(tooltipText(["x", "\n".repeat(100_000)]).split("\n").length).toBeLessThanOrEqual(61);
    expect(tooltipText(Array.from({ length: 5 }, () => "y".repeat(100_000))).length).toBeLessThanOrEqual(sinks.tooltip.limit);
  });
});
