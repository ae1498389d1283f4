import type { ContractKind, Contracts } from "../base/contracts.ts";
import type { RoomManifest, TreeManifest } from "../base/manifest.ts";
import { type ResourceRef, matchesArn } from "../base/arn.ts";
import type { ResourceType } from "../base/resourceTypes.ts";
import type { RoomEntry, RoomHost, RoomParts } from "./room.ts";

/** What is loaded with the trees or the first room. */
export interface Manifests {
  readonly manifests: readonly RoomManifest[];
  /** Types of CloudFormation of which no room tells anything. */
  readonly otherTypes: Readonly<Record<string, ResourceType>>;
}

/** The rooms: what their manifests say, and their modules, each loaded on its first use. */
export class Rooms {
  readonly #host: RoomHost;
  readonly #entries: readonly RoomEntry[];
  readonly #loadManifests: () => Promise<Manifests>;
  readonly #parts = new Map<string, Promise<RoomParts>>();
  #manifests: readonly RoomManifest[] = [];
  #otherTypes: Manifests["otherTypes"] = {};

  constructor(host: RoomHost, entries: readonly RoomEntry[], loadManifests: () => Promise<Manifests>) {
    this.#host = host;
    this.#entries = entries;
    this.#loadManifests = loadManifests;
  }

  async manifests(): Promise<readonly RoomManifest[]> {
    ({ manifests: this.#manifests, otherTypes: this.#otherTypes } = await this.#loadManifests());
    return this.#manifests;
  }

  /** Those with a service in a view, in the order in which they stand there. */
  async services(): Promise<readonly TreeManifest[]> {
    return (await this.manifests()).filter((manifest) => isTree(manifest)).toSorted((a, b) => a.order - b.order);
  }

  async manifest(id: string): Promise<RoomManifest> {
    const found = (await this.manifests()).find((manifest) => manifest.id === id);
    if (found === undefined) throw new Error(`there is no room ${id}`);
    return found;
  }

  /** What a room consists of; one that cannot be loaded is tried again on its next use. */
  parts(id: string): Promise<RoomParts> {
    const known = this.#parts.get(id);
    if (known !== undefined) return known;
    const loading = this.#load(id);
    this.#parts.set(id, loading);
    loading.catch(() => this.#parts.delete(id));
    return loading;
  }

  async #load(id: string): Promise<RoomParts> {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new Error(`there is no room ${id}`);
    const [{ room }] = await Promise.all([entry.load(), this.manifests()]);
    return room.start(this.#host);
  }

  /** Whether some room offers a contract for a resource. False until a first room, or the trees, are loaded. */
  has(kind: ContractKind, ref: ResourceRef): boolean {
    return this.#manifests.some((manifest) => isOffered(manifest, kind, ref));
  }

  /** What a room tells of a type, or what is known of it beside rooms; as `has`, nothing until a first room is loaded. */
  typeOf(type: string): ResourceType | undefined {
    return this.#manifests.find(({ types = {} }) => types[type] !== undefined)?.types?.[type] ?? this.#otherTypes[type];
  }

  /** What the rooms offer by a contract, for a resource or in general. */
  async offers<K extends ContractKind>(kind: K, ref?: ResourceRef): Promise<readonly Contracts[K][]> {
    const offering = (await this.manifests()).filter((manifest) => isOffered(manifest, kind, ref));
    const parts = await Promise.all(offering.map(({ id }) => this.parts(id)));
    return parts.flatMap(({ offers = {} }) => {
      const offer = (offers as Partial<Contracts>)[kind];
      return offer === undefined ? [] : [offer];
    });
  }
}

function isTree(manifest: RoomManifest): manifest is TreeManifest {
  return manifest.tree !== undefined && manifest.view !== undefined && manifest.order !== undefined;
}

function isOffered({ offers = {} }: RoomManifest, kind: ContractKind, ref: ResourceRef | undefined): boolean {
  const patterns = offers[kind];
  if (patterns === undefined) return false;
  return ref === undefined || patterns.length === 0 || patterns.some((pattern) => matchesArn(ref, pattern));
}
