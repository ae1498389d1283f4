import type { TaskStopCode } from "@aws-sdk/client-ecs";
import { hashText, Random } from "../../random.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** How long a stopped task can be described: at least an hour (ECS API reference, DescribeTasks). */
export const REMEMBERED_MS = 60 * MINUTE;
/** What a task takes from its end to its being gone. */
const ENDING_MS = 3 * SECOND;
/** The last steps of a service are looked at alone: older tasks are forgotten. */
const RECENT_STEPS = 12;

/** A service's way to a task definition: its tasks begin one after the other, and those before them end. */
export interface Step {
  /** `ecs-svc/` and digits. */
  readonly id: string;
  /** An ARN. */
  readonly taskDefinition: string;
  /** Milliseconds since 1970, as all times here; it never ends where no task gets to run. */
  readonly from: number;
  readonly ends: number;
  /** When all traffic is its. */
  readonly shifts: number;
  readonly fails: boolean;
  /** Within which time its tasks begin; all of its own time where absent. */
  readonly paceMs?: number;
  /** It waits for somebody: the tasks before it stay as long. */
  readonly holds?: boolean;
  /** When it went on. */
  readonly released?: number;
  /** Since when it is taken back. */
  readonly undone?: number;
}

/** What keeps a service from running in peace: tasks that are killed for their memory, or an image that is not there. */
export type Trouble = "memory" | "image";

/** All that decides how a service stands at any time. */
export interface ServiceCourse {
  readonly name: string;
  readonly desired: number;
  /** Oldest first; at least one. */
  readonly steps: readonly Step[];
  readonly trouble: Trouble | undefined;
  /** What the tasks' container runs, by task definition: told in the reason where it cannot be pulled. */
  readonly image: (taskDefinition: string) => string;
  /** How somebody stopped a task, by its id. */
  readonly stopOf: (id: string) => { readonly at: number; readonly reason: string } | undefined;
}

export interface TaskEnd {
  readonly code: TaskStopCode;
  readonly reason: string;
  /** Of its container. */
  readonly exitCode?: number;
  readonly containerReason?: string;
}

/** A task from its beginning to its end. */
export interface TaskLife {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly step: Step;
  readonly created: number;
  /** When its container runs; undefined where it never did. */
  readonly started: number | undefined;
  readonly stopping: number | undefined;
  readonly end: TaskEnd | undefined;
}

/** The tasks that a service has at a time, and those that stopped within the last hour. */
export function livesAt(course: ServiceCourse, now: number): TaskLife[] {
  const steps = course.steps.slice(-RECENT_STEPS).filter(({ from }) => from <= now);
  const lives = steps.flatMap((step, index) => {
    const next = steps.slice(index + 1).find(({ fails, holds }) => !fails && holds !== true);
    const slots = Array.from({ length: course.desired }, (_none, slot) => slotLives(course, { step, next, slot }, now)).flat();
    return slots.flatMap((life) => stoppedByHand(course, life));
  });
  return lives.filter(({ created, stopping = now }) => created <= now && now < stopping + ENDING_MS + REMEMBERED_MS);
}

interface Slot {
  readonly step: Step;
  /** The step that puts its own task in this one's place. */
  readonly next: Step | undefined;
  readonly slot: number;
}

/** A task that somebody stopped, and the one that the service puts in its place. */
function stoppedByHand(course: ServiceCourse, life: TaskLife): TaskLife[] {
  const stop = course.stopOf(life.id);
  if (stop === undefined || (life.stopping !== undefined && life.stopping <= stop.at)) {
    return [life];
  }
  const end: TaskEnd = { code: "UserInitiated", reason: stop.reason, exitCode: 143 };
  const again = { ...life, id: new Random(hashText(`${life.id} again`)).hex(32), created: stop.at + SECOND, started: stop.at + 18 * SECOND };
  return [{ ...life, stopping: stop.at, end }, ...stoppedByHand(course, again)];
}

function slotLives(course: ServiceCourse, { step, next, slot }: Slot, now: number): TaskLife[] {
  const id = (turn: number) => new Random(hashText(`${course.name} ${step.id} ${slot} ${turn}`)).hex(32);
  const created = beginOf(step, slot, course.desired);
  if (course.trouble === "image" && !Number.isFinite(step.ends)) {
    return turns(created, 5 * MINUTE, Math.min(now, next?.from ?? now)).map((at) => ({
      id: id(at),
      step,
      created: at,
      started: undefined,
      stopping: at + 20 * SECOND,
      end: notPulled(course.image(step.taskDefinition)),
    }));
  }
  const started = runsFrom(step, slot, course.desired);
  if (step.undone !== undefined) {
    const isUp = started < step.undone;
    return created >= step.undone ? [] : [{ id: id(0), step, created, started: isUp ? started : undefined, stopping: step.undone, end: scaledDown(step) }];
  }
  if (step.fails) {
    return [{ id: id(0), step, created, started, stopping: started + SECOND, end: UNHEALTHY }];
  }
  const replaced = next === undefined ? undefined : Math.max(started, next.released ?? 0, runsFrom(next, slot, course.desired));
  const end = replaced === undefined || next === undefined ? undefined : scaledDown(next);
  const whole = { id: id(0), step, created, started, stopping: replaced, end };
  if (course.trouble !== "memory" || slot !== 0) {
    return [whole];
  }
  const starts = turns(started, 37 * MINUTE, Math.min(now, replaced ?? now));
  return starts.map((at, index) => {
    const over = starts[index + 1];
    const life = { ...whole, id: id(at), created: at, started: at + 9 * SECOND };
    return over === undefined ? life : { ...life, stopping: over, end: KILLED };
  });
}

function beginOf(step: Step, slot: number, desired: number): number {
  return step.from + Math.round(((spanOf(step) / 2) * slot) / desired);
}

function runsFrom(step: Step, slot: number, desired: number): number {
  return beginOf(step, slot, desired) + Math.round(spanOf(step) * 0.4);
}

function spanOf({ from, ends, paceMs }: Step): number {
  return paceMs ?? (Number.isFinite(ends) ? ends - from : 30 * SECOND);
}

/** Times that are this far apart, from the last one that may still be told of up to now. */
function turns(first: number, everyMs: number, now: number): number[] {
  const skipped = Math.max(0, Math.floor((now - REMEMBERED_MS - everyMs - first) / everyMs));
  const times: number[] = [];
  for (let at = first + skipped * everyMs; at <= now; at += everyMs) {
    times.push(at);
  }
  return times;
}

const KILLED: TaskEnd = {
  code: "EssentialContainerExited",
  reason: "Essential container in task exited",
  exitCode: 137,
  containerReason: "OutOfMemoryError: Container killed due to memory usage",
};
const UNHEALTHY: TaskEnd = {
  code: "ServiceSchedulerInitiated",
  reason: "Task failed container health checks",
  exitCode: 143,
};

function scaledDown({ id }: Step): TaskEnd {
  return { code: "ServiceSchedulerInitiated", reason: `Scaling activity initiated by (deployment ${id})`, exitCode: 0 };
}

function notPulled(image: string): TaskEnd {
  const reason =
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ` +
    `${image}: not found`;
  return { code: "TaskFailedToStart", reason, containerReason: reason };
}

/** The word for how a task stands (ECS developer guide, "Task lifecycle states"). */
export function lastStatus({ created, started, stopping }: TaskLife, now: number): string {
  if (stopping !== undefined && now >= stopping) {
    const ending = now - stopping;
    return ending >= ENDING_MS ? "STOPPED" : ending >= ENDING_MS / 2 ? "DEPROVISIONING" : "STOPPING";
  }
  if (started !== undefined && now >= started) {
    return "RUNNING";
  }
  const wait = (started ?? stopping ?? now) - created;
  return now - created < wait / 2 ? "PROVISIONING" : "PENDING";
}

/** When a task is gone; undefined while it is not. */
export function stoppedAt({ stopping }: TaskLife, now: number): number | undefined {
  return stopping !== undefined && now >= stopping + ENDING_MS ? stopping + ENDING_MS : undefined;
}
