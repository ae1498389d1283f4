import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { formatArn } from "../../base/resourceRef.ts";
import { formatDateTime } from "../../base/time.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { askText, pick, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodeDeployApi } from "./api.ts";
import { deployApi } from "./connect.ts";
import { EventRow, TargetRow } from "./deploymentRows.ts";
import { deploymentDetails, eventDetails, targetDetails } from "./details.ts";
import { statusText } from "./look.ts";
import type { manifest } from "./manifest.ts";
import { type Deployment, type Revision, isRunning, optionsOf, progressText, trafficOf, wordsFor } from "./model.ts";
import { chooseApplication, chooseDeployment } from "./pickers.ts";
import { groupRef } from "./ref.ts";
import { optionChanges } from "./plans.ts";
import { reveal, revealDeployment } from "./reveal.ts";

/** Handlers of the room's commands. Each works on a row, and asks where it was called without one. */
export function deployCommands(host: RoomHost): CommandHandlers<typeof manifest> {
  return {
    showApplication: async () => {
      const { context, application } = await chooseApplication(host, undefined, "Show application");
      await reveal(host, context, [application]);
    },
    showDeployment: async (target) => {
      const { context, id } = await chooseDeployment(host, target, "Show deployment", "newest");
      await revealDeployment(host, context, await (await deployApi(host, context)).getDeployment(id));
    },
    stop: (target) => stop(host, target),
    redeploy: (target) => redeploy(host, target),
    showDetails: (target) => showDetails(host, target),
  };
}

async function stop(host: RoomHost, target: unknown): Promise<void> {
  const { context, id } = await chooseDeployment(host, target, "Stop deployment", "running");
  const api = await deployApi(host, context);
  const deployment = await api.getDeployment(id);
  if (!isRunning(deployment.status)) {
    const why = `it has ended already: ${statusText(deployment.status)}`;
    throw new DevOpsError({ kind: "conflict", tried: `stop ${id}`, why });
  }
  const previous = await wordsOf(api, deployment.application, deployment.previousRevision);
  const rollBack = await askHowToStop(id, previous);
  const plan = {
    title: `Stop deployment ${id} to ${deployment.group}`,
    verb: "Stop",
    operation: "codedeploy:StopDeployment",
    context,
    resource: deployment.group,
    arn: formatArn(groupRef(context.region, deployment.application, deployment.group)),
    changes: [
      { what: "Deployment", before: await progressOf(api, deployment), after: "stopped where it is" },
      rollBack
        ? { what: "Rollback", after: `a new deployment of ${previous ?? "the revision before"}` }
        : { what: "What was deployed by then", after: "stays: new and old may run side by side" },
    ],
    undo: rollBack
      ? "a stopped deployment cannot go on; deploy its revision again when the rollback has ended."
      : "a stopped deployment cannot go on; deploy its revision or the one before it again.",
  };
  await host.writes.perform(plan, () => api.stop(id, rollBack));
  await host.trees.refresh();
}

/** Without a revision before there is nothing to go back to. @throws DevOpsError cancelled */
async function askHowToStop(id: string, previous: string | undefined): Promise<boolean> {
  const items = [
    { label: "Stop and roll back", description: `deploy ${previous ?? "the revision before"} again`, value: true },
    { label: "Stop only", description: "leave everything as it is at that moment", value: false },
  ];
  const offered = previous === undefined ? items.filter(({ value }) => !value) : items;
  const placeholder = previous === undefined ? "There is no earlier revision to roll back to" : "How";
  return pick(offered, { title: `Stop ${id}`, placeholder });
}

async function redeploy(host: RoomHost, target: unknown): Promise<void> {
  const { context, id } = await chooseDeployment(host, target, "Deploy a revision again", "newest");
  const api = await deployApi(host, context);
  const deployment = await api.getDeployment(id);
  const { application, group, revision, createdAt } = deployment;
  if (revision === undefined) {
    const why = "the deployment names no revision";
    throw new DevOpsError({ kind: "conflict", tried: `deploy the revision of ${id} again`, why });
  }
  const [groupNow] = await api.getGroups(application, [group]);
  const words = (await wordsOf(api, application, revision)) ?? "the revision";
  const before = await wordsOf(api, application, groupNow?.revision);
  const description = await askText({
    title: `Deploy ${words} to ${group}`,
    prompt: "Description (optional, kept with the deployment): everybody can read it",
    stays: true,
  });
  const options = optionsOf(deployment);
  const when = createdAt === undefined ? "" : ` of ${formatDateTime(createdAt)}`;
  const plan = {
    title: `Deploy ${words} to ${group}`,
    verb: "Deploy",
    operation: "codedeploy:CreateDeployment",
    context,
    resource: group,
    arn: formatArn(groupRef(context.region, application, group)),
    changes: [
      { what: "Revision", ...(before === undefined ? {} : { before }), after: `${words}, that of ${id}${when}` },
      ...optionChanges(options, groupNow?.config),
    ],
    undo: `stop the deployment while it runs${before === undefined ? "" : `, or deploy ${before} again`}.`,
  };
  const started = await host.writes.perform(plan, () => api.deploy(application, group, revision, description, options));
  host.log.info(`Started deployment ${started} to ${group}`);
  await host.trees.refresh();
}

async function showDetails(host: RoomHost, target: unknown): Promise<void> {
  if (target instanceof EventRow) {
    const text = eventDetails(target.parent.data, target.data, Date.now());
    await host.documents.show(`${target.parent.parent.data.id} ${target.data.name}.txt`, text);
    return;
  }
  if (target instanceof TargetRow) {
    const text = targetDetails(target.data, Date.now());
    await host.documents.show(`${target.parent.data.id} ${target.data.id}.txt`, text);
    return;
  }
  const { context, id } = await chooseDeployment(host, target, "Show events and logs of a deployment", "newest");
  await showDeploymentDetails(host, context, id);
}

async function showDeploymentDetails(host: RoomHost, context: AccountContext, id: string): Promise<void> {
  const text = await withProgress(`Reading the events of ${id}`, async (signal) => {
    const api = await deployApi(host, context);
    const ids = api.allTargets(id, signal);
    const [deployment, targets] = await Promise.all([api.getDeployment(id, signal), ids]);
    return deploymentDetails(deployment, await api.getTargets(id, targets, signal), Date.now());
  });
  await host.documents.show(`${id}.txt`, text);
}

/** A revision in words, with what an AppSpec puts in place; undefined where there is none. */
async function wordsOf(
  api: CodeDeployApi,
  application: string,
  revision: Revision | undefined,
): Promise<string | undefined> {
  if (revision === undefined) return undefined;
  return wordsFor(revision, await api.revisionTexts(application, [revision]));
}

/** How far a deployment is: instances, or traffic. */
async function progressOf(api: CodeDeployApi, deployment: Deployment): Promise<string> {
  const status = statusText(deployment.status);
  const instances = progressText(deployment);
  if (instances !== undefined) return `${status}, ${instances}`;
  const traffic = trafficOf(await api.getTargets(deployment.id, await api.allTargets(deployment.id)));
  return traffic === undefined ? status : `${status}, ${traffic} % of the traffic`;
}
