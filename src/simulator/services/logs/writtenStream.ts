import type { LogEvent, LogStreamSource, WrittenEvents } from "./logStream.ts";

interface Written extends LogEvent {
  readonly number: number;
  readonly ingested: number;
}

/** A stream that PutLogEvents writes. Events stand by time, those of one millisecond as they were taken in. */
export class WrittenStream implements LogStreamSource {
  readonly name: string;
  readonly creationTime: number;
  readonly #events: Written[] = [];
  #count = 0;

  constructor(name: string, creationTime: number) {
    this.name = name;
    this.creationTime = creationTime;
  }

  /** Takes events in. @param now simulated time */
  put(events: readonly LogEvent[], now: number): void {
    for (const event of events) {
      this.#events.splice(this.countUpTo(event.timestamp), 0, { ...event, number: this.#count, ingested: now });
      this.#count += 1;
    }
  }

  countUpTo(time: number): number {
    return this.#firstWhere((event) => event.timestamp > time);
  }

  event(index: number): LogEvent {
    const { timestamp = 0, message = "" } = this.#events[index] ?? {};
    return { timestamp, message };
  }

  readonly written: WrittenEvents = {
    number: (index) => this.#events[index]?.number ?? this.#count,
    indexOf: (time, number) =>
      this.#firstWhere((event) => event.timestamp > time || (event.timestamp === time && event.number >= number)),
    ingested: (index) => this.#events[index]?.ingested ?? 0,
  };

  #firstWhere(test: (event: Written) => boolean): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.#events[middle];
      if (event === undefined || test(event)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
