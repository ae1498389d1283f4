import type * as CloudFormationModule from "@aws-sdk/client-cloudformation";
import type { StackResourceDrift } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import { driftedOf, driftStatusOf } from "./drift.ts";
import type { DriftResult } from "./drift.ts";
import type { StackSurroundings } from "./handlers.ts";
import type { Stack, StackResource } from "./model.ts";

const STANDARD_PAGE = 100;

type DriftNames = "DetectStackDrift" | "DescribeStackDriftDetectionStatus" | "DescribeStackResourceDrifts" | "DetectStackResourceDrift";

/** The simulated operations that compare stacks with what they made. */
export function driftHandlers(stacks: (region: string) => StackSurroundings): Pick<Handlers<typeof CloudFormationModule>, DriftNames> {
  const need = (region: string, name = ""): Stack => {
    const stack = stacks(region).store.find(name);
    if (stack === undefined || stack.deleted !== undefined) {
      throw invalid(`Stack [${name}] does not exist`);
    }
    return stack;
  };
  return {
    DetectStackDrift(input, { region }) {
      const stack = need(region, input.StackName);
      if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_(COMPLETE|FAILED)$/.test(stack.status)) {
        throw invalid(`Drift detection cannot be performed on stack [${stack.id}] while it is in ${stack.status} state`);
      }
      return { StackDriftDetectionId: stacks(region).drift.detect(stack, input.LogicalResourceIds).id };
    },

    DescribeStackDriftDetectionStatus(input, { region }) {
      const { stack, id, started, isDone } = stacks(region).drift.need(input.StackDriftDetectionId ?? "");
      return {
        StackId: stack.id,
        StackDriftDetectionId: id,
        DetectionStatus: isDone ? "DETECTION_COMPLETE" : "DETECTION_IN_PROGRESS",
        Timestamp: new Date(started),
        ...(isDone ? { StackDriftStatus: driftStatusOf(stack), DriftedStackResourceCount: driftedOf(stack).length } : {}),
      };
    },

    DescribeStackResourceDrifts(input, { region }) {
      const stack = need(region, input.StackName);
      const wanted = new Set<string>(input.StackResourceDriftStatusFilters ?? []);
      const found = stack.resources.flatMap((resource) => {
        const { drift } = resource;
        return drift === undefined || drift.status === "NOT_CHECKED" || (wanted.size > 0 && !wanted.has(drift.status)) ? [] : [describe(stack, resource, drift)];
      });
      const { items, nextToken } = page(found, ({ LogicalResourceId = "" }) => LogicalResourceId, {
        nextToken: input.NextToken,
        size: input.MaxResults ?? STANDARD_PAGE,
        badToken: () => invalid("Token is invalid"),
      });
      return { StackResourceDrifts: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },

    DetectStackResourceDrift(input, { region }) {
      const stack = need(region, input.StackName);
      const resource = stack.resources.find(({ blueprint }) => blueprint.logicalId === input.LogicalResourceId);
      if (resource === undefined) {
        throw invalid(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`);
      }
      const result = stacks(region).drift.compare(stack, resource);
      if (result.status === "NOT_CHECKED") {
        throw invalid(`Drift detection is not supported on resource type ${resource.blueprint.type}`);
      }
      return { StackResourceDrift: describe(stack, resource, result) };
    },
  };
}

function describe(stack: Stack, { blueprint, physicalId }: StackResource, drift: DriftResult): StackResourceDrift {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    StackId: stack.id,
    LogicalResourceId: blueprint.logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: blueprint.type,
    ExpectedProperties: JSON.stringify(drift.expected),
    ...(drift.actual === undefined ? {} : { ActualProperties: JSON.stringify(drift.actual) }),
    PropertyDifferences: drift.differences.map(({ path, before, after }) => ({
      PropertyPath: path,
      ExpectedValue: text(before) ?? "null",
      ActualValue: text(after) ?? "null",
      DifferenceType: before === undefined ? "ADD" : after === undefined ? "REMOVE" : "NOT_EQUAL",
    })),
    StackResourceDriftStatus: drift.status,
    Timestamp: new Date(drift.at),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
