import { Pages } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, Row, type RowView } from "../../host/tree/rows.ts";
import { stackApi } from "./connect.ts";
import { hookText } from "./details.ts";
import { eventIcon } from "./look.ts";
import { type Stack, type StackEvent, isOfStack, isRunning, meaningOf, reasonText, statusText, typeText } from "./model.ts";
import { placeOf, resourceRefOf, stackPage } from "./resources.ts";
import { PAGE, PartRow, type StackParent, clickOf } from "./rows.ts";

const SHOW_EVENT = { id: "awsDevOps.cloudformation.showEvent", title: "Show Event" };

/** What happened to a stack, newest first. */
export class EventsRow extends PartRow {
  readonly #pages = new Pages<StackEvent>(PAGE, async (cursor, signal) =>
    (await stackApi(this.parent.host, this.context)).listEvents(this.stack.id, cursor, signal),
  );

  constructor(parent: StackParent) {
    super(parent, "events");
  }

  view(): RowView {
    return { label: "Events", icon: { id: "history" }, facets: ["stackEvents"] };
  }

  override consolePath(): string {
    return stackPage(this.stack.id, "events");
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const { items, next } = await this.#pages.page(cursor, signal);
    return { rows: items.map((event) => new EventRow(this, event)), next };
  }

  /** The newest event of the stack itself knows of an update before the list of stacks does. */
  override pollInterval(children: readonly Row[]): number {
    const newest = children.find((row) => row instanceof EventRow && isOfStack(this.stack, row.data));
    const runs = newest instanceof EventRow && isRunning(newest.data.status);
    return runs || isRunning(this.stack.status) ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No event: CloudFormation keeps them for 90 days";
  }
}

/** An event in a few words: what came of it, why where it went wrong, and how long ago. */
export function eventText(event: StackEvent): string {
  const { status, reason, at, hook } = event;
  const why = hook === undefined ? reason : hook.reason;
  const wentWrong = meaningOf(hook?.status ?? status) === "failed" || status.includes("ROLLBACK");
  const ago = at === undefined ? undefined : formatAgo(at, Date.now());
  return joined([hookText(event) ?? statusText(status), wentWrong ? reasonText(why) : undefined, ago]);
}

/** One event; a click opens its resource where that has a view here, else the event as text. */
export class EventRow extends Row<StackEvent> {
  declare readonly parent: EventsRow;

  constructor(parent: EventsRow, event: StackEvent) {
    // an id may hold a resource's name, and a slash in it would make a level of the tree of it
    super(parent, parent.context, encodeURIComponent(event.id), event);
  }

  get stack(): Stack {
    return this.parent.stack;
  }

  view(): RowView {
    const { logicalId, status, type, hook } = this.data;
    const ofResource = !isOfStack(this.stack, this.data);
    const description = eventText(this.data);
    return {
      label: logicalId,
      description,
      icon: eventIcon(hook?.status ?? status),
      facets: ["stackEvent", ...(ofResource ? ["stackResource"] : [])],
      spoken: `${logicalId}, ${ofResource ? typeText(type) : "stack"}, ${description}`,
      command: SHOW_EVENT,
      ...(ofResource ? clickOf(this.parent.parent.host, this.ref()) : {}),
    };
  }

  override name(): string {
    return this.data.logicalId;
  }

  override ref(): ResourceRef | undefined {
    return resourceRefOf(this.data, placeOf(this.stack));
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    const { logicalId, type, physicalId, status, reason, at, hook } = this.data;
    const lines = [
      `${logicalId}: ${statusText(status)}`,
      reason,
      hookText(this.data),
      hook?.reason,
      at === undefined ? undefined : formatDateTime(at),
      `Type: ${type}`,
      physicalId === undefined || physicalId === "" ? undefined : `Physical id: ${physicalId}`,
    ];
    return lines.filter((line) => line !== undefined);
  }
}
