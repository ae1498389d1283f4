import { joined, words } from "../../../base/text.ts";
import { formatDateTime, formatDuration, formatSpan } from "../../../base/time.ts";
import { type Build, type Phase, buildName, failureOf, isRunning } from "../model.ts";

/** Columns of the longest phase's bar. */
const WIDTH = 40;
/** So much longer than it usually takes, in milliseconds, is worth a word; and half as long again. */
const NOTABLE = 5_000;

/**
 * Where a build's time went: each phase with a bar, and how long the phase took in other builds of the project that succeeded.
 * @param others other builds of the project @param now epoch milliseconds
 */
export function phasesText(build: Build, others: readonly Build[], now: number): string {
  const phases = build.phases.filter(({ name }) => name !== "COMPLETED");
  const usual = others.filter(({ id, status }) => id !== build.id && status === "SUCCEEDED");
  // one that runs tells no duration: what the others leave of the time since the start
  const spent = phases.reduce((sum, { duration = 0 }) => sum + duration, 0);
  const durationOf = ({ duration, status }: Phase) =>
    duration ?? (status === undefined && isRunning(build) ? Math.max(0, now - (build.startedAt ?? now) - spent) : 0);
  const longest = Math.max(1, ...phases.map(durationOf));
  const name = Math.max(0, ...phases.map((phase) => words(phase.name).length));
  const rows = phases.map((phase) => {
    const took = durationOf(phase);
    const median = medianOf(usual.flatMap((one) => one.phases.filter((other) => other.name === phase.name).map(({ duration = 0 }) => duration)));
    const isLong = median !== undefined && took > median + NOTABLE && took > median * 1.5;
    const told = [
      median === undefined ? undefined : `usually ${formatDuration(median)}`,
      isLong ? "longer than usual" : undefined,
      phase.status === undefined ? "running" : phase.status === "SUCCEEDED" ? undefined : words(phase.status),
    ];
    const bar = "█".repeat(Math.round((took / longest) * WIDTH)).padEnd(WIDTH);
    return `${words(phase.name).padEnd(name)}  ${formatDuration(took).padStart(9)}  ${bar}  ${joined(told, ", ")}`.trimEnd();
  });
  const { startedAt, endedAt = now, initiator, sourceVersion, resolvedVersion } = build;
  const head = [
    joined([`${build.project} ${buildName(build)}: ${words(build.status)}`, formatSpan(startedAt, endedAt)], ", "),
    startedAt === undefined ? undefined : joined([`Started ${formatDateTime(startedAt)}`, initiator], " by "),
    sourceVersion === undefined && resolvedVersion === undefined ? undefined : `Source ${joined([sourceVersion, resolvedVersion], " at ")}`,
    failureOf(build),
    usual.length === 0 ? undefined : `“Usually” is the median of ${usual.length} other builds that succeeded`,
  ];
  return `${[...head.filter((line) => line !== undefined), "", ...rows].join("\n")}\n`;
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
