import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type ModuleImport, importsOf, resolve, root, sourceFiles } from "./sources.ts";

/** Who a file is, in the words of the import table. */
type Layer =
  | "base"
  | "aws"
  | "host"
  | "webkit"
  | "language"
  | "server"
  | "check"
  | "simulator"
  | "room:manifest"
  | "room:model"
  | "room:api"
  | "room:protocol"
  | "room:webview"
  | "room:kind"
  | "room:edge"
  | "rooms.gen"
  | "manifests.gen"
  | "extension";

function layerOf(file: string): Layer {
  const [, top = "", ...rest] = file.split("/");
  const plain = ["base", "aws", "host", "webkit", "language", "server", "check", "simulator"] as const;
  const found = plain.find((name) => name === top);
  if (found !== undefined) return found;
  if (top === "rooms.gen.ts") return "rooms.gen";
  if (top === "manifests.gen.ts") return "manifests.gen";
  if (top === "extension.ts") return "extension";
  if (top === "services") {
    const inRoom = rest.slice(1).join("/");
    if (inRoom.startsWith("webview/")) return "room:webview";
    const part = ["manifest", "model", "api", "protocol"].find((name) => inRoom === `${name}.ts` || inRoom.startsWith(`${name}/`));
    if (["kinds", "actions"].some((name) => inRoom === `${name}.ts` || inRoom.startsWith(`${name}/`))) return "room:kind";
    return part === undefined ? "room:edge" : (`room:${part}` as Layer);
  }
  throw new Error(`${file} stands in no layer: give it one here and in the table`);
}

function roomOf(file: string): string | undefined {
  return /^src\/services\/([^/]+)\//.exec(file)?.[1];
}

/** Packages of the SDK, whose code must not be reached by anything that is loaded at activation. */
const isSdk = (specifier: string) => /^@(aws-sdk|smithy)\//.test(specifier);
/** The Language Server Protocol's two sides: a package for the room, the others for the server. */
const isLspClient = (specifier: string) => /^vscode-languageclient\b/.test(specifier);
const isLspServer = (specifier: string) => /^vscode-languageserver\b/.test(specifier);

/** The one file that may load the client, and the cheap sniff that it and its watch may share with the server. */
const LANGUAGE_CLIENT = "src/services/cloudformation/languageClient.ts";
const SNIFF = "src/language/detect.ts";

/** The one helper that bounds a child process; it knows nothing of AWS, and git's calls go through it, too. */
const BOUNDED_PROCESS = "src/aws/boundedProcess.ts";

const isDom = (specifier: string) => /^(lit|@vscode-elements|@tanstack|@vscode\/codicons)/.test(specifier);

/** Why an import breaks the table; undefined where it is allowed. */
function violation(imported: ModuleImport): string | undefined {
  const { file, specifier, kind } = imported;
  const from = layerOf(file);
  const target = resolve(file, specifier);
  if (target !== undefined) return inside(from, file, target, kind);
  if (isLspClient(specifier)) return file === LANGUAGE_CLIENT ? undefined : `only ${LANGUAGE_CLIENT} loads the language client`;
  return outside(from, specifier, kind);
}

/** Packages, `vscode` and `node:`. */
function outside(from: Layer, specifier: string, kind: ModuleImport["kind"]): string | undefined {
  if (specifier === "vscode") {
    if (from === "host" || from === "room:edge" || from === "extension") return undefined;
    return kind === "type" && from === "rooms.gen" ? undefined : `${from} must not know vscode`;
  }
  if (specifier.startsWith("node:")) {
    return ["aws", "host", "server", "check", "simulator", "room:kind", "room:edge"].includes(from) ? undefined : `${from} must not use node:`;
  }
  if (isLspServer(specifier)) return from === "server" ? undefined : `${from} must not know the server's side of the protocol`;
  if (from === "language") return "language must not use packages";
  if (isSdk(specifier)) {
    return ["aws", "simulator", "room:api"].includes(from) ? undefined : `${from} must not use the SDK`;
  }
  if (isDom(specifier)) {
    return ["webkit", "room:webview"].includes(from) ? undefined : `${from} must not use browser libraries`;
  }
  if (specifier === "yaml") return from === "simulator" ? undefined : `${from} reads YAML with the language's own reader`;
  if (specifier === "hpagent") return from === "aws" ? undefined : `${from} must not choose proxies by itself`;
  if (specifier === "fflate") return from === "room:edge" ? undefined : `${from} must not read archives`;
  if (specifier === "valibot") {
    return ["base", "room:protocol"].includes(from) ? undefined : `${from} must not check messages by itself`;
  }
  return `${specifier} is in no row of the table: say which layer may use it`;
}

/** Files of ours. */
function inside(from: Layer, file: string, target: string, kind: ModuleImport["kind"]): string | undefined {
  const to = layerOf(target);
  if (to === "base") return undefined;
  const ownRoom = roomOf(file) !== undefined && roomOf(file) === roomOf(target);
  if (roomOf(file) !== undefined && roomOf(target) !== undefined && !ownRoom) return "a room must not import another";
  const allowed: Record<Layer, () => boolean> = {
    base: () => false,
    aws: () => to === "aws",
    webkit: () => to === "webkit",
    language: () => to === "language",
    server: () => to === "server" || to === "language",
    check: () => to === "check" || to === "language" || target === "src/server/schemaFile.ts" || target === "src/server/nestedFiles.ts",
    simulator: () => to === "simulator",
    host: () => to === "host" || (to === "aws" && kind !== "value"),
    "room:manifest": () => false,
    "room:model": () => to === "room:model",
    "room:api": () => to === "aws" || to === "room:model" || to === "room:api",
    "room:protocol": () => to === "room:model" || to === "room:protocol",
    "room:webview": () => to === "webkit" || to === "room:webview" || to === "room:protocol" || to === "room:model",
    "room:kind": () =>
      target.startsWith("src/host/kinds/") ||
      (to === "aws" && kind === "type") ||
      (target === SNIFF && roomOf(file) === "cloudformation") ||
      (ownRoom && (to === "room:kind" || to === "room:model" || (to === "room:api" && kind === "type"))),
    "room:edge": () =>
      to === "host" ||
      (to === "aws" && (kind === "type" || target === BOUNDED_PROCESS)) ||
      (target === SNIFF && roomOf(file) === "cloudformation") ||
      (target === "src/server/protocol.ts" && file === LANGUAGE_CLIENT) ||
      (ownRoom && to !== "room:webview" && (to !== "room:api" || kind !== "value")),
    "rooms.gen": () => (/\/(room|activate)\.ts$/.test(target) && kind === "dynamic") || (to === "host" && kind === "type"),
    "manifests.gen": () => to === "room:manifest",
    extension: () => to === "host" || to === "rooms.gen" || (to === "manifests.gen" && kind === "dynamic"),
  };
  return allowed[from]() ? undefined : `${from} must not import ${to} (${kind})`;
}

describe("the import table", () => {
  const all = sourceFiles().flatMap(importsOf);

  it("sees the sources", () => {
    expect(new Set(all.map((one) => layerOf(one.file)))).toContain("room:edge");
    expect(all.length).toBeGreaterThan(200);
  });

  it("is kept by every file", () => {
    const broken = all.flatMap((one) => {
      const why = violation(one);
      return why === undefined ? [] : [`${one.file} → ${one.specifier}: ${why}`];
    });
    expect(broken).toEqual([]);
  });

  it.each([
    ["src/base/x.ts", "node:fs", "value"],
    ["src/base/x.ts", "../aws/session.ts", "type"],
    ["src/base/x.ts", "lodash", "value"],
    ["src/services/logs/manifest.ts", "valibot", "value"],
    ["src/host/x.ts", "../aws/session.ts", "value"],
    ["src/host/x.ts", "@aws-sdk/client-sts", "type"],
    ["src/simulator/x.ts", "../aws/session.ts", "value"],
    ["src/services/logs/kinds.ts", "../codebuild/model.ts", "type"],
    ["src/services/logs/kinds.ts", "./api.ts", "value"],
    ["src/services/logs/kinds.ts", "./webview/main.ts", "type"],
    ["src/services/codebuild/kinds.ts", "vscode", "type"],
    ["src/services/codebuild/actions.ts", "./api.ts", "value"],
    ["src/services/codebuild/actions.ts", "../../host/dialogs.ts", "value"],
    ["src/rooms.gen.ts", "./services/logs/room.ts", "value"],
    ["src/services/logs/webview/main.ts", "vscode", "value"],
    ["src/services/logs/webview/main.ts", "../api.ts", "type"],
    ["src/services/logs/model.ts", "@aws-sdk/client-cloudwatch-logs", "type"],
    ["src/services/logs/manifest.ts", "./model.ts", "value"],
    ["src/webkit/x.ts", "../host/panels.ts", "type"],
    ["src/language/x.ts", "node:fs", "value"],
    ["src/language/x.ts", "yaml", "value"],
    ["src/language/x.ts", "../server/connection.ts", "type"],
    ["src/server/x.ts", "../host/host.ts", "type"],
    ["src/server/x.ts", "vscode", "type"],
    ["src/check/x.ts", "../server/connection.ts", "type"],
    ["src/check/x.ts", "vscode-languageserver/node", "value"],
    ["src/services/cloudformation/room.ts", "vscode-languageclient/node", "value"],
    ["src/services/cloudformation/languageClient.ts", "vscode-languageserver/node", "type"],
    ["src/services/cloudformation/languageClient.ts", "../../language/check.ts", "value"],
    ["src/services/logs/room.ts", "../../language/detect.ts", "value"],
    ["src/extension.ts", "./services/logs/room.ts", "value"],
  ] as const)("would refuse %s importing %s", (file, specifier, kind) => {
    expect(violation({ file, specifier, kind, names: [] })).toBeDefined();
  });
});

describe("the tree", () => {
  it("is a model that does not know the editor, and a thin adapter whose ways round it name where they are known", () => {
    const files = sourceFiles().filter((file) => file.startsWith("src/host/tree/"));
    const knowing = files.filter((file) => importsOf(file).some(({ specifier }) => specifier === "vscode"));
    expect(knowing).toEqual(["src/host/tree/treeItem.ts", "src/host/tree/trees.ts", "src/host/tree/view.ts"]);
    const text = readFileSync(path.join(root, "src/host/tree/view.ts"), "utf8");
    const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
    const ways = comments.filter((comment) => /\b[Tt]he editor (?:throws|threw|does not|forgets|may not)\b|\bIt may not\b/.test(comment));
    expect(ways.length).toBeGreaterThan(2);
    expect(ways.filter((comment) => !/microsoft\/vscode#\d+/.test(comment))).toEqual([]);
  });
});

describe("the sources", () => {
  it("extension.ts stays a table of contents", () => {
    expect(importsOf("src/extension.ts").map((one) => one.specifier).toSorted()).toEqual(["./host/host.ts", "./manifests.gen.ts", "./rooms.gen.ts", "vscode"]);
  });

  it("a room knows no vscode, its panel apart", () => {
    const ofActivation = new Set(ACTIVATION.flatMap((room) => loadedBy(`src/services/${room}/activate.ts`)));
    const isHeld = (room: string) => !IN_THE_EDITOR.includes(room);
    const strays = sourceFiles()
      .filter((file) => roomOf(file) !== undefined && isHeld(roomOf(file) ?? "") && !file.endsWith("/panel.ts") && !ofActivation.has(file))
      .flatMap(importsOf)
      .filter(({ specifier }) => specifier === "vscode");
    expect(strays.map(({ file }) => file)).toEqual([]);
    const moved = TO_MOVE.filter((room) => sourceFiles().includes(`src/services/${room}/kinds.ts`));
    expect(moved, "these are moved: take them off the list").toEqual([]);
  });
});

/** Rooms that are not written in kinds yet. */
const TO_MOVE = ["codecommit", "xray"];

/** Rooms of those whose files beside the panel know `vscode` as well. */
const IN_THE_EDITOR = ["codecommit"];

/** Rooms of kinds whose `activate.ts` works in the editor: it and what it loads may know `vscode`, none of which the room loads. */
const ACTIVATION = ["cloudformation"];

/** A file and the files of its room that it loads, `import()` counted, but for those that `room.ts` loads too. */
function loadedBy(file: string, seen = new Set<string>()): readonly string[] {
  const room = file.slice(0, file.lastIndexOf("/"));
  if (file.endsWith("/activate.ts")) for (const own of loadedBy(`${room}/room.ts`)) seen.add(own);
  if (seen.has(file)) return [];
  seen.add(file);
  const found = importsOf(file).flatMap(({ specifier }) => resolve(file, specifier) ?? []).filter((one) => one.startsWith(`${room}/`));
  return [file, ...found.flatMap((one) => loadedBy(one, seen))];
}
