import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { type AnyKind, KindRow } from "../../src/host/kinds/kindRow.ts";
import type { KindRoomSpec } from "../../src/host/kinds/start.ts";
import type { Branch, Row } from "../../src/host/tree/rows.ts";
import type { RoomBench } from "./roomBench.ts";

export interface KindsRoom {
  readonly manifest: TreeManifest;
  readonly kinds: KindRoomSpec<TreeManifest, unknown>;
}

/** Every room of kinds: a new one is here by being there. Those of files have a table of their own: no call can fail there. */
export async function everyRoom(): Promise<{ readonly ofAws: readonly KindsRoom[]; readonly ofFiles: readonly KindsRoom[] }> {
  const services = path.join(import.meta.dirname, "../../src/services");
  const ids = readdirSync(services).filter((id) => existsSync(path.join(services, id, "kinds.ts")));
  const rooms = await Promise.all(ids.map(async (id) => ((await import(path.join(services, id, "room.ts"))) as { room: KindsRoom }).room));
  const isOfFiles = ({ manifest }: KindsRoom) => manifest.files !== undefined;
  return { ofAws: rooms.filter((room) => !isOfFiles(room)), ofFiles: rooms.filter(isOfFiles) };
}

/** So few rows at once that every list goes on. */
export const FEW = 2;
/** So many branches are opened in search of what a room has. */
const MOST_BRANCHES = 220;

/** What was found in a room, by the ids of its rows. */
export interface Found {
  /** A row of each kind. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Rows on which a command is offered, by its name. */
  readonly offers: ReadonlyMap<string, string>;
  /** Kinds of which something has none. */
  readonly empty: Set<string>;
  /** Branches with more than a few rows of a kind, by that kind. */
  readonly long: ReadonlyMap<string, string>;
}

/** Whether a list can have nothing: the kind says what is told then. */
export function canBeEmpty(kind: AnyKind): boolean {
  return kind.list !== undefined && kind.none !== undefined;
}

/** Opens branch by branch until everything that a room should have was seen. */
export async function explore(bench: RoomBench<TreeManifest, unknown>): Promise<Found> {
  const all = bench.room.kinds();
  const lists = all.filter((kind) => kind.list !== undefined).map(({ noun }) => noun);
  const sometimesEmpty = all.filter(canBeEmpty).map(({ noun }) => noun);
  const actions = Object.keys(bench.room.actions);
  const tops = new Set(all.filter(({ above }) => above === undefined).map(({ noun }) => noun));
  const found = { kinds: new Map<string, string>(), offers: new Map<string, string>(), empty: new Set<string>(), long: new Map<string, string>() };
  const isDone = () =>
    all.every(({ noun }) => found.kinds.has(noun)) &&
    actions.every((name) => found.offers.has(name)) &&
    lists.every((noun) => found.long.has(noun)) &&
    sometimesEmpty.every((noun) => found.empty.has(noun) || tops.has(noun));
  // of each kind some: a long list of one is no reason to leave out the others
  const openedOf = new Map<string, number>();
  const kindOf = (row: Row) => (row instanceof KindRow ? row.kind.noun : "");
  // what stands in another way offers other things
  const standingOf = (row: Row) => (row instanceof KindRow ? `${row.kind.noun} ${row.told.standing}` : "-");
  const times = (key: string) => openedOf.get(key) ?? 0;
  let queue: Branch[] = [bench.service];
  for (let opened = 0; opened < MOST_BRANCHES && !isDone(); opened += 1) {
    const [branch, ...others] = queue;
    if (branch === undefined) break;
    for (const key of [kindOf(branch), standingOf(branch)]) openedOf.set(key, times(key) + 1);
    const rows = (await bench.rows(branch)).filter((row) => row instanceof KindRow);
    const below = branch instanceof KindRow ? (branch.kind.below ?? []) : bench.room.roots;
    for (const { noun } of below) {
      const own = rows.filter((row) => row.kind.noun === noun);
      if (own.length === 0) found.empty.add(noun);
      if (own.length > FEW && !found.long.has(noun)) found.long.set(noun, branch.id);
    }
    // a branch that was opened may tell more of itself
    for (const row of branch instanceof KindRow ? [branch, ...rows] : rows) {
      const isHolder = row.kind.holdsOthers?.(row.data.item) === true;
      if (!isHolder && !found.kinds.has(row.kind.noun)) found.kinds.set(row.kind.noun, row.id);
      const facets = row.view().facets ?? [];
      for (const name of actions) if (facets.includes(`${bench.manifest.id}.${name}`) && !found.offers.has(name)) found.offers.set(name, row.id);
    }
    const next = rows.filter((row) => !row.isLeaf);
    queue = [...others, ...next].toSorted(
      (a, b) => times(kindOf(a)) - times(kindOf(b)) || depthOf(b) - depthOf(a) || times(standingOf(a)) - times(standingOf(b)),
    );
  }
  return found;
}

/** The row of an id that was found before the account began anew: one that tells a commit, as an image's, is another one now. */
export async function rowAgain(bench: RoomBench<TreeManifest, unknown>, found: Found, idOf: (found: Found) => string | undefined): Promise<Row> {
  const id = idOf(found);
  if (id === undefined) throw new Error(`the simulated account has no such row for ${bench.manifest.title}`);
  return bench.rowOf(id).catch(async () => bench.rowOf(idOf(await explore(bench)) ?? id));
}

function depthOf(row: Row): number {
  return row.parent === undefined ? 0 : 1 + depthOf(row.parent);
}
