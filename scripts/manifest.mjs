#!/usr/bin/env node
// Writes what follows from the rooms' manifests: the contributes part of package.json, package.nls.json, rooms.gen.ts and
// the IAM policies. With --check it writes nothing and fails when one of them is stale.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";
import { policyDocument } from "./policies.mjs";

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
      // without an account the first view says what to do, and the others would say nothing
      [PREFIX]: views.map((view, index) => ({
        id: `${PREFIX}.${view}`,
        ...(index === 0 ? {} : { when: `${PREFIX}.hasContext` }),
        name: strings.add(`view.${view}`, own.viewNames[/** @type {keyof typeof own.viewNames} */ (view)]),
        contextualTitle: "%container%",
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
      "view/item/context": commands.flatMap(({ id, spec }) =>
        [...(spec.rows ?? []), ...(spec.menu ?? []).map((group) => ({ facet: id.replace(".", "\\."), group }))].map(({ facet, group }) => ({
          command: `${PREFIX}.${id}`,
          group,
          when: `view =~ /^${PREFIX}\\./ && viewItem =~ /;${facet};/`,
        })),
      ),
    },
    configuration: { title: "%container%", properties: settings(rooms, own, strings) },
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
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 * @param {Strings} strings
 */
function settings(rooms, own, strings) {
  return Object.fromEntries(
    allSettings(rooms, own).map(([name, { description, ...spec }]) => [
      `${PREFIX}.${name}`,
      {
        ...spec,
        ...(spec.type === "array" ? { items: { type: "string" } } : {}),
        markdownDescription: strings.add(`setting.${name}`, description),
      },
    ]),
  );
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

const WRITTEN = "// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.";

/**
 * What the extension knows of the rooms when it is activated: as little as it takes to register them.
 * @param {RoomManifest[]} rooms
 * @param {typeof import("../src/host/manifest.ts")} own
 */
function roomsModule(rooms, own) {
  const entries = rooms.map(({ id, view, commands, panels, languages, joins }) => {
    const facts = { id, view, commands: Object.keys(commands).join(" "), panels, languages, joins };
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    const activates = existsSync(path.join(root, "src/services", id, "activate.ts"));
    const loads = ["load: () => import(\"./services/" + id + "/room.ts\")", ...(activates ? ["activate: () => import(\"./services/" + id + "/activate.ts\")"] : [])];
    const lines = [...known.map(([name, value]) => `${name}: ${JSON.stringify(value).replaceAll(",", ", ")}`), ...loads];
    return `  {\n${lines.map((line) => `    ${line},\n`).join("")}  },`;
  });
  return [
    WRITTEN,
    'import type { RoomEntry } from "./host/room.ts";',
    "",
    `export const ownCommands =\n  ${JSON.stringify(Object.keys(own.commands).join(" "))};`,
    "",
    "export const rooms: readonly RoomEntry[] = [",
    ...entries,
    "];",
    "",
  ].join("\n");
}

/** @param {RoomManifest[]} rooms */
function manifestsModule(rooms) {
  return [
    WRITTEN,
    'import type { RoomManifest } from "./base/manifest.ts";',
    ...rooms.map(({ id }) => `import { manifest as ${id} } from "./services/${id}/manifest.ts";`),
    "",
    `export const manifests: readonly RoomManifest[] = [${rooms.map(({ id }) => id).join(", ")}];`,
    "",
  ].join("\n");
}

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** @returns {Promise<Map<string, string>>} path → what the file should hold */
async function generate() {
  const rooms = await loadRooms();
  const own = await importTypeScript(path.join(root, "src/host/manifest.ts"));
  const { PERMISSIONS } = await importTypeScript(path.join(root, "src/aws/permissions.ts"));
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
  return new Map([
    ["package.json", json(manifest)],
    ["package.nls.json", json(strings.table)],
    ["src/rooms.gen.ts", roomsModule(rooms, own)],
    ["src/manifests.gen.ts", manifestsModule(rooms)],
    ["media/iam-policy-read.json", json(await policyDocument(PERMISSIONS, "read"))],
    ["media/iam-policy-read-write.json", json(await policyDocument(PERMISSIONS, "readWrite"))],
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
