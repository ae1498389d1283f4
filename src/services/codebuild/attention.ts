import type { AccountContext } from "../../base/context.ts";
import type { AttentionItem, AttentionSource } from "../../base/contracts.ts";
import { refIn } from "../../base/resourceRef.ts";
import type { CodeBuildApi } from "./api.ts";
import { manifest } from "./manifest.ts";
import { type Build, buildName, failureOf, isRunning, pipelineOf, standingOfBuild } from "./model.ts";

/** Builds that run, and the latest of a project where it failed: one list and one batch. */
export function buildAttention(apiOf: (context: AccountContext) => Promise<CodeBuildApi>): AttentionSource {
  return {
    title: manifest.title,
    look: async ({ context, only, signal }) => {
      const api = await apiOf(context);
      const builds = only === undefined ? await api.latestBuilds(signal) : await api.getBuilds(only.map(({ id }) => id), signal);
      return { items: telling(builds).map((build) => toItem(build, context.region)) };
    },
  };
}

/** @param builds the newest first */
function telling(builds: readonly Build[]): readonly Build[] {
  const projects = new Set<string>();
  return builds.filter((build) => {
    const isLatest = !projects.has(build.project);
    projects.add(build.project);
    return isRunning(build) || (isLatest && standingOfBuild(build.status) === "failed");
  });
}

function toItem(build: Build, region: string): AttentionItem {
  const { id, project, status, phase, startedAt, endedAt } = build;
  const pipeline = pipelineOf(build);
  return {
    id,
    label: `${project} ${buildName(build)}`,
    standing: standingOfBuild(status),
    facts: isRunning(build) ? ["builds", phase?.toLowerCase().replaceAll("_", " ")] : [status.toLowerCase().replaceAll("_", " "), failureOf(build)],
    at: isRunning(build) ? startedAt : (endedAt ?? startedAt),
    // its builds stand below, this one on top
    ref: refIn(region, "codebuild", `project/${project}`),
    partOf: pipeline === undefined ? undefined : refIn(region, "codepipeline", pipeline),
  };
}
