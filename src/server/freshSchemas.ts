import { readFileSync } from "node:fs";
import path from "node:path";
import { SCHEMA_SETS } from "../base/schemaSet.ts";
import type { Documentation, ResourceSchema, SchemaSource } from "../language/schema/types.ts";
import { widenedType } from "../language/schema/widen.ts";
import { SchemaFile } from "./schemaFile.ts";

/** The schemas that were built in, and those of a folder where a person had newer ones put. */
export class FreshSchemas implements SchemaSource {
  readonly #built: SchemaSource;
  #folder: string | undefined;
  #fresh: SchemaFile | undefined;
  #set: string | undefined;
  #names: ReadonlySet<string>;
  readonly #known = new Map<string, ResourceSchema | undefined>();

  constructor(built: SchemaSource) {
    this.#built = built;
    this.#names = built.names;
  }

  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Names the folder, and looks there; see `look`. */
  from(folder: string): boolean {
    this.#folder = folder;
    return this.look();
  }

  /**
   * Looks whether there are others now.
   * @returns whether there are
   * @throws where they cannot be read; then those that are built in count alone
   */
  look(): boolean {
    if (this.#folder === undefined) return false;
    const set = setIn(this.#folder);
    if (set === this.#set) return false;
    this.#fresh?.close();
    this.#known.clear();
    this.#set = set;
    this.#fresh = undefined;
    this.#names = this.#built.names;
    if (set === undefined) return true;
    this.#fresh = new SchemaFile(path.join(this.#folder, set));
    this.#names = new Set([...this.#built.names, ...this.#fresh.names]);
    return true;
  }

  get(name: string): ResourceSchema | undefined {
    if (this.#fresh === undefined) return this.#built.get(name);
    if (!this.#known.has(name)) this.#known.set(name, this.#joined(name, this.#fresh));
    return this.#known.get(name);
  }

  #joined(name: string, fresh: SchemaFile): ResourceSchema | undefined {
    const built = this.#built.get(name);
    const newer = fresh.get(name);
    return built === undefined || newer === undefined ? (built ?? newer) : widenedType(built, newer);
  }

  isAvailable(name: string, region: string): boolean {
    // of what is newer nobody knows where it is missing
    return this.#built.names.has(name) ? this.#built.isAvailable(name, region) : this.#names.has(name);
  }

  table(name: string): unknown {
    return this.#built.table(name);
  }

  documentation(name: string): Documentation | undefined {
    const built = this.#built.documentation(name);
    const newer = this.#fresh?.documentation(name);
    if (built === undefined || newer === undefined) return built ?? newer;
    const owners = new Set([...Object.keys(newer.properties), ...Object.keys(built.properties)]);
    const properties = [...owners].map((owner) => [owner, { ...newer.properties[owner], ...built.properties[owner] }]);
    return { ...newer, ...built, properties: Object.fromEntries(properties) };
  }
}

/** The set of schemas that counts in a folder; undefined where there is none. */
function setIn(folder: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(folder, SCHEMA_SETS.current), "utf8");
  } catch {
    // nobody has updated them
    return undefined;
  }
  const { form, folder: set } = JSON.parse(text) as { form?: unknown; folder?: unknown };
  return form === SCHEMA_SETS.form && typeof set === "string" && /^\w+$/.test(set) ? set : undefined;
}
