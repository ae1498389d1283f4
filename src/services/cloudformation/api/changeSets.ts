import {
  type Change as SdkChange,
  type Capability,
  type ChangeSetSummary,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  type ParameterDeclaration,
} from "@aws-sdk/client-cloudformation";
import { apiOf } from "../../../aws/serviceApi.ts";
import { type PageOf, everyItem } from "../../../base/pages.ts";
import { subjectOf } from "../model.ts";
import type { Change, ChangeSet, PropertyChange } from "../model/changeSets.ts";
import type { DeclaredParameter, GivenParameter, TemplateNeeds } from "../model/parameters.ts";

/** What a change set is made of. */
export interface NewChangeSet {
  readonly stack: string;
  readonly name: string;
  /** The stack does not exist yet. */
  readonly isNew: boolean;
  readonly template: string;
  readonly parameters: readonly GivenParameter[];
  readonly capabilities: readonly string[];
  readonly description: string;
  /** Whether stacks within it are looked into, too. */
  readonly hasNested: boolean;
  /** Keeps a repeated call from making another one. */
  readonly token: string;
}

/** Change sets of one context. Every method throws DevOpsError. */
export class ChangeSetApi extends apiOf(CloudFormationClient) {
  /** In no order that is promised. @param stack the ARN */
  async list(stack: string, NextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<ChangeSet>> {
    const command = new ListChangeSetsCommand({ StackName: stack, NextToken });
    const answer = await this.send(command, { signal, subject: subjectOf(stack) });
    // not every stand-in for AWS heeds the stack
    const own = (answer.Summaries ?? []).filter(({ StackName = stack, StackId }) => stack === StackName || stack === StackId);
    return { items: own.map(toChangeSet), next: answer.NextToken };
  }

  /** As it stands. @param id the ARN */
  async get(id: string, signal?: AbortSignal): Promise<ChangeSet> {
    return toChangeSet(await this.send(new DescribeChangeSetCommand({ ChangeSetName: id }), { signal, subject: nameOf(id) }));
  }

  /** What it does, with the values of properties. @param id the ARN */
  async changes(id: string, NextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<Change>> {
    const command = new DescribeChangeSetCommand({ ChangeSetName: id, IncludePropertyValues: true, NextToken });
    const answer = await this.send(command, { signal, subject: nameOf(id) });
    return { items: (answer.Changes ?? []).flatMap(toChange), next: answer.NextToken };
  }

  allChanges(id: string, signal?: AbortSignal): Promise<Change[]> {
    return everyItem("read the changes", (cursor) => this.changes(id, cursor, signal));
  }

  /** The template that it brings. @param id the ARN */
  async template(id: string, signal?: AbortSignal): Promise<string> {
    const command = new GetTemplateCommand({ ChangeSetName: id, TemplateStage: "Original" });
    return (await this.send(command, { signal, subject: nameOf(id) })).TemplateBody ?? "";
  }

  /** What a template wants to be given; judged by the service. @param text at most 51,200 bytes */
  async needs(text: string, signal?: AbortSignal): Promise<TemplateNeeds> {
    const answer = await this.send(new GetTemplateSummaryCommand({ TemplateBody: text }), { signal });
    return {
      parameters: (answer.Parameters ?? []).map(toParameter),
      capabilities: answer.Capabilities ?? [],
      reason: answer.CapabilitiesReason,
      types: answer.ResourceTypes ?? [],
    };
  }

  /** @returns the ARN of the change set, which is still to be computed */
  async create(wanted: NewChangeSet): Promise<string> {
    const command = new CreateChangeSetCommand({
      StackName: wanted.stack,
      ChangeSetName: wanted.name,
      ChangeSetType: wanted.isNew ? "CREATE" : "UPDATE",
      TemplateBody: wanted.template,
      Parameters: wanted.parameters.map(({ name, value }) =>
        value === undefined ? { ParameterKey: name, UsePreviousValue: true } : { ParameterKey: name, ParameterValue: value },
      ),
      Capabilities: wanted.capabilities as Capability[],
      Description: wanted.description,
      ClientToken: wanted.token,
      ...(wanted.hasNested ? { IncludeNestedStacks: true } : {}),
    });
    return (await this.send(command, { subject: subjectOf(wanted.stack) })).Id ?? "";
  }

  /** Begins to make the changes. @param id the ARN */
  async execute(id: string, token: string): Promise<void> {
    const command = new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: token });
    await this.send(command, { subject: nameOf(id) });
  }

  /** @param id the ARN */
  async delete(id: string): Promise<void> {
    await this.send(new DeleteChangeSetCommand({ ChangeSetName: id }), { subject: nameOf(id) });
  }
}

function nameOf(id: string): string {
  return `change set ${/:changeSet\/([^/]+)/.exec(id)?.[1] ?? id}`;
}

function toChangeSet(summary: ChangeSetSummary): ChangeSet {
  return {
    name: summary.ChangeSetName ?? "",
    id: summary.ChangeSetId ?? "",
    stackId: summary.StackId ?? "",
    status: summary.Status ?? "",
    execution: summary.ExecutionStatus ?? "",
    reason: summary.StatusReason,
    description: summary.Description,
    createdAt: summary.CreationTime?.getTime(),
  };
}

function toChange({ ResourceChange: change }: SdkChange): Change[] {
  if (change === undefined) return [];
  const properties = (change.Details ?? []).map(({ Target, CausingEntity }): PropertyChange => ({
    path: (Target?.Path ?? [Target?.Attribute, Target?.Name].filter((part) => part !== undefined).join("/")).replace(/^\//, ""),
    before: Target?.BeforeValue,
    after: Target?.AfterValue,
    recreation: Target?.RequiresRecreation,
    cause: CausingEntity,
  }));
  return [
    {
      logicalId: change.LogicalResourceId ?? "",
      type: change.ResourceType ?? "",
      physicalId: change.PhysicalResourceId,
      action: change.Action ?? "",
      replacement: change.Replacement,
      policy: change.PolicyAction,
      before: change.BeforeContext,
      after: change.AfterContext,
      properties,
    },
  ];
}

function toParameter(declared: ParameterDeclaration): DeclaredParameter {
  return {
    name: declared.ParameterKey ?? "",
    type: declared.ParameterType ?? "String",
    standard: declared.DefaultValue,
    isHidden: declared.NoEcho === true,
    description: declared.Description,
    allowed: declared.ParameterConstraints?.AllowedValues ?? [],
  };
}
