import { DevOpsError } from "../../../base/errors.ts";
import { formatBytes } from "../../../base/text.ts";
import type { Tools } from "../../../host/kinds/ask.ts";
import { type Entry, fileNameOf, isPicture, isText, uriOf } from "../model.ts";
import { filesOf, gunzip, isGzip, isZip } from "./archive.ts";

/** Shows what an object is: a text, a picture, or a file of an archive that is picked. @throws DevOpsError where it is neither */
export async function showObject(object: Entry, bytes: Uint8Array, { ask, showFile }: Pick<Tools, "ask" | "showFile">): Promise<void> {
  const name = fileNameOf(object.key);
  if (isZip(bytes)) {
    const files = filesOf(bytes).map((file) => ({ label: file.path, description: formatBytes(file.size), icon: "file", value: file }));
    if (files.length === 0) throw unreadable(object, "the archive is empty");
    const picked = await ask.pick(`Open a file of ${name}`, "File", files);
    await show(object, fileNameOf(picked.path), picked.unpack(), showFile);
  } else if (isGzip(bytes)) {
    await show(object, name.replace(/\.gz$/i, ""), gunzip(bytes), showFile);
  } else {
    await show(object, name, bytes, showFile);
  }
}

async function show(object: Entry, name: string, bytes: Uint8Array, showFile: Tools["showFile"]): Promise<void> {
  if (!isPicture(name) && !isText(bytes)) throw unreadable(object, "it is neither a text nor a picture");
  await showFile(name, bytes);
}

function unreadable(object: Entry, why: string): DevOpsError {
  return new DevOpsError({ kind: "unsupported", tried: "open the object", on: uriOf(object), why, remedy: "Download it." });
}
