#!/usr/bin/env node
// Writes what follows from the rooms' manifests: the contributes part of package.json, package.nls.json, the IAM policies,
// README's tables, and what the sources know of rooms and of simulated services (*.gen.ts). With --check it writes nothing and fails when one of them is stale.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";
import { policyDocument } from "./policies.mjs";
import { withTables } from "./readmeTables.mjs";
import { manifestsModule, pipelineRunsModule, roomsModule, writtenFrom } from "./roomsModule.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const PREFIX = "awsDevOps";
const CATEGORY = "AWS";

/** @typedef {import("../src/base/manifest.ts").RoomManifest} RoomManifest */
/** @typedef {import("../src/base/manifest.ts").CommandSpec} CommandSpec */
/** @typedef {import("../src/base/manifest.ts").SettingSpec} SettingSpec */

/** @returns {Promise<RoomManifest[]>} the manifests of all rooms, in the order of the views */
async function loadRooms() {
  const services = path.join(root, "src/services");
  const ids = readdirSync(services).filter((id) => existsSync(path.join(services, id, "manifest.ts"))).toSorted();
  const rooms = [];
  for (const id of ids) {
    const { manifest } = await importTypeScript(path.join(services, id, "manifest.ts"));
    if (manifest.id !== id) throw new Error(`src/services/${id}/manifest.ts calls itself ${manifest.id}`);
    rooms.push(manifest);
  }
  return rooms;
}

/** Collects the strings of package.nls.json and hands out their keys. */
class Strings {
  /** @type {Record<string, string>} */
  table = {};

  /** @param {string} key @param {string} text */
  add(key, text) {
    this.table[key] = text;
    return `%${key}%`;
  }
}

/**
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 * @param {Strings} strings
 */
function contributes(rooms, own, strings) {
  const views = Object.keys(own.viewNames).filter((view) => rooms.some((room) => room.view === view));
  const commands = allCommands(rooms, own);
  return {
    viewsContainers: { activitybar: [{ id: PREFIX, title: strings.add("container", "DevOps for AWS"), icon: "media/container.svg" }] },
    views: {
      // without an account the first view of services says what to do, and the others would say nothing
      [PREFIX]: ["now", ...views].map((view) => ({
        id: `${PREFIX}.${view}`,
        ...(view === views[0] ? {} : { when: `${PREFIX}.hasContext` }),
        name: strings.add(`view.${view}`, view === "now" ? own.nowName : own.viewNames[/** @type {keyof typeof own.viewNames} */ (view)]),
        contextualTitle: "%container%",
        // it asks nothing of an account until somebody unfolds it, or has pushed
        ...(view === "now" ? { visibility: "collapsed" } : {}),
      })),
    },
    viewsWelcome: views.slice(0, 1).map((view) => ({
      view: `${PREFIX}.${view}`,
      contents: strings.add("welcome", own.welcome),
      when: `!${PREFIX}.hasContext`,
    })),
    commands: commands.map(({ id, spec, category }) => ({
      command: `${PREFIX}.${id}`,
      title: strings.add(`command.${id}`, spec.title),
      category: strings.add(`category.${category.replaceAll(" ", "")}`, category),
      ...(spec.icon === undefined ? {} : { icon: `$(${spec.icon})` }),
    })),
    menus: {
      commandPalette: commands
        .filter(({ spec }) => spec.palette === false)
        .map(({ id }) => ({ command: `${PREFIX}.${id}`, when: "false" })),
      "view/title": own.viewTitle.map(({ command, group }) => ({
        command: `${PREFIX}.${command}`,
        group,
        when: `view =~ /^${PREFIX}\\./`,
      })),
      "editor/title": commands.flatMap(({ id, spec }) =>
        spec.editor === undefined
          ? []
          : [{ command: `${PREFIX}.${id}`, group: spec.editor.group, when: `${PREFIX}.${id.split(".")[0]}.${spec.editor.when}` }],
      ),
      "view/item/context": commands.flatMap(({ id, spec }) =>
        [...(spec.rows ?? []), ...(spec.menu ?? []).map((group) => ({ facet: id.replace(".", "\\."), group }))].map(({ facet, group }) => ({
          command: `${PREFIX}.${id}`,
          group,
          when: `view =~ /^${PREFIX}\\./ && viewItem =~ /;${facet};/`,
        })),
      ),
    },
    configuration: settingSections(rooms, own, strings),
  };
}

/**
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 * @returns {{ id: string; spec: CommandSpec; category: string }[]}
 */
function allCommands(rooms, own) {
  return [
    ...Object.entries(own.commands).map(([name, spec]) => ({ id: name, spec, category: CATEGORY })),
    ...rooms.flatMap((room) =>
      Object.entries(room.commands).map(([name, spec]) => ({ id: `${room.id}.${name}`, spec, category: `${CATEGORY} ${room.title}` })),
    ),
  ];
}

/**
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 * @returns {[string, SettingSpec][]} names without the prefix
 */
function allSettings(rooms, own) {
  const ofRooms = rooms.flatMap((room) =>
    Object.entries(room.settings ?? {}).map(([name, spec]) => /** @type {[string, SettingSpec]} */ ([`${room.id}.${name}`, spec])),
  );
  return [...Object.entries(own.settings), ...ofRooms];
}

/**
 * The sections of the settings editor: what is common, then a room's each. The editor would make words of the keys where a
 * section has no title.
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 * @param {Strings} strings
 */
function settingSections(rooms, own, strings) {
  const ofRooms = rooms.map(({ id, title, settings = {} }) => ({ id: `${id}.`, title, settings }));
  const sections = [{ id: "", title: own.commonSettings, settings: own.settings }, ...ofRooms];
  return sections
    .filter((section) => Object.keys(section.settings).length > 0)
    .map(({ id, title, settings: specs }, index) => ({
      title: strings.add(id === "" ? "settings" : `settings.${id.slice(0, -1)}`, title),
      order: index,
      properties: Object.fromEntries(
        Object.entries(specs).map(([name, { description, ...spec }]) => [
          `${PREFIX}.${id}${name}`,
          {
            ...spec,
            ...(spec.type === "array" ? { items: { type: "string" } } : {}),
            markdownDescription: strings.add(`setting.${id}${name}`, description),
          },
        ]),
      ),
    }));
}

/**
 * Settings that a workspace must not decide.
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 */
function restricted(rooms, own) {
  return allSettings(rooms, own)
    .filter(([, { scope }]) => scope === "machine" || scope === "application")
    .map(([name]) => `${PREFIX}.${name}`);
}

/** What each room sends, for those who know no room. @param {RoomManifest[]} rooms */
function callsModule(rooms) {
  const lines = rooms.map(({ id, calls }) => `  ${id}: ${JSON.stringify(calls)},`);
  return [
    writtenFrom("src/services"),
    'import type { Calls } from "../base/permission.ts";',
    "",
    "export const roomCalls: Readonly<Record<string, readonly Calls[]>> = {",
    ...lines,
    "};",
    "",
  ].join("\n");
}

/** The simulated services that are played by rules: a folder with a `service.ts`, which exports what the folder is called. */
function descriptorsModule() {
  const services = path.join(root, "src/simulator/services");
  const names = readdirSync(services).filter((name) => existsSync(path.join(services, name, "service.ts"))).toSorted();
  return [
    writtenFrom("src/simulator/services"),
    'import type { ServiceDescriptor } from "../resources/descriptor.ts";',
    ...names.map((name) => `import { ${name} } from "./${name}/service.ts";`),
    "",
    `export const DESCRIPTORS: readonly ServiceDescriptor[] = [${names.join(", ")}];`,
    "",
  ].join("\n");
}

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** @returns {Promise<Map<string, string>>} path → what the file should hold */
async function generate() {
  const rooms = await loadRooms();
  const own = await importTypeScript(path.join(root, "src/host/manifest.ts"));
  const { OWN_CALLS } = await importTypeScript(path.join(root, "src/aws/permissions.ts"));
  const { matchesArn, parseArn } = await importTypeScript(path.join(root, "src/base/arn.ts"));
  const covers = (/** @type {string} */ pattern, /** @type {string} */ run) =>
    matchesArn(parseArn(`arn:aws:${run.replace(":", ":::").replace("{id}", "id")}`), pattern);
  const { permissionRows } = await importTypeScript(path.join(root, "src/base/permission.ts"));
  const ofRooms = Object.fromEntries(rooms.map(({ id, calls }) => [id, calls]));
  const permissions = [...Object.entries(OWN_CALLS), ...Object.entries(ofRooms)].flatMap(([id, calls]) => permissionRows(id, calls));
  const strings = new Strings();
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  // views and commands activate by being contributed; a panel that the window restores does not
  manifest.activationEvents = rooms.flatMap((room) => [
    ...(room.panels ?? []).map((panel) => `onWebviewPanel:${PREFIX}.${panel}`),
    ...(room.languages ?? []).map((language) => `onLanguage:${language}`),
    ...(room.joins ?? []).map((command) => `onCommand:${command}`),
  ]);
  manifest.capabilities = {
    untrustedWorkspaces: {
      supported: "limited",
      description: strings.add("untrusted", own.untrusted),
      restrictedConfigurations: restricted(rooms, own),
    },
    virtualWorkspaces: true,
  };
  manifest.contributes = contributes(rooms, own, strings);
  const hasActivate = (/** @type {string} */ id) => existsSync(path.join(root, "src/services", id, "activate.ts"));
  const fullSettings = allSettings(rooms, own).map(([name, spec]) => /** @type {[string, SettingSpec]} */ ([`${PREFIX}.${name}`, spec]));
  return new Map([
    ["package.json", json(manifest)],
    ["package.nls.json", json(strings.table)],
    ["README.md", withTables(readFileSync(path.join(root, "README.md"), "utf8"), { rooms, own, settings: fullSettings, permissions })],
    ["src/rooms.gen.ts", roomsModule(rooms, own, hasActivate)],
    ["src/manifests.gen.ts", manifestsModule(rooms)],
    ["src/base/pipelineRuns.gen.ts", pipelineRunsModule(rooms, covers)],
    ["src/aws/calls.gen.ts", callsModule(rooms)],
    ["src/simulator/services/descriptors.gen.ts", descriptorsModule()],
    ["media/iam-policy-read.json", json(await policyDocument(permissions, "read"))],
    ["media/iam-policy-read-write.json", json(await policyDocument(permissions, "readWrite"))],
  ]);
}

const files = await generate();
const stale = [...files].filter(([file, text]) => {
  const full = path.join(root, file);
  return !existsSync(full) || readFileSync(full, "utf8") !== text;
});
if (process.argv.includes("--check")) {
  for (const [file] of stale) console.error(`${file} is out of step with the manifests: run npm run manifest`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [file, text] of stale) {
    writeFileSync(path.join(root, file), text);
    console.log(`wrote ${file}`);
  }
}
