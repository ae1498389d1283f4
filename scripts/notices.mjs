// THIRD-PARTY-NOTICES.txt: whose work is in the package, and under which terms. The npm packages are those whose code
// the bundler says is in a bundle; what comes in by another way stands in `extra`.
import fs from "node:fs";
import path from "node:path";

/**
 * A part of the package that others made.
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} license its SPDX identifier
 * @property {string} [what] what of it is in the package, where that is not simply its code
 * @property {string[]} texts the full license, and the notices that it wants to be kept
 */

/** Licenses that let others use this extension as its own one says. A further one is looked at by a person first. */
const known = new Set(["Apache-2.0", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "ISC", "MIT", "MIT-0"]);

/**
 * What is in the package without being in a bundle: copied files, and tables that are derived from others' data. `at` is
 * the folder of an npm package, or a file with a license; then name, version and license stand here.
 * @type {{ at: string, what: string, name?: string, license?: string, version?: { file: string, key: string } }[]}
 */
const extra = [
  { at: "node_modules/@vscode/codicons", what: "the icon font" },
  { at: "node_modules/@aws-cdk/aws-service-spec", what: "the documentation of resource types, and the newest of them, are derived from its data" },
  {
    at: "scripts/licenses/cfn-lint.txt",
    what: "the schemas of resource types, and the data of rules, are derived from its data",
    name: "cfn-lint",
    license: "MIT-0",
    version: { file: "scripts/schemas/source.json", key: "version" },
  },
  {
    at: "scripts/licenses/aws-sam-translator.txt",
    what: "what the serverless transform takes is derived from its property types and policy templates",
    name: "aws-sam-translator",
    license: "Apache-2.0",
    version: { file: "scripts/schemas/sam.json", key: "version" },
  },
  {
    at: "scripts/licenses/botocore.txt",
    what: "what the simulated account's operations take is derived from its data",
    name: "botocore",
    license: "Apache-2.0",
    version: { file: "scripts/tables/source.json", key: "version" },
  },
];

/**
 * The text of the notices.
 * @param {string} root the repository
 * @param {Record<string, import("esbuild").Metafile>} metafiles of the bundles that are shipped
 * @returns {string}
 * @throws Error that names every part whose license is missing or not known
 */
export function thirdPartyNotices(root, metafiles) {
  const bundled = packagesIn(metafiles).map((folder) => npmPart(root, folder));
  const others = extra.map(({ at, what, name = "", license = "", version }) => {
    if (name === "") {
      return { ...npmPart(root, at), what };
    }
    const number = version === undefined ? "" : String(readJson(path.join(root, version.file))[version.key]);
    return { name, version: number, license, what, texts: [fs.readFileSync(path.join(root, at), "utf8")] };
  });
  /** @type {Part[]} */
  const parts = [...bundled, ...others].toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const faults = parts.flatMap(({ name, version, license, texts }) => [
    ...(known.has(license) ? [] : [`${name} ${version}: the license "${license}" is not one of those known`]),
    ...(texts.length > 0 ? [] : [`${name} ${version}: there is no text of its license`]),
  ]);
  if (faults.length > 0) {
    throw new Error(`The package cannot say what it is made of (scripts/notices.mjs):\n  ${faults.join("\n  ")}`);
  }
  return written(parts);
}

/**
 * The folders of the npm packages of which there is code in a bundle.
 * @param {Record<string, import("esbuild").Metafile>} metafiles
 */
export function packagesIn(metafiles) {
  const outputs = Object.values(metafiles).flatMap(({ outputs: all }) => Object.values(all));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([input, { bytesInOutput }]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
  return [...new Set(folders)].toSorted();
}

/**
 * @param {string} root
 * @param {string} folder of an npm package
 * @returns {Part}
 */
function npmPart(root, folder) {
  const { name, version, license } = readJson(path.join(root, folder, "package.json"));
  const files = fs.readdirSync(path.join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.toSorted().map((file) => fs.readFileSync(path.join(root, folder, file), "utf8"));
  // Its text names no holder, so it is the same for all: some packages say only that they are under it.
  if (texts.length === 0 && license === "Apache-2.0") {
    texts.push(fs.readFileSync(path.join(root, "LICENSE"), "utf8"));
  }
  return { name, version, license: String(license), texts };
}

/**
 * Parts with the same text share it.
 * @param {Part[]} parts
 */
function written(parts) {
  /** @type {Map<string, Part[]>} */
  const byText = new Map();
  for (const part of parts) {
    const text = part.texts.map(normal).join("\n\n");
    byText.set(text, [...(byText.get(text) ?? []), part]);
  }
  const line = "=".repeat(80);
  const sections = [...byText].map(([text, those]) => {
    const heads = those.map(({ name, version, license, what }) => {
      return `${name} ${version} (${license})${what === undefined ? "" : `: ${what}`}`;
    });
    return `${line}\n${heads.join("\n")}\n${line}\n\n${text}\n`;
  });
  const head = "DevOps for AWS contains work of others, under the terms that follow. Written by the build.\n";
  return [head, ...sections].join("\n");
}

/** @param {string} text */
function normal(text) {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").trim();
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}
