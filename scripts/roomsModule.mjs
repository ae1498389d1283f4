// The modules by which the extension knows its rooms.

/** @typedef {import("../src/base/manifest.ts").RoomManifest} RoomManifest */

/** @param {string} folders */
export const writtenFrom = (folders) => `// Written by scripts/manifest.mjs from the folders of ${folders}; change those and run it again.`;

/**
 * What the extension knows of the rooms when it is activated: as little as it takes to register them.
 * @param {readonly RoomManifest[]} rooms
 * @param {Pick<typeof import("../src/host/manifest.ts"), "commands">} own
 * @param {(id: string) => boolean} hasActivate whether a room has an `activate.ts`
 */
export function roomsModule(rooms, own, hasActivate) {
  const entries = rooms.map(({ id, view, commands, panels, languages, joins }) => {
    const facts = { id, view, commands: Object.keys(commands).join(" "), panels, languages, joins };
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    const load = (/** @type {string} */ name, /** @type {string} */ file) => `${name}: () => import("./services/${id}/${file}.ts")`;
    const lines = [
      ...known.map(([name, value]) => `${name}: ${JSON.stringify(value).replaceAll(",", ", ")}`),
      load("load", "room"),
      ...(hasActivate(id) ? [load("activate", "activate")] : []),
    ];
    return `  {\n${lines.map((line) => `    ${line},\n`).join("")}  },`;
  });
  return [
    writtenFrom("src/services"),
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

/** All manifests, which the trees and the first room load. @param {readonly RoomManifest[]} rooms */
export function manifestsModule(rooms) {
  return [
    writtenFrom("src/services"),
    'import type { RoomManifest } from "./base/manifest.ts";',
    ...rooms.map(({ id }) => `import { manifest as ${id} } from "./services/${id}/manifest.ts";`),
    "",
    `export const manifests: readonly RoomManifest[] = [${rooms.map(({ id }) => id).join(", ")}];`,
    "",
  ].join("\n");
}
