import { containsIgnoringCase } from "../../../base/text.ts";
import type { TraceRowData } from "../protocol.ts";
import type { TableOrder } from "./uiState.ts";

/** What of a trace is shown. */
export interface RowChoice {
  readonly collapsed: ReadonlySet<string>;
  readonly find: string;
  readonly onlyErrors: boolean;
}

/** A row of the waterfall as it is shown. */
export interface ShownRow {
  readonly data: TraceRowData;
  readonly expanded: boolean | undefined;
  /** It does not match: it is shown for the sake of those below it. */
  readonly isDim: boolean;
  /** Its place among the shown siblings, from 1, and their number. */
  readonly place: number;
  readonly places: number;
}

/** Whether a row is what one looks for; where nothing is looked for, each is. */
export function matches(row: TraceRowData, { find, onlyErrors }: Pick<RowChoice, "find" | "onlyErrors">): boolean {
  if (onlyErrors && row.state === "ok") return false;
  return find === "" || containsIgnoringCase(`${row.name} ${row.about}`, find);
}

/**
 * The rows of the waterfall: all that no folded one hides; or, where something is looked for, what matches with all
 * that it stands below, folded or not.
 */
export function visibleRows(rows: readonly TraceRowData[], choice: RowChoice): ShownRow[] {
  const isSearch = choice.find !== "" || choice.onlyErrors;
  const shown = isSearch ? foundRows(rows, choice) : unfoldedRows(rows, choice.collapsed);
  const siblings = new Map<number, number>();
  for (const { data } of shown) siblings.set(data.parent, (siblings.get(data.parent) ?? 0) + 1);
  const seen = new Map<number, number>();
  return shown.map((row) => {
    const { parent } = row.data;
    const place = (seen.get(parent) ?? 0) + 1;
    seen.set(parent, place);
    return { ...row, place, places: siblings.get(parent) ?? 1 };
  });
}

type Chosen = Pick<ShownRow, "data" | "expanded" | "isDim">;

function unfoldedRows(rows: readonly TraceRowData[], collapsed: ReadonlySet<string>): Chosen[] {
  const shown: Chosen[] = [];
  for (let index = 0; index < rows.length; ) {
    const data = rows[index];
    if (data === undefined) break;
    const hasChildren = data.end > index + 1;
    const isFolded = hasChildren && collapsed.has(data.id);
    shown.push({ data, expanded: hasChildren ? !isFolded : undefined, isDim: false });
    index = isFolded ? data.end : index + 1;
  }
  return shown;
}

function foundRows(rows: readonly TraceRowData[], choice: RowChoice): Chosen[] {
  const found = new Set(rows.flatMap((row, index) => (matches(row, choice) ? [index] : [])));
  const wanted = new Set(found);
  for (const index of found) {
    for (let parent = rows[index]?.parent ?? -1; parent >= 0 && !wanted.has(parent); parent = rows[parent]?.parent ?? -1) wanted.add(parent);
  }
  return rows.flatMap((data, index) => {
    if (!wanted.has(index)) return [];
    const hasShownChild = wanted.has(index + 1) && rows[index + 1]?.parent === index;
    const expanded = hasShownChild || hasChildIn(rows, index, wanted) ? true : undefined;
    return [{ data, expanded, isDim: !found.has(index) }];
  });
}

function hasChildIn(rows: readonly TraceRowData[], index: number, wanted: ReadonlySet<number>): boolean {
  const end = rows[index]?.end ?? index;
  for (let below = index + 1; below < end; below += 1) if (wanted.has(below)) return true;
  return false;
}

/** Ids of all rows that can be folded. */
export function foldable(rows: readonly TraceRowData[]): string[] {
  return rows.flatMap((row, index) => (row.end > index + 1 ? [row.id] : []));
}

/** The part, or the outermost folded one that hides it. */
export function shownPart(rows: readonly TraceRowData[], collapsed: ReadonlySet<string>, id: string): string {
  let shown = id;
  for (let at = rows.find((row) => row.id === id)?.parent ?? -1; at >= 0; at = rows[at]?.parent ?? -1) {
    const above = rows[at]?.id;
    if (above !== undefined && collapsed.has(above)) shown = above;
  }
  return shown;
}

/** What took how long; undefined while it goes on. */
export function tookOf(row: TraceRowData): number | undefined {
  return row.to === undefined ? undefined : row.to - row.from;
}

/** The rows that match, in the table's order; equal ones as they stand in the trace. */
export function tableRows(rows: readonly TraceRowData[], choice: Pick<RowChoice, "find" | "onlyErrors">, order: TableOrder): TraceRowData[] {
  const sign = order.descending ? -1 : 1;
  return rows.filter((row) => matches(row, choice)).toSorted((a, b) => sign * compare(a, b, order));
}

function compare(a: TraceRowData, b: TraceRowData, { column }: TableOrder): number {
  switch (column) {
    case "name":
      return a.name.localeCompare(b.name);
    case "kind":
      return a.kind.localeCompare(b.kind);
    case "status":
      return SEVERITY[a.state] - SEVERITY[b.state] || (a.status ?? 0) - (b.status ?? 0);
    case "start":
      return a.from - b.from;
    case "duration":
      // what goes on has taken longest
      return difference(tookOf(a), tookOf(b));
  }
}

const SEVERITY: Readonly<Record<TraceRowData["state"], number>> = { ok: 0, throttle: 1, error: 2, fault: 3 };

function difference(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined ? -1 : a - b;
}
