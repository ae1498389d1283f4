import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";
import { type Action, buildRef, deploymentRef } from "./model.ts";

/** What can be opened of an action, and what to say where no action has it. */
export interface Openable {
  readonly refOf: (region: string, action: Action) => ResourceRef | undefined;
  /** The verb phrase with the pipeline's name behind it. */
  readonly tried: string;
  readonly none: string;
}

export const LOG: Openable = { refOf: logRef, tried: "open a log of", none: "no action of it has written a log" };
export const DEPLOYMENT: Openable = { refOf: deploymentRef, tried: "open a deployment of", none: "no action of it has run a deployment" };

/** What tells an action's log: the stream that the action names, else the build that it started. */
function logRef(region: string, action: Action): ResourceRef | undefined {
  const { log } = action;
  if (log === undefined) return buildRef(region, action);
  const resource = `log-group:${log.group}:log-stream:${log.stream}`;
  return { partition: partitionOf(log.region), service: "logs", region: log.region, account: log.account, resource };
}
