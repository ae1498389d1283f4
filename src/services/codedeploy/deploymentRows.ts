import { type ResourceRef, parseArn } from "../../base/resourceRef.ts";
import { Pages } from "../../base/pages.ts";
import { joined } from "../../base/text.ts";
import { formatAgo, formatDuration, formatSpan, timeLine } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, Row, type RowView } from "../../host/tree/rows.ts";
import { deployApi } from "./connect.ts";
import { targetLines, taskSetTitle } from "./details.ts";
import { statusIcon, statusText, stepText } from "./look.ts";
import {
  type Deployment,
  type LifecycleEvent,
  type Target,
  type TaskSet,
  currentEvent,
  failureOf,
  isAppSpec,
  isOpen,
  isRunning,
  progressText,
  revisionDetails,
  revisionText,
  starterText,
  tasksText,
  trafficOf,
  trafficText,
} from "./model.ts";

const TARGETS_PAGE = 50;

/** A deployment; below it its targets. */
export class DeploymentRow extends Branch<Deployment> {
  readonly host: RoomHost;
  /** What the AppSpec puts in place, once it was read. */
  #revisionText: string | undefined;
  #traffic: number | undefined;
  readonly #targets = new Pages<string>(TARGETS_PAGE, async (cursor, signal) =>
    (await deployApi(this.host, this.context)).listTargets(this.data.id, cursor, signal),
  );

  constructor(host: RoomHost, parent: Branch, deployment: Deployment) {
    super(parent, parent.context, deployment.id, deployment);
    this.host = host;
  }

  /** Takes the texts of AppSpec revisions, by SHA-256. */
  setRevisionTexts(texts: ReadonlyMap<string, string>): void {
    const { revision } = this.data;
    const text = revision !== undefined && isAppSpec(revision) ? texts.get(revision.sha256) : undefined;
    this.#revisionText = text ?? this.#revisionText;
  }

  setTargets(targets: readonly Target[]): void {
    this.#traffic = trafficOf(targets);
  }

  get revisionText(): string | undefined {
    const { revision } = this.data;
    return this.#revisionText ?? (revision === undefined ? undefined : revisionText(revision));
  }

  /** What it deploys names it; its id says nothing, and stands last. */
  view(): RowView {
    const { id, status, revision } = this.data;
    const running = isRunning(status);
    const { revisionText: label = id } = this;
    const description = this.#description(running);
    const own = label === id ? undefined : id;
    const facets = [...(running ? ["underway"] : []), ...(revision === undefined ? [] : ["redeployable"])];
    return {
      label,
      description: joined([description, own]),
      icon: statusIcon(status),
      facets: ["deployment", "evented", ...facets],
      spoken: `${label}, ${joined(["deployment", own], " ")}, ${statusText(status)} · ${description}`,
    };
  }

  /** The icon has the status: in a narrow view the words behind the label are of what it does not show. */
  #description(running: boolean): string {
    const deployment = this.data;
    const now = Date.now();
    return joined([
      deployment.status === "Succeeded" ? undefined : progressText(deployment),
      running && this.#traffic !== undefined ? trafficText(this.#traffic) : undefined,
      running ? undefined : formatAgo(deployment.createdAt, now),
      starterText(deployment),
      formatSpan(deployment.startedAt ?? deployment.createdAt, deployment.endedAt ?? now),
    ]);
  }

  override name(): string {
    return this.data.id;
  }

  override consolePath(): string {
    return deploymentPath(this.data.id);
  }

  override tooltip(): readonly string[] {
    const { data } = this;
    const { createdAt, revision } = data;
    const lines = [
      `${data.id}: ${statusText(data.status)}`,
      `${data.application} to ${data.group}`,
      data.description,
      createdAt === undefined ? undefined : joined([timeLine("Created", createdAt), starterText(data)], " "),
      data.config === undefined ? undefined : `Configuration: ${data.config}`,
      revision === undefined ? undefined : `Revision: ${joined([this.#revisionText, revisionDetails(revision)], ", ")}`,
      data.error === undefined ? undefined : joined([data.errorCode, data.error], ": "),
      data.rolledBackBy === undefined ? undefined : `Rolled back by ${data.rolledBackBy}`,
    ];
    return lines.filter((line) => line !== undefined);
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const api = await deployApi(this.host, this.context);
    const { id } = this.data;
    const { items, next } = await this.#targets.page(cursor, signal);
    const targets = await api.getTargets(id, items, signal);
    return { rows: targets.map((target) => new TargetRow(this, target)), next };
  }

  /** Targets may be behind their deployment, which has ended: they are looked at until they have. */
  override pollInterval(children: readonly Row[]): number | undefined {
    if (isRunning(this.data.status)) return POLL_RUNNING;
    return children.some((row) => row instanceof TargetRow && isOpen(row.data.status)) ? POLL_IDLE : undefined;
  }

  override emptyText(): string {
    return isRunning(this.data.status) ? "No target yet" : "It ended before it reached a target";
  }
}

/** An instance, an ECS service or a function that is deployed to; below it its task sets and its lifecycle events. */
export class TargetRow extends Branch<Target> {
  declare readonly parent: DeploymentRow;

  constructor(parent: DeploymentRow, target: Target) {
    super(parent, parent.context, target.id, target);
  }

  override get isDerived(): boolean {
    return true;
  }

  view(): RowView {
    const { id, status, traffic, kind, side } = this.data;
    const event = currentEvent(this.data)?.name;
    const shifted = traffic === undefined ? undefined : trafficText(traffic);
    // the icon has the status, where something else is told
    const word = event === undefined && status !== "Succeeded" ? stepText(status) : undefined;
    return {
      label: id,
      description: joined([side, word, event, shifted]),
      icon: statusIcon(status),
      facets: ["target", "evented"],
      spoken: `${id}, ${kind === "unknown" ? "target" : kind}, ${joined([side, stepText(status), event, shifted])}`,
    };
  }

  override ref(): ResourceRef | undefined {
    return this.data.arn === undefined ? undefined : parseArn(this.data.arn);
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    const { id, status, side, updatedAt } = this.data;
    const failed = this.data.events.map(failureOf).find((failure) => failure !== undefined);
    const lines = [
      `${id}: ${stepText(status)}`,
      side === undefined ? undefined : `The ${side} instance of a blue/green deployment`,
      ...targetLines(this.data),
      failed,
      timeLine("Changed", updatedAt),
    ];
    return lines.filter((line) => line !== undefined);
  }

  load(): Promise<Page> {
    const sets = this.data.taskSets.map((set) => new TaskSetRow(this, set));
    return Promise.resolve({ rows: [...sets, ...this.data.events.map((event) => new EventRow(this, event))] });
  }

  override emptyText(): string {
    return "No lifecycle event yet";
  }
}

/** The tasks of one version of an ECS service: how many run, and how much of the traffic they have. */
export class TaskSetRow extends Row<TaskSet> {
  declare readonly parent: TargetRow;

  constructor(parent: TargetRow, set: TaskSet) {
    // a slash in the id would make a level of the tree of it
    super(parent, parent.context, encodeURIComponent(set.id), set);
  }

  view(): RowView {
    const set = this.data;
    const label = taskSetTitle(set);
    const description = joined([trafficText(set.traffic), tasksText(set)]);
    return { label, description, icon: { id: "server-process" }, facets: ["taskSet"], spoken: `${label}, ${description}` };
  }

  override name(): string {
    return this.data.id;
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    return [taskSetTitle(this.data), this.data.id, trafficText(this.data.traffic), tasksText(this.data)];
  }
}

/** A lifecycle event; a click shows what its script left behind. */
export class EventRow extends Row<LifecycleEvent> {
  declare readonly parent: TargetRow;

  constructor(parent: TargetRow, event: LifecycleEvent) {
    super(parent, parent.context, event.name, event);
  }

  view(): RowView {
    const event = this.data;
    const took = tookOf(event);
    const told = joined([took === undefined ? undefined : formatDuration(took), failureOf(event)]);
    return {
      label: event.name,
      description: told === "" ? stepText(event.status) : told,
      icon: statusIcon(event.status),
      facets: ["event", "evented"],
      spoken: `${event.name}, lifecycle event, ${joined([stepText(event.status), told])}`,
      command: { id: "awsDevOps.codedeploy.showDetails", title: "Show Event" },
    };
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }

  override tooltip(): readonly string[] {
    const { name, status, startedAt, logTail } = this.data;
    const lines = [
      `${name}: ${stepText(status)}`,
      timeLine("Started", startedAt),
      failureOf(this.data),
      ...(logTail === undefined ? [] : logTail.split("\n").slice(-TAIL_LINES)),
    ];
    return lines.filter((line) => line !== undefined);
  }
}

/** Lines of a script's log that a tooltip shows: its end, where the failure stands. */
const TAIL_LINES = 8;

/** Milliseconds of an event, to now while it runs. */
function tookOf({ startedAt, endedAt, status }: LifecycleEvent): number | undefined {
  if (startedAt === undefined) return undefined;
  if (endedAt !== undefined) return endedAt - startedAt;
  return status === "InProgress" ? Math.max(0, Date.now() - startedAt) : undefined;
}

function deploymentPath(id: string): string {
  return `codesuite/codedeploy/deployments/${encodeURIComponent(id)}`;
}
