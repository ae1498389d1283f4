import { describe, expect, it } from "vitest";
import {
  type Action,
  type Stage,
  buildRef,
  canRetry,
  revisionText,
  shortRevision,
  shownStatus,
  stageStatus,
  toStatus,
} from "../../../../src/services/codepipeline/model.ts";

const action: Action = {
  run: undefined,
  hidesOthers: false,
  stage: "Approve",
  name: "release",
  category: "Approval",
  provider: "Manual",
  region: undefined,
  status: "InProgress",
  changedAt: 0,
  startedAt: undefined,
  changedBy: undefined,
  source: undefined,
  summary: undefined,
  error: undefined,
  externalExecutionId: undefined,
  externalUrl: undefined,
  artifacts: [],
  account: undefined,
  log: undefined,
  revision: undefined,
  token: "t",
  approvalNote: undefined,
  approvalUrl: undefined,
};
const stage: Stage = { index: 1, conditions: [], name: "Approve", status: "InProgress", executionId: "e", earlier: false, isRollback: false, inbound: [], disabledReason: undefined, actions: [action] };

describe("statuses", () => {
  it("are never invented: an unheard of one is unknown", () => {
    expect(toStatus("Succeeded")).toBe("Succeeded");
    expect(toStatus("Teleported")).toBe("Unknown");
    expect(toStatus(undefined)).toBe("Unknown");
  });

  it("show that a person is waited for", () => {
    expect(shownStatus(action)).toBe("Waiting");
    expect(stageStatus(stage)).toBe("Waiting");
    expect(shownStatus({ ...action, token: undefined })).toBe("Waiting"); // none where executions run side by side
    expect(shownStatus({ ...action, category: "Build", token: undefined })).toBe("InProgress");
    expect(stageStatus({ ...stage, actions: [{ ...action, status: "Succeeded" }] })).toBe("InProgress");
  });

  it("allow a retry of what failed or was stopped, with its execution", () => {
    expect(canRetry({ ...stage, status: "Failed" })).toBe(true);
    expect(canRetry({ ...stage, status: "Stopped" })).toBe(true);
    expect(canRetry({ ...stage, status: "Succeeded" })).toBe(false);
    expect(canRetry({ ...stage, status: "Failed", executionId: undefined })).toBe(false);
  });
});

describe("revisions", () => {
  const commit = "3f2a9c1d5e6b7a8f9c0d1e2f3a4b5c6d7e8f9a0b";

  it("are shortened as people know them", () => {
    expect(shortRevision(commit)).toBe("3f2a9c1d");
    expect(shortRevision("main-2026.11.22-build-4711")).toBe("main-2026.11.22-buil");
  });

  it.each([
    ["Fix rounding\n\nLong story", "3f2a9c1d Fix rounding"],
    ['{"ProviderType":"GitHub","CommitMessage":"Fix rounding"}', "3f2a9c1d Fix rounding"],
    ["{not json", "3f2a9c1d {not json"],
    [undefined, "3f2a9c1d"],
  ])("with the summary %j read %s", (summary, text) => {
    expect(revisionText({ action: "Source", id: commit, summary, url: undefined })).toBe(text);
  });
});

describe("the build of an action", () => {
  const id = "parcel-web-build:0a1b2c3d-0000-4000-8000-000000000000";

  it("is a resource where CodeBuild ran it", () => {
    expect(buildRef("cn-north-1", { provider: "CodeBuild", externalExecutionId: id })).toEqual({
      partition: "aws-cn",
      service: "codebuild",
      region: "cn-north-1",
      account: "",
      resource: `build/${id}`,
    });
  });

  it("is none for other providers, other ids, and before it began", () => {
    expect(buildRef("eu-west-1", { provider: "CodeDeploy", externalExecutionId: id })).toBeUndefined();
    expect(buildRef("eu-west-1", { provider: "CodeBuild", externalExecutionId: "d-ABCDEF" })).toBeUndefined();
    expect(buildRef("eu-west-1", { provider: "CodeBuild", externalExecutionId: undefined })).toBeUndefined();
  });
});
