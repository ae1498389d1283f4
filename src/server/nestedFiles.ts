import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type NestedParameters, parametersIn } from "../language/nested.ts";

/** Bytes: CloudFormation takes no larger templates. */
const LARGEST = 1024 * 1024;

interface Known {
  readonly changed: number;
  readonly parameters: NestedParameters | undefined;
}

/** Templates that others nest, as they stand in files. They are read once for each time that they change. */
export class NestedFiles {
  readonly #known = new Map<string, Known>();

  /** What the template takes that a path leads to, seen from a folder; undefined where there is none, or none in a file. */
  parameters(folder: string, url: string): NestedParameters | undefined {
    // addresses are somewhere else, and so is what another machine shares
    if (folder === "" || url === "" || /^[a-z][a-z\d+.-]+:|^[\\/]|[\0$]/i.test(url)) return undefined;
    const file = path.join(folder, url);
    try {
      const stat = statSync(file);
      const { mtimeMs, size } = stat;
      const known = this.#known.get(file);
      if (known?.changed === mtimeMs) return known.parameters;
      const parameters = size > LARGEST || !stat.isFile() ? undefined : parametersIn(languageOf(file), readFileSync(file, "utf8"));
      this.#known.set(file, { changed: mtimeMs, parameters });
      return parameters;
    } catch {
      // it is not there (any more), or nobody may read it
      this.#known.delete(file);
      return undefined;
    }
  }
}

function languageOf(file: string): string {
  return /\.json$/i.test(file) ? "json" : "yaml";
}
