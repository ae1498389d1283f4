import { partitionOf, type ResourceRef } from "../../base/resourceRef.ts";

/** A bucket, what some of its keys begin with, or an object. */
export interface Entry {
  readonly bucket: string;
  /** The whole key; of a prefix with its slash, of a bucket empty. */
  readonly key: string;
  /** What is behind the prefix above it; of a bucket its own. */
  readonly name: string;
  readonly kind: "bucket" | "prefix" | "object";
  /** Epoch milliseconds: when it was made, or changed last. */
  readonly at: number | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  /** `STANDARD`, `GLACIER`, … */
  readonly storage: string | undefined;
}

/** A mark of deletion: taken out, what it hides is there again. */
export interface Deleted {
  readonly key: string;
  readonly version: string;
  readonly at: number | undefined;
}

/** What a bucket does with what is overwritten or deleted. */
export type Versioning = "kept" | "not kept" | "not known";

/** Whether what is written can be one's own. */
export interface Condition {
  /** Only over the object that was there. */
  readonly match?: string | undefined;
}

/** Storage classes whose objects have to be restored before they can be read ("Amazon S3 storage classes", user guide). */
const ARCHIVED: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

export function isArchived({ storage = "" }: Pick<Entry, "storage">): boolean {
  return ARCHIVED.has(storage);
}

export function objectRef(region: string, bucket: string, key = ""): ResourceRef {
  const resource = key === "" ? bucket : `${bucket}/${key}`;
  return { partition: partitionOf(region), service: "s3", region: "", account: "", resource };
}

export function uriOf({ bucket, key }: Pick<Entry, "bucket" | "key">): string {
  return `s3://${bucket}/${key}`;
}

/** The bucket, and what leads to a key as rows have it: `a/b/c` is `a/`, `b/`, `c`. */
export function stepsTo(resource: string): readonly string[] {
  const [bucket = "", ...rest] = resource.split("/");
  const steps = rest.map((part, index) => (index < rest.length - 1 ? `${part}/` : part));
  return [bucket, ...(steps.at(-1) === "" ? steps.slice(0, -1) : steps)];
}

/** The last part of a key, as a file is called. */
export function fileNameOf(key: string): string {
  return key.slice(key.lastIndexOf("/", key.length - 2) + 1);
}

const PICTURES = /\.(?:png|jpe?g|gif|webp|bmp|ico|avif)$/i;

export function isPicture(name: string): boolean {
  return PICTURES.test(name);
}

/** Whether bytes are a text: none of the first ones is a zero, which is what Git goes by, too. */
export function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 8000).includes(0);
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css",
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  mjs: "text/javascript",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
};

/** What a file is, by the ending of its name: what browsers go by where the object is served. */
export function typeOf(name: string): string {
  return TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}

const MEGABYTE = 1024 * 1024;
/** "Amazon S3 multipart upload limits": 10,000 parts, each of at least 5 MB. */
const MOST_PARTS = 10_000;

/** The size of an upload's parts in bytes; what fits into one is sent whole. */
export function partSize(size: number): number {
  return Math.max(8 * MEGABYTE, Math.ceil(size / MOST_PARTS));
}
