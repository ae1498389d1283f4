import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { DevOpsError } from "../base/errors.ts";
import type { FileFacts, Workspace } from "../base/workspace.ts";

/** Reads files of the open folders, without an editor. @param folders paths of those that are open */
export function workspaceFiles(folders: () => readonly string[]): Pick<Workspace, "stat" | "read" | "within" | "closest"> {
  return {
    stat: facts,

    async read(file, most) {
      const tried = `read ${path.basename(file)}`;
      const known = await facts(file);
      if (known === undefined) throw new DevOpsError({ kind: "notFound", tried, on: file, why: "there is no such file" });
      if (known.size > most) {
        const why = `it has ${known.size} bytes, and at most ${most} are read`;
        throw new DevOpsError({ kind: "invalid", tried, on: file, why });
      }
      try {
        return await readFile(file, "utf8");
      } catch (error) {
        throw new DevOpsError({ kind: "unavailable", tried, on: file, why: error instanceof Error ? error.message : String(error) });
      }
    },

    within: (folder, relative) => {
      const whole = path.resolve(folder, relative);
      return isWithin(folder, whole) ? whole : undefined;
    },

    async closest(folder, relative) {
      const open = folders().find((one) => isWithin(one, folder));
      if (open === undefined) return undefined;
      const ways = path.relative(open, folder).split(path.sep);
      for (let depth = ways.length; depth >= 0; depth -= 1) {
        const file = path.join(open, ...ways.slice(0, depth), relative);
        if ((await facts(file)) !== undefined) return file;
      }
      return undefined;
    },
  };
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

async function facts(file: string): Promise<FileFacts | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() ? { size: found.size, changedAt: found.mtimeMs } : undefined;
  } catch {
    return undefined; // what cannot be looked at is as good as not there
  }
}
