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
  const readmePath = "dist/README.md";
  fs.writeFileSync(path.join(repository, readmePath), readmeWithoutPictures());
  await createVSIX({
    cwd: repository,
    packagePath: packed,
    // Everything is bundled.
    dependencies: false,
    readmePath,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  return packed;
}

/**
 * VS Code cannot show pictures that lie in the package, and they would make most of its size: the packaged README says
 * the same without them.
 */
function readmeWithoutPictures() {
  const readme = path.join(repository, "README.md");
  const text = fs.existsSync(readme) ? fs.readFileSync(readme, "utf8") : "# DevOps for AWS\n";
  const pictures = /<picture>[\s\S]*?<\/picture>|<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)/g;
  return text.replace(pictures, "").replace(/\n{3,}/g, "\n\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  program(async () => {
    await build();
    const packed = await packExtension();
    console.log(`  ${path.basename(packed)} ${(fs.statSync(packed).size / 1024).toFixed(1)} KB`);
    return 0;
  });
}
