import { type AccountContext, contextKey } from "../../base/context.ts";
import type { FilterExample, TreeManifest } from "../../base/manifest.ts";
import { Branch, type DetailsRequest, type Page, type PageRequest, type Row, type RowView } from "./rows.ts";

/** A service's own part of its row: what stands below it. */
export interface ServiceSource {
  load(parent: Branch, request: PageRequest): Promise<Page>;
  pollInterval?(children: readonly Row[]): number | undefined;
  details?(rows: readonly Row[], request: DetailsRequest, parent: Branch): AsyncIterable<readonly Row[] | void>;
}

/** What a service's row is made of. */
export interface PlacedService {
  readonly manifest: TreeManifest;
  /** Loads the room's code. */
  source(context: AccountContext): Promise<ServiceSource>;
  describe(context: AccountContext): string | undefined;
}

/** A service of one context. */
export class ServiceRow extends Branch<PlacedService> {
  #source: ServiceSource | undefined;

  constructor(parent: Row | undefined, context: AccountContext, service: PlacedService) {
    const { id } = service.manifest;
    super(parent, context, parent === undefined ? `${contextKey(context)}/${id}` : id, service);
  }

  view(): RowView {
    const { manifest } = this.data;
    const facets = ["service", `service-${manifest.id}`];
    const description = this.data.describe(this.context) ?? manifest.tree.about;
    return {
      label: manifest.tree.label ?? manifest.title,
      ...(description === undefined ? {} : { description }),
      icon: { id: manifest.tree.icon },
      facets,
    };
  }

  override consolePath(): string {
    return this.data.manifest.tree.console;
  }

  async load(request: PageRequest): Promise<Page> {
    this.#source ??= await this.data.source(this.context);
    return this.#source.load(this, request);
  }

  override pollInterval(children: readonly Row[]): number | undefined {
    return this.#source?.pollInterval?.(children);
  }

  override async *details(rows: readonly Row[], request: DetailsRequest): AsyncIterable<readonly Row[] | void> {
    const details = this.#source?.details?.(rows, request, this);
    if (details !== undefined) yield* details;
  }

  override filterPrompt(): string | undefined {
    return this.data.manifest.tree.filter;
  }

  override filterExamples(): readonly FilterExample[] {
    return this.data.manifest.tree.filterExamples ?? [];
  }

  override emptyText(): string {
    return this.data.manifest.tree.none;
  }
}
