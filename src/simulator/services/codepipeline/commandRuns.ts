import type { SimulatedClock } from "../../clock.ts";
import { ListedStream } from "../logs/logStream.ts";
import type { LogEvent, LogStreamSource } from "../logs/logStream.ts";
import { providerOf } from "./model.ts";
import type { ActionRun, Pipeline } from "./model.ts";

/** From one line of the log to the next, in milliseconds of simulated time. */
const LINE_MS = 1500;
/** The logs of the oldest runs beyond this many of a pipeline are forgotten, so that a long demo does not grow. */
const KEPT_RUNS = 100;

/** Runs the commands of a region's pipelines: each run writes a log of its own, and nothing else. */
export class CommandRuns {
  readonly #clock: SimulatedClock;
  /** By pipeline, oldest first. */
  readonly #streams = new Map<string, LogStreamSource[]>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Runs the commands of an action; `done` is called when the last has ended. */
  start(run: ActionRun, done: () => void): void {
    const pipeline = run.execution.pipeline.declaration.name;
    const events = logOf(run.declaration.commands ?? [], this.#clock.now());
    const stream = new ListedStream(run.id, this.#clock.now(), () => events, () => Number.POSITIVE_INFINITY);
    this.#streams.set(pipeline, [...this.streams(pipeline), stream].slice(-KEPT_RUNS));
    this.#clock.schedule((events.at(-1)?.timestamp ?? this.#clock.now()) + LINE_MS, done);
  }

  streams(pipeline: string): readonly LogStreamSource[] {
    return this.#streams.get(pipeline) ?? [];
  }
}

/** The group that CodePipeline writes to by itself (user guide, "Commands action reference"). */
export function commandLogGroup(pipeline: string): string {
  return `/aws/codepipeline/${pipeline}`;
}

export function runsCommands({ declaration }: Pipeline): boolean {
  return (declaration.stages ?? []).some(({ actions = [] }) => actions.some((action) => providerOf(action) === "Commands"));
}

function logOf(commands: readonly string[], start: number): LogEvent[] {
  const lines = commands.flatMap((command) => [`Running command ${command}`, `${command}: ok`]);
  return ["Commands start", ...lines, "Commands end"].map((line, index) => ({
    timestamp: start + (index + 1) * LINE_MS,
    message: `${line}\n`,
  }));
}
