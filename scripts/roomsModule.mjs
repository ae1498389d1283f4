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

/**
 * What pipelines' actions run as: the manifests' providers, with what opens their runs by what the rooms offer.
 * @param {readonly RoomManifest[]} rooms
 * @param {(pattern: string, run: string) => boolean} covers whether a pattern of ARNs is of such runs
 */
export function pipelineRunsModule(rooms, covers) {
  const offered = (/** @type {"linkTarget" | "logSource"} */ kind) => rooms.flatMap(({ offers }) => offers?.[kind] ?? []);
  const opens = (/** @type {string} */ run) =>
    offered("linkTarget").some((pattern) => covers(pattern, run)) ? "view" : offered("logSource").some((pattern) => covers(pattern, run)) ? "log" : undefined;
  const providers = rooms.flatMap((room) =>
    Object.entries(room.providers ?? {}).map(([name, spec]) => {
      const { runId, ...facts } = { ...spec, opens: spec.run === undefined ? undefined : opens(spec.run) };
      const parts = Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`]));
      const shape = runId === undefined ? [] : [`runId: ${new RegExp(`^(?:${runId})$`).toString()}`];
      return `    ${name}: { ${[...parts, ...shape].join(", ")} },`;
    }),
  );
  return [
    writtenFrom("src/services"),
    'import type { PipelineRuns } from "./pipelineProviders.ts";',
    "",
    "export const pipelineRuns: PipelineRuns = {",
    "  providers: {",
    ...providers,
    "  },",
    `  shown: ${JSON.stringify(offered("linkTarget")).replaceAll(",", ", ")},`,
    "};",
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
    'export { otherTypes } from "./base/otherTypes.gen.ts";',
    `export const manifests: readonly RoomManifest[] = [${rooms.map(({ id }) => id).join(", ")}];`,
    "",
  ].join("\n");
}
