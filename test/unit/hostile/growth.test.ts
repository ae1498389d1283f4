import { describe, expect, it } from "vitest";
import { readDenial } from "../../../src/aws/denial.ts";
import { mapSdkError } from "../../../src/aws/errorMapping.ts";
import { isRegion } from "../../../src/base/context.ts";
import { DevOpsError } from "../../../src/base/errors.ts";
import { harmless, harmlessMessage, isolated, tooltipText } from "../../../src/base/foreignText.ts";
import { jsonText } from "../../../src/base/jsonText.ts";
import { consolePage, parseArn } from "../../../src/base/resourceRef.ts";
import { containsIgnoringCase, matchesGlob, operationPhrase } from "../../../src/base/text.ts";
import { traceIdIn } from "../../../src/base/traceId.ts";
import { logText } from "../../../src/host/log.ts";
import { reasonText, shortId, templateName, typeText } from "../../../src/services/cloudformation/model.ts";
import { appSpecText, revisionText } from "../../../src/services/codedeploy/model.ts";
import { shortRevision } from "../../../src/services/codepipeline/model.ts";
import { splitLines, stripEscapes } from "../../../src/services/logs/lines/splitLines.ts";
import { groupSearch, lastPart, parseLogResource } from "../../../src/services/logs/model.ts";
import { jsonSummary } from "../../../src/services/logs/webview/jsonSummary.ts";
import { detectLevel } from "../../../src/services/logs/webview/levels.ts";
import { jsonParts, prettyJson } from "../../../src/services/logs/webview/prettyJson.ts";
import { parseRange, parseTime } from "../../../src/services/logs/webview/timeRange.ts";
import { pathOf } from "../../../src/services/xray/model.ts";
import { detailOf } from "../../../src/services/xray/model/nodeText.ts";
import { traceTree } from "../../../src/services/xray/model/traceTree.ts";
import { parseAnsi } from "../../../src/webkit/ansi.ts";

/** Every function that reads what others wrote. Those of git have tests of their own beside them. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  appSpecText,
  consolePage: (text) => consolePage("eu-west-1", text),
  containsIgnoringCase: (text) => containsIgnoringCase(text, "prod-"),
  detectLevel,
  devOpsError: (text) => new DevOpsError({ kind: "internal", tried: text, on: text, why: text }),
  groupSearch,
  harmless: (text) => harmless(text, "notification"),
  harmlessLog: logText,
  harmlessMessage,
  isRegion,
  isolated: (text) => isolated(text, "label"),
  jsonParts,
  jsonSummary: (text) => jsonSummary(text),
  lastPart,
  matchesGlob: (text) => matchesGlob(text, "*a*a*a*a*a*b?"),
  operationPhrase,
  parseAnsi,
  parseArn,
  parseLogResource: (text) => parseLogResource({ partition: "aws", service: "logs", region: "x", account: "", resource: text }),
  readDenial,
  parseRange: (text) => parseRange(text, text, { now: 0, zone: "utc" }),
  parseTime: (text) => parseTime(text, { now: 0, zone: "utc", edge: "from" }),
  pathOf,
  prettyJson,
  reasonText,
  revisionText: (text) => revisionText({ kind: "s3", bucket: "b", key: text, version: undefined, bundle: undefined } as never),
  sdkError: (text) => mapSdkError(Object.assign(new Error(text), { name: text }), { service: "STS", operation: "GetCallerIdentity", context: "x" }),
  shortId,
  shortRevision,
  splitLines,
  stripEscapes,
  templateName: (text) => templateName("stack", text),
  tooltipText: (text) => tooltipText([text, text]),
  trace: (text) => {
    const { nodes } = traceTree([text], 0);
    return [nodes[0], nodes.at(-1)].map((node) => node && detailOf(node, nodes));
  },
  traceIdIn,
  typeText,
};

const ESC = "\u001b";

/** What a text consists of: what comes first, what is repeated, and what comes last. */
const HOSTILE: readonly (readonly [first: string, repeated: string, last: string])[] = [
  ["", "\n", "x"],
  ["", "\r", "x"],
  ["", "\r\n", "x"],
  ["a", " ", "x"],
  ["a", "\t\n ", "x"],
  ["", "${", ""],
  ["", '"', ""],
  ["", '\\"', ""],
  ['{"a": "', '\\"', ""],
  ["", "'", ""],
  ["", "(", ""],
  ["", "](", ""],
  ["", "[x](command:y)", ""],
  ["", "{", ""],
  ["", "[", ""],
  ["", "[ ", ""],
  ["", "a@", ""],
  ["//", "a@", ""],
  ["", "::", ""],
  ["arn:aws:cloudformation:x:1:stack/", "::/", ""],
  ["arn:", "a:", ""],
  ["", "ng", ""],
  ["", "!", ""],
  ["", "/", "x"],
  ["", "a", "!"],
  ["", "aA", "!"],
  ["", "0", "x"],
  ["", "1.", ""],
  ["", "1 h ", ""],
  ["", "-", "x"],
  ["", "a-", ""],
  ["", "=", ""],
  ["", "traceId", ""],
  ["", "1-0000000", ""],
  ["traceId", " ", "x"],
  ["", "level", ""],
  ["level", " ", "x"],
  ["TaskDefinition", " ", ""],
  ["", "TaskDefinition: ", ""],
  ['Resource handler returned message: "', '" (RequestToken: ', ""],
  ['Resource handler returned message: "', " (Service: ", ')"'],
  ["not authorized to perform: ", "a", ""],
  ["", ESC, ""],
  ["", `${ESC}[`, ""],
  [`${ESC}[`, "0;", ""],
  ["", `${ESC}]`, ""],
  ["", `${ESC}[31mx`, ""],
  ["", `${ESC}[7m${ESC}[1m`, "x"],
  ["", "\u202E", ""],
  ["a", "\u0301", ""],
  ["", "\uD83D", ""],
  ["👩", "\u200D👩", ""],
  ["a", "%2F", ""],
  ['{"a":', '{"a":', "1"],
  ['{"message":"', "\\n ", '"}'],
];

/** Texts of a size that are valid, and nest as deep as their size allows. */
const NESTED: readonly ((size: number) => string)[] = [
  (size) => nested(size, "[", "]"),
  (size) => nested(size, '{"a":', "}", "1"),
  (size) => `{"id":"1","name":"x","start_time":1,"metadata":{"m":${nested(size, '{"a":', "}", "1")}}}`,
  (size) => `{"id":"1","name":"x","start_time":1,"aws":${nested(size, '{"a":', "}", "1")}}`,
  (size) => `{"id":"1","start_time":1,"subsegments":[${nested(Math.min(size, 200_000), '{"name":"x","subsegments":[', "]}")}]}`,
];

function nested(size: number, open: string, close: string, middle = ""): string {
  const depth = Math.floor(size / (open.length + close.length));
  return open.repeat(depth) + middle + close.repeat(depth);
}

const KILOBYTE = 1024;
const SIZES = [10 * KILOBYTE, 40 * KILOBYTE, 1024 * KILOBYTE] as const;

/** Microseconds of the processor, which others on this machine do not change; the least of several runs. */
function costOf(read: (text: string) => unknown, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
    if (least > 200_000) break;
  }
  return least;
}

/** So many microseconds are noise: of the collector, and of code that is compiled. */
const NOISE = 40_000;

/** The power of its length that a text may cost: 1 is a reader that looks once; caches and the collector take a part. */
const HIGHEST_POWER = 1.65;

/** Why the costs of growing texts are not those of a reader that looks at a text once; undefined where they are. */
function faultOf(read: (text: string) => unknown, texts: readonly string[]): string | undefined {
  let [small, cost] = [texts[0]?.length ?? 0, costOf(read, texts[0] ?? "")];
  for (const text of texts.slice(1)) {
    const next = costOf(read, text);
    const most = Math.max(cost, NOISE / 10) * (text.length / small) ** HIGHEST_POWER;
    if (next > NOISE && next > most) return `${small} characters: ${cost} µs, ${text.length}: ${next} µs`;
    [small, cost] = [text.length, next];
  }
  return undefined;
}

describe("what others wrote is read in time that grows with its length", () => {
  it.each(Object.entries(READERS))("%s", (_name, read) => {
    const faults: string[] = [];
    for (const [first, repeated, last] of HOSTILE) {
      const texts = SIZES.map((size) => first + repeated.repeat(Math.ceil(size / repeated.length)) + last);
      const fault = faultOf(read, texts);
      if (fault !== undefined) faults.push(`${JSON.stringify([first, repeated, last])}: ${fault}`);
    }
    for (const [index, make] of NESTED.entries()) {
      const fault = faultOf(read, SIZES.map(make));
      if (fault !== undefined) faults.push(`nested ${index}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  it("sees what grows with the square", () => {
    const square = (text: string) => /[\r\n]+$/.test(text);
    expect(faultOf(square, [10, 40].map((size) => `${"\n".repeat(size * KILOBYTE)}x`))).toBeDefined();
  });
});

describe("what comes out is bounded", () => {
  it("an event makes ten thousand rows at most, and loses nothing", () => {
    const rows = splitLines(`${"\n".repeat(250_000)}a`);
    expect(rows).toHaveLength(10_000);
    expect(rows.at(-1)).toBe(`${"⏎".repeat(250_000 - 9_999)}a`);
    expect(splitLines("a\r\nb\rc\r\n\r\n")).toEqual(["a", "c"]);
    expect(splitLines("\n\n")).toEqual([""]);
  });

  it("JSON of any depth is laid out, and set in by twenty levels at most", () => {
    const deep = nested(100 * KILOBYTE, "[", "]");
    const laidOut = prettyJson(deep)?.map(({ text }) => text).join("") ?? "";
    expect(laidOut.length).toBeLessThan(deep.length * 45);
    expect(laidOut.replaceAll(/\s/g, "")).toBe(deep);
    expect(jsonText(JSON.parse(deep)).replaceAll(/\s/g, "")).toBe(deep);
    for (const value of [null, 1, "a\n", [], {}, [1, [], {}], { a: { b: [1, { "c\n": null }] }, d: true }]) {
      expect(jsonText(value)).toBe(JSON.stringify(value, undefined, 2));
    }
  });
});
