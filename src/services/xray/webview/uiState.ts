import type { TimeSpan } from "../../../webkit/timeAxis.ts";

export const COLUMNS = ["name", "kind", "status", "start", "duration"] as const;
export type Column = (typeof COLUMNS)[number];

export interface TableOrder {
  readonly column: Column;
  readonly descending: boolean;
}

/** What the view finds again when it was hidden or its window was closed. */
export interface UiState {
  /** Ids of folded parts. */
  readonly collapsed: readonly string[];
  readonly selected: string | undefined;
  /** Whether the pane of the selected part is open. */
  readonly isDetailOpen: boolean;
  readonly isTable: boolean;
  readonly order: TableOrder;
  readonly find: string;
  readonly onlyErrors: boolean;
  /** Milliseconds since the trace began; undefined: all of it. */
  readonly view: TimeSpan | undefined;
  /** The row at the upper edge. */
  readonly top: number;
}

export const DEFAULT_UI: UiState = {
  collapsed: [],
  selected: undefined,
  isDetailOpen: false,
  isTable: false,
  order: { column: "start", descending: false },
  find: "",
  onlyErrors: false,
  view: undefined,
  top: 0,
};

/** Reads what was stored; whatever is not understood (another version's state) is as the first time. */
export function parseUi(value: unknown): UiState {
  if (typeof value !== "object" || value === null) return DEFAULT_UI;
  const stored = value as Partial<Record<keyof UiState, unknown>>;
  const flag = (name: "isDetailOpen" | "isTable" | "onlyErrors") => stored[name] === true;
  return {
    collapsed: Array.isArray(stored.collapsed) ? stored.collapsed.filter((id) => typeof id === "string") : [],
    selected: typeof stored.selected === "string" ? stored.selected : undefined,
    isDetailOpen: flag("isDetailOpen"),
    isTable: flag("isTable"),
    order: parseOrder(stored.order),
    find: typeof stored.find === "string" ? stored.find : "",
    onlyErrors: flag("onlyErrors"),
    view: parseSpan(stored.view),
    top: typeof stored.top === "number" && stored.top >= 0 ? stored.top : 0,
  };
}

function parseOrder(value: unknown): TableOrder {
  if (typeof value !== "object" || value === null) return DEFAULT_UI.order;
  const { column, descending } = value as Partial<Record<keyof TableOrder, unknown>>;
  const known = COLUMNS.find((one) => one === column);
  return known === undefined ? DEFAULT_UI.order : { column: known, descending: descending === true };
}

function parseSpan(value: unknown): TimeSpan | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { from, to } = value as Partial<Record<keyof TimeSpan, unknown>>;
  return typeof from === "number" && typeof to === "number" && to > from ? { from, to } : undefined;
}
