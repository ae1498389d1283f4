import type { AccountContext } from "../../base/context.ts";
import { conflict } from "../../base/errors.ts";
import { refIn } from "../../base/resourceRef.ts";
import { formatDateTime } from "../../base/time.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { deploymentDetails, eventDetails, targetDetails } from "./actions/details.ts";
import { optionChanges } from "./actions/plans.ts";
import type { CodeDeployApi } from "./api.ts";
import { applications, deployments, events, targets } from "./kinds.ts";
import { type Deployment, type Revision, isRunning, nameOfRevision, optionsOf, progressText, statusText, trafficOf } from "./model.ts";

const deploymentRef = ({ region }: AccountContext, { id }: Deployment) => refIn(region, "codedeploy", `deployment:${id}`);

export const actions = {
  showApplication: look(applications, { run: ({ told, context }, { open }) => open(told.ref, context) }),

  showDeployment: look(deployments, { run: ({ item, context }, { open }) => open(deploymentRef(context, item), context) }),

  stop: write(deployments, {
    operation: "StopDeployment",
    verb: "Stop",
    fits: ({ status }) => isRunning(status),
    none: "no deployment is under way",
    async before({ api, item: { id } }, { ask }) {
      const deployment = await api.getDeployment(id);
      if (!isRunning(deployment.status)) throw conflict(`stop ${id}`, `it has ended already: ${statusText(deployment.status)}`);
      const previous = await wordsOf(api, deployment, deployment.previousRevision);
      return { deployment, previous, rollBack: await howToStop(ask, id, previous), progress: await progressOf(api, deployment) };
    },
    plan: ({ item: { id, group } }, { previous, rollBack, progress }) => ({
      title: `Stop deployment ${id} to ${group}`,
      changes: [
        { what: "Deployment", before: progress, after: "stopped where it is" },
        rollBack
          ? { what: "Rollback", after: `a new deployment of ${previous ?? "the revision before"}` }
          : { what: "What was deployed by then", after: "stays: new and old may run side by side" },
      ],
      undo: rollBack
        ? "a stopped deployment cannot go on; deploy its revision again when the rollback has ended."
        : "a stopped deployment cannot go on; deploy its revision or the one before it again.",
    }),
    send: ({ api, item: { id } }, { rollBack }) => api.stop(id, rollBack),
  }),

  redeploy: write(deployments, {
    operation: "CreateDeployment",
    verb: "Deploy",
    // a group takes no second one while one is under way
    fits: ({ revision, status }) => revision !== undefined && !isRunning(status),
    none: "no deployment that has ended names its revision",
    async before({ api, item: { id } }, { ask }) {
      const deployment = await api.getDeployment(id);
      const { application, group, revision } = deployment;
      if (revision === undefined) throw conflict(`deploy the revision of ${id} again`, "the deployment names no revision");
      const [groupNow] = await api.getGroups(application, [group]);
      const words = (await wordsOf(api, deployment, revision)) ?? "the revision";
      const before = await wordsOf(api, deployment, groupNow?.revision);
      const prompt = "Description (optional, kept with the deployment): everybody can read it";
      const description = await ask.text({ title: `Deploy ${words} to ${group}`, prompt, example: "Back to what worked" });
      return { deployment, revision, words, before, config: groupNow?.config, description };
    },
    plan: ({ item: { id, group } }, { deployment, words, before, config }) => ({
      title: `Deploy ${words} to ${group}`,
      changes: [
        {
          what: "Revision",
          ...(before === undefined ? {} : { before }),
          after: `${words}, that of ${id}${deployment.createdAt === undefined ? "" : ` of ${formatDateTime(deployment.createdAt)}`}`,
        },
        ...optionChanges(optionsOf(deployment), config),
      ],
      undo: `stop the deployment while it runs${before === undefined ? "" : `, or deploy ${before} again`}.`,
    }),
    send: ({ api }, { deployment, revision, description }) =>
      api.deploy(deployment.application, deployment.group, revision, description, optionsOf(deployment)),
    after: ({ item: { group } }, started, { note }) => Promise.resolve(note(`Started deployment ${started} to ${group}`)),
  }),

  showDetails: look(deployments, {
    async run({ api, item: { id } }, { ask, show }) {
      const text = await ask.wait(`Reading the events of ${id}`, async (signal) => {
        const [deployment, own] = await Promise.all([api.getDeployment(id, signal), api.allTargets(id, signal)]);
        return deploymentDetails(deployment, own, Date.now());
      });
      await show(`${id}.txt`, text);
    },
  }),

  showTarget: look(targets, {
    run: ({ item, up }, { show }) => show(`${up(deployments).id} ${item.id}.txt`, targetDetails(item, Date.now())),
  }),

  showEvent: look(events, {
    onClick: true,
    run: ({ item, up }, { show }) => show(`${up(deployments).id} ${item.name}.txt`, eventDetails(up(targets), item, Date.now())),
  }),
};

/** Without a revision before there is nothing to go back to. @throws DevOpsError cancelled */
function howToStop(ask: Ask, id: string, previous: string | undefined): Promise<boolean> {
  const only = { label: "Stop only", description: "leave everything as it is at that moment", value: false };
  if (previous === undefined) return ask.pick(`Stop ${id}`, "There is no earlier revision to roll back to", [only]);
  return ask.pick(`Stop ${id}`, "How", [{ label: "Stop and roll back", description: `deploy ${previous} again`, value: true }, only]);
}

/** A revision in words, with what an AppSpec puts in place; undefined where there is none. */
async function wordsOf(api: CodeDeployApi, { application }: Deployment, revision: Revision | undefined): Promise<string | undefined> {
  return revision && nameOfRevision(revision, await api.textOf(application, revision));
}

/** How far a deployment is: instances, or traffic. */
async function progressOf(api: CodeDeployApi, deployment: Deployment): Promise<string> {
  const status = statusText(deployment.status);
  const instances = progressText(deployment);
  if (instances !== undefined) return `${status}, ${instances}`;
  const traffic = trafficOf(await api.allTargets(deployment.id));
  return traffic === undefined ? status : `${status}, ${traffic} % of the traffic`;
}
