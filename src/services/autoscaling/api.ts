import {
  AutoScalingClient,
  type AutoScalingGroup,
  CancelInstanceRefreshCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  EnterStandbyCommand,
  ExitStandbyCommand,
  type InstanceRefresh,
  type LaunchTemplateSpecification,
  ResumeProcessesCommand,
  RollbackInstanceRefreshCommand,
  type ScalingPolicy,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, listed } from "../../base/pages.ts";
import { type ScalingActivity, type ScalingRule, policyFacts, scheduleFacts, toScalingActivity } from "../../base/scaling.ts";
import type { Sizes } from "../../base/sizes.ts";
import { formatDateTime } from "../../base/time.ts";
import { type Group, type GroupMore, type Refresh, isFixedVersion } from "./model.ts";

/** The largest page of all lists (API reference). */
const MaxRecords = 100;

/** Auto Scaling of one context. Every method throws DevOpsError. */
export class AutoScalingApi extends apiOf(AutoScalingClient) {
  /** With their instances. */
  async listGroups(NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Group>> {
    const page = await this.send(new DescribeAutoScalingGroupsCommand({ MaxRecords, NextToken }), { signal });
    return listed(page.AutoScalingGroups, page.NextToken, toGroup);
  }

  /** @throws DevOpsError notFound where there is none */
  async getGroup(name: string, signal?: AbortSignal): Promise<Group> {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
    const { AutoScalingGroups: [one] = [] } = await this.send(command, { signal, subject: `group ${name}` });
    if (one === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the group", on: name, why: "Auto Scaling does not have it" });
    return toGroup(one);
  }

  /** The last refresh of a group: there is no call for several. */
  async lastRefresh(AutoScalingGroupName: string, signal: AbortSignal): Promise<GroupMore> {
    const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName, MaxRecords: 1 });
    const { InstanceRefreshes: [last] = [] } = await this.send(command, { signal, subject: `group ${AutoScalingGroupName}` });
    return { refresh: last === undefined ? "none" : toRefresh(last) };
  }

  /** The newest first, as all history of a group. */
  async listRefreshes(AutoScalingGroupName: string, NextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<Refresh>> {
    const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName, MaxRecords, NextToken });
    const page = await this.send(command, { signal, subject: `group ${AutoScalingGroupName}` });
    return listed(page.InstanceRefreshes, page.NextToken, toRefresh);
  }

  /** Of the last six weeks: the service keeps no more. */
  async listActivities(AutoScalingGroupName: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<ScalingActivity>> {
    const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords, NextToken });
    const page = await this.send(command, { signal, subject: `group ${AutoScalingGroupName}` });
    return listed(page.Activities, page.NextToken, toScalingActivity);
  }

  async listPolicies(AutoScalingGroupName: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<ScalingRule>> {
    const command = new DescribePoliciesCommand({ AutoScalingGroupName, MaxRecords, NextToken });
    const page = await this.send(command, { signal, subject: `group ${AutoScalingGroupName}` });
    return listed(page.ScalingPolicies, page.NextToken, (one) => ({ name: one.PolicyName ?? "", facts: factsOf(one), isOn: one.Enabled ?? true }));
  }

  async listScheduled(AutoScalingGroupName: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<ScalingRule>> {
    const command = new DescribeScheduledActionsCommand({ AutoScalingGroupName, MaxRecords, NextToken });
    const page = await this.send(command, { signal, subject: `group ${AutoScalingGroupName}` });
    return listed(page.ScheduledUpdateGroupActions, page.NextToken, (one) => ({
      name: one.ScheduledActionName ?? "",
      facts: [
        ...scheduleFacts([["desired", one.DesiredCapacity], ["min", one.MinSize], ["max", one.MaxSize]], one.Recurrence, one.TimeZone),
        one.StartTime && `next ${formatDateTime(one.StartTime.getTime())}`,
      ],
      isOn: true,
    }));
  }

  async setDesired(AutoScalingGroupName: string, DesiredCapacity: number): Promise<void> {
    const command = new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity, HonorCooldown: false });
    await this.send(command, { subject: `group ${AutoScalingGroupName}` });
  }

  async setSizes(AutoScalingGroupName: string, { min: MinSize, max: MaxSize, desired: DesiredCapacity }: Sizes): Promise<void> {
    const command = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity });
    await this.send(command, { subject: `group ${AutoScalingGroupName}` });
  }

  async startRefresh(AutoScalingGroupName: string, MinHealthyPercentage: number): Promise<void> {
    const command = new StartInstanceRefreshCommand({ AutoScalingGroupName, Preferences: { MinHealthyPercentage } });
    await this.send(command, { subject: `group ${AutoScalingGroupName}` });
  }

  async cancelRefresh(AutoScalingGroupName: string): Promise<void> {
    await this.send(new CancelInstanceRefreshCommand({ AutoScalingGroupName }), { subject: `group ${AutoScalingGroupName}` });
  }

  async rollBackRefresh(AutoScalingGroupName: string): Promise<void> {
    await this.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName }), { subject: `group ${AutoScalingGroupName}` });
  }

  /** @param isReplaced whether another one is started: the group is to be as large as before */
  async terminate(InstanceId: string, isReplaced: boolean): Promise<void> {
    const command = new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: !isReplaced });
    await this.send(command, { subject: `instance ${InstanceId}` });
  }

  /** @param isReplaced whether another one is started meanwhile */
  async enterStandby(AutoScalingGroupName: string, id: string, isReplaced: boolean): Promise<void> {
    const command = new EnterStandbyCommand({ AutoScalingGroupName, InstanceIds: [id], ShouldDecrementDesiredCapacity: !isReplaced });
    await this.send(command, { subject: `instance ${id}` });
  }

  async exitStandby(AutoScalingGroupName: string, id: string): Promise<void> {
    await this.send(new ExitStandbyCommand({ AutoScalingGroupName, InstanceIds: [id] }), { subject: `instance ${id}` });
  }

  async protect(AutoScalingGroupName: string, id: string, ProtectedFromScaleIn: boolean): Promise<void> {
    const command = new SetInstanceProtectionCommand({ AutoScalingGroupName, InstanceIds: [id], ProtectedFromScaleIn });
    await this.send(command, { subject: `instance ${id}` });
  }

  async suspend(AutoScalingGroupName: string, processes: readonly string[]): Promise<void> {
    const command = new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses: [...processes] });
    await this.send(command, { subject: `group ${AutoScalingGroupName}` });
  }

  async resume(AutoScalingGroupName: string, processes: readonly string[]): Promise<void> {
    const command = new ResumeProcessesCommand({ AutoScalingGroupName, ScalingProcesses: [...processes] });
    await this.send(command, { subject: `group ${AutoScalingGroupName}` });
  }
}

function templateText(template: LaunchTemplateSpecification | undefined): string | undefined {
  if (template === undefined) return undefined;
  return `${template.LaunchTemplateName ?? template.LaunchTemplateId ?? "template"}, version ${template.Version ?? "$Default"}`;
}

function toGroup(one: AutoScalingGroup): Group {
  const template = one.LaunchTemplate ?? one.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return {
    name: one.AutoScalingGroupName ?? "",
    arn: one.AutoScalingGroupARN ?? "",
    min: one.MinSize ?? 0,
    max: one.MaxSize ?? 0,
    desired: one.DesiredCapacity ?? 0,
    members: (one.Instances ?? []).map((member) => ({
      id: member.InstanceId ?? "",
      type: member.InstanceType,
      zone: member.AvailabilityZone,
      lifecycle: member.LifecycleState ?? "",
      isHealthy: member.HealthStatus !== "Unhealthy",
      isProtected: member.ProtectedFromScaleIn ?? false,
      version: member.LaunchTemplate?.Version,
    })),
    suspended: (one.SuspendedProcesses ?? []).map(({ ProcessName: name = "", SuspensionReason: reason }) => ({ name, reason })),
    template: templateText(template) ?? one.LaunchConfigurationName,
    zones: one.AvailabilityZones ?? [],
    healthCheck: one.HealthCheckType,
    status: one.Status,
    operator: one.Operator?.Principal,
    createdAt: one.CreatedTime?.getTime(),
  };
}

function toRefresh(one: InstanceRefresh): Refresh {
  const wanted = one.DesiredConfiguration?.LaunchTemplate ?? one.DesiredConfiguration?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return {
    id: one.InstanceRefreshId ?? "",
    status: one.Status ?? "",
    reason: one.StatusReason,
    percent: one.PercentageComplete,
    left: one.InstancesToUpdate,
    startedAt: one.StartTime?.getTime(),
    endedAt: one.EndTime?.getTime(),
    desired: templateText(wanted),
    noWayBack:
      one.DesiredConfiguration === undefined
        ? "it has no desired configuration: the group's own was changed before"
        : wanted !== undefined && !isFixedVersion(wanted.Version)
          ? `its launch template's version is ${wanted.Version ?? "$Default"}`
          : undefined,
    minHealthy: one.Preferences?.MinHealthyPercentage,
  };
}

function factsOf({ Enabled, PolicyType, TargetTrackingConfiguration, StepAdjustments, ScalingAdjustment, AdjustmentType }: ScalingPolicy) {
  const steps = StepAdjustments?.length ? StepAdjustments : ScalingAdjustment === undefined ? [] : [{ ScalingAdjustment }];
  const isPredictive = PolicyType === "PredictiveScaling";
  return [
    Enabled === false ? "off" : undefined,
    ...policyFacts(TargetTrackingConfiguration, { StepAdjustments: steps, ...(!isPredictive && { AdjustmentType }) }),
    isPredictive ? "predictive" : undefined,
  ];
}
