import { parseArn } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { formatAgo, formatDuration, formatSpan, timeLine } from "../../base/time.ts";
import { inSteps } from "../../host/kinds/details.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { CodeDeployApi } from "./api.ts";
import {
  type Deployment,
  type Group,
  type LatestDeployment,
  type LifecycleEvent,
  type Platform,
  type Target,
  type TaskSet,
  currentEvent,
  failureOf,
  groupOf,
  isOpen,
  isRunning,
  nameOfRevision,
  platformText,
  progressText,
  revisionDetails,
  standingOf,
  starterText,
  statusText,
  stepText,
  targetLines,
  taskSetTitle,
  tasksText,
  tookOf,
  trafficOf,
  trafficText,
} from "./model.ts";

/** Lines of a script's log that a tooltip shows: its end, where the failure stands. */
const TAIL_LINES = 8;

/** What `ListApplications`, which tells names alone, does not tell. */
export interface ApplicationFacts {
  /** One that is no longer among the region's newest stays known, if it had ended. */
  readonly latest: Deployment | undefined;
  readonly platform: Platform | undefined;
}

/** The status while something runs, else how long ago it began: the icon has the rest. */
function statusOrAge({ status, createdAt }: Omit<LatestDeployment, "id">, now: number): string {
  return isRunning(status) || createdAt === undefined ? statusText(status) : formatAgo(createdAt, now);
}

export const applications: Kind<CodeDeployApi, string, undefined, ApplicationFacts> = {
  noun: "application",
  icon: "package",
  none: "No application in this region",
  arn: "codedeploy:application:{application}",
  page: "codesuite/codedeploy/applications/{application}",
  get below() {
    return [groups];
  },
  list: (api, _service, { cursor, signal }) => api.listApplications(cursor, signal),
  /** The newest deployments of the region, and once what the applications deploy to: in batches. */
  async *more(api, names, { reason, known, signal }) {
    const newest = new Map((await api.newestDeployments(undefined, undefined, signal)).items.toReversed().map((one) => [one.application, one]));
    yield names.flatMap((name) => {
      const latest = newest.get(name);
      return latest === undefined && !isRunning(known(name).latest?.status) ? [] : [[name, { latest }] as const];
    });
    const unknown = names.filter((name) => reason === "user" || known(name).platform === undefined);
    if (unknown.length > 0) yield (await api.getApplications(unknown, signal)).map(({ name, platform }) => [name, { platform }]);
  },
  key: (name) => name,
  tell: (name, { latest, platform }, { now }) => ({
    label: name,
    standing: latest && standingOf(latest.status),
    facts: [latest && statusOrAge(latest, now), latest && isRunning(latest.status) ? progressText(latest) : undefined, platform && platformText(platform)],
    spoken: latest && `latest deployment ${statusText(latest.status)}`,
    tooltip: [
      name,
      platform && `Deploys to ${platformText(platform)}`,
      latest === undefined ? "No recent deployment" : `Latest deployment ${latest.id} to ${latest.group}: ${statusText(latest.status)}`,
      timeLine("Created", latest?.createdAt),
    ],
  }),
};

/** A deployment group with how its latest deployment stands. */
export const groups: Kind<CodeDeployApi, Group, string> = {
  noun: "group",
  icon: "server-environment",
  none: "No deployment group yet",
  arn: "codedeploy:deploymentgroup:{application}/{group}",
  page: "codesuite/codedeploy/applications/{application}/deployment-groups/{group}",
  above: applications,
  get below() {
    return [deployments];
  },
  list: (api, application, { cursor, signal }) => api.listGroups(application, cursor, signal),
  key: ({ name }) => name,
  tell: ({ application, name, config, style, platform, latest }, _more, { now }) => ({
    label: name,
    what: "deployment group",
    standing: latest && standingOf(latest.status),
    facts: [latest === undefined ? "no deployment yet" : statusOrAge(latest, now)],
    spoken: latest && `latest deployment ${statusText(latest.status)}`,
    tooltip: [
      `${name} of ${application}`,
      platform && joined([`Deploys to ${platformText(platform)}`, style], ", "),
      config && `Configuration: ${config}`,
      latest === undefined ? "No deployment yet" : `Latest deployment ${latest.id}: ${statusText(latest.status)}`,
    ],
  }),
};

/** What deployments themselves do not tell. */
export interface DeploymentFacts {
  /** What the AppSpec puts in place. */
  readonly text: string;
  readonly traffic: number | undefined;
  /** Whether a target is not through, though the deployment may have ended. */
  readonly isOpen: boolean;
}

export const deployments: Kind<CodeDeployApi, Deployment, Group, DeploymentFacts> = {
  noun: "deployment",
  icon: "circle-outline",
  none: "No deployment yet",
  page: "codesuite/codedeploy/deployments/{deployment}",
  rows: 10,
  isHistory: true,
  above: groups,
  get below() {
    return [targets];
  },
  list: (api, { application, name }, { cursor, signal }) => api.newestDeployments({ application, group: name }, cursor, signal),
  lately: (api, signal) => api.runningAndNewest(signal),
  path: (deployment) => [deployment.application, groupOf(deployment)],
  get: (api, id, _group, signal) => api.getDeployment(id, signal),
  more: (api, items, { signal }) =>
    inSteps<DeploymentFacts>([
      async () => [...(await api.textsOf(items, signal))].map(([id, text]) => [id, { text }]),
      ...items.filter(({ status, platform }) => isRunning(status) && platform !== "Server").map(({ id }) => async () =>
        [[id, { traffic: trafficOf(await api.allTargets(id, signal)) }] as const]),
    ]),
  key: ({ id }) => id,
  // what it deploys names it; its id says nothing, and stands last
  tell(one, { text, traffic }, { now }) {
    const { id, status, createdAt, startedAt, endedAt, revision } = one;
    const running = isRunning(status);
    const label = nameOfRevision(revision, text) ?? id;
    const own = label === id ? undefined : id;
    // why it failed, in a sentence: the first that is asked of such a row
    const [error] = (running ? "" : (one.error ?? "")).split("\n", 1);
    const facts = [
      status === "Succeeded" ? undefined : progressText(one),
      running && traffic !== undefined ? trafficText(traffic) : undefined,
      running ? undefined : formatAgo(createdAt, now),
      starterText(one),
      formatSpan(startedAt ?? createdAt, endedAt ?? now),
    ];
    return {
      label,
      name: id,
      what: joined(["deployment", own], " "),
      standing: standingOf(status),
      // of what goes on the icon does not say that it has not begun, or waits for its end
      facts: [running && status !== "InProgress" ? statusText(status) : undefined, ...facts, joined([error, own]) || undefined],
      spoken: joined([statusText(status), ...facts, error]),
      tooltip: [
        `${id}: ${statusText(status)}`,
        `${one.application} to ${one.group}`,
        one.description,
        createdAt === undefined ? undefined : joined([timeLine("Created", createdAt), starterText(one)], " "),
        one.config && `Configuration: ${one.config}`,
        revision && `Revision: ${joined([text, revisionDetails(revision)], ", ")}`,
        one.error && joined([one.errorCode, one.error], ": "),
        one.rolledBackBy && `Rolled back by ${one.rolledBackBy}`,
      ],
    };
  },
  isSettled: ({ status }, { isOpen: goesOn }) => !isRunning(status) && goesOn !== true,
  named: ({ service, resource }) => (service === "codedeploy" && resource.startsWith("deployment:") ? resource.slice("deployment:".length) : undefined),
};

/** An instance, an ECS service or a function that is deployed to. */
export const targets: Kind<CodeDeployApi, Target, Deployment> = {
  noun: "target",
  icon: "circle-outline",
  none: "No target: it has not reached one",
  page: "codesuite/codedeploy/deployments/{deployment}",
  above: deployments,
  get below() {
    return [taskSets, events];
  },
  belowOf: ({ taskSets: own }) => (own.length === 0 ? [events] : [taskSets, events]),
  list: (api, { id }, { cursor, signal }) => api.listTargets(id, cursor, signal),
  teach: (items): Partial<DeploymentFacts> => ({ traffic: trafficOf(items), isOpen: items.some(({ status }) => isOpen(status)) }),
  key: ({ id }) => id,
  tell(target) {
    const { id, arn, kind, side, status, traffic, updatedAt } = target;
    const event = currentEvent(target)?.name;
    const shifted = traffic === undefined ? undefined : trafficText(traffic);
    return {
      label: id,
      what: kind === "unknown" ? "target" : kind,
      standing: standingOf(status),
      // the icon has the status, where something else is told
      facts: [side, event === undefined && status !== "Succeeded" ? stepText(status) : undefined, event, shifted],
      spoken: joined([side, stepText(status), event, shifted]),
      tooltip: [
        `${id}: ${stepText(status)}`,
        side && `The ${side} instance of a blue/green deployment`,
        ...targetLines(target),
        target.events.map(failureOf).find((failure) => failure !== undefined),
        timeLine("Changed", updatedAt),
      ],
      ref: arn === undefined ? undefined : parseArn(arn),
    };
  },
};

/** The tasks of one version of an ECS service: how many run, and how much of the traffic they have. */
const taskSets: Kind<CodeDeployApi, TaskSet, Target> = {
  noun: "taskSet",
  icon: "server-process",
  page: "codesuite/codedeploy/deployments/{deployment}",
  above: targets,
  of: (target) => target.taskSets,
  key: ({ id }) => id,
  tell: (set) => ({
    label: taskSetTitle(set),
    what: "",
    facts: [trafficText(set.traffic), tasksText(set)],
    tooltip: [taskSetTitle(set), set.id, trafficText(set.traffic), tasksText(set)],
  }),
};

export const events: Kind<CodeDeployApi, LifecycleEvent, Target> = {
  noun: "event",
  icon: "circle-outline",
  none: "No lifecycle event yet",
  page: "codesuite/codedeploy/deployments/{deployment}",
  above: targets,
  of: (target) => target.events,
  key: ({ name }) => name,
  tell(event, _more, { now }) {
    const { name, status, startedAt, logTail } = event;
    const took = tookOf(event, now);
    const told = joined([took === undefined ? undefined : formatDuration(took), failureOf(event)]);
    return {
      label: name,
      what: "lifecycle event",
      standing: standingOf(status),
      facts: [told === "" ? stepText(status) : told],
      spoken: joined([stepText(status), told]),
      tooltip: [`${name}: ${stepText(status)}`, timeLine("Started", startedAt), failureOf(event), ...(logTail?.split("\n").slice(-TAIL_LINES) ?? [])],
    };
  },
};
