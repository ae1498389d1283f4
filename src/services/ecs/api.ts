import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import {
  type Cluster as SdkCluster,
  ContinueServiceDeploymentCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type Service as SdkService,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  type Task as SdkTask,
  type TaskDefinition,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { apiOf } from "../../aws/serviceApi.ts";
import type { ImageName, ResourceUser } from "../../base/contracts.ts";
import { type PageOf, completed, everyItem, listed } from "../../base/pages.ts";
import { joined, plural } from "../../base/text.ts";
import { type Cluster, type ContainerLog, type Hold, type Rollout, type Service, type Task, ecsRef, ROLLOUTS, nameOf, primaryOf } from "./model.ts";

/** `DescribeServices` takes ten names (API reference), so lists are read in tens. */
const SERVICES = 10;
const LARGEST = 100;

/** ECS of one context. Every method throws DevOpsError. What a description says is missing is gone, and left out. */
export class EcsApi extends apiOf(ECSClient) {
  /** The ARN of the roll-out that each primary deployment is made by. */
  readonly #current = new Map<string, string>();
  /** What each roll-out waits for, by its ARN. */
  readonly #holds = new Map<string, Hold | undefined>();
  /** A revision never changes. */
  readonly #definitions = new Map<string, Promise<TaskDefinition>>();

  async listClusters(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Cluster>> {
    const page = await this.send(new ListClustersCommand({ maxResults: LARGEST, nextToken }), { signal });
    return completed(page.clusterArns ?? [], page.nextToken, async (clusters) => {
      const { clusters: found = [] } = await this.send(new DescribeClustersCommand({ clusters }), { signal });
      return found.map(toCluster).toSorted((a, b) => a.name.localeCompare(b.name));
    });
  }

  async listServices(cluster: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Service>> {
    const { items: names, next } = await this.serviceNames(cluster, SERVICES, nextToken, signal);
    return { items: names.length === 0 ? [] : await this.describeServices(cluster, names, signal), next };
  }

  /** One call for up to a hundred clusters. */
  async clusterNames(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const page = await this.send(new ListClustersCommand({ maxResults: LARGEST, nextToken }), { signal });
    return listed(page.clusterArns, page.nextToken, nameOf);
  }

  /** @param pageSize 1 to 100 */
  async serviceNames(cluster: string, pageSize: number, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const page = await this.send(new ListServicesCommand({ cluster, maxResults: pageSize, nextToken }), { signal });
    return listed(page.serviceArns, page.nextToken, nameOf);
  }

  /** @param names ten at most */
  async describeServices(cluster: string, names: readonly string[], signal: AbortSignal): Promise<readonly Service[]> {
    const { services = [] } = await this.send(new DescribeServicesCommand({ cluster, services: [...names] }), { signal });
    return services.map((service) => toService(cluster, service));
  }

  /** The tasks that run or start, or those that have stopped, which stay readable for an hour. @param service undefined: all of the cluster's */
  async listTasks(cluster: string, service: string | undefined, which: "RUNNING" | "STOPPED", nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Task>> {
    const page = await this.send(new ListTasksCommand({ cluster, serviceName: service, desiredStatus: which, maxResults: LARGEST, nextToken }), { signal });
    return completed(page.taskArns ?? [], page.nextToken, async (tasks) => {
      const { tasks: found = [] } = await this.send(new DescribeTasksCommand({ cluster, tasks }), { signal });
      return found.map((task) => toTask(cluster, task));
    });
  }

  async listFamilies(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const command = new ListTaskDefinitionFamiliesCommand({ status: "ACTIVE", maxResults: LARGEST, nextToken });
    const page = await this.send(command, { signal });
    return { items: page.families ?? [], next: page.nextToken };
  }

  /** Revisions of a family as `family:revision`, newest first. */
  async listRevisions(family: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<string>> {
    const command = new ListTaskDefinitionsCommand({ familyPrefix: family, sort: "DESC", maxResults: LARGEST, nextToken });
    const page = await this.send(command, { signal });
    // a prefix is a prefix: `web` is one of `web-api`, too
    return { items: (page.taskDefinitionArns ?? []).map(nameOf).filter((name) => name.split(":")[0] === family), next: page.nextToken };
  }

  /** @param name `family:revision` */
  getDefinition(name: string, signal?: AbortSignal): Promise<TaskDefinition> {
    const known = this.#definitions.get(name);
    if (known !== undefined) return known;
    const read = this.#readDefinition(name, signal);
    this.#definitions.set(name, read);
    read.catch(() => this.#definitions.delete(name));
    return read;
  }

  async #readDefinition(name: string, signal: AbortSignal | undefined): Promise<TaskDefinition> {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: name });
    return (await this.send(command, { signal, subject: `task definition ${name}` })).taskDefinition ?? {};
  }

  async getService(cluster: string, name: string, signal?: AbortSignal): Promise<Service | undefined> {
    const command = new DescribeServicesCommand({ cluster, services: [name] });
    const [found] = (await this.send(command, { signal, subject: `service ${name}` })).services ?? [];
    return found === undefined ? undefined : toService(cluster, found);
  }

  async getTask(cluster: string, id: string, signal?: AbortSignal): Promise<Task | undefined> {
    const command = new DescribeTasksCommand({ cluster, tasks: [id] });
    const [found] = (await this.send(command, { signal, subject: `task ${id}` })).tasks ?? [];
    return found === undefined ? undefined : toTask(cluster, found);
  }

  /** Where the containers of a task definition write; those that write elsewhere than to CloudWatch Logs are left out. */
  async containerLogs(definition: string, signal?: AbortSignal): Promise<readonly ContainerLog[]> {
    const { containerDefinitions = [] } = await this.getDefinition(definition, signal);
    return containerDefinitions.flatMap(({ name = "", logConfiguration: { logDriver, options = {} } = { logDriver: undefined } }) => {
      const group = logDriver === "awslogs" ? options["awslogs-group"] : undefined;
      return group === undefined ? [] : [{ container: name, group, prefix: options["awslogs-stream-prefix"] }];
    });
  }

  /** How ECS itself rolled a service out, the newest first: a list, and what it does not tell in two batches. */
  async listRollouts({ cluster, name }: Service, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Rollout>> {
    const subject = `service ${name}`;
    const list = new ListServiceDeploymentsCommand({ cluster, service: name, maxResults: ROLLOUTS, nextToken });
    const { serviceDeployments: briefs = [], nextToken: next } = await this.send(list, { signal, subject });
    const arns = briefs.flatMap(({ serviceDeploymentArn: arn }) => (arn === undefined ? [] : [arn]));
    if (arns.length === 0) return { items: [], next };
    const revisions = [...new Set(briefs.flatMap(({ targetServiceRevisionArn: arn }) => (arn === undefined ? [] : [arn])))];
    const [{ serviceDeployments = [] }, { serviceRevisions = [] }] = await Promise.all([
      this.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }), { signal, subject }),
      this.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: revisions }), { signal, subject }),
    ]);
    const definitions = new Map(serviceRevisions.map((one) => [one.serviceRevisionArn, nameOf(one.taskDefinition)]));
    this.#noteHolds({ serviceDeployments });
    const items = serviceDeployments.map((one) => toRollout(one, definitions.get(one.targetServiceRevision?.arn)));
    return { items: items.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)), next };
  }

  /** What the roll-out of a service was waiting for when that was read last, here or in a list of roll-outs. */
  holdOf(service: Service): Hold | undefined {
    return this.#holds.get(this.#current.get(rolloutKey(service)) ?? "");
  }

  /** Finds the roll-out that a service is in: a call once for each. */
  async findRollout(service: Service, signal: AbortSignal): Promise<void> {
    const { cluster, name } = service;
    const list = new ListServiceDeploymentsCommand({ cluster, service: name, status: ["PENDING", "IN_PROGRESS"], maxResults: 1 });
    const { serviceDeployments: [one] = [] } = await this.send(list, { signal, subject: `service ${name}` });
    if (one?.serviceDeploymentArn !== undefined) this.#current.set(rolloutKey(service), one.serviceDeploymentArn);
  }

  isRolloutFound(service: Service): boolean {
    return this.#current.has(rolloutKey(service));
  }

  /** Reads whether roll-outs that were found wait for somebody. @param services twenty at most */
  async readHolds(services: readonly Service[], signal: AbortSignal): Promise<void> {
    const serviceDeploymentArns = services.flatMap((one) => this.#current.get(rolloutKey(one)) ?? []);
    if (serviceDeploymentArns.length > 0) this.#noteHolds(await this.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }), { signal }));
  }

  #noteHolds({ serviceDeployments = [] }: { readonly serviceDeployments?: ServiceDeployment[] | undefined }): void {
    for (const one of serviceDeployments) this.#holds.set(one.serviceDeploymentArn ?? "", toHold(one));
  }

  /** What scales a service, and between which limits; undefined: nothing does. */
  async scalingOf({ cluster, name }: Service): Promise<{ readonly least: number; readonly most: number; readonly arn: string } | undefined> {
    const ResourceIds = [`service/${cluster}/${name}`];
    const command = new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs", ResourceIds, ScalableDimension: "ecs:service:DesiredCount" });
    const [target] = (await this.session.send(ApplicationAutoScalingClient, command, { subject: `service ${name}` })).ScalableTargets ?? [];
    return target && { least: target.MinCapacity ?? 0, most: target.MaxCapacity ?? 0, arn: target.ScalableTargetARN ?? "" };
  }

  async update({ cluster, name }: Service, change: { readonly desiredCount?: number; readonly taskDefinition?: string; readonly forceNewDeployment?: boolean }): Promise<void> {
    await this.send(new UpdateServiceCommand({ cluster, service: name, ...change }), { subject: `service ${name}` });
  }

  /** @param reason kept with the task; empty for none */
  async stopTask({ cluster, id }: Task, reason: string): Promise<void> {
    const command = new StopTaskCommand({ cluster, task: id, ...(reason === "" ? {} : { reason }) });
    await this.send(command, { subject: `task ${id}` });
  }

  async undoRollout({ arn }: Rollout): Promise<void> {
    await this.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }), { subject: arn });
  }

  async proceed({ arn }: Rollout, hookId: string): Promise<void> {
    await this.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId, action: "CONTINUE" }), { subject: arn });
  }

  /** Services, and tasks of none, whose tasks run an image: by its digest, which is what runs. */
  async imageUsers({ digest }: ImageName, signal: AbortSignal): Promise<readonly ResourceUser[]> {
    const clusters = await everyItem("list clusters", (cursor) => this.listClusters(cursor, signal));
    const { region } = this.session.context;
    const users = new Map<string, { readonly user: ResourceUser; count: number }>();
    for (const { name: cluster } of clusters) {
      const tasks = await everyItem("list tasks", (cursor) => this.listTasks(cluster, undefined, "RUNNING", cursor, signal));
      for (const { id, group = "" } of tasks.filter(({ digests }) => digests.includes(digest))) {
        const [kind, service = ""] = group.split(":");
        const [label, path] = kind === "service" ? [service, `service/${cluster}/${service}`] : [id.slice(0, 8), `task/${cluster}/${id}`];
        const known = users.get(path) ?? { user: { ref: ecsRef(region, path), label, detail: `${kind === "service" ? "service" : "task"} of ${cluster}` }, count: 0 };
        users.set(path, { ...known, count: known.count + 1 });
      }
    }
    return [...users.values()].map(({ user, count }) => ({ ...user, detail: `${user.detail}, ${plural(count, "task")}` }));
  }

  /** Services whose tasks act as a role, or are started with it, by the definitions that they have now. */
  async roleUsers(arn: string, signal: AbortSignal): Promise<readonly ResourceUser[]> {
    const clusters = await everyItem("list clusters", (cursor) => this.listClusters(cursor, signal));
    const users: ResourceUser[] = [];
    for (const { name: cluster } of clusters) {
      for (const { name, definition } of await everyItem("list services", (cursor) => this.listServices(cluster, cursor, signal))) {
        // one that CodeDeploy rolls out may have none of its own
        const { taskRoleArn, executionRoleArn } = definition === "" ? {} : await this.getDefinition(definition, signal);
        const as = [taskRoleArn === arn ? "its tasks act as it" : undefined, executionRoleArn === arn ? "its tasks are started with it" : undefined];
        const ref = ecsRef(this.session.context.region, `service/${cluster}/${name}`);
        const told = joined([`service of ${cluster}`, ...as], ", ");
        if (as.some((one) => one !== undefined)) users.push({ ref, label: name, detail: told });
      }
    }
    return users;
  }
}

function toCluster(one: SdkCluster): Cluster {
  const { clusterName: name = "", status = "", activeServicesCount: services = 0, runningTasksCount: running = 0, pendingTasksCount: pending = 0 } = one;
  return { name, status, services, running, pending };
}

const rolloutKey = (service: Service) => `${service.cluster}/${service.name} ${primaryOf(service)?.id ?? ""}`;

function toHold({ lifecycleHookDetails = [] }: ServiceDeployment): Hold | undefined {
  const hook = lifecycleHookDetails.find(({ targetType, status }) => targetType === "PAUSE" && status === "AWAITING_ACTION");
  return hook?.hookId === undefined ? undefined : { hookId: hook.hookId, expiresAt: hook.expiresAt?.getTime(), onTimeout: hook.timeoutAction };
}

function toRollout(one: ServiceDeployment, definition: string | undefined): Rollout {
  const { targetServiceRevision: target, rollback } = one;
  return {
    arn: one.serviceDeploymentArn ?? "",
    status: one.status ?? "",
    reason: one.statusReason ?? rollback?.reason,
    definition,
    target: { running: target?.runningTaskCount ?? 0, desired: target?.requestedTaskCount ?? 0, pending: target?.pendingTaskCount ?? 0 },
    hasSource: (one.sourceServiceRevisions ?? []).length > 0,
    stage: one.lifecycleStage,
    strategy: one.deploymentConfiguration?.strategy,
    hold: toHold(one),
    startedAt: (one.startedAt ?? one.createdAt)?.getTime(),
    finishedAt: one.finishedAt?.getTime(),
  };
}

function toService(cluster: string, service: SdkService): Service {
  const counts = { running: service.runningCount ?? 0, desired: service.desiredCount ?? 0, pending: service.pendingCount ?? 0 };
  return {
    ...counts,
    cluster,
    name: service.serviceName ?? "",
    status: service.status ?? "",
    launchType: service.launchType ?? service.capacityProviderStrategy?.[0]?.capacityProvider,
    controller: service.deploymentController?.type ?? "ECS",
    definition: nameOf(service.taskDefinition),
    deployments: (service.deployments ?? []).map((deployment) => ({
      id: deployment.id ?? "",
      status: deployment.status ?? "",
      definition: nameOf(deployment.taskDefinition),
      rollout: deployment.rolloutState,
      reason: deployment.rolloutStateReason,
      failedTasks: deployment.failedTasks ?? 0,
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
    digests: (task.containers ?? []).flatMap(({ imageDigest }) => (imageDigest === undefined ? [] : [imageDigest])),
    startedAt: task.startedAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime(),
    containers: (task.containers ?? []).map(({ name = "", image, lastStatus = "", exitCode, reason, imageDigest }) => ({ name, image, status: lastStatus, exitCode, reason, digest: imageDigest, hasExec: task.enableExecuteCommand ?? false })),
  };
}
