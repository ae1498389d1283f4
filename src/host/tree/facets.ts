import { Branch, type Row } from "./rows.ts";

/** What menus match on. @param filtered whether the row's children are filtered */
export function facetsOf(row: Row, filtered: boolean): ReadonlySet<string> {
  const facets = new Set(row.view().facets);
  const isBranch = row instanceof Branch && !row.isLeaf;
  if (isBranch) facets.add("branch");
  if (isBranch && row.filterPrompt() !== undefined) facets.add("filterable");
  if (filtered) facets.add("filtered");
  if (row.ref() !== undefined) facets.add("arn");
  if (row.isThing()) facets.add("thing");
  if (row.consolePath() !== undefined) facets.add("console");
  if (!facets.has("more") && !facets.has("error")) facets.add("named");
  return facets;
}
