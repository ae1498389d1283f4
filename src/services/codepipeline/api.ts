import {
  type ActionDeclaration,
  type ActionExecutionDetail,
  CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  OverrideStageConditionCommand,
  PutApprovalResultCommand,
  type PipelineDeclaration,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { apiOf } from "../../aws/serviceApi.ts";
import { mapLimited } from "../../base/async.ts";
import type { FoundUsers, ResourceUser } from "../../base/contracts.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem } from "../../base/pages.ts";
import { pipelineRuns } from "../../base/pipelineRuns.gen.ts";
import { joined, plural } from "../../base/text.ts";
import { type Definition, toExecution, toRunAction, toSingleExecution, toStages } from "./api/convert.ts";
import { JustStarted } from "./api/justStarted.ts";
import {
  type Action,
  type Execution,
  type PendingApproval,
  type Pipeline,
  type PipelineState,
  type PipelineVariable,
  type Source,
  accountOfArn,
  pipelineRef,
} from "./model.ts";

/** A call of `ListPipelines` gives so many at most (API reference). */
const MOST_NAMES = 1000;
/** Definitions are read one by one: so many calls are under way at once. */
const AT_ONCE = 4;

/** CodePipeline of one context. Every method throws DevOpsError. */
export class CodePipelineApi extends apiOf(CodePipelineClient) {
  readonly #definitions = new Map<string, Definition>();
  readonly #started = new JustStarted();

  /** Names and versions, in the service's order. `pageSize` is 1 to 1000. */
  async listPipelines(pageSize: number, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Pipeline>> {
    const command = new ListPipelinesCommand({ maxResults: pageSize, nextToken: cursor });
    const { pipelines = [], nextToken } = await this.send(command, { signal });
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

  /** Newest first, what was started here just now before the service lists it. `pageSize` is 1 to 100. */
  async listExecutions(pipeline: string, pageSize: number, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Execution>> {
    const command = new ListPipelineExecutionsCommand({ pipelineName: pipeline, maxResults: pageSize, nextToken: cursor });
    const { pipelineExecutionSummaries = [], nextToken } = await this.send(command, { signal, subject: `pipeline ${pipeline}` });
    const items = pipelineExecutionSummaries.map(toExecution);
    if (cursor !== undefined) return { items, next: nextToken };
    const unlisted = await this.#unlisted(pipeline, items, signal);
    return { items: [...unlisted, ...items].map((one, index) => ({ ...one, isNewest: index === 0 })), next: nextToken };
  }

  /** An execution by its id: it tells no times. */
  async getExecution(pipeline: string, executionId: string, signal?: AbortSignal): Promise<Execution> {
    const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: executionId });
    const answer = await this.send(command, { signal, subject: `execution ${executionId}` });
    return toSingleExecution(answer.pipelineExecution ?? { pipelineExecutionId: executionId });
  }

  /** An execution by its id; undefined where it has none, is gone or may not be read. */
  async readableExecution(pipeline: string, executionId: string | undefined, signal?: AbortSignal): Promise<Execution | undefined> {
    if (executionId === undefined) return undefined;
    try {
      return await this.getExecution(pipeline, executionId, signal);
    } catch (error) {
      if (error instanceof DevOpsError && (error.kind === "denied" || error.kind === "notFound")) return undefined;
      throw error;
    }
  }

  /** Stages and actions as they stand now; categories and providers come from the definition, kept by version. */
  async getState(pipeline: string, signal?: AbortSignal): Promise<PipelineState> {
    const command = new GetPipelineStateCommand({ name: pipeline });
    const state = await this.send(command, { signal, subject: `pipeline ${pipeline}` });
    const version = state.pipelineVersion ?? 0;
    const definition = await this.#definition(pipeline, version, signal);
    const { mode, account } = definition;
    return { name: pipeline, version, mode, account, stages: toStages(state.stageStates ?? [], definition) };
  }

  /** The definition as the service keeps it, for reading. */
  async getDefinition(pipeline: string, signal?: AbortSignal): Promise<PipelineDeclaration> {
    return (await this.#read(pipeline, signal)).declaration;
  }

  /** The pipelines with an action that uses a connection. @param id the connection's: its ARN may begin in two ways */
  connectionUsers(id: string, signal: AbortSignal): Promise<FoundUsers> {
    return this.#usersBy(signal, ({ actions }) => {
      const used = [...actions.values()].map(({ configuration = {} }) => configuration).find((one) => one["ConnectionArn"]?.endsWith(`/${id}`));
      return used && joined([used["FullRepositoryId"], used["BranchName"]]);
    });
  }

  /** The pipelines that act as a role, or have an action that does. */
  roleUsers(arn: string, signal: AbortSignal): Promise<FoundUsers> {
    return this.#usersBy(signal, ({ role, actions }) => {
      const as = [...actions].filter(([, { roleArn }]) => roleArn === arn).map(([name]) => name);
      return role === arn || as.length > 0 ? joined(["pipeline", as.length === 0 ? undefined : `in ${as.join(", ")}`], ", ") : undefined;
    });
  }

  /**
   * The pipelines whose definitions use something. Nothing lists them: every definition is read, one call a pipeline, and kept
   * by its version.
   * @param use what is told of a pipeline that uses it; undefined: it does not
   */
  async #usersBy(signal: AbortSignal, use: (definition: Definition) => string | undefined): Promise<FoundUsers> {
    const pipelines = await everyItem("list pipelines", (cursor) => this.listPipelines(MOST_NAMES, cursor, signal));
    const users: ResourceUser[] = [];
    let unread = 0;
    for await (const { name, definition } of mapLimited(pipelines, AT_ONCE, (one) => this.#named(one, signal))) {
      if (definition.mode === undefined) unread += 1;
      const detail = use(definition);
      if (detail !== undefined) users.push({ ref: pipelineRef(this.session.context.region, "", name), label: name, detail });
    }
    const denied = new DevOpsError({ kind: "denied", tried: `read ${plural(unread, "pipeline")} of ${pipelines.length}`, why: "access denied", missingAction: "codepipeline:GetPipeline" });
    return { users: users.toSorted((a, b) => a.label.localeCompare(b.label)), failures: unread === 0 ? [] : [denied] };
  }

  /** Whether what a pipeline is made of was read in its version: then `repositoriesOf` costs nothing. */
  isRead({ name, version }: Pipeline): boolean {
    return this.#definitions.get(name)?.version === version;
  }

  /** The repositories that its source actions take: CodeCommit's by their names, others as `owner/name`. */
  async repositoriesOf(pipeline: Pipeline, signal: AbortSignal): Promise<readonly string[]> {
    const { definition } = await this.#named(pipeline, signal);
    return [...definition.actions.values()].flatMap(({ configuration = {} }) => {
      const { RepositoryName: own, FullRepositoryId: full, Owner: owner, Repo: repo } = configuration;
      return [own, full, owner === undefined || repo === undefined ? undefined : `${owner}/${repo}`].filter((name) => name !== undefined);
    });
  }

  /** The variables that the pipeline takes at its start; none for V1. */
  async getVariables(pipeline: string, signal?: AbortSignal): Promise<PipelineVariable[]> {
    const { variables = [] } = await this.getDefinition(pipeline, signal);
    return variables.map(({ name = "", defaultValue, description }) => ({ name, defaultValue, description }));
  }

  /** The source actions that a start can be told what to take for; none for V1. */
  async getSources(pipeline: string, signal?: AbortSignal): Promise<Source[]> {
    const { stages = [], pipelineType } = await this.getDefinition(pipeline, signal);
    if (pipelineType === "V1") return [];
    return stages
      .flatMap((stage) => stage.actions ?? [])
      .filter(({ actionTypeId }) => actionTypeId?.category === "Source")
      .map(({ name = "", actionTypeId }) => {
        const provider = actionTypeId?.provider ?? "";
        return { action: name, provider, revisionType: pipelineRuns.providers[provider]?.revision ?? "COMMIT_ID" };
      });
  }

  /**
   * The executions to which a stage can be brought back, newest first: they succeeded there and were no rollbacks. That they
   * are of the pipeline's current version is told by each alone.
   */
  async listRollbackTargets(pipeline: string, stage: string, cursor: string | undefined): Promise<PageOf<Execution>> {
    const filter = { succeededInStage: { stageName: stage } };
    const command = new ListPipelineExecutionsCommand({ pipelineName: pipeline, filter, nextToken: cursor });
    const page = await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
    const items = (page.pipelineExecutionSummaries ?? []).map(toExecution).filter(({ isRollback }) => !isRollback);
    return { items, next: page.nextToken };
  }

  /** The version of the pipeline that an execution ran. */
  async versionOf(pipeline: string, executionId: string): Promise<number | undefined> {
    const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: executionId });
    const answer = await this.send(command, { subject: `execution ${executionId}` });
    return answer.pipelineExecution?.pipelineVersion;
  }

  /** The actions that an execution ran, in the order of their start. */
  async listActions(pipeline: string, executionId: string, signal?: AbortSignal): Promise<Action[]> {
    const found = await everyItem("list action executions", async (cursor) => {
      const filter = { pipelineExecutionId: executionId };
      const command = new ListActionExecutionsCommand({ pipelineName: pipeline, filter, nextToken: cursor });
      const page = await this.send(command, { signal, subject: `execution ${executionId}` });
      // an old execution may be of another version: what the definition is needed for does not change with it
      const definition = this.#definitions.get(pipeline) ?? (await this.#definitionOf(page.actionExecutionDetails, pipeline, signal));
      const items = (page.actionExecutionDetails ?? []).map((detail) => toRunAction(detail, definition));
      return { items, next: page.nextToken };
    });
    return found.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  }

  /**
   * Starts an execution and returns its id. The token keeps a repeated call from starting a second one.
   * @param revision what a source action takes in place of the latest
   */
  async start(
    pipeline: string,
    variables: readonly { name: string; value: string }[],
    requestToken: string,
    revision?: { readonly source: Source; readonly id: string },
  ): Promise<string> {
    const command = new StartPipelineExecutionCommand({
      name: pipeline,
      clientRequestToken: requestToken,
      ...(revision === undefined
        ? {}
        : { sourceRevisions: [{ actionName: revision.source.action, revisionType: revision.source.revisionType, revisionValue: revision.id }] }),
      ...(variables.length === 0 ? {} : { variables: [...variables] }),
    });
    const answer = await this.send(command, { subject: `pipeline ${pipeline}` });
    const id = answer.pipelineExecutionId ?? "";
    this.#started.note(pipeline, id, Date.now());
    return id;
  }

  /** Stops an execution: waits for the actions under way, or abandons them. */
  async stop(pipeline: string, executionId: string, abandon: boolean, reason: string): Promise<void> {
    const command = new StopPipelineExecutionCommand({
      pipelineName: pipeline,
      pipelineExecutionId: executionId,
      abandon,
      ...(reason === "" ? {} : { reason }),
    });
    await this.send(command, { subject: `execution ${executionId} of ${pipeline}` });
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
    await this.send(command, { subject: `${approval.action} of ${pipeline}` });
  }

  /** Runs a failed stage of an execution again. */
  async retryStage(pipeline: string, stage: string, executionId: string, all: boolean): Promise<void> {
    const command = new RetryStageExecutionCommand({
      pipelineName: pipeline,
      stageName: stage,
      pipelineExecutionId: executionId,
      retryMode: all ? "ALL_ACTIONS" : "FAILED_ACTIONS",
    });
    await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
  }

  /** Brings a stage back to what an execution ran there; returns the id of the execution that does it. */
  async rollBackStage(pipeline: string, stage: string, executionId: string): Promise<string> {
    const command = new RollbackStageCommand({ pipelineName: pipeline, stageName: stage, targetPipelineExecutionId: executionId });
    const answer = await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
    const id = answer.pipelineExecutionId ?? "";
    this.#started.note(pipeline, id, Date.now());
    return id;
  }

  /** Closes the way into a stage: executions wait before it. */
  async disableTransition(pipeline: string, stage: string, reason: string): Promise<void> {
    const command = new DisableStageTransitionCommand({ pipelineName: pipeline, stageName: stage, transitionType: "Inbound", reason });
    await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
  }

  /** Opens the way into a stage: the newest execution that waits before it goes in. */
  async enableTransition(pipeline: string, stage: string): Promise<void> {
    const command = new EnableStageTransitionCommand({ pipelineName: pipeline, stageName: stage, transitionType: "Inbound" });
    await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
  }

  /** Lets an execution go on that a condition holds up. */
  async overrideCondition(pipeline: string, stage: string, executionId: string, place: "entry" | "success"): Promise<void> {
    const conditionType = place === "entry" ? "BEFORE_ENTRY" : "ON_SUCCESS";
    const command = new OverrideStageConditionCommand({ pipelineName: pipeline, stageName: stage, pipelineExecutionId: executionId, conditionType });
    await this.send(command, { subject: `stage ${stage} of ${pipeline}` });
  }

  /** What was started here and is in no list yet: a list may be seconds behind. What cannot be read is left to the list. */
  async #unlisted(pipeline: string, listed: readonly Execution[], signal: AbortSignal | undefined): Promise<Execution[]> {
    const waiting = this.#started.missing(pipeline, new Set(listed.map(({ id }) => id)), Date.now());
    const read = waiting.map(async ({ id, at }): Promise<Execution[]> => {
      const execution = await this.readableExecution(pipeline, id, signal);
      return execution === undefined ? [] : [{ ...execution, startedAt: at, updatedAt: at }];
    });
    return (await Promise.all(read)).flat();
  }

  async #read(pipeline: string, signal: AbortSignal | undefined): Promise<{ declaration: PipelineDeclaration; account: string | undefined }> {
    const command = new GetPipelineCommand({ name: pipeline });
    const answer = await this.send(command, { signal, subject: `pipeline ${pipeline}` });
    const account = accountOfArn(answer.metadata?.pipelineArn ?? "");
    return { declaration: answer.pipeline ?? { name: pipeline, roleArn: undefined, stages: [] }, account };
  }

  async #named({ name, version }: Pipeline, signal: AbortSignal): Promise<{ readonly name: string; readonly definition: Definition }> {
    return { name, definition: await this.#definition(name, version, signal) };
  }

  /** Who may read the state but not the definition sees it without categories and providers. */
  async #definition(pipeline: string, version: number, signal: AbortSignal | undefined): Promise<Definition> {
    const known = this.#definitions.get(pipeline);
    if (known !== undefined && known.version === version) return known;
    const definition = await this.#readDefinition(pipeline, version, signal);
    this.#definitions.set(pipeline, definition);
    return definition;
  }

  /** The definition for actions that ran, where one of them has a role of its own; else nothing is needed of it. */
  async #definitionOf(
    details: readonly ActionExecutionDetail[] | undefined,
    pipeline: string,
    signal: AbortSignal | undefined,
  ): Promise<Definition | undefined> {
    const own = details?.find(({ input }) => input?.roleArn !== undefined);
    return own === undefined ? undefined : this.#definition(pipeline, own.pipelineVersion ?? 0, signal);
  }

  async #readDefinition(pipeline: string, version: number, signal: AbortSignal | undefined): Promise<Definition> {
    try {
      const { declaration, account } = await this.#read(pipeline, signal);
      const actions = (declaration.stages ?? []).flatMap((stage) =>
        (stage.actions ?? []).map((action): [string, ActionDeclaration] => [`${stage.name}/${action.name}`, action]),
      );
      return { version, mode: declaration.executionMode ?? "SUPERSEDED", account, role: declaration.roleArn, actions: new Map(actions) };
    } catch (error) {
      if (!(error instanceof DevOpsError) || error.kind !== "denied") throw error;
      return { version, mode: undefined, account: undefined, role: undefined, actions: new Map() };
    }
  }
}
