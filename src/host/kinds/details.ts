import { mapLimited } from "../../base/async.ts";
import { DevOpsError, type ErrorKind } from "../../base/errors.ts";
import type { Details } from "./kind.ts";

/** So many single calls are under way at once, at the service's pace. */
const AT_ONCE = 4;

/** It may not be seen, is gone, or is more than the other side tells, which is no region of AWS then: the list itself was told. */
const MISSED: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "notFound", "unsupported", "unavailable"]);

/** Why a detail is missing, and only it. @throws whatever else it is */
function missed(error: unknown): DevOpsError {
  if (error instanceof DevOpsError && MISSED.has(error.kind)) return error;
  throw error;
}

/**
 * Details that have no batch form: a call for each item, told as they arrive. One that is missing must not keep the others
 * from being read.
 * @param failed what is told of such a one
 */
export async function* eachByItself<T, More>(
  items: readonly T[],
  key: (item: T) => string,
  read: (item: T) => Promise<Partial<More>>,
  failed: (error: DevOpsError) => Partial<More> = () => ({}),
): AsyncGenerator<Details<More>> {
  yield* mapLimited(items, AT_ONCE, async (item) => [[key(item), await read(item).catch((error: unknown) => failed(missed(error)))] as const]);
}

/** Details that several calls tell, each of some items: one that is missing keeps none of the others from being read. */
export async function* inSteps<More>(steps: readonly (() => Promise<Details<More>>)[]): AsyncGenerator<Details<More>> {
  yield* mapLimited(steps, AT_ONCE, async (step) =>
    step().catch((error: unknown) => {
      missed(error);
      return [];
    }),
  );
}
