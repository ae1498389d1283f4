import { describe, expect, it } from "vitest";
import { Automaton } from "../../../src/language/check/automaton.ts";
import { compile, matches } from "../../../src/language/check/pattern.ts";

const EXPRESSIONS = [
  "^[a-z0-9][a-z0-9.-]*[a-z0-9]$", "^(?!-)(?!.*--)[a-z-]{1,8}$", "a|bc|", "(ab?)+c", "^(a|ab)(c|bcd)(d*)$", "\\bx\\B", "(?<=a)b", "(?<!a)b",
  "^\\d{2,3}?$", "[^\\]a]+", "^.$", "x{0}y", "a{,2}", "^(?:(?:25[0-5]|1?\\d?\\d)(?:\\.(?!$)|$)){4}$", "\\u0041|\\x42", "(?<name>a)b", "}", "^$",
];
const TEXTS = ["", "a", "b", "ab", "abc", "abcd", "a-b", "a--b", "-a", "x y", "xy", "12", "123", "1234", "10.0.0.1", "10.0.0.256", "A", "B", "]", "a{,2}", "}", "\n", "äb"];

describe("patterns", () => {
  it.each(EXPRESSIONS)("%s finds what the engine's own expression finds", (source) => {
    const own = TEXTS.map((text) => new Automaton(source, "").test(text));
    expect(own).toEqual(TEXTS.map((text) => new RegExp(source).test(text)));
  });

  it.each([
    ["^(a+)+$", `${"a".repeat(50_000)}!`],
    ["^(.*)(.*)(.*)(.*)(.*)x$", "a".repeat(5_000)],
    ["(?=(a+)+$)b", "a".repeat(5_000)],
    ["(x+x+)+y", "x".repeat(90_000)],
    ["^(a|a)*$", `${"a".repeat(40)}!`],
    ["(a*)*(a*)*(a*)*b", "a".repeat(60)],
  ])("%s takes no time that somebody notices", (pattern, text) => {
    const before = process.cpuUsage();
    matches(pattern, text);
    const { user } = process.cpuUsage(before);
    expect(user).toBeLessThan(250_000);
  });

  it("says yes where it cannot tell", () => {
    expect(matches("(", "a")).toBe(true);
    expect(matches("^(a)(b)*\\1{200}$", "c")).toBe(true);
    expect(() => new Automaton("(?:(?:a{1000}){1000}){1000}", "")).toThrow();
  });

  it("reads what Java and Python write", () => {
    expect(compile("(?i)^abc\\Z")?.test("ABC")).toBe(true);
    expect(matches("^\\p{Print}+$", "a b")).toBe(true);
    expect(matches("^[\\w-.]+$", "a-b.c")).toBe(true);
    expect(matches("^a++$", "aa")).toBe(true);
    expect(matches("^a$", "a\n")).toBe(true);
  });

  it("judges long texts, too", () => {
    expect(matches("^[a-z]{1,5000}$", "a".repeat(4_999))).toBe(true);
    expect(matches("^[a-z]*$", `${"a".repeat(4_999)}-`)).toBe(false);
  });
});
