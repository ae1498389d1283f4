import type { RegionState } from "../../account/account.ts";
import { textOf } from "../../resources/provisioner.ts";
import type { Stack, StackEvent } from "../cloudformation/model.ts";
import type { Call } from "./calls.ts";
import { deployRole, WRITES } from "./past.ts";

/** What is called of types whose past is told otherwise, or not at all. */
const MORE: typeof WRITES = {
  "AWS::CodeBuild::Project": { service: "codebuild", create: "CreateProject", update: "UpdateProject", member: "name" },
  "AWS::CodeCommit::Repository": { service: "codecommit", create: "CreateRepository", update: "UpdateRepositoryDescription", member: "repositoryName" },
  "AWS::CodeDeploy::Application": { service: "codedeploy", create: "CreateApplication", update: "UpdateApplication", member: "applicationName" },
  "AWS::CodePipeline::Pipeline": { service: "codepipeline", create: "CreatePipeline", update: "UpdatePipeline", member: "name" },
  "AWS::Logs::LogGroup": { service: "logs", create: "CreateLogGroup", update: "PutRetentionPolicy", member: "logGroupName" },
};

/** What CloudFormation has called since a time, for the region's stacks. @param since milliseconds since 1970 */
export function stackCalls({ stacks: { store } }: RegionState, since: number): readonly Call[] {
  const { region, accountId } = store;
  const invokedBy = "cloudformation.amazonaws.com";
  const facts = { region, caller: deployRole(accountId), address: invokedBy, agent: invokedBy, size: 0 };
  return store.all().flatMap((stack) =>
    stack.events.flatMap((event): Call[] => {
      const writes = WRITES[event.type] ?? MORE[event.type];
      const operation = writes === undefined || event.at < since ? undefined : operationOf(event, writes);
      if (writes === undefined || operation === undefined) {
        return [];
      }
      const { service, member } = writes;
      return [{ ...facts, service, operation, input: { [member]: nameOf(stack, event) }, order: `${stack.id} ${event.id}`, at: event.at }];
    }),
  );
}

function operationOf({ status, reason }: StackEvent, { create, update, remove }: (typeof WRITES)[string]): string | undefined {
  if (reason === "Resource creation Initiated") {
    return create;
  }
  return status === "UPDATE_COMPLETE" ? update : status === "DELETE_COMPLETE" ? (remove ?? create.replace("Create", "Delete")) : undefined;
}

/** What a call names a resource by. */
function nameOf({ resources }: Stack, { logicalId, physicalId, type }: StackEvent): string {
  if (type === "AWS::CodeCommit::Repository") {
    const { values } = resources.find(({ blueprint }) => blueprint.logicalId === logicalId) ?? {};
    return textOf(values?.["RepositoryName"]) ?? physicalId;
  }
  return physicalId.startsWith("arn:") ? physicalId.slice(physicalId.lastIndexOf("/") + 1) : physicalId;
}
