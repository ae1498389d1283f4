import { joined, words } from "../../base/text.ts";
import { formatAgo, formatDuration, formatSpan, timeLine } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { CodeBuildApi } from "./api.ts";
import { type Build, type Project, buildName, failedPhaseOf, failureOf, isRunning, shortVersion, standingOfBuild } from "./model.ts";

/** What `ListProjects`, which tells names alone, does not tell. */
export interface ProjectFacts {
  readonly project: Project;
  readonly latest: Build;
}

export const projects: Kind<CodeBuildApi, string, undefined, ProjectFacts> = {
  noun: "project",
  icon: "package",
  none: "No project in this region",
  arn: "codebuild:project/{project}",
  page: "codesuite/codebuild/projects/{project}",
  get below() {
    return [builds];
  },
  list: (api, _service, { cursor, signal }) => api.listProjects(cursor, signal),
  key: (name) => name,
  tell: (name, { project, latest }, { now }) => ({
    label: name,
    standing: latest && standingOfBuild(latest.status),
    facts: latest && [buildName(latest), summary(latest, now)],
    spoken: latest && `latest build ${words(latest.status)}`,
    tooltip: [
      name,
      project?.description,
      project?.sourceType && `Source: ${project.sourceType}`,
      project?.image && `Image: ${project.image}`,
      latest === undefined ? "No recent build" : `Latest build ${buildName(latest)}: ${summary(latest, now)}`,
    ],
  }),
  /** Two batch calls for a page: the newest builds of the region, and once what the projects are. */
  async *more(api, names, { reason, known, signal }) {
    // of the newest 100 of the region: one that is not among them any more stays known, once it has ended
    const newest = new Map((await api.latestBuilds(signal)).toReversed().map((build) => [build.project, build]));
    yield names.flatMap((name) => {
      const latest = newest.get(name);
      return latest === undefined ? [] : [[name, { latest }] as const];
    });
    const unknown = names.filter((name) => reason === "user" || known(name).project === undefined);
    if (unknown.length > 0) yield (await api.getProjects(unknown, signal)).map((project) => [project.name, { project }]);
  },
};

export const builds: Kind<CodeBuildApi, Build, string> = {
  noun: "build",
  icon: "circle-outline",
  none: "No build yet",
  arn: "codebuild:build/{build}",
  page: "codesuite/codebuild/projects/{project}/build/{build}/log",
  isHistory: true,
  above: projects,
  list: async (api, project, { cursor, signal }) => {
    const { items, next } = await api.listBuilds(project, cursor, signal);
    return { items: await api.getBuilds(items, signal), next };
  },
  teach: ([latest]) => (latest === undefined ? {} : { latest }),
  key: ({ id }) => id,
  tell: (build, _more, { now }) => ({
    label: buildName(build),
    standing: standingOfBuild(build.status),
    facts: [summary(build, now), build.resolvedVersion && shortVersion(build.resolvedVersion), build.initiator && `by ${build.initiator.split("/").at(-1) ?? ""}`],
    tooltip: [
      `${build.project} ${buildName(build)}: ${words(build.status)}`,
      joined([timeLine("Started", build.startedAt), build.initiator], " by "),
      build.resolvedVersion && `Source: ${build.resolvedVersion}`,
      failureOf(build),
      // the last is no phase: it says that the others are over
      ...build.phases.filter(({ name }) => name !== "COMPLETED").map(({ name, status, duration }) =>
        joined([`${words(name)}: ${status === undefined ? "running" : words(status)}`, duration === undefined ? undefined : formatDuration(duration)], ", "),
      ),
    ],
  }),
};

/** Status, phase while it runs, duration and age. */
function summary(build: Build, now: number): string {
  const { status, phase, startedAt, endedAt = now } = build;
  const runs = isRunning(build);
  const failed = failedPhaseOf(build);
  return joined([failed === undefined ? words(status) : `${words(status)} in ${words(failed)}`, runs ? phase && words(phase) : undefined, formatSpan(startedAt, endedAt), runs ? undefined : formatAgo(startedAt, now)]);
}
