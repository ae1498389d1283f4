import type { StartPipelineExecutionCommandInput } from "@aws-sdk/client-codepipeline";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext } from "../../wire/types.ts";
import { needPipeline } from "./lookup.ts";
import type { Execution, Pipeline } from "./model.ts";
import type { PipelineStore } from "./pipelines.ts";

/**
 * StartPipelineExecution: checks variables and source revisions, and starts once for each client request token.
 * @throws AwsError
 */
export function startPipelineExecution(
  store: PipelineStore,
  input: StartPipelineExecutionCommandInput,
  context: CallContext,
): Execution {
  const pipeline = needPipeline(store, input.name);
  const token = input.clientRequestToken;
  return store.tokens.once(token === undefined ? undefined : `${pipeline.declaration.name} ${token}`, () =>
    store.start(pipeline, {
      trigger: { triggerType: "StartPipelineExecution", triggerDetail: context.callerArn },
      variables: checkVariables(pipeline, input.variables ?? []),
      commits: checkRevisions(pipeline, input.sourceRevisions ?? []),
      reliable: true,
    }),
  );
}

function checkVariables(
  pipeline: Pipeline,
  given: { name: string | undefined; value: string | undefined }[],
): Map<string, string> {
  const declared = pipeline.declaration.variables ?? [];
  if (given.length > 0 && pipeline.declaration.pipelineType !== "V2") {
    throw new AwsError("ValidationException", "Pipeline variables are supported only for pipelines of type V2");
  }
  const values = new Map<string, string>();
  for (const { name, value } of given) {
    if (!declared.some((variable) => variable.name === name)) {
      throw new AwsError("ValidationException", `The pipeline does not declare a variable named ${name}`);
    }
    values.set(name ?? "", value ?? "");
  }
  const missing = declared.find((variable) => variable.defaultValue === undefined && !values.has(variable.name ?? ""));
  if (missing !== undefined) {
    throw new AwsError("ValidationException", `A value is required for the pipeline variable ${missing.name}`);
  }
  return values;
}

function checkRevisions(
  pipeline: Pipeline,
  overrides: { actionName: string | undefined; revisionValue: string | undefined }[],
): Map<string, string> {
  const sources = (pipeline.declaration.stages ?? [])
    .flatMap((stage) => stage.actions ?? [])
    .filter((action) => action.actionTypeId?.category === "Source");
  const commits = new Map<string, string>();
  for (const { actionName, revisionValue } of overrides) {
    if (!sources.some((action) => action.name === actionName)) {
      throw new AwsError("ValidationException", `The pipeline has no source action named ${actionName}`);
    }
    commits.set(actionName ?? "", revisionValue ?? "");
  }
  return commits;
}
