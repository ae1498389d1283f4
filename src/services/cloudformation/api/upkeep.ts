import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  ListImportsCommand,
  type StackResourceDrift,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { apiOf } from "../../../aws/serviceApi.ts";
import type { AwsSession } from "../../../aws/session.ts";
import { DevOpsError } from "../../../base/errors.ts";
import { type PageOf, everyItem } from "../../../base/pages.ts";
import { type Located, subjectOf } from "../model.ts";
import type { Detection, Drifted, Importer } from "../model/upkeep.ts";

/** The largest page of drifted resources (API reference). */
const PAGE = 100;

type Locate = <T extends Located>(resource: T) => T;

/** Drift, exports and the ends of stacks of one context. Every method throws DevOpsError. */
export class UpkeepApi extends apiOf(CloudFormationClient) {
  readonly #locate: Locate;

  /** @param locate tells where a resource leads */
  constructor(session: AwsSession, locate: Locate) {
    super(session);
    this.#locate = locate;
  }

  /** Begins to look for drift; the id of the look. It changes nothing. @param stack the ARN */
  async detectDrift(stack: string, signal?: AbortSignal): Promise<string> {
    const command = new DetectStackDriftCommand({ StackName: stack });
    return (await this.send(command, { signal, subject: subjectOf(stack) })).StackDriftDetectionId ?? "";
  }

  async detection(id: string, signal?: AbortSignal): Promise<Detection> {
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id });
    const answer = await this.send(command, { signal });
    const hasFailed = answer.DetectionStatus === "DETECTION_FAILED";
    return {
      isDone: answer.DetectionStatus !== "DETECTION_IN_PROGRESS",
      failure: hasFailed ? (answer.DetectionStatusReason ?? "no reason is told") : undefined,
      drifted: answer.DriftedStackResourceCount ?? 0,
    };
  }

  /** What was not as its template says when somebody looked last. @param stack the ARN */
  async drifted(stack: string, NextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<Drifted>> {
    const command = new DescribeStackResourceDriftsCommand({
      StackName: stack,
      StackResourceDriftStatusFilters: ["MODIFIED", "DELETED"],
      MaxResults: PAGE,
      NextToken,
    });
    const answer = await this.send(command, { signal, subject: subjectOf(stack) });
    return { items: (answer.StackResourceDrifts ?? []).map((drift) => this.#locate(toDrifted(drift))), next: answer.NextToken };
  }

  /** The stacks that import an export; none where the service says so by an error. */
  async importers(name: string, NextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<Importer>> {
    try {
      const answer = await this.send(new ListImportsCommand({ ExportName: name, NextToken }), { signal, subject: `export ${name}` });
      return { items: (answer.Imports ?? []).map((stack) => ({ name: stack })), next: answer.NextToken };
    } catch (error) {
      if (error instanceof DevOpsError && /is not imported by any stack/.test(error.message)) return { items: [], next: undefined };
      throw error;
    }
  }

  async allImporters(name: string): Promise<readonly string[]> {
    return (await everyItem("list imports", (cursor) => this.importers(name, cursor))).map((one) => one.name);
  }

  /** @param keep resources that stay; only of a stack whose deletion failed. @param token keeps a repeated call from being another one */
  async deleteStack(stack: string, keep: readonly string[], token: string): Promise<void> {
    const command = new DeleteStackCommand({ StackName: stack, ClientRequestToken: token, ...(keep.length === 0 ? {} : { RetainResources: [...keep] }) });
    await this.send(command, { subject: subjectOf(stack) });
  }

  async setProtection(stack: string, EnableTerminationProtection: boolean): Promise<void> {
    const command = new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection });
    await this.send(command, { subject: subjectOf(stack) });
  }

  /** @param skip resources that stay as they are; those of a nested stack behind its name: `name.resource` */
  async continueRollback(stack: string, skip: readonly string[], token: string): Promise<void> {
    const command = new ContinueUpdateRollbackCommand({ StackName: stack, ClientRequestToken: token, ...(skip.length === 0 ? {} : { ResourcesToSkip: [...skip] }) });
    await this.send(command, { subject: subjectOf(stack) });
  }
}

function toDrifted(drift: StackResourceDrift): Drifted {
  return {
    stackId: drift.StackId ?? "",
    logicalId: drift.LogicalResourceId ?? "",
    physicalId: drift.PhysicalResourceId,
    type: drift.ResourceType ?? "",
    ref: undefined,
    page: undefined,
    status: drift.StackResourceDriftStatus ?? "",
    expected: drift.ExpectedProperties,
    actual: drift.ActualProperties,
    differences: (drift.PropertyDifferences ?? []).map(({ PropertyPath: path = "", ExpectedValue: expected = "", ActualValue: actual = "" }) => ({ path, expected, actual })),
    at: drift.Timestamp?.getTime(),
  };
}
