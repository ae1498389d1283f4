import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type Stack as SdkStack,
  type StackEvent as SdkEvent,
  type StackResourceSummary,
} from "@aws-sdk/client-cloudformation";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyPage } from "../../base/pages.ts";
import type { HookEvent, Stack, StackEvent, StackResource } from "./model.ts";

/** CloudFormation of one context. Every method throws DevOpsError. */
export class CloudFormationApi {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Stacks that are not deleted, with all that is known of them, newest first: one call a page. */
  async listStacks(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Stack>> {
    const command = new DescribeStacksCommand(cursor === undefined ? {} : { NextToken: cursor });
    const { Stacks = [], NextToken } = await this.#session.send(CloudFormationClient, command, { signal });
    return { items: Stacks.map(toStack).filter(({ status }) => status !== "DELETE_COMPLETE"), next: NextToken };
  }

  /** All stacks that are not deleted, page by page. */
  allStacks(signal?: AbortSignal): AsyncIterable<readonly Stack[]> {
    return everyPage("describe stacks", (cursor) => this.listStacks(cursor, signal));
  }

  /** @param name a name or an ARN; of a deleted stack the ARN */
  async getStack(name: string, signal?: AbortSignal): Promise<Stack> {
    const command = new DescribeStacksCommand({ StackName: name });
    const { Stacks = [] } = await this.#session.send(CloudFormationClient, command, { signal, subject: subjectOf(name) });
    const [stack] = Stacks;
    if (stack === undefined) {
      throw new DevOpsError({ kind: "notFound", tried: "describe stacks", on: subjectOf(name), why: "there is no such stack" });
    }
    return toStack(stack);
  }

  /** In the service's order. @param stack a name or an ARN */
  async listResources(stack: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<StackResource>> {
    const command = new ListStackResourcesCommand({ StackName: stack, ...(cursor === undefined ? {} : { NextToken: cursor }) });
    const answer = await this.#session.send(CloudFormationClient, command, { signal, subject: subjectOf(stack) });
    return { items: (answer.StackResourceSummaries ?? []).map(toResource), next: answer.NextToken };
  }

  /** Newest first. @param stack a name or an ARN */
  async listEvents(stack: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<StackEvent>> {
    const command = new DescribeStackEventsCommand({ StackName: stack, ...(cursor === undefined ? {} : { NextToken: cursor }) });
    const answer = await this.#session.send(CloudFormationClient, command, { signal, subject: subjectOf(stack) });
    return { items: (answer.StackEvents ?? []).map(toEvent), next: answer.NextToken };
  }

  /** The template as it was handed in. @param stack a name or an ARN */
  async getTemplate(stack: string, signal?: AbortSignal): Promise<string> {
    const command = new GetTemplateCommand({ StackName: stack, TemplateStage: "Original" });
    const { TemplateBody } = await this.#session.send(CloudFormationClient, command, { signal, subject: subjectOf(stack) });
    return TemplateBody ?? "";
  }

  /** Cancels an update. The token keeps a repeated call from being another one. @param stack a name or an ARN */
  async cancelUpdate(stack: string, requestToken: string): Promise<void> {
    const command = new CancelUpdateStackCommand({ StackName: stack, ClientRequestToken: requestToken });
    await this.#session.send(CloudFormationClient, command, { subject: subjectOf(stack) });
  }
}

/** The name alone of an ARN. */
function subjectOf(stack: string): string {
  return `stack ${/:stack\/([^/]+)/.exec(stack)?.[1] ?? stack}`;
}

function toStack(stack: SdkStack): Stack {
  return {
    name: stack.StackName ?? "",
    id: stack.StackId ?? "",
    status: stack.StackStatus ?? "",
    reason: stack.StackStatusReason,
    description: stack.Description,
    createdAt: stack.CreationTime?.getTime(),
    updatedAt: stack.LastUpdatedTime?.getTime(),
    parentId: stack.ParentId,
    rootId: stack.RootId,
    isProtected: stack.EnableTerminationProtection === true,
    parameters: (stack.Parameters ?? []).map((parameter) => ({
      name: parameter.ParameterKey ?? "",
      value: parameter.ParameterValue ?? "",
      resolved: parameter.ResolvedValue,
    })),
    outputs: (stack.Outputs ?? []).map((output) => ({
      name: output.OutputKey ?? "",
      value: output.OutputValue ?? "",
      description: output.Description,
      exportName: output.ExportName,
    })),
    tags: (stack.Tags ?? []).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
  };
}

function toResource(resource: StackResourceSummary): StackResource {
  return {
    logicalId: resource.LogicalResourceId ?? "",
    type: resource.ResourceType ?? "",
    physicalId: resource.PhysicalResourceId,
    status: resource.ResourceStatus ?? "",
    reason: resource.ResourceStatusReason,
    updatedAt: resource.LastUpdatedTimestamp?.getTime(),
  };
}

function toEvent(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? "",
    logicalId: event.LogicalResourceId ?? "",
    physicalId: event.PhysicalResourceId,
    type: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    reason: event.ResourceStatusReason,
    at: event.Timestamp?.getTime(),
    hook: toHook(event),
  };
}

function toHook({ HookType, HookStatus, HookStatusReason, HookFailureMode }: SdkEvent): HookEvent | undefined {
  return HookType === undefined
    ? undefined
    : { type: HookType, status: HookStatus ?? "", reason: HookStatusReason, mode: HookFailureMode };
}
