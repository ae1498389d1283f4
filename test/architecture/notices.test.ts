import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PackageManager, listFiles } from "@vscode/vsce";
import * as esbuild from "esbuild";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../esbuild.js";
import { thirdPartyNotices } from "../../scripts/notices.mjs";
import { root } from "./sources.ts";

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const withoutBlanks = (text: string) => text.replace(/^\uFEFF/, "").replaceAll(/\s+/g, " ").trim();

describe("the notices of what the package contains of others", () => {
  let metafiles: Record<string, esbuild.Metafile>;
  let notices: string;

  beforeAll(async () => {
    metafiles = await build({ quiet: true });
    notices = fs.readFileSync(path.join(root, "THIRD-PARTY-NOTICES.txt"), "utf8");
  }, 120_000);

  it("name every npm package of which a shipped file has code, with its license in full", () => {
    const outputs = Object.values(metafiles).flatMap((metafile) => Object.values(metafile.outputs));
    const inputs = outputs.flatMap((output) => Object.entries(output.inputs)).filter(([, input]) => input.bytesInOutput > 0);
    const folders = new Set(inputs.flatMap(([input]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
    expect(folders.size).toBeGreaterThan(40);
    const text = withoutBlanks(notices);
    const missing = [...folders].filter((folder) => {
      const of = JSON.parse(fs.readFileSync(path.join(root, folder, "package.json"), "utf8")) as PackageFile;
      const licenses = fs.readdirSync(path.join(root, folder)).filter((file) => /^licen[cs]e/i.test(file));
      const texts = licenses.map((file) => withoutBlanks(fs.readFileSync(path.join(root, folder, file), "utf8")));
      return !notices.includes(`${of.name} ${of.version} (${of.license})`) || texts.some((all) => !text.includes(all));
    });
    expect(missing).toEqual([]);
  });

  it("name the icon font and the sources of the tables", () => {
    expect(notices).toMatch(/^@vscode\/codicons [\d.]+ \(CC-BY-4\.0\): the icon font$/m);
    expect(notices).toContain("Attribution 4.0 International");
    expect(notices).toMatch(/^@aws-cdk\/aws-service-spec [\d.]+ \(Apache-2\.0\): /m);
    expect(notices).toMatch(/^cfn-lint [\d.]+ \(MIT-0\): /m);
    expect(notices).toContain("MIT No Attribution");
  });

  it("are in the package", async () => {
    expect(await listFiles({ cwd: root, packageManager: PackageManager.None })).toContain("THIRD-PARTY-NOTICES.txt");
  });
});

describe("a build stops at a package", () => {
  const temporary: string[] = [];
  afterEach(() => temporary.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true })));

  /** What the notices say of a bundle with a package of this kind in it. */
  async function noticesWith(manifest: object, files: Record<string, string>): Promise<string> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "devops-for-aws-notices-"));
    temporary.push(folder);
    const stranger = path.join(folder, "node_modules/stranger");
    fs.mkdirSync(stranger, { recursive: true });
    for (const name of ["node_modules/@vscode", "node_modules/@aws-cdk", "scripts", "LICENSE"]) {
      fs.symlinkSync(path.join(root, name), path.join(folder, name));
    }
    const all = { "index.js": "export const it = 1;", "package.json": JSON.stringify(manifest), ...files };
    Object.entries(all).forEach(([name, text]) => fs.writeFileSync(path.join(stranger, name), text));
    const { metafile } = await esbuild.build({
      absWorkingDir: folder,
      stdin: { contents: 'import { it } from "stranger"; console.log(it);', resolveDir: folder },
      bundle: true,
      write: false,
      metafile: true,
      outdir: "dist",
    });
    return thirdPartyNotices(folder, { ours: metafile });
  }

  const described = { name: "stranger", version: "1.2.3", main: "index.js", license: "MIT" };

  it("whose license nobody has looked at", async () => {
    const text = { LICENSE: "All rights reserved." };
    const foreign = noticesWith({ ...described, license: "GPL-3.0-only" }, text);
    await expect(foreign).rejects.toThrow('stranger 1.2.3: the license "GPL-3.0-only" is not one of those known');
    const silent = noticesWith({ ...described, license: undefined }, text);
    await expect(silent).rejects.toThrow('stranger 1.2.3: the license "undefined" is not one of those known');
  });

  it("whose license has no text", async () => {
    await expect(noticesWith(described, {})).rejects.toThrow("stranger 1.2.3: there is no text of its license");
  });

  it("but not where both are there", async () => {
    const text = { "LICENCE.md": "MIT, as everybody knows" };
    expect(await noticesWith(described, text)).toContain("MIT, as everybody knows");
  });
});
