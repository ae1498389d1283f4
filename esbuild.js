// Builds everything that runs: `node esbuild.js [--tests] [--watch]`, or `build()` from a script.
// A bundle is published only when all of them compile, so a mistake leaves the last good build in dist/.
import * as esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { thirdPartyNotices } from "./scripts/notices.mjs";
import { writeSchemaPack } from "./scripts/schemaPack.mjs";

const root = path.dirname(fileURLToPath(import.meta.url));

/**
 * The SDK's schema tables contain computed keys, which no bundler may drop: a client's unused operations would stay.
 * Wrapped in a call marked as pure, an unused table goes (the EC2 client shrinks from 545 to 37 KB).
 * @type {esbuild.Plugin}
 */
const pureSchemas = {
  name: "pure-schemas",
  setup(bundle) {
    bundle.onLoad({ filter: /dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, "utf8");
      const wrapped = source.replace(
        /^((?:export )?var \w+\$? = )(\[[\s\S]*?\]);$/gm,
        "$1/* @__PURE__ */ __table(() => $2);",
      );
      return { loader: "js", contents: `${wrapped}\nfunction __table(make) { return make(); }` };
    });
  },
};

/** Bundled CommonJS packages call `require` for Node's modules, which an ES module lacks. */
const requireBanner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  minify: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
};

/** @type {esbuild.BuildOptions} */
const nodeModule = {
  ...common,
  platform: "node",
  format: "esm",
  // The ES module builds of the SDK: its "main" files are CommonJS, which cannot be tree-shaken.
  mainFields: ["module", "main"],
  conditions: ["module"],
  charset: "utf8",
  plugins: [pureSchemas],
  banner: { js: requireBanner },
};

/**
 * The files of a repository folder that match, sorted; empty when there is no such folder.
 * @param {string} folder
 * @param {RegExp} pattern tried on the path relative to the folder, with forward slashes
 */
function filesIn(folder, pattern) {
  const absolute = path.join(root, folder);
  if (!fs.existsSync(absolute)) {
    return [];
  }
  const names = fs.readdirSync(absolute, { recursive: true, encoding: "utf8" });
  const slashed = names.map((name) => name.replaceAll(path.sep, "/"));
  return slashed.filter((name) => pattern.test(name)).sort();
}

/**
 * What is built, by name. A room's webview is whatever stands in its webview/main.ts.
 * @param {{ tests: boolean }} options
 * @returns {Record<string, esbuild.BuildOptions>}
 */
function bundles({ tests }) {
  /** @type {Record<string, esbuild.BuildOptions>} */
  const result = {
    // One chunk per dynamic import: a room's code and a client are read from disk when they are first used.
    extension: {
      ...nodeModule,
      entryPoints: { extension: "src/extension.ts" },
      outdir: "dist",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      target: "node22",
      external: ["vscode"],
    },
  };
  if (fs.existsSync(path.join(root, "src/simulator/main.ts"))) {
    result["simulator"] = {
      ...nodeModule,
      entryPoints: { simulator: "src/simulator/main.ts" },
      outdir: "dist",
      target: "node20",
    };
  }
  // Programs that run as processes of their own, such as the helper that git asks for a password.
  for (const file of filesIn("src/services", /^[^/]+\/programs\/[^/]+\.ts$/)) {
    const name = path.posix.basename(file, ".ts");
    result[name] = { ...nodeModule, entryPoints: { [name]: `src/services/${file}` }, outdir: "dist", target: "node20" };
  }
  if (fs.existsSync(path.join(root, "src/server/main.ts"))) {
    result["server"] = {
      ...nodeModule,
      entryPoints: { server: "src/server/main.ts" },
      outdir: "dist",
      target: "node20",
    };
  }
  if (fs.existsSync(path.join(root, "src/check/main.ts"))) {
    result["check"] = {
      ...nodeModule,
      entryPoints: { check: "src/check/main.ts" },
      outdir: "dist",
      target: "node20",
    };
  }
  const webviews = filesIn("src/services", /^[^/]+\/webview\/main\.ts$/);
  if (webviews.length > 0) {
    const entries = webviews.map((file) => [file.split("/")[0], `src/services/${file}`]);
    result["webview"] = {
      ...common,
      entryPoints: Object.fromEntries(entries),
      outdir: "dist/webview",
      platform: "browser",
      format: "esm",
      target: "es2022",
      define: { "process.env.NODE_ENV": '"production"' },
    };
  }
  const hostTests = filesIn("test/host", /\.test\.ts$/);
  if (tests && hostTests.length > 0) {
    // CommonJS, because mocha's runner inside VS Code loads its files with `require`.
    result["test"] = {
      ...nodeModule,
      banner: {},
      entryPoints: hostTests.map((file) => `test/host/${file}`),
      outdir: "dist/test/host",
      outbase: "test/host",
      outExtension: { ".js": ".cjs" },
      format: "cjs",
      target: "node22",
      external: ["vscode", "mocha"],
      minify: false,
      sourcemap: "inline",
    };
  }
  return result;
}

/**
 * A bundle's file without the banner where nothing in it calls `require`: most chunks are small and need none.
 * @param {esbuild.OutputFile} file
 * @returns {Uint8Array}
 */
function withoutIdleBanner({ text, contents }) {
  if (!text.startsWith(requireBanner)) {
    return contents;
  }
  const code = text.slice(requireBanner.length).trimStart();
  return /\brequire\b/.test(code) ? contents : new TextEncoder().encode(code);
}

/** Files that are copied as they are: the icon font, once there is a webview to show it. */
const copies = {
  "dist/webview/codicon.css": "node_modules/@vscode/codicons/dist/codicon.css",
  "dist/webview/codicon.ttf": "node_modules/@vscode/codicons/dist/codicon.ttf",
};

/**
 * Writes what differs, each file in one step, and removes what an earlier build left.
 * @param {Map<string, Uint8Array>} files contents by path relative to the repository
 * @param {{ tests: boolean }} options tests: the in-host tests are among the files
 */
function publish(files, { tests }) {
  for (const [file, contents] of files) {
    const target = path.join(root, file);
    if (fs.existsSync(target) && fs.readFileSync(target).equals(contents)) {
      continue;
    }
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const partial = `${target}.${process.pid}.partial`;
    fs.writeFileSync(partial, contents);
    fs.renameSync(partial, target);
  }
  for (const name of filesIn("dist", /\.(c?js|css|ttf)$/)) {
    const isTest = name.startsWith("test/");
    if (!files.has(`dist/${name}`) && (tests || !isTest)) {
      // Another build may be at it as well.
      fs.rmSync(path.join(root, "dist", name), { force: true });
    }
  }
}

/**
 * The bytes of an output file and of all that it imports statically, which is what loading it costs.
 * @param {esbuild.Metafile} metafile
 * @param {string} output a key of `metafile.outputs`, such as "dist/extension.js"
 * @returns {{ bytes: number, outputs: string[] }}
 */
export function staticClosure(metafile, output) {
  const outputs = [output];
  for (const name of outputs) {
    for (const { path: imported, kind, external } of metafile.outputs[name]?.imports ?? []) {
      if (kind === "import-statement" && external !== true && !outputs.includes(imported)) {
        outputs.push(imported);
      }
    }
  }
  const bytes = outputs.reduce((sum, name) => sum + (metafile.outputs[name]?.bytes ?? 0), 0);
  return { bytes, outputs };
}

/**
 * @param {string} name
 * @param {esbuild.Metafile} metafile
 */
function printSizes(name, metafile) {
  const files = Object.entries(metafile.outputs);
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
  const total = files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  // A dynamically imported module counts as an entry point as well: those are the chunks.
  const entries = files.map(([file]) => file).filter((file) => /\.c?js$/.test(file) && !file.includes("/chunks/"));
  const loaded = entries.map((file) => {
    const { bytes } = staticClosure(metafile, file);
    return `${path.posix.basename(file)} ${kilobytes(bytes)}`;
  });
  const all = files.length > entries.length ? `; ${files.length} files, ${kilobytes(total)} in all` : "";
  console.log(`  ${name.padEnd(10)} ${loaded.join(", ")}${all}`);
}

/**
 * Builds everything and writes dist/, with esbuild's metafile of each bundle in dist/meta.json, and the notices of what
 * the bundles contain of others.
 * @param {{ tests?: boolean, quiet?: boolean }} [options] tests: also the in-host tests
 * @returns {Promise<Record<string, esbuild.Metafile>>} the metafiles by bundle
 * @throws {esbuild.BuildFailure} or an Error where a license is missing or unknown; the messages are printed by then
 */
export async function build({ tests = false, quiet = false } = {}) {
  const names = Object.entries(bundles({ tests }));
  const [results] = await Promise.all([
    Promise.all(names.map(([, options]) => esbuild.build(options))),
    "server" in bundles({ tests }) ? writeSchemaPack(path.join(root, "dist/schemas")) : undefined,
  ]);
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  /** @type {Record<string, esbuild.Metafile>} */
  const metafiles = {};
  for (const [index, { outputFiles, metafile }] of results.entries()) {
    for (const outputFile of outputFiles ?? []) {
      const file = path.relative(root, outputFile.path).replaceAll(path.sep, "/");
      const contents = withoutIdleBanner(outputFile);
      files.set(file, contents);
      const output = metafile?.outputs[file];
      if (output !== undefined) {
        output.bytes = contents.length;
      }
    }
    const name = names[index]?.[0];
    if (name !== undefined && metafile !== undefined) {
      metafiles[name] = metafile;
    }
  }
  if ("webview" in metafiles) {
    for (const [target, source] of Object.entries(copies)) {
      files.set(target, fs.readFileSync(path.join(root, source)));
    }
  }
  const { test: _, ...shipped } = metafiles;
  files.set("THIRD-PARTY-NOTICES.txt", new TextEncoder().encode(notices(shipped)));
  files.set("dist/meta.json", new TextEncoder().encode(JSON.stringify(metafiles)));
  publish(files, { tests });
  if (!quiet) {
    Object.entries(metafiles).forEach(([name, metafile]) => printSizes(name, metafile));
  }
  return metafiles;
}

/**
 * The notices; says what is wrong with them, as esbuild does with its own errors.
 * @param {Record<string, esbuild.Metafile>} metafiles
 */
function notices(metafiles) {
  try {
    return thirdPartyNotices(root, metafiles);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    throw error;
  }
}

/** Builds again after every change below src/ and test/host/, until the process is ended. */
async function watch(/** @type {{ tests: boolean }} */ options) {
  /** @type {NodeJS.Timeout | undefined} */
  let pending;
  const rebuild = async () => {
    // The build prints the errors.
    const outcome = await build({ ...options, quiet: true }).then(
      () => "built",
      () => "not built",
    );
    console.log(`${new Date().toLocaleTimeString()} ${outcome}`);
  };
  for (const folder of ["src", "test/host"].filter((name) => fs.existsSync(path.join(root, name)))) {
    fs.watch(path.join(root, folder), { recursive: true }, () => {
      clearTimeout(pending);
      pending = setTimeout(() => void rebuild(), 100);
    });
  }
  await rebuild();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = process.argv.slice(2);
  const unknown = flags.filter((flag) => !["--tests", "--watch"].includes(flag));
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(" ")}. Known: --tests, --watch.`);
    process.exit(2);
  }
  const options = { tests: flags.includes("--tests") };
  if (flags.includes("--watch")) {
    await watch(options);
  } else {
    // The build has printed the errors.
    await build(options).catch(() => process.exit(1));
  }
}
