import { Disposable, toDisposable } from "../../base/dispose.ts";
import { type DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { joined } from "../../base/text.ts";
import { MINUTE, SECOND } from "../../base/time.ts";
import type { LogFeed } from "./feed/feed.ts";
import { inOrder } from "./feed/follower.ts";
import { openFeed } from "./feed/openFeed.ts";
import { LineStore, type StoreLimits, DEFAULT_LIMITS } from "./lines/lineStore.ts";
import { bounds, gone, loadFirst } from "./loading.ts";
import { type EventReader, type LogEvent, type LogRange, quotingHint } from "./model.ts";
import { CALM_INTERVAL, FOLLOW_INTERVAL, Poller, type PollResult } from "./poller.ts";
import type { LogState } from "./protocol.ts";

const OLDER_PAGE = 5000;
const LARGEST_PAGE = 10_000;
/** A log written within this time is looked at as often as one that is written. */
const LIVELY = 10 * MINUTE;
/** So long a log that does not exist is waited for: a build makes its log with its first line. */
const AWAITED = 5 * MINUTE;
/** Clocks that are less apart than this are the same, in milliseconds. */
const SAME_CLOCK = 30 * SECOND;

export interface SessionOptions {
  readonly reader: EventReader;
  readonly group: string;
  readonly stream: string | undefined;
  /** How the account is named to the user. */
  readonly context: string;
  readonly scratchFolder: () => Promise<string>;
  /** Told of every change, as often as it happens. */
  readonly changed: () => void;
  readonly now?: () => number;
  readonly limits?: StoreLimits;
}

/** What is to be loaded: a range and a filter pattern (empty: none). */
interface Wish {
  readonly range: LogRange;
  readonly filter: string;
}

/** The lines of one choice of range and filter. */
interface Loaded {
  readonly generation: number;
  readonly wish: Wish;
  readonly store: LineStore;
  readonly feed: LogFeed;
  readonly abort: AbortController;
  readonly isOpen: boolean;
  hasOlder: boolean;
}

/**
 * One log as it is read: loads the newest lines first, older ones when asked, looks for new ones while it is visible,
 * and recovers by itself from whatever a later call can mend.
 */
export class LogSession extends Disposable {
  readonly #options: SessionOptions;
  readonly #now: () => number;
  readonly #poller: Poller;
  #wish: Wish = { range: { kind: "all" }, filter: "" };
  #loaded: Loaded;
  #loading: AbortController | undefined;
  #loadingAll: AbortController | undefined;
  #phase: LogState["phase"] = "loading";
  #busy: LogState["busy"] = "none";
  #problem: DevOpsError | undefined;
  /** Since when the log was looked for in vain, on the clock of `performance`. */
  #missingSince: number | undefined;
  #filterProblem: string | undefined;
  #changedFrom = Number.MAX_SAFE_INTEGER;
  #visible = false;
  #following = true;
  #started = false;
  #hasLoaded = false;
  /** What a failed call left undone. */
  #undone: "load" | "older" | undefined;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
    this.#now = options.now ?? (() => options.reader.now?.() ?? Date.now());
    // a generation of another window's session must not be taken for one of this
    this.#loaded = this.#emptyLoaded(Math.floor(this.#now()), { range: { kind: "all" }, filter: "" });
    this.#poller = this.register(new Poller(() => this.#tick(), () => this.#interval()));
    this.register(toDisposable(() => this.#end()));
  }

  get lines(): LineStore {
    return this.#loaded.store;
  }

  get generation(): number {
    return this.#loaded.generation;
  }

  get isStarted(): boolean {
    return this.#started;
  }

  /** The state as the view is to know it; what changed since the last call is in `changedFrom`. */
  takeState(): LogState {
    const { store, generation, hasOlder, isOpen } = this.#loaded;
    const { start, end } = store;
    const changedFrom = Math.min(this.#changedFrom, end);
    this.#changedFrom = Number.MAX_SAFE_INTEGER;
    const problem = this.#problem;
    return {
      generation,
      start,
      end,
      changedFrom,
      firstTime: store.timestamp(start),
      lastTime: store.timestamp(end - 1),
      group: this.#options.group,
      stream: this.#options.stream,
      context: this.#options.context,
      range: this.#wish.range,
      filter: this.#wish.filter,
      phase: this.#phase,
      busy: this.#busy,
      hasOlder,
      isFull: store.isFull,
      isTrimmed: store.isTrimmed,
      isOpen,
      problem: problem === undefined ? undefined : { kind: problem.kind, short: problem.short, message: problem.message },
      filterProblem: this.#filterProblem,
    };
  }

  /** Loads a range with a filter; what is shown stays until the first lines of the new choice are there. */
  async configure(wish: Wish): Promise<void> {
    this.#started = true;
    this.#wish = { range: wish.range, filter: wish.filter.trim() };
    this.#filterProblem = undefined;
    await this.#load();
  }

  /** Only what can be seen is kept up to date. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#poller.calm();
    this.#pace();
  }

  /** While one follows, new lines are looked for more often. */
  setFollowing(following: boolean): void {
    const wasFollowing = this.#following;
    this.#following = following;
    if (following && !wasFollowing) this.#poller.now();
  }

  /** Tries again at once what failed; where nothing did, looks for new lines. */
  async retry(): Promise<void> {
    this.#poller.calm();
    if (this.#undone === "load") await this.#load();
    else if (this.#undone === "older") await this.loadOlder();
    else this.#poller.now();
  }

  /** Loads a page of older lines, unless one is under way or none are left. */
  async loadOlder(): Promise<void> {
    if (this.#busy !== "none") return;
    await this.#withBusy("older", () => this.#olderPage(OLDER_PAGE, this.#loaded.abort.signal));
  }

  /** Loads all older lines, until the limit, the end, a failure or `stopLoadingAll`. */
  async loadAll(): Promise<void> {
    if (this.#busy !== "none") return;
    const { abort, store } = this.#loaded;
    this.#loadingAll = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.#loadingAll.signal]);
    await this.#withBusy("all", async () => {
      while (this.#loaded.store === store && this.#loaded.hasOlder && !store.isFull && !signal.aborted) {
        if (!(await this.#olderPage(LARGEST_PAGE, signal))) return;
      }
    });
  }

  stopLoadingAll(): void {
    this.#loadingAll?.abort();
  }

  async #load(): Promise<void> {
    this.#loading?.abort();
    const abort = new AbortController();
    this.#loading = abort;
    const wish = this.#wish;
    const clockOffset = this.#clockOffset();
    const fresh = this.#openLoaded(this.#loaded.generation + 1, wish, abort);
    this.#phase = "loading";
    this.#undone = undefined;
    this.#pace();
    this.#changed();
    try {
      fresh.hasOlder = await loadFirst(fresh.feed, fresh.store, abort.signal);
      if (abort.signal.aborted) throw new DOMException("replaced", "AbortError");
      if (wish.range.kind === "last" && Math.abs(this.#clockOffset() - clockOffset) > SAME_CLOCK) {
        // the answer told that this computer's clock is wrong, by which the range was reckoned
        fresh.store.dispose();
        return await this.#load();
      }
      this.#replaceLoaded(fresh);
      this.#hasLoaded = true;
      this.#phase = "ready";
      this.#problem = undefined;
      this.#missingSince = undefined;
      this.#poller.calm();
    } catch (error) {
      fresh.store.dispose();
      if (abort.signal.aborted || isCancelled(error)) return;
      await this.#loadFailed(toDevOpsError(error, "read the log"), wish);
    } finally {
      if (this.#loading === abort) this.#loading = undefined;
      this.#pace();
      this.#changed();
    }
  }

  /** How far AWS's clock is ahead of this computer's, as far as it is known, in milliseconds. */
  #clockOffset(): number {
    return this.#now() - Date.now();
  }

  async #loadFailed(error: DevOpsError, wish: Wish): Promise<void> {
    if (error.kind === "invalid" && wish.filter !== "") {
      this.#filterProblem = joined([error.message, quotingHint(wish.filter)], " ");
      this.#phase = "ready";
      this.#wish = this.#hasLoaded ? this.#loaded.wish : { range: wish.range, filter: "" };
      // without any lines yet there is nothing to keep: the log is shown unfiltered
      if (!this.#hasLoaded) await this.#load();
      return;
    }
    this.#missingSince = error.kind === "notFound" ? (this.#missingSince ?? performance.now()) : undefined;
    const isAwaited = this.#missingSince !== undefined && performance.now() - this.#missingSince < AWAITED;
    // no waiting mends what the log's class or the region does not allow, nor what was deleted
    const isFinal = error.kind === "unsupported" || error.kind === "absent" || (error.kind === "notFound" && !isAwaited);
    this.#undone = isFinal ? undefined : "load";
    this.#poller.slower();
    if (isAwaited) {
      this.#phase = "waiting";
      this.#problem = undefined;
      if (this.#loaded.store.count > 0) this.#replaceLoaded(this.#emptyLoaded(this.#loaded.generation + 1, wish));
    } else {
      this.#phase = this.#loaded.store.count > 0 ? "ready" : isFinal ? "failed" : "loading";
      this.#problem = error.kind === "notFound" ? gone(error) : error;
    }
  }

  /** @returns whether lines came or none are left */
  async #olderPage(limit: number, signal: AbortSignal): Promise<boolean> {
    const loaded = this.#loaded;
    if (!loaded.hasOlder || loaded.store.isFull) return true;
    try {
      const page = await loaded.feed.older(limit, signal);
      if (this.#loaded !== loaded) return false;
      loaded.store.prepend(page.events);
      loaded.hasOlder = page.hasMore;
      this.#solved("older");
      this.#changed();
      return true;
    } catch (error) {
      if (this.#loaded === loaded && !isCancelled(error)) this.#failed(error, "older");
      return false;
    }
  }

  async #withBusy(what: "older" | "all", work: () => Promise<unknown>): Promise<void> {
    this.#busy = what;
    this.#changed();
    try {
      await work();
    } finally {
      this.#busy = "none";
      this.#changed();
    }
  }

  async #tick(): Promise<PollResult> {
    if (this.#undone === "load") await this.#load();
    else if (this.#undone === "older") await this.loadOlder();
    else return this.#newer();
    return this.#problem === undefined ? "later" : "failed";
  }

  async #newer(): Promise<PollResult> {
    const loaded = this.#loaded;
    if (!loaded.isOpen || this.#phase !== "ready") return "later";
    try {
      const page = await loaded.feed.newer(loaded.abort.signal);
      if (this.#loaded !== loaded) return "later";
      await this.#take(loaded.store, page.events);
      this.#solved("newer");
      if (page.events.length > 0) this.#changed();
      return page.hasMore ? "again" : "later";
    } catch (error) {
      if (this.#loaded !== loaded || isCancelled(error)) return "later";
      this.#failed(error, undefined);
      return "failed";
    }
  }

  /** Adds new events; those that came late go before the lines that are newer. */
  async #take(store: LineStore, events: readonly LogEvent[]): Promise<void> {
    const [first] = events;
    const newest = store.timestamp(store.end - 1);
    if (first === undefined) return;
    if (newest === undefined || first.timestamp >= newest) {
      store.append(events);
      return;
    }
    const from = store.firstAfter(first.timestamp);
    const moved = await store.takeFrom(from);
    store.append(inOrder([...moved, ...events]));
    this.#changedFrom = Math.min(this.#changedFrom, from);
  }

  #failed(error: unknown, undone: "older" | undefined): void {
    this.#problem = toDevOpsError(error, "read the log");
    this.#undone = undone;
    this.#poller.slower();
    this.#pace();
    this.#changed();
  }

  #solved(what: "older" | "newer"): void {
    if (what === "older" || this.#undone === undefined) {
      if (this.#problem !== undefined) this.#changed();
      this.#problem = undefined;
      this.#undone = undefined;
    }
  }

  /** New lines are looked for while somebody looks; what failed is tried again then, too. */
  #pace(): void {
    const wanted = this.#undone !== undefined || (this.#loaded.isOpen && this.#phase === "ready");
    this.#poller.set(this.#visible && this.#started && wanted && this.#loading === undefined);
  }

  #interval(): number {
    if (this.#phase === "waiting") return FOLLOW_INTERVAL;
    if (!this.#following) return CALM_INTERVAL;
    const newest = this.lines.timestamp(this.lines.end - 1);
    // a log without lines is one that is about to be written as often as not
    return newest === undefined || newest > this.#now() - LIVELY ? FOLLOW_INTERVAL : CALM_INTERVAL;
  }

  #openLoaded(generation: number, wish: Wish, abort: AbortController): Loaded {
    const { reader, group, stream, scratchFolder, limits } = this.#options;
    const { from, to } = bounds(wish.range, this.#now());
    const pattern = wish.filter === "" ? undefined : wish.filter;
    const feed = openFeed(reader, { group, stream, pattern, from, to }, this.#now);
    const store = new LineStore(scratchFolder, limits ?? DEFAULT_LIMITS);
    return { generation, wish, store, feed, abort, isOpen: to === undefined, hasOlder: false };
  }

  #emptyLoaded(generation: number, wish: Wish): Loaded {
    return this.#openLoaded(generation, wish, new AbortController());
  }

  #replaceLoaded(fresh: Loaded): void {
    this.#loaded.abort.abort();
    this.#loaded.store.dispose();
    this.#loaded = fresh;
    this.#changedFrom = Number.MAX_SAFE_INTEGER;
  }

  #changed(): void {
    if (!this.isDisposed) this.#options.changed();
  }

  #end(): void {
    this.#loading?.abort();
    this.#loadingAll?.abort();
    this.#loaded.abort.abort();
    this.#loaded.store.dispose();
  }
}
