import type { EnvironmentVariable } from "@aws-sdk/client-codebuild";
import type { SimulatedClock } from "../../clock.ts";
import { Random } from "../../random.ts";
import { ListedStream } from "../logs/logStream.ts";
import type { LogStreamSource } from "../logs/logStream.ts";
import { buildLog, planBuild } from "./buildPlan.ts";
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
  readonly resolvedSourceVersion: string;
  readonly environmentVariables: readonly EnvironmentVariable[];
  readonly log: LogStreamSource;
  stoppedAt: number | undefined;
}

export interface BuildRequest {
  readonly project: ProjectSpec;
  readonly initiator: string;
  readonly sourceVersion: string;
  readonly resolvedSourceVersion: string;
  readonly failing: boolean;
  readonly environmentVariables?: readonly EnvironmentVariable[];
  /** Called once, when the build has ended or was stopped, at the simulated time of that. */
  readonly onEnd?: (build: BuildRecord) => void;
}

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
  readonly #clock: SimulatedClock;
  readonly #projects = new Map<string, ProjectSpec>();
  /** Per project, oldest first. */
  readonly #builds = new Map<string, BuildRecord[]>();
  readonly #byId = new Map<string, BuildRecord>();
  readonly #onEnd = new Map<string, (build: BuildRecord) => void>();
  readonly #numbers = new Map<string, number>();
  readonly #random: Random;

  constructor(region: string, accountId: string, clock: SimulatedClock) {
    this.region = region;
    this.accountId = accountId;
    this.#clock = clock;
    this.epoch = clock.now();
    this.#random = new Random(`builds ${accountId} ${region}`);
  }

  addProject(project: ProjectSpec): void {
    this.#projects.set(project.name, project);
    this.#builds.set(project.name, []);
  }

  project(name: string): ProjectSpec | undefined {
    return this.#projects.get(name);
  }

  projects(): ProjectSpec[] {
    return [...this.#projects.values()];
  }

  /** A project's builds, oldest first. */
  buildsOf(projectName: string): readonly BuildRecord[] {
    return this.#builds.get(projectName) ?? [];
  }

  /** All builds, newest first. */
  all(): BuildRecord[] {
    return [...this.#byId.values()].sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1));
  }

  /** By id (`project:uuid`) or ARN. */
  find(idOrArn: string): BuildRecord | undefined {
    return this.#byId.get(idOrArn.replace(/^arn:[^:]+:codebuild:[^:]*:\d*:build\//, ""));
  }

  /** Starts a build now. What it will do is decided here; nothing has to happen for it to go on. */
  start(request: BuildRequest): BuildRecord {
    const { project } = request;
    const uuid = this.#random.uuid();
    const id = `${project.name}:${uuid}`;
    const startTime = this.#clock.now();
    const [shortest, longest] = project.purpose === "build" || project.purpose === "deploy" ? BUILD_MS : TEST_MS;
    const plan = planBuild(project, this.#random.between(shortest, longest), request.failing);
    const number = (this.#numbers.get(project.name) ?? this.#random.between(40, 900)) + 1;
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
      resolvedSourceVersion: request.resolvedSourceVersion,
      environmentVariables: request.environmentVariables ?? [],
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
