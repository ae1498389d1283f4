import type {
  Build,
  BuildBatch,
  BuildPhase,
  LogsConfig,
  LogsLocation,
  Project,
  ProjectEnvironment,
  ProjectSource,
  StatusType,
} from "@aws-sdk/client-codebuild";
import { hashText } from "../../random.ts";
import { artifactBucket } from "../artifacts.ts";
import { BATCH_PARTS, logStart } from "./builds.ts";
import type { BatchRecord, BuildRecord, BuildStore } from "./builds.ts";
import type { ProjectSpec, Toolchain } from "./project.ts";

const DAY = 86_400_000;
const IMAGES: Readonly<Record<Toolchain, string>> = {
  node: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
  python: "aws/codebuild/standard:7.0",
  java: "aws/codebuild/amazonlinux-x86_64-standard:corretto11",
  go: "aws/codebuild/standard:7.0",
  cdk: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
};

/** A project as BatchGetProjects gives it. */
export function describeProject(store: BuildStore, project: ProjectSpec): Project {
  const age = (90 + (hashText(project.name) % 700)) * DAY;
  const { region, accountId, epoch } = store;
  return {
    name: project.name,
    arn: `arn:aws:codebuild:${region}:${accountId}:project/${project.name}`,
    description: project.description,
    source: sourceOf(store, project),
    ...(project.inPipeline ? {} : { sourceVersion: "refs/heads/main" }),
    artifacts: project.inPipeline
      ? { type: "CODEPIPELINE", name: project.name, packaging: "NONE" }
      : { type: "NO_ARTIFACTS" },
    cache: { type: "NO_CACHE" },
    environment: environmentOf(project, []),
    serviceRole: `arn:aws:iam::${accountId}:role/service-role/codebuild-${project.name}`,
    timeoutInMinutes: 60,
    queuedTimeoutInMinutes: 480,
    encryptionKey: `arn:aws:kms:${region}:${accountId}:alias/aws/s3`,
    tags: [{ key: "team", value: project.repository.split("-")[0] ?? "platform" }],
    created: new Date(epoch - age),
    lastModified: new Date(epoch - Math.floor(age / 3)),
    badge: { badgeEnabled: false },
    logsConfig: logSettings(store, project),
    projectVisibility: "PRIVATE",
    ...(project.declared === undefined
      ? {}
      : { ...project.declared.project, created: new Date(project.declared.created), lastModified: new Date(project.declared.updated) }),
  };
}

/** A build as it is at a time. */
export function describeBuild(store: BuildStore, build: BuildRecord, now: number): Build {
  const { region, accountId } = store;
  const phases = describePhases(build, now);
  const complete = phases.at(-1)?.phaseType === "COMPLETED";
  const { project } = build;
  return {
    id: build.id,
    arn: `arn:aws:codebuild:${region}:${accountId}:build/${build.id}`,
    buildNumber: build.number,
    startTime: new Date(build.startTime),
    ...(complete ? { endTime: new Date(endOf(build)) } : {}),
    currentPhase: phases.at(-1)?.phaseType ?? "SUBMITTED",
    buildStatus: statusOf(build, complete),
    sourceVersion: build.sourceVersion,
    ...(build.resolvedSourceVersion === undefined ? {} : { resolvedSourceVersion: build.resolvedSourceVersion }),
    projectName: project.name,
    phases,
    source: sourceOf(store, project),
    secondarySources: [],
    secondarySourceVersions: [],
    artifacts: { location: build.artifact },
    cache: { type: "NO_CACHE" },
    environment: environmentOf(project, build.environmentVariables),
    serviceRole: `arn:aws:iam::${accountId}:role/service-role/codebuild-${project.name}`,
    logs: describeLogs(store, build, now),
    timeoutInMinutes: 60,
    queuedTimeoutInMinutes: 480,
    buildComplete: complete,
    initiator: build.initiator,
    ...(build.batchId === undefined
      ? {}
      : { buildBatchArn: `arn:aws:codebuild:${region}:${accountId}:build-batch/${build.batchId}` }),
    encryptionKey: `arn:aws:kms:${region}:${accountId}:alias/aws/s3`,
  };
}

/** A batch as it is at a time. */
export function describeBatch(store: BuildStore, batch: BatchRecord, now: number): BuildBatch {
  const { region, accountId } = store;
  const builds = batch.builds.map((build) => describeBuild(store, build, now));
  const statuses = builds.map(({ buildStatus }) => buildStatus);
  const bad = statuses.find((status) => status !== "SUCCEEDED" && status !== "IN_PROGRESS");
  const complete = !statuses.includes("IN_PROGRESS");
  return {
    id: batch.id,
    arn: `arn:aws:codebuild:${region}:${accountId}:build-batch/${batch.id}`,
    startTime: new Date(batch.startTime),
    currentPhase: complete ? "SUCCEEDED" : "IN_PROGRESS",
    buildBatchStatus: complete ? (bad ?? "SUCCEEDED") : "IN_PROGRESS",
    projectName: batch.project.name,
    complete,
    initiator: batch.initiator,
    buildGroups: builds.map(({ arn, startTime, buildStatus }, index) => ({
      identifier: BATCH_PARTS[index] ?? "",
      dependsOn: [],
      ignoreFailure: false,
      currentBuildSummary: { arn, requestedOn: startTime, buildStatus },
    })),
  };
}

/** When a build is over, or was stopped: milliseconds since 1970. */
export function endOf(build: BuildRecord): number {
  return build.stoppedAt ?? build.startTime + build.plan.duration;
}

function statusOf(build: BuildRecord, complete: boolean): StatusType {
  if (!complete) {
    return "IN_PROGRESS";
  }
  if (build.stoppedAt !== undefined) {
    return "STOPPED";
  }
  return build.plan.failing ? "FAILED" : "SUCCEEDED";
}

function describePhases(build: BuildRecord, now: number): BuildPhase[] {
  const until = Math.min(now, build.stoppedAt ?? now) - build.startTime;
  const phases: BuildPhase[] = [];
  for (const phase of build.plan.phases) {
    if (phase.start > until) {
      break;
    }
    const startTime = new Date(build.startTime + phase.start);
    if (phase.end <= until) {
      phases.push({
        phaseType: phase.type,
        phaseStatus: phase.status,
        startTime,
        endTime: new Date(build.startTime + phase.end),
        durationInSeconds: Math.floor((phase.end - phase.start) / 1000),
        contexts: [...phase.contexts],
      });
    } else if (build.stoppedAt === undefined) {
      phases.push({ phaseType: phase.type, startTime });
    } else {
      phases.push({
        phaseType: phase.type,
        phaseStatus: "STOPPED",
        startTime,
        endTime: new Date(build.stoppedAt),
        durationInSeconds: Math.floor((until - phase.start) / 1000),
        contexts: [{ statusCode: "", message: "" }],
      });
    }
  }
  if (build.stoppedAt !== undefined || until >= build.plan.duration) {
    phases.push({ phaseType: "COMPLETED", startTime: new Date(endOf(build)) });
  }
  return phases;
}

/** Where the log is: AWS fills it in when provisioning is done. */
function describeLogs(store: BuildStore, build: BuildRecord, now: number): LogsLocation {
  const settings = logSettings(store, build.project);
  if (build.project.logsToS3 === true) {
    return { ...settings, ...s3Place(store, build) };
  }
  const begins = build.startTime + logStart(build.plan);
  if (begins > Math.min(now, build.stoppedAt ?? now)) {
    return { ...settings, deepLink: consoleLogLink(store.region, "null", "null") };
  }
  const groupName = `/aws/codebuild/${build.project.name}`;
  const groupArn = `arn:aws:logs:${store.region}:${store.accountId}:log-group:${groupName}`;
  return {
    groupName,
    streamName: build.uuid,
    deepLink: consoleLogLink(store.region, groupName, build.uuid),
    cloudWatchLogsArn: `${groupArn}:log-stream:${build.uuid}`,
    ...settings,
  };
}

function logSettings({ accountId, region }: BuildStore, { name, logsToS3 = false }: ProjectSpec): LogsConfig {
  const s3 = logsToS3 ? { status: "ENABLED" as const, location: `${artifactBucket(accountId, region)}/logs/${name}` } : OFF;
  return { cloudWatchLogs: logsToS3 ? OFF : { status: "ENABLED" }, s3Logs: { ...s3, encryptionDisabled: false } };
}

const OFF = { status: "DISABLED" as const };

/** The file in S3 that a log becomes; it is written when the build has ended. */
function s3Place({ accountId, region }: BuildStore, { project, uuid }: BuildRecord): LogsLocation {
  const bucket = artifactBucket(accountId, region);
  const key = `logs/${project.name}/${uuid}.gz`;
  return {
    s3DeepLink: `https://s3.console.aws.amazon.com/s3/object/${bucket}/${key}?region=${region}`,
    s3LogsArn: `arn:aws:s3:::${bucket}/${key}`,
  };
}

function consoleLogLink(region: string, group: string, stream: string): string {
  const encode = (text: string) => encodeURIComponent(text).replaceAll("%", "$25");
  const page = `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups`;
  return `${page}/log-group/${encode(group)}/log-events/${encode(stream)}`;
}

function sourceOf(store: BuildStore, project: ProjectSpec): ProjectSource {
  if (project.inPipeline) {
    return { type: "CODEPIPELINE", buildspec: `ci/${project.purpose}.yml`, insecureSsl: false };
  }
  return {
    type: "CODECOMMIT",
    location: `https://git-codecommit.${store.region}.amazonaws.com/v1/repos/${project.repository}`,
    gitCloneDepth: 1,
    gitSubmodulesConfig: { fetchSubmodules: false },
    insecureSsl: false,
  };
}

function environmentOf(project: ProjectSpec, variables: BuildRecord["environmentVariables"]): ProjectEnvironment {
  return {
    type: "LINUX_CONTAINER",
    image: IMAGES[project.toolchain],
    computeType: project.toolchain === "java" ? "BUILD_GENERAL1_MEDIUM" : "BUILD_GENERAL1_SMALL",
    environmentVariables: [{ name: "STAGE", value: "production", type: "PLAINTEXT" }, ...variables],
    privilegedMode: project.purpose === "integration",
    imagePullCredentialsType: "CODEBUILD",
  };
}
