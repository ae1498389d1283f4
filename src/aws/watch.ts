import { watch } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type IsDisposable, DisposableStore, toDisposable } from "../base/dispose.ts";

/** Several files change in one sign-in; they are reported once, this many milliseconds after the last. */
const SETTLE = 300;

/**
 * Calls back when the shared config, the credentials or a sign-in cache changed: a login in a terminal is noticed
 * without a reload. Folders that do not exist are not watched.
 */
export function watchAwsFolder(onChange: () => void, env: Readonly<Record<string, string | undefined>>): IsDisposable {
  const home = join(homedir(), ".aws");
  const folders = new Set([
    home,
    join(home, "sso", "cache"),
    join(home, "login", "cache"),
    ...[env["AWS_CONFIG_FILE"], env["AWS_SHARED_CREDENTIALS_FILE"]].flatMap((file) => (file === undefined ? [] : [dirname(file)])),
  ]);
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE);
  };
  for (const folder of folders) {
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.on("error", () => watcher.close());
      store.add(toDisposable(() => watcher.close()));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  store.add(toDisposable(() => clearTimeout(timer)));
  return store;
}
