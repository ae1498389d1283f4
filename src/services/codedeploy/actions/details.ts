import { joined } from "../../../base/text.ts";
import { formatDateTime, formatDuration } from "../../../base/time.ts";
import {
  type Deployment,
  type LifecycleEvent,
  type Target,
  elapsed,
  failureOf,
  revisionDetails,
  starterText,
  statusText,
  stepText,
  targetLines,
  tookOf,
} from "../model.ts";

/** A deployment with its targets and their lifecycle events as text: what went on, and what failed with its log. */
export function deploymentDetails(deployment: Deployment, targets: readonly Target[], now: number): string {
  const took = elapsed(deployment, now);
  const { createdAt, errorCode, error } = deployment;
  const lines = [
    `Deployment ${deployment.id}: ${statusText(deployment.status)}`,
    `Application ${deployment.application}, group ${deployment.group}`,
    deployment.description,
    createdAt === undefined ? undefined : joined([`Created ${formatDateTime(createdAt)}`, starterText(deployment)], " "),
    took === undefined ? undefined : `Took ${formatDuration(took)}`,
    deployment.config === undefined ? undefined : `Configuration ${deployment.config}`,
    deployment.revision === undefined ? undefined : `Revision ${revisionDetails(deployment.revision)}`,
    error === undefined ? undefined : `Error ${joined([errorCode, error], ": ")}`,
    deployment.rolledBackBy === undefined ? undefined : `Rolled back by ${deployment.rolledBackBy}`,
  ].filter((line) => line !== undefined);
  return `${[lines.join("\n"), ...targets.map((target) => targetDetails(target, now).trimEnd())].join("\n\n")}\n`;
}

/** A target with its lifecycle events. */
export function targetDetails(target: Target, now: number): string {
  const width = Math.max(0, ...target.events.map(({ name }) => name.length));
  const events = target.events.flatMap((event) => [
    `  ${event.name.padEnd(width)}  ${joined([stepText(event.status), eventTook(event, now)], ", ")}`,
    ...failureLines(event).map((line) => `    ${line}`),
  ]);
  const side = target.side === undefined ? "" : ` (${target.side})`;
  const details = targetLines(target).map((line) => `  ${line}`);
  return `${[`${target.id}${side}: ${stepText(target.status)}`, ...details, ...events].join("\n")}\n`;
}

/** One lifecycle event with what its script left behind. */
export function eventDetails(target: Target, event: LifecycleEvent, now: number): string {
  const started = event.startedAt === undefined ? [] : [`Started ${formatDateTime(event.startedAt)}`];
  const took = eventTook(event, now);
  const lines = [
    `${event.name} on ${target.id}: ${stepText(event.status)}`,
    ...started,
    ...(took === undefined ? [] : [`Took ${took}`]),
    ...(event.script === undefined ? [] : [`Script ${event.script}`]),
    ...(event.message === undefined ? [] : [`${event.errorCode ?? "Message"}: ${event.message}`]),
    ...(event.logTail === undefined ? [] : ["", "The end of the script's log:", event.logTail]),
  ];
  return `${lines.join("\n")}\n`;
}

function failureLines(event: LifecycleEvent): string[] {
  const failure = failureOf(event);
  const log = event.logTail === undefined ? [] : event.logTail.split("\n").map((line) => `| ${line}`);
  return failure === undefined ? [] : [failure, ...log];
}

function eventTook(event: LifecycleEvent, now: number): string | undefined {
  const took = tookOf(event, now);
  return took === undefined ? undefined : formatDuration(took);
}
