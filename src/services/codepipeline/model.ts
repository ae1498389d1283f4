import { membersOf, parsedJson } from "../../base/json.ts";
import { pipelineRuns } from "../../base/pipelineRuns.gen.ts";
import { type RunningAction, runOf } from "../../base/pipelineProviders.ts";
import { type ResourceRef, parseArn, partitionOf } from "../../base/resourceRef.ts";
import { type Standing, standingBy, statusIn } from "../../base/standing.ts";

/** The statuses of executions, stages and actions in one list, the API has several that overlap; and how what has one stands. */
const STATUSES = {
  InProgress: "running",
  Stopping: "undoing",
  Succeeded: "passed",
  Failed: "failed",
  Stopped: "stopped",
  Cancelled: "stopped",
  Abandoned: "stopped",
  Superseded: "skipped",
  Skipped: "skipped",
} as const satisfies Record<string, Standing>;

/** One that waits for a person has no status of its own in the API. */
export type Status = keyof typeof STATUSES | "Waiting" | "Unknown";

export const toStatus = statusIn(STATUSES);
export const standingOf = standingBy({ ...STATUSES, Waiting: "waiting" });

/** A status in words; undefined: it never ran. */
export function statusText(status: Status | undefined): string {
  if (status === undefined) return "not run yet";
  if (status === "InProgress") return "in progress";
  return status === "Waiting" ? "waiting for approval" : status.toLowerCase();
}

export interface Pipeline {
  readonly name: string;
  readonly version: number;
  readonly type: "V1" | "V2";
  /** `SUPERSEDED`, `QUEUED` or `PARALLEL`. */
  readonly mode: string;
  /** Epoch milliseconds of the last change of the definition. */
  readonly updatedAt: number | undefined;
}

export interface Revision {
  readonly action: string;
  /** A commit id, an S3 version, an image digest. */
  readonly id: string;
  readonly summary: string | undefined;
  readonly url: string | undefined;
}

export interface Execution {
  readonly id: string;
  readonly status: Status;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly revisions: readonly Revision[];
  /** Who or what started it, in words: `StartPipelineExecution by arn:…`. */
  readonly trigger: string | undefined;
  /** Whether no other was started later, as far as it is told: what every stage has come to that is not held up. */
  readonly isNewest: boolean;
  /** Why somebody stopped it. */
  readonly stopReason: string | undefined;
  /** The pipeline's mode when it was started, as in `Pipeline`. */
  readonly mode: string | undefined;
  /** It brings one stage back to what an earlier execution ran there, and enters no other. */
  readonly isRollback: boolean;
  /** That earlier execution's id. */
  readonly rollbackTo: string | undefined;
}

/** A log stream. */
export interface LogPlace {
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

export interface Action {
  /** Of the history: the execution that ran it, and its own id there. Undefined: it is of the pipeline as it stands. */
  readonly run: { readonly execution: string; readonly id: string } | undefined;
  readonly stage: string;
  readonly name: string;
  /** `Source`, `Build`, `Test`, `Deploy`, `Approval`, `Invoke`, `Compute`; undefined where the definition may not be read. */
  readonly category: string | undefined;
  /** `CodeBuild`, `CodeCommit`, `Manual`, … */
  readonly provider: string | undefined;
  /** Where the action runs, when it is not the pipeline's region. */
  readonly region: string | undefined;
  /** Another account, where the action's own role is of one: what it runs is there. */
  readonly account: string | undefined;
  readonly status: Status | undefined;
  /** Epoch milliseconds of the last change of status. */
  readonly changedAt: number | undefined;
  readonly startedAt: number | undefined;
  /** The ARN of who answered an approval, or changed it otherwise. */
  readonly changedBy: string | undefined;
  readonly summary: string | undefined;
  readonly error: string | undefined;
  readonly externalExecutionId: string | undefined;
  readonly externalUrl: string | undefined;
  /** What it handed on, with its ARN in S3: of the history alone. */
  readonly artifacts: readonly { readonly name: string; readonly arn: string }[];
  /** Where it writes its log, if it tells: commands that the pipeline runs by itself do. */
  readonly log: LogPlace | undefined;
  readonly revision: string | undefined;
  /** Where a source action looks for new revisions: a repository, a connection, an object. */
  readonly source: ResourceRef | undefined;
  /** Only while a manual approval waits, and never where executions run side by side. */
  readonly token: string | undefined;
  /** Executions run side by side: of the approvals that wait the state tells the newest alone. */
  readonly hidesOthers: boolean;
  /** What the approver is asked to look at, from the action's configuration. */
  readonly approvalNote: string | undefined;
  readonly approvalUrl: string | undefined;
}

/** A rule of a condition, and how it was judged last. */
export interface Rule {
  readonly name: string;
  readonly status: ConditionStatus | undefined;
  readonly summary: string | undefined;
  /** Epoch milliseconds. */
  readonly changedAt: number | undefined;
}

/** What has to hold before a stage is entered, or when it has succeeded or failed. */
export interface Condition {
  readonly place: "entry" | "success" | "failure";
  readonly stage: string;
  /** The execution that is in the stage now. */
  readonly executionId: string | undefined;
  readonly status: ConditionStatus | undefined;
  readonly summary: string | undefined;
  readonly rules: readonly Rule[];
}

/** The statuses of a condition, or a rule of it, and how what has one stands. */
const CONDITION_STATUSES = {
  InProgress: "running",
  Succeeded: "passed",
  Failed: "failed",
  Errored: "failed",
  Overridden: "skipped",
  Cancelled: "stopped",
  Abandoned: "stopped",
} as const satisfies Record<string, Standing>;

export type ConditionStatus = keyof typeof CONDITION_STATUSES | "Unknown";

export const standingOfCondition = standingBy(CONDITION_STATUSES);
const toKnownCondition = statusIn(CONDITION_STATUSES);

/** Undefined: it was not judged yet. */
export function toConditionStatus(text: string | undefined): ConditionStatus | undefined {
  return text === undefined ? undefined : toKnownCondition(text);
}

/** Only what holds an execution up before or behind a stage is overridden (API reference, OverrideStageCondition). */
export function canOverride({ place, status, executionId }: Condition): boolean {
  return place !== "failure" && (status === "Failed" || status === "Errored") && executionId !== undefined;
}

export interface Stage {
  readonly name: string;
  /** Its place from 0; what is first has the sources, and nothing before it. */
  readonly index: number;
  readonly status: Status | undefined;
  readonly executionId: string | undefined;
  /** Ids of the executions that wait to enter, oldest first. */
  readonly inbound: readonly string[];
  /** What it shows is of a rollback, which enters this stage alone. */
  readonly isRollback: boolean;
  /** True where the newest execution has not come this far: what the stage shows is of one before it. */
  readonly earlier: boolean;
  /** Why nothing comes in, where the transition into the stage is disabled. */
  readonly disabledReason: string | undefined;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
}

export interface PipelineState {
  readonly name: string;
  readonly version: number;
  /** As in `Pipeline`; undefined where the definition may not be read. */
  readonly mode: string | undefined;
  /** The pipeline's account; undefined where the definition may not be read. */
  readonly account: string | undefined;
  readonly stages: readonly Stage[];
}

/** A variable that a V2 pipeline takes when it is started. */
export interface PipelineVariable {
  readonly name: string;
  readonly defaultValue: string | undefined;
  readonly description: string | undefined;
}

/** What a source action can be told to take. */
export interface Source {
  readonly action: string;
  readonly provider: string;
  /** `COMMIT_ID`, `IMAGE_DIGEST`, `S3_OBJECT_VERSION_ID`: what a start takes for it. */
  readonly revisionType: "COMMIT_ID" | "IMAGE_DIGEST" | "S3_OBJECT_VERSION_ID";
}

/** A manual approval that waits for somebody. */
export interface PendingApproval {
  readonly stage: string;
  readonly action: string;
  readonly token: string;
  /** The execution that waits; undefined where the service does not tell. */
  readonly executionId: string | undefined;
  /** What the approver is asked to look at. */
  readonly note: string | undefined;
  readonly url: string | undefined;
}

/** Whether something is under way, so that it is worth looking again soon. */
export function isRunning(status: Status | undefined): boolean {
  return status === "InProgress" || status === "Stopping" || status === "Waiting";
}

/** A manual approval in progress waits for a person, which is worth a status of its own. Not each has a token to tell it by. */
export function shownStatus(action: Action): Status | undefined {
  const waits = action.token !== undefined || action.category === "Approval";
  return action.status === "InProgress" && waits ? "Waiting" : action.status;
}

/** A stage in which an approval waits shows that, rather than that it is in progress. */
export function stageStatus(stage: Stage): Status | undefined {
  return stage.status === "InProgress" && stage.actions.some((action) => shownStatus(action) === "Waiting")
    ? "Waiting"
    : stage.status;
}

/** The state in one word while something is under way: waiting for a person comes first. Undefined when nothing is. */
export function runningStatus(stages: readonly Stage[]): Status | undefined {
  const running = stages.map(stageStatus).filter(isRunning);
  return running.includes("Waiting") ? "Waiting" : running[0];
}

export function pendingApprovals(state: PipelineState): PendingApproval[] {
  return state.stages.flatMap((stage) =>
    stage.actions.flatMap((action) =>
      action.status === "InProgress" && action.token !== undefined
        ? [{ ...approvalOf(action), token: action.token, executionId: stage.executionId }]
        : [],
    ),
  );
}

/** The approvals that an execution waits for by its own actions, which is how those are answered that run side by side. */
export function approvalsOfRun(actions: readonly Action[], executionId: string): PendingApproval[] {
  return actions.flatMap((action) => {
    const { externalExecutionId: token } = action;
    return shownStatus(action) === "Waiting" && token !== undefined ? [{ ...approvalOf(action), token, executionId }] : [];
  });
}

function approvalOf({ stage, name, approvalNote, approvalUrl }: Action): Omit<PendingApproval, "token" | "executionId"> {
  return { stage, action: name, note: approvalNote, url: approvalUrl };
}

/** Whether an approval may wait at the action. */
export function mayWait(action: Action): boolean {
  return shownStatus(action) === "Waiting" || action.hidesOthers;
}

/** CodePipeline takes a retry of a failed or stopped stage with an execution. */
export function canRetry(stage: Stage): boolean {
  return (stage.status === "Failed" || stage.status === "Stopped") && stage.executionId !== undefined;
}

/** A stage that has run before can be rolled back, but not where the sources are read or executions run side by side. */
export function mayRollBack(stage: Stage): boolean {
  return stage.index > 0 && stage.status !== undefined && !isRunning(stageStatus(stage));
}

/** The short form in which revisions are known: 8 characters of a commit id, others as they are up to 20. */
export function shortRevision(id: string): string {
  return /^[0-9a-f]{40}$/.test(id) ? id.slice(0, 8) : id.slice(0, 20);
}

/** The first line of a revision's message; GitHub-like sources wrap it in JSON. */
export function revisionText(revision: Revision): string {
  const summary = commitMessage(revision.summary ?? "");
  const [first = ""] = summary.split("\n", 1);
  return first === "" ? shortRevision(revision.id) : `${shortRevision(revision.id)} ${first}`;
}

function commitMessage(summary: string): string {
  if (!summary.startsWith("{")) return summary;
  const { CommitMessage: message } = membersOf(parsedJson(summary));
  // what is not JSON after all is shown as it is
  return typeof message === "string" ? message : summary;
}

/** The pipeline as a resource. The account may be unknown (empty) until it is needed. */
export function pipelineRef(region: string, account: string, name: string): ResourceRef {
  return { partition: partitionOf(region), service: "codepipeline", region, account, resource: name };
}

/** The account of an ARN; undefined where it names none. */
export function accountOfArn(arn: string): string | undefined {
  return parseArn(arn)?.account || undefined;
}

/** The stream of an ARN such as `arn:aws:logs:eu-west-1:…:log-group:/aws/codepipeline/web:log-stream:1a2b`. */
export function logPlace(arn: string | undefined): LogPlace | undefined {
  const ref = parseArn(arn ?? "");
  const [, group, stream] = /^log-group:([^:]+):log-stream:([^:]+)$/.exec(ref?.service === "logs" ? ref.resource : "") ?? [];
  if (ref === undefined || group === undefined || stream === undefined) return undefined;
  return { account: ref.account, region: ref.region, group, stream };
}

/** What an action runs as and writes a log as, such as a build of CodeBuild; undefined where no room reads such logs. */
export function buildRef(region: string, action: RunningAction): ResourceRef | undefined {
  return runOf(pipelineRuns, "log", region, action);
}

/** What tells an action's log: the stream that the action names, else the build that it started. */
export function logRef(region: string, action: Action): ResourceRef | undefined {
  const { log } = action;
  if (log === undefined) return buildRef(region, action);
  const resource = `log-group:${log.group}:log-stream:${log.stream}`;
  return { partition: partitionOf(log.region), service: "logs", region: log.region, account: log.account, resource };
}

/** What an action runs as, where a room has a view of it: a deployment of CodeDeploy, a stack of CloudFormation. */
export function deploymentRef(region: string, action: RunningAction): ResourceRef | undefined {
  return runOf(pipelineRuns, "view", region, action);
}
