import type { Chunk } from "./chunk.ts";
import { type Place, SpillFile } from "./spillFile.ts";

/**
 * Keeps the texts of chunks within a number of bytes in memory: those that were not looked at for longest go to a
 * file and come back when they are asked for.
 */
export class ChunkCache {
  readonly #file: SpillFile;
  readonly #limit: number;
  /** In the order of their last use, longest ago first. */
  readonly #inMemory = new Set<Chunk>();
  readonly #places = new Map<Chunk, Place>();
  #bytes = 0;
  #evicting: Promise<void> | undefined;
  /** Set once the file cannot be written: from then on the texts stay in memory. */
  #broken: unknown;

  /** @param limit bytes of text to keep in memory */
  constructor(folder: () => Promise<string>, limit: number) {
    this.#file = new SpillFile(folder);
    this.#limit = limit;
  }

  get bytesInMemory(): number {
    return this.#bytes;
  }

  /** Why nothing can be spilled; undefined while all is well. */
  get failure(): unknown {
    return this.#broken;
  }

  add(chunk: Chunk): void {
    this.#inMemory.add(chunk);
    this.#bytes += chunk.byteLength;
    this.#evict();
  }

  remove(chunk: Chunk): void {
    if (this.#inMemory.delete(chunk)) this.#bytes -= chunk.byteLength;
    const place = this.#places.get(chunk);
    if (place !== undefined) this.#file.release(place);
    this.#places.delete(chunk);
  }

  /** A chunk's texts. `keep` puts them back into memory; a walk over everything leaves it as it is. */
  async bytes(chunk: Chunk, keep: boolean): Promise<Uint8Array> {
    if (chunk.bytes !== undefined) {
      if (keep && this.#inMemory.delete(chunk)) this.#inMemory.add(chunk);
      return chunk.bytes;
    }
    const place = this.#places.get(chunk);
    if (place === undefined) throw new Error("The lines were trimmed");
    const bytes = await this.#file.read(place);
    if (keep && this.#places.has(chunk) && chunk.bytes === undefined) {
      chunk.bytes = bytes;
      this.add(chunk);
    }
    return bytes;
  }

  /** Ends when what had to go to the file has gone. */
  async settled(): Promise<void> {
    await this.#evicting;
  }

  dispose(): void {
    this.#inMemory.clear();
    this.#places.clear();
    this.#file.dispose();
  }

  #evict(): void {
    if (this.#bytes <= this.#limit || this.#broken !== undefined) return;
    this.#evicting ??= this.#evictAll().finally(() => {
      this.#evicting = undefined;
    });
  }

  async #evictAll(): Promise<void> {
    while (this.#bytes > this.#limit) {
      const [oldest] = this.#inMemory;
      if (oldest === undefined) return;
      try {
        await this.#spill(oldest);
      } catch (error) {
        this.#broken = error;
        return;
      }
    }
  }

  async #spill(chunk: Chunk): Promise<void> {
    const { bytes } = chunk;
    if (bytes !== undefined && !this.#places.has(chunk)) {
      const place = await this.#file.write(bytes);
      // it may have been trimmed meanwhile
      if (!this.#inMemory.has(chunk)) {
        this.#file.release(place);
        return;
      }
      this.#places.set(chunk, place);
    }
    if (!this.#inMemory.delete(chunk)) return;
    chunk.bytes = undefined;
    this.#bytes -= chunk.byteLength;
  }
}
