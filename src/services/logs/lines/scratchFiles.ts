import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "../../../base/alive.ts";

/** A file that is open, and its path. */
export interface ScratchFile {
  readonly handle: FileHandle;
  readonly file: string;
}

/** `log-<process>-<random>-<name>`; the process is that which made it. */
const NAME = /^log-(\d+)-[0-9a-f]{8}-/;

/**
 * Makes a file in a folder for such files, which only its owner can read. What windows that were killed have left there
 * is removed first: nobody else will, and it holds lines of logs.
 * @param name what stands at the end of its name
 * @throws the file system's error
 */
export async function newScratchFile(folder: string, name: string): Promise<ScratchFile> {
  await mkdir(folder, { recursive: true });
  await sweep(folder);
  const file = path.join(folder, `log-${process.pid}-${randomUUID().slice(0, 8)}-${name}`);
  return { handle: await open(file, "wx+", 0o600), file };
}

async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => {
    const maker = NAME.exec(name)?.[1];
    return maker !== undefined && !isAlive(Number(maker), (pid, signal) => process.kill(pid, signal));
  });
  // One that cannot be removed is tried again the next time.
  await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true }).catch(() => undefined)));
}
