import type { BranchState } from "./branchState.ts";

/**
 * Looks again at what was written and at what it stands below: at both rows, and at what is open right below each; of the
 * latter's lists only at the row itself. What comes with the data of a row is made anew with that.
 * @param states by the ids of their branches
 */
export async function lookAgain(id: string, states: ReadonlyMap<string, BranchState>): Promise<void> {
  const open = [...states.values()].filter((state) => state.isLoaded && !state.branch.isDerived);
  const leading = open.filter(({ branch }) => id.startsWith(`${branch.id}/`)).toSorted((a, b) => a.branch.id.length - b.branch.id.length);
  // the list that has the row, or that with whose data it comes
  const above = leading.at(-1)?.branch.item;
  const listOfAbove = leading.findLast(({ branch }) => above !== undefined && above.id.startsWith(`${branch.id}/`));
  const looks = open.flatMap((state) => {
    const { branch } = state;
    if (branch.item.id === id) {
      state.watch();
      return [state.reload()];
    }
    return branch.item.id === above?.id || state === listOfAbove ? [state.again(childOn(branch.id, id))] : [];
  });
  await Promise.all(looks);
}

/** The id of the row right below another one, on the way to a third; undefined where it does not lead there. */
function childOn(above: string, id: string): string | undefined {
  if (!id.startsWith(`${above}/`)) return undefined;
  const end = id.indexOf("/", above.length + 1);
  return end < 0 ? id : id.slice(0, end);
}
