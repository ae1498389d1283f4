import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../../..");

/** What CONTRIBUTING's recipe for a service says: each file, by its path. */
function recipe(): ReadonlyMap<string, string> {
  const page = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
  const section = page.slice(page.indexOf("## Add a service in ten minutes"), page.indexOf("## Add a rule for templates"));
  const blocks = section.matchAll(/^ {3}```ts\n {3}\/\/ (\S+)\n(.*?)^ {3}```$/gms);
  return new Map([...blocks].map(([, file = "", text = ""]) => [file, text.replaceAll(/^ {3}/gm, "")]));
}

interface Outcome {
  readonly code: number;
  readonly output: string;
}

describe("CONTRIBUTING's recipe for a service", () => {
  let copy: string;

  /** Runs a program in the copy, with the environment of a person and not of this test. */
  const run = (...command: readonly [string, ...string[]]) =>
    new Promise<Outcome>((resolve) => {
      const [program, ...args] = command;
      const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST)/.test(name));
      const options = { cwd: copy, env: Object.fromEntries(own), maxBuffer: 64 * 1024 * 1024 };
      execFile(program, args, options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      });
    });
  const tool = (name: string) => path.join(root, "node_modules/.bin", name);

  beforeAll(() => {
    copy = mkdtempSync(path.join(os.tmpdir(), "devops-for-aws-recipe-"));
    const all = ["src", "scripts", "test", "media", "esbuild.js", "package.json", "package-lock.json", "package.nls.json", "tsconfig.json"];
    const pages = [".vscodeignore", ".gitignore", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"];
    for (const name of [...all, ...pages]) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "dir");
    for (const [file, text] of recipe()) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), text);
    }
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("says what every file of it holds", () => {
    const own = ["manifest", "model", "api", "kinds", "actions", "room"].map((name) => `src/services/sns/${name}.ts`);
    expect([...recipe().keys()].toSorted()).toEqual([...own, "src/simulator/services/sns/service.ts"].toSorted());
  });

  it("gives a room that passes every check, with no list touched", async () => {
    expect(await run("node", "scripts/manifest.mjs")).toMatchObject({ code: 0 });
    expect(await run("node", "scripts/manifest.mjs", "--check")).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(copy, "README.md"), "utf8")).toContain("| Monitor | SNS | topics and their subscriptions; publish |");
    expect(readFileSync(path.join(copy, "media/iam-policy-read-write.json"), "utf8")).toContain('"sns:Publish"');
    expect(await run(tool("tsc"), "-p", ".")).toMatchObject({ code: 0, output: "" });
    expect((await run(tool("oxlint"), "-c", "scripts/oxlintrc.json")).output).toContain("Found 0 warnings and 0 errors");
    const config = "--config=test/vitest.config.ts";
    const checks = await run(tool("vitest"), "run", config, "test/architecture");
    expect(checks.code, checks.output).toBe(0);
    const table = await run(tool("vitest"), "run", config, "test/rooms/everyRoom.test.ts", "-t", "^SNS ");
    expect(table.code, table.output).toBe(0);
    expect(table.output).toMatch(/Tests .*\d\d passed/);
  }, 300_000);
});
