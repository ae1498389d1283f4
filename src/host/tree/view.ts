import type * as vscode from "vscode";
import { sleep, within } from "../../base/async.ts";
import { type DevOpsError, toDevOpsError } from "../../base/errors.ts";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import type { Emitter } from "../../base/events.ts";
import { Branch, NoteRow, type Row } from "./rows.ts";
import { treeItemOf, withTooltip } from "./treeItem.ts";
import { TreeModel } from "./treeModel.ts";
import type { ViewSlot } from "./trees.ts";
import { Unfolded } from "./unfolded.ts";

/** How often the view looks whether a branch is due, in milliseconds. */
const TICK = 500;

/** Changes are told together, this many milliseconds after the first: each telling makes the editor draw rows anew. */
const BATCH = 100;
const SHOW_ATTEMPTS = 15;

/** How long the editor may take to draw anew what it was told of, in milliseconds; it waits 200 itself. */
const REDRAW = 1_000;

/**
 * How long the editor waits for children, in milliseconds. While it waits it draws nothing anew above them either
 * (microsoft/vscode#192055 tells how: a row is drawn when everything unfolded below it has answered).
 */
const PATIENCE = 2_000;

/** How long a row that was shown is kept on the screen while rows above it are loaded, in milliseconds. */
const SETTLE = 10_000;

/** One view of the container: hands the editor the rows of its tree, tells what changed, and looks again while it is visible. */
export class TreeViewController extends Disposable {
  readonly #model: TreeModel;
  readonly #failed: (error: DevOpsError) => void;
  readonly #changed: Emitter<Row[] | undefined>;
  readonly #view: vscode.TreeView<Row>;
  readonly #unfolded: Unfolded;
  readonly #pending = new Set<Row>();
  /** When the editor was last told of a row, in epoch milliseconds. */
  readonly #toldAt = new WeakMap<Row, number>();
  #resetAt = 0;
  /** The id of the row on which the pointer rested last. */
  #pointedAt: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #flush: NodeJS.Timeout | undefined;

  /** @param failed told of every failure, for the log: the rows tell it to the user */
  constructor({ id, view, changed, memory }: ViewSlot, roots: () => Row[], failed: (error: DevOpsError) => void) {
    super();
    this.#failed = failed;
    this.#view = view;
    this.#changed = changed;
    this.#unfolded = new Unfolded(memory, `unfolded:${id}`);
    this.#model = new TreeModel(roots, {
      changed: (rows) => this.#queue(rows),
      rooted: (rows, areOthers) => this.#unfolded.rooted(rows, areOthers),
      failed,
    });
    this.register(this.#view.onDidCollapseElement(({ element }) => this.#setExpanded(element, false)));
    this.register(this.#view.onDidExpandElement(({ element }) => this.#setExpanded(element, true)));
    this.register(this.#view.onDidChangeVisibility(() => this.#pace()));
    this.register(toDisposable(() => clearInterval(this.#timer)));
    this.register(toDisposable(() => clearTimeout(this.#flush)));
    this.register(toDisposable(() => this.#forget()));
    this.#pace();
  }

  /** The row that is selected in this view. */
  get selection(): Row | undefined {
    return this.#view.selection[0];
  }

  /**
   * For the editor, which asks for the children of what is unfolded alone. It may not tell that it unfolded a row which
   * was drawn anew meanwhile (microsoft/vscode#192055), so that it asks counts.
   */
  async getChildren(row?: Row): Promise<Row[]> {
    if (!(row instanceof Branch)) return this.#model.children(row);
    this.#unfolded.asked(row);
    const isFirst = !this.#model.state(row).isLoaded;
    const since = Date.now() - REDRAW;
    const asked = this.#model.children(row);
    const children = isFirst ? await within(asked, PATIENCE) : await asked;
    if (children === undefined) {
      void asked.then(() => this.#model.has(row) && this.#queue([row]));
      return [new NoteRow(row, "Loading…", "loading~spin")];
    }
    if (isFirst) this.#tellFirst(row, since);
    return children;
  }

  /**
   * The editor throws away an answer that it waited for, or has not drawn yet, when it was told of the row or of one above
   * it, and then shows the row unfolded with nothing below (microsoft/vscode#192055): so it is told once more.
   */
  #tellFirst(branch: Branch, since: number): void {
    if (this.#isTold(branch, since)) this.#queue([branch]);
    void this.#tellLate(branch);
  }

  async #tellLate(branch: Branch): Promise<void> {
    for (const wait of [REDRAW, 2 * REDRAW]) {
      const since = Date.now();
      await sleep(wait);
      if (this.isDisposed || !this.#model.has(branch)) return;
      if (this.#isTold(branch, since)) this.#queue([branch]);
    }
  }

  /** Whether the editor was told of a row, or of one above it, since then. */
  #isTold(row: Row, since: number): boolean {
    return this.#toldOf(row) >= since;
  }

  /** When the editor was last told of a row or of one above it: then it threw the row away until it asks again. */
  #toldOf(row: Row | undefined): number {
    return row === undefined ? this.#resetAt : Math.max(this.#toldAt.get(row) ?? 0, this.#toldOf(row.parent));
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return treeItemOf(row, { filter: this.#model.filterOf(row), isUnfolded: this.#unfolded.isRestored(row) });
  }

  /** For the editor, which asks when the pointer rests on a row. */
  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    this.#pointedAt = row.id;
    return withTooltip(item, row);
  }

  /**
   * The rows on the screen that have one of these facets: that under the pointer first, then what was drawn anew last. For
   * actions whose row the editor threw away (microsoft/vscode#144250).
   */
  offering(facets: readonly string[]): readonly Row[] {
    if (!this.#view.visible) return [];
    const isPointedAt = (row: Row) => Number(row.id === this.#pointedAt);
    return this.#model.offering(facets).toSorted((a, b) => isPointedAt(b) - isPointedAt(a) || this.#toldOf(b) - this.#toldOf(a));
  }

  /** Forgets everything and starts from the roots: the contexts changed. */
  reset(): void {
    this.#pending.clear();
    this.#model.reset();
    this.#resetAt = Date.now();
    this.#changed.fire(undefined);
  }

  /** Loads a branch's shown pages again; without one, everything that is open. All of it is drawn anew. */
  async refresh(branch?: Branch): Promise<void> {
    await this.#model.refresh(branch);
    // what stands behind the branch's own name may be of what was loaded, and the editor may have lost rows of it
    this.#queue(branch === undefined ? this.#model.top() : [branch]);
  }

  /** The row of an id, as far as it is loaded. */
  rowOf(id: string): Row | undefined {
    return this.#model.rowOf(id);
  }

  /** Looks again at everything that is open at or below an id. */
  async refreshBelow(id: string): Promise<void> {
    await this.#model.refreshBelow(id);
  }

  /** Looks again at a row that was written, and at what it stands below. */
  async again(id: string): Promise<void> {
    await this.#model.again(id);
  }

  async loadMore(branch: Branch): Promise<void> {
    await this.#model.state(branch).loadMore();
  }

  async setFilter(branch: Branch, filter: string | undefined): Promise<void> {
    await this.#model.state(branch).setFilter(filter);
    this.#queue([branch]);
  }

  filterOf(branch: Branch): string | undefined {
    return this.#model.filterOf(branch);
  }

  /**
   * Shows the row of this id and selects it, loading what leads to it; false where there is no such row.
   * @throws DevOpsError where what leads to it could not be loaded
   */
  async reveal(id: string): Promise<boolean> {
    const row = await this.#model.find(id);
    if (row === undefined) return false;
    await this.#show(row);
    return true;
  }

  /**
   * The editor does not find a row that it was not told of yet (microsoft/vscode#96089: nothing says when it has drawn),
   * and forgets to unfold one whose list is drawn anew meanwhile, so it is asked again until it has. The focus is taken
   * once: the user may have gone on to something else.
   */
  async #show(row: Row): Promise<void> {
    let focus = true;
    for (let attempt = 1; ; attempt += 1) {
      this.#tell();
      try {
        await this.#view.reveal(row, { select: true, focus, expand: true });
        focus = false;
        if (attempt === SHOW_ATTEMPTS || !(row instanceof Branch) || this.#unfolded.isTold(row)) break;
      } catch (error) {
        if (attempt === SHOW_ATTEMPTS) throw error;
        this.#failed(toDevOpsError(error, `show ${row.name()}`));
      }
      await sleep(BATCH * 2);
    }
    void this.#keepOnScreen(row);
  }

  /**
   * What is unfolded above a row may get its children only after the row was shown, and push it off the screen. So it is
   * scrolled to once more when they are there, unless the user has gone on: selected another row, or folded the view.
   */
  async #keepOnScreen(row: Row): Promise<void> {
    const until = Date.now() + SETTLE;
    do {
      await sleep(REDRAW / 2);
    } while (Date.now() < until && this.#model.isOpening);
    if (this.isDisposed || !this.#view.visible || this.selection !== row) return;
    try {
      await this.#view.reveal(row, { select: false, focus: false, expand: false });
    } catch (error) {
      this.#failed(toDevOpsError(error, `show ${row.name()}`));
    }
  }

  /** What is loaded, as lines of label and description, indented by depth. Loads the roots' children alone. */
  outline(): Promise<string[]> {
    return this.#model.outline();
  }

  /** Whether a row is one of this view's. */
  owns(row: Row): boolean {
    return this.#model.owns(row);
  }

  #setExpanded(row: Row, expanded: boolean): void {
    this.#unfolded.set(row, expanded);
    this.#model.setExpanded(row, expanded);
  }

  #queue(rows: readonly Row[]): void {
    for (const row of rows) this.#pending.add(row);
    this.#flush ??= setTimeout(() => this.#tell(), BATCH);
  }

  /** Tells the editor what changed. */
  #tell(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    const changed = [...this.#pending];
    this.#pending.clear();
    if (this.isDisposed || changed.length === 0) return;
    for (const row of changed) this.#toldAt.set(row, Date.now());
    this.#changed.fire(changed);
  }

  #forget(): void {
    this.#model.dispose();
    this.#pending.clear();
  }

  /** Polls while the view is visible, and never while it is hidden. */
  #pace(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#view.visible || this.isDisposed) {
      this.#model.pause();
      return;
    }
    this.#model.poll();
    this.#timer = setInterval(() => this.#model.poll(), TICK);
  }
}
