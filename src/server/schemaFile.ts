import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import { type PackedResource, type ResourceSchema, type SchemaSource, unpackResource } from "../language/schema.ts";

/** The schema pack on disk: an index that is read at once, and a line a type that is read when it is first asked for. */
export class SchemaFile implements SchemaSource {
  readonly names: ReadonlySet<string>;
  readonly #places: ReadonlyMap<string, readonly [offset: number, length: number]>;
  readonly #file: number;
  readonly #read = new Map<string, ResourceSchema>();

  /** @param folder where the build wrote the pack. @throws where there is none */
  constructor(folder: string) {
    const index = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")) as {
      readonly types: Readonly<Record<string, readonly [number, number]>>;
    };
    this.#places = new Map(Object.entries(index.types));
    this.names = new Set(this.#places.keys());
    this.#file = openSync(path.join(folder, "types.jsonl"), "r");
  }

  get(name: string): ResourceSchema | undefined {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    const [offset, length] = place;
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, offset);
    const schema = unpackResource(name, JSON.parse(bytes.toString("utf8")) as PackedResource);
    this.#read.set(name, schema);
    return schema;
  }

  /** Closes the file; what was read stays known. */
  close(): void {
    closeSync(this.#file);
  }
}
