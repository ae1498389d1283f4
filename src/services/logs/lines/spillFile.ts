import { rm } from "node:fs/promises";
import { newScratchFile, type ScratchFile } from "./scratchFiles.ts";

/** Where bytes stand in the file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * A file for bytes that do not fit into memory. Made on the first write; its name is gone as soon as it is open, so that
 * the system frees it whatever ends this process. Where an open file keeps its name, it is deleted on dispose.
 */
export class SpillFile {
  readonly #folder: () => Promise<string>;
  #opened: Promise<ScratchFile> | undefined;
  #end = 0;
  readonly #free: Place[] = [];
  #disposed = false;

  constructor(folder: () => Promise<string>) {
    this.#folder = folder;
  }

  /** @throws the file system's error, e.g. where the disk is full */
  async write(bytes: Uint8Array): Promise<Place> {
    const { handle } = await this.#file();
    const place = this.#allocate(bytes.length);
    await handle.write(bytes, 0, bytes.length, place.offset);
    return place;
  }

  async read(place: Place): Promise<Uint8Array> {
    const { handle } = await this.#file();
    const bytes = new Uint8Array(place.length);
    await handle.read(bytes, 0, place.length, place.offset);
    return bytes;
  }

  /** Lets a later write use the place again. */
  release(place: Place): void {
    this.#free.push(place);
  }

  dispose(): void {
    this.#disposed = true;
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.then(remove, () => undefined);
  }

  #allocate(length: number): Place {
    const index = this.#free.findIndex((place) => place.length >= length);
    const [reused] = index < 0 ? [] : this.#free.splice(index, 1);
    if (reused !== undefined) return { offset: reused.offset, length };
    const place = { offset: this.#end, length };
    this.#end += length;
    return place;
  }

  #file(): Promise<ScratchFile> {
    if (this.#disposed) return Promise.reject(new Error("The log was closed"));
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<ScratchFile> {
    const opened = await newScratchFile(await this.#folder(), "lines.spill");
    await rm(opened.file, { force: true }).catch(() => undefined);
    return opened;
  }
}

async function remove({ handle, file }: ScratchFile): Promise<void> {
  await handle.close();
  await rm(file, { force: true });
}
