import { Random } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import { crc32Of, md5Of } from "./checksums.ts";

/** What an object is made of. */
export interface Content {
  readonly bytes: Buffer;
  /** Without quotes. */
  readonly etag: string;
  /** Of the whole object; one that was put together from parts has none here. */
  readonly crc32: string | undefined;
}

export interface ObjectVersion {
  readonly key: string;
  /** `null` where the bucket keeps none. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Undefined: it says that the object was deleted. */
  readonly content: (() => Content) | undefined;
  readonly type: string;
  readonly storageClass: "STANDARD" | "GLACIER";
}

/** What a version is made from. */
export interface NewObject {
  readonly key: string;
  readonly modified: number;
  /** Made when it is first asked for. */
  readonly make: () => Buffer;
  readonly type?: string | undefined;
  readonly storageClass?: "GLACIER";
  /** Somebody deleted it then. */
  readonly deleted?: number;
  /** Where it is not the MD5 of the whole. */
  readonly etag?: string;
}

/** One page of keys. */
export interface Listing {
  readonly found: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** The last key or prefix, where there are more. */
  readonly next: string | undefined;
}

/** How keys are listed. */
export interface ListWish {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys behind this one, and behind those that begin with it where it is a prefix. */
  readonly after: string;
  readonly most: number;
}

/** The objects of one bucket. */
export class Bucket {
  readonly name: string;
  readonly isVersioned: boolean;
  /** Of each key all versions, the newest first. */
  readonly #versions = new Map<string, readonly ObjectVersion[]>();
  readonly #random: Random;
  #sorted: readonly string[] | undefined;

  constructor(name: string, isVersioned: boolean) {
    this.name = name;
    this.isVersioned = isVersioned;
    this.#random = new Random(`versions of ${name}`);
  }

  has(key: string): boolean {
    return this.#versions.has(key);
  }

  put(object: NewObject): ObjectVersion {
    const { key, modified, make, type = "binary/octet-stream", storageClass = "STANDARD", etag } = object;
    let content: Content | undefined;
    const read = (): Content => {
      if (content === undefined) {
        const bytes = make();
        content = { bytes, etag: etag ?? md5Of(bytes).toString("hex"), crc32: etag === undefined ? crc32Of(bytes) : undefined };
      }
      return content;
    };
    return this.#add({ key, id: this.#newId(), modified, content: read, type, storageClass });
  }

  /** Deletes an object: where versions are kept, by a mark that hides them. */
  delete(key: string, now: number): ObjectVersion | undefined {
    if (!this.isVersioned) {
      this.#set(key, []);
      return undefined;
    }
    return this.#add({ key, id: this.#newId(), modified: now, content: undefined, type: "", storageClass: "STANDARD" });
  }

  /** Takes a version out for ever; of a mark of deletion, what it hid is there again. */
  remove(key: string, id: string): ObjectVersion | undefined {
    const found = this.versionsOf(key).find((version) => version.id === id);
    this.#set(key, this.versionsOf(key).filter((version) => version !== found));
    return found;
  }

  versionsOf(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** An object, or one of its versions. @throws AwsError where there is none */
  find(key: string, id?: string): ObjectVersion & { readonly content: () => Content } {
    const version = id === undefined ? this.versionsOf(key)[0] : this.versionsOf(key).find((one) => one.id === id);
    const { content } = version ?? {};
    if (version === undefined || content === undefined) {
      const code = id === undefined ? "NoSuchKey" : "NoSuchVersion";
      const headers: Record<string, string> = version === undefined ? {} : { "x-amz-delete-marker": "true" };
      throw new AwsError(code, `The specified ${id === undefined ? "key" : "version"} does not exist.`, { status: 404, headers });
    }
    return { ...version, content };
  }

  /** The keys that begin with a prefix, in their order; what they have in common up to a delimiter stands once. */
  list({ prefix, delimiter, after, most }: ListWish): Listing {
    const found: ObjectVersion[] = [];
    const prefixes: string[] = [];
    let last = "";
    for (const key of this.#keys()) {
      if (!key.startsWith(prefix) || key <= after || (after !== "" && delimiter !== "" && after.endsWith(delimiter) && key.startsWith(after))) {
        continue;
      }
      const [newest] = this.versionsOf(key);
      if (newest?.content === undefined) {
        continue;
      }
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
      if (common !== undefined && common === prefixes.at(-1)) {
        continue;
      }
      if (found.length + prefixes.length === most) {
        return { found, prefixes, next: last };
      }
      last = common ?? key;
      if (common === undefined) {
        found.push(newest);
      } else {
        prefixes.push(common);
      }
    }
    return { found, prefixes, next: undefined };
  }

  /** Whether no version of anything is left. */
  get isEmpty(): boolean {
    return this.#keys().every((key) => this.versionsOf(key).length === 0);
  }

  /** Every version of the keys that begin with a prefix, by key, the newest first. */
  allVersions(prefix: string): readonly ObjectVersion[] {
    return this.#keys().filter((key) => key.startsWith(prefix)).flatMap((key) => this.versionsOf(key));
  }

  #keys(): readonly string[] {
    this.#sorted ??= [...this.#versions.keys()].sort();
    return this.#sorted;
  }

  #add(version: ObjectVersion): ObjectVersion {
    this.#set(version.key, this.isVersioned ? [version, ...this.versionsOf(version.key)] : [version]);
    return version;
  }

  /** A key whose versions are all gone is remembered: what the account's pipelines made does not come back. */
  #set(key: string, versions: readonly ObjectVersion[]): void {
    if (!this.#versions.has(key)) {
      this.#sorted = undefined;
    }
    this.#versions.set(key, versions);
  }

  #newId(): string {
    return this.isVersioned ? Buffer.from(this.#random.hex(48), "hex").toString("base64url") : "null";
  }
}
