import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type Service as SdkService,
  type Task as SdkTask,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { AwsSession } from "../../aws/session.ts";
import type { PageOf } from "../../base/pages.ts";
import { type Cluster, type Service, type Task, nameOf } from "./model.ts";

/** `DescribeServices` takes ten names (API reference), so lists are read in tens. */
const SERVICES = 10;
const LARGEST = 100;

/** ECS of one context. Every method throws DevOpsError. What a description says is missing is gone, and left out. */
export class EcsApi {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  async listClusters(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Cluster>> {
    const page = await this.#session.send(ECSClient, new ListClustersCommand({ maxResults: LARGEST, nextToken }), { signal });
    const names = page.clusterArns ?? [];
    if (names.length === 0) return { items: [], next: page.nextToken };
    const { clusters = [] } = await this.#session.send(ECSClient, new DescribeClustersCommand({ clusters: names }), { signal });
    const items = clusters.map((cluster) => ({
      name: cluster.clusterName ?? "",
      status: cluster.status ?? "",
      services: cluster.activeServicesCount ?? 0,
      running: cluster.runningTasksCount ?? 0,
      pending: cluster.pendingTasksCount ?? 0,
    }));
    return { items: items.toSorted((a, b) => a.name.localeCompare(b.name)), next: page.nextToken };
  }

  async listServices(cluster: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Service>> {
    const page = await this.#session.send(ECSClient, new ListServicesCommand({ cluster, maxResults: SERVICES, nextToken }), { signal });
    const names = page.serviceArns ?? [];
    if (names.length === 0) return { items: [], next: page.nextToken };
    const { services = [] } = await this.#session.send(ECSClient, new DescribeServicesCommand({ cluster, services: names }), { signal });
    return { items: services.map((service) => toService(cluster, service)), next: page.nextToken };
  }

  /** The tasks that run or start, or those that have stopped, which stay readable for an hour. @param service undefined: all of the cluster's */
  async listTasks(cluster: string, service: string | undefined, which: "RUNNING" | "STOPPED", nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Task>> {
    const command = new ListTasksCommand({ cluster, serviceName: service, desiredStatus: which, maxResults: LARGEST, nextToken });
    const page = await this.#session.send(ECSClient, command, { signal });
    const arns = page.taskArns ?? [];
    if (arns.length === 0) return { items: [], next: page.nextToken };
    const { tasks = [] } = await this.#session.send(ECSClient, new DescribeTasksCommand({ cluster, tasks: arns }), { signal });
    return { items: tasks.map((task) => toTask(cluster, task)), next: page.nextToken };
  }

  async listFamilies(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const command = new ListTaskDefinitionFamiliesCommand({ status: "ACTIVE", maxResults: LARGEST, nextToken });
    const page = await this.#session.send(ECSClient, command, { signal });
    return { items: page.families ?? [], next: page.nextToken };
  }

  /** Revisions of a family as `family:revision`, newest first. */
  async listRevisions(family: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const command = new ListTaskDefinitionsCommand({ familyPrefix: family, sort: "DESC", maxResults: LARGEST, nextToken });
    const page = await this.#session.send(ECSClient, command, { signal });
    // a prefix is a prefix: `web` is one of `web-api`, too
    return { items: (page.taskDefinitionArns ?? []).map(nameOf).filter((name) => name.split(":")[0] === family), next: page.nextToken };
  }

  async getDefinition(name: string, signal?: AbortSignal): Promise<TaskDefinition> {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: name });
    return (await this.#session.send(ECSClient, command, { signal, subject: `task definition ${name}` })).taskDefinition ?? {};
  }
}

function toService(cluster: string, service: SdkService): Service {
  const counts = { running: service.runningCount ?? 0, desired: service.desiredCount ?? 0, pending: service.pendingCount ?? 0 };
  return {
    ...counts,
    cluster,
    name: service.serviceName ?? "",
    status: service.status ?? "",
    launchType: service.launchType ?? service.capacityProviderStrategy?.[0]?.capacityProvider,
    definition: nameOf(service.taskDefinition),
    deployments: (service.deployments ?? []).map((deployment) => ({
      id: deployment.id ?? "",
      status: deployment.status ?? "",
      definition: nameOf(deployment.taskDefinition),
      rollout: deployment.rolloutState,
      reason: deployment.rolloutStateReason,
      updatedAt: deployment.updatedAt?.getTime(),
      running: deployment.runningCount ?? 0,
      desired: deployment.desiredCount ?? 0,
      pending: deployment.pendingCount ?? 0,
    })),
    events: (service.events ?? []).map(({ id = "", createdAt, message = "" }) => ({ id, at: createdAt?.getTime(), message })),
  };
}

function toTask(cluster: string, task: SdkTask): Task {
  return {
    cluster,
    id: nameOf(task.taskArn),
    group: task.group,
    definition: nameOf(task.taskDefinitionArn),
    status: task.lastStatus ?? "",
    health: task.healthStatus === "UNKNOWN" ? undefined : task.healthStatus,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    startedAt: task.startedAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime(),
    containers: (task.containers ?? []).map(({ name = "", image, lastStatus = "", exitCode, reason }) => ({ name, image, status: lastStatus, exitCode, reason })),
  };
}
