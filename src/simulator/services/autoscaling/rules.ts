import type { ScalingPolicy, ScheduledUpdateGroupAction } from "@aws-sdk/client-auto-scaling";

const HOUR = 3_600_000;

/** What scales a group of its own. */
export function policiesOf(name: string, arn: string): ScalingPolicy[] {
  const policy = (PolicyName: string, more: ScalingPolicy): ScalingPolicy => ({
    AutoScalingGroupName: name,
    PolicyName,
    PolicyARN: `${arn.replace("autoScalingGroup:", "scalingPolicy:")}:policyName/${PolicyName}`,
    Enabled: true,
    ...more,
  });
  const tracking = { PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" }, TargetValue: 60 } as const;
  const step = { PolicyType: "StepScaling", AdjustmentType: "ChangeInCapacity" };
  return [
    policy("cpu-60", { PolicyType: "TargetTrackingScaling", TargetTrackingConfiguration: tracking }),
    policy("queue-is-long", { ...step, StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }] }),
    policy("queue-is-empty", { ...step, StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }], Enabled: false }),
  ];
}

export function scheduledOf(name: string, arn: string, min: number, now: number): ScheduledUpdateGroupAction[] {
  const plan = [["before-the-morning-peak", "30 5 * * 1-5", min + 2], ["after-the-evening-peak", "0 20 * * 1-5", min], ["weekend", "0 6 * * 6", min]] as const;
  return plan.map(([ScheduledActionName, Recurrence, DesiredCapacity], at) => ({
    AutoScalingGroupName: name,
    ScheduledActionName,
    ScheduledActionARN: `${arn.replace("autoScalingGroup:", "scheduledUpdateGroupAction:")}:scheduledActionName/${ScheduledActionName}`,
    Recurrence,
    StartTime: new Date(now + (3 + at * 7) * HOUR),
    DesiredCapacity,
    TimeZone: "Europe/Berlin",
  }));
}
