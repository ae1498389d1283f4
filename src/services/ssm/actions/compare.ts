import { DevOpsError } from "../../../base/errors.ts";
import { everyPage } from "../../../base/pages.ts";
import type { Choice } from "../../../host/kinds/ask.ts";
import { look } from "../../../host/kinds/kindRoom.ts";
import type { SsmApi } from "../api.ts";
import { parameters, versions } from "../kinds.ts";
import { type Entry, type Version, settingsText } from "../model.ts";

/** The folders beside one, as they are found: with many parameters that is a call for each fifty. */
async function* foldersBeside(api: SsmApi, { name }: Entry): AsyncGenerator<readonly Choice<Entry>[]> {
  const path = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  const found = new Map<string, Choice<Entry>>();
  const { signal } = new AbortController();
  for await (const page of everyPage("list parameters", (cursor) => api.list(path, undefined, cursor, signal))) {
    for (const entry of page) {
      if (entry.kind === "folder" && entry.name !== name) found.set(entry.name, { label: entry.label, description: entry.name, value: entry });
    }
    yield [...found.values()];
  }
  if (found.size === 0) {
    throw new DevOpsError({ kind: "notFound", tried: `compare ${name}`, why: `${path === "" ? "the Parameter Store" : path} has no other folder to compare it with` });
  }
}

const isReadable = ({ parameter, version }: Version) => parameter.type !== "SecureString" && version !== parameter.version;

export const compareActions = {
  /** What is encrypted is left so: whether it is the same nobody is told. */
  compareFolders: look(parameters, {
    fits: ({ kind }) => kind === "folder",
    none: "no parameter is in a folder",
    async run({ api, item: folder }, { ask }) {
      const other = await ask.pick(`Compare ${folder.name} with`, "A folder beside it", foldersBeside(api, folder));
      const [before, after] = await ask.wait("Reading the parameters of both", (signal) =>
        Promise.all([folder, other].map(async ({ name }) => settingsText(name, await api.settingsBelow(name, signal)))),
      );
      await ask.diff(`${folder.name} ↔ ${other.name}`, { name: "parameters.properties", text: before ?? "" }, { name: "parameters.properties", text: after ?? "" });
    },
  }),

  compareVersion: look(versions, {
    fits: isReadable,
    none: "it has no other version, or is encrypted",
    async run({ api, item: { parameter, version } }, { ask }) {
      const now = await api.version(parameter);
      const [before, after] = await ask.wait("Reading both versions", () => Promise.all([api.value(parameter, version), api.value(parameter, now)]));
      const file = `${parameter.name.slice(parameter.name.lastIndexOf("/") + 1)}.txt`;
      await ask.diff(`${parameter.name}: version ${version} ↔ ${now}, the current one`, { name: file, text: before }, { name: file, text: after });
    },
  }),
};
