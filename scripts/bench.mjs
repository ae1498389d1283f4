// npm run bench -- [name ...]: builds and runs each test/bench/*.bench.ts, or those whose name contains a given word.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { build } from "../esbuild.js";
import { program, repository, run, UserError } from "./processes.mjs";

/**
 * The repository's own scripts find their folders from where they stand, so they are imported rather than bundled.
 * @type {esbuild.Plugin}
 */
const ownScripts = {
  name: "own-scripts",
  setup(bundle) {
    bundle.onResolve({ filter: /^\.{1,2}\/.*\.m?js$/ }, ({ path: specifier, resolveDir }) => ({
      path: pathToFileURL(path.resolve(resolveDir, specifier)).href,
      external: true,
    }));
  },
};

program(async () => {
  const wanted = process.argv.slice(2);
  const folder = path.join(repository, "test/bench");
  const benches = fs.readdirSync(folder).filter((name) => name.endsWith(".bench.ts"));
  const chosen = benches.filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    throw new UserError(`No benchmark of that name. There are: ${benches.join(", ")}.`);
  }
  // They measure the extension as it is shipped.
  await build({ quiet: true });
  let failed = 0;
  for (const name of chosen) {
    const outfile = path.join(repository, "dist/bench", name.replace(/\.ts$/, ".mjs"));
    await esbuild.build({
      entryPoints: [path.join(folder, name)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      plugins: [ownScripts],
      logLevel: "warning",
    });
    console.log(`\n${name}`);
    failed += (await run(process.execPath, [outfile])) === 0 ? 0 : 1;
  }
  return failed === 0 ? 0 : 1;
});
