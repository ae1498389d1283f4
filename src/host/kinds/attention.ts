import type { AccountContext } from "../../base/context.ts";
import type { AttentionAnswer, AttentionRequest, AttentionSource } from "../../base/contracts.ts";

/** What of a room fails, waits or runs, asked of the service. */
export interface Attention<Api> {
  /** True of one that tells how commits fare. */
  readonly followsCommits?: boolean;
  readonly look: (api: Api, request: AttentionRequest) => Promise<AttentionAnswer>;
}

/** A room's attention as others ask for it. @param title the service's name */
export function attentionSource<Api>(title: string, { look, ...rest }: Attention<Api>, apiOf: (context: AccountContext) => Promise<Api>): AttentionSource {
  return { ...rest, title, look: async (request) => look(await apiOf(request.context), request) };
}

/** For looks that go on where the last one ended: what `make` made of an API, once each. */
export function oncePer<Api extends object, T>(make: (api: Api) => T): (api: Api) => T {
  const made = new WeakMap<Api, T>();
  return (api) => {
    const one = made.get(api) ?? make(api);
    made.set(api, one);
    return one;
  };
}

/** Of runs those that go on, and those that failed where nothing newer of their own came after. @param runs the newest first */
export function runningOrBroken<T>(runs: readonly T[], ownerOf: (run: T) => string, is: { readonly running: (run: T) => boolean; readonly failed: (run: T) => boolean }): readonly T[] {
  const owners = new Set<string>();
  return runs.filter((run) => {
    const isLatest = !owners.has(ownerOf(run));
    owners.add(ownerOf(run));
    return is.running(run) || (isLatest && is.failed(run));
  });
}
