import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { PackageManager, listFiles } from "@vscode/vsce";
import * as esbuild from "esbuild";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { build, staticClosure } from "../../esbuild.js";
import { packExtension } from "../../scripts/package.mjs";
import { roomsModule } from "../../scripts/roomsModule.mjs";
import type { RoomManifest } from "../../src/base/manifest.ts";
import * as own from "../../src/host/manifest.ts";
import { manifests } from "../../src/manifests.gen.ts";
import { root, sourceFiles } from "./sources.ts";

const KILOBYTE = 1024;
/** What a further room may add to what is loaded when the extension is activated. */
const PER_ROOM = 300;

const withoutBlanks = (text: string) => text.replace(/^\uFEFF/, "").replaceAll(/\s+/g, " ").trim();

/** A room as large as the largest: everything that a manifest can say is there. */
function madeUp(id: string): RoomManifest {
  const names = ["show", "start", "stop", "restart", "scale", "openLog", "showEvents", "openDefinition", "shellInto", "forceDeployment"];
  return {
    id,
    title: `The service ${id}`,
    about: "much",
    view: "infrastructure",
    order: 1,
    tree: { icon: "layers", console: `${id}/home`, filter: "Name contains", none: "None in this region" },
    offers: { linkTarget: [`${id}:thing/**`] },
    types: { [`AWS::${id}::Thing`]: { arn: `arn:{partition}:${id}:{region}:{account}:thing/{id}` } },
    commands: Object.fromEntries(names.map((name) => [name, { title: `Do ${name} with it…`, icon: "play", menu: ["inline@1", "2_run@1"] }])),
    calls: [{ service: id, read: ["ListThings", "DescribeThings"], write: ["StartThing"] }],
  };
}

/** The extension with further rooms, whose modules are empty. */
function withRooms(made: readonly RoomManifest[]): esbuild.Plugin {
  return {
    name: "with-rooms",
    setup(bundle) {
      bundle.onLoad({ filter: /src[\\/]rooms\.gen\.ts$/ }, () => ({
        contents: roomsModule([...manifests, ...made], own, (id) => existsSync(path.join(root, "src/services", id, "activate.ts"))),
        loader: "ts",
        resolveDir: path.join(root, "src"),
      }));
      const modules = new Set(made.map(({ id }) => `./services/${id}/room.ts`));
      bundle.onResolve({ filter: /^\.\/services\// }, ({ path: file }) => (modules.has(file) ? { path: file, namespace: "made-up" } : undefined));
      bundle.onLoad({ filter: /.*/, namespace: "made-up" }, () => ({ contents: "export const room = {};" }));
    },
  };
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

describe("the size budgets", () => {
  let extension: Metafile;
  let server: Metafile;
  let packed: string;
  let metafiles: Record<string, Metafile>;

  beforeAll(async () => {
    metafiles = await build({ quiet: true });
    const { extension: ofExtension, server: ofServer } = metafiles;
    if (ofExtension === undefined || ofServer === undefined) throw new Error("not everything was built");
    extension = ofExtension;
    server = ofServer;
    packed = await packExtension();
  }, 120_000);

  it("the entry with all its static imports is at most 28 KB with the first eight rooms, and 300 bytes more with each other", () => {
    const most = 28 * KILOBYTE + PER_ROOM * (manifests.length - 8);
    expect(staticClosure(extension, "dist/extension.js").bytes).toBeLessThanOrEqual(Math.min(most, 40 * KILOBYTE));
  });

  it("a further room adds at most 300 bytes to it", async () => {
    const bytes = async (count: number) => {
      const made = Array.from({ length: count }, (_, index) => madeUp(`service${index}`));
      const { metafile } = await esbuild.build({
        absWorkingDir: root,
        entryPoints: { extension: "src/extension.ts" },
        bundle: true,
        write: false,
        minify: true,
        metafile: true,
        splitting: true,
        format: "esm",
        platform: "node",
        packages: "external",
        outdir: "dist",
        plugins: [withRooms(made)],
      });
      return staticClosure(metafile, "dist/extension.js").bytes;
    };
    const [without, more] = [await bytes(0), await bytes(20)];
    expect(more).toBeGreaterThan(without);
    expect((more - without) / 20).toBeLessThanOrEqual(PER_ROOM);
  }, 60_000);

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
    expect(inputs).toContain("src/language/check/checker.ts");
    expect(inputs.filter((input) => /vscode-languageclient|@aws-|@smithy|node_modules\/yaml|^src\/(host|aws|services)\//.test(input))).toEqual([]);
  });

  it("the notices name every npm package of which a shipped file has code, with its license in full", () => {
    const outputs = Object.values(metafiles).flatMap((metafile) => Object.values(metafile.outputs));
    const inputs = outputs.flatMap((output) => Object.entries(output.inputs)).filter(([, input]) => input.bytesInOutput > 0);
    const folders = new Set(inputs.flatMap(([input]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
    expect(folders.size).toBeGreaterThan(40);
    const notices = readFileSync(path.join(root, "THIRD-PARTY-NOTICES.txt"), "utf8");
    const text = withoutBlanks(notices);
    const missing = [...folders].filter((folder) => {
      const of = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8")) as PackageFile;
      const licenses = readdirSync(path.join(root, folder)).filter((file) => /^licen[cs]e/i.test(file));
      const texts = licenses.map((file) => withoutBlanks(readFileSync(path.join(root, folder, file), "utf8")));
      return !notices.includes(`${of.name} ${of.version} (${of.license})`) || texts.some((all) => !text.includes(all));
    });
    expect(missing).toEqual([]);
  });

  it("the notices name the icon font and the sources of the tables", () => {
    const notices = readFileSync(path.join(root, "THIRD-PARTY-NOTICES.txt"), "utf8");
    expect(notices).toMatch(/^@vscode\/codicons [\d.]+ \(CC-BY-4\.0\): the icon font$/m);
    expect(notices).toContain("Attribution 4.0 International");
    expect(notices).toMatch(/^@aws-cdk\/aws-service-spec [\d.]+ \(Apache-2\.0\): /m);
    expect(notices).toMatch(/^cfn-lint [\d.]+ \(MIT-0\): /m);
    expect(notices).toMatch(/^botocore [\d.]+ \(Apache-2\.0\): /m);
    expect(notices).toContain("MIT No Attribution");
  });

  it("the package is at most 5 MB and holds every bundle, no picture and no native module", async () => {
    expect(statSync(packed).size).toBeLessThanOrEqual(5 * KILOBYTE * KILOBYTE);
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const needed = ["dist/extension.js", "dist/simulator.js", "dist/gitHelper.js", "dist/server.js", "dist/check.js", "dist/schemas/index.json", "dist/schemas/types.jsonl", "dist/webview/logs.js", "dist/webview/codicon.ttf", "package.nls.json", "THIRD-PARTY-NOTICES.txt", "media/iam-policy-read.json", "media/iam-policy-read-write.json"];
    expect(files).toEqual(expect.arrayContaining(needed));
    const links = [...readFileSync(path.join(root, "dist/README.md"), "utf8").matchAll(/\]\(([^)#]+)\)/g)].map(([, to = ""]) => to);
    expect(links.filter((to) => !to.startsWith("https:") && !files.includes(to)), "links to files that are not packed").toEqual([]);
    expect(files.filter((file) => /\.(node|map|png|jpg)$|meta\.json|node_modules/.test(file))).toEqual(["media/icon.png"]);
  });
});

describe("the sources", () => {
  it("no file that somebody writes is over 400 lines", () => {
    const long = sourceFiles().filter((file) => !file.endsWith(".gen.ts") && readFileSync(path.join(root, file), "utf8").split("\n").length > 401);
    expect(long).toEqual([]);
  });
});
