import type {
  Output,
  Parameter,
  ResourceStatus,
  Stack as WireStack,
  StackDriftInformation,
  StackEvent as WireEvent,
  StackResource as WireResource,
  StackResourceDriftInformation,
  StackResourceSummary,
  StackSummary,
} from "@aws-sdk/client-cloudformation";
import { driftStatusOf } from "./drift.ts";
import { hasOutputs, rootOf } from "./model.ts";
import type { HookEvent, Stack, StackEvent, StackResource } from "./model.ts";

/** What CloudFormation shows in the place of a NoEcho value (API reference, "Parameter"). */
export const MASK = "****";

/** A stack in DescribeStacks. */
export function describeStack(stack: Stack): WireStack {
  const { blueprint } = stack;
  return {
    ...common(stack),
    Description: blueprint.description,
    Parameters: blueprint.parameters.map(
      ({ name, noEcho }): Parameter => ({
        ParameterKey: name,
        ParameterValue: noEcho === true ? MASK : (stack.parameters.get(name) ?? ""),
        ResolvedValue: noEcho === true ? undefined : stack.resolved?.().get(name),
      }),
    ),
    Outputs: hasOutputs(stack) ? blueprint.outputs.map(describeOutput) : [],
    Tags: Object.entries(blueprint.tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: [...blueprint.capabilities],
    DisableRollback: false,
    EnableTerminationProtection: stack.terminationProtection,
    NotificationARNs: [],
    RollbackConfiguration: {},
    DriftInformation: driftOfStack(stack),
  };
}

/** A stack in ListStacks. */
export function summarizeStack(stack: Stack): StackSummary {
  return {
    ...common(stack),
    TemplateDescription: stack.blueprint.description,
    DriftInformation: driftOfStack(stack),
  };
}

function driftOfStack(stack: Stack): StackDriftInformation {
  const { driftChecked } = stack;
  return {
    StackDriftStatus: driftStatusOf(stack),
    ...(driftChecked === undefined ? {} : { LastCheckTimestamp: new Date(driftChecked) }),
  };
}

function driftOf({ drift }: StackResource): StackResourceDriftInformation {
  const isChecked = drift !== undefined && drift.status !== "NOT_CHECKED";
  return { StackResourceDriftStatus: drift?.status ?? "NOT_CHECKED", ...(isChecked ? { LastCheckTimestamp: new Date(drift.at) } : {}) };
}

function common(stack: Stack) {
  const { blueprint, created, updated, deleted, reason, parent } = stack;
  const root = rootOf(stack);
  return {
    StackId: stack.id,
    StackName: blueprint.name,
    CreationTime: new Date(created),
    StackStatus: stack.status,
    ...(updated === undefined ? {} : { LastUpdatedTime: new Date(updated) }),
    ...(deleted === undefined ? {} : { DeletionTime: new Date(deleted) }),
    ...(reason === undefined ? {} : { StackStatusReason: reason }),
    ...(parent === undefined || root === undefined ? {} : { ParentId: parent.id, RootId: root.id }),
  };
}

function describeOutput({ name, value, description, exportName }: Stack["blueprint"]["outputs"][number]): Output {
  return {
    OutputKey: name,
    OutputValue: value,
    ...(description === undefined ? {} : { Description: description }),
    ...(exportName === undefined ? {} : { ExportName: exportName }),
  };
}

/** A resource in ListStackResources. */
export function summarizeResource(resource: StackResource): StackResourceSummary {
  const { blueprint, physicalId, status, reason, updated } = resource;
  return {
    LogicalResourceId: blueprint.logicalId,
    ResourceType: blueprint.type,
    ResourceStatus: status,
    LastUpdatedTimestamp: new Date(updated),
    DriftInformation: driftOf(resource),
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  };
}

/** A resource in DescribeStackResources. */
export function describeResource(stack: Stack, resource: StackResource): WireResource {
  const { LastUpdatedTimestamp, ...summary } = summarizeResource(resource);
  return {
    ...summary,
    StackName: stack.blueprint.name,
    StackId: stack.id,
    Timestamp: LastUpdatedTimestamp,
    DriftInformation: driftOf(resource),
  };
}

/** An event in DescribeStackEvents. */
export function describeEvent(stack: Stack, event: StackEvent): WireEvent {
  return {
    StackId: stack.id,
    StackName: stack.blueprint.name,
    EventId: event.id,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    // A stack's own events carry the stack's status, which the SDK's type of resource statuses leaves out.
    ResourceStatus: event.status as ResourceStatus,
    ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
    ...(event.hook === undefined ? {} : describeHook(event.hook)),
  };
}

/** Hooks here warn, and let what they find go on. */
function describeHook({ type, status, reason }: HookEvent): Partial<WireEvent> {
  return {
    HookType: type,
    HookStatus: status,
    HookStatusReason: reason,
    HookInvocationPoint: "PRE_PROVISION",
    HookFailureMode: "WARN",
  };
}
