import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import type { DevOpsError } from "../../base/errors.ts";
import { Disposable } from "../../base/dispose.ts";
import { Emitter } from "../../base/events.ts";
import { VIEWS, type ViewId, viewId } from "../../base/manifest.ts";
import type { Branch, Row } from "./rows.ts";
import type { PlacedService } from "./serviceRow.ts";
import type { TreeViews } from "./treeViews.ts";
import type { UnfoldedMemory } from "./unfolded.ts";

/** What the trees need to know of the pinned contexts. */
export interface ContextSource {
  pinned(): readonly AccountContext[];
  isProtected(context: AccountContext): boolean;
}

/** A view as the editor knows it. Telling `changed` makes the editor ask for rows again; undefined: for all of them. */
export interface ViewSlot {
  readonly id: ViewId;
  readonly view: vscode.TreeView<Row>;
  readonly changed: Emitter<Row[] | undefined>;
  readonly memory: UnfoldedMemory;
}

/** The container's views. They are registered at once; what fills them is loaded when the editor first asks for rows. */
export class Trees extends Disposable {
  readonly #contexts: ContextSource;
  readonly #failed: (error: DevOpsError) => void;
  readonly #memory: UnfoldedMemory;
  #services: () => Promise<readonly PlacedService[]> = () => Promise.resolve([]);
  #slots: readonly ViewSlot[] = [];
  /** The view in which something was selected last. */
  #selected: vscode.TreeView<Row> | undefined;
  #loading: Promise<TreeViews> | undefined;

  /** @param failed told of every failure, for the log */
  constructor(contexts: ContextSource, memory: UnfoldedMemory, failed: (error: DevOpsError) => void) {
    super();
    this.#contexts = contexts;
    this.#memory = memory;
    this.#failed = failed;
  }

  /**
   * Registers the views that have a service.
   * @param services all of them, in the order in which they stand in their views; asked when rows are first wanted
   */
  start(views: ReadonlySet<ViewId>, services: () => Promise<readonly PlacedService[]>): void {
    this.#services = services;
    this.#slots = VIEWS.filter((id) => views.has(id)).map((id) => this.#open(id));
  }

  /** What fills the views. */
  views(): Promise<TreeViews> {
    this.#loading ??= Promise.all([import("./treeViews.ts"), this.#services()]).then(([{ TreeViews: Views }, services]) =>
      this.register(new Views(this.#slots, services, this.#contexts, this.#failed)),
    );
    return this.#loading;
  }

  /** The row that was selected last, where its view is on the screen: for commands called without one. */
  get selection(): Row | undefined {
    return this.#selected?.visible === true ? this.#selected.selection[0] : undefined;
  }

  /** The row of an id, as far as it is loaded. */
  async rowOf(id: string): Promise<Row | undefined> {
    return (await this.#loading)?.rowOf(id);
  }

  /** Starts every view from its roots: the contexts changed. */
  reset(): void {
    if (this.#loading === undefined) this.#slots.forEach(({ changed }) => changed.fire(undefined));
    else void this.#loading.then((views) => views.reset());
  }

  /** Shows the row of this id in its view and selects it; false where there is no such row. */
  async reveal(view: ViewId, id: string): Promise<boolean> {
    return (await (await this.views()).of(view)?.reveal(id)) ?? false;
  }

  /** What a view has loaded, as indented lines; empty for a view that is not there. */
  async outline(view: string): Promise<string[]> {
    const known = VIEWS.find((id) => id === view);
    return (known && (await this.views()).of(known)?.outline()) ?? [];
  }

  /** Looks again at the row of an id, and at what stands below it. */
  async again(id: string): Promise<void> {
    await (await this.#loading)?.again(id);
  }

  /** Looks again at everything that is open at or below an id. */
  async refreshBelow(id: string): Promise<void> {
    await (await this.#loading)?.refreshBelow(id);
  }

  /** Loads a branch again; without one, everything that is open in every view. */
  async refresh(branch?: Branch): Promise<void> {
    await (await this.#loading)?.refresh(branch);
  }

  #open(id: ViewId): ViewSlot {
    const changed = this.register(new Emitter<Row[] | undefined>());
    const shown = async () => {
      const controller = (await this.views()).of(id);
      if (controller === undefined) throw new Error(`The view ${id} has no rows`);
      return controller;
    };
    const provider: vscode.TreeDataProvider<Row> = {
      onDidChangeTreeData: (listener) => changed.event(listener),
      getChildren: async (row) => (await shown()).getChildren(row),
      getParent: (row) => row.parent,
      getTreeItem: async (row) => (await shown()).getTreeItem(row),
      resolveTreeItem: async (item, row) => (await shown()).resolveTreeItem(item, row),
    };
    const view = this.register(vscode.window.createTreeView(viewId(id), { treeDataProvider: provider, showCollapseAll: true }));
    this.register(
      view.onDidChangeSelection(({ selection }) => {
        if (selection.length > 0) this.#selected = view;
      }),
    );
    return { id, view, changed, memory: this.#memory };
  }
}
