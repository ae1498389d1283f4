import {
  type ActionExecutionDetail,
  type ActionState,
  type ActionDeclaration,
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
  type PipelineExecutionSummary,
  type PipelineDeclaration,
  RetryStageExecutionCommand,
  type StageState,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem, everyPage } from "../../base/pages.ts";
import {
  type Action,
  type Execution,
  type PendingApproval,
  type Pipeline,
  type PipelineState,
  type PipelineVariable,
  type Stage,
  toStatus,
} from "./model.ts";

/** What the definition tells and the state does not. */
interface Definition {
  readonly version: number;
  readonly actions: ReadonlyMap<string, ActionDeclaration>;
}

/** CodePipeline of one context. Every method throws DevOpsError. */
export class CodePipelineApi {
  readonly #session: AwsSession;
  readonly #definitions = new Map<string, Definition>();

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Names and versions, in the service's order. `pageSize` is 1 to 1000. */
  async listPipelines(pageSize: number, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Pipeline>> {
    const command = new ListPipelinesCommand({ maxResults: pageSize, ...(cursor === undefined ? {} : { nextToken: cursor }) });
    const { pipelines = [], nextToken } = await this.#session.send(CodePipelineClient, command, { signal });
    return {
      items: pipelines.map((pipeline) => ({
        name: pipeline.name ?? "",
        version: pipeline.version ?? 0,
        type: pipeline.pipelineType === "V1" ? "V1" : "V2",
        mode: pipeline.executionMode ?? "SUPERSEDED",
        updatedAt: pipeline.updated?.getTime(),
      })),
      next: nextToken,
    };
  }

  /** All pipelines, page by page. */
  allPipelines(signal?: AbortSignal): AsyncIterable<readonly Pipeline[]> {
    return everyPage("list pipelines", (cursor) => this.listPipelines(1000, cursor, signal));
  }

  /** Newest first. `pageSize` is 1 to 100. */
  async listExecutions(
    pipeline: string,
    pageSize: number,
    cursor: string | undefined,
    signal?: AbortSignal,
  ): Promise<PageOf<Execution>> {
    const command = new ListPipelineExecutionsCommand({
      pipelineName: pipeline,
      maxResults: pageSize,
      ...(cursor === undefined ? {} : { nextToken: cursor }),
    });
    const { pipelineExecutionSummaries = [], nextToken } = await this.#session.send(CodePipelineClient, command, {
      signal,
      subject: `pipeline ${pipeline}`,
    });
    return { items: pipelineExecutionSummaries.map(toExecution), next: nextToken };
  }

  /** Stages and actions as they stand now; categories and providers come from the definition, kept by version. */
  async getState(pipeline: string, signal?: AbortSignal): Promise<PipelineState> {
    const command = new GetPipelineStateCommand({ name: pipeline });
    const state = await this.#session.send(CodePipelineClient, command, { signal, subject: `pipeline ${pipeline}` });
    const version = state.pipelineVersion ?? 0;
    const { actions } = await this.#definition(pipeline, version, signal);
    return {
      name: pipeline,
      version,
      stages: toStages(state.stageStates ?? [], actions),
    };
  }

  /** The definition as the service keeps it, for reading. */
  async getDefinition(pipeline: string, signal?: AbortSignal): Promise<PipelineDeclaration> {
    const command = new GetPipelineCommand({ name: pipeline });
    const answer = await this.#session.send(CodePipelineClient, command, { signal, subject: `pipeline ${pipeline}` });
    return answer.pipeline ?? { name: pipeline, roleArn: undefined, stages: [] };
  }

  /** The variables that the pipeline takes at its start; none for V1. */
  async getVariables(pipeline: string, signal?: AbortSignal): Promise<PipelineVariable[]> {
    const { variables = [] } = await this.getDefinition(pipeline, signal);
    return variables.map(({ name = "", defaultValue, description }) => ({ name, defaultValue, description }));
  }

  /** The actions that an execution ran, in the order of their start. */
  async listActions(pipeline: string, executionId: string, signal?: AbortSignal): Promise<Action[]> {
    const found = await everyItem("list action executions", async (cursor) => {
      const command = new ListActionExecutionsCommand({
        pipelineName: pipeline,
        filter: { pipelineExecutionId: executionId },
        ...(cursor === undefined ? {} : { nextToken: cursor }),
      });
      const page = await this.#session.send(CodePipelineClient, command, { signal, subject: `execution ${executionId}` });
      return { items: (page.actionExecutionDetails ?? []).map(toRunAction), next: page.nextToken };
    });
    return found.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  }

  /** Starts an execution and returns its id. The token keeps a repeated call from starting a second one. */
  async start(pipeline: string, variables: readonly { name: string; value: string }[], requestToken: string): Promise<string> {
    const command = new StartPipelineExecutionCommand({
      name: pipeline,
      clientRequestToken: requestToken,
      ...(variables.length === 0 ? {} : { variables: [...variables] }),
    });
    const answer = await this.#session.send(CodePipelineClient, command, { subject: `pipeline ${pipeline}` });
    return answer.pipelineExecutionId ?? "";
  }

  /** Stops an execution: waits for the actions under way, or abandons them. */
  async stop(pipeline: string, executionId: string, abandon: boolean, reason: string): Promise<void> {
    const command = new StopPipelineExecutionCommand({
      pipelineName: pipeline,
      pipelineExecutionId: executionId,
      abandon,
      ...(reason === "" ? {} : { reason }),
    });
    await this.#session.send(CodePipelineClient, command, { subject: `execution ${executionId} of ${pipeline}` });
  }

  /** Answers a manual approval. The summary is kept by the service for all to read. */
  async answerApproval(pipeline: string, approval: PendingApproval, approve: boolean, summary: string): Promise<void> {
    const command = new PutApprovalResultCommand({
      pipelineName: pipeline,
      stageName: approval.stage,
      actionName: approval.action,
      token: approval.token,
      result: { status: approve ? "Approved" : "Rejected", summary },
    });
    await this.#session.send(CodePipelineClient, command, { subject: `${approval.action} of ${pipeline}` });
  }

  /** Runs a failed stage of an execution again. */
  async retryStage(pipeline: string, stage: string, executionId: string, all: boolean): Promise<void> {
    const command = new RetryStageExecutionCommand({
      pipelineName: pipeline,
      stageName: stage,
      pipelineExecutionId: executionId,
      retryMode: all ? "ALL_ACTIONS" : "FAILED_ACTIONS",
    });
    await this.#session.send(CodePipelineClient, command, { subject: `stage ${stage} of ${pipeline}` });
  }

  /** Who may read the state but not the definition sees it without categories and providers. */
  async #readableDefinition(pipeline: string, signal: AbortSignal | undefined): Promise<Pick<PipelineDeclaration, "stages">> {
    try {
      return await this.getDefinition(pipeline, signal);
    } catch (error) {
      if (error instanceof DevOpsError && error.kind === "denied") return { stages: [] };
      throw error;
    }
  }

  async #definition(pipeline: string, version: number, signal: AbortSignal | undefined): Promise<Definition> {
    const known = this.#definitions.get(pipeline);
    if (known !== undefined && known.version === version) return known;
    const { stages = [] } = await this.#readableDefinition(pipeline, signal);
    const actions = stages.flatMap((stage) =>
      (stage.actions ?? []).map((action): [string, ActionDeclaration] => [`${stage.name}/${action.name}`, action]),
    );
    const definition = { version, actions: new Map(actions) };
    this.#definitions.set(pipeline, definition);
    return definition;
  }
}

function toExecution(summary: PipelineExecutionSummary): Execution {
  const { trigger } = summary;
  return {
    id: summary.pipelineExecutionId ?? "",
    status: toStatus(summary.status),
    startedAt: summary.startTime?.getTime(),
    updatedAt: summary.lastUpdateTime?.getTime(),
    revisions: (summary.sourceRevisions ?? []).map((revision) => ({
      action: revision.actionName ?? "",
      id: revision.revisionId ?? "",
      summary: revision.revisionSummary,
      url: revision.revisionUrl,
    })),
    trigger:
      trigger?.triggerType === undefined
        ? undefined
        : [trigger.triggerType, trigger.triggerDetail].filter((part) => part !== undefined && part !== "").join(" by "),
  };
}

/** An execution enters by the first stage, so that one has the newest. */
function toStages(states: readonly StageState[], definitions: ReadonlyMap<string, ActionDeclaration>): Stage[] {
  const newest = states[0]?.latestExecution?.pipelineExecutionId;
  return states.map((state) => {
    const own = state.latestExecution?.pipelineExecutionId;
    return { ...toStage(state, definitions), earlier: own !== undefined && own !== newest };
  });
}

function toStage(stage: StageState, definitions: ReadonlyMap<string, ActionDeclaration>): Omit<Stage, "earlier"> {
  const name = stage.stageName ?? "";
  const transition = stage.inboundTransitionState;
  return {
    name,
    status: stage.latestExecution === undefined ? undefined : toStatus(stage.latestExecution.status),
    executionId: stage.latestExecution?.pipelineExecutionId,
    disabledReason: transition?.enabled === false ? (transition.disabledReason ?? "disabled") : undefined,
    actions: (stage.actionStates ?? []).map((action) => toAction(name, action, definitions.get(`${name}/${action.actionName}`))),
  };
}

function toAction(stage: string, state: ActionState, definition: ActionDeclaration | undefined): Action {
  const latest = state.latestExecution;
  return {
    stage,
    name: state.actionName ?? "",
    category: definition?.actionTypeId?.category,
    provider: definition?.actionTypeId?.provider,
    region: definition?.region,
    status: latest?.status === undefined ? undefined : toStatus(latest.status),
    changedAt: latest?.lastStatusChange?.getTime(),
    startedAt: undefined,
    summary: latest?.summary,
    error: latest?.errorDetails?.message,
    externalExecutionId: latest?.externalExecutionId,
    externalUrl: latest?.externalExecutionUrl ?? state.entityUrl,
    revision: state.currentRevision?.revisionId,
    token: latest?.token,
    approvalNote: definition?.configuration?.["CustomData"],
    approvalUrl: definition?.configuration?.["ExternalEntityLink"],
  };
}

function toRunAction(detail: ActionExecutionDetail): Action {
  const result = detail.output?.executionResult;
  return {
    stage: detail.stageName ?? "",
    name: detail.actionName ?? "",
    category: detail.input?.actionTypeId?.category,
    provider: detail.input?.actionTypeId?.provider,
    region: detail.input?.region,
    status: toStatus(detail.status),
    changedAt: detail.lastUpdateTime?.getTime(),
    startedAt: detail.startTime?.getTime(),
    summary: result?.externalExecutionSummary,
    error: result?.errorDetails?.message,
    externalExecutionId: result?.externalExecutionId,
    externalUrl: result?.externalExecutionUrl,
    revision: undefined,
    token: undefined,
    approvalNote: undefined,
    approvalUrl: undefined,
  };
}
