import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";
import { afterEach, describe, expect, it } from "vitest";
import { thirdPartyNotices } from "../../scripts/notices.mjs";
import { root } from "./sources.ts";

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
