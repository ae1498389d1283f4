import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
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
import { apiOf } from "../../aws/serviceApi.ts";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError, noneWhereGone } from "../../base/errors.ts";
import { type PageOf, everyItem } from "../../base/pages.ts";
import { type ResourceType, type TypedResource, missingTypes, pageOfType, refOfType, withBeside } from "../../base/resourceTypes.ts";
import { ChangeSetApi } from "./api/changeSets.ts";
import { UpkeepApi } from "./api/upkeep.ts";
import type { Owner } from "./model/owner.ts";
import { type HookEvent, type Located, type Stack, type StackEvent, type StackResource, placeOf, subjectOf } from "./model.ts";

/** Where a list of all stacks, each whole, takes longer, the short list is read instead; milliseconds. */
const SLOW = 10_000;
/** Marks a cursor of the short list. */
const SHORT = "short ";
const LIVING = Object.values(StackStatus).filter((status) => status !== "DELETE_COMPLETE");

type TypeSource = (type: string) => ResourceType | undefined;

/** CloudFormation of one context. Every method throws DevOpsError. */
export class CloudFormationApi extends apiOf(CloudFormationClient) {
  readonly changeSets: ChangeSetApi;
  readonly upkeep: UpkeepApi;
  readonly #typeOf: TypeSource;
  readonly #slow: number;
  /** Whether all stacks can be described at once: many may describe a stack by its name alone, and in large accounts it is slow. */
  #isDescribed = true;

  /**
   * @param typeOf what is known of the resources of a type
   * @param slow in milliseconds: when the list of whole stacks is given up for the short one
   */
  constructor(session: AwsSession, typeOf: TypeSource = () => undefined, slow = SLOW) {
    super(session);
    this.changeSets = new ChangeSetApi(session);
    this.upkeep = new UpkeepApi(session, (resource) => this.#located(resource, []));
    this.#typeOf = typeOf;
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
    const command = new ListStacksCommand({ StackStatusFilter: LIVING, NextToken: cursor });
    const { StackSummaries = [], NextToken } = await this.send(command, { signal });
    return { items: StackSummaries.map(toShortStack), next: NextToken === undefined ? undefined : `${SHORT}${NextToken}` };
  }

  /** Stacks of some statuses in short: the service filters, so that a page or two hold them all. @param pages at most */
  async stacksOf(isWanted: (status: string) => boolean, pages: number, signal?: AbortSignal): Promise<readonly Stack[]> {
    const StackStatusFilter = LIVING.filter((status) => isWanted(status));
    const found: Stack[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pages && (page === 0 || cursor !== undefined); page += 1) {
      const command = new ListStacksCommand({ StackStatusFilter, NextToken: cursor });
      const { StackSummaries = [], NextToken } = await this.send(command, { signal });
      found.push(...StackSummaries.map(toShortStack));
      cursor = NextToken === "" ? undefined : NextToken;
    }
    return found;
  }

  async #describeAll(cursor: string | undefined, signal: AbortSignal | undefined): Promise<PageOf<Stack>> {
    const command = new DescribeStacksCommand({ NextToken: cursor });
    const { Stacks = [], NextToken } = await this.send(command, { signal });
    return { items: Stacks.map(toStack).filter(({ status }) => status !== "DELETE_COMPLETE"), next: NextToken };
  }

  /** @param name a name or an ARN; of a deleted stack the ARN */
  async getStack(name: string, signal?: AbortSignal): Promise<Stack> {
    const command = new DescribeStacksCommand({ StackName: name });
    const { Stacks = [] } = await this.send(command, { signal, subject: subjectOf(name) });
    const [stack] = Stacks;
    if (stack === undefined) {
      throw new DevOpsError({ kind: "notFound", tried: "describe stacks", on: subjectOf(name), why: "there is no such stack" });
    }
    return toStack(stack);
  }

  /**
   * The stack of this region that has a resource by its physical id, and where it stands there; undefined where none has
   * ("DescribeStackResources", API reference: the answer has its neighbours, too).
   */
  async ownerOf(PhysicalResourceId: string, signal: AbortSignal): Promise<Owner | undefined> {
    const command = new DescribeStackResourcesCommand({ PhysicalResourceId });
    const { StackResources = [] } = (await this.send(command, { signal, subject: PhysicalResourceId }).catch(noneWhereGone)) ?? {};
    const own = StackResources.find((one) => one.PhysicalResourceId === PhysicalResourceId);
    if (own === undefined) return undefined;
    const { StackId = "", StackName: stack = "", LogicalResourceId: logicalId = "", ResourceType: type = "", PhysicalResourceId: physicalId } = own;
    return { stack, logicalId, service: this.#located({ ...nowhere(StackId), logicalId, type, physicalId }, []).ref?.service };
  }

  /** In the service's order. @param stack the ARN */
  async listResources(stack: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<StackResource>> {
    const command = new ListStackResourcesCommand({ StackName: stack, NextToken: cursor });
    const answer = await this.send(command, { signal, subject: subjectOf(stack) });
    const items = (answer.StackResourceSummaries ?? []).map((summary) => toResource(summary, stack));
    return { items: items.map((resource) => this.#located(resource, items)), next: answer.NextToken };
  }

  /** Where a resource leads, with what others of its stack tell of it. */
  async locate(resource: Located): Promise<Located> {
    const { type, stackId } = resource;
    if (missingTypes(this.#typeOf(type), resource).length === 0) return resource;
    return this.#located(resource, await everyItem("list stack resources", (cursor) => this.listResources(stackId, cursor)));
  }

  #located<T extends Located>(resource: T, resources: readonly TypedResource[]): T {
    const spec = this.#typeOf(resource.type);
    const whole = withBeside(spec, resource, resources);
    return { ...whole, ref: refOfType(spec, whole, placeOf(resource.stackId)), page: pageOfType(spec, whole) };
  }

  /** Newest first. @param stack a name or an ARN */
  async listEvents(stack: string, cursor: string | undefined, signal?: AbortSignal): Promise<PageOf<StackEvent>> {
    const command = new DescribeStackEventsCommand({ StackName: stack, NextToken: cursor });
    const answer = await this.send(command, { signal, subject: subjectOf(stack) });
    return { items: (answer.StackEvents ?? []).map((event) => this.#located(toEvent(event), [])), next: answer.NextToken };
  }

  /** The template as it was handed in, or as it is once its macros were run. @param stack a name or an ARN */
  async getTemplate(stack: string, signal?: AbortSignal, stage: "Original" | "Processed" = "Original"): Promise<string> {
    const command = new GetTemplateCommand({ StackName: stack, TemplateStage: stage });
    const { TemplateBody } = await this.send(command, { signal, subject: subjectOf(stack) });
    return TemplateBody ?? "";
  }

  /** Cancels an update. The token keeps a repeated call from being another one. @param stack a name or an ARN */
  async cancelUpdate(stack: string, requestToken: string): Promise<void> {
    const command = new CancelUpdateStackCommand({ StackName: stack, ClientRequestToken: requestToken });
    await this.send(command, { subject: subjectOf(stack) });
  }
}

function toShortStack(summary: StackSummary): Stack {
  const { StackName, CreationTime, TemplateDescription, ...rest } = summary;
  return { ...toStack({ ...rest, StackName, CreationTime, Description: TemplateDescription }), isSummary: true };
}

function toStack(stack: Partial<SdkStack>): Stack {
  return {
    isSummary: false,
    readAt: Date.now(),
    name: stack.StackName ?? "",
    id: stack.StackId ?? "",
    status: stack.StackStatus ?? "",
    reason: stack.StackStatusReason,
    description: stack.Description,
    createdAt: stack.CreationTime?.getTime(),
    updatedAt: stack.LastUpdatedTime?.getTime(),
    parentId: stack.ParentId,
    rootId: stack.RootId,
    drift: stack.DriftInformation && { status: stack.DriftInformation.StackDriftStatus ?? "", at: stack.DriftInformation.LastCheckTimestamp?.getTime() },
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

function toResource(resource: StackResourceSummary, stackId: string): StackResource {
  return {
    ...nowhere(stackId),
    logicalId: resource.LogicalResourceId ?? "",
    type: resource.ResourceType ?? "",
    physicalId: resource.PhysicalResourceId,
    status: resource.ResourceStatus ?? "",
    reason: resource.ResourceStatusReason,
    updatedAt: resource.LastUpdatedTimestamp?.getTime(),
  };
}

/** Until it is located. */
function nowhere(stackId: string): Pick<Located, "stackId" | "ref" | "page"> {
  return { stackId, ref: undefined, page: undefined };
}

function toEvent(event: SdkEvent): StackEvent {
  return {
    ...nowhere(event.StackId ?? ""),
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
