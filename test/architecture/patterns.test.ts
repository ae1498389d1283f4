import { readFileSync } from "node:fs";
import path from "node:path";
import { Visitor, parseSync } from "oxc-parser";
import { check } from "recheck";
import { describe, expect, it } from "vitest";
import { root, sourceFiles } from "./sources.ts";

/** Where regular expressions meet what others wrote. */
const FOREIGN = /^src\/(services|base|host|aws|webkit)\//;

/** Expressions that grow with the square of a text, and what keeps the text short or ours. */
const BOUNDED: Readonly<Record<string, string>> = {
  "src/services/logs/webview/timeRange.ts /\\s*ago$/": "a time that somebody types, at most 100 characters",
  "src/services/logs/webview/timeRange.ts /(\\d+(?:\\.\\d+)?)\\s*([a-z]+)/g": "a time that somebody types, at most 100 characters",
  "src/services/codecommit/git/git.ts /(\\d+)\\.(\\d+)/": "the first characters of what the user's own git says of its version",
};

/** Files that make expressions at run time, and where these are fed with hostile text. */
const MADE: Readonly<Record<string, string>> = {
  "src/services/codedeploy/model.ts": "growth.test.ts, appSpecText",
  "src/services/logs/model.ts": "what the user looks for: an expression of their own, or a text that is escaped",
  "src/services/logs/webview/levels.ts": "growth.test.ts, detectLevel: the head of a line alone",
  "src/aws/denial.ts": "growth.test.ts, readDenial: words of ours between blanks",
};

interface Pattern {
  readonly file: string;
  readonly raw: string;
  readonly source: string;
  readonly flags: string;
}

function patternsOf(file: string): { literals: Pattern[]; made: number } {
  const literals: Pattern[] = [];
  let made = 0;
  const { program } = parseSync(file, readFileSync(path.join(root, file), "utf8"));
  const isRegExp = (callee: { type: string; name?: unknown }) => callee.type === "Identifier" && callee.name === "RegExp";
  new Visitor({
    Literal: (node) => {
      if ("regex" in node) literals.push({ file, raw: node.raw ?? "", source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: ({ callee }) => {
      if (isRegExp(callee)) made += 1;
    },
    CallExpression: ({ callee }) => {
      if (isRegExp(callee)) made += 1;
    },
  }).visit(program);
  return { literals, made };
}

interface Attack {
  readonly pumps: readonly { readonly prefix: string; readonly pump: string; readonly bias: number }[];
  readonly suffix: string;
}

/** Whether four times the text costs more than nine times the processor's time; linear is four, the square sixteen. */
function growsFaster(expression: RegExp, { pumps, suffix }: Attack): boolean {
  const length = pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const costOf = (size: number) => {
    const text = pumps.map(({ prefix, pump }) => prefix + pump.repeat(Math.ceil(size / length))).join("") + suffix;
    const costs = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      expression.lastIndex = 0;
      expression.test(text);
      return process.cpuUsage(before).user;
    });
    return Math.min(...costs);
  };
  // so long that the machine's own noise is little beside it
  for (let size = 20_000; size <= 640_000; size *= 2) {
    const large = costOf(size);
    if (large > 20_000) return large > costOf(size / 4) * 9;
  }
  return false;
}

/** The expressions whose time can grow faster than the text, with a text that shows it. */
async function superlinear(patterns: readonly Pattern[]): Promise<string[]> {
  const found: string[] = [];
  for (const { file, raw, source, flags } of patterns) {
    const verdict = await check(source, flags, { timeout: 60_000 });
    if (verdict.status === "safe") continue;
    // where the checker only guesses, its text is tried
    if (verdict.status === "vulnerable" && verdict.complexity.type !== "exponential" && !growsFaster(new RegExp(source, flags), verdict.attack)) continue;
    const attack = verdict.status === "vulnerable" ? JSON.stringify(verdict.attack.pumps) : "nobody can tell";
    found.push(`${file} ${raw}: ${attack}`);
  }
  return found;
}

describe("regular expressions over what others wrote", () => {
  const all = sourceFiles().filter((file) => FOREIGN.test(file)).map((file) => ({ file, ...patternsOf(file) }));

  it("take time that grows with the text and not with its square", async () => {
    const literals = all.flatMap((one) => one.literals);
    expect(literals.length).toBeGreaterThan(60);
    const unbounded = literals.filter(({ file, raw }) => BOUNDED[`${file} ${raw}`] === undefined);
    expect(await superlinear(unbounded)).toEqual([]);
  });

  it("are written down, and where they are made each file says how they are tried", () => {
    expect(all.filter(({ file, made }) => made > 0 && MADE[file] === undefined).map(({ file }) => file)).toEqual([]);
  });

  it.each(["[\\r\\n]+$", "\\s*\\n\\s*", '"(?:[^"\\\\]|\\\\.)*"', "^(a+)+$", "repository '.*' not found"])("would refuse %s", async (source) => {
    expect(await superlinear([{ file: "x.ts", raw: source, source, flags: "" }])).toHaveLength(1);
  });
});
