import type { AccountContext } from "../../base/context.ts";
import { Pages } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, type Row, type RowView } from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { stackApi } from "./connect.ts";
import { EventsRow } from "./eventRows.ts";
import { statusIcon } from "./look.ts";
import { type Stack, canCancel, hasFailed, isRunning, newestChangeFirst, shortId, statusText } from "./model.ts";
import { stackPage } from "./resources.ts";
import { OutputsRow, ParametersRow, ResourcesRow } from "./rows.ts";

const STACKS_PAGE = 50;
/**
 * By itself a list that is filtered, or in which something runs, is read whole this often at most, in milliseconds: no call
 * filters, and each takes long where there are many stacks. In between only those that run are read, by name.
 */
const WHOLE_AFTER = 60_000;

/** The stacks of one context. Each call tells all of its stacks: none is made for a single row. */
export class StacksSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  readonly #pages: Pages<Stack>;
  /** When the list was last read from its beginning, in epoch milliseconds. */
  #readAt = Number.NEGATIVE_INFINITY;
  /** Whether a stack of the first page ran when it was last looked at. */
  #runs = false;

  constructor(host: RoomHost, context: AccountContext) {
    this.#host = host;
    this.#context = context;
    this.#pages = new Pages(STACKS_PAGE, async (cursor, signal) => (await stackApi(host, context)).listStacks(cursor, signal));
  }

  async load(parent: Branch, { cursor, filter, reason, signal }: PageRequest): Promise<Page> {
    const fits = filter === undefined ? undefined : ({ name }: Stack) => containsIgnoringCase(name, filter);
    const age = Date.now() - this.#readAt;
    const known = reason === "poll" && age < (fits === undefined && !this.#runs ? POLL_IDLE : WHOLE_AFTER);
    const { items, next } = await this.#pages.page(cursor, signal, { fits, known });
    if (cursor === undefined && !known) this.#readAt = Date.now();
    const stacks = newestChangeFirst(known ? await this.#readRunning(items, signal) : items);
    if (cursor === undefined) this.#runs = stacks.some(({ status }) => isRunning(status));
    return { rows: stacks.map((stack) => new StackRow(this.#host, parent, stack)), next };
  }

  /** Stacks with those anew that ran when the list was read; a stack that is deleted by now is left out. */
  async #readRunning(stacks: readonly Stack[], signal: AbortSignal): Promise<Stack[]> {
    const api = await stackApi(this.#host, this.#context);
    const read = async (stack: Stack) => (isRunning(stack.status) ? api.getStack(stack.id, signal) : stack);
    const now = await Promise.all(stacks.map(read));
    return now.filter(({ status }) => status !== "DELETE_COMPLETE");
  }

  pollInterval(children: readonly Row[]): number {
    return children.some((row) => row instanceof StackRow && isRunning(row.data.status)) ? POLL_RUNNING : POLL_IDLE;
  }
}

/** A stack; what its list did not tell stands behind the rows below it. */
export class StackRow extends Branch<Stack> {
  declare readonly parent: Branch;
  readonly host: RoomHost;
  /** When its data was read, in epoch milliseconds. */
  readAt = Date.now();

  constructor(host: RoomHost, parent: Branch, stack: Stack) {
    super(parent, parent.context, stack.name, stack);
    this.host = host;
  }

  override get isDerived(): boolean {
    return true;
  }

  /** What a short list does not tell stays as it was read, as long as nothing changed. */
  override adopt(fresh: Row): void {
    const before = this.data;
    super.adopt(fresh);
    this.readAt = Date.now();
    const now = this.data;
    if (!now.isSummary || before.isSummary) return;
    const isSame = now.status === before.status && now.updatedAt === before.updatedAt;
    this.data = { ...before, status: now.status, reason: now.reason, updatedAt: now.updatedAt, isSummary: !isSame };
  }

  view(): RowView {
    const { name, status } = this.data;
    const description = this.#summary();
    const facets = ["stack", ...(hasFailed(this.data) ? ["stackFailed"] : []), ...(canCancel(this.data) ? ["stackUpdating"] : [])];
    return { label: name, description, icon: statusIcon(status), facets, spoken: `${name}, stack, ${description}` };
  }

  #summary(): string {
    const { status, updatedAt, createdAt, parentId } = this.data;
    const at = updatedAt ?? createdAt;
    const parts = [
      statusText(status),
      isRunning(status) || at === undefined ? undefined : formatAgo(at, Date.now()),
      parentId === undefined ? undefined : `nested in ${shortId(parentId)}`,
    ];
    return parts.filter((part) => part !== undefined).join(" · ");
  }

  override ref(): ResourceRef | undefined {
    return parseArn(this.data.id);
  }

  override consolePath(): string {
    return stackPage(this.data.id, "stackinfo");
  }

  override tooltip(): readonly string[] {
    const stack = this.data;
    const tags = stack.tags.map(({ key, value }) => `${key}=${value}`).join(", ");
    const lines = [
      `${stack.name}: ${statusText(stack.status)}`,
      stack.reason,
      stack.description,
      stack.createdAt === undefined ? undefined : `Created ${formatDateTime(stack.createdAt)}`,
      stack.updatedAt === undefined ? undefined : `Updated ${formatDateTime(stack.updatedAt)}`,
      stack.parentId === undefined ? undefined : `Nested in ${shortId(stack.parentId)}`,
      stack.rootId === undefined || stack.rootId === stack.parentId ? undefined : `Below ${shortId(stack.rootId)}`,
      stack.isProtected ? "Protected from being deleted" : undefined,
      tags === "" ? undefined : `Tags: ${tags}`,
    ];
    return lines.filter((line) => line !== undefined);
  }

  async load({ signal }: PageRequest): Promise<Page> {
    if (this.data.isSummary) this.data = await (await stackApi(this.host, this.context)).getStack(this.data.id, signal);
    return { rows: [new ResourcesRow(this), new OutputsRow(this), new EventsRow(this), new ParametersRow(this)] };
  }
}
