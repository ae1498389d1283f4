import { mapLimited } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { Details } from "./kind.ts";

/** So many single calls are under way at once, at the service's pace. */
const AT_ONCE = 4;

/**
 * Details that have no batch form: a call for each item, told as they arrive. One that is denied or gone must not keep
 * the others from being read.
 * @param failed what is told of such a one
 */
export async function* eachByItself<T, More>(
  items: readonly T[],
  key: (item: T) => string,
  read: (item: T) => Promise<Partial<More>>,
  failed: (error: DevOpsError) => Partial<More>,
): AsyncGenerator<Details<More>> {
  yield* mapLimited(items, AT_ONCE, async (item) => {
    const told = await read(item).catch((error: unknown) => {
      if (error instanceof DevOpsError && (error.kind === "denied" || error.kind === "notFound")) return failed(error);
      throw error;
    });
    return [[key(item), told] as const];
  });
}
