import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import { DevOpsError } from "../../base/errors.ts";
import { type RegistrySchema, registrySchema } from "./model.ts";

/** AWS's archive has some 1,500 types; one with less than this is not whole. */
const FEWEST_TYPES = 500;

/** Bytes: the largest schema of AWS has less than 1 MB, all of them 60 MB. */
const LARGEST_FILE = 8 * 1024 * 1024;
const LARGEST_ARCHIVE = 256 * 1024 * 1024;

/** Where an archive comes from, and who is told how far it is. */
export interface Download {
  readonly address: string;
  readonly signal: AbortSignal;
  /** Told how many types were read so far. */
  readonly onProgress: (types: number) => void;
}

/**
 * Reads AWS's archive of schemas of resource types ("Resource provider schemas" in CloudFormation's user guide) as it arrives.
 * @throws DevOpsError offline; invalid where it is cut off, or is not what it should be
 */
export async function downloadSchemas({ address, signal, onProgress }: Download): Promise<ReadonlyMap<string, RegistrySchema>> {
  const tried = `read the schemas of ${address}`;
  const url = archiveAddress(address);
  let response: Response;
  try {
    response = await followed(url, signal);
  } catch (error) {
    throw failed(error, tried, signal);
  }
  if (!response.ok || response.body === null) {
    throw new DevOpsError({ kind: "invalid", tried, why: `the answer is ${response.status} ${response.statusText}`.trim() });
  }
  const archive = new Archive(tried);
  try {
    for await (const chunk of response.body) {
      archive.push(chunk);
      onProgress(archive.types.size);
    }
  } catch (error) {
    throw failed(error, tried, signal);
  }
  archive.end();
  return archive.types;
}

/** So many redirects are followed, as browsers do it about. */
const MOST_REDIRECTS = 5;

/** The answer at the end of redirects, each of which leads to what may be asked. @throws DevOpsError invalid; what `fetch` throws */
async function followed(first: URL, signal: AbortSignal): Promise<Response> {
  let url = first;
  for (let count = 0; ; count += 1) {
    const response = await fetch(url, { signal, redirect: "manual" });
    const next = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || next === null || count === MOST_REDIRECTS) return response;
    await response.body?.cancel();
    url = archiveAddress(URL.canParse(next, url) ? new URL(next, url).href : next);
  }
}

/** @throws DevOpsError invalid for what is not HTTPS, but on this machine */
function archiveAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isHere = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  if (url !== undefined && (url.protocol === "https:" || (isHere && url.protocol === "http:"))) return url;
  const help = "Give an address that begins with https: in the setting awsDevOps.templates.schemaArchive.";
  throw new DevOpsError({ kind: "invalid", tried: "read the schemas", why: `“${address}” is no address of an archive`, remedy: help });
}

function failed(error: unknown, tried: string, signal: AbortSignal): unknown {
  if (error instanceof DevOpsError) return error;
  if (signal.aborted) return new DevOpsError({ kind: "cancelled", tried, why: "it was cancelled" });
  const { cause = error } = error as { cause?: unknown };
  return new DevOpsError({ kind: "offline", tried, why: cause instanceof Error ? cause.message : String(cause) });
}

/** A ZIP archive whose files are read one by one while it arrives. */
class Archive {
  readonly types = new Map<string, RegistrySchema>();
  readonly #tried: string;
  readonly #unzip = new Unzip((file) => this.#read(file));
  /** Files that have begun and not ended. */
  #open = 0;
  #bytes = 0;
  #failure: DevOpsError | undefined;

  constructor(tried: string) {
    this.#tried = tried;
    this.#unzip.register(UnzipInflate);
  }

  /** @throws DevOpsError invalid */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#guarded(() => this.#unzip.push(chunk));
  }

  /** @throws DevOpsError invalid where something is missing */
  end(): void {
    this.#guarded(() => this.#unzip.push(new Uint8Array(), true));
    if (this.#bytes === 0) throw this.#invalid("it is empty");
    if (this.#open > 0) throw this.#invalid("it ends in the middle of a file");
    if (this.types.size < FEWEST_TYPES) throw this.#invalid(`it has ${this.types.size} resource types only, fewer than ${FEWEST_TYPES}`);
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.#invalid(`it is no whole ZIP archive: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #read(file: UnzipFile): void {
    if (!file.name.endsWith(".json")) return;
    const parts: Uint8Array[] = [];
    let length = 0;
    this.#open += 1;
    file.ondata = (error, data, isFinal) => {
      if (error !== null) this.#failure ??= this.#invalid(`${file.name} cannot be read: ${error.message}`);
      if (error !== null || this.#failure !== undefined) return;
      parts.push(data);
      length += data.length;
      this.#bytes += data.length;
      if (length > LARGEST_FILE || this.#bytes > LARGEST_ARCHIVE) {
        this.#failure = this.#invalid(`${file.name} is larger than schemas are`);
        file.terminate();
      } else if (isFinal) {
        this.#open -= 1;
        this.#take(file.name, Buffer.concat(parts).toString("utf8"));
      }
    };
    file.start();
  }

  #take(name: string, text: string): void {
    const schema = registrySchema(text);
    if (schema === undefined) this.#failure ??= this.#invalid(`${name} is no schema of a resource type`);
    else this.types.set(schema.typeName, schema);
  }

  #invalid(why: string): DevOpsError {
    return new DevOpsError({ kind: "invalid", tried: this.#tried, why, remedy: "The schemas of before stay in use. Try again later." });
  }
}
