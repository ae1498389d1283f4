import {
  BatchGetBuildBatchesCommand,
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  type Build as SdkBuild,
  CodeBuildClient,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  RetryBuildCommand,
  StartBuildCommand,
  StopBuildCommand,
} from "@aws-sdk/client-codebuild";
import { apiOf } from "../../aws/serviceApi.ts";
import { inBatches, readByKey } from "../../base/async.ts";
import type { ResourceUser } from "../../base/contracts.ts";
import { type PageOf, everyItem } from "../../base/pages.ts";
import { refIn } from "../../base/resourceRef.ts";
import type { Batch, Build, Project, Variable } from "./model.ts";

/** `BatchGetBuilds` and `BatchGetProjects` take at most this many (API reference). */
const BATCH = 100;

/** CodeBuild of one context. Every method throws DevOpsError. */
export class CodeBuildApi extends apiOf(CodeBuildClient) {
  /** Names of the projects, sorted by the service, up to 100 a page. */
  async listProjects(nextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<string>> {
    const page = await this.send(new ListProjectsCommand({ sortBy: "NAME", nextToken }), { signal });
    return { items: page.projects ?? [], next: page.nextToken };
  }

  getProjects(all: readonly string[], signal?: AbortSignal): Promise<Project[]> {
    return inBatches(all, BATCH, async (names) => {
      const { projects = [] } = await this.send(new BatchGetProjectsCommand({ names }), { signal });
      return projects.map(({ name = "", description, source, environment, serviceRole }) => ({
        name,
        description,
        sourceType: source?.type,
        image: environment?.image,
        role: serviceRole,
        variables: (environment?.environmentVariables ?? []).map(({ name: variable = "", value = "", type = "PLAINTEXT" }) => ({ name: variable, value, type })),
      }));
    });
  }

  /** Projects whose builds act as a role. */
  async roleUsers(arn: string, signal: AbortSignal): Promise<readonly ResourceUser[]> {
    const names = await everyItem("list projects", (cursor) => this.listProjects(cursor, signal));
    const { region } = this.session.context;
    const own = (await this.getProjects(names, signal)).filter(({ role }) => role === arn);
    return own.map(({ name }) => ({ ref: refIn(region, "codebuild", `project/${name}`), label: name, detail: "project" }));
  }

  /** The newest builds of all projects of the region, at most 100: one call tells the latest of most projects. */
  async latestBuilds(signal?: AbortSignal): Promise<Build[]> {
    const { ids = [] } = await this.send(new ListBuildsCommand({ sortOrder: "DESCENDING" }), { signal });
    return this.getBuilds(ids, signal);
  }

  /** Ids of a project's builds, newest first, up to 100 a page. */
  async listBuilds(projectName: string, nextToken: string | undefined, signal?: AbortSignal): Promise<PageOf<string>> {
    const command = new ListBuildsForProjectCommand({ projectName, sortOrder: "DESCENDING", nextToken });
    const page = await this.send(command, { signal, subject: `project ${projectName}` });
    return { items: page.ids ?? [], next: page.nextToken };
  }

  /** Builds in the order of the ids; ids that are gone are left out. */
  getBuilds(all: readonly string[], signal?: AbortSignal): Promise<Build[]> {
    const read = async (ids: string[]) => ((await this.send(new BatchGetBuildsCommand({ ids }), { signal })).builds ?? []).map(toBuild);
    return readByKey(all, BATCH, read, ({ id }) => id);
  }

  /** A batch of builds; undefined where there is none of that id. */
  async getBatch(id: string, signal?: AbortSignal): Promise<Batch | undefined> {
    const command = new BatchGetBuildBatchesCommand({ ids: [id] });
    const { buildBatches = [] } = await this.send(command, { signal, subject: `batch ${id}` });
    const [batch] = buildBatches;
    if (batch === undefined) return undefined;
    const parts = (batch.buildGroups ?? []).flatMap(({ identifier = "", currentBuildSummary: build }) => {
      const buildId = build?.arn?.split(":build/")[1];
      return buildId === undefined ? [] : [{ identifier, buildId, status: build?.buildStatus ?? "" }];
    });
    return { id, status: batch.buildBatchStatus ?? "", parts };
  }

  /**
   * Starts a build, of a branch, tag or commit where one is given. The token keeps a repeated call from a second one.
   * @param variables in place of the project's, or beside them
   */
  async start(project: string, sourceVersion: string, variables: readonly Variable[], requestToken: string): Promise<Build> {
    const command = new StartBuildCommand({
      projectName: project,
      idempotencyToken: requestToken,
      sourceVersion: sourceVersion || undefined,
      ...(variables.length === 0 ? {} : { environmentVariablesOverride: [...variables] }),
    });
    const { build } = await this.send(command, { subject: `project ${project}` });
    return toBuild(build ?? {});
  }

  /** Starts a build again as it was: the same commit, the same variables. */
  async retry(id: string, idempotencyToken: string): Promise<void> {
    await this.send(new RetryBuildCommand({ id, idempotencyToken }), { subject: `build ${id}` });
  }

  async stop(id: string): Promise<void> {
    await this.send(new StopBuildCommand({ id }), { subject: `build ${id}` });
  }
}

function toBuild(build: SdkBuild): Build {
  const { groupName, streamName, cloudWatchLogs, s3Logs, s3DeepLink } = build.logs ?? {};
  return {
    id: build.id ?? "",
    project: build.projectName ?? "",
    number: build.buildNumber,
    status: build.buildStatus ?? "",
    phase: build.currentPhase,
    startedAt: build.startTime?.getTime(),
    endedAt: build.endTime?.getTime(),
    sourceVersion: build.sourceVersion,
    resolvedVersion: build.resolvedSourceVersion,
    initiator: build.initiator,
    artifact: /^arn:[^:]+:s3:/.test(build.artifacts?.location ?? "") ? build.artifacts?.location : undefined,
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
