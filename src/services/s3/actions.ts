import { stat } from "node:fs/promises";
import path from "node:path";
import { DevOpsError } from "../../base/errors.ts";
import { everyPage } from "../../base/pages.ts";
import { formatBytes, joined } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { MOST_UNPACKED } from "./actions/archive.ts";
import { showObject } from "./actions/show.ts";
import { download, upload } from "./actions/transfers.ts";
import type { Head, S3Api } from "./api.ts";
import { buckets, entries } from "./kinds.ts";
import { type Deleted, type Entry, type Versioning, fileNameOf, isArchived, objectRef, uriOf } from "./model.ts";

/** So many versions are looked through for what was deleted: a bucket may have millions. */
const MOST_VERSIONS = 5000;

const isObject = ({ kind }: Entry) => kind === "object";
const isReadable = (entry: Entry) => isObject(entry) && !isArchived(entry);
const told = ({ size, at }: Head) => joined([formatBytes(size), at === undefined ? undefined : formatDateTime(at)], ", ");

/** What becomes of what is overwritten, as a plan says it. */
function undoOfPut(versioning: Versioning, isThere: boolean): string {
  if (!isThere) return "delete the object.";
  return {
    kept: "the bucket keeps the version before: copy it over this one in the console.",
    "not kept": "what is overwritten cannot be had back: the bucket keeps no versions.",
    "not known": "what is overwritten may be gone: whether the bucket keeps versions could not be read.",
  }[versioning];
}

function undoOfDelete(versioning: Versioning): string {
  return {
    kept: "undelete the object: the bucket keeps it behind a mark.",
    "not kept": "it cannot be had back: the bucket keeps no versions.",
    "not known": "it may be gone for ever: whether the bucket keeps versions could not be read.",
  }[versioning];
}

export const actions = {
  open: look(entries, {
    onClick: true,
    fits: isReadable,
    none: "there is no object here that can be opened",
    async run({ api, item: object }, tools) {
      if (isArchived(object)) {
        const remedy = "Restore it in the console; it can be read some hours later.";
        throw new DevOpsError({ kind: "conflict", tried: "open the object", on: uriOf(object), why: `it is archived (${object.storage})`, remedy });
      }
      if ((object.size ?? 0) > MOST_UNPACKED) {
        const why = `it is ${formatBytes(object.size ?? 0)} large, and more than ${formatBytes(MOST_UNPACKED)} is not opened`;
        throw new DevOpsError({ kind: "conflict", tried: "open the object", on: uriOf(object), why, remedy: "Download it." });
      }
      const bytes = await tools.ask.wait(`Reading ${fileNameOf(object.key)}`, (signal) => api.bytes(object, signal));
      await showObject(object, bytes, tools);
    },
  }),

  download: look(entries, {
    fits: isReadable,
    none: "there is no object here that can be read",
    async run({ api, item: object }, { ask }) {
      const name = fileNameOf(object.key);
      const file = await ask.saveTo({ title: `Download ${name}`, verb: "Download", example: name });
      await ask.wait(`Downloading ${name}`, (signal, report) => download(api, object, file, signal, report));
      await ask.tell(`Downloaded ${name} to ${file}`);
    },
  }),

  copyUri: look([entries, buckets], { run: ({ item }, { ask }) => ask.copy(uriOf(item)) }),

  upload: write([buckets, entries], {
    operation: "PutObject",
    verb: "Upload",
    fits: (above) => !isObject(above),
    none: "there is no bucket to upload to",
    async before({ api, item: above }, { ask }) {
      const file = await ask.file({ title: `Upload to ${uriOf(above)}`, verb: "Upload", example: "upload.txt" });
      const name = path.basename(file);
      const target: Entry = { ...above, kind: "object", name, key: `${above.key}${name}` };
      const [head, versioning, { size }] = await Promise.all([api.head(target), api.versioning(above.bucket), stat(file)]);
      return { file, target, head, versioning, size };
    },
    plan: ({ context }, { target, head, versioning, size }) => ({
      title: `Upload ${target.name} to ${uriOf({ ...target, key: target.key.slice(0, -target.name.length) })}`,
      changes: [{ what: target.key, before: head === undefined ? "not there" : told(head), after: `${formatBytes(size)}, the file of this computer` }],
      undo: undoOfPut(versioning, head !== undefined),
      resource: target.bucket,
      ref: objectRef(context.region, target.bucket, target.key),
    }),
    send: ({ api }, { file, target, head }, { ask }) =>
      ask.wait(`Uploading ${target.name}`, (signal, report) => upload(api, target, file, { match: head?.etag }, signal, report)),
  }),

  delete: write(entries, {
    operation: "DeleteObject",
    verb: "Delete",
    fits: isObject,
    none: "there is no object here",
    before: async ({ api, item }) => api.versioning(item.bucket),
    plan: ({ item }, versioning) => ({
      title: `Delete ${uriOf(item)}`,
      changes: [{ what: item.key, before: told({ size: item.size ?? 0, at: item.at, etag: undefined }), after: "deleted" }],
      undo: undoOfDelete(versioning),
      resource: item.name,
    }),
    send: ({ api, item }) => api.delete(item, item.etag),
  }),

  undelete: write([buckets, entries], {
    operation: "DeleteObject",
    verb: "Undelete",
    fits: (above) => !isObject(above),
    none: "there is no bucket",
    before: async ({ api, item: above }, { ask }) => {
      const found = await ask.wait(`Looking for what was deleted in ${uriOf(above)}`, () => deletedIn(api, above));
      if (found.length === 0) {
        const why = `none of the first ${MOST_VERSIONS} versions says that something was deleted`;
        throw new DevOpsError({ kind: "notFound", tried: "undelete an object", on: uriOf(above), why });
      }
      const now = Date.now();
      const choices = found.map((one) => ({
        label: one.key.slice(above.key.length),
        description: one.at === undefined ? undefined : `deleted ${formatAgo(one.at, now)}`,
        icon: "trash",
        value: one,
      }));
      return ask.pick(`Undelete an object of ${uriOf(above)}`, "Deleted object, the latest first", choices);
    },
    plan: ({ item: { bucket }, context }, { key }) => ({
      title: `Undelete ${uriOf({ bucket, key })}`,
      changes: [{ what: key, before: "deleted", after: "as it was before" }],
      undo: "delete the object again.",
      resource: bucket,
      ref: objectRef(context.region, bucket, key),
    }),
    send: ({ api, item: { bucket } }, deleted) => api.undelete(bucket, deleted),
  }),
};

async function deletedIn(api: S3Api, above: Entry): Promise<readonly Deleted[]> {
  const found: Deleted[] = [];
  let pages = 0;
  for await (const page of everyPage("list deleted objects", (cursor) => api.listDeleted(above, cursor))) {
    found.push(...page);
    pages += 1;
    if (pages * 1000 >= MOST_VERSIONS) break;
  }
  return found.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}
