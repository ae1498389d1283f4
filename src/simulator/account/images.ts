import { createHash } from "node:crypto";

/** The digest of an image by its full name: registries, tasks and functions tell the same one. */
export function digestOf(image: string): string {
  return `sha256:${createHash("sha256").update(image).digest("hex")}`;
}
