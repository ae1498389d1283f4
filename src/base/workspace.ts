import type { IsDisposable } from "./dispose.ts";

/** A file of an open folder. Paths are those of this machine. */
export interface FoundFile {
  readonly path: string;
  /** The folder that it stands in. */
  readonly folder: string;
  /** That folder as the editor names it: from the open folder on, with that one's own name. */
  readonly label: string;
}

export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly changedAt: number;
}

/** The folders that are open, to a room whose rows come from files. What stands in the files is foreign text. */
export interface Workspace {
  /** Whether the person trusts the folders: only then is code of theirs run. */
  readonly isTrusted: boolean;
  /** The files that a glob fits, without those of `node_modules`, by their paths. */
  find(glob: string, signal: AbortSignal): Promise<readonly FoundFile[]>;
  /** Undefined where there is no such file. */
  stat(path: string): Promise<FileFacts | undefined>;
  /** A text of at most so many bytes. @throws DevOpsError notFound, or invalid where it is longer */
  read(path: string, most: number): Promise<string>;
  /** A path within a folder; undefined where it would lead out of it. */
  within(folder: string, relative: string): string | undefined;
  /** The nearest file of a relative path, in a folder or one above it, as far as the open folder. */
  closest(folder: string, relative: string): Promise<string | undefined>;
  /** Opens a file. @param line from 1 */
  show(path: string, line: number): Promise<void>;
  /** Tells, not more than a few times a second, that files which the glob fits came, changed or went. */
  watch(glob: string, changed: () => void): IsDisposable;
}
