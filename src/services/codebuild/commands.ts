import { randomUUID } from "node:crypto";
import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { formatArn } from "../../base/resourceRef.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { askText, choicesOf, pick, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { buildApi } from "./connect.ts";
import type { manifest } from "./manifest.ts";
import { type Build, type Project, buildName, buildRef, canStart, isRunning, pipelineOf, projectRef } from "./model.ts";
import { BuildRow, ProjectRow } from "./tree.ts";

/** Handlers of the room's commands. Each works on a row, and asks where it was called without one. */
export function buildCommands(host: RoomHost): CommandHandlers<typeof manifest> {
  return {
    show: async () => {
      const { context, name } = await chooseProject(host, undefined, "Show project");
      await reveal(host, context, name);
    },
    start: (target) => start(host, target),
    stop: (target) => stop(host, target),
    showPipeline: async (target) => {
      const { context, name } = await chooseProject(host, target, "Show the pipeline of a project", (project) => !canStart(project));
      const api = await buildApi(host, context);
      const [build] = await api.getBuilds((await api.listBuilds(name, undefined)).ids.slice(0, 1));
      const pipeline = build === undefined ? undefined : pipelineOf(build);
      if (pipeline === undefined) {
        const why = "its latest build was not started by one";
        throw new DevOpsError({ kind: "notFound", tried: "show the pipeline", on: `project ${name}`, why });
      }
      await host.links.open({ ...projectRef(context.region, name), service: "codepipeline", resource: pipeline }, context);
    },
    openLog: async (target) => {
      const { context, build } = await chooseBuild(host, target, "Open build log", () => true);
      await withProgress(`Waiting for the log of ${build.project} ${buildName(build)}`, (signal) =>
        host.links.openLogOf(buildRef(context.region, build.id), context, signal),
      );
    },
  };
}

/** Shows the project in its view. @throws DevOpsError where it is not there */
export async function reveal(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  if (await host.trees.reveal("build", `${contextKey(context)}/codebuild/${name}`)) return;
  const why = "it is not in the list: its account may not be pinned, or a filter hides it";
  throw new DevOpsError({ kind: "notFound", tried: `show project ${name}`, why });
}

async function start(host: RoomHost, target: unknown): Promise<void> {
  const { context, name } = await chooseProject(host, target, "Start build", canStart);
  const api = await buildApi(host, context);
  const [project] = await api.getProjects([name]);
  if (project !== undefined && !canStart(project)) {
    const why = "its source comes from a pipeline, so it cannot be built by itself";
    throw new DevOpsError({ kind: "conflict", tried: "start a build", on: `project ${name}`, why, remedy: "Start its pipeline." });
  }
  const sourceVersion = await askText({
    title: `Start build of ${name}`,
    prompt: "Branch, tag or commit (empty: the project's own)",
    stays: true,
  });
  const token = randomUUID();
  const plan = {
    title: `Start build of ${name}`,
    verb: "Start",
    operation: "codebuild:StartBuild",
    context,
    resource: name,
    arn: formatArn(projectRef(context.region, name)),
    changes: [{ what: "Build", after: sourceVersion === "" ? "a new one of the project's source" : `a new one of ${sourceVersion}` }],
    undo: "stop the build; what it has done by then stays done.",
  };
  const build = await host.writes.perform(plan, () => api.start(name, sourceVersion, token));
  host.log.info(`Started build ${build.id}`);
  await host.trees.refresh();
}

async function stop(host: RoomHost, target: unknown): Promise<void> {
  const { context, build } = await chooseBuild(host, target, "Stop build", isRunning);
  const plan = {
    title: `Stop build ${buildName(build)} of ${build.project}`,
    verb: "Stop",
    operation: "codebuild:StopBuild",
    context,
    resource: build.project,
    arn: formatArn(buildRef(context.region, build.id)),
    changes: [{ what: "Build", before: `in progress (${build.phase ?? "starting"})`, after: "stopped" }],
    undo: "a stopped build cannot go on; start a new one.",
  };
  const api = await buildApi(host, context);
  await host.writes.perform(plan, () => api.stop(build.id));
  await host.trees.refresh();
}

async function chooseProject(
  host: RoomHost,
  target: unknown,
  title: string,
  fits?: (project: Project) => boolean,
): Promise<{ context: AccountContext; name: string }> {
  const row = target instanceof BuildRow ? target.parent : target;
  if (row instanceof ProjectRow) return { context: row.context, name: row.data.name };
  const context = await host.pickPinned(title);
  const api = await buildApi(host, context);
  const list = async () => {
    const names = await api.allProjects();
    return choicesOf(fits === undefined ? names : (await api.getProjects(names)).filter(fits).map((project) => project.name));
  };
  return { context, name: await pick(list(), { title, placeholder: `Project of ${context.profile} in ${context.region}` }) };
}

async function chooseBuild(
  host: RoomHost,
  target: unknown,
  title: string,
  fits: (build: Build) => boolean,
): Promise<{ context: AccountContext; build: Build }> {
  if (target instanceof BuildRow) return { context: target.context, build: target.data };
  const { context, name } = await chooseProject(host, target, title);
  const api = await buildApi(host, context);
  const { ids } = await api.listBuilds(name, undefined);
  const builds = (await api.getBuilds(ids)).filter(fits);
  if (builds.length === 0) {
    throw new DevOpsError({ kind: "conflict", tried: title.toLowerCase(), on: `project ${name}`, why: "no build fits" });
  }
  const items = builds.map((build) => ({ label: buildName(build), description: build.status.toLowerCase().replaceAll("_", " "), value: build }));
  return { context, build: await pick(items, { title, placeholder: `Build of ${name}` }) };
}
