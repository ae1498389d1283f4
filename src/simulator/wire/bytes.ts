/**
 * A serialiser's output as bytes, without copying. The SDK's JSON serialiser gives an array that also plays a string
 * and complains when it is used as one, which `Buffer.from(array)` does.
 */
export function bytesOf(flushed: string | Uint8Array): Buffer {
  if (typeof flushed === "string") {
    return Buffer.from(flushed);
  }
  return Buffer.from(flushed.buffer, flushed.byteOffset, flushed.byteLength);
}
