/** Node's timers take at most 2^31-1 ms; a later event is looked at again then. */
const LONGEST_TIMER_MS = 2_147_483_647;

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Simulated time: it starts at the real time, runs at `speed`, and can be pushed forward. What is to happen later is
 * scheduled here and happens in the order of its times, with `now()` answering exactly its time: also when the clock
 * jumps over many such times at once. All times are milliseconds since 1970.
 */
export class SimulatedClock {
  #queue = new EventQueue();
  #speed = 1;
  /** The simulated time at `#anchorReal`. */
  #anchor: number;
  #anchorReal: number;
  /** The time of the event that is running. */
  #running: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #realNow: () => number;

  /** @param realNow replaced in tests only. */
  constructor(realNow: () => number = Date.now) {
    this.#realNow = realNow;
    this.#anchorReal = realNow();
    this.#anchor = this.#anchorReal;
  }

  /** The simulated time; within a scheduled event, that event's time. */
  now(): number {
    return this.#running ?? Math.floor(this.#anchor + (this.#realNow() - this.#anchorReal) * this.#speed);
  }

  get speed(): number {
    return this.#speed;
  }

  /** Does something at a time; a time that has passed means at the next `catchUp`, with `now()` answering that time. */
  schedule(at: number, run: () => void): void {
    this.#queue.push(at, run);
    this.#arm();
  }

  /** Does everything that is due. Called before every request, and by a timer when nobody asks. */
  catchUp(): void {
    if (this.#running !== undefined) {
      return;
    }
    const now = this.now();
    for (let next = this.#queue.takeDue(now); next !== undefined; next = this.#queue.takeDue(now)) {
      this.#running = next.at;
      try {
        next.run();
      } finally {
        this.#running = undefined;
      }
    }
    this.#arm();
  }

  /**
   * Does what is scheduled meanwhile and is due by now, each at its time, before anything else goes on; the rest waits
   * with all others. Also in the midst of an event.
   */
  play(schedule: () => void): void {
    const [queue, running, now] = [this.#queue, this.#running, this.now()];
    const played = new EventQueue();
    this.#queue = played;
    this.#running = now;
    try {
      schedule();
      for (let next = played.takeDue(now); next !== undefined; next = played.takeDue(now)) {
        this.#running = next.at;
        next.run();
      }
    } finally {
      this.#queue = queue;
      this.#running = running;
      for (let rest = played.takeDue(Number.POSITIVE_INFINITY); rest !== undefined; rest = played.takeDue(Number.POSITIVE_INFINITY)) {
        queue.push(rest.at, rest.run);
      }
      this.#arm();
    }
  }

  /** Pushes the time forward and does what that makes due. */
  advance(milliseconds: number): void {
    this.#reanchor();
    this.#anchor += milliseconds;
    this.catchUp();
  }

  /** @param speed simulated milliseconds for each real one; 0 stops the clock. */
  setSpeed(speed: number): void {
    this.#reanchor();
    this.#speed = speed;
    this.catchUp();
  }

  /** Forgets everything scheduled and returns to the real time at speed 1. */
  reset(): void {
    this.#queue = new EventQueue();
    this.#speed = 1;
    this.#anchorReal = this.#realNow();
    this.#anchor = this.#anchorReal;
    this.#arm();
  }

  /** Stops the timer; nothing happens any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #reanchor(): void {
    this.#anchor = this.now();
    this.#anchorReal = this.#realNow();
  }

  #arm(): void {
    if (this.#running !== undefined) {
      return;
    }
    clearTimeout(this.#timer);
    const next = this.#queue.nextTime;
    if (this.#closed || next === undefined || this.#speed === 0) {
      return;
    }
    const wait = Math.max(0, (next - this.now()) / this.#speed);
    this.#timer = setTimeout(() => this.catchUp(), Math.min(wait, LONGEST_TIMER_MS));
    // The server keeps the process alive, not the account's plans for the next hour.
    this.#timer.unref();
  }
}

/** A binary heap by time; events of one time keep the order in which they were pushed. */
class EventQueue {
  readonly #heap: Scheduled[] = [];
  #pushed = 0;

  get nextTime(): number | undefined {
    return this.#heap[0]?.at;
  }

  push(at: number, run: () => void): void {
    const heap = this.#heap;
    const event: Scheduled = { at, order: this.#pushed, run };
    this.#pushed += 1;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isEarlier(event, parent)) {
        break;
      }
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  /** Removes and returns the first event if its time has come. */
  takeDue(now: number): Scheduled | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > now) {
      return undefined;
    }
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      this.#sink(last);
    }
    return first;
  }

  #sink(event: Scheduled): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const leftEvent = heap[left];
      const rightEvent = heap[left + 1];
      if (leftEvent === undefined) {
        break;
      }
      const takeRight = rightEvent !== undefined && isEarlier(rightEvent, leftEvent);
      const child = takeRight ? rightEvent : leftEvent;
      if (!isEarlier(child, event)) {
        break;
      }
      heap[index] = child;
      index = takeRight ? left + 1 : left;
    }
    heap[index] = event;
  }
}

function isEarlier(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
