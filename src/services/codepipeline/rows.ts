import type { DevOpsError } from "../../base/errors.ts";
import { formatAgo, formatDateTime, formatDuration } from "../../base/time.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type Page, type PageRequest, POLL_IDLE, POLL_RUNNING, Row, type RowView } from "../../host/tree/rows.ts";
import { statusIcon, statusText } from "./look.ts";
import {
  type Action,
  type Execution,
  type Pipeline,
  type PipelineState,
  type Stage,
  type Status,
  buildRef,
  canRetry,
  isRunning,
  pipelineRef,
  revisionText,
  runningStatus,
  shortRevision,
  shownStatus,
  stageStatus,
} from "./model.ts";
import { pipelineApi } from "./connect.ts";
import { DEPLOYMENT, LOG } from "./places.ts";

const EXECUTIONS_PAGE = 20;

/** A pipeline: its latest execution's status as soon as it is known; below it the stages and the history. */
export class PipelineRow extends Branch<Pipeline> {
  readonly host: RoomHost;
  #latest: Execution | undefined;
  #failure: string | undefined;
  #state: Status | undefined;
  /** When the status was last read, in epoch milliseconds; 0: never. */
  statusAt = 0;

  constructor(host: RoomHost, parent: Branch, pipeline: Pipeline) {
    super(parent, parent.context, pipeline.name, pipeline);
    this.host = host;
  }

  /** The state of the opened pipeline knows of waiting approvals, the list of executions does not. */
  get status(): Status | undefined {
    return this.#state ?? this.#latest?.status;
  }

  /**
   * Takes the latest executions, and the state where it was read too. What still runs counts, though a newer one may have
   * ended: it was stopped, or they run side by side.
   */
  setLatest(latest: readonly Execution[], state: PipelineState | undefined): void {
    this.#latest = latest.find(({ status }) => isRunning(status)) ?? latest[0];
    this.#failure = undefined;
    this.statusAt = Date.now();
    this.#state = state === undefined ? undefined : runningStatus(state);
  }

  /** Takes why the status of this one pipeline cannot be read; the others go on. */
  setFailure(error: DevOpsError): void {
    this.#failure = error.short;
    this.statusAt = Date.now();
  }

  view(): RowView {
    const { status } = this;
    const facets = ["pipeline", ...(isRunning(status) ? ["stoppable"] : [])];
    const text = this.#description();
    return {
      label: this.data.name,
      ...(text === undefined ? {} : { description: text }),
      icon: statusIcon(status),
      facets,
      spoken: `${this.data.name}, pipeline, ${status === undefined ? "status not known yet" : statusText(status)}`,
    };
  }

  #description(): string | undefined {
    const latest = this.#latest;
    if (this.#failure !== undefined) return this.#failure;
    if (latest === undefined) return this.statusAt === 0 ? undefined : "no execution yet";
    const revision = latest.revisions[0];
    const parts = [
      isRunning(this.status) ? statusText(this.status) : ageOf(latest),
      latest.isRollback ? "rollback" : undefined,
      revision === undefined ? undefined : shortRevision(revision.id),
    ];
    return parts.filter((part) => part !== undefined).join(" · ");
  }

  override ref(): ResourceRef {
    return pipelineRef(this.context.region, "", this.data.name);
  }

  override consolePath(): string {
    return `codesuite/codepipeline/pipelines/${encodeURIComponent(this.data.name)}/view`;
  }

  override tooltip(): readonly string[] {
    const latest = this.#latest;
    const lines = [
      `${this.data.name}: ${this.data.type}, ${this.data.mode.toLowerCase()}, version ${this.data.version}`,
      latest === undefined ? "No execution yet" : `Latest execution: ${statusText(this.status)}`,
      ...(latest?.startedAt === undefined ? [] : [`Started ${formatDateTime(latest.startedAt)}`]),
      ...(latest?.trigger === undefined ? [] : [`Trigger: ${latest.trigger}`]),
      ...(latest?.revisions ?? []).map((revision) => `${revision.action}: ${revisionText(revision)}`),
    ];
    return lines;
  }

  async load({ reason, signal }: PageRequest): Promise<Page> {
    if (reason === "user") this.host.recents.touch(this.id);
    const api = await pipelineApi(this.host, this.context);
    const state = await api.getState(this.data.name, signal);
    this.#state = runningStatus(state);
    return {
      rows: [...state.stages.map((stage) => new StageRow(this, stage)), new ExecutionsRow(this)],
    };
  }

  override pollInterval(children: readonly Row[]): number {
    return children.some((row) => row instanceof StageRow && isRunning(stageStatus(row.data))) ? POLL_RUNNING : POLL_IDLE;
  }
}

/** How long ago an execution ended, which a retry makes anew, or began while it runs. */
function ageOf({ status, startedAt, updatedAt }: Execution): string | undefined {
  const at = isRunning(status) ? startedAt : (updatedAt ?? startedAt);
  return at === undefined ? undefined : formatAgo(at, Date.now());
}

/** A stage with what it runs; its data comes with the pipeline's state. */
export class StageRow extends Branch<Stage> {
  declare readonly parent: PipelineRow;

  constructor(parent: PipelineRow, stage: Stage) {
    super(parent, parent.context, `stage:${stage.name}`, stage);
  }

  override get isDerived(): boolean {
    return true;
  }

  view(): RowView {
    const status = stageStatus(this.data);
    const facets = ["stage", ...(canRetry(this.data) ? ["retryable"] : []), ...(isRunning(status) ? ["stoppable"] : [])];
    const blocked = this.data.disabledReason === undefined ? undefined : `blocked: ${this.data.disabledReason}`;
    const { earlier, isRollback, inbound } = this.data;
    const waits = inbound.length === 0 ? undefined : `${inbound.length} ${inbound.length === 1 ? "waits" : "wait"} to enter`;
    const of = joined([isRollback ? "rollback" : undefined, earlier ? "earlier execution" : undefined], ", ");
    const description = joined([statusText(status), of, blocked, waits]);
    // what an execution before the newest left here is no news: it stands back
    const icon = earlier && !isRunning(status) ? { ...statusIcon(status), color: "disabledForeground" } : statusIcon(status);
    return { label: this.data.name, description, icon, facets, spoken: `${this.data.name}, stage, ${description}` };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: this.data.actions.map((action) => new ActionRow(this, this.parent, action)) });
  }

  override consolePath(): string {
    return this.parent.consolePath();
  }
}

/** An action, of the pipeline as it stands or of one execution of its history. */
export class ActionRow extends Row<Action> {
  readonly pipeline: PipelineRow;

  constructor(parent: Branch, pipeline: PipelineRow, action: Action, key = action.name) {
    super(parent, parent.context, `action:${key}`, action);
    this.pipeline = pipeline;
  }

  view(): RowView {
    const status = shownStatus(this.data);
    const logged = LOG.refOf(this.#region, this.data) !== undefined;
    const deployed = this.deployment !== undefined;
    const facets = [
      "action",
      ...(status === "Waiting" ? ["waiting"] : []),
      ...(logged ? ["logged"] : []),
      ...(deployed ? ["deployed"] : []),
      ...(this.link === undefined ? [] : ["linked"]),
    ];
    const description = this.#description(status);
    return {
      label: this.data.name,
      description,
      icon: statusIcon(status),
      facets,
      spoken: `${this.data.name}, ${this.data.provider ?? ""} action, ${description}`,
      ...(logged ? { command: { id: "awsDevOps.codepipeline.openLog", title: "Open Log" } } : {}),
      ...(deployed ? { command: { id: "awsDevOps.codepipeline.openDeployment", title: "Open Deployment" } } : {}),
    };
  }

  #description(status: Status | undefined): string {
    const { changedAt, startedAt, revision, error, summary } = this.data;
    const now = Date.now();
    const elapsed =
      startedAt !== undefined && changedAt !== undefined
        ? formatDuration((isRunning(status) ? now : changedAt) - startedAt)
        : changedAt === undefined
          ? undefined
          : isRunning(status)
            ? formatDuration(now - changedAt)
            : formatAgo(changedAt, now);
    const told = status === "Failed" ? error : summary;
    const detail = revision === undefined ? told : shortRevision(revision);
    return [statusText(status), elapsed, detail?.split("\n", 1)[0]].filter((part) => part !== undefined && part !== "").join(" · ");
  }

  /** The page of what the action runs as, or the one that an approver is asked to look at. */
  get link(): string | undefined {
    return this.data.externalUrl ?? this.data.approvalUrl;
  }

  get #region(): string {
    return this.data.region ?? this.context.region;
  }

  /** The execution in whose history the action stands; undefined where it is the pipeline's as it stands. */
  get execution(): Execution | undefined {
    return this.parent instanceof ExecutionRow ? this.parent.data : undefined;
  }

  /** The build that the action started, or the log that it wrote, which is what can be opened of it. */
  override ref(): ResourceRef | undefined {
    return buildRef(this.#region, this.data) ?? LOG.refOf(this.#region, this.data);
  }

  /** The deployment that the action runs as. */
  get deployment(): ResourceRef | undefined {
    return DEPLOYMENT.refOf(this.#region, this.data);
  }

  override tooltip(): readonly string[] {
    const { data } = this;
    const lines = [
      `${data.name}: ${[data.category, data.provider].filter((part) => part !== undefined).join(" by ")}`,
      `Status: ${statusText(shownStatus(data))}`,
      ...(data.changedAt === undefined ? [] : [`Changed ${formatDateTime(data.changedAt)}`]),
      ...(data.error === undefined ? [] : [`Error: ${data.error}`]),
      ...(data.summary === undefined ? [] : [data.summary]),
      ...(data.revision === undefined ? [] : [`Revision: ${data.revision}`]),
      ...(data.approvalNote === undefined ? [] : [`To approve: ${data.approvalNote}`]),
      ...(data.externalExecutionId === undefined ? [] : [`Runs as: ${data.externalExecutionId}`]),
      ...(data.account === undefined ? [] : [`Runs in account ${data.account}, by a role of it`]),
    ];
    return lines;
  }
}

/** The history of a pipeline, newest first. */
export class ExecutionsRow extends Branch {
  declare readonly parent: PipelineRow;

  constructor(parent: PipelineRow) {
    super(parent, parent.context, "executions", undefined);
  }

  view(): RowView {
    return { label: "Executions", icon: { id: "history" }, facets: ["executions"] };
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const api = await pipelineApi(this.parent.host, this.context);
    const { items, next } = await api.listExecutions(this.parent.data.name, EXECUTIONS_PAGE, cursor, signal);
    return { rows: items.map((execution) => new ExecutionRow(this, this.parent, execution)), next };
  }

  override pollInterval(children: readonly Row[]): number {
    return children.some((row) => row instanceof ExecutionRow && isRunning(row.data.status)) ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No execution yet";
  }
}

/** One execution; below it the actions that it ran. */
export class ExecutionRow extends Branch<Execution> {
  readonly pipeline: PipelineRow;

  constructor(parent: ExecutionsRow, pipeline: PipelineRow, execution: Execution) {
    super(parent, parent.context, execution.id, execution);
    this.pipeline = pipeline;
  }

  view(): RowView {
    const { status, startedAt, updatedAt, revisions } = this.data;
    const revision = revisions[0];
    const took = startedAt === undefined ? undefined : formatDuration((isRunning(status) ? Date.now() : (updatedAt ?? startedAt)) - startedAt);
    const parts = [
      statusText(status),
      ageOf(this.data),
      took,
      this.#rollbackText(),
      revision === undefined ? undefined : revisionText(revision),
    ];
    const description = parts.filter((part) => part !== undefined).join(" · ");
    return {
      label: this.data.id.slice(0, 8),
      description,
      icon: statusIcon(status),
      facets: ["execution", ...(isRunning(status) ? ["stoppable"] : [])],
      spoken: `${this.data.id.slice(0, 8)}, execution, ${description}`,
    };
  }

  #rollbackText(): string | undefined {
    const { isRollback, rollbackTo } = this.data;
    if (!isRollback) return undefined;
    return rollbackTo === undefined ? "rollback" : `rollback to ${rollbackTo.slice(0, 8)}`;
  }

  override name(): string {
    return this.data.id;
  }

  override consolePath(): string {
    return `codesuite/codepipeline/pipelines/${encodeURIComponent(this.pipeline.data.name)}/executions/${this.data.id}/timeline`;
  }

  async load({ signal }: PageRequest): Promise<Page> {
    const api = await pipelineApi(this.pipeline.host, this.context);
    const actions = await api.listActions(this.pipeline.data.name, this.data.id, signal);
    const rows = actions.map((action, index) => new ActionRow(this, this.pipeline, action, `${index}:${action.stage}/${action.name}`));
    return { rows };
  }

  override pollInterval(): number | undefined {
    return isRunning(this.data.status) ? POLL_RUNNING : undefined;
  }

  override emptyText(): string {
    return "No action has run";
  }
}
