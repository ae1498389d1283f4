import * as vscode from "vscode";
import { Disposable } from "../../base/dispose.ts";
import { Emitter } from "../../base/events.ts";
import { PREFIX } from "../../base/manifest.ts";
import type { Row } from "../tree/rows.ts";
import type { NowView } from "./view.ts";

/** The view as the editor knows it. */
export interface NowSlotParts {
  readonly view: vscode.TreeView<Row>;
  readonly changed: Emitter<undefined>;
}

/** What needs somebody, on top of the other views. What fills it is loaded when it is first visible, or at a push. */
export class NowSlot extends Disposable {
  readonly #fill: (parts: NowSlotParts) => Promise<NowView>;
  readonly #parts: NowSlotParts;
  #filled: Promise<NowView> | undefined;

  constructor(fill: (parts: NowSlotParts) => Promise<NowView>) {
    super();
    this.#fill = fill;
    const changed = this.register(new Emitter<undefined>());
    const provider: vscode.TreeDataProvider<Row> = {
      onDidChangeTreeData: (listener) => changed.event(listener),
      getChildren: async (row) => (await this.shown()).children(row),
      getTreeItem: async (row) => (await this.shown()).item(row),
      resolveTreeItem: async (item, row) => (await this.shown()).resolve(item, row),
    };
    const view = this.register(vscode.window.createTreeView(`${PREFIX}.now`, { treeDataProvider: provider }));
    this.#parts = { view, changed };
  }

  /** What fills the view. */
  shown(): Promise<NowView> {
    this.#filled ??= this.#fill(this.#parts).then((view) => this.register(view));
    return this.#filled;
  }

  /** Looks again, where anybody ever looked. */
  async refresh(): Promise<void> {
    await (await this.#filled)?.refresh();
  }

  /** Something else is checked out. */
  headMoved(): void {
    void this.#filled?.then((view) => view.headMoved());
  }

  /** The contexts changed. */
  reset(): void {
    void this.#filled?.then((view) => view.reset());
  }
}
