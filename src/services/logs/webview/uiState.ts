import type { LogRange } from "../model.ts";
import type { ListAnchor } from "./logList.ts";
import type { Zone } from "./timeFormat.ts";

/** What the view finds again when it was hidden or its window was closed. */
export interface UiState {
  readonly reversed: boolean;
  readonly times: boolean;
  readonly streams: boolean;
  /** JSON as its message and fields. */
  readonly json: boolean;
  readonly zone: Zone;
  readonly range: LogRange | undefined;
  readonly filter: string | undefined;
  readonly anchor: ListAnchor | undefined;
}

export const DEFAULT_UI: UiState = {
  reversed: false,
  times: true,
  streams: true,
  json: true,
  zone: "local",
  range: undefined,
  filter: undefined,
  anchor: undefined,
};

/** Reads what was stored; whatever is not understood (another version's state) is as the first time. */
export function parseUi(value: unknown): UiState {
  if (typeof value !== "object" || value === null) return DEFAULT_UI;
  const stored = value as Partial<Record<keyof UiState, unknown>>;
  const flag = (name: "reversed" | "times" | "streams" | "json") =>
    typeof stored[name] === "boolean" ? stored[name] : DEFAULT_UI[name];
  return {
    reversed: flag("reversed"),
    times: flag("times"),
    streams: flag("streams"),
    json: flag("json"),
    zone: stored.zone === "utc" ? "utc" : "local",
    range: parseRange(stored.range),
    filter: typeof stored.filter === "string" ? stored.filter : undefined,
    anchor: parseAnchor(stored.anchor),
  };
}

function parseRange(value: unknown): LogRange | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, ms, from, to } = value as Partial<Record<"kind" | "ms" | "from" | "to", unknown>>;
  if (kind === "all") return { kind };
  if (kind === "last" && typeof ms === "number") return { kind, ms };
  if (kind !== "exact") return undefined;
  return { kind, from: typeof from === "number" ? from : undefined, to: typeof to === "number" ? to : undefined };
}

function parseAnchor(value: unknown): ListAnchor | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { generation, position, fraction } = value as Partial<Record<keyof ListAnchor, unknown>>;
  if (typeof generation !== "number" || typeof position !== "number" || typeof fraction !== "number") return undefined;
  return { generation, position, fraction };
}
