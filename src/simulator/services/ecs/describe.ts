import type { Deployment, ServiceEvent, TaskSet } from "@aws-sdk/client-ecs";
import { hashText, Random } from "../../random.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { EcsFleet } from "./fleet.ts";
import { lastStatus, livesAt } from "./rollout.ts";
import type { Step, TaskLife } from "./rollout.ts";

/** DescribeServices gives the newest hundred events (API reference, Service). */
const MOST_EVENTS = 100;

/** What of a service moves by itself, as DescribeServices tells it. */
export function liveService(fleet: EcsFleet, service: Resource) {
  const course = fleet.courseOf(service);
  const { now } = fleet;
  const lives = livesAt(course, now);
  const begun = course.steps.filter(({ from }) => from <= now);
  const current = begun.at(-1);
  // A step that failed is over: ECS went back to the one before.
  const good = begun.findLast((step) => !step.fails && (step !== current || now >= step.ends));
  const isUnderWay = current !== undefined && now < current.ends;
  const shown = [...new Set([isUnderWay ? current : good, good])].filter((step) => step !== undefined);
  return { course, lives, shown, now };
}
export type LiveService = ReturnType<typeof liveService>;

export function counts({ lives, now }: LiveService, of?: Step) {
  const own = lives.filter(({ step }) => of === undefined || step === of);
  const count = (...statuses: string[]) => own.filter((life) => statuses.includes(lastStatus(life, now))).length;
  return { runningCount: count("RUNNING"), pendingCount: count("PROVISIONING", "PENDING", "ACTIVATING") };
}

/** The deployments of a service that ECS rolls out. */
export function deploymentsOf(live: LiveService): Deployment[] {
  const { shown, course, now } = live;
  return shown.map((step, index) => {
    const isPrimary = index === 0;
    const isDone = now >= step.ends;
    return {
      id: step.id,
      status: isPrimary ? "PRIMARY" : "ACTIVE",
      taskDefinition: step.taskDefinition,
      desiredCount: isPrimary ? course.desired : counts(live, step).runningCount,
      ...counts(live, step),
      failedTasks: failedOf(live, step),
      createdAt: new Date(step.from),
      updatedAt: new Date(isDone ? step.ends : now),
      launchType: "FARGATE",
      platformVersion: "1.4.0",
      platformFamily: "Linux",
      rolloutState: isDone ? "COMPLETED" : "IN_PROGRESS",
      rolloutStateReason: `ECS deployment ${step.id} ${isDone ? "completed." : "in progress."}`,
    };
  });
}

function failedOf({ lives, course, now }: LiveService, step: Step): number {
  if (course.trouble !== "image") {
    return lives.filter((life) => life.step === step && step.fails && lastStatus(life, now) === "STOPPED").length;
  }
  return Math.floor((now - step.from) / (5 * 60_000));
}

/** The task sets of a service that CodeDeploy rolls out: blue, and green beside it. */
export function taskSetsOf(live: LiveService, service: Resource, clusterArn: string): TaskSet[] {
  const { course, shown, now } = live;
  const [newest] = shown;
  return shown.map((step) => {
    const hasTraffic = newest !== undefined && (shown.length === 1 || (step === newest) === now >= newest.shifts);
    return {
      id: step.id,
      taskSetArn: `${service.arn.replace(":service/", ":task-set/")}/${step.id}`,
      serviceArn: service.arn,
      clusterArn,
      startedBy: "CODE_DEPLOY",
      status: hasTraffic ? "PRIMARY" : "ACTIVE",
      taskDefinition: step.taskDefinition,
      computedDesiredCount: course.desired,
      ...counts(live, step),
      createdAt: new Date(step.from),
      updatedAt: new Date(Math.min(now, step.ends)),
      launchType: "FARGATE",
      platformVersion: "1.4.0",
      scale: { value: 100, unit: "PERCENT" },
      stabilityStatus: now >= step.ends ? "STEADY_STATE" : "STABILIZING",
    };
  });
}

/** The newest first. */
export function eventsOf({ course, lives, now }: LiveService, { name }: Resource): ServiceEvent[] {
  const told: [number, string][] = [];
  const say = (at: number, words: string) => at <= now && told.push([at, `(service ${name}) ${words}`]);
  for (const step of course.steps) {
    if (now >= step.ends) {
      say(step.ends, step.fails ? `(deployment ${step.id}) deployment failed: tasks failed to start.` : `(deployment ${step.id}) deployment completed.`);
      say(step.ends + 500, "has reached a steady state.");
    }
  }
  for (const life of lives) {
    say(life.created, `has started 1 tasks: ${task(life)}.`);
    if (life.stopping !== undefined) {
      const failed = life.started === undefined;
      say(life.stopping, failed ? `was unable to place a task. Reason: ${life.end?.reason}.` : `has stopped 1 running tasks: ${task(life)}.`);
    }
  }
  return told
    .sort(([a], [b]) => b - a)
    .slice(0, MOST_EVENTS)
    .map(([at, message]) => ({ id: new Random(hashText(`${at} ${message}`)).uuid(), createdAt: new Date(at), message }));
}

function task({ id }: TaskLife): string {
  return `(task ${id})`;
}

/** The task definition that a service is to run. */
export function wanted({ shown }: LiveService): string | undefined {
  return shown[0]?.taskDefinition;
}

