import { randomUUID } from "node:crypto";
import { DevOpsError } from "../../base/errors.ts";
import { parseArn, refIn } from "../../base/resourceRef.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { builds, projects } from "./kinds.ts";
import { type Build, buildName, canStart, isRunning, pipelineOf } from "./model.ts";

/** Whether a build has made something that is kept: one that fails hands on nothing. */
const hasArtifact = ({ status, artifact }: Pick<Build, "status" | "artifact">) => status === "SUCCEEDED" && artifact !== undefined;

export const actions = {
  start: write(projects, {
    operation: "StartBuild",
    verb: "Start",
    fits: (_name, { project }) => project === undefined || canStart(project),
    none: "every project is built by a pipeline",
    async before({ api, item: name }, { ask }) {
      const [project] = await api.getProjects([name]);
      if (project !== undefined && !canStart(project)) {
        const why = "its source comes from a pipeline, so it cannot be built by itself";
        throw new DevOpsError({ kind: "conflict", tried: "start a build", on: `project ${name}`, why, remedy: "Start its pipeline." });
      }
      const title = `Start build of ${name}`;
      const version = await ask.text({ title, prompt: "Branch, tag or commit (empty: the project's own)", example: "main" });
      return { version, token: randomUUID() };
    },
    plan: ({ item: name }, { version }) => ({
      title: `Start build of ${name}`,
      changes: [{ what: "Build", after: version === "" ? "a new one of the project's source" : `a new one of ${version}` }],
      undo: "stop the build; what it has done by then stays done.",
    }),
    send: ({ api, item: name }, { version, token }) => api.start(name, version, token),
  }),

  showPipeline: look(projects, {
    fits: (_name, { project, latest }) => project !== undefined && !canStart(project) && latest !== undefined && pipelineOf(latest) !== undefined,
    none: "no project is built by a pipeline",
    async run({ context, item: name, more }, { open }) {
      const pipeline = more.latest && pipelineOf(more.latest);
      if (pipeline === undefined) {
        const why = "its latest build was not started by one";
        throw new DevOpsError({ kind: "notFound", tried: "show the pipeline", on: `project ${name}`, why });
      }
      await open(refIn(context.region, "codepipeline", pipeline), context);
    },
  }),

  stop: write(builds, {
    operation: "StopBuild",
    verb: "Stop",
    fits: (build) => isRunning(build),
    also: [from(projects, { fits: (_name, { latest }) => latest !== undefined && isRunning(latest) })],
    none: "no build is in progress",
    plan: ({ item: build }) => ({
      title: `Stop build ${buildName(build)} of ${build.project}`,
      changes: [{ what: "Build", before: `in progress (${build.phase ?? "starting"})`, after: "stopped" }],
      undo: "a stopped build cannot go on; start a new one.",
      resource: build.project,
    }),
    send: ({ api, item: build }) => api.stop(build.id),
  }),

  openArtifact: look(builds, {
    fits: hasArtifact,
    also: [from(projects, { fits: (_name, { latest }) => latest !== undefined && hasArtifact(latest), isOnRows: false })],
    none: "no build of it has kept what it made",
    async run({ context, item: { artifact = "" } }, { open }) {
      await open(parseArn(artifact), context);
    },
  }),

  openLog: look(builds, {
    onClick: true,
    none: "no build has run",
    run: ({ context, item: build, told }, { openLog }) => openLog(told.ref, context, `Waiting for the log of ${build.project} ${told.label}`),
  }),
};
