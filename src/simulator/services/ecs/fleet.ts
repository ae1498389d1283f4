import type { RegionState } from "../../account/account.ts";
import { digestOf } from "../../account/images.ts";
import { hashText, Random } from "../../random.ts";
import { isCalled, text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { Acts } from "./acts.ts";
import { blueGreenSteps, definitionArn, familyIn, familyOf, rollingSteps, serviceGroups, stepOf } from "./courses.ts";
import { Definitions } from "./definitions.ts";
import { lastStatus, livesAt, stoppedAt } from "./rollout.ts";
import type { ServiceCourse, Step, TaskLife, Trouble } from "./rollout.ts";
import { TaskStream, addTaskStreams } from "./taskLog.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const CLUSTER = "AWS::ECS::Cluster";
export const SERVICE = "AWS::ECS::Service";
export const TASK = "AWS::ECS::Task";
export const DEFINITION = "AWS::ECS::TaskDefinition";
/** No template has these: the names are ours. */
export const SERVICE_DEPLOYMENT = "AWS::ECS::ServiceDeployment";
export const SERVICE_REVISION = "AWS::ECS::ServiceRevision";

/** The service whose tasks are killed now and then, and the one whose image was never pushed. */
const TROUBLED: Readonly<Record<string, Trouble>> = { "pricing-engine": "memory", "label-studio": "image" };
/** Made by hand, as `label-studio`: its second revision is held before it gets the traffic, until somebody lets it go on. */
const HELD = "rate-cards";
const HELD_SINCE_MS = 20 * MINUTE;
/** Runs every twenty minutes on its own, each time for some minutes. */
const JOB = { family: "nightly-settlement", everyMs: 20 * MINUTE, takesMs: 6 * MINUTE };

/** Where a task runs, and for whom. */
interface TaskPlace {
  readonly cluster: string;
  readonly group: string;
  readonly startedBy: string;
}

/** What runs on ECS in one region: it follows from stacks, pipelines, CodeDeploy's deployments and the time. */
export class EcsFleet {
  readonly acts = new Acts();
  readonly #state: RegionState;
  readonly #opened: number;

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, families, clock, environment } = state;
    this.#opened = clock.now();
    const isUsed = families.names().length > 0;
    if (isUsed) {
      families.begin(JOB.family, 140, this.#opened - 3 * DAY);
      families.begin("label-studio", 2, this.#opened - 2 * DAY);
      families.begin(HELD, 2, this.#opened - 30 * MINUTE);
      for (const name of [`kestrel-${environment}`, "kestrel-acceptance", "kestrel-sandbox"]) {
        inventory.put(this.#cluster(name));
      }
    }
    inventory.derive(SERVICE, () => this.#strayServices(isUsed));
    inventory.derive(DEFINITION, () => this.definitions.all());
    inventory.derive(TASK, () => this.#tasks(isUsed));
    inventory.derive(SERVICE_DEPLOYMENT, () => inventory.list(SERVICE).filter((one) => !isBlueGreen(one)).flatMap((one) => this.#deployments(one, SERVICE_DEPLOYMENT)));
    inventory.derive(SERVICE_REVISION, () => inventory.list(SERVICE).filter((one) => !isBlueGreen(one)).flatMap((one) => this.#deployments(one, SERVICE_REVISION)));
    for (const service of inventory.list(SERVICE)) {
      addTaskStreams(state.logs, logGroupOf(service), () => this.#streams(service));
    }
    if (isUsed) {
      addTaskStreams(state.logs, `/ecs/${JOB.family}`, () => this.#jobLives().map((life) => streamOf(life, this.definitions)));
    }
  }

  /** The task definitions as they are now. */
  get definitions(): Definitions {
    return new Definitions(this.#state);
  }

  get now(): number {
    return this.#state.clock.now();
  }

  /** All that decides how a service stands. */
  courseOf(service: Resource, definitions = this.definitions): ServiceCourse {
    return {
      name: service.arn,
      desired: this.acts.desired(service.arn) ?? Number(service.properties["DesiredCount"] ?? 1),
      steps: this.#steps(service),
      trouble: Object.hasOwn(TROUBLED, service.name) ? TROUBLED[service.name] : undefined,
      image: (arn) => definitions.image(arn),
      stopOf: (id) => this.acts.stopOf(id),
    };
  }

  clusterArn(of: Resource): string {
    return this.#state.inventory.arn("ecs", `cluster/${text(of, "Cluster")}`);
  }

  hasService(cluster: string, service: string): boolean {
    const name = cluster.slice(cluster.lastIndexOf("/") + 1);
    const { inventory } = this.#state;
    return inventory.list(SERVICE).some((one) => text(one, "Cluster") === name && isCalled(one, service));
  }

  /** Who registers task definitions: the role of the pipelines, or CloudFormation's. */
  registrar(byStack: boolean): string {
    return `arn:aws:iam::${this.#state.inventory.accountId}:role/${byStack ? "cloudformation" : "pipeline"}-deploy`;
  }

  /** The services and tasks of a cluster, to count them. */
  within(cluster: Resource): { readonly services: readonly Resource[]; readonly tasks: readonly Resource[] } {
    const own = (type: string) => this.#state.inventory.list(type).filter((one) => text(one, "Cluster") === cluster.name);
    return { services: own(SERVICE), tasks: own(TASK) };
  }

  #steps(service: Resource): Step[] {
    const { inventory } = this.#state;
    const cluster = text(service, "Cluster");
    const group = serviceGroups(this.#state).find(({ fleet }) => fleet.service === service.name && fleet.cluster === cluster);
    const steps = group === undefined ? rollingSteps(this.#state, cluster, service) : blueGreenSteps(inventory, group, this.now);
    if (TROUBLED[service.name] === "image") {
      return this.acts.applied(service.arn, steps.map((step) => ({ ...step, ends: Infinity })));
    }
    if (service.name === HELD) {
      const since = this.#opened - HELD_SINCE_MS;
      const [before, after] = [1, 2].map((revision) => definitionArn(inventory, HELD, revision));
      const first = stepOf(`${service.arn} 1`, before ?? "", service.created, service.created + MINUTE);
      const held = { ...stepOf(`${service.arn} 2`, after ?? "", since, Infinity), paceMs: MINUTE, holds: true };
      return this.acts.applied(service.arn, [first, held]);
    }
    const [first] = steps;
    const all = first === undefined ? [stepOf(service.arn, text(service, "TaskDefinition"), service.created, service.created)] : steps;
    return this.acts.applied(service.arn, all);
  }

  /** How ECS itself rolled a service out, or the revisions that it had with that; both name the step. */
  #deployments(service: Resource, type: string): Resource[] {
    const { inventory } = this.#state;
    const path = type === SERVICE_DEPLOYMENT ? "service-deployment" : "service-revision";
    return this.courseOf(service).steps.filter(({ from }) => from <= this.now).map((step) => {
      const name = step.id.slice("ecs-svc/".length);
      const arn = inventory.arn("ecs", `${path}/${text(service, "Cluster")}/${service.name}/${name}`);
      const properties = { Service: service.arn, Cluster: text(service, "Cluster"), Step: step.id };
      return { type, id: arn, arn, name, properties, created: step.from, updated: Math.min(step.ends, this.now) };
    });
  }

  /** What a deployment, or a revision, of a service is: the step, and the good one before it. */
  stepOf(one: Resource): { readonly service: Resource; readonly step: Step; readonly previous: Step | undefined } | undefined {
    const service = this.#state.inventory.find(SERVICE, text(one, "Service"));
    const steps = service === undefined ? [] : this.courseOf(service).steps;
    const at = steps.findIndex(({ id }) => id === text(one, "Step"));
    const step = steps[at];
    if (service === undefined || step === undefined) {
      return undefined;
    }
    return { service, step, previous: steps.slice(0, at).findLast(({ fails }) => !fails) };
  }

  /** The step of a deployment's ARN. */
  deployment(arn: string): ReturnType<EcsFleet["stepOf"]> {
    const one = this.#state.inventory.find(SERVICE_DEPLOYMENT, arn);
    return one && this.stepOf(one);
  }

  /** The ARN of the task definition that a service is to run. */
  wantedOf(service: Resource): string | undefined {
    const begun = this.courseOf(service).steps.filter(({ from, fails, ends }) => from <= this.now && (!fails || this.now < ends));
    return begun.at(-1)?.taskDefinition;
  }

  /** A task definition's ARN by that, `family:revision` or a family. @throws AwsError where there is none */
  definitionOf(word: string): string {
    const found = this.definitions.all().find((one) => isCalled(one, word));
    if (found === undefined || text(found, "Status") !== "ACTIVE") {
      throw new AwsError("ClientException", "TaskDefinition not found.");
    }
    return found.arn;
  }

  /** @throws AwsError where there is none */
  service(cluster: string, name: string): Resource {
    const wanted = cluster.slice(cluster.lastIndexOf("/") + 1);
    const found = this.#state.inventory.list(SERVICE).find((one) => text(one, "Cluster") === wanted && isCalled(one, name));
    if (found === undefined) {
      throw new AwsError("ServiceNotFoundException", "Service not found.");
    }
    return found;
  }

  /** @throws AwsError where there is none */
  task(cluster: string, id: string): Resource {
    const wanted = cluster.slice(cluster.lastIndexOf("/") + 1);
    const found = this.#state.inventory.list(TASK).find((one) => text(one, "Cluster") === wanted && isCalled(one, id));
    if (found === undefined) {
      throw new AwsError("InvalidParameterException", "The referenced task was not found.");
    }
    return found;
  }

  /** The streams of a service's tasks: those that run, and those of the last hour. */
  #streams(service: Resource): TaskStream[] {
    const { definitions } = this;
    return livesAt(this.courseOf(service, definitions), this.now).map((life) => streamOf(life, definitions));
  }

  #cluster(name: string): Resource {
    const arn = this.#state.inventory.arn("ecs", `cluster/${name}`);
    const created = this.#opened - (400 + (hashText(name) % 300)) * DAY;
    const properties = {
      CapacityProviders: ["FARGATE", "FARGATE_SPOT"],
      ClusterSettings: [{ Name: "containerInsights", Value: name.endsWith("production") ? "enabled" : "disabled" }],
      Tags: [{ Key: "team", Value: "platform" }],
    };
    return { type: CLUSTER, id: name, arn, name, properties, created, updated: created };
  }

  /** Services that no stack owns: those that CodeDeploy rolls out for acceptance, and one that somebody made by hand. */
  #strayServices(isUsed: boolean): Resource[] {
    const { inventory } = this.#state;
    const owned = new Set(inventory.ofStacks(SERVICE).map(({ arn }) => arn));
    const stray = serviceGroups(this.#state).map(({ group, fleet }) =>
      this.#strayService(fleet.cluster, fleet.service, {
        DesiredCount: fleet.tasks,
        TaskDefinition: definitionArn(inventory, familyOf(fleet), group.deployments.at(-1)?.release.version ?? 1),
        DeploymentController: { Type: "CODE_DEPLOY" },
      }, group.application.created),
    );
    const byHand = this.#strayService("kestrel-acceptance", "label-studio", {
      DesiredCount: 1,
      TaskDefinition: definitionArn(inventory, "label-studio", 2),
    }, this.#opened - 2 * DAY);
    // scaled to nothing until the next season
    const resting = this.#strayService("kestrel-acceptance", "peak-season", {
      DesiredCount: 0,
      TaskDefinition: definitionArn(inventory, "label-studio", 1),
    }, this.#opened - 200 * DAY);
    const held = this.#strayService("kestrel-acceptance", HELD, {
      DesiredCount: 2,
      TaskDefinition: definitionArn(inventory, HELD, 2),
    }, this.#opened - 40 * DAY);
    return [...stray, ...(isUsed ? [byHand, held, resting] : [])].filter(({ arn }) => !owned.has(arn));
  }

  #strayService(cluster: string, name: string, properties: Record<string, unknown>, created: number): Resource {
    const arn = this.#state.inventory.arn("ecs", `service/${cluster}/${name}`);
    return { type: SERVICE, id: arn, arn, name, properties: { Cluster: cluster, ServiceName: name, ...properties }, created, updated: created };
  }

  #tasks(isUsed: boolean): Resource[] {
    const { definitions } = this;
    const ofServices = this.#state.inventory.list(SERVICE).flatMap((service) => {
      const place = { cluster: text(service, "Cluster"), group: `service:${service.name}` };
      return livesAt(this.courseOf(service, definitions), this.now).map((life) =>
        this.#task(life, { ...place, startedBy: life.step.id }, definitions),
      );
    });
    return isUsed ? [...ofServices, ...this.#jobTasks(definitions)] : ofServices;
  }

  /** The job's tasks of the last hour: one in five goes wrong. */
  #jobLives(): TaskLife[] {
    const { now } = this;
    const { everyMs, takesMs, family } = JOB;
    const latest = Math.floor(now / everyMs);
    const step = stepOf(family, definitionArn(this.#state.inventory, family, 140), this.#opened, this.#opened);
    return [3, 2, 1, 0].flatMap((back) => {
      const turn = latest - back;
      const created = turn * everyMs;
      const exitCode = turn % 5 === 0 ? 1 : 0;
      const end = { code: "EssentialContainerExited", reason: "Essential container in task exited", exitCode } as const;
      const id = new Random(hashText(`${family} ${turn}`)).hex(32);
      const stop = this.acts.stopOf(id);
      const byHand = stop && { stopping: stop.at, end: { code: "UserInitiated", reason: stop.reason, exitCode: 143 } as const };
      const life: TaskLife = { id, step, created, started: created + 11_000, stopping: created + takesMs, end, ...byHand };
      return now < created + takesMs + 60 * MINUTE ? [life] : [];
    });
  }

  #jobTasks(definitions: Definitions): Resource[] {
    const { family } = JOB;
    const place = { cluster: `kestrel-${this.#state.environment}`, group: `family:${family}`, startedBy: `events-rule/${family}` };
    return this.#jobLives().map((life) => this.#task(life, place, definitions));
  }

  /** A task with what DescribeTasks tells of it, under the output's names: no template has tasks. */
  #task(life: TaskLife, { cluster, group, startedBy }: TaskPlace, definitions: Definitions): Resource {
    const { now } = this;
    const { id, step, created, started, stopping, end } = life;
    const arn = this.#state.inventory.arn("ecs", `task/${cluster}/${id}`);
    const status = lastStatus(life, now);
    const gone = stoppedAt(life, now);
    const isEnding = stopping !== undefined && now >= stopping;
    const definition = definitions.find(step.taskDefinition);
    const image = definitions.image(step.taskDefinition);
    const hasImage = started !== undefined && now >= started;
    const exit = gone === undefined || end === undefined ? {} : { ExitCode: end.exitCode, Reason: end.containerReason };
    const health = started === undefined || now < started ? "UNKNOWN" : end?.reason.includes("health") === true ? "UNHEALTHY" : "HEALTHY";
    const digest = digestOf(image);
    const random = new Random(hashText(id));
    const container = {
      ContainerArn: this.#state.inventory.arn("ecs", `container/${cluster}/${id}/${random.uuid()}`),
      TaskArn: arn,
      Name: containerOf(step.taskDefinition),
      Image: image,
      ...(hasImage ? { ImageDigest: digest, RuntimeId: `${id}-${random.between(100_000_000, 999_999_999)}` } : {}),
      LastStatus: status === "PROVISIONING" ? "PENDING" : gone === undefined ? (hasImage ? "RUNNING" : "PENDING") : "STOPPED",
      ...exit,
      HealthStatus: health,
      Cpu: "0",
    };
    const properties = {
      Cluster: cluster,
      ClusterArn: this.#state.inventory.arn("ecs", `cluster/${cluster}`),
      TaskDefinitionArn: step.taskDefinition,
      Group: group,
      StartedBy: startedBy,
      LastStatus: status,
      DesiredStatus: isEnding ? "STOPPED" : "RUNNING",
      Cpu: definition?.properties["Cpu"] ?? "256",
      Memory: definition?.properties["Memory"] ?? "512",
      LaunchType: "FARGATE",
      PlatformVersion: "1.4.0",
      PlatformFamily: "Linux",
      AvailabilityZone: `${this.#state.inventory.region}${random.pick(["a", "b", "c"])}`,
      Connectivity: "CONNECTED",
      // where it hurts nobody people look into their containers
      EnableExecuteCommand: cluster.endsWith("-acceptance"),
      HealthStatus: health,
      Version: 4,
      CreatedAt: created,
      Containers: [container],
      ...(hasImage ? { StartedAt: started, PullStartedAt: started - 6_000, PullStoppedAt: started - 2_000 } : {}),
      ...(isEnding ? { StoppingAt: stopping, StopCode: end?.code, StoppedReason: end?.reason } : {}),
      ...(gone === undefined ? {} : { StoppedAt: gone, ExecutionStoppedAt: gone }),
    };
    return { type: TASK, id: arn, arn, name: id, properties, created, updated: now };
  }
}

/** Whether CodeDeploy rolls a service out, and not ECS itself. */
export function isBlueGreen({ properties }: Resource): boolean {
  return JSON.stringify(properties["DeploymentController"] ?? {}).includes("CODE_DEPLOY");
}

function containerOf(taskDefinition: string): string {
  return familyIn(taskDefinition).replace(/-acceptance$/, "");
}

function streamOf(life: TaskLife, definitions: Definitions): TaskStream {
  const container = containerOf(life.step.taskDefinition);
  const memory = Number(definitions.find(life.step.taskDefinition)?.properties["Memory"] ?? 512);
  return new TaskStream(`${container}/${container}/${life.id}`, life, { container, memory });
}

/** The log group to which a service's containers write, whatever cluster it is in. */
function logGroupOf(service: Resource): string {
  return `/ecs/${containerOf(text(service, "TaskDefinition")) || service.name}`;
}
