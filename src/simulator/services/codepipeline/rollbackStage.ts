import type { RollbackStageCommandInput } from "@aws-sdk/client-codepipeline";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext } from "../../wire/types.ts";
import { needExecution, needPipeline, needSlot } from "./lookup.ts";
import { stageActions } from "./model.ts";
import type { Execution } from "./model.ts";
import type { PipelineStore } from "./pipelines.ts";

/**
 * RollbackStage: a new execution of one stage, with the revisions and variables of an earlier one that succeeded there.
 * The rules are those of the user guide ("Configure stage rollback").
 * @throws AwsError
 */
export function rollbackStage(store: PipelineStore, input: RollbackStageCommandInput, context: CallContext): Execution {
  const pipeline = needPipeline(store, input.pipelineName);
  const slot = needSlot(pipeline, input.stageName);
  const stageIndex = pipeline.slots.indexOf(slot);
  const target = needExecution(pipeline, input.targetPipelineExecutionId);
  const { name, version, executionMode } = pipeline.declaration;
  if (executionMode === "PARALLEL") {
    throw refused(`The stage ${slot.name} of ${name} cannot be rolled back: the pipeline runs in PARALLEL mode`);
  }
  if (stageActions(pipeline, stageIndex).some((action) => action.actionTypeId?.category === "Source")) {
    throw refused(`The stage ${slot.name} of ${name} cannot be rolled back: it is a source stage`);
  }
  if (target.pipelineVersion !== version) {
    const message = `The pipeline execution ${target.id} is of version ${target.pipelineVersion} of ${name}, not of ${version}`;
    throw new AwsError("PipelineExecutionOutdatedException", message);
  }
  if (target.rollbackTo !== undefined || target.stages.get(slot.name)?.status !== "Succeeded") {
    throw refused(`The pipeline execution ${target.id} is no target of a rollback of stage ${slot.name}`);
  }
  if (slot.occupant !== undefined) {
    throw refused(`The stage ${slot.name} of ${name} is in progress`);
  }
  return store.engine.start(pipeline, {
    trigger: { triggerType: "ManualRollback", triggerDetail: context.callerArn },
    variables: target.variables,
    revisions: target.revisions,
    reliable: true,
    rollback: { stageIndex, to: target },
  });
}

function refused(message: string): AwsError {
  return new AwsError("UnableToRollbackStageException", message);
}
