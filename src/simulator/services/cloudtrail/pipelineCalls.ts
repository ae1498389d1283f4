import type { RegionState } from "../../account/account.ts";
import type { Members } from "../../wire/types.ts";
import type { ActionRun } from "../codepipeline/model.ts";
import type { Call, Caller } from "./calls.ts";

/** What an action of a provider calls, and with what of its configuration. */
interface ActionCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Members;
}

function callOf({ declaration: { actionTypeId, configuration = {} } }: ActionRun): ActionCall | undefined {
  const provider = actionTypeId?.provider;
  if (provider === "CodeBuild") {
    return { service: "codebuild", operation: "StartBuild", input: { projectName: configuration["ProjectName"] } };
  }
  if (provider === "CodeDeploy" || provider === "CodeDeployToECS") {
    const { ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName } = configuration;
    return { service: "codedeploy", operation: "CreateDeployment", input: { applicationName, deploymentGroupName } };
  }
  if (provider !== "CloudFormation") {
    return undefined;
  }
  const { ActionMode: mode, ChangeSetName, StackName } = configuration;
  const operation = mode === "CHANGE_SET_REPLACE" ? "CreateChangeSet" : mode === "CHANGE_SET_EXECUTE" ? "ExecuteChangeSet" : "UpdateStack";
  return { service: "cloudformation", operation, input: { ...(ChangeSetName === undefined ? {} : { ChangeSetName }), StackName } };
}

/**
 * What the region's pipelines have called since a time, with their roles: a push that nobody follows with a call changes
 * stacks and services, too.
 * @param since milliseconds since 1970
 */
export function pipelineCalls({ pipelines }: RegionState, since: number): readonly Call[] {
  const { region, accountId } = pipelines;
  return pipelines.all().flatMap(({ declaration: { name }, executions }) => {
    const runs = executions.flatMap(({ actionRuns }) => actionRuns).filter(({ startTime }) => startTime >= since);
    return runs.flatMap((run): Call[] => {
      const call = callOf(run);
      if (call === undefined) {
        return [];
      }
      const invokedBy = "codepipeline.amazonaws.com";
      const role = `codepipeline-${name}`;
      const callerArn = `arn:aws:sts::${accountId}:assumed-role/${role}/${run.execution.id}`;
      const caller: Caller = { accountId, callerArn, userId: `AROA${role}:${run.execution.id}`, accessKeyId: "", invokedBy };
      return [{ ...call, order: run.id, at: run.startTime, region, caller, address: invokedBy, agent: invokedBy, size: 0 }];
    });
  });
}
