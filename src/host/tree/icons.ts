import type { RowView } from "./rows.ts";

/** How what every service knows of its runs looks: the same everywhere. */
export const statusIcons = {
  unknown: { id: "circle-outline", color: "disabledForeground" },
  running: { id: "sync~spin", color: "charts.blue" },
  waiting: { id: "bell-dot", color: "charts.yellow" },
  passed: { id: "pass-filled", color: "testing.iconPassed" },
  failed: { id: "error", color: "testing.iconFailed" },
  stopped: { id: "circle-slash", color: "charts.orange" },
  skipped: { id: "debug-step-over", color: "disabledForeground" },
} as const satisfies Record<string, NonNullable<RowView["icon"]>>;
