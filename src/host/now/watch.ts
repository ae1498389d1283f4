import { type AccountContext, contextKey } from "../../base/context.ts";
import type { AttentionItem, AttentionSource, OpenHead } from "../../base/contracts.ts";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import { type DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { isBusy } from "../../base/standing.ts";
import { type Entry, URGENT, entryOf, seenKey } from "./model.ts";

/** A source is asked at most once in this time, in milliseconds. */
const PERIOD = 60_000;
/** How soon it is looked whether a pipeline has taken a push, and how long so often; milliseconds. */
const SOON = 10_000;
const HOPEFUL = 2 * PERIOD;
/** How long a push is followed that no pipeline has taken, or whose execution does not end; milliseconds. */
const UNTAKEN = 30 * PERIOD;
const LONGEST = 12 * 60 * PERIOD;

/** What the watch looks at, and whom it tells. */
export interface WatchParts {
  sources(): Promise<readonly AttentionSource[]>;
  heads(signal: AbortSignal): Promise<readonly OpenHead[]>;
  contexts(): readonly AccountContext[];
  /** Ids of rows used lately, below the context. */
  recent(context: AccountContext): readonly string[];
  /** Epoch milliseconds. */
  now(): number;
  /** Something may look otherwise. */
  changed(): void;
  /** A push from here failed, or waits for somebody; told once each. */
  pushStands(entry: Entry, head: OpenHead): void;
  failed(error: DevOpsError): void;
}

/** A service of a context. */
interface Place {
  readonly source: AttentionSource;
  readonly context: AccountContext;
  askedAt: number | undefined;
  /** When it was last asked for pushes alone. */
  hopedAt: number | undefined;
  asking: Promise<void> | undefined;
  entries: readonly Entry[];
  note: string | undefined;
  error: DevOpsError | undefined;
}

interface Push {
  readonly contexts: readonly AccountContext[];
  readonly head: OpenHead;
  readonly at: number;
}

/** What could not be read, or was not looked at. */
export interface Remark {
  readonly context: AccountContext;
  readonly text: string;
  readonly error: DevOpsError | undefined;
}

/**
 * Who is asked what, and when. While the view is visible every source once a minute. While it is hidden those alone that
 * told of something that ran or waited when it was hidden, for that, and those that know how a push from here fares.
 */
export class Watch extends Disposable {
  readonly #parts: WatchParts;
  readonly #end = new AbortController();
  #places = new Map<string, Place>();
  #sources: readonly AttentionSource[] | undefined;
  #isVisible = false;
  /** Keys of what ran or waited when the view was hidden. */
  #followed: ReadonlySet<string> = new Set();
  #pushes: readonly Push[] = [];
  #heads: readonly OpenHead[] = [];
  #headsAt: number | undefined;
  readonly #told = new Set<string>();
  #ticking: Promise<void> | undefined;

  constructor(parts: WatchParts) {
    super();
    this.#parts = parts;
    this.register(toDisposable(() => this.#end.abort()));
  }

  get entries(): readonly Entry[] {
    return this.#shown.flatMap(({ entries }) => entries);
  }

  /** The places of what is pinned now: those of others stay until all that were asked have answered. */
  get #shown(): readonly Place[] {
    const pinned = new Set(this.#parts.contexts().map(contextKey));
    return [...this.#places.values()].filter(({ context }) => pinned.has(contextKey(context)));
  }

  get heads(): readonly OpenHead[] {
    return this.#heads;
  }

  get remarks(): readonly Remark[] {
    return this.#shown.flatMap(({ source, context, note, error }): Remark[] => {
      if (error !== undefined) return [{ context, text: `${source.title}: ${error.short}`, error }];
      return note === undefined ? [] : [{ context, text: note, error: undefined }];
    });
  }

  /** Whether every source was asked, so that an empty list is the whole truth. */
  get isComplete(): boolean {
    const places = this.#shown;
    return places.length > 0 && places.every(({ askedAt, asking }) => askedAt !== undefined && asking === undefined);
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    this.#followed = new Set(this.entries.filter(({ standing }) => isBusy(standing)).map(({ key }) => key));
  }

  /** A push from here: its way is followed whether the view is visible or not. Told twice of one it begins once. */
  pushed(contexts: readonly AccountContext[], head: OpenHead): void {
    const ofBranch = ({ head: { root, branch } }: Push) => root === head.root && branch === head.branch;
    if (contexts.length === 0 || this.#pushes.some((push) => ofBranch(push) && push.head.commit === head.commit)) return;
    this.#pushes = [...this.#pushes.filter((push) => !ofBranch(push)), { contexts, head, at: this.#parts.now() }];
    this.#headsAt = undefined;
  }

  /** Something else is checked out: git is asked for it. */
  headMoved(): void {
    this.#headsAt = undefined;
  }

  /** Forgets when it asked, and asks: somebody wants to know. What is denied is asked again, too. */
  async refresh(): Promise<void> {
    await this.#ticking;
    for (const place of this.#places.values()) place.askedAt = undefined;
    this.#headsAt = undefined;
    await this.tick();
  }

  /** Asks what is due; resolves when all of it has answered. */
  tick(): Promise<void> {
    this.#ticking ??= this.#look().finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  async #look(): Promise<void> {
    const now = this.#parts.now();
    this.#pushes = this.#pushes.filter((push) => this.#isOpen(push, now));
    if (!this.#isVisible && this.#followed.size === 0 && this.#pushes.length === 0) return;
    try {
      this.#sources ??= await this.#parts.sources();
    } catch (error) {
      this.#parts.failed(toDevOpsError(error, "look for what needs somebody"));
      return;
    }
    if (this.isDisposed) return;
    this.#arrange(this.#sources);
    if (this.#isVisible && isDue(this.#headsAt, now)) await this.#readHeads(now);
    const places = [...this.#places.values()];
    const due = places.filter(({ askedAt }) => isDue(askedAt, now));
    const hopeful = places.filter((place) => !due.includes(place) && this.#hopes(place, now));
    await Promise.all([...due.map((place) => this.#ask(place, now)), ...hopeful.map((place) => this.#hope(place, now))]);
  }

  /** A place for each source and pinned context; what was told of others is forgotten. */
  #arrange(sources: readonly AttentionSource[]): void {
    const wanted = this.#parts.contexts().flatMap((context) => sources.map((source) => ({ context, source })));
    this.#places = new Map(
      wanted.map(({ context, source }): [string, Place] => {
        const key = `${contextKey(context)}/${source.title}`;
        const fresh: Place = { source, context, askedAt: undefined, hopedAt: undefined, asking: undefined, entries: [], note: undefined, error: undefined };
        return [key, this.#places.get(key) ?? fresh];
      }),
    );
  }

  /** Without git, or without a working copy, there are none. */
  async #readHeads(now: number): Promise<void> {
    this.#headsAt = now;
    try {
      this.#heads = await this.#parts.heads(this.#end.signal);
    } catch (error) {
      this.#heads = [];
      this.#parts.failed(toDevOpsError(error, "read the open repositories"));
    }
    this.#parts.changed();
  }

  async #ask(place: Place, now: number): Promise<void> {
    const { source, context, error } = place;
    const mayAnswer = place.askedAt === undefined || (error?.kind !== "denied" && error?.kind !== "absent");
    const pushed = this.#pushes.filter((push) => isIn(push, context)).map(({ head }) => head);
    const followed = place.entries.filter(({ key }) => this.#followed.has(key));
    const isWanted = this.#isVisible || followed.length > 0 || (source.followsCommits === true && pushed.length > 0);
    if (place.asking !== undefined || !mayAnswer || !isWanted) return;
    place.askedAt = now;
    const heads = this.#isVisible ? [...pushed, ...this.#heads.filter(({ commit }) => !pushed.some((one) => one.commit === commit))] : pushed;
    await this.#begin(place, this.#isVisible ? undefined : followed, heads);
  }

  /** Whether a push is so new that its pipeline may begin any moment. The source was asked before: it is known who takes it. */
  #hopes({ source, context, askedAt, hopedAt, error }: Place, now: number): boolean {
    const isLongAgo = hasPassed(SOON, askedAt, now) && hasPassed(SOON, hopedAt, now);
    return source.followsCommits === true && error === undefined && isLongAgo && this.#untaken(context, now).length > 0;
  }

  #untaken(context: AccountContext, now: number): readonly OpenHead[] {
    const { entries } = this;
    const isUntaken = ({ head, at }: Push) => now - at < HOPEFUL && !entries.some((entry) => isOf(entry, head));
    return this.#pushes.filter((push) => isIn(push, context) && isUntaken(push)).map(({ head }) => head);
  }

  /** Asks for pushes alone, of which nobody knows yet: a call for each pipeline that takes them. */
  async #hope(place: Place, now: number): Promise<void> {
    if (place.asking !== undefined) return;
    place.hopedAt = now;
    await this.#begin(place, [], this.#untaken(place.context, now));
  }

  async #begin(place: Place, only: readonly Entry[] | undefined, heads: readonly OpenHead[]): Promise<void> {
    place.asking = this.#answer(place, only, heads).finally(() => {
      place.asking = undefined;
      if (!this.isDisposed) this.#parts.changed();
    });
    await place.asking;
  }

  async #answer(place: Place, only: readonly Entry[] | undefined, heads: readonly OpenHead[]): Promise<void> {
    const { source, context } = place;
    try {
      const request = { context, only, heads, recent: this.#parts.recent(context), signal: this.#end.signal };
      const { items, note } = await source.look(request);
      if (this.isDisposed) return;
      place.entries = merged(place.entries, items.map((item) => entryOf(item, context, source.title)), only, heads);
      place.error = undefined;
      if (only === undefined) place.note = note;
      this.#tellPushes(place.entries);
    } catch (error) {
      if (isCancelled(error)) return;
      place.error = toDevOpsError(error, `look at ${source.title}`);
      this.#parts.failed(place.error);
    }
  }

  #tellPushes(entries: readonly Entry[]): void {
    for (const { head } of this.#pushes) {
      for (const entry of entries.filter((one) => isOf(one, head) && URGENT.includes(one.standing))) {
        if (this.#told.has(seenKey(entry))) continue;
        this.#told.add(seenKey(entry));
        this.#parts.pushStands(entry, head);
      }
    }
  }

  /** Whether there is still something to learn of a push. */
  #isOpen({ head, at }: Push, now: number): boolean {
    const taken = this.entries.filter((entry) => isOf(entry, head));
    if (taken.length === 0) return now - at < UNTAKEN;
    return now - at < LONGEST && taken.some(({ standing }) => isBusy(standing));
  }
}

function isDue(askedAt: number | undefined, now: number): boolean {
  return hasPassed(PERIOD, askedAt, now);
}

/** Whether so many milliseconds have passed, or the clock was set back meanwhile so that nobody can tell. */
function hasPassed(span: number, since: number | undefined, now: number): boolean {
  return since === undefined || now - since >= span || now < since;
}

function isIn({ contexts }: Push, context: AccountContext): boolean {
  return contexts.some((one) => contextKey(one) === contextKey(context));
}

function isOf({ commits = [] }: AttentionItem, { commit }: OpenHead): boolean {
  return commits.includes(commit);
}

/** What is known after an answer: where only some of it was asked for, the rest stays as it was. */
function merged(before: readonly Entry[], answer: readonly Entry[], only: readonly Entry[] | undefined, heads: readonly OpenHead[]): readonly Entry[] {
  if (only === undefined) return answer;
  const asked = new Set(only.map(({ key }) => key));
  const isAsked = (entry: Entry) => asked.has(entry.key) || heads.some((head) => isOf(entry, head));
  return [...before.filter((entry) => !isAsked(entry)), ...answer.filter(isAsked)];
}
