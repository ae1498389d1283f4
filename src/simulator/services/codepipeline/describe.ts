import type {
  ActionExecution,
  ActionExecutionDetail,
  ActionState,
  ArtifactDetail,
  GetPipelineStateOutput,
  PipelineExecution,
  PipelineExecutionSummary,
  PipelineSummary,
  StageConditionState,
  StageState,
} from "@aws-sdk/client-codepipeline";
import { artifactKey } from "../artifacts.ts";
import type { ActionRun, ConditionPlace, ConditionRun, Execution, Pipeline, StageRun, StageSlot } from "./model.ts";
import { providerOf, rulesOf, stageActions, typeOf } from "./model.ts";

/** A pipeline in ListPipelines. */
export function summarizePipeline(pipeline: Pipeline): PipelineSummary {
  const { name, version, pipelineType, executionMode } = pipeline.declaration;
  return {
    name,
    version,
    pipelineType,
    executionMode,
    created: new Date(pipeline.created),
    updated: new Date(pipeline.updated),
  };
}

/** An execution in ListPipelineExecutions. */
export function summarizeExecution(execution: Execution): PipelineExecutionSummary {
  const sourceDone = revisionsKnown(execution);
  return {
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...(execution.statusSummary === undefined ? {} : { statusSummary: execution.statusSummary }),
    startTime: new Date(execution.startTime),
    lastUpdateTime: new Date(execution.lastUpdate),
    sourceRevisions: sourceDone
      ? execution.revisions.map((revision) => ({
          actionName: revision.actionName,
          revisionId: revision.revisionId,
          revisionSummary: revision.summary,
          revisionUrl: revision.url,
        }))
      : [],
    trigger: execution.trigger,
    ...(execution.stopReason === undefined ? {} : { stopTrigger: { reason: execution.stopReason } }),
    executionMode: execution.mode,
    ...describeType(execution),
  };
}

/** An execution in GetPipelineExecution. */
export function describeExecution(execution: Execution): PipelineExecution {
  return {
    pipelineName: execution.pipeline.declaration.name,
    pipelineVersion: execution.pipelineVersion,
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...(execution.statusSummary === undefined ? {} : { statusSummary: execution.statusSummary }),
    artifactRevisions: revisionsKnown(execution)
      ? execution.revisions.map((revision) => ({
          name: "SourceArtifact",
          revisionId: revision.revisionId,
          revisionSummary: revision.summary,
          created: new Date(revision.created),
          revisionUrl: revision.url,
        }))
      : [],
    variables: [...execution.variables],
    trigger: execution.trigger,
    executionMode: execution.mode,
    ...describeType(execution),
  };
}

function describeType(execution: Execution) {
  const { rollbackTo } = execution;
  return {
    executionType: typeOf(execution),
    ...(rollbackTo === undefined ? {} : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTo.id } }),
  };
}

/** The answer of GetPipelineState. */
export function describeState(pipeline: Pipeline): GetPipelineStateOutput {
  return {
    pipelineName: pipeline.declaration.name,
    pipelineVersion: pipeline.declaration.version,
    stageStates: pipeline.slots.map((slot, index) => describeStage(pipeline, slot, index)),
    created: new Date(pipeline.created),
    updated: new Date(pipeline.updated),
  };
}

function describeStage(pipeline: Pipeline, slot: StageSlot, index: number): StageState {
  const { transition, latest } = slot;
  const inbound = slot.waiting.map((execution) => ({
    pipelineExecutionId: execution.id,
    status: "InProgress" as const,
    type: typeOf(execution),
  }));
  const newest = inbound.at(-1);
  return {
    stageName: slot.name,
    inboundExecutions: inbound,
    ...(newest === undefined ? {} : { inboundExecution: newest }),
    inboundTransitionState: {
      enabled: transition.enabled,
      ...(transition.changedAt === undefined ? {} : { lastChangedAt: new Date(transition.changedAt) }),
      ...(transition.changedBy === undefined ? {} : { lastChangedBy: transition.changedBy }),
      ...(transition.reason === undefined ? {} : { disabledReason: transition.reason }),
    },
    ...conditionState("beforeEntryConditionState", pipeline, index, "BEFORE_ENTRY", latest),
    ...conditionState("onSuccessConditionState", pipeline, index, "ON_SUCCESS", latest),
    actionStates: stageActions(pipeline, index).map((action) => {
      const run = slot.latestActions.get(action.name ?? "");
      return { actionName: action.name, ...actionLinks(run), ...(run === undefined ? {} : actionState(run)) };
    }),
    ...(latest === undefined
      ? {}
      : {
          latestExecution: {
            pipelineExecutionId: latest.execution.id,
            status: latest.status,
            type: typeOf(latest.execution),
          },
        }),
    ...(latest === undefined || latest.manualRetries === 0
      ? {}
      : {
          retryStageMetadata: {
            manualStageRetryAttempt: latest.manualRetries,
            latestRetryTrigger: "ManualStageRetry" as const,
          },
        }),
  };
}

/** How a stage's rules at a place stand; nothing where it has none. */
function conditionState(
  member: "beforeEntryConditionState" | "onSuccessConditionState",
  pipeline: Pipeline,
  index: number,
  place: ConditionPlace,
  latest: StageRun | undefined,
): Partial<Record<typeof member, StageConditionState>> {
  const rules = rulesOf(pipeline, index, place);
  const run = latest?.conditions.get(place);
  if (rules.length === 0) {
    return {};
  }
  const shown = (one: Pick<ConditionRun, "summary" | "lastUpdate">) => ({
    ...(one.summary === undefined ? {} : { summary: one.summary }),
    lastStatusChange: new Date(one.lastUpdate),
  });
  const ruleStates = rules.map(({ name }) => {
    const judged = run?.rules.find((rule) => rule.name === name);
    return {
      ruleName: name,
      ...(judged === undefined ? {} : { latestExecution: { ruleExecutionId: judged.id, status: judged.status, ...shown(judged) } }),
    };
  });
  if (run === undefined) {
    return { [member]: { conditionStates: [{ ruleStates }] } };
  }
  const summary = run.summary === undefined ? {} : { summary: run.summary };
  return {
    [member]: {
      latestExecution: { status: run.status, ...summary },
      conditionStates: [{ latestExecution: { status: run.status, ...shown(run) }, ruleStates }],
    },
  };
}

function actionState(run: ActionRun): ActionState {
  const latest: ActionExecution = {
    actionExecutionId: run.id,
    status: run.status,
    lastStatusChange: new Date(run.lastUpdate),
    // CodePipeline leaves out what is empty, an approver's empty comment too.
    ...(run.summary === undefined || run.summary === "" ? {} : { summary: run.summary }),
    ...(run.updatedBy === undefined ? {} : { lastUpdatedBy: run.updatedBy }),
    ...(run.externalExecutionId === undefined ? {} : { externalExecutionId: run.externalExecutionId }),
    ...(run.externalExecutionUrl === undefined ? {} : { externalExecutionUrl: run.externalExecutionUrl }),
    ...(run.error === undefined ? {} : { errorDetails: { ...run.error } }),
    ...(run.logStreamArn === undefined ? {} : { logStreamARN: run.logStreamArn }),
    ...(showsToken(run) ? { token: run.token } : {}),
  };
  const revision = run.execution.revisions.find((one) => one.actionName === run.declaration.name);
  const found = revision !== undefined && run.status === "Succeeded";
  return {
    latestExecution: latest,
    ...(found
      ? {
          currentRevision: {
            revisionId: revision.revisionId,
            revisionChangeId: run.id,
            created: new Date(revision.created),
          },
          revisionUrl: revision.url,
        }
      : {}),
  };
}

/** Only an open approval shows its token, and none where executions run side by side (API reference, PutApprovalResult). */
function showsToken({ token, status, execution }: ActionRun): boolean {
  return token !== undefined && status === "InProgress" && execution.mode !== "PARALLEL";
}

function actionLinks(run: ActionRun | undefined): ActionState {
  if (run === undefined) {
    return {};
  }
  const configuration = run.declaration.configuration ?? {};
  const base = "https://console.aws.amazon.com";
  switch (providerOf(run.declaration)) {
    case "CodeBuild":
      return { entityUrl: `${base}/codesuite/codebuild/projects/${configuration["ProjectName"]}/view` };
    case "CodeCommit":
      return { entityUrl: `${base}/codesuite/codecommit/repositories/${configuration["RepositoryName"]}/browse/main` };
    case "Manual":
      return configuration["ExternalEntityLink"] === undefined
        ? {}
        : { entityUrl: configuration["ExternalEntityLink"] };
    default:
      return {};
  }
}

/** An action's run in ListActionExecutions. */
export function describeActionRun(run: ActionRun, region: string): ActionExecutionDetail {
  const { declaration, execution } = run;
  const { name: pipelineName, artifactStore } = execution.pipeline.declaration;
  const artifact = (name = ""): ArtifactDetail => ({
    name,
    s3location: {
      bucket: artifactStore?.location,
      key: artifactKey(pipelineName, execution.id, name),
    },
  });
  const running = run.status === "InProgress";
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.pipelineVersion,
    stageName: run.stageName,
    actionName: declaration.name,
    startTime: new Date(run.startTime),
    lastUpdateTime: new Date(run.lastUpdate),
    ...(run.updatedBy === undefined ? {} : { updatedBy: run.updatedBy }),
    status: run.status,
    input: {
      actionTypeId: declaration.actionTypeId,
      ...(declaration.roleArn === undefined ? {} : { roleArn: declaration.roleArn }),
      configuration: declaration.configuration ?? {},
      resolvedConfiguration: declaration.configuration ?? {},
      region,
      inputArtifacts: (declaration.inputArtifacts ?? []).map(({ name }) => artifact(name)),
      ...(declaration.namespace === undefined ? {} : { namespace: declaration.namespace }),
    },
    output: {
      outputArtifacts: running ? [] : (declaration.outputArtifacts ?? []).map(({ name }) => artifact(name)),
      executionResult: {
        ...(run.externalExecutionId === undefined ? {} : { externalExecutionId: run.externalExecutionId }),
        ...(run.summary === undefined || run.summary === "" ? {} : { externalExecutionSummary: run.summary }),
        ...(run.externalExecutionUrl === undefined ? {} : { externalExecutionUrl: run.externalExecutionUrl }),
        ...(run.error === undefined ? {} : { errorDetails: { ...run.error } }),
        ...(run.logStreamArn === undefined ? {} : { logStreamARN: run.logStreamArn }),
      },
      outputVariables: run.outputVariables,
    },
  };
}

/** The source revisions of an execution appear when its source stage has found them. */
function revisionsKnown(execution: Execution): boolean {
  if (execution.rollbackTo !== undefined) {
    return true;
  }
  return execution.actionRuns.some(
    (run) => run.declaration.actionTypeId?.category === "Source" && run.status === "Succeeded",
  );
}
