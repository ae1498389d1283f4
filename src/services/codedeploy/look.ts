import { unreachable } from "../../base/errors.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { DeploymentStatus, StepStatus } from "./model.ts";

type Icon = NonNullable<RowView["icon"]>;

const NEUTRAL: Icon = { id: "circle-outline", color: "disabledForeground" };
const RUNS: Icon = { id: "sync~spin", color: "charts.blue" };
const PASSED: Icon = { id: "pass-filled", color: "testing.iconPassed" };
const FAILED: Icon = { id: "error", color: "testing.iconFailed" };

/** How a deployment's status looks; undefined (none yet, or not known) is neutral. */
export function statusIcon(status: DeploymentStatus | undefined): Icon {
  switch (status) {
    case undefined:
    case "Unknown":
      return NEUTRAL;
    case "Created":
    case "Queued":
      return { id: "clock", color: "charts.blue" };
    case "InProgress":
    case "Baking":
      return RUNS;
    case "Ready":
      return { id: "bell-dot", color: "charts.yellow" };
    case "Succeeded":
      return PASSED;
    case "Failed":
      return FAILED;
    case "Stopped":
      return { id: "circle-slash", color: "charts.orange" };
    default:
      return unreachable(status);
  }
}

/** A deployment's status in words. */
export function statusText(status: DeploymentStatus): string {
  switch (status) {
    case "InProgress":
      return "in progress";
    case "Ready":
      return "ready, waits to go on";
    case "Created":
    case "Queued":
    case "Baking":
    case "Succeeded":
    case "Failed":
    case "Stopped":
    case "Unknown":
      return status.toLowerCase();
    default:
      return unreachable(status);
  }
}

/** How the status of a target or of a lifecycle event looks. */
export function stepIcon(status: StepStatus): Icon {
  switch (status) {
    case "Pending":
    case "Unknown":
      return NEUTRAL;
    case "InProgress":
      return RUNS;
    case "Ready":
      return { id: "bell-dot", color: "charts.yellow" };
    case "Succeeded":
      return PASSED;
    case "Failed":
      return FAILED;
    case "Skipped":
      return { id: "debug-step-over", color: "disabledForeground" };
    default:
      return unreachable(status);
  }
}

export function stepText(status: StepStatus): string {
  return status === "InProgress" ? "in progress" : status.toLowerCase();
}
