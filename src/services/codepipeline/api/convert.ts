import type {
  ActionDeclaration,
  ActionExecutionDetail,
  ActionState,
  ActionTypeId,
  PipelineExecution,
  PipelineExecutionSummary,
  S3Location,
  StageConditionState,
  StageState,
} from "@aws-sdk/client-codepipeline";
import { type ResourceRef, parseArn, partitionOf, refIn } from "../../../base/resourceRef.ts";
import { joined } from "../../../base/text.ts";
import { type Action, type Condition, type Execution, type Stage, accountOfArn, logPlace, toConditionStatus, toStatus } from "../model.ts";

/** What the definition tells and the state does not. */
export interface Definition {
  readonly version: number;
  /** Undefined where the definition may not be read. */
  readonly mode: string | undefined;
  readonly account: string | undefined;
  /** The ARN of what the pipeline acts as. */
  readonly role: string | undefined;
  /** By `Stage/Action`. */
  readonly actions: ReadonlyMap<string, ActionDeclaration>;
}

export function toExecution(summary: PipelineExecutionSummary): Execution {
  return {
    ...commonOf(summary),
    stopReason: summary.stopTrigger?.reason || undefined,
    isNewest: false,
    startedAt: summary.startTime?.getTime(),
    updatedAt: summary.lastUpdateTime?.getTime(),
    revisions: (summary.sourceRevisions ?? []).map((revision) => ({
      action: revision.actionName ?? "",
      id: revision.revisionId ?? "",
      summary: revision.revisionSummary,
      url: revision.revisionUrl,
    })),
  };
}

/** An execution that was asked for by its id: it tells no times. */
export function toSingleExecution(execution: PipelineExecution): Execution {
  return {
    ...commonOf(execution),
    stopReason: undefined,
    isNewest: false,
    startedAt: undefined,
    updatedAt: undefined,
    revisions: (execution.artifactRevisions ?? []).map((revision) => ({
      action: revision.name ?? "",
      id: revision.revisionId ?? "",
      summary: revision.revisionSummary,
      url: revision.revisionUrl,
    })),
  };
}

/** What both forms of an execution tell in the same words. */
type Told = Pick<PipelineExecutionSummary, "pipelineExecutionId" | "status" | "executionMode" | "executionType" | "rollbackMetadata" | "trigger">;

function commonOf(told: Told): Pick<Execution, "id" | "status" | "mode" | "isRollback" | "rollbackTo" | "trigger"> {
  const { trigger } = told;
  return {
    id: told.pipelineExecutionId ?? "",
    status: toStatus(told.status),
    mode: told.executionMode,
    isRollback: told.executionType === "ROLLBACK",
    rollbackTo: told.rollbackMetadata?.rollbackTargetPipelineExecutionId,
    trigger: trigger?.triggerType && joined([trigger.triggerType, trigger.triggerDetail], " by "),
  };
}

/**
 * An execution enters by the first stage, so that one has the newest; what a later stage has of another execution is
 * earlier. A rollback is an execution of one stage alone: it is earlier only where the first stage has moved since.
 */
export function toStages(states: readonly StageState[], definition: Definition): Stage[] {
  const [first] = states;
  const newest = first?.latestExecution?.pipelineExecutionId;
  return states.map((state, index) => {
    const own = state.latestExecution?.pipelineExecutionId;
    const isRollback = state.latestExecution?.type === "ROLLBACK";
    const isOvertaken = !isRollback || changedAt(first) > changedAt(state);
    return { ...toStage(state, definition), index, isRollback, earlier: own !== undefined && own !== newest && isOvertaken };
  });
}

/** When an action of the stage last changed. */
function changedAt(state: StageState | undefined): number {
  return Math.max(0, ...(state?.actionStates ?? []).map(({ latestExecution }) => latestExecution?.lastStatusChange?.getTime() ?? 0));
}

function toStage(stage: StageState, definition: Definition): Omit<Stage, "index" | "earlier" | "isRollback"> {
  const name = stage.stageName ?? "";
  const transition = stage.inboundTransitionState;
  const inbound = stage.inboundExecutions ?? (stage.inboundExecution === undefined ? [] : [stage.inboundExecution]);
  return {
    name,
    status: stage.latestExecution === undefined ? undefined : toStatus(stage.latestExecution.status),
    executionId: stage.latestExecution?.pipelineExecutionId,
    inbound: inbound.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []),
    disabledReason: transition?.enabled === false ? (transition.disabledReason ?? "disabled") : undefined,
    conditions: [
      ...toCondition("entry", stage, stage.beforeEntryConditionState),
      ...toCondition("success", stage, stage.onSuccessConditionState),
      ...toCondition("failure", stage, stage.onFailureConditionState),
    ],
    actions: (stage.actionStates ?? []).map((action) => toAction(name, action, definition)),
  };
}

/** Nothing where the stage has no rule there. */
function toCondition(place: Condition["place"], stage: StageState, state: StageConditionState | undefined): Condition[] {
  const rules = (state?.conditionStates ?? []).flatMap(({ ruleStates = [] }) => ruleStates);
  if (rules.length === 0) return [];
  return [
    {
      place,
      stage: stage.stageName ?? "",
      executionId: stage.latestExecution?.pipelineExecutionId,
      status: toConditionStatus(state?.latestExecution?.status),
      summary: state?.latestExecution?.summary,
      rules: rules.map(({ ruleName = "", latestExecution }) => ({
        name: ruleName,
        status: toConditionStatus(latestExecution?.status),
        summary: latestExecution?.summary,
        changedAt: latestExecution?.lastStatusChange?.getTime(),
      })),
    },
  ];
}

function toAction(stage: string, state: ActionState, definition: Definition): Action {
  const latest = state.latestExecution;
  const declared = definition.actions.get(`${stage}/${state.actionName}`);
  const isApproval = declared?.actionTypeId?.category === "Approval";
  return {
    run: undefined,
    stage,
    name: state.actionName ?? "",
    category: declared?.actionTypeId?.category,
    provider: declared?.actionTypeId?.provider,
    region: declared?.region,
    account: otherAccount(declared?.roleArn, definition),
    status: latest?.status === undefined ? undefined : toStatus(latest.status),
    changedAt: latest?.lastStatusChange?.getTime(),
    startedAt: undefined,
    changedBy: latest?.lastUpdatedBy,
    summary: latest?.summary,
    error: latest?.errorDetails?.message,
    externalExecutionId: latest?.externalExecutionId,
    externalUrl: latest?.externalExecutionUrl ?? state.entityUrl,
    artifacts: [],
    log: logPlace(latest?.logStreamARN),
    revision: state.currentRevision?.revisionId,
    source: sourceOf(declared?.actionTypeId, declared?.configuration, declared?.region),
    token: latest?.token,
    hidesOthers: isApproval && definition.mode === "PARALLEL" && latest !== undefined,
    approvalNote: declared?.configuration?.["CustomData"],
    approvalUrl: declared?.configuration?.["ExternalEntityLink"],
  };
}

/** @param definition undefined where it is not known: then no account is told */
export function toRunAction(detail: ActionExecutionDetail, definition: Definition | undefined): Action {
  const result = detail.output?.executionResult;
  const category = detail.input?.actionTypeId?.category;
  const status = toStatus(detail.status);
  const { resolvedConfiguration, configuration } = detail.input ?? {};
  const approval = category === "Approval" ? { ...configuration, ...resolvedConfiguration } : {};
  return {
    run: { execution: detail.pipelineExecutionId ?? "", id: detail.actionExecutionId ?? "" },
    stage: detail.stageName ?? "",
    name: detail.actionName ?? "",
    category,
    provider: detail.input?.actionTypeId?.provider,
    region: detail.input?.region,
    account: otherAccount(detail.input?.roleArn, definition),
    status,
    changedAt: detail.lastUpdateTime?.getTime(),
    startedAt: detail.startTime?.getTime(),
    changedBy: detail.updatedBy,
    summary: result?.externalExecutionSummary,
    error: result?.errorDetails?.message,
    externalExecutionId: result?.externalExecutionId,
    externalUrl: result?.externalExecutionUrl,
    artifacts: (detail.output?.outputArtifacts ?? []).flatMap(({ name = "", s3location }) => artifactOf(name, s3location, detail.input?.region ?? "")),
    log: logPlace(result?.logStreamARN),
    revision: undefined,
    source: sourceOf(detail.input?.actionTypeId, { ...configuration, ...resolvedConfiguration }, detail.input?.region),
    token: undefined,
    hidesOthers: false,
    approvalNote: approval["CustomData"],
    approvalUrl: approval["ExternalEntityLink"],
  };
}

/** @param region the action's: its artifacts are there, and its partition is theirs */
function artifactOf(name: string, { bucket, key }: S3Location = {}, region: string): Action["artifacts"] {
  if (bucket === undefined || key === undefined) return [];
  return [{ name, arn: `arn:${partitionOf(region)}:s3:::${bucket}/${key}` }];
}

/** The account of an action's own role, where it is not the pipeline's: what the action runs is there. */
function otherAccount(role: string | undefined, definition: Definition | undefined): string | undefined {
  const account = role === undefined ? undefined : accountOfArn(role);
  return account === undefined || definition?.account === undefined || account === definition.account ? undefined : account;
}

/** What a source action watches ("Source action integrations" of the user guide), by the names of its configuration. */
function sourceOf(type: ActionTypeId | undefined, configuration: Readonly<Record<string, string>> = {}, region = ""): ResourceRef | undefined {
  if (type?.category !== "Source") return undefined;
  const { RepositoryName: repository, ConnectionArn: connection, S3Bucket: bucket, S3ObjectKey: key } = configuration;
  if (type.provider === "CodeStarSourceConnection") return parseArn(connection ?? "");
  if (type.provider === "CodeCommit" && repository !== undefined) return refIn(region, "codecommit", repository);
  if (type.provider === "ECR" && repository !== undefined) return refIn(region, "ecr", `repository/${repository}`);
  return type.provider === "S3" && bucket !== undefined ? refIn("", "s3", joined([bucket, key], "/")) : undefined;
}
