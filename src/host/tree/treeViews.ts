import type { AccountContext } from "../../base/context.ts";
import type { DevOpsError } from "../../base/errors.ts";
import { Disposable } from "../../base/dispose.ts";
import type { ViewId } from "../../base/manifest.ts";
import type { Branch, Row } from "./rows.ts";
import { type PlacedService, ServiceRow } from "./serviceRow.ts";
import { ContextRow } from "./specialRows.ts";
import type { ContextSource, ViewSlot } from "./trees.ts";
import { TreeViewController } from "./view.ts";

/** What fills the container's views: with one context, services stand at a view's root; with more, contexts do. */
export class TreeViews extends Disposable {
  readonly #contexts: ContextSource;
  readonly #views = new Map<ViewId, TreeViewController>();

  /** @param failed told of every failure, for the log */
  constructor(slots: Iterable<ViewSlot>, services: readonly PlacedService[], contexts: ContextSource, failed: (error: DevOpsError) => void) {
    super();
    this.#contexts = contexts;
    for (const slot of slots) {
      const own = services.filter(({ manifest }) => manifest.view === slot.id);
      const roots = () => this.#roots(own);
      this.#views.set(slot.id, this.register(new TreeViewController(slot, roots, failed)));
    }
  }

  /** What a view shows. */
  of(view: ViewId): TreeViewController | undefined {
    return this.#views.get(view);
  }

  /** Starts every view from its roots: the contexts changed. */
  reset(): void {
    for (const view of this.#views.values()) view.reset();
  }

  /** Loads a branch again; without one, everything that is open in every view. */
  async refresh(branch?: Branch): Promise<void> {
    await Promise.all(this.#viewsOf(branch).map((view) => view.refresh(branch)));
  }

  /** The row of an id in whichever view it stands, as far as it is loaded. */
  rowOf(id: string): Row | undefined {
    for (const view of this.#views.values()) {
      const row = view.rowOf(id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** Rows on the screen that have one of these facets: those that are meant first. */
  offering(facets: readonly string[]): readonly Row[] {
    return [...this.#views.values()].flatMap((view) => view.offering(facets));
  }

  /** Looks again at what was written. */
  async again(id: string): Promise<void> {
    await Promise.all([...this.#views.values()].map((view) => view.again(id)));
  }

  /** Looks again at everything that is open at or below an id. */
  async refreshBelow(id: string): Promise<void> {
    await Promise.all([...this.#views.values()].map((view) => view.refreshBelow(id)));
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

  #roots(services: readonly PlacedService[]): Row[] {
    const rowsOf = (parent: Row | undefined, context: AccountContext) =>
      services.map((service) => new ServiceRow(parent, context, service));
    const pinned = this.#contexts.pinned();
    const [first, ...others] = pinned;
    if (first === undefined) return [];
    if (others.length === 0) return rowsOf(undefined, first);
    return pinned.map(
      (context) => new ContextRow(context, this.#contexts.isProtected(context), (parent) => rowsOf(parent, context)),
    );
  }
}
