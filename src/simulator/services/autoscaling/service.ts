import {
  ActiveInstanceRefreshNotFoundFault$,
  AutoScalingClient,
  CancelInstanceRefresh$,
  DescribeAutoScalingGroups$,
  DescribeInstanceRefreshes$,
  DescribePolicies$,
  DescribeScalingActivities$,
  DescribeScheduledActions$,
  EnterStandby$,
  ExitStandby$,
  InstanceRefreshInProgressFault$,
  InvalidNextToken$,
  IrreversibleInstanceRefreshFault$,
  ResumeProcesses$,
  RollbackInstanceRefresh$,
  SetDesiredCapacity$,
  SetInstanceProtection$,
  StartInstanceRefresh$,
  SuspendProcesses$,
  TerminateInstanceInAutoScalingGroup$,
  UpdateAutoScalingGroup$,
} from "@aws-sdk/client-auto-scaling";
import type * as AutoScalingModule from "@aws-sdk/client-auto-scaling";
import type { SuspendedProcess, TagDescription } from "@aws-sdk/client-auto-scaling";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { GROUP, Groups, desiredOf } from "./groups.ts";

const INVALID = "ValidationError";
const PAGE = { standard: 50, most: 100 };

interface Paged {
  readonly MaxRecords?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** A page of what a group has, in its order. */
function paged<T>(all: readonly T[], key: (one: T) => string | undefined, { MaxRecords, NextToken }: Paged) {
  const badToken = () => new AwsError("InvalidNextToken", "The token is not valid.");
  const { items, nextToken } = page(all, (one) => key(one) ?? "", { nextToken: NextToken, size: pageSize(MaxRecords, "maxRecords", PAGE, INVALID), badToken });
  return { items, NextToken: nextToken };
}

const suspended = (properties: Readonly<Record<string, unknown>>) => (properties["SuspendedProcesses"] ?? []) as readonly SuspendedProcess[];
/** A template lists the subnets, an answer joins them. */
const subnetsOf = (subnets: unknown) => (Array.isArray(subnets) ? subnets.join(",") : (subnets as string | undefined));
const tagsOf = ({ name, properties }: Resource) =>
  (properties["Tags"] as readonly TagDescription[] | undefined)?.map((tag) => ({ ResourceId: name, ResourceType: "auto-scaling-group", ...tag }));

/** Amazon EC2 Auto Scaling. */
export const autoscaling = describeService<typeof AutoScalingModule, Groups>({
  name: "autoscaling",
  types: "AWS::AutoScaling::",
  invalid: INVALID,
  schemas: {
    ActiveInstanceRefreshNotFoundFault$,
    CancelInstanceRefresh$,
    DescribeAutoScalingGroups$,
    DescribeInstanceRefreshes$,
    DescribePolicies$,
    DescribeScalingActivities$,
    DescribeScheduledActions$,
    EnterStandby$,
    ExitStandby$,
    InstanceRefreshInProgressFault$,
    InvalidNextToken$,
    IrreversibleInstanceRefreshFault$,
    ResumeProcesses$,
    RollbackInstanceRefresh$,
    SetDesiredCapacity$,
    SetInstanceProtection$,
    StartInstanceRefresh$,
    SuspendProcesses$,
    TerminateInstanceInAutoScalingGroup$,
    UpdateAutoScalingGroup$,
  },
  client: (options) => new AutoScalingClient(options),
  open: (state) => new Groups(state),
  rules: {
    DescribeAutoScalingGroups: {
      type: GROUP, rows: "AutoScalingGroups", by: "AutoScalingGroupNames", page: PAGE,
      facts: {
        DesiredCapacity: ({ properties }) => desiredOf(properties),
        DefaultCooldown: ({ properties }) => Number(properties["Cooldown"] ?? properties["DefaultCooldown"] ?? 300),
        VPCZoneIdentifier: ({ properties }) => subnetsOf(properties["VPCZoneIdentifier"]),
        Tags: tagsOf,
        HealthCheckType: (one) => text(one, "HealthCheckType") || "EC2",
        Instances: ({ name, properties }, groups) =>
          groups.group(name).members.map(({ id, zone, lifecycle, isProtected = false }) => ({
            InstanceId: id,
            InstanceType: groups.group(name).instanceType,
            AvailabilityZone: zone,
            LifecycleState: lifecycle,
            HealthStatus: "Healthy",
            ProtectedFromScaleIn: isProtected,
            LaunchTemplate: properties["LaunchTemplate"] as AutoScalingModule.LaunchTemplateSpecification,
          })),
      },
    },
  },
  handlers: (groups) => ({
    DescribeScalingActivities({ AutoScalingGroupName, ...input }, { region }) {
      const { items, NextToken } = paged(groups(region).named(AutoScalingGroupName).flatMap(({ activities }) => activities), ({ ActivityId }) => ActivityId, input);
      return { Activities: items, NextToken };
    },
    DescribeInstanceRefreshes({ AutoScalingGroupName, ...input }, { region }) {
      const { items, NextToken } = paged(groups(region).group(AutoScalingGroupName).refreshes, (one) => one.InstanceRefreshId, input);
      return { InstanceRefreshes: items, NextToken };
    },
    DescribePolicies({ AutoScalingGroupName, ...input }, { region }) {
      const { items, NextToken } = paged(groups(region).named(AutoScalingGroupName).flatMap(({ policies }) => policies), ({ PolicyARN }) => PolicyARN, input);
      return { ScalingPolicies: items, NextToken };
    },
    DescribeScheduledActions({ AutoScalingGroupName, ...input }, { region }) {
      const { items, NextToken } = paged(groups(region).named(AutoScalingGroupName).flatMap(({ scheduled }) => scheduled), (one) => one.ScheduledActionARN, input);
      return { ScheduledUpdateGroupActions: items, NextToken };
    },
    SetDesiredCapacity({ AutoScalingGroupName = "", DesiredCapacity = 0 }, { region }) {
      groups(region).resize(AutoScalingGroupName, DesiredCapacity);
      return {};
    },
    UpdateAutoScalingGroup({ AutoScalingGroupName = "", MinSize, MaxSize, DesiredCapacity }, { region }) {
      const { properties } = groups(region).resource(AutoScalingGroupName);
      const [min, max] = [MinSize ?? Number(properties["MinSize"]), MaxSize ?? Number(properties["MaxSize"])];
      if (min > max) {
        throw new AwsError(INVALID, `Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
      }
      groups(region).change(AutoScalingGroupName, { MinSize: min, MaxSize: max });
      const desired = DesiredCapacity ?? desiredOf(properties);
      groups(region).resize(AutoScalingGroupName, Math.min(max, Math.max(min, desired)), "a user request update of AutoScalingGroup constraints");
      return {};
    },
    TerminateInstanceInAutoScalingGroup: ({ InstanceId = "", ShouldDecrementDesiredCapacity }, { region }) => ({
      Activity: groups(region).moves.terminate(InstanceId, ShouldDecrementDesiredCapacity !== true),
    }),
    EnterStandby: ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity }, { region }) => ({
      Activities: groups(region).moves.enterStandby(AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity !== true),
    }),
    ExitStandby: ({ AutoScalingGroupName, InstanceIds = [] }, { region }) => ({
      Activities: groups(region).moves.exitStandby(AutoScalingGroupName, InstanceIds),
    }),
    SetInstanceProtection({ AutoScalingGroupName, InstanceIds = [], ProtectedFromScaleIn }, { region }) {
      groups(region).moves.protect(AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn === true);
      return {};
    },
    StartInstanceRefresh: ({ AutoScalingGroupName, Preferences, DesiredConfiguration }, { region }) => ({
      InstanceRefreshId: groups(region).startRefresh(AutoScalingGroupName, { Preferences, DesiredConfiguration }),
    }),
    CancelInstanceRefresh: ({ AutoScalingGroupName }, { region }) => ({ InstanceRefreshId: groups(region).stopRefresh(AutoScalingGroupName, "cancel") }),
    RollbackInstanceRefresh: ({ AutoScalingGroupName }, { region }) => ({ InstanceRefreshId: groups(region).stopRefresh(AutoScalingGroupName, "rollBack") }),
    SuspendProcesses({ AutoScalingGroupName = "", ScalingProcesses = [] }, { region }) {
      const one = groups(region).resource(AutoScalingGroupName);
      const before = suspended(one.properties);
      const added = ScalingProcesses.filter((name) => !before.some(({ ProcessName }) => ProcessName === name));
      const SuspensionReason = "User suspended";
      groups(region).change(AutoScalingGroupName, { SuspendedProcesses: [...before, ...added.map((ProcessName) => ({ ProcessName, SuspensionReason }))] });
      return {};
    },
    ResumeProcesses({ AutoScalingGroupName = "", ScalingProcesses = [] }, { region }) {
      const before = suspended(groups(region).resource(AutoScalingGroupName).properties);
      const left = before.filter(({ ProcessName = "" }) => ScalingProcesses.length > 0 && !ScalingProcesses.includes(ProcessName));
      groups(region).change(AutoScalingGroupName, { SuspendedProcesses: left });
      return {};
    },
  }),
});
