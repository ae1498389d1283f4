import { randomUUID } from "node:crypto";
import { DevOpsError } from "../../base/errors.ts";
import { parseArn, refIn } from "../../base/resourceRef.ts";
import { joined, words } from "../../base/text.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { builds, projects } from "./kinds.ts";
import { type Build, buildName, canRetry, canStart, isRunning, pipelineOf, shortVersion } from "./model.ts";
import { phasesText } from "./actions/phases.ts";
import { readVariables, variableChanges, variablesProblem } from "./actions/variables.ts";

/** With so many of the newest builds one is compared. */
const COMPARED = 30;

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
      const own = project?.variables ?? [];
      const names = own.length === 0 ? "none" : own.map((one) => one.name).join(", ");
      const prompt = `Environment variables for this build: NAME=value, with blanks between (empty: as the project has them: ${names})`;
      const written = await ask.text({ title, prompt, example: 'STAGE=acceptance NOTE="two words"', check: variablesProblem });
      return { version, own, variables: readVariables(written, own) ?? [], token: randomUUID() };
    },
    plan: ({ item: name }, { version, own, variables }) => ({
      title: `Start build of ${name}`,
      changes: [
        { what: "Build", after: version === "" ? "a new one of the project's source" : `a new one of ${version}` },
        ...variableChanges(variables, own),
      ],
      undo: "stop the build; what it has done by then stays done.",
    }),
    send: ({ api, item: name }, { version, variables, token }) => api.start(name, version, variables, token),
  }),

  startAgain: write(builds, {
    operation: "RetryBuild",
    verb: "Start again",
    fits: canRetry,
    none: "every build runs, or was started by a pipeline, which gives it its source",
    before: () => Promise.resolve(randomUUID()),
    plan: ({ item: build }) => ({
      title: `Start build ${buildName(build)} of ${build.project} again`,
      changes: [
        {
          what: "Build",
          before: words(build.status),
          after: joined(["a new one with the same variables", build.resolvedVersion && `of the same commit, ${shortVersion(build.resolvedVersion)}`], ", "),
        },
      ],
      undo: "stop the build; what it has done by then stays done.",
      resource: build.project,
    }),
    send: ({ api, item: build }, token) => api.retry(build.id, token),
  }),

  showPhases: look(builds, {
    also: [from(projects, { fits: (_name, { latest }) => latest !== undefined, key: (_name, { latest }) => latest?.id, isOnRows: false })],
    none: "no build has run",
    async run({ api, item: build }, { show }) {
      const { items } = await api.listBuilds(build.project, undefined);
      const others = await api.getBuilds(items.slice(0, COMPARED));
      await show(`${build.project} ${buildName(build)} phases.txt`, phasesText(build, others, Date.now()));
    },
  }),

  showPipeline: look(builds, {
    fits: (build) => pipelineOf(build) !== undefined,
    also: [
      from(projects, {
        fits: (_name, { project, latest }) => project !== undefined && !canStart(project) && latest !== undefined && pipelineOf(latest) !== undefined,
        key: (_name, { latest }) => latest?.id,
      }),
    ],
    none: "no build was started by a pipeline",
    async run({ context, item: build }, { open }) {
      const pipeline = pipelineOf(build);
      if (pipeline === undefined) {
        const why = "it was not started by one";
        throw new DevOpsError({ kind: "notFound", tried: "show the pipeline", on: `build ${buildName(build)} of ${build.project}`, why });
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
