import { Disposable, toDisposable } from "../../base/dispose.ts";
import { type DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { MINUTE, SECOND } from "../../base/time.ts";
import type { TraceDocuments } from "./model.ts";
import { headerOf, notesOf, rowOf } from "./model/viewState.ts";
import { type TraceTree, traceTree } from "./model/traceTree.ts";
import type { TraceViewState } from "./protocol.ts";

/** What moves is looked at so often, a trace that goes on for long so often, one that X-Ray has not got yet so often (milliseconds). */
const LIVE_INTERVAL = 3 * SECOND;
const SLOW_INTERVAL = 30 * SECOND;
const MISSING_INTERVAL = 5 * SECOND;
/** A trace is there within seconds; after so long it will not come. */
const PATIENCE = 2 * MINUTE;
/** Segments arrive one by one, within seconds: what looks whole may not be until so long after its end. */
const SETTLING = MINUTE;
const FIRST_RETRY = 4 * SECOND;
const LONGEST_RETRY = 30 * SECOND;

export interface TraceSessionOptions {
  readonly traceId: string;
  /** How the account is named to the user. */
  readonly context: string;
  readonly read: (signal: AbortSignal) => Promise<TraceDocuments | undefined>;
  /** Reads the trace out of the spans in CloudWatch Logs; asked once, where it is missing and they are there. */
  readonly retrieve: (signal: AbortSignal) => Promise<TraceDocuments | undefined>;
  /** Whether the account's spans go to CloudWatch Logs; only asked where the trace is missing, and until it is known. */
  readonly spansElsewhere: () => Promise<boolean | undefined>;
  readonly changed: () => void;
  readonly now?: () => number;
}

/** One trace as it is shown: loads it, looks again while it goes on or has not arrived, and recovers by itself. */
export class TraceSession extends Disposable {
  readonly #options: TraceSessionOptions;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  readonly #since: number;
  #tree: TraceTree | undefined;
  #documents: TraceDocuments | undefined;
  #phase: TraceViewState["phase"] = "loading";
  #problem: DevOpsError | undefined;
  #failures = 0;
  #spansElsewhere: boolean | undefined;
  #isRetrieved = false;
  #visible = false;
  #started = false;
  #loading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TraceSessionOptions) {
    super();
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#since = this.#now();
    this.register(toDisposable(() => clearTimeout(this.#timer)));
    this.register(toDisposable(() => this.#abort.abort()));
  }

  get tree(): TraceTree | undefined {
    return this.#tree;
  }

  get state(): TraceViewState {
    const { traceId, context } = this.#options;
    const tree = this.#tree;
    const problem = this.#problem;
    return {
      traceId,
      context,
      phase: this.#phase,
      spansElsewhere: this.#spansElsewhere === true,
      header: tree === undefined ? undefined : headerOf(tree),
      rows: tree === undefined ? [] : tree.nodes.map((node) => rowOf(node, tree)),
      notes: tree === undefined || this.#documents === undefined ? [] : notesOf(tree, this.#documents),
      problem: problem === undefined ? undefined : { kind: problem.kind, short: problem.short, message: problem.message },
    };
  }

  /** Loads the trace, unless it was already. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.load();
  }

  /** What is not visible is not looked at again. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#pace();
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
      this.#pace();
      if (!this.isDisposed) this.#options.changed();
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    try {
      const documents = (await this.#options.read(this.#abort.signal)) ?? (await this.#unindexed());
      this.#problem = undefined;
      this.#failures = 0;
      if (documents === undefined) {
        // what was shown once stays
        if (this.#tree === undefined) this.#phase = "missing";
        return;
      }
      this.#documents = documents;
      this.#tree = traceTree(documents.documents, this.#now());
      this.#phase = "ready";
    } catch (error) {
      if (isCancelled(error)) return;
      this.#problem = toDevOpsError(error, "read the trace");
      this.#failures += 1;
    }
  }

  /** What X-Ray has not may be one of those that it does not index. */
  async #unindexed(): Promise<TraceDocuments | undefined> {
    if (this.#tree !== undefined) return undefined;
    this.#spansElsewhere ??= await this.#options.spansElsewhere();
    if (this.#spansElsewhere !== true || this.#isRetrieved) return undefined;
    this.#isRetrieved = true;
    try {
      return await this.#options.retrieve(this.#abort.signal);
    } catch (error) {
      // who may not retrieve is shown where the spans are
      if (toDevOpsError(error, "retrieve the trace").kind === "denied") return undefined;
      this.#isRetrieved = false;
      throw error;
    }
  }

  #pace(): void {
    clearTimeout(this.#timer);
    const wait = this.#wait();
    if (wait === undefined || !this.#visible || !this.#started || this.isDisposed || this.#loading !== undefined) return;
    this.#timer = setTimeout(() => void this.load(), wait);
  }

  #wait(): number | undefined {
    if (this.#problem !== undefined) return Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), LONGEST_RETRY);
    if (this.#phase === "missing") return this.#now() - this.#since < PATIENCE ? MISSING_INTERVAL : undefined;
    if (this.#tree === undefined) return undefined;
    const age = this.#now() - this.#tree.lastSign;
    if (this.#tree.goesOn) return age < PATIENCE ? LIVE_INTERVAL : SLOW_INTERVAL;
    return age < SETTLING ? LIVE_INTERVAL : undefined;
  }
}
