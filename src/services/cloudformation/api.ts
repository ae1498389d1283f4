import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStacksCommand,
  ListStackResourcesCommand,
  type Stack as SdkStack,
  type StackEvent as SdkEvent,
  type StackResourceSummary,
  StackStatus,
  type StackSummary,
} from "@aws-sdk/client-cloudformation";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyPage } from "../../base/pages.ts";
import type { HookEvent, Stack, StackEvent, StackResource } from "./model.ts";

/** Where a list of all stacks, each whole, takes longer, the short list is read instead; milliseconds. */
const SLOW = 10_000;
/** Marks a cursor of the short list. */
const SHORT = "short ";
const LIVING = Object.values(StackStatus).filter((status) => status !== "DELETE_COMPLETE");

/** CloudFormation of one context. Every method throws DevOpsError. */
export class CloudFormationApi {
  readonly #session: AwsSession;
  readonly #slow: number;
  /** Whether all stacks can be described at once: many may describe a stack by its name alone, and in large accounts it is slow. */
  #isDescribed = true;

  /** @param slow in milliseconds: when the list of whole stacks is given up for the short one */
  constructor(session: AwsSession, slow = SLOW) {
    this.#session = session;
    this.#slow = slow;
  }

  /**
   * Stacks that are not deleted, with all that is known of them; in short where that is denied or slow. One call a page, in
   * no order that is promised.
   */
  async listStacks(cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<Stack>> {
    if (cursor?.startsWith(SHORT) === true) return this.#listShort(cursor.slice(SHORT.length), signal);
    if (cursor !== undefined) return this.#describeAll(cursor, signal);
    if (!this.#isDescribed) return this.#listShort(undefined, signal);
    const late = AbortSignal.timeout(this.#slow);
    try {
      return await this.#describeAll(undefined, signal === undefined ? late : AbortSignal.any([signal, late]));
    } catch (error) {
      const isLate = late.aborted && signal?.aborted !== true;
      if (!isLate && !(error instanceof DevOpsError && error.kind === "denied")) throw error;
      this.#isDescribed = false;
      return this.#listInstead(error, isLate, signal);
    }
  }

  /** The short list. Where that is refused too, the first refusal is what has to be told. */
  async #listInstead(refused: unknown, isLate: boolean, signal: AbortSignal | undefined): Promise<PageOf<Stack>> {
    try {
      return await this.#listShort(undefined, signal);
    } catch (error) {
      this.#isDescribed = true;
      throw !isLate && error instanceof DevOpsError && error.kind === "denied" ? refused : error;
    }
  }

  async #listShort(cursor: string | undefined, signal: AbortSignal | undefined): Promise<PageOf<Stack>> {
    const command = new ListStacksCommand({ StackStatusFilter: LIVING, ...(cursor === undefined ? {} : { NextToken: cursor }) });
    const { StackSummaries = [], NextToken } = await this.#session.send(CloudFormationClient, command, { signal });
    return { items: StackSummaries.map(toShortStack), next: NextToken === undefined ? undefined : `${SHORT}${NextToken}` };
  }

  async #describeAll(cursor: string | undefined, signal: AbortSignal | undefined): Promise<PageOf<Stack>> {
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

function toShortStack(summary: StackSummary): Stack {
  const { StackName, CreationTime, TemplateDescription, ...rest } = summary;
  return { ...toStack({ ...rest, StackName, CreationTime, Description: TemplateDescription }), isSummary: true };
}

function toStack(stack: Partial<SdkStack>): Stack {
  return {
    isSummary: false,
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
