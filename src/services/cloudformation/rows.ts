import { Pages } from "../../base/pages.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, Row, type RowView } from "../../host/tree/rows.ts";
import { stackApi } from "./connect.ts";
import { statusIcon } from "./look.ts";
import {
  type Stack,
  type StackOutput,
  type StackParameter,
  type StackResource,
  isHidden,
  isRunning,
  meaningOf,
  reasonText,
  shortId,
  statusText,
  typeText,
} from "./model.ts";
import { type Located, placeOf, resourceConsolePath, resourceRefOf, stackPage, withApplication } from "./resources.ts";

export const PAGE = 50;
const OPEN_RESOURCE = { id: "awsDevOps.cloudformation.openResource", title: "Open Resource" };

/** The row of a stack, as the rows below it see it. */
export type StackParent = Branch<Stack> & { readonly host: RoomHost };

/** Something that a stack has many of. */
export abstract class PartRow extends Branch {
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
    return { rows: items.map((resource) => new ResourceRow(this, withApplication(resource, items))), next };
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
export class ResourceRow extends Row<StackResource & Located> {
  declare readonly parent: ResourcesRow;

  constructor(parent: ResourcesRow, resource: StackResource & Located) {
    super(parent, parent.context, resource.logicalId, resource);
  }

  get stack(): Stack {
    return this.parent.stack;
  }

  view(): RowView {
    const { logicalId, type, physicalId, status, reason } = this.data;
    const why = meaningOf(status) === "failed" ? reasonText(reason) : undefined;
    const stands = meaningOf(status) === "done" ? undefined : statusText(status);
    return {
      label: logicalId,
      description: joined([typeText(type), shortId(physicalId ?? ""), stands, why]),
      icon: statusIcon(status),
      facets: ["stackResource"],
      spoken: joined([logicalId, typeText(type), statusText(status), why], ", "),
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

/** A click opens what has a view here; it must not open a browser. */
export function clickOf(host: RoomHost, ref: ResourceRef | undefined): Pick<RowView, "command"> {
  return ref !== undefined && host.links.canOpen(ref) ? { command: OPEN_RESOURCE } : {};
}
