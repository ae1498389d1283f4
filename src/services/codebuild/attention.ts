import type { AttentionItem } from "../../base/contracts.ts";
import { refIn } from "../../base/resourceRef.ts";
import { words } from "../../base/text.ts";
import { type Attention, runningOrBroken } from "../../host/kinds/attention.ts";
import type { CodeBuildApi } from "./api.ts";
import { type Build, buildName, failureOf, isRunning, pipelineOf, standingOfBuild } from "./model.ts";

/** Builds that run, and the latest of a project where it failed: one list and one batch. */
export const buildAttention: Attention<CodeBuildApi> = {
  look: async (api, { context, only, signal }) => {
    const found = only === undefined ? await api.latestBuilds(signal) : await api.getBuilds(only.map(({ id }) => id), signal);
    const failed = ({ status }: Build) => standingOfBuild(status) === "failed";
    return { items: runningOrBroken(found, ({ project }) => project, { running: isRunning, failed }).map((build) => toItem(build, context.region)) };
  },
};

function toItem(build: Build, region: string): AttentionItem {
  const { id, project, status, phase, startedAt, endedAt } = build;
  const pipeline = pipelineOf(build);
  return {
    id,
    label: `${project} ${buildName(build)}`,
    standing: standingOfBuild(status),
    facts: isRunning(build) ? ["builds", phase && words(phase)] : [words(status), failureOf(build)],
    at: isRunning(build) ? startedAt : (endedAt ?? startedAt),
    // its builds stand below, this one on top
    ref: refIn(region, "codebuild", `project/${project}`),
    partOf: pipeline === undefined ? undefined : refIn(region, "codepipeline", pipeline),
  };
}
