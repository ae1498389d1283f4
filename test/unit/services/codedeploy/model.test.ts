import { describe, expect, it } from "vitest";
import { deploymentDetails, eventDetails } from "../../../../src/services/codedeploy/details.ts";
import {
  type Deployment,
  type Target,
  appSpecText,
  currentEvent,
  elapsed,
  failureOf,
  progressText,
  revisionText,
  starterText,
  toDeploymentStatus,
  toStepStatus,
} from "../../../../src/services/codedeploy/model.ts";
import { applicationRef, deployTargetOf, groupRef } from "../../../../src/services/codedeploy/ref.ts";
import { deploymentRef } from "../../../../src/services/codepipeline/model.ts";
import { formatArn, parseArn } from "../../../../src/base/resourceRef.ts";

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
  details: [],
  events: [
    { ...event, name: "Install", status: "Succeeded" },
    { ...event, name: "ValidateService", status: "Failed", errorCode: "ScriptFailed", script: "check.sh", message: "exit code 1", logTail: "one\ntwo" },
  ],
};

describe("references", () => {
  it("are told by ARNs of applications and groups, and by deployments' ids", () => {
    const of = (arn: string) => deployTargetOf(parseArn(arn) ?? groupRef("", "", ""));
    const prefix = "arn:aws:codedeploy:eu-west-1:418273650912";
    expect(of(`${prefix}:application:shop`)).toEqual({ kind: "application", application: "shop" });
    expect(of(`${prefix}:deploymentgroup:shop/production`)).toEqual({ kind: "group", application: "shop", group: "production" });
    expect(of(`${prefix}:deployment:d-ABCDEF123`)).toEqual({ kind: "deployment", id: "d-ABCDEF123" });
    expect(of(`${prefix}:deploymentgroup:shop`)).toBeUndefined();
    expect(of(`${prefix}:instance/i-1`)).toBeUndefined();
    expect(of("arn:aws:codebuild:eu-west-1:418273650912:application:shop")).toBeUndefined();
  });

  it("are made as AWS writes them", () => {
    expect(formatArn(groupRef("cn-north-1", "shop", "production"))).toBe("arn:aws-cn:codedeploy:cn-north-1::deploymentgroup:shop/production");
    expect(formatArn(applicationRef("eu-west-1", "shop"))).toBe("arn:aws:codedeploy:eu-west-1::application:shop");
  });

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

  it("lasts to its end, or to now, and never less than nothing", () => {
    expect(elapsed(deployment, 99_000)).toBe(10_000);
    expect(elapsed({ ...deployment, endedAt: undefined }, 99_000)).toBe(97_000);
    expect(elapsed({ ...deployment, endedAt: undefined }, 0)).toBe(0);
    expect(elapsed({ ...deployment, createdAt: undefined, startedAt: undefined }, 0)).toBeUndefined();
  });

  it("takes an unheard-of status for unknown", () => {
    expect(toDeploymentStatus("Dreaming")).toBe("Unknown");
    expect(toStepStatus(undefined)).toBe("Unknown");
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
