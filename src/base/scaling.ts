import { type Standing, standingBy } from "./standing.ts";
import { words } from "./text.ts";

// What Auto Scaling of instances and of everything else tell alike: activities, policies and schedules.

/** A group's name, which its instances often have, too: of one that EKS has named only as much as tells it from others. */
export function groupLabel(name: string): string {
  return name.replace(/^(eks-.+-[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "$1…");
}

/** A policy or a scheduled action: what it does, in words. */
export interface ScalingRule {
  readonly name: string;
  readonly facts: readonly (string | undefined)[];
  readonly isOn: boolean;
}

/** Something that was scaled, or not. */
export interface ScalingActivity {
  readonly id: string;
  readonly description: string;
  readonly cause: string;
  readonly status: string;
  readonly message: string | undefined;
  /** Why it was not even tried, in words; undefined: it was. */
  readonly notScaled: string | undefined;
  /** Whether a limit kept it from being scaled out. */
  readonly isHeldBack: boolean;
  /** Epoch milliseconds, as all times here. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** As both services answer it. */
interface AnsweredActivity {
  readonly ActivityId?: string | undefined;
  readonly Description?: string | undefined;
  readonly Cause?: string | undefined;
  readonly StatusCode?: string | undefined;
  readonly StatusMessage?: string | undefined;
  readonly StartTime?: Date | undefined;
  readonly EndTime?: Date | undefined;
}

export function toScalingActivity(one: AnsweredActivity): ScalingActivity {
  return {
    id: one.ActivityId ?? "",
    description: one.Description ?? "Activity",
    cause: one.Cause ?? "",
    status: one.StatusCode ?? "",
    message: one.StatusMessage || undefined,
    notScaled: undefined,
    isHeldBack: false,
    startedAt: one.StartTime?.getTime(),
    endedAt: one.EndTime?.getTime(),
  };
}

const ENDED = standingBy({ Successful: "passed", Failed: "failed", Unfulfilled: "failed", Cancelled: "stopped", Overridden: "skipped" });

/** One that was not even tried is told as failed by the service: only what a limit held back needs somebody. */
export function standingOfActivity({ status, notScaled, isHeldBack }: ScalingActivity): Standing {
  if (notScaled !== undefined) return isHeldBack ? "warned" : "skipped";
  const standing = ENDED(status);
  return standing === "unknown" ? "running" : standing;
}

/**
 * The first sentence of a cause, without the time that it begins with: `an instance was taken out of service …`. What it
 * changed stands first: `desired 1 → 2, a user request`.
 */
export function causeText(cause: string): string {
  const sentence = (cause.split(/\.\s/, 1)[0] ?? cause).replace(/^At \S+ /, "").replace(/\.$/, "");
  const [, who, from, to] = /^(.+?)(?: explicitly set group desired capacity)?,? changing the desired capacity from (\d+) to (\d+)$/.exec(sentence) ?? [];
  return who === undefined || from === undefined || to === undefined ? sentence : `desired ${from} → ${to}, ${who}`;
}

/** What an activity does in one word, and to which instance: of instances all of them begin with the same words. */
export function activityText(description: string): { readonly label: string; readonly instance: string | undefined } {
  const [, verb, instance] = /^(Launch|Terminat)ing (?:a new )?EC2 instance: (i-\w+)$/.exec(description) ?? [];
  const label = verb === undefined ? description.replace(/\.$/, "") : verb === "Launch" ? "Launch" : "Terminate";
  return { label, instance };
}

interface Tracking {
  readonly TargetValue?: number | undefined;
  readonly PredefinedMetricSpecification?: { readonly PredefinedMetricType?: string | undefined } | undefined;
  readonly CustomizedMetricSpecification?: { readonly MetricName?: string | undefined } | undefined;
  readonly DisableScaleIn?: boolean | undefined;
}

interface Steps {
  readonly AdjustmentType?: string | undefined;
  readonly StepAdjustments?: readonly { readonly ScalingAdjustment?: number | undefined }[] | undefined;
}

/** What a policy does, the most telling first: `keeps ECSServiceAverageCPUUtilization at 60`, `+1, +2`. */
export function policyFacts(tracking: Tracking | undefined, steps: Steps | undefined): readonly (string | undefined)[] {
  const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType ?? tracking?.CustomizedMetricSpecification?.MetricName;
  const by = (steps?.StepAdjustments ?? []).map(({ ScalingAdjustment: step = 0 }) => (step > 0 ? `+${step}` : String(step)));
  return [
    tracking && `keeps ${metric ?? "its metric"} at ${tracking.TargetValue ?? "?"}`,
    tracking?.DisableScaleIn === true ? "never scales in" : undefined,
    by.join(", "),
    steps?.AdjustmentType && words(steps.AdjustmentType),
  ];
}

/** The sizes that a scheduled action sets, and when. */
export function scheduleFacts(
  sizes: readonly (readonly [word: string, value: number | undefined])[],
  schedule: string | undefined,
  zone = "UTC",
): readonly (string | undefined)[] {
  return [...sizes.map(([word, value]) => (value === undefined ? undefined : `${word} ${value}`)), schedule && `${schedule} ${zone}`];
}
