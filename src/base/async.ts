import { cancelled } from "./errors.ts";

/** Waits `ms` milliseconds; rejects with a cancelled error as soon as the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled("wait"));
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(cancelled("wait"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** What was asked for; undefined where it does not come within `ms` milliseconds. It goes on. */
export async function within<T>(asked: Promise<T>, ms: number): Promise<T | undefined> {
  const enough = new AbortController();
  const late = sleep(ms, enough.signal).then(() => undefined, () => undefined);
  try {
    return await Promise.race([asked, late]);
  } finally {
    enough.abort();
  }
}

/** What arrives, the newest alone where more came within `ms` milliseconds of the last one that was passed on. */
export async function* latest<T>(arriving: AsyncIterator<T>, ms: number): AsyncGenerator<T> {
  let pending = arriving.next();
  for (let next = await pending; next.done !== true; next = await pending) {
    let newest = next.value;
    const pause = sleep(ms).then(() => undefined);
    pending = arriving.next();
    // a failure behind it is thrown once it was passed on
    const more = () => Promise.race([pending.catch(() => undefined), pause]);
    for (let one = await more(); one !== undefined && one.done !== true; one = await more()) {
      newest = one.value;
      pending = arriving.next();
    }
    yield newest;
  }
}

/**
 * What was asked for, or a cancelled error as soon as the signal aborts. What was asked for goes on: others may wait.
 * @param tried what is given up, as a verb phrase
 */
export function abortable<T>(asked: Promise<T>, signal: AbortSignal | undefined, tried: string): Promise<T> {
  if (signal === undefined) return asked;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled(tried));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * Runs `work` over the items, started in order with at most `limit` under way at once, and yields the results as they
 * arrive. The first failure is thrown and stops the start of further items.
 */
export async function* mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const underWay = new Set<Promise<{ result: R; done: () => void }>>();
  const start = (item: T) => {
    const run: Promise<{ result: R; done: () => void }> = work(item).then((result) => ({ result, done: () => underWay.delete(run) }));
    // the race below reports the first failure; those behind it must not count as unhandled
    run.catch(() => undefined);
    underWay.add(run);
  };
  let next = 0;
  while (next < items.length || underWay.size > 0) {
    for (const item of items.slice(next, next + limit - underWay.size)) {
      next += 1;
      start(item);
    }
    const { result, done } = await Promise.race(underWay);
    done();
    yield result;
  }
}

/** Splits a list into runs of at most `size`. */
export function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/**
 * Paces calls: `burst` at once, then `perSecond` each second, first come first served.
 * It only paces; whoever calls does the retrying.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;
  #tail: Promise<void> = Promise.resolve();
  readonly #now: () => number;

  constructor(options: { perSecond: number; burst: number; now?: () => number }) {
    this.#perSecond = options.perSecond;
    this.#burst = options.burst;
    this.#now = options.now ?? Date.now;
    this.#tokens = options.burst;
    this.#filledAt = this.#now();
  }

  /** Resolves when a token was taken; rejects with a cancelled error when the signal aborts first. */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.#tail.then(() => this.#takeNow(signal));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #takeNow(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw cancelled("wait for a turn");
    const now = this.#now();
    // a clock that was set back takes nothing away
    const passed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) {
      await sleep(((1 - this.#tokens) / this.#perSecond) * 1000, signal);
      return this.#takeNow(signal);
    }
    this.#tokens -= 1;
  }
}

/** What a call tells of all items that takes only so many at once: batch by batch, in their order. */
export async function inBatches<T, R>(items: readonly T[], size: number, read: (batch: T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (const batch of chunked(items, size)) found.push(...(await read(batch)));
  return found;
}

/**
 * What keys name, by a call that takes only so many at once: in the order of the keys, whatever order the service answers in.
 * What is gone is left out.
 * @param keyOf the key of what was read
 */
export async function readByKey<K, R>(keys: readonly K[], size: number, read: (batch: K[]) => Promise<readonly R[]>, keyOf: (item: R) => K): Promise<R[]> {
  const found = new Map((await inBatches(keys, size, read)).map((item) => [keyOf(item), item]));
  return keys.flatMap((key) => found.get(key) ?? []);
}
