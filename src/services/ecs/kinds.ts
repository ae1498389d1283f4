import { chunked } from "../../base/async.ts";
import { formatAgo, formatDateTime, formatDuration, timeLine } from "../../base/time.ts";
import { parseArn } from "../../base/arn.ts";
import { joined, plural, words } from "../../base/text.ts";
import { inSteps } from "../../host/kinds/details.ts";
import { type Details, type Kind, type ListRequest, type Moment, type Told, folder } from "../../host/kinds/kind.ts";
import type { EcsApi } from "./api.ts";
import {
  type Cluster,
  type Container,
  type Counts,
  type Deployment,
  type Hold,
  ROLLOUTS,
  type Rollout,
  type Service,
  type ServiceEvent,
  type Task,
  ecsRef,
  eventText,
  exitText,
  nameOf,
  plainReason,
  primaryOf,
  revisionBelow,
  rolloutText,
  rollsOut,
  standingOfDeployment,
  standingOfRollout,
  standingOfService,
  standingOfTask,
  stopText,
} from "./model.ts";

const counts = ({ running, desired, pending }: Counts) => `${running}/${desired}${pending === 0 ? "" : ` · ${pending} starting`}`;

export const clusters: Kind<EcsApi, Cluster> = {
  noun: "cluster",
  icon: "server",
  none: "No cluster in this region",
  arn: "ecs:cluster/{cluster}",
  page: "ecs/v2/clusters/{cluster}",
  get below() {
    return [services, tasksOfCluster];
  },
  list: (api, _service, { cursor, signal }) => api.listClusters(cursor, signal),
  key: ({ name }) => name,
  tell: ({ name, status, services: own, running, pending }) => ({
    label: name,
    facts: [plural(own, "service"), `${running} running`, pending === 0 ? undefined : `${pending} starting`],
    tooltip: [name, `Status: ${words(status)}`],
  }),
};

/** What `DescribeServices` does not tell of a roll-out under way. */
interface ServiceMore {
  readonly hold: Hold | undefined;
}

export const services: Kind<EcsApi, Service, Cluster, ServiceMore> = {
  noun: "service",
  words: { undoing: "draining" },
  icon: "layers",
  none: "No service",
  arn: "ecs:service/{cluster}/{service}",
  page: "ecs/v2/clusters/{cluster}/services/{service}",
  filter: "Name contains, or how it stands: needs a look",
  above: clusters,
  get below() {
    return [deployments, tasksOfService, rolloutsFolder, eventsFolder];
  },
  list: (api, { name }, { cursor, signal }) => api.listServices(name, cursor, signal),
  more: (api, items, { signal }) =>
    inSteps([
      () => Promise.resolve(items.filter((one) => !rollsOut(one)).map(({ name }) => [name, { hold: undefined }])),
      ...chunked(items.filter(rollsOut), ROLLOUTS).map((batch) => () => holdsOf(api, batch, signal)),
    ]),
  key: ({ name }) => name,
  tell: (service, { hold }) => ({
    label: service.name,
    standing: standingOfService(service, hold),
    facts: [rolloutText(service, hold), counts(service), revisionBelow(service.name, service.definition)],
    tooltip: [
      `${service.name}: ${words(service.status)}`,
      `Task definition: ${service.definition}`,
      service.launchType && `Runs on ${service.launchType}`,
      primaryOf(service)?.reason,
    ],
  }),
};

/** Which services that roll out are held: a call once for each of the roll-outs, and one for them all. */
async function holdsOf(api: EcsApi, items: readonly Service[], signal: AbortSignal): Promise<Details<ServiceMore>> {
  await Promise.all(items.filter((one) => !api.isRolloutFound(one)).map((one) => api.findRollout(one, signal)));
  await api.readHolds(items, signal);
  return items.map((one) => [one.name, { hold: api.holdOf(one) }]);
}

const deployments: Kind<EcsApi, Deployment, Service> = {
  noun: "deployment",
  icon: "rocket",
  none: "No deployment of its own: CodeDeploy replaces its tasks",
  of: (service) => service.deployments,
  key: ({ id }) => id,
  tell: (deployment, _more, { now, up }) => ({
    label: revisionBelow(up(services).name, deployment.definition),
    standing: standingOfDeployment(deployment),
    facts: [
      deployment.rollout === undefined ? words(deployment.status) : words(deployment.rollout),
      counts(deployment),
      deployment.failedTasks === 0 ? undefined : `${plural(deployment.failedTasks, "task")} failed`,
      deployment.rollout && words(deployment.status),
      formatAgo(deployment.updatedAt, now),
    ],
    tooltip: [`${deployment.definition}: ${words(deployment.rollout ?? deployment.status)}`, deployment.reason, deployment.id],
  }),
};

const events: Kind<EcsApi, ServiceEvent, Service> = {
  noun: "event",
  icon: "comment",
  none: "No event",
  of: (service) => service.events,
  key: ({ id }) => id,
  tell: ({ at, message }, _more, { now }) => ({ label: eventText(message), facts: [formatAgo(at, now)], tooltip: [message, at === undefined ? undefined : formatDateTime(at)] }),
};
const eventsFolder = folder<EcsApi, Service>({ noun: "events", label: "Events", icon: "history" }, () => [events]);

export const rollouts: Kind<EcsApi, Rollout, Service> = {
  noun: "rollout",
  icon: "rocket",
  none: "No roll-out by ECS itself in the last 90 days",
  isHistory: true,
  above: services,
  list: (api, service, { cursor, signal }) => api.listRollouts(service, cursor, signal),
  key: ({ arn }) => nameOf(arn),
  tell: (rollout, _more, { now, context, up }) => ({
    label: rollout.definition === undefined ? nameOf(rollout.arn) : revisionBelow(up(services).name, rollout.definition),
    standing: standingOfRollout(rollout),
    facts: [
      rollout.hold === undefined ? words(rollout.status) : "waits for somebody",
      rollout.hold?.expiresAt === undefined ? undefined : `${rollout.hold.onTimeout === "CONTINUE" ? "goes on" : "is rolled back"} in ${formatDuration(Math.max(0, rollout.hold.expiresAt - now))}`,
      rollout.reason,
      rollout.finishedAt === undefined ? counts(rollout.target) : undefined,
      formatAgo(rollout.finishedAt ?? rollout.startedAt, now),
    ],
    tooltip: [
      `${rollout.definition ?? ""}: ${words(rollout.status)}`,
      rollout.reason,
      rollout.strategy && `Strategy: ${words(rollout.strategy)}`,
      rollout.stage && `Stage: ${words(rollout.stage)}`,
      timeLine("Began", rollout.startedAt),
    ],
    ref: parseArn(rollout.arn) ?? ecsRef(context.region, rollout.arn),
  }),
  isSettled: (rollout) => rollout.finishedAt !== undefined,
};
const rolloutsFolder = folder<EcsApi, Service>({ noun: "rollouts", label: "Roll-outs", icon: "history" }, () => [rollouts]);

export const containers: Kind<EcsApi, Container, Task> = {
  noun: "container",
  icon: "package",
  none: "No container",
  get above() {
    return serviceTasks;
  },
  of: (task) => task.containers,
  key: ({ name }) => name,
  tell: ({ name, status, image, digest, exitCode, reason }) => ({
    label: name,
    facts: [plainReason(reason), reason === undefined ? exitText(exitCode) : exitCode === undefined ? undefined : `exit code ${exitCode}`, words(status), image?.split("/").at(-1)],
    tooltip: [`${name}: ${words(status)}`, exitText(exitCode), reason, image, digest],
  }),
};

/** Running ones first, then those that stopped within the hour. */
async function listTasks(api: EcsApi, cluster: string, service: string | undefined, { cursor, signal }: ListRequest) {
  const which = cursor?.startsWith("STOPPED") === true ? "STOPPED" : "RUNNING";
  const page = await api.listTasks(cluster, service, which, cursor?.slice(which.length + 1) || undefined, signal);
  const next = page.next === undefined ? (which === "RUNNING" ? "STOPPED:" : undefined) : `${which}:${page.next}`;
  // a page of tasks is in no order: newest first
  return { items: page.items.toSorted((a, b) => (b.stoppedAt ?? b.startedAt ?? 0) - (a.stoppedAt ?? a.startedAt ?? 0)), next };
}

/** @param label of what it runs */
function tellTask(task: Task, label: string, { now }: Moment): Told {
  const why = task.status === "STOPPED" ? stopText(task) : undefined;
  const reasons = task.containers.map(({ reason }) => reason);
  return {
    label,
    name: task.id,
    standing: standingOfTask(task),
    facts: [why ?? words(task.status), ...(task.status === "STOPPED" ? [] : [stopText(task), task.health && words(task.health)]), formatAgo(task.stoppedAt ?? task.startedAt, now), task.id.slice(0, 8)],
    tooltip: [
      `Task ${task.id} of ${task.definition}: ${words(task.status)}`,
      stopText(task),
      // what the container says below, too
      reasons.includes(task.stoppedReason) ? undefined : task.stoppedReason,
      ...task.containers.map(({ name, status, exitCode, reason }) => joined([`${name}: ${words(status)}`, exitText(exitCode), reason], ", ")),
      timeLine("Started", task.startedAt),
      timeLine("Stopped", task.stoppedAt),
    ],
  };
}

const tasks = {
  noun: "task",
  words: { undoing: "stopping" },
  icon: "zap",
  arn: "ecs:task/{cluster}/{task}",
  page: "ecs/v2/clusters/{cluster}/tasks/{task}",
  none: "No task runs, or has stopped within the hour",
  below: [containers],
  key: ({ id }: Task) => id,
} satisfies Omit<Kind<EcsApi, Task, unknown>, "list" | "tell">;
export const serviceTasks: Kind<EcsApi, Task, Service> = {
  ...tasks,
  above: services,
  tell: (task, _more, moment) => tellTask(task, revisionBelow(moment.up(services).name, task.definition), moment),
  list: (api, { cluster, name }, request) => listTasks(api, cluster, name, request),
};
export const clusterTasks: Kind<EcsApi, Task, Cluster> = {
  ...tasks,
  noun: "clusterTask",
  arn: "ecs:task/{cluster}/{clusterTask}",
  page: "ecs/v2/clusters/{cluster}/tasks/{clusterTask}",
  above: clusters,
  tell: (task, _more, moment) => tellTask(task, task.definition, moment),
  list: (api, { name }, request) => listTasks(api, name, undefined, request),
};
const tasksOfService = folder<EcsApi, Service>({ noun: "tasks", label: "Tasks", icon: "zap" }, () => [serviceTasks]);
const tasksOfCluster = folder<EcsApi, Cluster>({ noun: "allTasks", label: "All tasks", icon: "zap" }, () => [clusterTasks]);

const families: Kind<EcsApi, string> = {
  noun: "family",
  icon: "versions",
  page: "ecs/v2/task-definitions/{family}",
  none: "No task definition in this region",
  filter: "Name contains",
  get below() {
    return [revisions];
  },
  list: (api, _service, { cursor, signal }) => api.listFamilies(cursor, signal),
  key: (family) => family,
  tell: (family) => ({ label: family }),
};

/** What `ListTaskDefinitions` does not tell; a revision never changes. */
interface RevisionFacts {
  readonly images: readonly string[];
  readonly size: string;
  readonly registeredAt: number | undefined;
}

export const revisions: Kind<EcsApi, string, string, RevisionFacts> = {
  noun: "revision",
  icon: "git-commit",
  arn: "ecs:task-definition/{revision}",
  rows: 10,
  above: families,
  list: (api, family, { cursor, signal }) => api.listRevisions(family, cursor, signal),
  async *more(api, names, { known, signal }) {
    for (const name of names.filter((one) => known(one).images === undefined)) {
      const definition = await api.getDefinition(name, signal);
      const images = (definition.containerDefinitions ?? []).flatMap(({ image }) => (image === undefined ? [] : [image]));
      const size = joined([definition.cpu && `${definition.cpu} CPU`, definition.memory && `${definition.memory} MiB`], ", ");
      yield [[name, { images, size, registeredAt: definition.registeredAt?.getTime() }]];
    }
  },
  key: (name) => name,
  tell: (name, { images = [], size, registeredAt }, { now }) => ({
    label: `:${name.split(":")[1] ?? name}`,
    facts: [images.map((image) => image.split("/").at(-1)).join(", "), formatAgo(registeredAt, now)],
    tooltip: [name, ...images, size],
    page: `ecs/v2/task-definitions/${name.replace(":", "/")}`,
  }),
  find: ({ resource }) => {
    const name = resource.startsWith("task-definition/") ? resource.slice("task-definition/".length) : undefined;
    return name === undefined ? undefined : [name.split(":")[0] ?? "", name];
  },
};
export const definitions = folder<EcsApi, undefined>({ noun: "definitions", label: "Task definitions", icon: "versions" }, () => [families]);
