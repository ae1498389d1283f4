import type { RegionState } from "../../account/account.ts";
import type { LogStreamSource, Measured } from "../logs/logStream.ts";

/** What a minute of a log tells. */
export interface LogMinute {
  /** Of each request or invocation, in milliseconds. */
  readonly durations: readonly number[];
  /** 1 for each that failed, 0 for each other one. */
  readonly failures: readonly number[];
}

const MINUTE = 60_000;
/** What is asked for within such a time of the clock is read together. */
const TOGETHER_MS = 100;
/** Minutes that are kept. */
const MOST_KEPT = 3000;

/** How a function's log tells what a call took and that it failed. */
const REPORT = /^REPORT .*?\tDuration: ([\d.]+) ms/;
const CALL_FAILED = /\tERROR\t/;
/** The same of a service's, JSON or plain text. */
const REQUEST = /"ms":(\d+)|\bms=(\d+)/;
const REQUEST_FAILED = /"level":"ERROR"|^\S+ \S+ ERROR /;

/** What the lines of one log group say, minute by minute. A minute that is over is read once. */
export class LogMinutes {
  readonly #state: RegionState;
  readonly #group: string;
  #asked: { readonly at: number; readonly streams: readonly LogStreamSource[] } = { at: -Infinity, streams: [] };
  readonly #read = new Map<number, LogMinute>();

  constructor(state: RegionState, group: string) {
    this.#state = state;
    this.#group = group;
  }

  /** @param minute its beginning, milliseconds since 1970 */
  read(minute: number): LogMinute {
    const known = this.#read.get(minute);
    if (known !== undefined) {
      return known;
    }
    const now = this.#state.clock.now();
    const read = this.#lines(minute, Math.min(minute + MINUTE - 1, now));
    if (minute + MINUTE <= now) {
      if (this.#read.size >= MOST_KEPT) {
        this.#read.clear();
      }
      this.#read.set(minute, read);
    }
    return read;
  }

  /** The group's streams: which there are is asked once for many minutes that are read together. */
  #streams(): readonly LogStreamSource[] {
    const { logs, clock } = this.#state;
    const now = clock.now();
    if (Math.abs(now - this.#asked.at) > TOGETHER_MS) {
      this.#asked = { at: now, streams: logs.has(this.#group) ? logs.find({ logGroupName: this.#group }).streams() : [] };
    }
    return this.#asked.streams;
  }

  #lines(from: number, to: number): LogMinute {
    const durations: number[] = [];
    let failed = 0;
    const isFunction = this.#group.startsWith("/aws/lambda/");
    for (const stream of this.#streams()) {
      const end = stream.countUpTo(to);
      for (let index = stream.countUpTo(from - 1); index < end; index += 1) {
        const { milliseconds, isFailed } = stream.measure?.(index) ?? measure(stream.event(index).message, isFunction);
        if (milliseconds !== undefined) {
          durations.push(milliseconds);
        }
        failed += isFailed ? 1 : 0;
      }
    }
    const passed = Math.max(0, durations.length - failed);
    return { durations, failures: [...Array<number>(failed).fill(1), ...Array<number>(passed).fill(0)] };
  }
}

/** What a line says is what it was written from. */
function measure(message: string, isFunction: boolean): Measured {
  const [took, fails] = isFunction ? [REPORT, CALL_FAILED] : [REQUEST, REQUEST_FAILED];
  const [, one, other] = took.exec(message) ?? [];
  const told = one ?? other;
  return { ...(told === undefined ? {} : { milliseconds: Number(told) }), isFailed: fails.test(message) };
}
