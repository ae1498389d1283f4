import { statusIcons } from "../../host/tree/icons.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { DeploymentStatus, StepStatus } from "./model.ts";

type Icon = NonNullable<RowView["icon"]>;

const BEGINS = { id: "clock", color: "charts.blue" };
const ICONS: Readonly<Record<DeploymentStatus | StepStatus, Icon>> = {
  Unknown: statusIcons.unknown,
  Pending: statusIcons.unknown,
  Created: BEGINS,
  Queued: BEGINS,
  InProgress: statusIcons.running,
  Baking: statusIcons.running,
  Ready: statusIcons.waiting,
  Succeeded: statusIcons.passed,
  Failed: statusIcons.failed,
  Stopped: statusIcons.stopped,
  Skipped: statusIcons.skipped,
};

/** How the status of a deployment, a target or a lifecycle event looks; undefined (none yet, or not known) is neutral. */
export function statusIcon(status: DeploymentStatus | StepStatus | undefined): Icon {
  return ICONS[status ?? "Unknown"];
}

/** A deployment's status in words. */
export function statusText(status: DeploymentStatus): string {
  return status === "Ready" ? "ready, waits to go on" : stepText(status);
}

/** The status of a target or a lifecycle event in words. */
export function stepText(status: DeploymentStatus | StepStatus): string {
  return status === "InProgress" ? "in progress" : status.toLowerCase();
}
