import type { BuildPhaseType, PhaseContext, StatusType } from "@aws-sdk/client-codebuild";
import { Random } from "../../random.ts";
import { isCommitId } from "../codecommit/commitSource.ts";
import type { LogEvent } from "../logs/logStream.ts";
import { buildScript } from "./buildScripts.ts";
import type { ProjectSpec } from "./project.ts";
import type { ScriptStep } from "./scriptStep.ts";

/** One phase of a build: offsets are milliseconds from the build's start. */
export interface PlannedPhase {
  readonly type: BuildPhaseType;
  readonly start: number;
  readonly end: number;
  readonly status: StatusType;
  readonly contexts: readonly PhaseContext[];
}

/** All that will happen in a build, decided when it starts: what it is at any moment follows from the time alone. */
export interface BuildPlan {
  readonly phases: readonly PlannedPhase[];
  readonly failing: boolean;
  /** Milliseconds from the start to the end. */
  readonly duration: number;
}

/** Shares of a build's time. The first three pass before its log begins. */
const PHASE_SHARES: readonly (readonly [BuildPhaseType, number])[] = [
  ["SUBMITTED", 0.004],
  ["QUEUED", 0.04],
  ["PROVISIONING", 0.13],
  ["DOWNLOAD_SOURCE", 0.09],
  ["INSTALL", 0.2],
  ["PRE_BUILD", 0.07],
  ["BUILD", 0.36],
  ["POST_BUILD", 0.04],
  ["UPLOAD_ARTIFACTS", 0.04],
  ["FINALIZING", 0.026],
];

/** What goes wrong in a build, and in which phase. */
export interface PlannedFailure {
  readonly phase: "DOWNLOAD_SOURCE" | "BUILD";
  readonly context: PhaseContext;
}

/** What is left out where there is no source. */
const NEEDS_SOURCE: ReadonlySet<BuildPhaseType> = new Set(["INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD", "UPLOAD_ARTIFACTS"]);

/** Plans a build. @param duration milliseconds that it takes, less where it ends without its source */
export function planBuild(duration: number, failure: PlannedFailure | undefined): BuildPlan {
  let start = 0;
  const shares =
    failure?.phase === "DOWNLOAD_SOURCE" ? PHASE_SHARES.filter(([type]) => !NEEDS_SOURCE.has(type)) : PHASE_SHARES;
  const phases = shares.map(([type, share]): PlannedPhase => {
    const end = start + Math.round(duration * share);
    const fails = failure?.phase === type;
    const phase: PlannedPhase = {
      type,
      start,
      end,
      status: fails ? "FAILED" : "SUCCEEDED",
      contexts: fails ? [failure.context] : NO_CONTEXT,
    };
    start = end;
    return phase;
  });
  return { phases, failing: failure !== undefined, duration: start };
}

/** CodeBuild gives every finished phase a context, an empty one where nothing is to be said. */
const NO_CONTEXT: readonly PhaseContext[] = [{ statusCode: "", message: "" }];

/** The last command ends with an error. */
export function commandFailed(project: ProjectSpec): PlannedFailure {
  const command = buildScript(project.toolchain, project.purpose, project.repository, true).build.at(-1)?.command;
  const message = `Error while executing command: ${command}. Reason: exit status 1`;
  return { phase: "BUILD", context: { statusCode: "COMMAND_EXECUTION_ERROR", message } };
}

/** There is no such commit or branch: CodeBuild says so in the words of the git that it uses. */
export function sourceMissing(version: string): PlannedFailure {
  const what = isCommitId(version) ? "object" : "reference";
  const message = `${what} not found for primary source and source version ${version}`;
  return { phase: "DOWNLOAD_SOURCE", context: { statusCode: "CLIENT_ERROR", message } };
}

/** The log of a planned build, with the times at which its lines are written. */
export function buildLog(project: ProjectSpec, plan: BuildPlan, startTime: number, buildId: string): LogEvent[] {
  const random = new Random(buildId);
  const script = buildScript(project.toolchain, project.purpose, project.repository, plan.failing);
  const events: LogEvent[] = [];
  const sourceDirectory = `/codebuild/output/src${random.between(100_000_000, 999_999_999)}/src`;
  const blocks: Partial<Record<BuildPhaseType, readonly ScriptStep[]>> = {
    INSTALL: script.install,
    PRE_BUILD: script.preBuild,
    BUILD: script.build,
    POST_BUILD: script.postBuild,
  };
  for (const phase of plan.phases) {
    const steps = blocks[phase.type];
    let lines: readonly Line[] = [];
    if (phase.type === "DOWNLOAD_SOURCE") {
      lines = phase.status === "FAILED" ? AGENT_LINES : [...AGENT_LINES, ...sourceLines(sourceDirectory)];
    } else if (steps !== undefined) {
      lines = [agent(`Entering phase ${phase.type}`), ...steps.flatMap((step) => stepLines(step, phase))];
    } else if (phase.type === "UPLOAD_ARTIFACTS") {
      lines = [agent("Expanding base directory path: ."), agent("Assembling file list"), agent("Found 1 file(s)")];
    }
    if (lines.length > 0) {
      const ending = [`Phase complete: ${phase.type} State: ${phase.status}`, contextLine(phase)].map(agent);
      events.push(...spread([...lines, ...ending], startTime + phase.start, startTime + phase.end, random));
    }
  }
  return events;
}

/** A line of the log; the build agent's own begin with the time. */
type Line = (timestamp: number, random: Random) => string;

function agent(text: string): Line {
  return (timestamp, random) => {
    const time = new Date(timestamp).toISOString().replace("T", " ").replaceAll("-", "/").slice(0, 23);
    return `[Container] ${time}${random.between(100, 999)} ${text}\n`;
  };
}

function printed(text: string): Line {
  return () => `${text}\n`;
}

const AGENT_LINES = ["Running on CodeBuild On-demand", "Waiting for agent ping", "Waiting for DOWNLOAD_SOURCE"].map(agent);

function sourceLines(directory: string): Line[] {
  return [
    "Phase is DOWNLOAD_SOURCE",
    `CODEBUILD_SRC_DIR=${directory}`,
    `YAML location is ${directory}/buildspec.yml`,
    "Setting HTTP client timeout to higher timeout for S3 source",
    "Processing environment variables",
    `Moving to directory ${directory}`,
    "Unable to initialize cache download: no paths specified to be cached",
    "Phases found in YAML: 4",
  ].map(agent);
}

function stepLines(step: ScriptStep, phase: PlannedPhase): Line[] {
  const lines = [agent(`Running command ${step.command}`), ...step.output.map(printed)];
  if (phase.status === "FAILED") {
    lines.push(printed(""), agent(`Command did not exit successfully ${step.command} exit status 1`));
  }
  return lines;
}

function contextLine(phase: PlannedPhase): string {
  const context = phase.contexts[0];
  return `Phase context status code: ${context?.statusCode ?? ""} Message: ${context?.message ?? ""}`;
}

/** Gives lines ascending times within a phase, unevenly, as programs print. */
function spread(lines: readonly Line[], from: number, to: number, random: Random): LogEvent[] {
  const weights = lines.map(() => random.between(1, 10));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  return lines.map((line, index) => {
    passed += weights[index] ?? 0;
    const timestamp = Math.floor(from + ((to - from) * passed) / (total + 1));
    return { timestamp, message: line(timestamp, random) };
  });
}
