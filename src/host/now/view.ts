import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import type { OpenHead } from "../../base/contracts.ts";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import { type DevOpsError, toDevOpsError } from "../../base/errors.ts";
import { standings } from "../../base/standing.ts";
import { joined, plural } from "../../base/text.ts";
import { tell } from "../dialogs.ts";
import type { Host } from "../host.ts";
import type { Row } from "../tree/rows.ts";
import { treeItemOf, withTooltip } from "../tree/treeItem.ts";
import { type Entry, listOf, seenWith, unseen } from "./model.ts";
import { rowsOf } from "./rows.ts";
import type { NowSlotParts } from "./slot.ts";
import { Watch } from "./watch.ts";

/** How often it is looked whether somebody is to be asked, in milliseconds; no call follows from it by itself. */
const TICK = 5_000;
const SEEN = "now.seen";
const SHOW = "Show in Now";
const OPEN = "Open";

/** Draws what the watch finds, counts what is new, and tells how a push from here fares. */
export class NowView extends Disposable {
  readonly #host: Host;
  readonly #parts: NowSlotParts;
  readonly #memory: vscode.Memento;
  readonly #watch: Watch;
  #seen: ReadonlySet<string>;

  constructor(host: Host, parts: NowSlotParts, memory: vscode.Memento, failed: (error: DevOpsError) => void) {
    super();
    this.#host = host;
    this.#parts = parts;
    this.#memory = memory;
    this.#seen = new Set(memory.get<readonly string[]>(SEEN, []));
    this.#watch = this.register(
      new Watch({
        sources: () => host.links.all("attention"),
        heads: async (signal) => (await Promise.all((await host.links.all("openHeads")).map((source) => source.heads(signal)))).flat(),
        contexts: () => host.contexts.pinned,
        recent: (context) => host.recents.below(context),
        now: () => Date.now(),
        changed: () => this.#changed(),
        pushStands: (entry, head) => void this.#tellPush(entry, head),
        failed,
      }),
    );
    this.register(parts.view.onDidChangeVisibility(() => this.#visible()));
    const timer = setInterval(() => void this.#watch.tick(), TICK);
    this.register(toDisposable(() => clearInterval(timer)));
    this.#visible();
  }

  children(row: Row | undefined): Row[] {
    const { pinned } = this.#host.contexts;
    const [context] = pinned;
    if (row !== undefined || context === undefined) return [];
    const { entries, heads, remarks, isComplete } = this.#watch;
    return [...rowsOf(listOf(entries, heads), remarks, { now: Date.now(), namesContext: pinned.length > 1, isComplete }, context)];
  }

  item(row: Row): vscode.TreeItem {
    return treeItemOf(row, { filter: undefined, isUnfolded: false });
  }

  resolve(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    return withTooltip(item, row);
  }

  /** Asks every source now. */
  async refresh(): Promise<void> {
    await this.#watch.refresh();
  }

  reset(): void {
    void this.#watch.refresh();
    this.#changed();
  }

  /** Follows a push from here. */
  pushed(contexts: readonly AccountContext[], head: OpenHead): void {
    this.#watch.pushed(contexts, head);
    void this.#watch.tick();
  }

  headMoved(): void {
    this.#watch.headMoved();
    void this.#watch.tick();
  }

  #visible(): void {
    this.#watch.setVisible(this.#parts.view.visible);
    this.#changed();
    void this.#watch.tick();
  }

  #changed(): void {
    if (this.isDisposed) return;
    const { entries } = this.#watch;
    if (this.#parts.view.visible) this.#see(entries);
    const count = unseen(entries, this.#seen).length;
    this.#parts.view.badge = { value: count, tooltip: count === 0 ? "" : `${plural(count, "thing")} failed or waits since you looked` };
    this.#parts.changed.fire(undefined);
  }

  #see(entries: readonly Entry[]): void {
    if (unseen(entries, this.#seen).length === 0) return;
    this.#seen = seenWith(this.#seen, entries);
    void this.#memory.update(SEEN, [...this.#seen]);
  }

  async #tellPush(entry: Entry, { branch, commit }: OpenHead): Promise<void> {
    if (this.#host.setting("notifyOfPushes") === false) return;
    const { label, standing, facts, ref, context } = entry;
    const why = joined(facts.slice(0, 2), ": ");
    const message = `${label}, your push of ${branch} ${commit.slice(0, 8)}: ${why === "" ? standings[standing].word : why}`;
    const choice = await tell(standing === "failed" ? "error" : "info", message, OPEN, SHOW);
    if (choice === SHOW) await vscode.commands.executeCommand("awsDevOps.showNow");
    if (choice !== OPEN) return;
    try {
      await this.#host.links.open(ref, context);
    } catch (error) {
      await tell("error", toDevOpsError(error, `open ${label}`).message);
    }
  }
}
