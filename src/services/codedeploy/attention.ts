import type { AttentionItem } from "../../base/contracts.ts";
import { refIn } from "../../base/resourceRef.ts";
import { type Attention, runningOrBroken } from "../../host/kinds/attention.ts";
import type { CodeDeployApi } from "./api.ts";
import { type Deployment, isRunning, progressText } from "./model.ts";

/** A deployment that failed longer ago is no news, in milliseconds. */
const RECENT = 3 * 24 * 60 * 60_000;

/** Deployments that run or wait, and the latest of a group where it failed lately: one list and one batch. */
export const deployAttention: Attention<CodeDeployApi> = {
  look: async (api, { context, only, signal }) => {
    const found = only === undefined ? await api.deploymentsSince(Date.now() - RECENT, signal) : await api.getDeployments(only.map(({ id }) => id), signal);
    const is = { running: ({ status }: Deployment) => isRunning(status), failed: ({ status }: Deployment) => status === "Failed" };
    return { items: runningOrBroken(found, ({ application, group }) => `${application}/${group}`, is).map((deployment) => toItem(deployment, context.region)) };
  },
};

function toItem(deployment: Deployment, region: string): AttentionItem {
  const { id, application, group, status, error, errorCode, startedAt, createdAt, endedAt } = deployment;
  const base = { id, label: `${application} ${group}`, ref: refIn(region, "codedeploy", `deployment:${id}`) };
  if (status === "Failed") return { ...base, standing: "failed", facts: ["deployment failed", error ?? errorCode], at: endedAt ?? createdAt };
  // the traffic is moved by hand ("Ready" of DeploymentStatus, API reference)
  if (status === "Ready") return { ...base, standing: "waiting", facts: ["waits for its traffic to be moved"], at: startedAt ?? createdAt };
  return { ...base, standing: "running", facts: ["deploys", progressText(deployment)], at: startedAt ?? createdAt };
}
