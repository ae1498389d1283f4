import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { PackageManager, listFiles } from "@vscode/vsce";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { build, staticClosure } from "../../esbuild.js";
import { packExtension } from "../../scripts/package.mjs";
import { root, sourceFiles } from "./sources.ts";

const KILOBYTE = 1024;

describe("the size budgets", () => {
  let extension: Metafile;
  let server: Metafile;
  let packed: string;

  beforeAll(async () => {
    const { extension: ofExtension, server: ofServer } = await build({ quiet: true });
    if (ofExtension === undefined || ofServer === undefined) throw new Error("not everything was built");
    extension = ofExtension;
    server = ofServer;
    packed = await packExtension();
  }, 120_000);

  it("the entry with all its static imports is at most 28 KB", () => {
    expect(staticClosure(extension, "dist/extension.js").bytes).toBeLessThanOrEqual(28 * KILOBYTE);
  });

  it("the entry reaches no SDK, credential, parser, language client or webview code", () => {
    const { outputs } = staticClosure(extension, "dist/extension.js");
    const inputs = outputs.flatMap((output) => Object.keys(extension.outputs[output]?.inputs ?? {}));
    expect(inputs).toContain("src/extension.ts");
    expect(inputs.filter((input) => /node_modules|^src\/(aws|language|webkit|services)\/|\/(api|panel|commands|tree)\.ts$/.test(input) && !input.startsWith("src/host/"))).toEqual([]);
    expect(inputs.filter((input) => /^src\/host\/(tree\/(view|rows|branchState)|planDialog|panels|ownCommands)\.ts$/.test(input))).toEqual([]);
  });

  it("no chunk of the extension holds the simulator or the language server", () => {
    const inputs = Object.values(extension.outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs.filter((input) => /^src\/(simulator|server|language\/(?!detect\.ts))/.test(input))).toEqual([]);
  });

  it("the server holds neither the editor's side nor an SDK", () => {
    const inputs = Object.values(server.outputs).flatMap((output) => Object.keys(output.inputs));
    expect(inputs).toContain("src/language/check.ts");
    expect(inputs.filter((input) => /vscode-languageclient|@aws-|@smithy|node_modules\/yaml|^src\/(host|aws|services)\//.test(input))).toEqual([]);
  });

  it("the package is at most 5 MB and holds every bundle, no picture and no native module", async () => {
    expect(statSync(packed).size).toBeLessThanOrEqual(5 * KILOBYTE * KILOBYTE);
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const needed = ["dist/extension.js", "dist/simulator.js", "dist/gitHelper.js", "dist/server.js", "dist/schemas/index.json", "dist/schemas/types.jsonl", "dist/webview/logs.js", "dist/webview/codicon.ttf", "package.nls.json", "media/iam-policy-read.json", "media/iam-policy-read-write.json"];
    expect(files).toEqual(expect.arrayContaining(needed));
    const links = [...readFileSync(path.join(root, "dist/README.md"), "utf8").matchAll(/\]\(([^)#]+)\)/g)].map(([, to = ""]) => to);
    expect(links.filter((to) => !to.startsWith("https:") && !files.includes(to)), "links to files that are not packed").toEqual([]);
    expect(files.filter((file) => /\.(node|map|png|jpg)$|meta\.json|node_modules/.test(file))).toEqual(["media/icon.png"]);
  });
});

describe("the sources", () => {
  it("no file is over 400 lines", () => {
    const long = sourceFiles().filter((file) => readFileSync(path.join(root, file), "utf8").split("\n").length > 401);
    expect(long).toEqual([]);
  });
});
