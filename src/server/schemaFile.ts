import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import { type PackIndex, type PackedType, type Place, unpackTable, unpackType } from "../language/schema/pack.ts";
import type { Documentation, ResourceSchema, SchemaSource } from "../language/schema/types.ts";

/** The schema pack on disk: an index that is read at once, and lines that are read when they are first asked for. */
export class SchemaFile implements SchemaSource {
  readonly names: ReadonlySet<string>;
  readonly #index: PackIndex;
  readonly #types: LineFile;
  readonly #tables: LineFile;
  readonly #documentation: LineFile;
  readonly #known = new Map<string, ResourceSchema>();
  readonly #data = new Map<string, unknown>();

  /** @param folder where the build wrote the pack. @throws where there is none */
  constructor(folder: string) {
    this.#index = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")) as PackIndex;
    this.names = new Set(Object.keys(this.#index.types));
    this.#types = new LineFile(path.join(folder, "types.jsonl"));
    this.#tables = new LineFile(path.join(folder, "tables.jsonl"));
    this.#documentation = new LineFile(path.join(folder, "documentation.jsonl"));
  }

  get(name: string): ResourceSchema | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const packed = this.#types.read(this.#index.types, name) as PackedType | undefined;
    if (packed === undefined) return undefined;
    const schema = unpackType(name, packed);
    this.#known.set(name, schema);
    return schema;
  }

  isAvailable(name: string, region: string): boolean {
    const missing = this.table("missing") as Readonly<Record<string, readonly string[]>>;
    return this.names.has(name) && missing[region]?.includes(name) !== true;
  }

  table(name: string): unknown {
    if (!this.#data.has(name)) this.#data.set(name, unpackTable(this.#tables.read(this.#index.tables, name)));
    return this.#data.get(name);
  }

  documentation(name: string): Documentation | undefined {
    return this.#documentation.read(this.#index.documentation, name) as Documentation | undefined;
  }

  /** Closes the files; what was read stays known. */
  close(): void {
    for (const file of [this.#types, this.#tables, this.#documentation]) file.close();
  }
}

/** Lines of JSON, opened with the first that is read. */
class LineFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#path = file;
  }

  read(places: Readonly<Record<string, Place>>, name: string): unknown {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    if (place === undefined) return undefined;
    const [offset, length] = place;
    this.#descriptor ??= openSync(this.#path, "r");
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, offset);
    return JSON.parse(bytes.toString("utf8"));
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
