import { afterEach, beforeEach } from "vitest";
import type { TreeManifest } from "../../src/base/manifest.ts";
import type { KindRoomSpec } from "../../src/host/kinds/start.ts";
import type { TestAccount } from "../unit/account.ts";
import { RoomBench } from "./roomBench.ts";

/** A bench of a room for each test of a file, in the file's account. */
export function useBench<M extends TreeManifest, Api>(
  account: () => TestAccount,
  { manifest, kinds }: { readonly manifest: M; readonly kinds: KindRoomSpec<M, Api> },
): () => RoomBench<M, Api> {
  let bench: RoomBench<M, Api> | undefined;
  beforeEach(() => {
    bench = new RoomBench(account, manifest, kinds);
  });
  afterEach(() => bench?.dispose());
  return () => {
    if (bench === undefined) throw new Error("A bench is there within tests.");
    return bench;
  };
}
