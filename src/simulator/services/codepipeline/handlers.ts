import type * as CodePipelineModule from "@aws-sdk/client-codepipeline";
import type { SimulatedClock } from "../../clock.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page, pageSize } from "../paging.ts";
import {
  describeActionRun,
  describeExecution,
  describeState,
  summarizeExecution,
  summarizePipeline,
} from "./describe.ts";
import { needExecution, needPipeline, needSlot } from "./lookup.ts";
import { isRunning } from "./model.ts";
import type { Execution, Pipeline, StageSlot } from "./model.ts";
import type { PipelineStore } from "./pipelines.ts";
import { rollbackStage } from "./rollbackStage.ts";
import { startPipelineExecution } from "./startExecution.ts";

const VALIDATION = "ValidationException";
/** Page sizes of the API reference. */
const PIPELINE_LIMITS = { standard: 1000, most: 1000 };
const EXECUTION_LIMITS = { standard: 100, most: 100 };

/** A new execution is in the list only some time after its start, in milliseconds: lists follow later. */
const LISTED_AFTER = 1000;

/** The simulated operations of CodePipeline. */
export function codePipelineHandlers(
  store: (region: string) => PipelineStore,
  clock: SimulatedClock,
): Handlers<typeof CodePipelineModule> {
  return {
    ListPipelines(input, { region }) {
      const size = pageSize(input.maxResults, "maxResults", PIPELINE_LIMITS, VALIDATION);
      const request = { nextToken: input.nextToken, size, badToken };
      const { items, nextToken } = page(store(region).all(), (pipeline) => pipeline.declaration.name, request);
      return { pipelines: items.map(summarizePipeline), nextToken };
    },

    GetPipeline(input, { region }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.name);
      const { declaration } = pipeline;
      if (input.version !== undefined && (input.version < 1 || input.version > declaration.version)) {
        throw new AwsError(
          "PipelineVersionNotFoundException",
          `Account '${pipelines.accountId}' does not have a pipeline with name '${declaration.name}' ` +
            `and version '${input.version}'`,
        );
      }
      return {
        pipeline: { ...declaration, version: input.version ?? declaration.version },
        metadata: {
          pipelineArn: `arn:aws:codepipeline:${region}:${pipelines.accountId}:${declaration.name}`,
          created: new Date(pipeline.created),
          updated: new Date(pipeline.updated),
        },
      };
    },

    GetPipelineState(input, { region }) {
      return describeState(needPipeline(store(region), input.name));
    },

    StartPipelineExecution(input, context) {
      const execution = startPipelineExecution(store(context.region), input, context);
      return { pipelineExecutionId: execution.id };
    },

    StopPipelineExecution(input, { region }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const execution = needExecution(pipeline, input.pipelineExecutionId);
      const abandon = input.abandon === true;
      if (!isRunning(execution)) {
        throw new AwsError(
          "PipelineExecutionNotStoppableException",
          `The pipeline execution with id '${execution.id}' is not in a state that can be stopped: ${execution.status}`,
        );
      }
      if (execution.status === "Stopping" && !abandon) {
        throw new AwsError(
          "DuplicatedStopRequestException",
          `The pipeline execution with id '${execution.id}' is already stopping; to stop it now, abandon its actions`,
        );
      }
      pipelines.engine.stop(execution, abandon, input.reason);
      return { pipelineExecutionId: execution.id };
    },

    ListPipelineExecutions(input, { region }) {
      const pipeline = needPipeline(store(region), input.pipelineName);
      const stageName = input.filter?.succeededInStage?.stageName;
      const executions = [...pipeline.executions]
        .reverse()
        .filter(({ startTime }) => clock.now() - startTime >= LISTED_AFTER)
        .filter((execution) => stageName === undefined || execution.stages.get(stageName)?.status === "Succeeded");
      const size = pageSize(input.maxResults, "maxResults", EXECUTION_LIMITS, VALIDATION);
      const request = { nextToken: input.nextToken, size, badToken };
      const { items, nextToken } = page(executions, (execution) => execution.id, request);
      return { pipelineExecutionSummaries: items.map(summarizeExecution), nextToken };
    },

    GetPipelineExecution(input, { region }) {
      const pipeline = needPipeline(store(region), input.pipelineName);
      return { pipelineExecution: describeExecution(needExecution(pipeline, input.pipelineExecutionId)) };
    },

    ListActionExecutions(input, { region }) {
      const pipeline = needPipeline(store(region), input.pipelineName);
      const runs = chosenExecutions(pipeline, input.filter)
        .flatMap((execution) => execution.actionRuns)
        .map((run, order) => ({ run, order }))
        .sort((a, b) => b.run.startTime - a.run.startTime || b.order - a.order)
        .map(({ run }) => run);
      const size = pageSize(input.maxResults, "maxResults", EXECUTION_LIMITS, VALIDATION);
      const request = { nextToken: input.nextToken, size, badToken };
      const { items, nextToken } = page(runs, (run) => run.id, request);
      return { actionExecutionDetails: items.map((run) => describeActionRun(run, region)), nextToken };
    },

    PutApprovalResult(input, { region, callerArn }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const slot = needSlot(pipeline, input.stageName);
      const declared = pipeline.declaration.stages?.find((stage) => stage.name === slot.name)?.actions ?? [];
      if (!declared.some((action) => action.name === input.actionName)) {
        throw new AwsError("ActionNotFoundException", `Action ${input.actionName} not found in stage ${slot.name}`);
      }
      const runs = pipeline.executions.flatMap((execution) => execution.actionRuns);
      const run = runs.find((one) => one.token !== undefined && one.token === input.token);
      if (run === undefined || run.stageName !== slot.name || run.declaration.name !== input.actionName) {
        throw new AwsError("InvalidApprovalTokenException", `Invalid approval token: ${input.token}`);
      }
      const approved = input.result?.status === "Approved";
      if (
        run.status !== "InProgress" ||
        !pipelines.world.answerApproval(run, approved, input.result?.summary ?? "", callerArn)
      ) {
        throw new AwsError(
          "ApprovalAlreadyCompletedException",
          "The approval action has already been approved or rejected.",
        );
      }
      return { approvedAt: new Date(clock.now()) };
    },

    RetryStageExecution(input, { region }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const slot = needSlot(pipeline, input.stageName);
      const execution = needExecution(pipeline, input.pipelineExecutionId);
      const stage = execution.stages.get(slot.name);
      if (stage === undefined || stage !== slot.latest) {
        throw notLatest(execution, slot);
      }
      if (stage.status !== "Failed" && stage.status !== "Stopped") {
        throw new AwsError(
          "StageNotRetryableException",
          `The stage ${slot.name} of ${pipeline.declaration.name} cannot be retried: its status is ${stage.status}`,
        );
      }
      pipelines.engine.retry(stage, input.retryMode ?? "FAILED_ACTIONS");
      return { pipelineExecutionId: execution.id };
    },

    RollbackStage(input, context) {
      return { pipelineExecutionId: rollbackStage(store(context.region), input, context).id };
    },

    OverrideStageCondition(input, { region }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const slot = needSlot(pipeline, input.stageName);
      const execution = needExecution(pipeline, input.pipelineExecutionId);
      const stage = execution.stages.get(slot.name);
      if (stage === undefined || stage !== slot.latest) {
        throw notLatest(execution, slot);
      }
      if (!pipelines.engine.override(stage, input.conditionType ?? "BEFORE_ENTRY")) {
        throw new AwsError("ConditionNotOverridableException", `The condition of stage ${slot.name} cannot be overridden: it has not failed`);
      }
      return {};
    },

    EnableStageTransition(input, { region, callerArn }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const slot = needSlot(pipeline, input.stageName);
      const transition = { enabled: true, changedBy: callerArn, changedAt: clock.now(), reason: undefined };
      pipelines.engine.setTransition(pipeline, slot, transition);
      return {};
    },

    DisableStageTransition(input, { region, callerArn }) {
      const pipelines = store(region);
      const pipeline = needPipeline(pipelines, input.pipelineName);
      const slot = needSlot(pipeline, input.stageName);
      const transition = { enabled: false, changedBy: callerArn, changedAt: clock.now(), reason: input.reason };
      pipelines.engine.setTransition(pipeline, slot, transition);
      return {};
    },
  };
}

/** The executions whose actions ListActionExecutions is to list, oldest first. */
function chosenExecutions(
  pipeline: Pipeline,
  filter:
    | {
        pipelineExecutionId?: string | undefined;
        latestInPipelineExecution?: { pipelineExecutionId: string | undefined } | undefined;
      }
    | undefined,
): readonly Execution[] {
  const id = filter?.pipelineExecutionId ?? filter?.latestInPipelineExecution?.pipelineExecutionId;
  return id === undefined ? pipeline.executions : [needExecution(pipeline, id)];
}

function notLatest({ id }: Execution, { name }: StageSlot): AwsError {
  return new AwsError("NotLatestPipelineExecutionException", `The pipeline execution ${id} is not the latest execution in stage ${name}`);
}

function badToken(): AwsError {
  return new AwsError("InvalidNextTokenException", "The next token was specified in an invalid format");
}
