import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { SCHEMA_SETS } from "../../base/schemaSet.ts";
import { HOUR } from "../../base/time.ts";
import { type RegistrySchema, bare, textsOf } from "./model.ts";

/** The places of lines in a file, in bytes. */
type Places = Record<string, [offset: number, length: number]>;

/**
 * Writes schemas where the language server reads them: a folder of its own for each set, and a file beside, which
 * names the folder and is replaced at last. Whatever fails before leaves the set of before in use.
 * @param folder where all sets stand
 * @param name of the set, as a file may be called
 */
export async function keepSchemas(folder: string, name: string, schemas: ReadonlyMap<string, RegistrySchema>): Promise<void> {
  const own = path.join(folder, name);
  await mkdir(own, { recursive: true });
  const types = new Lines();
  const documentation = new Lines();
  for (const [type, schema] of schemas) {
    types.add(type, { schema: bare(schema) });
    documentation.add(type, textsOf(schema));
  }
  await writeFile(path.join(own, "types.jsonl"), types.bytes());
  await writeFile(path.join(own, "documentation.jsonl"), documentation.bytes());
  await writeFile(path.join(own, "index.json"), JSON.stringify({ version: name, types: types.places, tables: {}, documentation: documentation.places }));
  // another window that began later was quicker: its set is in use, and stays
  if (((await setInUse(folder)) ?? "") > name) {
    await rm(own, { recursive: true, force: true });
    return;
  }
  const partial = path.join(folder, `current.${name}.partial`);
  await writeFile(partial, JSON.stringify({ form: SCHEMA_SETS.form, folder: name }));
  await rename(partial, path.join(folder, SCHEMA_SETS.current));
  await forgetOthers(folder, name);
}

/** The set that is in use; undefined where there is none, or where what names it cannot be read. */
async function setInUse(folder: string): Promise<string | undefined> {
  const text = await readFile(path.join(folder, SCHEMA_SETS.current), "utf8").catch(() => "{}");
  return /"folder":"([^"]*)"/.exec(text)?.[1];
}

/** What is not whole after so long was left behind by a window that ended, in milliseconds. */
const ABANDONED = HOUR;

/**
 * Removes the sets of before, by their names, which are times; what another window is writing stays. One that is still
 * read somewhere may stay until the next time.
 */
async function forgetOthers(folder: string, name: string): Promise<void> {
  const before = (await readdir(folder)).filter((entry) => entry.replace("current.", "") < name && entry !== SCHEMA_SETS.current);
  await Promise.allSettled(
    before.map(async (entry) => {
      const whole = path.join(folder, entry);
      const isWhole = await stat(path.join(whole, "index.json")).then(() => true, () => false);
      if (isWhole || Date.now() - (await stat(whole)).mtimeMs > ABANDONED) await rm(whole, { recursive: true, force: true });
    }),
  );
}

/** Lines of JSON with the place of each. */
class Lines {
  readonly places: Places = {};
  readonly #lines: Buffer[] = [];
  #offset = 0;

  add(name: string, value: unknown): void {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    this.places[name] = [this.#offset, line.length];
    this.#offset += line.length;
    this.#lines.push(line);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#lines);
  }
}
