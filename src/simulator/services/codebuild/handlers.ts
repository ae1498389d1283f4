import type * as CodeBuildModule from "@aws-sdk/client-codebuild";
import type { SortOrderType } from "@aws-sdk/client-codebuild";
import type { SimulatedClock } from "../../clock.ts";
import { hashText } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext, Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import { describeBatch, describeBuild, describeProject } from "./describeBuild.ts";
import type { BuildRecord, BuildStore } from "./builds.ts";
import type { ProjectSpec } from "./project.ts";

/** Lists give 100 names a page, batches take 100 (CodeBuild API reference). */
const PAGE_SIZE = 100;
const BATCH_SIZE = 100;

/** The simulated operations of CodeBuild. */
export function codeBuildHandlers(
  store: (region: string) => BuildStore,
  clock: SimulatedClock,
): Handlers<typeof CodeBuildModule> {
  return {
    ListProjects(input, { region }) {
      const builds = store(region);
      const age = (project: ProjectSpec) => hashText(project.name) % 700;
      const byName = input.sortBy === undefined || input.sortBy === "NAME";
      const projects = builds.projects().sort((a, b) => (byName ? compare(a.name, b.name) : age(b) - age(a)));
      return listed(
        ordered(projects, input.sortOrder, "ASCENDING"),
        (project) => project.name,
        input.nextToken,
        "projects",
      );
    },

    BatchGetProjects(input, { region }) {
      const builds = store(region);
      const names = batch(input.names, "names");
      const found = names.flatMap((name) => builds.project(name) ?? []);
      return {
        projects: found.map((project) => describeProject(builds, project)),
        projectsNotFound: names.filter((name) => builds.project(name) === undefined),
      };
    },

    ListBuilds(input, { region }) {
      const all = store(region).all();
      return listed(ordered(all, input.sortOrder, "DESCENDING"), (build) => build.id, input.nextToken, "ids");
    },

    ListBuildsForProject(input, { region }) {
      const builds = store(region);
      const project = needProject(builds, input.projectName);
      const newestFirst = [...builds.buildsOf(project.name)].reverse();
      return listed(ordered(newestFirst, input.sortOrder, "DESCENDING"), (build) => build.id, input.nextToken, "ids");
    },

    BatchGetBuilds(input, { region }) {
      const builds = store(region);
      const ids = batch(input.ids, "ids");
      const found = ids.flatMap((id) => builds.find(id) ?? []);
      return {
        builds: found.map((build) => describeBuild(builds, build, clock.now())),
        buildsNotFound: ids.filter((id) => builds.find(id) === undefined),
      };
    },

    BatchGetBuildBatches(input, { region }) {
      const builds = store(region);
      const ids = batch(input.ids, "ids");
      const found = ids.flatMap((id) => builds.findBatch(id) ?? []);
      return {
        buildBatches: found.map((one) => describeBatch(builds, one, clock.now())),
        buildBatchesNotFound: ids.filter((id) => builds.findBatch(id) === undefined),
      };
    },

    async StartBuild(input, context) {
      const builds = store(context.region);
      const project = needProject(builds, input.projectName);
      if (project.inPipeline && input.sourceTypeOverride === undefined) {
        // CodeBuild itself refuses: such a project has no source without its pipeline's artifact.
        throw invalid("Build cannot be started on a project with source type CODEPIPELINE without a source override.");
      }
      const sourceVersion = input.sourceVersion ?? "refs/heads/main";
      const resolvedSourceVersion = await builds.commits.resolve(project.repository, sourceVersion);
      const build = builds.tokens.once(input.idempotencyToken, () =>
        builds.start({
          project,
          initiator: initiator(context),
          sourceVersion,
          resolvedSourceVersion,
          failing: project.alwaysFails === true,
          environmentVariables: input.environmentVariablesOverride ?? [],
        }),
        { input, mismatch },
      );
      return { build: describeBuild(builds, build, clock.now()) };
    },

    StopBuild(input, { region }) {
      const builds = store(region);
      const build = needBuild(builds, input.id);
      builds.stop(build);
      return { build: describeBuild(builds, build, clock.now()) };
    },

    async RetryBuild(input, context) {
      const builds = store(context.region);
      const old = needBuild(builds, input.id);
      if (!builds.isComplete(old)) {
        throw invalid(
          `Build ${old.id} is in progress since ${new Date(old.startTime).toISOString()} and cannot be retried.`,
        );
      }
      if (old.project.inPipeline) {
        throw invalid("Cannot retry a build that was started by CodePipeline.");
      }
      const { project, sourceVersion } = old;
      const resolvedSourceVersion =
        old.resolvedSourceVersion ?? (await builds.commits.resolve(project.repository, sourceVersion));
      const build = builds.tokens.once(input.idempotencyToken, () =>
        builds.start({
          project,
          initiator: initiator(context),
          sourceVersion,
          resolvedSourceVersion,
          failing: project.alwaysFails === true,
          environmentVariables: old.environmentVariables,
        }),
        { input, mismatch },
      );
      return { build: describeBuild(builds, build, clock.now()) };
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function ordered<T>(items: T[], order: SortOrderType | undefined, natural: SortOrderType): T[] {
  return (order ?? natural) === natural ? items : items.reverse();
}

function listed<T, K extends string>(
  items: readonly T[],
  name: (item: T) => string,
  token: string | undefined,
  member: K,
): Record<K, string[]> & { nextToken: string | undefined } {
  const { items: chunk, nextToken } = page(items, name, {
    nextToken: token,
    size: PAGE_SIZE,
    badToken: () => invalid("Invalid next token."),
  });
  const names = { [member]: chunk.map(name) } as Record<K, string[]>;
  return { ...names, nextToken };
}

function batch(names: readonly string[] | undefined, member: string): readonly string[] {
  const list = names ?? [];
  if (list.length === 0 || list.length > BATCH_SIZE) {
    throw invalid(`Invalid ${member}: the list must have between 1 and ${BATCH_SIZE} entries.`);
  }
  return list;
}

function needProject(builds: BuildStore, name: string | undefined): ProjectSpec {
  const project = builds.project(name ?? "");
  if (project === undefined) {
    const arn = `arn:aws:codebuild:${builds.region}:${builds.accountId}:project/${name}`;
    throw new AwsError("ResourceNotFoundException", `Project cannot be found: ${arn}`);
  }
  return project;
}

function needBuild(builds: BuildStore, id: string | undefined): BuildRecord {
  if (id === undefined || id === "") {
    throw invalid("Invalid build ID: no build ID is specified.");
  }
  const build = builds.find(id);
  if (build === undefined) {
    throw new AwsError("ResourceNotFoundException", `Build cannot be found: ${id}`);
  }
  return build;
}

/** CodeBuild's answer to a token that was used with other parameters (API reference, StartBuild: "parameter mismatch"). */
function mismatch(): AwsError {
  return invalid("Parameter mismatch: the idempotency token was used with other parameters.");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}

/** Who started a build, as CodeBuild writes it: the part of the ARN after the account. */
function initiator(context: CallContext): string {
  return context.callerArn.replace(/^arn:[^:]+:(?:iam|sts)::\d*:(?:user\/|assumed-role\/)?/, "");
}
