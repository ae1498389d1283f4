import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../src/simulator/services/logs/filterPattern.ts";
import { AwsError } from "../../../src/simulator/wire/errors.ts";

const LINES = {
  error: "2026-11-22 ERROR could not reach the rate service",
  info: "2026-11-22 INFO request 42 done",
  json: '{"level":"ERROR","ms":210,"user":{"name":"anna"},"tags":["a","b"],"ok":false,"gone":null}',
  other: '{"level":"INFO","ms":12,"user":{"name":"bert"},"ok":true}',
} as const;

/** The names of the lines that a pattern matches. */
function matched(pattern: string): string[] {
  const matches = compilePattern(pattern);
  return Object.entries(LINES)
    .filter(([, line]) => matches(line))
    .map(([name]) => name);
}

describe("a filter pattern", () => {
  it.each([
    ["", ["error", "info", "json", "other"]],
    ["ERROR", ["error", "json"]],
    ["error", []],
    ["ERROR rate", ["error"]],
    ['"rate service"', ["error"]],
    ["ERROR -rate", ["json"]],
    ['-"2026-11-22"', ["json", "other"]],
    ["?INFO ?rate", ["error", "info", "other"]],
    ["?nothing INFO", ["info", "other"]],
    ["%request \\d+ done%", ["info"]],
    ['{ $.level = "ERROR" }', ["json"]],
    ["{ $.level = ERROR }", ["json"]],
    ['{ $.level != "ERROR" }', ["other"]],
    ["{ $.ms > 100 }", ["json"]],
    ["{ $.ms <= 12 }", ["other"]],
    ["{ $.ms = 210 }", ["json"]],
    ['{ $.user.name = "an*" }', ["json"]],
    ["{ $.user.name = %^b% }", ["other"]],
    ['{ $.tags[1] = "b" }', ["json"]],
    ["{ $.ok IS TRUE }", ["other"]],
    ["{ $.gone IS NULL }", ["json"]],
    ["{ $.gone NOT EXISTS }", ["error", "info", "other"]],
    ['{ $.level = "ERROR" && $.ms < 100 }', []],
    ['{ ($.ms > 100 && $.ok IS FALSE) || $.user.name = "bert" }', ["json", "other"]],
  ])("%s", (pattern, names) => {
    expect(matched(pattern)).toEqual(names);
  });

  it.each(['"open', "%(%", "{ $.a }", "{ $.a = }", "{ $.a = 1", "[ip, user]", '{ $.a > "x" }', "ops@example.com", "a:b", "/parcels", "-a:b"])(
    "%s is refused",
    (pattern) => {
      expect(() => compilePattern(pattern)).toThrow(AwsError);
    },
  );
});
