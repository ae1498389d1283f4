import type { DevOpsError } from "../../base/errors.ts";
import { BranchState } from "./branchState.ts";
import { facetsOf } from "./facets.ts";
import { findRow, leadsTo } from "./findRow.ts";
import { lookAgain } from "./lookAgain.ts";
import { Branch, type Row } from "./rows.ts";

/** Whom a tree tells of itself. */
export interface TreeOwner {
  /** The look of these rows changed, or what stands below them. */
  changed(rows: readonly Row[]): void;
  /** The tree has roots. @param areOthers than it had before */
  rooted?(roots: readonly Row[], areOthers: boolean): void;
  /** Something failed; the rows tell it to the user, this is for the log. */
  failed(error: DevOpsError): void;
}

/** A tree of rows without an editor: loads branches as they open, finds rows, looks again at what is open. */
export class TreeModel {
  readonly #roots: () => Row[];
  readonly #owner: TreeOwner;
  readonly #states = new Map<string, BranchState>();
  #rootRows: Row[] | undefined;
  #rootIds: string | undefined;

  /** @param roots made anew after each reset */
  constructor(roots: () => Row[], owner: TreeOwner) {
    this.#roots = roots;
    this.#owner = owner;
  }

  top(): Row[] {
    if (this.#rootRows !== undefined) return this.#rootRows;
    const roots = this.#roots();
    this.#rootRows = roots;
    const ids = roots.map((root) => root.id).join(" ");
    // there are none until it is known which context is taken
    this.#owner.rooted?.(roots, roots.length > 0 && this.#rootIds !== undefined && this.#rootIds !== ids);
    if (roots.length > 0) this.#rootIds = ids;
    return roots;
  }

  /** What is known of a branch's children. */
  state(branch: Branch): BranchState {
    const known = this.#states.get(branch.id);
    if (known !== undefined && known.branch === branch) return known;
    known?.dispose();
    const made = new BranchState(branch, {
      changed: (rows) => this.#owner.changed(rows),
      derive: (rows) => this.#derive(rows),
      listed: (parent, rows) => this.#forgetGone(parent, rows),
      failed: (error) => this.#owner.failed(error),
    });
    this.#states.set(branch.id, made);
    return made;
  }

  /** Whether what was read of the branch is still read of it. */
  has(branch: Branch): boolean {
    return this.#states.get(branch.id)?.branch === branch;
  }

  /** The children of a row, which is open from now on. */
  async children(row: Row | undefined): Promise<Row[]> {
    if (row === undefined) return this.top();
    if (!(row instanceof Branch)) return [];
    const state = this.state(row);
    state.expanded = true;
    return state.children();
  }

  /** A row was unfolded or folded: what is folded is not looked at again. */
  setExpanded(row: Row, expanded: boolean): void {
    const state = this.#states.get(row.id);
    if (state !== undefined) state.expanded = expanded;
  }

  /** Loads a branch's shown pages again; without one, everything that is open. */
  async refresh(branch?: Branch): Promise<void> {
    const states = branch === undefined ? this.#openStates() : [this.state(branch)];
    await Promise.all(states.map((state) => state.reload()));
  }

  /** Loads everything again that is open at or below an id. */
  async refreshBelow(id: string): Promise<void> {
    const states = this.#openStates().filter(({ branch }) => branch.id === id || branch.id.startsWith(`${id}/`));
    await Promise.all(states.map((state) => state.reload()));
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

  /** The row of an id, with what leads to it loaded; undefined where there is none. @throws DevOpsError where that fails */
  find(id: string): Promise<Row | undefined> {
    return findRow(id, this.top(), (branch) => this.state(branch));
  }

  /** Looks again at what was written, and at what it stands below. */
  again(id: string): Promise<void> {
    return lookAgain(id, this.#states);
  }

  filterOf(row: Row): string | undefined {
    return this.#states.get(row.id)?.filter;
  }

  /** The rows that are unfolded and have one of these facets. */
  offering(facets: readonly string[]): readonly Row[] {
    const unfolded = (rows: readonly Row[]): readonly Row[] =>
      rows.flatMap((row) => {
        const state = this.#states.get(row.id);
        return [row, ...(state?.expanded === true ? unfolded(state.rows) : [])];
      });
    return unfolded(this.top()).filter((row) => {
      const own = facetsOf(row, this.filterOf(row) !== undefined);
      return facets.some((facet) => own.has(facet));
    });
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
      for (const child of await this.children(row)) await visit(child, depth + 1);
    };
    for (const row of this.top()) await visit(row, 0);
    return lines;
  }

  /** Whether a row is one of this tree's. */
  owns(row: Row): boolean {
    let top = row;
    while (top.parent !== undefined) top = top.parent;
    return this.#rootRows?.includes(top) ?? false;
  }

  /** Whether something is being loaded for the first time. */
  get isOpening(): boolean {
    return [...this.#states.values()].some((state) => state.isOpening);
  }

  /** Resolves when nothing is being loaded, details included. */
  async settled(): Promise<void> {
    await Promise.all([...this.#states.values()].map((state) => state.settled()));
  }

  /** Looks again at what is open and due. */
  poll(): void {
    const now = Date.now();
    for (const state of this.#openStates()) {
      if (state.dueAt <= now) void state.reload(state.dueFor);
    }
  }

  /** Nobody looks: what is under way without being needed is given up. */
  pause(): void {
    for (const state of this.#states.values()) state.pause();
  }

  /** Forgets everything; the roots are made anew when they are asked for. */
  reset(): void {
    this.dispose();
    this.#rootRows = undefined;
  }

  dispose(): void {
    for (const state of this.#states.values()) state.dispose();
    this.#states.clear();
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
