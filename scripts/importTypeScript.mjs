import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Bundles one TypeScript module and imports it, for scripts that need the source's own data.
 * The bundle lies below node_modules, so that packages resolve from it.
 * @param {string} file
 */
export async function importTypeScript(file) {
  const name = `${path.relative(root, file).replaceAll(/[\\/.]/g, "-")}-${process.pid}.mjs`;
  const outfile = path.join(root, "node_modules", ".cache", "devops-for-aws", name);
  await build({ entryPoints: [file], outfile, bundle: true, format: "esm", platform: "node", packages: "external", logLevel: "error" });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
