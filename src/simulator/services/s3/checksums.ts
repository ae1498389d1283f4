import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, notSimulated } from "../../wire/errors.ts";

/** What a request may say its body adds up to. */
export interface Declared {
  readonly ContentMD5?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
}

/** The CRC-32 of a body, as S3 writes it. */
export function crc32Of(bytes: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString("base64");
}

export function md5Of(bytes: Buffer): Buffer {
  return createHash("md5").update(bytes).digest();
}

/** Compares a body with what it is said to be. @throws AwsError BadDigest where it is something else */
export function verifyChecksums(bytes: Buffer, declared: Declared): void {
  const hash = (name: string) => createHash(name).update(bytes).digest("base64");
  const sums: readonly (readonly [string, string | undefined, () => string])[] = [
    ["Content-MD5", declared.ContentMD5, () => hash("md5")],
    ["CRC32", declared.ChecksumCRC32, () => crc32Of(bytes)],
    ["SHA1", declared.ChecksumSHA1, () => hash("sha1")],
    ["SHA256", declared.ChecksumSHA256, () => hash("sha256")],
  ];
  for (const [name, said, sum] of sums) {
    if (said !== undefined && said !== sum()) {
      throw new AwsError("BadDigest", `The ${name} you specified did not match the calculated checksum.`, { status: 400 });
    }
  }
  if (declared.ChecksumCRC32C !== undefined || declared.ChecksumCRC64NVME !== undefined) {
    throw notSimulated("s3", "PutObject with a checksum other than CRC32, SHA1 or SHA256");
  }
}
