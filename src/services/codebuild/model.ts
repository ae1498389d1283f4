import type { ResourceRef } from "../../base/resourceRef.ts";
import { standingBy } from "../../base/standing.ts";

/** How a build of a status stands, by the API's names. */
export const standingOfBuild = standingBy({
  IN_PROGRESS: "running",
  SUCCEEDED: "passed",
  FAILED: "failed",
  FAULT: "failed",
  TIMED_OUT: "failed",
  STOPPED: "stopped",
});

export interface Project {
  readonly name: string;
  readonly description: string | undefined;
  /** `CODECOMMIT`, `GITHUB`, `S3`, `CODEPIPELINE`, … */
  readonly sourceType: string | undefined;
  readonly image: string | undefined;
  /** The ARN of what its builds act as. */
  readonly role: string | undefined;
  readonly variables: readonly Variable[];
}

/** An environment variable: of a parameter or a secret the value is its name. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type: "PLAINTEXT" | "PARAMETER_STORE" | "SECRETS_MANAGER";
}

export interface Phase {
  readonly name: string;
  readonly status: string | undefined;
  /** Milliseconds; undefined while it runs. */
  readonly duration: number | undefined;
  readonly message: string | undefined;
}

export interface Build {
  /** `project:uuid`. */
  readonly id: string;
  readonly project: string;
  readonly number: number | undefined;
  readonly status: string;
  readonly phase: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly sourceVersion: string | undefined;
  readonly resolvedVersion: string | undefined;
  readonly initiator: string | undefined;
  readonly phases: readonly Phase[];
  /** The ARN in S3 of what it made, where it is kept. */
  readonly artifact: string | undefined;
  /** Only once the build was provisioned, and only where logs go to CloudWatch. */
  readonly log: { readonly group: string; readonly stream: string } | undefined;
  /** The console's page of the log in S3, where it goes there: the file is written when the build has ended. */
  readonly logPage: string | undefined;
  /** True where the project sends no log to CloudWatch. */
  readonly logDisabled: boolean;
}

/** Builds that were started together. */
export interface Batch {
  /** `project:uuid`, as a build's. */
  readonly id: string;
  readonly status: string;
  /** Those that have begun. */
  readonly parts: readonly BatchPart[];
}

export interface BatchPart {
  /** As the buildspec names it. */
  readonly identifier: string;
  readonly buildId: string;
  readonly status: string;
}

/** The part of a batch that tells most: one that went wrong, else one that runs, else the last. */
export function tellingPart({ parts }: Batch): BatchPart | undefined {
  const bad = parts.find(({ status }) => ["failed", "stopped"].includes(standingOfBuild(status)));
  return bad ?? parts.find(({ status }) => status === "IN_PROGRESS") ?? parts.at(-1);
}

export function isRunning(build: Pick<Build, "status">): boolean {
  return build.status === "IN_PROGRESS";
}

/** `#42`, or the beginning of the id where the build has no number yet. */
export function buildName(build: Build): string {
  return build.number === undefined ? (build.id.split(":")[1] ?? build.id).slice(0, 8) : `#${build.number}`;
}

/** The phase in which a build failed; undefined where none did. */
export function failedPhaseOf({ status, phases }: Build): string | undefined {
  if (standingOfBuild(status) !== "failed") return undefined;
  return phases.find((phase) => phase.status !== undefined && phase.status !== "SUCCEEDED")?.name;
}

/** Whether a build can be started again as it was: one of a pipeline has no source but for that. */
export function canRetry(build: Build): boolean {
  return !isRunning(build) && pipelineOf(build) === undefined;
}

/** The message of the phase that failed, as CodeBuild tells it. */
export function failureOf(build: Build): string | undefined {
  const failed = build.phases.find((phase) => phase.status !== undefined && phase.status !== "SUCCEEDED" && phase.message !== undefined);
  return failed === undefined ? undefined : `${failed.name}: ${failed.message ?? ""}`;
}

/** The id of a build's or a batch's ARN, such as `arn:aws:codebuild:eu-west-1:…:build/name:uuid`; undefined for others. */
export function buildIdOf(ref: ResourceRef): string | undefined {
  return ref.service === "codebuild" ? /^build(?:-batch)?\/(.+)$/.exec(ref.resource)?.[1] : undefined;
}

/** Whether a build of the project can be started by itself: one that a pipeline gives its source cannot. */
export function canStart({ sourceType }: Project): boolean {
  return sourceType !== "CODEPIPELINE";
}

/** A commit by its first eight digits; whatever else a version is, such as an object's ARN, by its end. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 8) : (version.split("/").at(-1) ?? version);
}

/** The pipeline that started a build; undefined where it was something else. */
export function pipelineOf({ initiator }: Build): string | undefined {
  return /^codepipeline\/(.+)$/.exec(initiator ?? "")?.[1];
}
