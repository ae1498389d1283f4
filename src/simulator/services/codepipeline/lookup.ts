import { AwsError } from "../../wire/errors.ts";
import type { Execution, Pipeline, StageSlot } from "./model.ts";
import type { PipelineStore } from "./pipelines.ts";

/** A pipeline by name. @throws AwsError PipelineNotFoundException in CodePipeline's words */
export function needPipeline(store: PipelineStore, name: string | undefined): Pipeline {
  const pipeline = store.find(name ?? "");
  if (pipeline === undefined) {
    throw new AwsError(
      "PipelineNotFoundException",
      `Account '${store.accountId}' does not have a pipeline with name '${name}'`,
    );
  }
  return pipeline;
}

/** A stage by name. @throws AwsError StageNotFoundException */
export function needSlot(pipeline: Pipeline, name: string | undefined): StageSlot {
  const slot = pipeline.slots.find((one) => one.name === name);
  if (slot === undefined) {
    throw new AwsError("StageNotFoundException", `Stage ${name} not found in pipeline ${pipeline.declaration.name}`);
  }
  return slot;
}

/** An execution by id. @throws AwsError PipelineExecutionNotFoundException */
export function needExecution(pipeline: Pipeline, id: string | undefined): Execution {
  const execution = pipeline.executions.find((one) => one.id === id);
  if (execution === undefined) {
    throw new AwsError(
      "PipelineExecutionNotFoundException",
      `The pipeline execution with id '${id}' was not found in pipeline '${pipeline.declaration.name}'`,
    );
  }
  return execution;
}
