import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { apiOf } from "../../aws/serviceApi.ts";
import type { ClientSettings } from "../../aws/session.ts";
import { type PageOf, listed } from "../../base/pages.ts";
import { type Condition, type Deleted, type Entry, type Versioning, typeOf, uriOf } from "./model.ts";

/** Servers other than AWS have no host a bucket. */
class AnyS3 extends S3Client {
  constructor(settings: ClientSettings) {
    super({ ...settings, forcePathStyle: settings.endpoint !== undefined });
  }
}

/** Whatever carries bytes: a part may take minutes on a slow line. */
class Transfers extends AnyS3 {
  static readonly patience = { connect: 5_000, answer: 300_000 };
}

/** One part of an upload, as it has to be told at the end. */
export interface Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumCRC32: string | undefined;
}

/** What is there under a key. */
export interface Head {
  readonly size: number;
  readonly etag: string | undefined;
  readonly at: number | undefined;
}

/** A stream of an object's bytes. */
export type Bytes = AsyncIterable<Uint8Array>;

/** S3 of one context: the buckets of its region. Every method throws DevOpsError. */
export class S3Api extends apiOf(AnyS3) {
  async listBuckets(ContinuationToken: string | undefined, signal: AbortSignal): Promise<PageOf<Entry>> {
    const { region } = this.session.context;
    const command = new ListBucketsCommand({ BucketRegion: region, MaxBuckets: 1000, ContinuationToken });
    const page = await this.send(command, { signal });
    return listed(page.Buckets, page.ContinuationToken, ({ Name: bucket = "", CreationDate }) => entry({ kind: "bucket", bucket, key: "", name: bucket, at: CreationDate?.getTime() }));
  }

  /** What stands right below a bucket or a prefix: prefixes first, a thousand rows a call. */
  async list(above: Entry, filter: string | undefined, ContinuationToken: string | undefined, signal: AbortSignal): Promise<PageOf<Entry>> {
    const { bucket, key } = above;
    // XML cannot hold all that a key can
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: `${key}${filter ?? ""}`, Delimiter: "/", ContinuationToken, EncodingType: "url" });
    const page = await this.send(command, { signal, subject: uriOf(above) });
    const named = (encoded: string | undefined) => {
      const whole = decoded(encoded);
      return { bucket, key: whole, name: whole.slice(key.length) };
    };
    const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix }) => entry({ kind: "prefix", ...named(Prefix) }));
    const objects = (page.Contents ?? []).map(({ Key, Size: size, LastModified, ETag: etag, StorageClass: storage }) =>
      entry({ kind: "object", ...named(Key), size, etag, storage, at: LastModified?.getTime() }),
    );
    // an empty object whose key is the prefix stands for the folder itself
    return { items: [...prefixes, ...objects.filter(({ name }) => name !== "")], next: page.NextContinuationToken };
  }

  /** What stands under a key; undefined where nothing does. Listed: an answer to HEAD would not say why it is refused. */
  async head({ bucket, key }: Pick<Entry, "bucket" | "key">): Promise<Head | undefined> {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1, EncodingType: "url" });
    const { Contents: [first] = [] } = await this.send(command, { subject: uriOf({ bucket, key }) });
    // of all keys that begin with it, it is the first
    if (first === undefined || decoded(first.Key) !== key) return undefined;
    return { size: first.Size ?? 0, etag: first.ETag, at: first.LastModified?.getTime() };
  }

  /** Who may not ask does not know: then a plan must not promise anything. */
  async versioning(bucket: string): Promise<Versioning> {
    const sent = this.send(new GetBucketVersioningCommand({ Bucket: bucket }), { subject: `bucket ${bucket}` });
    return sent.then(({ Status }) => (Status === "Enabled" ? "kept" : "not kept"), () => "not known");
  }

  async bytes(object: Entry, signal: AbortSignal): Promise<Uint8Array> {
    const { Body } = await this.#get(object, signal);
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** The bytes as they arrive; what they add up to is checked at their end. */
  async stream(object: Entry, signal: AbortSignal): Promise<Bytes> {
    // outside browsers it is a stream of Node
    return ((await this.#get(object, signal)).Body ?? []) as Bytes;
  }

  #get({ bucket, key, etag }: Entry, signal: AbortSignal) {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag === undefined ? {} : { IfMatch: etag }) });
    return this.session.send(Transfers, command, { signal, subject: uriOf({ bucket, key }) });
  }

  async put({ bucket, key }: Entry, Body: Uint8Array, condition: Condition, signal: AbortSignal): Promise<void> {
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: typeOf(key), ...conditions(condition) });
    await this.session.send(Transfers, command, { signal, subject: uriOf({ bucket, key }) });
  }

  async beginUpload({ bucket, key }: Entry, signal: AbortSignal): Promise<string> {
    const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: typeOf(key), ChecksumAlgorithm: "CRC32" });
    return (await this.session.send(Transfers, command, { signal, subject: uriOf({ bucket, key }) })).UploadId ?? "";
  }

  /** @param PartNumber from 1 on */
  async putPart({ bucket, key }: Entry, UploadId: string, PartNumber: number, Body: Uint8Array, signal: AbortSignal): Promise<Part> {
    const command = new UploadPartCommand({ Bucket: bucket, Key: key, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" });
    const { ETag, ChecksumCRC32 } = await this.session.send(Transfers, command, { signal, subject: uriOf({ bucket, key }) });
    return { PartNumber, ETag, ChecksumCRC32 };
  }

  async completeUpload({ bucket, key }: Entry, UploadId: string, Parts: readonly Part[], condition: Condition): Promise<void> {
    const command = new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts: [...Parts] }, ...conditions(condition) });
    await this.session.send(Transfers, command, { subject: uriOf({ bucket, key }) });
  }

  /** Parts that nobody ends are stored, and billed, for ever. */
  async abortUpload({ bucket, key }: Entry, UploadId: string): Promise<void> {
    await this.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId }), { subject: uriOf({ bucket, key }) });
  }

  /** @param etag of what is to be deleted: what somebody put there since stays */
  async delete({ bucket, key }: Entry, etag: string | undefined): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(etag === undefined ? {} : { IfMatch: etag }) });
    await this.send(command, { subject: uriOf({ bucket, key }) });
  }

  /** What was deleted below a bucket or a prefix, at any depth: a page of versions a call. */
  async listDeleted(above: Entry, cursor: string | undefined): Promise<PageOf<Deleted>> {
    const [KeyMarker, VersionIdMarker] = cursor === undefined ? [] : (JSON.parse(cursor) as [string, string | undefined]);
    const command = new ListObjectVersionsCommand({ Bucket: above.bucket, Prefix: above.key, KeyMarker, VersionIdMarker, EncodingType: "url" });
    const page = await this.send(command, { subject: uriOf(above) });
    const latest = (page.DeleteMarkers ?? []).filter(({ IsLatest }) => IsLatest === true);
    const items = latest.map(({ Key, VersionId: version = "", LastModified }) => ({ key: decoded(Key), version, at: LastModified?.getTime() }));
    return { items, next: page.IsTruncated === true ? JSON.stringify([decoded(page.NextKeyMarker), page.NextVersionIdMarker]) : undefined };
  }

  /** Takes a mark of deletion out. */
  async undelete(bucket: string, { key, version }: Deleted): Promise<void> {
    await this.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version }), { subject: uriOf({ bucket, key }) });
  }
}

/** Over what was there, or where nothing was: nobody else's work is overwritten. */
function conditions({ match }: Condition) {
  return match === undefined ? { IfNoneMatch: "*" } : { IfMatch: match };
}

function decoded(encoded = ""): string {
  return decodeURIComponent(encoded.replaceAll("+", " "));
}

function entry(parts: Pick<Entry, "bucket" | "key" | "name" | "kind"> & { readonly [K in "at" | "size" | "etag" | "storage"]?: Entry[K] | undefined }): Entry {
  return { at: undefined, size: undefined, etag: undefined, storage: undefined, ...parts };
}
