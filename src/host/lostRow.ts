import type { CommandSpec } from "../base/manifest.ts";
import { DevOpsError } from "../base/errors.ts";
import { type Choice, pick } from "./dialogs.ts";
import type { Row } from "./tree/rows.ts";

/** The rows that offer something, wherever they stand. */
export interface Offering {
  offering(facets: readonly string[]): readonly Row[];
}

/**
 * The row of an action that was chosen while the list around it was drawn anew: the editor has thrown the row away by then
 * and passes none, not even its id. So a person says which one, among the rows that offer the action now; none is taken by
 * itself, since the one that was meant may have gone.
 * @param id the command's, without the prefix: the facet of rows of kinds
 * @throws DevOpsError cancelled, or conflict where no row offers it any more
 */
export async function askForLost(rows: Offering, id: string, { title = id, rows: places = [], menu }: Partial<CommandSpec> = {}): Promise<Row> {
  const name = title.replace("…", "");
  const found = rows.offering([...places.map(({ facet }) => facet), ...(menu === undefined ? [] : [id])]);
  if (found.length === 0) {
    const why = "the list was drawn anew at that moment, and no row offers it any more";
    throw new DevOpsError({ kind: "conflict", tried: name.toLowerCase(), why });
  }
  return pick(found.map(choiceOf), { title: name, placeholder: "The list was drawn anew at that moment: which row?" });
}

function choiceOf(row: Row): Choice<Row> {
  const { label, description, icon } = row.view();
  return { label, ...(description === undefined ? {} : { description }), ...(icon === undefined ? {} : { icon: icon.id.replace("~spin", "") }), value: row };
}
