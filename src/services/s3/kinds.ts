import { formatBytes } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { S3Api } from "./api.ts";
import { type Entry, isArchived, isPicture, objectRef, stepsTo, uriOf } from "./model.ts";

const page = ({ bucket, key, kind }: Entry) =>
  kind === "object" ? `s3/object/${bucket}?prefix=${encodeURIComponent(key)}` : `s3/buckets/${bucket}${key === "" ? "" : `?prefix=${encodeURIComponent(key)}`}`;

export const buckets: Kind<S3Api, Entry> = {
  noun: "bucket",
  icon: "archive",
  none: "No bucket in this region",
  get below() {
    return [entries];
  },
  list: (api, _service, { cursor, signal }) => api.listBuckets(cursor, signal),
  key: ({ name }) => name,
  tell: (bucket, _more, { now, context }) => ({
    label: bucket.name,
    facts: [bucket.at === undefined ? undefined : `made ${formatAgo(bucket.at, now)}`],
    tooltip: [bucket.name, bucket.at === undefined ? undefined : `Made ${formatDateTime(bucket.at)}`],
    ref: objectRef(context.region, bucket.bucket),
    page: page(bucket),
  }),
  find: ({ service, resource }) => (service === "s3" && stepsTo(resource).length === 1 ? stepsTo(resource) : undefined),
};

/** Prefixes and objects are of one kind: one call lists both, and neither is to wait for the end of the other's. */
export const entries: Kind<S3Api, Entry, Entry> = {
  noun: "object",
  icon: "file",
  none: "Nothing here",
  filter: "Name begins with",
  isFilteredByService: true,
  // a bucket may hold millions: pickers show the first page
  isHistory: true,
  above: buckets,
  get below() {
    return [entries];
  },
  belowOf: ({ kind }) => (kind === "object" ? [] : [entries]),
  list: (api, above, { cursor, filter, signal }) => api.list(above, filter, cursor, signal),
  key: ({ name }) => name,
  tell: (entry, _more, { now, context }) => ({
    label: entry.name,
    what: entry.kind === "prefix" ? "prefix" : undefined,
    icon: entry.kind === "prefix" ? "folder" : isPicture(entry.name) ? "file-media" : "file",
    facts: [
      entry.size === undefined ? undefined : formatBytes(entry.size),
      isArchived(entry) ? "archived" : undefined,
      entry.at === undefined ? undefined : formatAgo(entry.at, now),
    ],
    tooltip: [
      uriOf(entry),
      entry.at === undefined ? undefined : `Changed ${formatDateTime(entry.at)}`,
      entry.storage && `Storage class: ${entry.storage}`,
      isArchived(entry) ? "It has to be restored before it can be read" : undefined,
    ],
    ref: objectRef(context.region, entry.bucket, entry.key),
    page: page(entry),
  }),
  find: ({ service, resource }) => (service === "s3" && stepsTo(resource).length > 1 ? stepsTo(resource) : undefined),
};
