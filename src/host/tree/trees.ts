import type { AccountContext } from "../../base/context.ts";
import type { DevOpsError } from "../../base/errors.ts";
import { Disposable } from "../../base/dispose.ts";
import type { TreeManifest, ViewId } from "../../base/manifest.ts";
import type { Branch, Row } from "./rows.ts";
import { type ServiceSpec, ServiceRow } from "./serviceRow.ts";
import { ContextRow } from "./specialRows.ts";
import { TreeViewController } from "./view.ts";

/** What the trees need to know of the pinned contexts. */
export interface ContextSource {
  pinned(): readonly AccountContext[];
  isProtected(context: AccountContext): boolean;
}

/** The container's views: with one context, services stand at a view's root; with more, contexts do. */
export class Trees extends Disposable {
  readonly #contexts: ContextSource;
  readonly #failed: (error: DevOpsError) => void;
  readonly #services = new Map<ViewId, { manifest: TreeManifest; spec: ServiceSpec }[]>();
  readonly #views = new Map<string, TreeViewController>();

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
    for (const view of this.#services.keys()) {
      this.#views.set(view, this.register(new TreeViewController(view, () => this.#roots(view), this.#failed)));
    }
  }

  /** Starts every view from its roots: the contexts changed. */
  reset(): void {
    for (const view of this.#views.values()) view.reset();
  }

  /** The row that is selected in the view that is looked at, for commands called without one. */
  get selection(): Row | undefined {
    return [...this.#views.values()].map((view) => view.selection).find((row) => row !== undefined);
  }

  /** Shows the row of this id in its view and selects it; false where there is no such row. */
  async reveal(view: ViewId, id: string): Promise<boolean> {
    return (await this.#views.get(view)?.reveal(id)) ?? false;
  }

  /** What a view has loaded, as indented lines; empty for a view that is not there. */
  async outline(view: string): Promise<string[]> {
    return this.#views.get(view)?.outline() ?? [];
  }

  /** Loads a branch again; without one, everything that is open in every view. */
  async refresh(branch?: Branch): Promise<void> {
    await Promise.all(this.#viewsOf(branch).map((view) => view.refresh(branch)));
  }

  /** Loads one page more of a branch. */
  async loadMore(branch: Branch): Promise<void> {
    await Promise.all(this.#viewsOf(branch).map((view) => view.loadMore(branch)));
  }

  async setFilter(branch: Branch, filter: string | undefined): Promise<void> {
    await Promise.all(this.#viewsOf(branch).map((view) => view.setFilter(branch, filter)));
  }

  filterOf(branch: Branch): string | undefined {
    return this.#viewsOf(branch)[0]?.filterOf(branch);
  }

  #viewsOf(row: Row | undefined): TreeViewController[] {
    const views = [...this.#views.values()];
    return row === undefined ? views : views.filter((view) => view.owns(row));
  }

  #roots(view: ViewId): Row[] {
    const services = this.#services.get(view) ?? [];
    const rowsOf = (parent: Row | undefined, context: AccountContext) =>
      services.map(({ manifest, spec }) => new ServiceRow(parent, context, manifest, spec));
    const pinned = this.#contexts.pinned();
    const [first, ...others] = pinned;
    if (first === undefined) return [];
    if (others.length === 0) return rowsOf(undefined, first);
    return pinned.map(
      (context) => new ContextRow(context, this.#contexts.isProtected(context), (parent) => rowsOf(parent, context)),
    );
  }
}
