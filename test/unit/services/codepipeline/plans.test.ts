import { describe, expect, it } from "vitest";
import type { Execution, PendingApproval } from "../../../../src/services/codepipeline/model.ts";
import { approvalPlan, variableChanges } from "../../../../src/services/codepipeline/actions/plans.ts";

const approval: PendingApproval = {
  stage: "Approve",
  action: "Approve",
  token: "t",
  executionId: "1a2b3c4d-0000-4000-8000-000000000000",
  note: "Have a look at staging",
  url: "https://staging.example/",
};
const execution: Execution = {
  id: approval.executionId ?? "",
  status: "InProgress",
  startedAt: undefined,
  stopReason: undefined,
  isNewest: false,
  updatedAt: undefined,
  revisions: [{ action: "SourceArtifact", id: "3f2a9c1d5e6b7a8f9c0d1e2f3a4b5c6d7e8f9a0b", summary: "Fix rounding\n\nLong", url: undefined }],
  trigger: undefined,
  mode: "SUPERSEDED",
  isRollback: false,
  rollbackTo: undefined,
};

describe("the plan of an approval", () => {
  it("names what is decided on: revision, note, link, comment, and the stage in quotes", () => {
    const { title, changes } = approvalPlan("auth-service-release", approval, execution, { approve: true, comment: "Looks good" });
    expect(title).toBe("Approve “Approve” of auth-service-release");
    expect(changes.map(({ what, after }) => [what, after])).toEqual([
      ["Revision of SourceArtifact", "3f2a9c1d Fix rounding"],
      ["Execution", approval.executionId],
      ["Stage “Approve”", "goes on to the actions behind the approval"],
      ["To approve", "Have a look at staging"],
      ["To look at", "https://staging.example/"],
      ["Comment", "Looks good"],
    ]);
  });

  it("is made also where the execution may not be read and nothing is noted", () => {
    const bare = { ...approval, executionId: undefined, note: undefined, url: undefined };
    const { changes } = approvalPlan("auth-service-release", bare, undefined, { approve: false, comment: "" });
    expect(changes.map(({ what }) => what)).toEqual(["Stage “Approve”", "Comment"]);
  });
});

describe("the plan of a start", () => {
  it("shows each value beside the variable's own, and none of what looks secret", () => {
    const variables = [
      { name: "LOG_LEVEL", defaultValue: "info", description: undefined },
      { name: "API_TOKEN", defaultValue: "abc", description: undefined },
      { name: "NOTE", defaultValue: undefined, description: undefined },
    ];
    const values = [{ name: "LOG_LEVEL", value: "debug" }, { name: "API_TOKEN", value: "xyz" }, { name: "NOTE", value: "hi" }];
    const changes = variableChanges(variables, values);
    expect(changes).toEqual([
      { what: "Variable LOG_LEVEL", before: "info", after: "debug" },
      { what: "Variable API_TOKEN", before: "••••", after: "••••" },
      { what: "Variable NOTE", after: "hi" },
    ]);
    expect(JSON.stringify(changes)).not.toMatch(/abc|xyz/);
  });
});
