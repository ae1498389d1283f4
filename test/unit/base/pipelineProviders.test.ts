import { describe, expect, it } from "vitest";
import { formatArn } from "../../../src/base/arn.ts";
import { runOf } from "../../../src/base/pipelineProviders.ts";
import { pipelineRuns } from "../../../src/base/pipelineRuns.gen.ts";

const STACK = "arn:aws:cloudformation:eu-west-1:418273650912:stack/parcel-web/6f1c0000";
const BUILD = "parcel-web-build:0b6f1c2d-3e4f-4a5b-8c6d-7e8f9a0b1c2d";

describe("what a pipeline's action runs as", () => {
  it.each([
    ["log", "CodeBuild", BUILD, undefined, `arn:aws:codebuild:eu-west-1:1:build/${BUILD}`],
    ["view", "CodeBuild", BUILD, undefined, undefined],
    ["log", undefined, BUILD, undefined, `arn:aws:codebuild:eu-west-1:1:build/${BUILD}`],
    ["view", "CodeDeployToECS", "d-ABC123", undefined, "arn:aws:codedeploy:eu-west-1:1:deployment:d-ABC123"],
    ["view", "CodeDeploy", "d-ABC123/../x", undefined, undefined],
    ["view", "CloudFormation", STACK, undefined, STACK],
    ["view", "CloudFormation", "x", `https://c/#/stack/detail?stackId=${encodeURIComponent(STACK)}&a=b`, STACK],
    // a custom action's address is written by anybody
    ["view", "Mine", "x", `https://c/?stackId=${encodeURIComponent(STACK)}`, undefined],
    ["log", "CloudFormation", STACK, undefined, undefined],
    ["view", "ECR", "sha256:1", undefined, undefined],
  ] as const)("to open its %s, of %s as %s (%s), is %s", (opens, provider, externalExecutionId, externalUrl, arn) => {
    const ref = runOf(pipelineRuns, opens, "eu-west-1", { provider, externalExecutionId, externalUrl, account: "1" });
    expect(ref && formatArn(ref)).toBe(arn);
  });

  it("needs a room that has a view for it", () => {
    const runs = { ...pipelineRuns, shown: [] };
    expect(runOf(runs, "view", "eu-west-1", { provider: "CloudFormation", externalExecutionId: STACK })).toBeUndefined();
  });
});
