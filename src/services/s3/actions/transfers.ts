import { open, rename, rm } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { cancelled, DevOpsError } from "../../../base/errors.ts";
import { formatBytes } from "../../../base/text.ts";
import type { Bytes, Part, S3Api } from "../api.ts";
import { type Condition, type Entry, partSize, uriOf } from "../model.ts";

type Report = (message: string) => void;

/** So many parts are on their way at once. */
const AT_ONCE = 3;

/** Writes an object to a file, which is there once it is whole. @throws DevOpsError cancelled, or what went wrong */
export async function download(api: S3Api, object: Entry, file: string, signal: AbortSignal, report: Report): Promise<void> {
  const total = formatBytes(object.size ?? 0);
  const part = `${file}.download`;
  const counted = async function* (bytes: Bytes) {
    let done = 0;
    for await (const chunk of bytes) {
      done += chunk.length;
      report(`${formatBytes(done)} of ${total}`);
      yield chunk;
    }
  };
  try {
    await pipeline(counted(await api.stream(object, signal)), createWriteStream(part), { signal });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw failure(error, signal, "download", object);
  }
}

/** Sends a file: whole, or in parts, of which none stays where it fails or is given up. @throws DevOpsError */
export async function upload(api: S3Api, target: Entry, file: string, condition: Condition, signal: AbortSignal, report: Report): Promise<void> {
  const handle = await open(file).catch((error: unknown) => {
    throw failure(error, signal, "upload", target);
  });
  try {
    const { size } = await handle.stat();
    const length = partSize(size);
    const read = async (at: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(length, size - at)), 0, Math.min(length, size - at), at);
      return buffer.subarray(0, bytesRead);
    };
    if (size <= length) await api.put(target, await read(0), condition, signal);
    else await inParts(api, target, { size, length, read }, condition, signal, report);
  } catch (error) {
    throw failure(error, signal, "upload", target);
  } finally {
    await handle.close();
  }
}

interface Source {
  /** Bytes, of the whole and of a part. */
  readonly size: number;
  readonly length: number;
  readonly read: (at: number) => Promise<Uint8Array>;
}

async function inParts(api: S3Api, target: Entry, { size, length, read }: Source, condition: Condition, signal: AbortSignal, report: Report): Promise<void> {
  const id = await api.beginUpload(target, signal);
  // one part that fails ends the others
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const parts: Part[] = [];
  let [next, done] = [0, 0];
  const sendParts = async () => {
    while (next * length < size) {
      const number = (next += 1);
      const bytes = await read((number - 1) * length);
      parts.push(await api.putPart(target, id, number, bytes, either));
      done += bytes.length;
      report(`${formatBytes(done)} of ${formatBytes(size)}`);
    }
  };
  try {
    const sending = Array.from({ length: AT_ONCE }, sendParts);
    await Promise.all(sending).catch(async (error: unknown) => {
      failed.abort();
      // a part that arrives after the end would stay
      await Promise.allSettled(sending);
      throw error;
    });
    await api.completeUpload(target, id, parts.toSorted((a, b) => a.PartNumber - b.PartNumber), condition);
  } catch (error) {
    await api.abortUpload(target, id).catch(() => undefined);
    throw error;
  }
}

/** What a person is told: the machine's own errors name the file. */
function failure(error: unknown, signal: AbortSignal, tried: string, target: Entry): unknown {
  if (signal.aborted) return cancelled(tried);
  if (error instanceof DevOpsError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const isOfMachine = /^E(?:ACCES|PERM|NOENT|NOSPC|ISDIR|ROFS|DQUOT|EXIST|BUSY|MFILE)$/.test(code);
  return new DevOpsError({ kind: isOfMachine ? "conflict" : "offline", tried, on: uriOf(target), why: message, cause: error });
}
