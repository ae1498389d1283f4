import type * as vscode from "vscode";
import { sleep } from "../../base/async.ts";
import { type DevOpsError, toDevOpsError } from "../../base/errors.ts";
import { Disposable, toDisposable } from "../../base/dispose.ts";
import type { Emitter } from "../../base/events.ts";
import { BranchState } from "./branchState.ts";
import { findRow, leadsTo } from "./findRow.ts";
import { lookAgain } from "./lookAgain.ts";
import { Branch, type Row } from "./rows.ts";
import { facetsOf, tooltipOf, treeItemOf } from "./treeItem.ts";
import type { UnfoldedMemory, ViewSlot } from "./trees.ts";

/** How often the view looks whether a branch is due, in milliseconds. */
const TICK = 500;

/** Changes are told together, this many milliseconds after the first: each telling makes the editor draw rows anew. */
const BATCH = 100;
const SHOW_ATTEMPTS = 15;

/** How long the editor may take to draw anew what it was told of, in milliseconds; it waits 200 itself. */
const REDRAW = 1_000;

/** So many rows are unfolded again in a window that is loaded anew: those unfolded last. */
const REMEMBERED = 60;

/** How long a row that was shown is kept on the screen while rows above it are loaded, in milliseconds. */
const SETTLE = 10_000;

/** One view of the container: loads branches as they open, polls what is open and visible, tells VS Code what changed. */
export class TreeViewController extends Disposable {
  readonly #roots: () => Row[];
  readonly #failed: (error: DevOpsError) => void;
  readonly #states = new Map<string, BranchState>();
  readonly #changed: Emitter<Row[] | undefined>;
  readonly #view: vscode.TreeView<Row>;
  readonly #pending = new Set<Row>();
  /** When the editor was last told of a row, in epoch milliseconds. */
  readonly #toldAt = new WeakMap<Row, number>();
  #resetAt = 0;
  /** The id of the row on which the pointer rested last. */
  #pointedAt: string | undefined;
  /** Ids of the rows that the editor said it unfolded. */
  readonly #unfolded = new Set<string>();
  /** Ids of what was unfolded when the window was loaded, or without its being told, and not folded since. */
  readonly #restored: Set<string>;
  #rootIds: string | undefined;
  readonly #memory: UnfoldedMemory;
  readonly #memoryKey: string;
  #rootRows: Row[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #flush: NodeJS.Timeout | undefined;

  /** @param failed told of every failure, for the log: the rows tell it to the user */
  constructor({ id, view, changed, memory }: ViewSlot, roots: () => Row[], failed: (error: DevOpsError) => void) {
    super();
    this.#roots = roots;
    this.#failed = failed;
    this.#view = view;
    this.#changed = changed;
    this.#memory = memory;
    this.#memoryKey = `unfolded:${id}`;
    this.#restored = new Set(memory.get(this.#memoryKey, []));
    this.register(this.#view.onDidCollapseElement(({ element }) => this.#setExpanded(element, false)));
    this.register(this.#view.onDidExpandElement(({ element }) => this.#setExpanded(element, true)));
    this.register(this.#view.onDidChangeVisibility(() => this.#pace()));
    this.register(toDisposable(() => clearInterval(this.#timer)));
    this.register(toDisposable(() => clearTimeout(this.#flush)));
    this.register(toDisposable(() => this.#forgetStates()));
    this.#pace();
  }

  /** The row that is selected in this view. */
  get selection(): Row | undefined {
    return this.#view.selection[0];
  }

  /** For the editor, which asks for the children of what is unfolded alone. */
  getChildren(row?: Row): Row[] | Promise<Row[]> {
    // it may not tell that it unfolded a row which was drawn anew meanwhile
    if (row instanceof Branch && !this.#unfolded.has(row.id) && !this.#restored.has(row.id)) {
      this.#restored.add(row.id);
      this.#remember();
    }
    return this.#children(row);
  }

  #children(row: Row | undefined): Row[] | Promise<Row[]> {
    if (row === undefined) return this.#top();
    if (!(row instanceof Branch)) return [];
    const state = this.#state(row);
    state.expanded = true;
    return state.isLoaded ? state.children() : this.#firstChildren(row, state);
  }

  /**
   * The editor throws away an answer that it waited for, or has not drawn yet, when it was told of the row or of one above
   * it, and then shows the row unfolded with nothing below: so it is told once more.
   */
  async #firstChildren(branch: Branch, state: BranchState): Promise<Row[]> {
    const since = Date.now() - REDRAW;
    const children = await state.children();
    if (this.#isTold(branch, since)) this.#queue([branch]);
    void this.#tellLate(branch);
    return children;
  }

  async #tellLate(branch: Branch): Promise<void> {
    for (const wait of [REDRAW, 2 * REDRAW]) {
      const since = Date.now();
      await sleep(wait);
      if (this.isDisposed || this.#states.get(branch.id)?.branch !== branch) return;
      if (this.#isTold(branch, since)) this.#queue([branch]);
    }
  }

  /** Whether the editor was told of a row, or of one above it, since then. */
  #isTold(branch: Branch, since: number): boolean {
    for (let row: Row | undefined = branch; row !== undefined; row = row.parent) {
      if (Math.max(this.#toldAt.get(row) ?? 0, this.#resetAt) >= since) return true;
    }
    return false;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return treeItemOf(row, { filter: this.#states.get(row.id)?.filter, isUnfolded: this.#restored.has(row.id) });
  }

  /** For the editor, which asks when the pointer rests on a row. */
  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    this.#pointedAt = row.id;
    item.tooltip = tooltipOf(row);
    return item;
  }

  /** The rows that are unfolded and have one of these facets: that under the pointer first, then what was drawn anew last. */
  offering(facets: readonly string[]): readonly Row[] {
    if (!this.#view.visible) return [];
    const unfolded = (rows: readonly Row[]): readonly Row[] =>
      rows.flatMap((row) => {
        const state = this.#states.get(row.id);
        return [row, ...(state?.expanded === true ? unfolded(state.rows) : [])];
      });
    const found = unfolded(this.#top()).filter((row) => {
      const own = facetsOf(row, this.#states.get(row.id)?.filter !== undefined);
      return facets.some((facet) => own.has(facet));
    });
    const since = (row: Row | undefined): number => (row === undefined ? this.#resetAt : Math.max(this.#toldAt.get(row) ?? 0, since(row.parent)));
    const isPointedAt = (row: Row) => Number(row.id === this.#pointedAt);
    return found.toSorted((a, b) => isPointedAt(b) - isPointedAt(a) || since(b) - since(a));
  }

  /** Forgets everything and starts from the roots: the contexts changed. */
  reset(): void {
    this.#forgetStates();
    this.#rootRows = undefined;
    this.#resetAt = Date.now();
    this.#changed.fire(undefined);
  }

  /** Loads a branch's shown pages again; without one, everything that is open. All of it is drawn anew. */
  async refresh(branch?: Branch): Promise<void> {
    const states = branch === undefined ? this.#openStates() : [this.#state(branch)];
    await Promise.all(states.map((state) => state.reload()));
    // what stands behind the branch's own name may be of what was loaded, and the editor may have lost rows of it
    this.#queue(branch === undefined ? this.#top() : [branch]);
  }

  /** The row of an id, as far as it is loaded. */
  rowOf(id: string): Row | undefined {
    let rows: readonly Row[] = this.#rootRows ?? [];
    for (;;) {
      const next = rows.find((row) => leadsTo(row, id));
      if (next === undefined || next.id === id) return next;
      rows = this.#states.get(next.id)?.rows ?? [];
    }
  }

  /** Looks again at what stands below a row that was written, at the row itself and at those above it. */
  async again(id: string): Promise<void> {
    await lookAgain(id, this.#states);
  }

  async loadMore(branch: Branch): Promise<void> {
    await this.#state(branch).loadMore();
  }

  async setFilter(branch: Branch, filter: string | undefined): Promise<void> {
    await this.#state(branch).setFilter(filter);
    this.#queue([branch]);
  }

  filterOf(branch: Branch): string | undefined {
    return this.#states.get(branch.id)?.filter;
  }

  /**
   * Shows the row of this id and selects it, loading what leads to it; false where there is no such row.
   * @throws DevOpsError where what leads to it could not be loaded
   */
  async reveal(id: string): Promise<boolean> {
    const row = await findRow(id, this.#top(), (branch) => this.#state(branch));
    if (row === undefined) return false;
    await this.#show(row);
    return true;
  }

  /**
   * The editor does not find a row that it was not told of yet, and forgets to unfold one whose list is drawn anew
   * meanwhile, so it is asked again until it has. The focus is taken once: the user may have gone on to something else.
   */
  async #show(row: Row): Promise<void> {
    let focus = true;
    for (let attempt = 1; ; attempt += 1) {
      this.#tell();
      try {
        await this.#view.reveal(row, { select: true, focus, expand: true });
        focus = false;
        if (attempt === SHOW_ATTEMPTS || !(row instanceof Branch) || this.#unfolded.has(row.id)) break;
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
    } while (Date.now() < until && [...this.#states.values()].some((state) => state.isOpening));
    if (this.isDisposed || !this.#view.visible || this.selection !== row) return;
    try {
      await this.#view.reveal(row, { select: false, focus: false, expand: false });
    } catch (error) {
      this.#failed(toDevOpsError(error, `show ${row.name()}`));
    }
  }

  /** What is loaded, as lines of label and description, indented by depth. Loads the roots' children alone. */
  async outline(): Promise<string[]> {
    const lines: string[] = [];
    const visit = async (row: Row, depth: number): Promise<void> => {
      const look = row.view();
      lines.push(`${"  ".repeat(depth)}${[look.label, look.description].filter((part) => part !== undefined).join(" · ")}`);
      if (!(row instanceof Branch)) return;
      const loaded = this.#states.get(row.id)?.isLoaded ?? false;
      if (depth > 0 && !loaded) return;
      for (const child of await this.#children(row)) await visit(child, depth + 1);
    };
    for (const row of this.#top()) await visit(row, 0);
    return lines;
  }

  /** Whether a row is one of this view's. */
  owns(row: Row): boolean {
    let top = row;
    while (top.parent !== undefined) top = top.parent;
    return this.#rootRows?.includes(top) ?? false;
  }

  /** The roots. What was unfolded below others is not any more; below these the editor has kept it by its ids. */
  #top(): Row[] {
    if (this.#rootRows !== undefined) return this.#rootRows;
    const roots = this.#roots();
    this.#rootRows = roots;
    // there are none until it is known which context is taken
    if (roots.length > 0) {
      const ids = roots.map((root) => root.id).join(" ");
      if (this.#rootIds !== undefined && this.#rootIds !== ids) this.#restored.clear();
      this.#rootIds = ids;
    }
    for (const id of this.#unfolded) if (!roots.some((root) => leadsTo(root, id))) this.#unfolded.delete(id);
    return roots;
  }

  #state(branch: Branch): BranchState {
    const known = this.#states.get(branch.id);
    if (known !== undefined && known.branch === branch) return known;
    known?.dispose();
    const made = new BranchState(branch, {
      changed: (rows) => this.#queue(rows),
      derive: (rows) => this.#derive(rows),
      listed: (parent, rows) => this.#forgetGone(parent, rows),
      failed: this.#failed,
    });
    this.#states.set(branch.id, made);
    return made;
  }

  #derive(rows: readonly Branch[]): void {
    for (const row of rows) {
      const state = this.#states.get(row.id);
      if (state?.isLoaded === true) void state.reload();
    }
  }

  /** What stands below rows that are no longer listed is forgotten, so that nobody asks for it again. */
  #forgetGone(parent: Branch, rows: readonly Row[]): void {
    const listed = new Set(rows.map((row) => row.id));
    for (const [id, state] of this.#states) {
      let row: Row = state.branch;
      while (row.parent !== undefined && row.parent.id !== parent.id) row = row.parent;
      if (row.parent === undefined || listed.has(row.id)) continue;
      state.dispose();
      this.#states.delete(id);
    }
  }

  #setExpanded(row: Row, expanded: boolean): void {
    this.#restored.delete(row.id);
    this.#unfolded.delete(row.id);
    if (expanded) this.#unfolded.add(row.id);
    this.#remember();
    const state = this.#states.get(row.id);
    if (state !== undefined) state.expanded = expanded;
  }

  #remember(): void {
    void this.#memory.update(this.#memoryKey, [...this.#restored, ...this.#unfolded].slice(-REMEMBERED));
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

  #forgetStates(): void {
    for (const state of this.#states.values()) state.dispose();
    this.#states.clear();
    this.#pending.clear();
  }

  /** Polls while the view is visible, and never while it is hidden. */
  #pace(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#view.visible || this.isDisposed) {
      for (const state of this.#states.values()) state.pause();
      return;
    }
    this.#pollDue();
    this.#timer = setInterval(() => this.#pollDue(), TICK);
  }

  #pollDue(): void {
    const now = Date.now();
    for (const state of this.#openStates()) {
      if (state.dueAt <= now) void state.reload(state.error === undefined ? "poll" : "retry");
    }
  }

  #openStates(): BranchState[] {
    return [...this.#states.values()].filter((state) => state.isLoaded && this.#isOpen(state));
  }

  #isOpen(state: BranchState): boolean {
    if (!state.expanded) return false;
    const parent = state.branch.parent;
    if (parent === undefined) return true;
    const above = this.#states.get(parent.id);
    return above !== undefined && this.#isOpen(above);
  }
}
