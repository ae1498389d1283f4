import type { AccountContext } from "../../base/context.ts";
import { unreachable } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { Pages } from "../../base/pages.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import { formatAgo, formatDateTime, formatDuration } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { statusIcons } from "../../host/tree/icons.ts";
import {
  Branch,
  type DetailsRequest,
  type Page,
  type PageRequest,
  POLL_IDLE,
  POLL_RUNNING,
  Row,
  type RowView,
} from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import type { CodeBuildApi } from "./api.ts";
import { buildApi } from "./connect.ts";
import { type Build, type BuildStatus, type Project, buildName, buildRef, canStart, elapsed, failureOf, isRunning, pipelineOf, projectRef } from "./model.ts";

/** Builds shown at once; the API's own pages are of 100. */
const BUILDS_PAGE = 50;

/** The projects of one context: names at once, what they are and how they do with two batch calls. */
export class ProjectsSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;

  constructor(host: RoomHost, context: AccountContext) {
    this.#host = host;
    this.#context = context;
  }

  async load(parent: Branch, request: PageRequest): Promise<Page> {
    const api = await buildApi(this.#host, this.#context);
    const { names, next } = request.filter === undefined ? await api.listProjects(request.cursor, request.signal) : await matching(api, request.filter, request.signal);
    return { rows: names.map((name) => new ProjectRow(this.#host, parent, name)), next };
  }

  pollInterval(children: readonly Row[]): number {
    const runs = children.some((row) => row instanceof ProjectRow && row.latest !== undefined && isRunning(row.latest));
    return runs ? POLL_RUNNING : POLL_IDLE;
  }

  async *details(rows: readonly Row[], { reason, signal }: DetailsRequest): AsyncIterable<void> {
    const projects = rows.filter((row) => row instanceof ProjectRow);
    if (projects.length === 0) return;
    const api = await buildApi(this.#host, this.#context);
    const latest = new Map<string, Build>();
    for (const build of await api.latestBuilds(signal)) {
      if (!latest.has(build.project)) latest.set(build.project, build);
    }
    for (const row of projects) row.setLatest(latest.get(row.data.name));
    yield;
    const unknown = projects.filter((row) => reason === "user" || row.data.project === undefined);
    if (unknown.length === 0) return;
    const known = new Map((await api.getProjects(unknown.map((row) => row.data.name), signal)).map((project) => [project.name, project]));
    for (const row of unknown) row.data = { name: row.data.name, project: known.get(row.data.name) };
    yield;
  }
}

async function matching(api: CodeBuildApi, filter: string, signal: AbortSignal): Promise<{ names: string[]; next: undefined }> {
  const all = await api.allProjects(signal);
  return { names: all.filter((name) => containsIgnoringCase(name, filter)), next: undefined };
}

interface ProjectData {
  readonly name: string;
  /** Undefined until it was read. */
  readonly project: Project | undefined;
}

/** A project; below it its builds. */
export class ProjectRow extends Branch<ProjectData> {
  readonly host: RoomHost;
  latest: Build | undefined;
  readonly #builds = new Pages<string>(BUILDS_PAGE, async (cursor, signal) => {
    const { ids, next } = await (await buildApi(this.host, this.context)).listBuilds(this.data.name, cursor, signal);
    return { items: ids, next };
  });

  constructor(host: RoomHost, parent: Branch, name: string) {
    super(parent, parent.context, name, { name, project: undefined });
    this.host = host;
  }

  /** The list tells the name alone: what was read before stays. */
  override adopt(): void {}

  /** Takes the latest build. One that is no longer among the newest of all projects stays known, if it had ended. */
  setLatest(latest: Build | undefined): void {
    if (latest === undefined && this.latest !== undefined && !isRunning(this.latest)) return;
    this.latest = latest;
  }

  view(): RowView {
    const { latest } = this;
    const description = latest === undefined ? undefined : `${buildName(latest)} · ${summaryOf(latest)}`;
    return {
      label: this.data.name,
      ...(description === undefined ? {} : { description }),
      icon: latest === undefined ? { id: "package" } : statusIcon(latest.status),
      facets: ["project", ...this.#facets()],
      spoken: `${this.data.name}, project${latest === undefined ? "" : `, latest build ${statusText(latest.status)}`}`,
    };
  }

  /** What can be started: the project, or the pipeline that gives it its source. */
  #facets(): string[] {
    const { project } = this.data;
    if (project === undefined) return [];
    return canStart(project) ? ["startable"] : this.pipeline === undefined ? [] : ["piped"];
  }

  /** The pipeline that started the latest build, where one did. */
  get pipeline(): string | undefined {
    return this.latest === undefined ? undefined : pipelineOf(this.latest);
  }

  override ref(): ResourceRef {
    return projectRef(this.context.region, this.data.name);
  }

  override consolePath(): string {
    return `codesuite/codebuild/projects/${encodeURIComponent(this.data.name)}`;
  }

  override tooltip(): readonly string[] {
    const { project } = this.data;
    const lines = [
      this.data.name,
      project?.description,
      project?.sourceType === undefined ? undefined : `Source: ${project.sourceType}`,
      project?.image === undefined ? undefined : `Image: ${project.image}`,
      this.latest === undefined ? "No recent build" : `Latest build ${buildName(this.latest)}: ${summaryOf(this.latest)}`,
    ];
    return lines.filter((line) => line !== undefined).filter((line) => line !== "");
  }

  async load({ cursor, reason, signal }: PageRequest): Promise<Page> {
    if (reason === "user") this.host.recents.touch(this.id);
    const api = await buildApi(this.host, this.context);
    const { items, next } = await this.#builds.page(cursor, signal);
    const builds = await api.getBuilds(items, signal);
    // the list of all projects' newest builds may not go back as far as this project's
    if (cursor === undefined) this.setLatest(builds[0]);
    return { rows: builds.map((build) => new BuildRow(this, build)), next };
  }

  override pollInterval(children: readonly Row[]): number {
    return children.some((row) => row instanceof BuildRow && isRunning(row.data)) ? POLL_RUNNING : POLL_IDLE;
  }

  override emptyText(): string {
    return "No build yet";
  }
}

/** One build; a click opens its log. */
export class BuildRow extends Row<Build> {
  declare readonly parent: ProjectRow;

  constructor(parent: ProjectRow, build: Build) {
    super(parent, parent.context, build.id, build);
  }

  view(): RowView {
    const build = this.data;
    const description = summaryOf(build);
    return {
      label: buildName(build),
      description,
      icon: statusIcon(build.status),
      facets: ["build", ...(isRunning(build) ? ["running"] : [])],
      spoken: `${buildName(build)}, build, ${description}`,
      command: { id: "awsDevOps.codebuild.openLog", title: "Open Build Log" },
    };
  }

  override name(): string {
    return this.data.id;
  }

  override ref(): ResourceRef {
    return buildRef(this.context.region, this.data.id);
  }

  override consolePath(): string {
    return `codesuite/codebuild/projects/${encodeURIComponent(this.data.project)}/build/${encodeURIComponent(this.data.id)}/log`;
  }

  override tooltip(): readonly string[] {
    const build = this.data;
    // the last is no phase: it says that the others are over
    const phases = build.phases.filter(({ name }) => name !== "COMPLETED").map((phase) => {
      const took = phase.duration === undefined ? "" : `, ${formatDuration(phase.duration)}`;
      return `${phase.name.toLowerCase().replaceAll("_", " ")}: ${phase.status?.toLowerCase() ?? "running"}${took}`;
    });
    const by = build.initiator === undefined ? "" : ` by ${build.initiator}`;
    const lines = [
      `${build.project} ${buildName(build)}: ${statusText(build.status)}`,
      build.startedAt === undefined ? undefined : `Started ${formatDateTime(build.startedAt)}${by}`,
      build.resolvedVersion === undefined ? undefined : `Source: ${build.resolvedVersion}`,
      failureOf(build),
      ...phases,
    ];
    return lines.filter((line) => line !== undefined);
  }
}

/** Status, phase while it runs, duration and age. */
function summaryOf(build: Build): string {
  const now = Date.now();
  const took = elapsed(build, now);
  const parts = [
    statusText(build.status),
    isRunning(build) ? build.phase?.toLowerCase().replaceAll("_", " ") : undefined,
    took === undefined ? undefined : formatDuration(took),
    isRunning(build) || build.startedAt === undefined ? undefined : formatAgo(build.startedAt, now),
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function statusText(status: BuildStatus): string {
  return status.toLowerCase().replaceAll("_", " ");
}

function statusIcon(status: BuildStatus): NonNullable<RowView["icon"]> {
  switch (status) {
    case "IN_PROGRESS":
      return statusIcons.running;
    case "SUCCEEDED":
      return statusIcons.passed;
    case "FAILED":
    case "FAULT":
    case "TIMED_OUT":
      return statusIcons.failed;
    case "STOPPED":
      return statusIcons.stopped;
    case "UNKNOWN":
      return statusIcons.unknown;
    default:
      return unreachable(status);
  }
}
