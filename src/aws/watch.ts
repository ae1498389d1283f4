import { existsSync, readdirSync, statSync, watch as watchFolder } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type IsDisposable, DisposableStore, toDisposable } from "../base/dispose.ts";
import { type Env, configFiles } from "./sharedConfig.ts";

/** Several files change in one sign-in; they are reported once, this many milliseconds after the last. */
const SETTLE = 300;

/**
 * Calls back when the shared config, the credentials or a sign-in cache changed: a login in a terminal is noticed
 * without a reload. Of a folder that does not exist yet the nearest one above it is watched, within the home folder.
 * What cannot be watched (the system's limit of watchers, a permission) is reported and left out.
 */
export function watchAwsFolder(
  onChange: () => void,
  report: (problem: Error) => void,
  env: Env,
): IsDisposable {
  const store = new DisposableStore();
  let watchers = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  let seen = fingerprint(env);
  const settled = () => {
    watch();
    const now = fingerprint(env);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLE);
  };
  const watch = () => {
    watchers.dispose();
    watchers = new DisposableStore();
    for (const folder of new Set(folders(env).map(nearest))) {
      try {
        const watcher = watchFolder(folder, { persistent: false }, changed);
        watcher.on("error", report);
        watchers.add(toDisposable(() => watcher.close()));
      } catch (error) {
        report(error instanceof Error ? error : new Error(String(error)));
      }
    }
  };
  watch();
  store.add(toDisposable(() => watchers.dispose()));
  store.add(toDisposable(() => clearTimeout(timer)));
  return store;
}

function folders(env: Env): string[] {
  const home = join(homedir(), ".aws");
  const files = configFiles(env);
  return [home, join(home, "sso", "cache"), join(home, "login", "cache"), dirname(files.config), dirname(files.credentials)];
}

/** The folder, or the nearest above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** Names, sizes and times of the files that matter: a folder above them changes for other reasons too. */
function fingerprint(env: Env): string {
  const files = folders(env).flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  return JSON.stringify(files.map(factsOf));
}

/** What is in a folder; nothing where it is none, went meanwhile, or may not be looked into: what reads the files tells that. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** As for folders: a link that leads round in a circle is as good as not there. */
function factsOf(file: string): readonly (string | number)[] {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [file, stat.size, stat.mtimeMs] : [];
  } catch {
    return [];
  }
}
