import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { commandId } from "../../base/manifest.ts";
import { type ResourceRef, parseArn } from "../../base/resourceRef.ts";
import { formatBytes, plural } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, Row, type RowView } from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { manifest } from "./manifest.ts";
import { searchGroups } from "./groupSearch.ts";
import { type GroupSearch, type Listing, type LogGroup, type LogStream } from "./model.ts";
import { classRemedy, describeClass, logConsolePath, logResource } from "./model.ts";

/** The part of the service that the tree reads. */
export interface LogLists {
  groups(search: GroupSearch, token: string | undefined, signal: AbortSignal): Promise<Listing<LogGroup>>;
  streams(group: string, prefix: string | undefined, token: string | undefined, signal: AbortSignal): Promise<Listing<LogStream>>;
}

/** The log groups of one context. */
export class LogGroups implements ServiceSource {
  readonly #lists: LogLists;

  constructor(lists: LogLists) {
    this.#lists = lists;
  }

  async load(parent: Branch, request: PageRequest): Promise<Page> {
    const listing = await searchGroups(this.#lists, request.filter, request.cursor, request.signal);
    const rows = listing.items.map((group) => new LogGroupRow(parent, parent.context, group, this.#lists));
    return { rows, next: listing.next };
  }
}

/** A log group; its children are streams, the last written first. */
export class LogGroupRow extends Branch<LogGroup> {
  readonly #lists: LogLists;

  constructor(parent: Row | undefined, context: AccountContext, group: LogGroup, lists: LogLists) {
    super(parent, context, `group:${group.name}`, group);
    this.#lists = lists;
  }

  get location(): LogLocation {
    return { context: this.context, group: this.data.name };
  }

  view(): RowView {
    const { name } = this.data;
    const description = describeGroup(this.data);
    return {
      label: name,
      ...(description === "" ? {} : { description }),
      icon: { id: "list-flat" },
      facets: ["logGroup"],
      spoken: description === "" ? `${name}, log group` : `${name}, log group, ${description}`,
    };
  }

  override ref(): ResourceRef {
    return parseArn(this.data.arn ?? "") ?? logResource(this.context.region, this.data.name);
  }

  override consolePath(): string {
    return logConsolePath(this.data.name);
  }

  override tooltip(): readonly string[] {
    const description = describeGroup(this.data);
    const { name, logClass } = this.data;
    const remedy = describeClass(logClass) === undefined ? [] : [classRemedy(logClass)];
    return [name, ...(description === "" ? [] : [description]), ...remedy];
  }

  override async load(request: PageRequest): Promise<Page> {
    const listing = await this.#lists.streams(this.data.name, request.filter, request.cursor, request.signal);
    return { rows: listing.items.map((stream) => new LogStreamRow(this, stream)), next: listing.next };
  }

  /** Streams are made all the time: looked at again while they are open and visible. */
  override pollInterval(): number {
    return POLL_IDLE;
  }

  override filterPrompt(): string {
    return "Stream name starts with";
  }

  override emptyText(): string {
    return "No log streams yet";
  }
}

/** A log stream; a click opens its log. */
export class LogStreamRow extends Row<LogStream> {
  constructor(parent: LogGroupRow, stream: LogStream) {
    super(parent, parent.context, `stream:${stream.name}`, stream);
  }

  get location(): LogLocation {
    return { context: this.context, group: this.data.group, stream: this.data.name };
  }

  view(): RowView {
    const { name } = this.data;
    const description = describeStream(this.data, Date.now());
    return {
      label: name,
      description,
      icon: { id: "output" },
      facets: ["logStream"],
      spoken: `${name}, log stream, last event ${description}`,
      command: { id: commandId(manifest, "open"), title: "Open Log" },
    };
  }

  override ref(): ResourceRef {
    return parseArn(this.data.arn ?? "") ?? logResource(this.context.region, this.data.group, this.data.name);
  }

  override consolePath(): string {
    return logConsolePath(this.data.group, this.data.name);
  }

  override tooltip(): readonly string[] {
    const { name, firstEvent, lastEvent } = this.data;
    const first = firstEvent === undefined ? "unknown" : formatDateTime(firstEvent);
    const last = lastEvent === undefined ? "unknown" : formatDateTime(lastEvent);
    return [name, `First event: ${first}`, `Last event: ${last}`];
  }
}

/** What stands behind a group's name: its size and how long it is kept, as far as the list told. */
export function describeGroup(group: LogGroup): string {
  const parts: string[] = [];
  const logClass = describeClass(group.logClass);
  if (logClass !== undefined) parts.push(logClass);
  if (group.storedBytes !== undefined && group.storedBytes > 0) parts.push(formatBytes(group.storedBytes));
  if (group.retentionDays !== undefined) parts.push(`kept ${plural(group.retentionDays, "day")}`);
  else if (group.retentionKnown) parts.push("never expires");
  return parts.join(" · ");
}

/** When the stream was last written, as far as AWS knows: it learns of it up to an hour late. */
export function describeStream(stream: LogStream, now: number): string {
  return stream.lastEvent === undefined ? "no events" : formatAgo(stream.lastEvent, now);
}
