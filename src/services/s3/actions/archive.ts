import { inflateRawSync, gunzipSync } from "node:zlib";
import { DevOpsError } from "../../../base/errors.ts";

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
/** The end of a ZIP archive is so long, and its comment at most so much longer. */
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
/** Bytes: what an archive's file may become, however small it is packed. */
export const MOST_UNPACKED = 20 * 1024 * 1024;

/** A file in a ZIP archive. */
export interface Packed {
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** @throws DevOpsError where it is damaged, or packed in a way that nobody here unpacks */
  unpack(): Uint8Array;
}

function damaged(why: string): DevOpsError {
  return new DevOpsError({ kind: "invalid", tried: "read the archive", why, remedy: "Download it." });
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @throws DevOpsError where it is damaged, or too large */
export function gunzip(bytes: Uint8Array): Uint8Array {
  return unpacked(() => gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED }));
}

/** The files of a ZIP archive, by its directory at the end ("APPNOTE.TXT", PKWARE). @throws DevOpsError where it is damaged */
export function filesOf(archive: Uint8Array): readonly Packed[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const found: Packed[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw damaged("its directory is damaged");
    const [nameLength, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const path = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const [method, packed, size, place] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 42)];
    if (!path.endsWith("/")) found.push({ path, size, unpack: () => unpack(bytes, { method, packed, place }) });
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

function endOf(bytes: Buffer): number {
  for (let at = bytes.length - END_SIZE; at >= Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT); at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw damaged("it has no directory");
}

function unpack(bytes: Buffer, { method, packed, place }: { readonly method: number; readonly packed: number; readonly place: number }): Uint8Array {
  if (place + 30 > bytes.length) throw damaged("its directory is damaged");
  // the name and what is beside it may be of another length here than in the directory
  const from = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  const body = bytes.subarray(from, from + packed);
  if (method === 0) return body;
  if (method === 8) return unpacked(() => inflateRawSync(body, { maxOutputLength: MOST_UNPACKED }));
  throw damaged("it is encrypted, or packed in a way that is not understood here");
}

function unpacked(work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    const isTooLarge = (error as { readonly code?: string }).code === "ERR_BUFFER_TOO_LARGE";
    throw damaged(isTooLarge ? "unpacked it is larger than 20 MB" : "what it holds is damaged");
  }
}
