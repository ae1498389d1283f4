// npm run package: builds the extension and packs it as devops-for-aws-<version>.vsix, with what .vscodeignore names.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { build } from "../esbuild.js";
import { packagePath } from "./packagePath.mjs";
import { program, repository } from "./processes.mjs";

/**
 * Packs what stands in dist/.
 * @returns {Promise<string>} the package's path
 */
export async function packExtension() {
  const packed = packagePath();
  const { version } = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8"));
  const readmePath = "dist/README.md";
  fs.writeFileSync(path.join(repository, readmePath), packagedReadme());
  await createVSIX({
    cwd: repository,
    packagePath: packed,
    // Everything is bundled.
    dependencies: false,
    readmePath,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    // an odd minor number is a pre-release, as the marketplace has it
    preRelease: Number(version.split(".")[1]) % 2 === 1,
  });
  return packed;
}

/**
 * VS Code cannot show pictures that lie in the package, and they would make most of its size: the packaged README says
 * the same without them. Of its links, those to files that are not packed are plain words.
 */
function packagedReadme() {
  const readme = path.join(repository, "README.md");
  const text = fs.existsSync(readme) ? fs.readFileSync(readme, "utf8") : "# DevOps for AWS\n";
  const pictures = /<picture>[\s\S]*?<\/picture>|<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)/g;
  const elsewhere = /\[([^\]]+)\]\((?!https:|#|media\/iam-policy-|CHANGELOG\.md|LICENSE)[^)]*\)/g;
  return text.replace(pictures, "").replace(elsewhere, "$1").replace(/\n{3,}/g, "\n\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  program(async () => {
    await build();
    const packed = await packExtension();
    console.log(`  ${path.basename(packed)} ${(fs.statSync(packed).size / 1024).toFixed(1)} KB`);
    return 0;
  });
}
