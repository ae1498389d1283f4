import { Pages } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, Row, type RowView } from "../../host/tree/rows.ts";
import { stackApi } from "./connect.ts";
import { eventIcon, statusIcon } from "./look.ts";
import {
  type Stack,
  type StackEvent,
  type StackOutput,
  type StackParameter,
  type StackResource,
  isHidden,
  isOfStack,
  isRunning,
  meaningOf,
  reasonText,
  shortId,
  statusText,
  typeText,
} from "./model.ts";
import { placeOf, resourceConsolePath, resourceRefOf, stackPage } from "./resources.ts";

const PAGE = 50;
const OPEN_RESOURCE = { id: "awsDevOps.cloudformation.openResource", title: "Open Resource" };

/** The row of a stack, as the rows below it see it. */
type StackParent = Branch<Stack> & { readonly host: RoomHost };

/** Something that a stack has many of. */
abstract class PartRow extends Branch {
  declare readonly parent: StackParent;

  constructor(parent: StackParent, key: string) {
    super(parent, parent.context, key, undefined);
  }

  get stack(): Stack {
    return this.parent.data;
  }
}

/** What the stack's own data tells: it is new whenever the stack is. */
abstract class DerivedRow extends PartRow {
  override get isDerived(): boolean {
    return true;
  }
}

/** The resources of a stack, in the service's order. */
export class ResourcesRow extends PartRow {
  readonly #pages = new Pages<StackResource>(PAGE, async (cursor, signal) =>
    (await stackApi(this.parent.host, this.context)).listResources(this.stack.id, cursor, signal),
  );

  constructor(parent: StackParent) {
    super(parent, "resources");
  }

  view(): RowView {
    return { label: "Resources", icon: { id: "symbol-structure" }, facets: ["stackResources"] };
  }

  override consolePath(): string {
    return stackPage(this.stack.id, "resources");
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const { items, next } = await this.#pages.page(cursor, signal);
    return { rows: items.map((resource) => new ResourceRow(this, resource)), next };
  }

  override pollInterval(children: readonly Row[]): number {
    const runs = children.some((row) => row instanceof ResourceRow && isRunning(row.data.status));
    return runs || isRunning(this.stack.status) ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No resource";
  }
}

/** One resource; a click opens it, here or in the console. */
export class ResourceRow extends Row<StackResource> {
  declare readonly parent: ResourcesRow;

  constructor(parent: ResourcesRow, resource: StackResource) {
    super(parent, parent.context, resource.logicalId, resource);
  }

  get stack(): Stack {
    return this.parent.stack;
  }

  view(): RowView {
    const { logicalId, type, physicalId, status, reason } = this.data;
    const parts = [
      typeText(type),
      physicalId === undefined || physicalId === "" ? undefined : shortId(physicalId),
      meaningOf(status) === "done" ? undefined : statusText(status),
      meaningOf(status) === "failed" ? reasonText(reason) : undefined,
    ];
    const description = parts.filter((part) => part !== undefined).join(" · ");
    return {
      label: logicalId,
      description,
      icon: statusIcon(status),
      facets: ["stackResource"],
      spoken: `${logicalId}, ${typeText(type)}, ${statusText(status)}`,
      ...clickOf(this.parent.parent.host, this.ref()),
    };
  }

  override name(): string {
    return this.data.physicalId ?? this.data.logicalId;
  }

  override ref(): ResourceRef | undefined {
    return resourceRefOf(this.data, placeOf(this.stack));
  }

  override consolePath(): string {
    return resourceConsolePath(this.data) ?? stackPage(this.stack.id, "resources");
  }

  override tooltip(): readonly string[] {
    const { logicalId, type, physicalId, status, reason, updatedAt } = this.data;
    const lines = [
      `${logicalId}: ${statusText(status)}`,
      reason,
      `Type: ${type}`,
      physicalId === undefined ? undefined : `Physical id: ${physicalId}`,
      updatedAt === undefined ? undefined : `Changed ${formatDateTime(updatedAt)}`,
    ];
    return lines.filter((line) => line !== undefined);
  }
}

/** The outputs of a stack. */
export class OutputsRow extends DerivedRow {
  constructor(parent: StackParent) {
    super(parent, "outputs");
  }

  view(): RowView {
    return { label: "Outputs", description: String(this.stack.outputs.length), icon: { id: "output" }, facets: ["stackOutputs"] };
  }

  override consolePath(): string {
    return stackPage(this.stack.id, "outputs");
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: this.stack.outputs.map((output) => new OutputRow(this, output)) });
  }

  override emptyText(): string {
    return "No output";
  }
}

export class OutputRow extends Row<StackOutput> {
  declare readonly parent: OutputsRow;

  constructor(parent: OutputsRow, output: StackOutput) {
    super(parent, parent.context, output.name, output);
  }

  view(): RowView {
    const { name, value } = this.data;
    return { label: name, description: value, icon: { id: "symbol-constant" }, facets: ["stackOutput"], spoken: `${name}, output, ${value}` };
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    const { name, value, description, exportName } = this.data;
    const lines = [name, value, description, exportName === undefined ? undefined : `Exported as ${exportName}`];
    return lines.filter((line) => line !== undefined);
  }
}

/** The parameters of a stack. */
export class ParametersRow extends DerivedRow {
  constructor(parent: StackParent) {
    super(parent, "parameters");
  }

  view(): RowView {
    const description = String(this.stack.parameters.length);
    return { label: "Parameters", description, icon: { id: "settings" }, facets: ["stackParameters"] };
  }

  override consolePath(): string {
    return stackPage(this.stack.id, "parameters");
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: this.stack.parameters.map((parameter) => new ParameterRow(this, parameter)) });
  }

  override emptyText(): string {
    return "No parameter";
  }
}

export class ParameterRow extends Row<StackParameter> {
  declare readonly parent: ParametersRow;

  constructor(parent: ParametersRow, parameter: StackParameter) {
    super(parent, parent.context, parameter.name, parameter);
  }

  view(): RowView {
    const { name, value, resolved } = this.data;
    const hidden = isHidden(this.data);
    const description = resolved === undefined ? value : `${value} · ${resolved}`;
    return {
      label: name,
      description,
      icon: { id: hidden ? "lock" : "symbol-parameter" },
      facets: ["stackParameter"],
      spoken: `${name}, parameter, ${hidden ? "hidden" : description}`,
    };
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    const { name, value } = this.data;
    return isHidden(this.data) ? [name, "Hidden by the template (NoEcho): CloudFormation does not tell it."] : [name, value];
  }
}

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

/** One event; that of a resource opens it. */
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
    const { logicalId, status, reason, at, type } = this.data;
    const ofResource = !isOfStack(this.stack, this.data);
    const parts = [
      statusText(status),
      meaningOf(status) === "failed" || status.includes("ROLLBACK") ? reasonText(reason) : undefined,
      at === undefined ? undefined : formatAgo(at, Date.now()),
    ];
    const description = parts.filter((part) => part !== undefined).join(" · ");
    return {
      label: logicalId,
      description,
      icon: eventIcon(status),
      facets: ["stackEvent", ...(ofResource ? ["stackResource"] : [])],
      spoken: `${logicalId}, ${ofResource ? typeText(type) : "stack"}, ${description}`,
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
    const { logicalId, type, physicalId, status, reason, at } = this.data;
    const lines = [
      `${logicalId}: ${statusText(status)}`,
      reason,
      at === undefined ? undefined : formatDateTime(at),
      `Type: ${type}`,
      physicalId === undefined || physicalId === "" ? undefined : `Physical id: ${physicalId}`,
    ];
    return lines.filter((line) => line !== undefined);
  }
}

/** A click opens what has a view here; it must not open a browser. */
function clickOf(host: RoomHost, ref: ResourceRef | undefined): Pick<RowView, "command"> {
  return ref !== undefined && host.links.canOpen(ref) ? { command: OPEN_RESOURCE } : {};
}
