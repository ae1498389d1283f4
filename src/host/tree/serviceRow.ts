import { type AccountContext, contextKey } from "../../base/context.ts";
import type { RoomManifest } from "../../base/manifest.ts";
import { Branch, type DetailsRequest, type FilterExample, type Page, type PageRequest, type Row, type RowView } from "./rows.ts";

/** A service's own part of its row: what stands below it. */
export interface ServiceSource {
  load(parent: Branch, request: PageRequest): Promise<Page>;
  pollInterval?(children: readonly Row[]): number | undefined;
  details?(rows: readonly Row[], request: DetailsRequest, parent: Branch): AsyncIterable<readonly Row[] | void>;
}

/** How a service stands in its view. `source` is where the room's code is loaded. */
export interface ServiceSpec {
  readonly icon: string;
  /** The label where it is not the manifest's title. */
  readonly label?: string;
  /** What stands behind the service's name; asked whenever the row is drawn. */
  readonly describe?: (context: AccountContext) => string;
  /** The console's page of the service, without host and region. */
  readonly consolePath: string;
  /** What the filter box asks for, e.g. `Name contains`. Left out: no filter. */
  readonly filterPrompt?: string;
  readonly filterExamples?: readonly FilterExample[];
  readonly emptyText: string;
  source(context: AccountContext): Promise<ServiceSource>;
}

/** A service of one context. */
export class ServiceRow extends Branch<{ readonly manifest: RoomManifest; readonly spec: ServiceSpec }> {
  #source: ServiceSource | undefined;

  constructor(parent: Row | undefined, context: AccountContext, manifest: RoomManifest, spec: ServiceSpec) {
    super(parent, context, parent === undefined ? `${contextKey(context)}/${manifest.id}` : manifest.id, { manifest, spec });
  }

  view(): RowView {
    const { manifest, spec } = this.data;
    const facets = ["service", `service-${manifest.id}`];
    const description = spec.describe?.(this.context);
    return {
      label: spec.label ?? manifest.title,
      ...(description === undefined ? {} : { description }),
      icon: { id: spec.icon },
      facets,
    };
  }

  override consolePath(): string {
    return this.data.spec.consolePath;
  }

  async load(request: PageRequest): Promise<Page> {
    this.#source ??= await this.data.spec.source(this.context);
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
    return this.data.spec.filterPrompt;
  }

  override filterExamples(): readonly FilterExample[] {
    return this.data.spec.filterExamples ?? [];
  }

  override emptyText(): string {
    return this.data.spec.emptyText;
  }
}
