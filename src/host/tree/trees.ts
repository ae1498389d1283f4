import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import type { DevOpsError } from "../../base/errors.ts";
import { Disposable } from "../../base/dispose.ts";
import { Emitter } from "../../base/events.ts";
import { type TreeManifest, VIEWS, type ViewId, viewId } from "../../base/manifest.ts";
import type { Branch, Row } from "./rows.ts";
import type { ServiceSpec } from "./serviceRow.ts";
import type { TreeViews } from "./treeViews.ts";

/** What the trees need to know of the pinned contexts. */
export interface ContextSource {
  pinned(): readonly AccountContext[];
  isProtected(context: AccountContext): boolean;
}

/** A service and where it stands in its view. */
export interface PlacedService {
  readonly manifest: TreeManifest;
  readonly spec: ServiceSpec;
}

/** A view as the editor knows it. Telling `changed` makes the editor ask for rows again; undefined: for all of them. */
export interface ViewSlot {
  readonly id: ViewId;
  readonly view: vscode.TreeView<Row>;
  readonly changed: Emitter<Row[] | undefined>;
  /** In their order. */
  readonly services: readonly PlacedService[];
}

/** The container's views. They are registered at once; what fills them is loaded when the editor first asks for rows. */
export class Trees extends Disposable {
  readonly #contexts: ContextSource;
  readonly #failed: (error: DevOpsError) => void;
  readonly #services = new Map<ViewId, PlacedService[]>();
  #slots: readonly ViewSlot[] = [];
  /** The view in which something was selected last. */
  #selected: vscode.TreeView<Row> | undefined;
  #loading: Promise<TreeViews> | undefined;

  /** @param failed told of every failure, for the log */
  constructor(contexts: ContextSource, failed: (error: DevOpsError) => void) {
    super();
    this.#contexts = contexts;
    this.#failed = failed;
  }

  /** Puts a service into its view. All are put before `start`. */
  add(manifest: TreeManifest, spec: ServiceSpec): void {
    const services = this.#services.get(manifest.view) ?? [];
    services.push({ manifest, spec });
    this.#services.set(manifest.view, services.toSorted((a, b) => a.manifest.order - b.manifest.order));
  }

  /** Registers the views that have a service. */
  start(): void {
    this.#slots = [...this.#services].map(([id, services]) => this.#open(id, services));
  }

  /** What fills the views. */
  views(): Promise<TreeViews> {
    this.#loading ??= import("./treeViews.ts").then(({ TreeViews: Views }) =>
      this.register(new Views(this.#slots, this.#contexts, this.#failed)),
    );
    return this.#loading;
  }

  /** The row that was selected last, where its view is on the screen: for commands called without one. */
  get selection(): Row | undefined {
    return this.#selected?.visible === true ? this.#selected.selection[0] : undefined;
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

  /** Loads a branch again; without one, everything that is open in every view. */
  async refresh(branch?: Branch): Promise<void> {
    await (await this.#loading)?.refresh(branch);
  }

  #open(id: ViewId, services: readonly PlacedService[]): ViewSlot {
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
    return { id, view, changed, services };
  }
}
