import {
  BatchGetBuildBatchesCommand,
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  type Build as SdkBuild,
  CodeBuildClient,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  StartBuildCommand,
  StopBuildCommand,
} from "@aws-sdk/client-codebuild";
import type { AwsSession } from "../../aws/session.ts";
import { chunked } from "../../base/async.ts";
import { type Batch, type Build, type Project, toBuildStatus } from "./model.ts";

/** `BatchGetBuilds` and `BatchGetProjects` take at most this many (API reference). */
const BATCH = 100;

/** CodeBuild of one context. Every method throws DevOpsError. */
export class CodeBuildApi {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Names of the projects, sorted by the service, up to 100 a page. */
  async listProjects(cursor: string | undefined, signal?: AbortSignal): Promise<{ items: readonly string[]; next: string | undefined }> {
    const command = new ListProjectsCommand({ sortBy: "NAME", ...(cursor === undefined ? {} : { nextToken: cursor }) });
    const { projects = [], nextToken } = await this.#session.send(CodeBuildClient, command, { signal });
    return { items: projects, next: nextToken };
  }

  async getProjects(names: readonly string[], signal?: AbortSignal): Promise<Project[]> {
    const found: Project[] = [];
    for (const batch of chunked(names, BATCH)) {
      const { projects = [] } = await this.#session.send(CodeBuildClient, new BatchGetProjectsCommand({ names: batch }), { signal });
      found.push(
        ...projects.map((project) => ({
          name: project.name ?? "",
          description: project.description,
          sourceType: project.source?.type,
          image: project.environment?.image,
        })),
      );
    }
    return found;
  }

  /** The newest builds of all projects of the region, at most 100: one call tells the latest of most projects. */
  async latestBuilds(signal?: AbortSignal): Promise<Build[]> {
    const { ids = [] } = await this.#session.send(CodeBuildClient, new ListBuildsCommand({ sortOrder: "DESCENDING" }), { signal });
    return this.getBuilds(ids, signal);
  }

  /** Ids of a project's builds, newest first, up to 100 a page. */
  async listBuilds(
    project: string,
    cursor: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ items: readonly string[]; next: string | undefined }> {
    const command = new ListBuildsForProjectCommand({
      projectName: project,
      sortOrder: "DESCENDING",
      ...(cursor === undefined ? {} : { nextToken: cursor }),
    });
    const { ids = [], nextToken } = await this.#session.send(CodeBuildClient, command, { signal, subject: `project ${project}` });
    return { items: ids, next: nextToken };
  }

  /** Builds in the order of the ids; ids that are gone are left out. */
  async getBuilds(ids: readonly string[], signal?: AbortSignal): Promise<Build[]> {
    const found = new Map<string, Build>();
    for (const batch of chunked(ids, BATCH)) {
      const { builds = [] } = await this.#session.send(CodeBuildClient, new BatchGetBuildsCommand({ ids: batch }), { signal });
      for (const build of builds) found.set(build.id ?? "", toBuild(build));
    }
    return ids.map((id) => found.get(id)).filter((build) => build !== undefined);
  }

  /** A batch of builds; undefined where there is none of that id. */
  async getBatch(id: string, signal?: AbortSignal): Promise<Batch | undefined> {
    const command = new BatchGetBuildBatchesCommand({ ids: [id] });
    const { buildBatches = [] } = await this.#session.send(CodeBuildClient, command, { signal, subject: `batch ${id}` });
    const [batch] = buildBatches;
    if (batch === undefined) return undefined;
    const parts = (batch.buildGroups ?? []).flatMap(({ identifier = "", currentBuildSummary: build }) => {
      const buildId = build?.arn?.split(":build/")[1];
      return buildId === undefined ? [] : [{ identifier, buildId, status: toBuildStatus(build?.buildStatus) }];
    });
    return { id, status: toBuildStatus(batch.buildBatchStatus), parts };
  }

  /** Starts a build, of a branch, tag or commit where one is given. The token keeps a repeated call from a second one. */
  async start(project: string, sourceVersion: string, requestToken: string): Promise<Build> {
    const command = new StartBuildCommand({
      projectName: project,
      idempotencyToken: requestToken,
      ...(sourceVersion === "" ? {} : { sourceVersion }),
    });
    const { build } = await this.#session.send(CodeBuildClient, command, { subject: `project ${project}` });
    return toBuild(build ?? {});
  }

  async stop(id: string): Promise<void> {
    await this.#session.send(CodeBuildClient, new StopBuildCommand({ id }), { subject: `build ${id}` });
  }
}

function toBuild(build: SdkBuild): Build {
  const { groupName, streamName, cloudWatchLogs, s3Logs, s3DeepLink } = build.logs ?? {};
  return {
    id: build.id ?? "",
    project: build.projectName ?? "",
    number: build.buildNumber,
    status: toBuildStatus(build.buildStatus),
    phase: build.currentPhase,
    startedAt: build.startTime?.getTime(),
    endedAt: build.endTime?.getTime(),
    sourceVersion: build.sourceVersion,
    resolvedVersion: build.resolvedSourceVersion,
    initiator: build.initiator,
    phases: (build.phases ?? []).map((phase) => ({
      name: phase.phaseType ?? "",
      status: phase.phaseStatus,
      duration: phase.durationInSeconds === undefined ? undefined : phase.durationInSeconds * 1000,
      message: phase.contexts?.find((context) => context.message !== undefined && context.message.trim() !== "")?.message,
    })),
    log: groupName === undefined || streamName === undefined ? undefined : { group: groupName, stream: streamName },
    logPage: s3Logs?.status === "DISABLED" ? undefined : s3DeepLink,
    logDisabled: cloudWatchLogs?.status === "DISABLED",
  };
}
