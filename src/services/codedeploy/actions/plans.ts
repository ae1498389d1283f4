import type { PlannedChange } from "../../../base/plan.ts";
import type { DeployOptions } from "../model.ts";

/** How a deployment will go, where it goes like an earlier one. @param own the group's own configuration */
export function optionChanges({ config, instances }: DeployOptions, own: string | undefined): PlannedChange[] {
  const differs = config !== undefined && own !== undefined && config !== own;
  const files = { OVERWRITE: "are replaced", RETAIN: "are kept" }[instances?.fileExists ?? ""];
  return [
    { what: "How", ...(differs ? { before: `${own}, the group's own` } : {}), after: config ?? own ?? "as the group deploys" },
    ...(files === undefined ? [] : [{ what: "Files that no deployment put there", after: files }]),
    ...(instances?.ignoresStopFailures === true ? [{ what: "A failing ApplicationStop", after: "is passed over" }] : []),
  ];
}
