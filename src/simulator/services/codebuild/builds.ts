import type { EnvironmentVariable } from "@aws-sdk/client-codebuild";
import { NO_PAST } from "../../account/past.ts";
import type { Settle } from "../../account/past.ts";
import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import type { CommitSource } from "../codecommit/commitSource.ts";
import { ownName } from "../ownArn.ts";
import { RequestTokens } from "../requestTokens.ts";
import { ListedStream } from "../logs/logStream.ts";
import type { LogStreamSource } from "../logs/logStream.ts";
import { buildLog, commandFailed, planBuild, sourceMissing } from "./buildPlan.ts";
import type { BuildPlan } from "./buildPlan.ts";
import type { ProjectSpec } from "./project.ts";

/** A build that was started. */
export interface BuildRecord {
  /** `<project>:<uuid>` */
  readonly id: string;
  /** The uuid: also the name of its log stream. */
  readonly uuid: string;
  readonly project: ProjectSpec;
  readonly number: number;
  readonly startTime: number;
  readonly plan: BuildPlan;
  readonly initiator: string;
  readonly sourceVersion: string;
  /** A commit's id; empty where a pipeline gave none, undefined where the source was not found. */
  readonly resolvedSourceVersion: string | undefined;
  /** The ARN of what it hands on in its pipeline; empty where it hands on nothing. */
  readonly artifact: string;
  readonly environmentVariables: readonly EnvironmentVariable[];
  /** The batch that it is of. */
  readonly batchId: string | undefined;
  readonly log: LogStreamSource;
  stoppedAt: number | undefined;
}

export interface BuildRequest {
  readonly project: ProjectSpec;
  readonly initiator: string;
  readonly sourceVersion: string;
  readonly artifact?: string;
  /** Undefined: the source is not there, and the build fails. */
  readonly resolvedSourceVersion: string | undefined;
  /** Whether its last command fails. */
  readonly failing: boolean;
  readonly environmentVariables?: readonly EnvironmentVariable[];
  readonly batchId?: string;
  /** Called once, when the build has ended or was stopped, at the simulated time of that. */
  readonly onEnd?: (build: BuildRecord) => void;
}

/** Builds that belong together, one for each of `BATCH_PARTS`. */
export interface BatchRecord {
  /** `<project>:<uuid>`, as a build's. */
  readonly id: string;
  readonly project: ProjectSpec;
  readonly startTime: number;
  readonly initiator: string;
  readonly builds: readonly BuildRecord[];
}

/** The parts of every batch, by their identifiers. */
export const BATCH_PARTS = ["node_20", "node_22", "node_24"] as const;
const KEPT_BATCHES = 200;

/** How long builds take, in milliseconds of simulated time: pleasant to watch. */
const BUILD_MS = [20_000, 30_000] as const;
const TEST_MS = [15_000, 25_000] as const;
/** The oldest builds beyond this many of a project are forgotten, so that a long demo does not grow. */
const KEPT_BUILDS = 400;

/** The projects and builds of one region. */
export class BuildStore {
  readonly region: string;
  readonly accountId: string;
  /** When the region was opened: projects' ages count from it. */
  readonly epoch: number;
  readonly commits: CommitSource;
  readonly tokens: RequestTokens<BuildRecord>;
  readonly #clock: SimulatedClock;
  readonly #projects = new Map<string, ProjectSpec>();
  /** Per project, oldest first. */
  readonly #builds = new Map<string, BuildRecord[]>();
  readonly #byId = new Map<string, BuildRecord>();
  readonly #batches = new Map<string, BatchRecord>();
  readonly #onEnd = new Map<string, (build: BuildRecord) => void>();
  readonly #numbers = new Map<string, number>();
  readonly #dice: Dice;
  readonly #settle: Settle;

  /** @param settle makes the past, before a build is told of or started */
  constructor(region: string, accountId: string, clock: SimulatedClock, commits: CommitSource, settle = NO_PAST) {
    this.#settle = settle;
    this.region = region;
    this.accountId = accountId;
    this.#clock = clock;
    this.epoch = clock.now();
    this.commits = commits;
    this.tokens = new RequestTokens(clock);
    this.#dice = new Dice(`builds ${accountId} ${region}`);
  }

  addProject(project: ProjectSpec): void {
    this.#projects.set(project.name, project);
    this.#builds.set(project.name, []);
  }

  /** Puts a project in the place of the one of its name, whose builds stay. */
  putProject(project: ProjectSpec): void {
    this.#projects.set(project.name, project);
    this.#builds.set(project.name, this.#builds.get(project.name) ?? []);
  }

  /** A project goes, and its builds with it. */
  removeProject(name: string): void {
    this.#settle(`project ${name}`);
    for (const { id } of this.#builds.get(name) ?? []) {
      this.#byId.delete(id);
    }
    this.#builds.delete(name);
    this.#projects.delete(name);
  }

  /** By name or ARN. */
  project(nameOrArn: string): ProjectSpec | undefined {
    return this.#projects.get(ownName(this, "codebuild", "project/", nameOrArn) ?? "");
  }

  projects(): ProjectSpec[] {
    return [...this.#projects.values()];
  }

  /** A project's builds, oldest first. */
  buildsOf(projectName: string): readonly BuildRecord[] {
    this.#settle(`project ${projectName}`);
    return this.#builds.get(projectName) ?? [];
  }

  /** All builds, newest first. */
  all(): BuildRecord[] {
    this.#settle();
    return [...this.#byId.values()].sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1));
  }

  /** By id (`project:uuid`) or ARN. */
  find(idOrArn: string): BuildRecord | undefined {
    const id = ownName(this, "codebuild", "build/", idOrArn) ?? "";
    this.#settle(`project ${id.slice(0, id.lastIndexOf(":"))}`);
    return this.#byId.get(id);
  }

  /** Starts a build now. What it will do is decided here; nothing has to happen for it to go on. */
  start(request: BuildRequest): BuildRecord {
    const { project } = request;
    this.#settle(`project ${project.name}`);
    const random = this.#dice.of(project.name);
    const uuid = random.uuid();
    const id = `${project.name}:${uuid}`;
    const startTime = this.#clock.now();
    const [shortest, longest] = project.purpose === "build" || project.purpose === "deploy" ? BUILD_MS : TEST_MS;
    const missing = request.resolvedSourceVersion === undefined;
    const failure = missing ? sourceMissing(request.sourceVersion) : request.failing ? commandFailed(project) : undefined;
    const plan = planBuild(random.between(shortest, longest), failure);
    const number = (this.#numbers.get(project.name) ?? random.between(40, 900)) + 1;
    this.#numbers.set(project.name, number);
    const build: BuildRecord = {
      id,
      uuid,
      project,
      number,
      startTime,
      plan,
      initiator: request.initiator,
      sourceVersion: request.sourceVersion,
      artifact: request.artifact ?? "",
      resolvedSourceVersion: request.resolvedSourceVersion,
      environmentVariables: request.environmentVariables ?? [],
      batchId: request.batchId,
      log: new ListedStream(
        uuid,
        startTime + logStart(plan),
        () => buildLog(project, plan, startTime, id),
        () => build.stoppedAt ?? Number.POSITIVE_INFINITY,
      ),
      stoppedAt: undefined,
    };
    this.#keep(build);
    if (request.onEnd !== undefined) {
      this.#onEnd.set(id, request.onEnd);
      this.#clock.schedule(startTime + plan.duration, () => this.#ended(build));
    }
    return build;
  }

  /** Starts the builds of a batch. @param onEnd called once, when the last of them has ended */
  startBatch(request: Omit<BuildRequest, "batchId" | "onEnd">, onEnd: (builds: readonly BuildRecord[]) => void): BatchRecord {
    const { project } = request;
    this.#settle(`project ${project.name}`);
    const id = `${project.name}:${this.#dice.of(project.name).uuid()}`;
    const builds: BuildRecord[] = [];
    let running = BATCH_PARTS.length;
    const ended = () => {
      running -= 1;
      if (running === 0) {
        onEnd(builds);
      }
    };
    // One part fails where the batch is to: the others go on.
    BATCH_PARTS.forEach((_part, index) => {
      builds.push(this.start({ ...request, failing: request.failing && index === 1, batchId: id, onEnd: ended }));
    });
    const batch: BatchRecord = { id, project, startTime: this.#clock.now(), initiator: request.initiator, builds };
    this.#batches.set(id, batch);
    const [oldest] = this.#batches.keys();
    if (this.#batches.size > KEPT_BATCHES && oldest !== undefined) {
      this.#batches.delete(oldest);
    }
    return batch;
  }

  /** By id (`project:uuid`) or ARN. */
  findBatch(idOrArn: string): BatchRecord | undefined {
    const id = ownName(this, "codebuild", "build-batch/", idOrArn) ?? "";
    this.#settle(`project ${id.slice(0, id.lastIndexOf(":"))}`);
    return this.#batches.get(id);
  }

  /** Stops a build now; one that is over stays as it is. */
  stop(build: BuildRecord): void {
    if (build.stoppedAt === undefined && !this.isComplete(build)) {
      build.stoppedAt = this.#clock.now();
      this.#ended(build);
    }
  }

  isComplete(build: BuildRecord): boolean {
    return build.stoppedAt !== undefined || this.#clock.now() >= build.startTime + build.plan.duration;
  }

  /** The streams of a project's log group: builds whose log has begun. */
  logStreams(projectName: string): LogStreamSource[] {
    const now = this.#clock.now();
    return this.buildsOf(projectName)
      .filter(({ project }) => project.logsToS3 !== true)
      .filter((build) => build.log.creationTime <= Math.min(now, build.stoppedAt ?? now))
      .map((build) => build.log);
  }

  #ended(build: BuildRecord): void {
    const onEnd = this.#onEnd.get(build.id);
    this.#onEnd.delete(build.id);
    onEnd?.(build);
  }

  #keep(build: BuildRecord): void {
    const builds = this.#builds.get(build.project.name);
    if (builds === undefined) {
      throw new Error(`No project ${build.project.name}`);
    }
    builds.push(build);
    this.#byId.set(build.id, build);
    if (builds.length > KEPT_BUILDS) {
      const forgotten = builds.shift();
      this.#byId.delete(forgotten?.id ?? "");
    }
  }
}

/** When a build's log begins, in milliseconds from its start: when provisioning is done, as in CodeBuild. */
export function logStart(plan: BuildPlan): number {
  return plan.phases.find((phase) => phase.type === "PROVISIONING")?.end ?? 0;
}
