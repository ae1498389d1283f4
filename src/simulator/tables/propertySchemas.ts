import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a property may be: the part of JSON Schema that is judged here. */
export interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly patternProperties?: unknown;
  readonly items?: PropertySchema;
  /** `#/definitions/Tag` */
  readonly $ref?: string;
}

/** A resource type's properties, as AWS publishes them. */
export interface TypeSchema extends PropertySchema {
  readonly definitions?: Readonly<Record<string, PropertySchema>>;
}

/** The schema pack, which the build writes: beside the bundle, and where sources are run as they are. */
const FOLDERS = ["./schemas/", "../../../dist/schemas/"];

type Place = readonly [offset: number, length: number];

let places: Readonly<Record<string, Place>> | undefined;
let file = "";
const known = new Map<string, TypeSchema | undefined>();

/** The schema of a type; undefined for types that nobody published, and where there is no pack. */
export function schemaOf(type: string): TypeSchema | undefined {
  if (!known.has(type)) {
    known.set(type, read(type));
  }
  return known.get(type);
}

function read(type: string): TypeSchema | undefined {
  places ??= openPack();
  const place = Object.hasOwn(places, type) ? places[type] : undefined;
  if (place === undefined) {
    return undefined;
  }
  const [offset, length] = place;
  const bytes = Buffer.alloc(length);
  const handle = openSync(file, "r");
  try {
    readSync(handle, bytes, 0, length, offset);
  } finally {
    closeSync(handle);
  }
  return (JSON.parse(bytes.toString("utf8")) as { readonly schema: TypeSchema }).schema;
}

function openPack(): Readonly<Record<string, Place>> {
  const folder = FOLDERS.map((one) => new URL(one, import.meta.url)).find((one) => existsSync(new URL("index.json", one)));
  if (folder === undefined) {
    return {};
  }
  file = fileURLToPath(new URL("types.jsonl", folder));
  return (JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as { readonly types: Readonly<Record<string, Place>> }).types;
}
