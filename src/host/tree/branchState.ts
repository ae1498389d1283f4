import { type DevOpsError, toDevOpsError } from "../../base/errors.ts";
import { Branch, type LoadReason, NoteRow, POLL_IDLE, POLL_RUNNING, type Row, WATCHED_FOR } from "./rows.ts";
import { ErrorRow, MoreRow } from "./specialRows.ts";

/** The first wait after a failed load; it doubles up to the idle interval. */
const FIRST_RETRY = 4_000;

/** Whom a branch tells of changes. */
export interface BranchOwner {
  /** The look of these rows changed; the branch itself stands for its list of children. */
  changed(rows: readonly Row[]): void;
  /** These rows' children came with the data of the rows, which are new. */
  derive(rows: readonly Branch[]): void;
  /** The list of children is another one: what is known of rows that are gone can be forgotten. */
  listed(branch: Branch, rows: readonly Row[]): void;
  /** Something failed; the rows tell it to the user, this is for the log. */
  failed(error: DevOpsError): void;
}

/** What is known of one branch's children: the pages loaded so far, what failed, when to look again. */
export class BranchState {
  readonly branch: Branch;
  readonly #owner: BranchOwner;
  readonly #abort = new AbortController();
  #rows: Row[] = [];
  /** How many pages are shown. */
  #pages = 1;
  #next: string | undefined;
  /** What the last page wants said while there are no rows. */
  #pageText: string | undefined;
  #moreText: string | undefined;
  #error: DevOpsError | undefined;
  /** The list came, but what it does not tell did not. */
  #detailsError: DevOpsError | undefined;
  /** Failures of either since both came. */
  #failures = 0;
  #loaded = false;
  #loading: Promise<void> | undefined;
  #loadingFor: LoadReason = "user";
  #details: Promise<void> | undefined;
  #detailsAgain: LoadReason | undefined;
  #detailsAbort = new AbortController();
  #dueAt = Number.POSITIVE_INFINITY;
  /** Until when what a person did here may begin to show. */
  #watchedUntil = 0;
  /** The list of children, and each row's look, as the tree was last told; undefined until it asked. */
  #shownList: string | undefined;
  readonly #shownRows = new Map<string, string>();
  filter: string | undefined;
  expanded = false;

  constructor(branch: Branch, owner: BranchOwner) {
    this.branch = branch;
    this.#owner = owner;
  }

  /** Why the list, or what it does not tell of its rows, could not be loaded. */
  get error(): DevOpsError | undefined {
    return this.#error ?? this.#detailsError;
  }

  /** Why the list could not be loaded. */
  get listError(): DevOpsError | undefined {
    return this.#error;
  }

  /** The rows that are loaded, without notes, errors and "Load more". */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Whether the children are being loaded for the first time: so far there is nothing below the branch. */
  get isOpening(): boolean {
    return !this.#loaded && this.#loading !== undefined;
  }

  /** The children as the tree shows them, loaded on the first call. */
  async children(): Promise<Row[]> {
    if (!this.#loaded) await this.reload();
    this.#noteShown();
    const error = this.error === undefined ? [] : [new ErrorRow(this.branch, this.error)];
    const more = this.#next === undefined ? [] : [new MoreRow(this.branch, this.#rows.length, this.#moreText)];
    if (this.#rows.length === 0 && error.length === 0) return [new NoteRow(this.branch, this.#emptyText()), ...more];
    return [...error, ...this.#rows, ...more];
  }

  #emptyText(): string {
    if (this.#pageText !== undefined) return this.#pageText;
    return this.filter === undefined ? this.branch.emptyText() : `Nothing matches “${this.filter}”`;
  }

  /** Epoch milliseconds at which the children should be looked at again; infinity: not by itself. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** What it is looked at for when it is due. */
  get dueFor(): LoadReason {
    if (this.error !== undefined) return "retry";
    return Date.now() < this.#watchedUntil ? "watch" : "poll";
  }

  /**
   * Loads the pages that are shown again. Those who ask while it runs wait for the same answer, but for a user's
   * question behind a poll: the poll may have been answered before what the user did.
   */
  reload(reason: LoadReason = "user"): Promise<void> {
    if (this.#loading !== undefined && reason === "user" && this.#loadingFor !== "user") {
      return this.#loading.then(() => this.reload("user"));
    }
    return this.#loading ?? this.#begin(undefined, reason);
  }

  /**
   * Looks again at a row that was written: the list is read anew, and what it does not tell of this row and of new ones alone.
   * @param id undefined: of a row that is new, or gone
   */
  async again(id: string | undefined): Promise<void> {
    this.watch();
    await this.#loading;
    const before = new Set(this.#rows.map((row) => row.id));
    await this.#begin(undefined, "user", (row) => row.id === id || !before.has(row.id));
  }

  /** For a while it is looked at often: something was done here, and what comes of it shows a little later. */
  watch(): void {
    this.#watchedUntil = Date.now() + WATCHED_FOR;
  }

  /** Resolves when nothing is being loaded, details included. */
  async settled(): Promise<void> {
    while (this.#loading !== undefined || this.#details !== undefined) await Promise.all([this.#loading, this.#details]);
  }

  #begin(from: string | undefined, reason: LoadReason, only?: (row: Row) => boolean): Promise<void> {
    this.#loadingFor = reason;
    this.#loading = this.#load(from, reason, only).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Loads one page more. */
  async loadMore(): Promise<void> {
    // one load at a time: a poll may have begun while the one before it was waited for
    while (this.#loading !== undefined) await this.#loading;
    const next = this.#next;
    if (next !== undefined) await this.#begin(next, "user");
  }

  /**
   * Sets or clears the filter and starts from the first page. One that the service cannot read leaves the list and its
   * filter as they were. @throws DevOpsError of kind `invalid`
   */
  async setFilter(filter: string | undefined): Promise<void> {
    await this.#loading;
    const [before, pages] = [this.filter, this.#pages];
    this.filter = filter === "" ? undefined : filter;
    this.#pages = 1;
    await this.reload();
    const error = this.#error;
    if (error?.kind !== "invalid" || this.filter === undefined) return;
    this.filter = before;
    this.#pages = pages;
    this.#error = undefined;
    this.#failures = 0;
    this.#schedule();
    this.#tell();
    throw error;
  }

  /** Nobody looks: details under way are given up, and looked at first when somebody looks again. */
  pause(): void {
    if (this.#details === undefined) return;
    this.#detailsAbort.abort();
    this.#detailsAgain = undefined;
    this.#dueAt = 0;
  }

  dispose(): void {
    this.#abort.abort();
  }

  /** @param from undefined: all pages that are shown, anew; else one page more, from this cursor */
  async #load(from: string | undefined, reason: LoadReason, only?: (row: Row) => boolean): Promise<void> {
    const above = lineOf(this.branch).map((row) => ({ row, look: JSON.stringify(row.view()) }));
    try {
      const fresh: Row[] = [];
      const pages = from === undefined ? this.#pages : 1;
      let loaded = 0;
      let next = from;
      let text: string | undefined;
      let moreText: string | undefined;
      do {
        const page = await this.branch.load({ cursor: next, filter: this.filter, reason, signal: this.#abort.signal });
        fresh.push(...page.rows);
        next = page.next;
        ({ emptyText: text, moreText } = page);
        loaded += 1;
      } while (loaded < pages && next !== undefined);
      this.#pages = from === undefined ? loaded : this.#pages + 1;
      this.#next = next;
      this.#pageText = text;
      this.#moreText = moreText;
      this.#rows = this.#merge(from === undefined ? fresh : [...this.#rows, ...fresh]);
      this.#error = undefined;
      if (this.#detailsError === undefined) this.#failures = 0;
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#error = this.#failed(error, `load ${this.branch.view().label}`);
    }
    this.#loaded = true;
    this.#schedule();
    this.#tell();
    // a list may tell something of what stands above it
    const taught = above.filter(({ row, look }) => look !== JSON.stringify(row.view())).map(({ row }) => row);
    if (taught.length > 0) this.#owner.changed(taught);
    if (this.#error !== undefined) return;
    this.#owner.listed(this.branch, this.#rows);
    this.#owner.derive(this.#rows.filter((row) => row instanceof Branch).filter((row) => row.isDerived));
    this.#startDetails(reason, only);
  }

  /**
   * Rows that were there before stay the same objects, with the new data. What moved from one page to the next while
   * they were read came twice, and stands once: the editor refuses a list with an id twice.
   */
  #merge(fresh: readonly Row[]): Row[] {
    const known = new Map(this.#rows.map((row) => [row.id, row]));
    const once = new Map(fresh.toReversed().map((row) => [row.id, row]));
    return fresh.filter((row) => once.get(row.id) === row).map((row) => {
      const existing = known.get(row.id);
      if (existing === undefined || existing.constructor !== row.constructor) return row;
      existing.adopt(row);
      return existing;
    });
  }

  /** One run at a time; rows that came while it ran get a run of their own. @param only the rows that are meant */
  #startDetails(reason: LoadReason, only?: (row: Row) => boolean): void {
    if (this.#details !== undefined) {
      this.#detailsAgain = this.#detailsAgain === "user" ? "user" : reason;
      return;
    }
    this.#details = this.#loadDetails(reason, only).finally(() => {
      this.#details = undefined;
      const again = this.#detailsAgain;
      this.#detailsAgain = undefined;
      if (again !== undefined) this.#startDetails(again);
    });
  }

  async #loadDetails(reason: LoadReason, only: (row: Row) => boolean = () => true): Promise<void> {
    this.#detailsAbort = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, this.#detailsAbort.signal]);
    const details = this.branch.details?.(this.#rows.filter(only), { reason, signal });
    if (details === undefined) return;
    try {
      const arriving = details[Symbol.asyncIterator]();
      for (let next = await arriving.next(); next.done !== true; next = await arriving.next()) this.#tellOf(next.value ?? undefined);
      const wasFailing = this.#detailsError !== undefined;
      this.#detailsError = undefined;
      if (this.#error === undefined) this.#failures = 0;
      if (wasFailing) this.#tell();
    } catch (error) {
      if (signal.aborted) return;
      this.#detailsError = this.#failed(error, `load details of ${this.branch.view().label}`);
      this.#tell();
    }
    this.#schedule();
  }

  #failed(error: unknown, tried: string): DevOpsError {
    const failure = toDevOpsError(error, tried);
    this.#failures += 1;
    this.#owner.failed(failure);
    return failure;
  }

  #schedule(): void {
    const wait = this.error === undefined ? this.#pollAfter() : this.#retryAfter(this.error);
    // a fifth of jitter keeps the branches from calling in step
    this.#dueAt = wait === undefined ? Number.POSITIVE_INFINITY : Date.now() + wait * (0.9 + Math.random() * 0.2);
  }

  #pollAfter(): number | undefined {
    const wait = this.branch.pollInterval(this.#rows);
    return wait !== undefined && Date.now() < this.#watchedUntil ? Math.min(wait, POLL_RUNNING) : wait;
  }

  /**
   * What a person gave up (a code for MFA) is not asked again until a person wants it, and what the region does not have
   * is not there in half a minute either.
   */
  #retryAfter(error: DevOpsError): number | undefined {
    if (error.kind === "cancelled" || error.kind === "absent") return undefined;
    return Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), POLL_IDLE);
  }

  /** Tells of what looks different from what the tree was last told: the list, or single rows. */
  #tell(): void {
    if (this.#shownList === undefined) return;
    if (this.#shownList !== this.#list()) {
      this.#owner.changed([this.branch]);
      return;
    }
    const changed = this.#rows.filter((row) => this.#isNews(row));
    if (changed.length > 0) this.#owner.changed(changed);
  }

  /** Tells of rows of which details arrived, where they look otherwise now. What comes with their data is new, too. */
  #tellOf(rows: readonly Row[] | undefined): void {
    if (rows === undefined) {
      this.#tell();
      return;
    }
    if (this.#shownList !== undefined) {
      const changed = rows.filter((row) => this.#isNews(row));
      if (changed.length > 0) this.#owner.changed(changed);
    }
    this.#owner.derive(rows.filter((row) => row instanceof Branch).filter((row) => row.isDerived));
  }

  /** Whether the row looks otherwise than the tree was last told; it counts as told then. */
  #isNews(row: Row): boolean {
    const look = JSON.stringify(row.view());
    const isNews = this.#shownRows.get(row.id) !== look;
    this.#shownRows.set(row.id, look);
    return isNews;
  }

  #noteShown(): void {
    this.#shownList = this.#list();
    this.#shownRows.clear();
    for (const row of this.#rows) this.#shownRows.set(row.id, JSON.stringify(row.view()));
  }

  #list(): string {
    return JSON.stringify([this.#rows.map((row) => row.id), this.#next, this.#pageText, this.error?.message]);
  }
}

/** A row and those above it. */
function lineOf(row: Row): readonly Row[] {
  return row.parent === undefined ? [row] : [row, ...lineOf(row.parent)];
}
