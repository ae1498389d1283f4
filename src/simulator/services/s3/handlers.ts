import type * as S3Module from "@aws-sdk/client-s3";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import type { Buckets } from "./buckets.ts";
import { crc32Of, md5Of, verifyChecksums } from "./checksums.ts";
import type { Bucket, Content, ObjectVersion } from "./objects.ts";

/** A page has at most so many (API reference of each list). */
const MOST = { keys: 1000, buckets: 10_000 };

/** What arrives as a body: the wire reads it to its end. */
const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
const quoted = (etag: string) => `"${etag}"`;
const token = (key: string) => Buffer.from(key).toString("base64url");

/** The key that a token names. @throws AwsError where it is no token of ours */
function keyIn(text: string): string {
  const key = Buffer.from(text, "base64url").toString();
  if (token(key) !== text) {
    throw new AwsError("InvalidArgument", "The continuation token provided is incorrect", { status: 400 });
  }
  return key;
}

/** How many keys a page has. @throws AwsError where that is no number of keys */
function keysOf(asked: number): number {
  if (asked < 0) {
    throw new AwsError("InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647", { status: 400 });
  }
  return Math.min(asked, MOST.keys);
}

/** Keys in an answer are encoded where the caller asks for it: XML cannot hold all of them. */
const encoder = (encoding: string | undefined) => (key: string) =>
  encoding === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key;

/** @throws AwsError where the object is not, or is, as the caller thinks */
function checkConditions(bucket: Bucket, key: string, { IfMatch, IfNoneMatch }: { IfMatch?: string | undefined; IfNoneMatch?: string | undefined }): void {
  const content = bucket.versionsOf(key)[0]?.content?.();
  const isAsThought = IfMatch === undefined || (content !== undefined && IfMatch.replaceAll('"', "") === content.etag);
  if (!isAsThought || (IfNoneMatch === "*" && content !== undefined)) {
    throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", { status: 412 });
  }
}

/** The first and the last byte that a caller asks for, both included. @throws AwsError */
function rangeOf(text: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(text ?? "") ?? [];
  if (first === "" && last === "") {
    return undefined;
  }
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  if (from >= size) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
  }
  return [from, first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1)];
}

const versionId = (bucket: Bucket, { id }: ObjectVersion) => (bucket.isVersioned ? { VersionId: id } : {});

function headOf(bucket: Bucket, version: ObjectVersion, { bytes, etag }: Content) {
  return {
    ContentLength: bytes.length,
    ContentType: version.type,
    ETag: quoted(etag),
    LastModified: new Date(version.modified),
    ...versionId(bucket, version),
    ...(version.storageClass === "STANDARD" ? {} : { StorageClass: version.storageClass }),
  };
}

function rowOf(version: ObjectVersion, encode: (key: string) => string) {
  const { bytes, etag } = version.content?.() ?? { bytes: Buffer.alloc(0), etag: "" };
  return {
    Key: encode(version.key),
    Size: bytes.length,
    ETag: quoted(etag),
    LastModified: new Date(version.modified),
    StorageClass: version.storageClass,
  };
}

/** Without a version's id, a mark is the whole key: what stands behind it need not be there. @throws AwsError */
function versionsAfter(all: readonly ObjectVersion[], keyMarker: string | undefined, idMarker: string | undefined): readonly ObjectVersion[] {
  if (keyMarker === undefined) {
    if (idMarker !== undefined) {
      throw new AwsError("InvalidArgument", "A version-id marker cannot be specified without a key marker.", { status: 400 });
    }
    return all;
  }
  const marked = idMarker === undefined ? -1 : all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const next = marked < 0 ? all.findIndex(({ key }) => key > keyMarker) : marked + 1;
  return next < 0 ? [] : all.slice(next);
}

/** What S3 does, by operation. */
export function handlers(buckets: (region: string) => Buckets): Handlers<typeof S3Module> {
  return {
    ListBuckets({ MaxBuckets = MOST.buckets, ContinuationToken, Prefix = "", BucketRegion }, { region }) {
      const after = ContinuationToken === undefined ? "" : keyIn(ContinuationToken);
      const all = buckets(region).all().filter(({ name }) => name.startsWith(Prefix) && name > after && (BucketRegion ?? region) === region);
      const page = all.slice(0, MaxBuckets);
      const last = page.at(-1);
      return {
        Buckets: page.map(({ name, created, arn }) => ({ Name: name, CreationDate: new Date(created), BucketRegion: region, BucketArn: arn })),
        ...(all.length > page.length && last !== undefined ? { ContinuationToken: token(last.name) } : {}),
      };
    },
    ListObjectsV2({ Bucket, Prefix = "", Delimiter = "", MaxKeys = MOST.keys, ContinuationToken, StartAfter = "", EncodingType }, { region }) {
      const after = ContinuationToken === undefined ? StartAfter : keyIn(ContinuationToken);
      const most = keysOf(MaxKeys);
      const { found, prefixes, next } = buckets(region).find(Bucket).list({ prefix: Prefix, delimiter: Delimiter, after, most });
      const encode = encoder(EncodingType);
      return {
        Name: Bucket,
        Prefix: encode(Prefix),
        ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
        ...(EncodingType === undefined ? {} : { EncodingType }),
        MaxKeys: most,
        KeyCount: found.length + prefixes.length,
        IsTruncated: next !== undefined,
        ...(next === undefined ? {} : { NextContinuationToken: token(next) }),
        Contents: found.map((version) => rowOf(version, encode)),
        CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
    ListObjectVersions({ Bucket, Prefix = "", MaxKeys = MOST.keys, KeyMarker, VersionIdMarker, EncodingType }, { region }) {
      const bucket = buckets(region).find(Bucket);
      const all = bucket.allVersions(Prefix);
      const most = keysOf(MaxKeys);
      const page = versionsAfter(all, KeyMarker, VersionIdMarker).slice(0, most);
      const last = page.at(-1);
      const encode = encoder(EncodingType);
      const isMore = last !== undefined && last !== all.at(-1);
      const own = (version: ObjectVersion) => ({ VersionId: version.id, IsLatest: bucket.versionsOf(version.key)[0] === version });
      const marks = page.filter(({ content }) => content === undefined);
      return {
        Name: Bucket,
        MaxKeys: most,
        IsTruncated: isMore,
        ...(isMore ? { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.id } : {}),
        Versions: page.filter(({ content }) => content !== undefined).map((one) => ({ ...rowOf(one, encode), StorageClass: "STANDARD", ...own(one) })),
        DeleteMarkers: marks.map((one) => ({ Key: encode(one.key), LastModified: new Date(one.modified), ...own(one) })),
      };
    },
    HeadBucket({ Bucket }, { region }) {
      const bucket = buckets(region).find(Bucket);
      return { BucketRegion: region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
    },
    GetBucketVersioning({ Bucket }, { region }) {
      return buckets(region).find(Bucket).isVersioned ? { Status: "Enabled" } : {};
    },
    HeadObject({ Bucket, Key = "", VersionId }, { region }) {
      const bucket = buckets(region).find(Bucket);
      const version = bucket.find(Key, VersionId);
      return headOf(bucket, version, version.content());
    },
    GetObject({ Bucket, Key = "", VersionId, Range, IfMatch, ChecksumMode }, { region }) {
      const bucket = buckets(region).find(Bucket);
      const version = bucket.find(Key, VersionId);
      if (version.storageClass === "GLACIER") {
        throw new AwsError("InvalidObjectState", "The operation is not valid for the object's storage class", { status: 403 });
      }
      checkConditions(bucket, Key, { IfMatch });
      const content = version.content();
      const range = rangeOf(Range, content.bytes.length);
      const body = range === undefined ? content.bytes : content.bytes.subarray(range[0], range[1] + 1);
      const sum = ChecksumMode === "ENABLED" && range === undefined && content.crc32 !== undefined ? { ChecksumCRC32: content.crc32, ChecksumType: "FULL_OBJECT" as const } : {};
      return {
        ...headOf(bucket, version, content),
        ContentLength: body.length,
        ...(range === undefined ? {} : { ContentRange: `bytes ${range[0]}-${range[1]}/${content.bytes.length}` }),
        ...sum,
        // the wire writes bytes; the type is what a client makes of them
        Body: body as never,
      };
    },
    PutObject({ Bucket, Key = "", Body, ContentType, IfMatch, IfNoneMatch, ...declared }, { region }) {
      const bytes = bytesOf(Body);
      verifyChecksums(bytes, declared);
      const bucket = buckets(region).find(Bucket);
      checkConditions(bucket, Key, { IfMatch, IfNoneMatch });
      const version = bucket.put({ key: Key, modified: buckets(region).now(), make: () => bytes, type: ContentType });
      return { ETag: quoted(md5Of(bytes).toString("hex")), ChecksumCRC32: crc32Of(bytes), ...versionId(bucket, version) };
    },
    DeleteObject({ Bucket, Key = "", VersionId, IfMatch }, { region }) {
      const bucket = buckets(region).find(Bucket);
      checkConditions(bucket, Key, { IfMatch });
      if (VersionId !== undefined) {
        const removed = bucket.remove(Key, VersionId);
        return { VersionId, ...(removed !== undefined && removed.content === undefined ? { DeleteMarker: true } : {}) };
      }
      const mark = bucket.delete(Key, buckets(region).now());
      return mark === undefined ? {} : { DeleteMarker: true, VersionId: mark.id };
    },
    CreateMultipartUpload({ Bucket, Key = "", ContentType }, { region }) {
      const { name } = buckets(region).find(Bucket);
      return { Bucket: name, Key, UploadId: buckets(region).uploads.begin(name, Key, ContentType) };
    },
    UploadPart({ Bucket, Key, UploadId, PartNumber = 0, Body, ...declared }, { region }) {
      const bytes = bytesOf(Body);
      verifyChecksums(bytes, declared);
      buckets(region).uploads.find(UploadId, Bucket, Key).parts.set(PartNumber, bytes);
      return { ETag: quoted(md5Of(bytes).toString("hex")), ChecksumCRC32: crc32Of(bytes) };
    },
    CompleteMultipartUpload({ Bucket, Key = "", UploadId, MultipartUpload, IfMatch, IfNoneMatch }, { region }) {
      const { uploads } = buckets(region);
      const upload = uploads.find(UploadId, Bucket, Key);
      const bucket = buckets(region).find(Bucket);
      checkConditions(bucket, Key, { IfMatch, IfNoneMatch });
      const { bytes, etag } = uploads.complete(UploadId, upload, MultipartUpload?.Parts ?? []);
      const version = bucket.put({ key: Key, modified: buckets(region).now(), make: () => bytes, type: upload.type, etag });
      return { Bucket: bucket.name, Key, ETag: quoted(etag), ...versionId(bucket, version) };
    },
    AbortMultipartUpload({ Bucket, Key, UploadId }, { region }) {
      buckets(region).uploads.find(UploadId, Bucket, Key);
      buckets(region).uploads.forget(UploadId);
      return {};
    },
  };
}
