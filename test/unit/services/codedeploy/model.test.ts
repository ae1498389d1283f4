import type { ECSTaskSet } from "@aws-sdk/client-codedeploy";
import { describe, expect, it } from "vitest";
import { toTarget } from "../../../../src/services/codedeploy/api/convert.ts";
import { deploymentDetails, eventDetails, targetDetails } from "../../../../src/services/codedeploy/actions/details.ts";
import {
  type Deployment,
  type Target,
  appSpecText,
  currentEvent,
  elapsed,
  failureOf,
  nameOfRevision,
  newestFirst,
  progressText,
  revisionText,
  standingOf,
  starterText,
  toDeploymentStatus,
  toStepStatus,
} from "../../../../src/services/codedeploy/model.ts";
import { deploymentRef } from "../../../../src/services/codepipeline/model.ts";

const deployment: Deployment = {
  id: "d-ABCDEF123",
  application: "shop",
  group: "production",
  platform: "Server",
  config: "CodeDeployDefault.HalfAtATime",
  status: "Failed",
  createdAt: 1_000,
  startedAt: 2_000,
  endedAt: 12_000,
  revision: { kind: "s3", bucket: "bundles", key: "a/b/shop-7.zip", version: "v1", eTag: undefined, bundleType: "zip" },
  previousRevision: undefined,
  creator: "user",
  description: undefined,
  overview: { pending: 1, inProgress: 1, succeeded: 2, failed: 1, skipped: 0, ready: 0 },
  errorCode: "HEALTH_CONSTRAINTS",
  error: "Too few are healthy",
  rolledBackBy: undefined,
  rollbackOf: undefined,
  instanceOptions: { fileExists: undefined, ignoresStopFailures: false },
  rollsBackOnFailure: false,
};

const event = { startedAt: 2_000, endedAt: 5_000, errorCode: undefined, script: undefined, message: undefined, logTail: undefined };
const target: Target = {
  id: "i-1",
  arn: undefined,
  kind: "instance",
  status: "Failed",
  updatedAt: undefined,
  traffic: undefined,
  side: undefined,
  taskSets: [],
  versions: undefined,
  events: [
    { ...event, name: "Install", status: "Succeeded" },
    { ...event, name: "ValidateService", status: "Failed", errorCode: "ScriptFailed", script: "check.sh", message: "exit code 1", logTail: "one\ntwo" },
  ],
};

describe("references", () => {
  it("are what a pipeline's action runs as, where it is a deployment", () => {
    const action = (provider: string | undefined, externalExecutionId: string | undefined) =>
      deploymentRef("eu-west-1", { provider, externalExecutionId })?.resource;
    expect(action("CodeDeployToECS", "d-ABCDEF123")).toBe("deployment:d-ABCDEF123");
    expect(action("CodeDeploy", "d-ABCDEF123")).toBe("deployment:d-ABCDEF123");
    expect(action(undefined, "d-ABCDEF123")).toBe("deployment:d-ABCDEF123");
    expect(action("ECS", "d-ABCDEF123")).toBeUndefined();
    expect(action("CodeDeploy", undefined)).toBeUndefined();
    expect(action("CodeDeploy", "x:y")).toBeUndefined();
  });
});

describe("a deployment in words", () => {
  it("counts the instances that are through", () => {
    expect(progressText(deployment)).toBe("2 of 5 instances, 1 failed");
    const none = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, skipped: 0, ready: 0 };
    expect(progressText({ platform: "Server", overview: none })).toBeUndefined();
    expect(progressText({ platform: "ECS", overview: { ...none, inProgress: 1 } })).toBeUndefined();
    expect(progressText({ platform: "Server", overview: { ...none, inProgress: 1 } })).toBe("0 of 1 instance");
  });

  it("tells its revision and who started it", () => {
    expect(deployment.revision && revisionText(deployment.revision)).toBe("shop-7.zip");
    const key = "shop-release/BuildArtif/7c2k9x";
    expect(revisionText({ kind: "s3", bucket: "b", key, version: undefined, eTag: undefined, bundleType: "zip" })).toBe(key);
    expect(revisionText({ kind: "gitHub", repository: "kestrel/shop", commitId: "0123456789abcdef" })).toBe("kestrel/shop 01234567");
    expect(revisionText({ kind: "appSpec", sha256: "fedcba9876543210" })).toBe("AppSpec fedcba98");
    expect(starterText({ creator: "codeDeployRollback", rollbackOf: "d-1" })).toBe("as a rollback of d-1");
    expect(starterText({ creator: "CloudFormation", rollbackOf: undefined })).toBe("by CloudFormation");
    expect(starterText({ creator: undefined, rollbackOf: undefined })).toBeUndefined();
  });

  it("reads what an AppSpec puts in place, in JSON and in YAML", () => {
    const yaml = 'Resources:\n  - TargetService:\n      Properties:\n        TaskDefinition: "arn:aws:ecs:eu-west-1:1:task-definition/shop:42"\n';
    expect(appSpecText(yaml)).toBe("shop:42");
    expect(appSpecText('{"Properties":{"Name":"f","CurrentVersion":"6","TargetVersion":"7"}}')).toBe("version 7");
    expect(appSpecText("        TargetVersion: 8\n")).toBe("version 8");
    expect(appSpecText("")).toBeUndefined();
    expect(appSpecText("not an AppSpec")).toBeUndefined();
  });

  it("is named by what its AppSpec puts in place, else by the bundle, else not at all", () => {
    const appSpec = { kind: "appSpec", sha256: "0123456789abcdef" } as const;
    expect([nameOfRevision(appSpec, "shop:7"), nameOfRevision(appSpec, undefined), nameOfRevision(undefined, undefined)]).toEqual(["shop:7", "AppSpec 01234567", undefined]);
  });

  it("lasts to its end, or to now, and never less than nothing", () => {
    expect(elapsed(deployment, 99_000)).toBe(10_000);
    expect(elapsed({ ...deployment, endedAt: undefined }, 99_000)).toBe(97_000);
    expect(elapsed({ ...deployment, endedAt: undefined }, 0)).toBe(0);
    expect(elapsed({ ...deployment, createdAt: undefined, startedAt: undefined }, 0)).toBeUndefined();
  });

  it("takes an unheard-of status for unknown", () => {
    expect(toDeploymentStatus("Dreaming")).toBe("Unknown");
    expect(toStepStatus(undefined)).toBe("Unknown");
    expect([standingOf("Unknown"), standingOf(undefined)]).toEqual(["unknown", "unknown"]);
  });
});

describe("what the service tells of a target", () => {
  it("tells instances of a blue/green deployment apart", () => {
    const instance = (instanceLabel?: "Blue" | "Green") =>
      toTarget({ instanceTarget: { targetId: "i-1", ...(instanceLabel === undefined ? {} : { instanceLabel }) } });
    expect([instance("Blue").side, instance("Green").side, instance().side]).toEqual(["original", "replacement", undefined]);
    expect(targetDetails(instance("Green"), 0)).toBe("i-1 (replacement): unknown\n");
  });

  it.each([[0, 0], [10, 10], [33.3, 33], [100, 100], [0.1, 10], [1, 100], [undefined, undefined]])("a weight of %s is %s %% of the traffic", (weight, percent) => {
    const info = weight === undefined ? {} : { targetVersionWeight: weight };
    expect(toTarget({ lambdaTarget: { lambdaFunctionInfo: info } }).traffic).toBe(percent);
    expect(toTarget({ cloudFormationTarget: info }).traffic).toBe(percent);
  });

  it("knows the replacement's traffic where the task sets have labels", () => {
    const service = (...taskSetsInfo: ECSTaskSet[]) => toTarget({ ecsTarget: { targetId: "c:s", taskSetsInfo } });
    const [blue, green] = [{ identifer: "ecs-svc/1", trafficWeight: 99 }, { identifer: "ecs-svc/2", trafficWeight: 1, runningCount: 1, desiredCount: 2, pendingCount: 1, status: "ACTIVE" }];
    expect(service({ ...blue, taskSetLabel: "Blue" }, { ...green, taskSetLabel: "Green" }).traffic).toBe(1);
    expect(service({ ...blue, taskSetLabel: "Blue" }).traffic).toBe(0);
    expect(service(blue, green).traffic).toBeUndefined();
    expect(targetDetails(service(blue, { ...green, taskSetLabel: "Green" }), 0)).toBe(
      "c:s: unknown\n  Task set ecs-svc/1: 99 % of traffic, 0 tasks left\n" +
        "  Replacement task set ecs-svc/2: 1 % of traffic, 1 of 2 tasks run, 1 pending, active\n",
    );
  });
});

describe("a list of deployments", () => {
  it("is put into order by the times of creation", () => {
    const at = (createdAt: number | undefined) => ({ ...deployment, createdAt });
    expect(newestFirst([at(2), at(undefined), at(3), at(1)]).map(({ createdAt }) => createdAt)).toEqual([3, 2, 1, undefined]);
  });

});

describe("a target", () => {
  it("is at the event that runs, else at the one that failed", () => {
    expect(currentEvent(target)?.name).toBe("ValidateService");
    const [install, validate] = target.events;
    const running = { ...target, events: [validate, install && { ...install, status: "InProgress" as const }].filter((one) => one !== undefined) };
    expect(currentEvent(running)?.name).toBe("Install");
    expect(target.events.map(failureOf)).toEqual([undefined, "ScriptFailed: check.sh: exit code 1"]);
  });

  it("stands in the deployment's text with its events and the log of the one that failed", () => {
    const text = deploymentDetails(deployment, [target], 99_000);
    expect(text).toContain("Deployment d-ABCDEF123: failed\nApplication shop, group production\n");
    expect(text).toContain("Revision s3://bundles/a/b/shop-7.zip, version v1\nError HEALTH_CONSTRAINTS: Too few are healthy\n");
    expect(text).toContain("i-1: failed\n  Install          succeeded, 3 s\n  ValidateService  failed, 3 s\n");
    expect(text).toContain("    ScriptFailed: check.sh: exit code 1\n    | one\n    | two\n");
  });

  it("tells one event alone", () => {
    const [, failed] = target.events;
    const text = failed && eventDetails(target, failed, 99_000);
    expect(text).toMatch(/^ValidateService on i-1: failed\nStarted .*\nTook 3 s\nScript check.sh\nScriptFailed: exit code 1\n\nThe end/);
    expect(text).toContain("script's log:\none\ntwo\n");
  });
});
