// The tables of the README that follow from the manifests: services, commands, settings and permissions.

/** @typedef {import("../src/base/manifest.ts").RoomManifest} RoomManifest */
/** @typedef {import("../src/base/manifest.ts").CommandSpec} CommandSpec */
/** @typedef {import("../src/base/manifest.ts").SettingSpec} SettingSpec */
/** @typedef {import("../src/base/permission.ts").Permission} Permission */

/**
 * @typedef {object} Facts
 * @property {readonly RoomManifest[]} rooms
 * @property {typeof import("../src/host/manifest.ts")} own
 * @property {readonly [string, SettingSpec][]} settings by their full names
 * @property {readonly Permission[]} permissions
 */

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** The rooms as they stand in the views. @param {Facts} facts */
function inOrder({ rooms, own }) {
  const views = Object.keys(own.viewNames);
  const place = (/** @type {RoomManifest} */ { view }) => (view === undefined ? views.length : views.indexOf(view));
  return rooms.toSorted((a, b) => place(a) - place(b) || (a.order ?? 0) - (b.order ?? 0));
}

/** @param {Facts} facts */
function services(facts) {
  const { viewNames } = facts.own;
  const rows = inOrder(facts).flatMap(({ view, title, about }) => (view === undefined ? [] : [[viewNames[view], title, about]]));
  return table(["view", "service", "what there is"], rows);
}

/** @param {readonly [string, CommandSpec][]} all @returns those that the palette has */
const inPalette = (all) => all.filter(([, { palette }]) => palette !== false);

/** @param {Facts} facts */
function commands(facts) {
  const ofOwn = inPalette(Object.entries(facts.own.commands)).map(([name, { title, about }]) => {
    if (about === undefined) throw new Error(`the command ${name} does not say what it is about`);
    return [`AWS: ${title}`, about];
  });
  const ofRooms = inOrder(facts).map(({ title, commands: all }) => [
    `AWS ${title}`,
    inPalette(Object.entries(all))
      .map(([, spec]) => spec.title)
      .join(" · "),
  ]);
  return `${table(["command", "what it does"], ofOwn)}\n\n${table(["service", "commands; `…` asks for what is missing"], ofRooms)}`;
}

/** @param {Facts} facts */
function settings({ settings: all }) {
  const rows = all.map(([name, spec]) => [`\`${name}\``, `\`${JSON.stringify(spec.default)}\``, spec.description]);
  return table(["setting", "default", "meaning"], rows);
}

/** @param {Facts} facts */
function permissions({ permissions: all }) {
  const prefixOf = (/** @type {string} */ action) => action.slice(0, action.indexOf(":"));
  const prefixes = [...new Set(all.flatMap(({ actions }) => actions.map(prefixOf)))].toSorted();
  const rows = prefixes.map((prefix) => {
    const names = (/** @type {Permission["access"]} */ access) => {
      const own = all.filter((row) => row.access === access).flatMap(({ actions }) => actions.filter((action) => prefixOf(action) === prefix));
      return [...new Set(own)].map((action) => action.slice(prefix.length + 1)).toSorted().join(", ");
    };
    return [`\`${prefix}\``, names("read"), names("reveal"), names("write")];
  });
  return ["<details><summary>The actions by service</summary>", "", table(["service", "to read", "to reveal", "to write"], rows), "", "</details>"].join("\n");
}

/**
 * The README with its tables, each between its marks.
 * @param {string} readme
 * @param {Facts} facts
 * @throws Error where a mark is missing
 */
export function withTables(readme, facts) {
  return Object.entries({ services, commands, settings, permissions }).reduce((text, [name, write]) => {
    const [begin, end] = [`<!-- The ${name}, written by scripts/manifest.mjs -->`, `<!-- The end of the ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`README.md has no "${begin}" and "${end}"`);
    return `${text.slice(0, from + begin.length)}\n\n${write(facts)}\n\n${text.slice(to)}`;
  }, readme);
}
