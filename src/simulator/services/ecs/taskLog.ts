import type { LogEvent, LogStreamSource } from "../logs/logStream.ts";
import type { LogStore } from "../logs/logStore.ts";
import type { TaskLife } from "./rollout.ts";

const SECOND = 1000;
/** A container tells of its memory so often. */
const EVERY_MS = 30 * SECOND;
/** Lines before it does. */
const BEGINNING = 2;

/** What one container writes from its start to its end; nothing where it never started. */
export class TaskStream implements LogStreamSource {
  readonly name: string;
  readonly creationTime: number;
  readonly #life: TaskLife;
  readonly #container: { readonly container: string; readonly memory: number };

  /** @param about the container's name, and its memory in MiB */
  constructor(name: string, life: TaskLife, about: { readonly container: string; readonly memory: number }) {
    this.name = name;
    this.creationTime = life.created;
    this.#life = life;
    this.#container = about;
  }

  countUpTo(time: number): number {
    const { started = Infinity, stopping = Infinity } = this.#life;
    if (time < started || stopping < started) {
      return 0;
    }
    const lines = BEGINNING + Math.floor((Math.min(time, stopping) - started) / EVERY_MS);
    return time >= stopping ? lines + 1 : time < started + SECOND ? 1 : lines;
  }

  event(index: number): LogEvent {
    const { started = 0, stopping, end } = this.#life;
    const { container, memory } = this.#container;
    if (stopping !== undefined && index === this.countUpTo(stopping) - 1) {
      const message = end?.exitCode === 137 ? `heap ${memory} MiB of ${memory} MiB` : "SIGTERM: no new requests are taken, ending";
      return { timestamp: stopping, message };
    }
    if (index < BEGINNING) {
      return { timestamp: started + index * SECOND, message: index === 0 ? `${container} starts` : "listening on 8080" };
    }
    const since = index - BEGINNING + 1;
    const grown = end?.exitCode === 137 && stopping !== undefined ? since / Math.max(1, (stopping - started) / EVERY_MS) : 0.3 + (index % 7) / 100;
    return { timestamp: started + since * EVERY_MS, message: `heap ${Math.round(memory * Math.min(1, 0.3 + grown * 0.7))} MiB of ${memory} MiB` };
  }
}

/** Adds the streams of tasks to a log group, which is made where there is none. */
export function addTaskStreams(logs: LogStore, name: string, streams: () => readonly TaskStream[]): void {
  const before = logs.has(name) ? logs.find({ logGroupName: name }) : undefined;
  const hasRequests = before?.hasRequests === undefined ? {} : { hasRequests: before.hasRequests };
  logs.add({
    name,
    creationTime: before?.creationTime ?? streams()[0]?.creationTime ?? 0,
    retentionInDays: before === undefined ? 30 : before.retentionInDays,
    ...hasRequests,
    streams: () => [...(before?.streams() ?? []), ...streams()],
  });
}
