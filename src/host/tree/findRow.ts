import type { BranchState } from "./branchState.ts";
import { Branch, type Row } from "./rows.ts";
import { MoreRow } from "./specialRows.ts";

/**
 * The row of this id, with what leads to it loaded; undefined where there is no such row.
 * @throws DevOpsError where what leads to it could not be loaded
 */
export async function findRow(id: string, roots: readonly Row[], stateOf: (branch: Branch) => BranchState): Promise<Row | undefined> {
  let rows = roots;
  for (;;) {
    const next = rows.find((row) => leadsTo(row, id));
    if (next === undefined || next.id === id) return next;
    if (!(next instanceof Branch)) return undefined;
    rows = await childrenUntil(stateOf(next), id);
  }
}

/**
 * The children of a branch, page by page until one leads to the id or there is none further. What was loaded before is
 * loaded anew where nothing in it does: the link may be to something new, and a failure may be over.
 */
async function childrenUntil(state: BranchState, id: string): Promise<readonly Row[]> {
  const isOld = state.isLoaded;
  let rows = await state.children();
  const leads = () => rows.some((row) => leadsTo(row, id));
  if (isOld && !leads()) {
    await state.reload();
    rows = await state.children();
  }
  while (!leads() && state.listError === undefined && rows.at(-1) instanceof MoreRow) {
    await state.loadMore();
    rows = await state.children();
  }
  if (!leads() && state.listError !== undefined) throw state.listError;
  return rows;
}

/** Whether the row is the one of this id or stands above it: an id begins with those of the rows above. */
export function leadsTo(row: Row, id: string): boolean {
  return row.id === id || id.startsWith(`${row.id}/`);
}
