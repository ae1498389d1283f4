import type { BranchState } from "./branchState.ts";

/**
 * Looks again at what was written: at all that is open below its row, at the row, and at the lists that lead to it, of
 * each only at the row on the way. What comes with the data of a row is made anew with that.
 * @param states by the ids of their branches
 */
export async function lookAgain(id: string, states: ReadonlyMap<string, BranchState>): Promise<void> {
  const looks: Promise<void>[] = [];
  for (const [at, state] of states) {
    if (!state.isLoaded || state.branch.isDerived) continue;
    if (at === id || at.startsWith(`${id}/`)) looks.push(state.reload());
    else if (id.startsWith(`${at}/`)) looks.push(state.again(childOn(at, id)));
  }
  await Promise.all(looks);
}

/** The id of the row right below another one, on the way to a third. */
function childOn(above: string, id: string): string {
  const end = id.indexOf("/", above.length + 1);
  return end < 0 ? id : id.slice(0, end);
}
