import { describe, expect, it } from "vitest";
import { formatArn, parseArn } from "../../../../src/base/resourceRef.ts";
import { eventDetails } from "../../../../src/services/cloudformation/model/eventText.ts";
import { failureText } from "../../../../src/services/cloudformation/actions/failure.ts";
import {
  type Stack,
  type StackEvent,
  canCancel,
  hasFailed,
  isHidden,
  isRunning,
  otherAccount,
  ownReason,
  placeOf,
  reasonText,
  rootFailure,
  shortId,
  stackNameOf,
  standingOfStatus,
  templateName,
  typeText,
} from "../../../../src/services/cloudformation/model.ts";
import { deploymentRef } from "../../../../src/services/codepipeline/model.ts";

const STACK = "arn:aws:cloudformation:eu-west-1:418273650912:stack/parcel-web/6f1c0000-0000-4000-8000-000000000001";
const nowhere = { stackId: STACK, ref: undefined, page: undefined };

it("a resource may be in another account than its stack", () => {
  const other = (arn: string) => otherAccount(parseArn(arn) ?? { ...placeOf(STACK), service: "", resource: "" }, STACK);
  expect(other("arn:aws:codebuild:eu-west-1:111122223333:project/a")).toBe("111122223333");
  expect(other("arn:aws:codebuild:eu-west-1:418273650912:project/a")).toBeUndefined();
  expect(other("arn:aws:s3:::kestrel-labels")).toBeUndefined();
});

describe("a stack's reference", () => {
  it.each([
    [STACK, "parcel-web"],
    ["arn:aws:cloudformation:eu-west-1:1:stack/parcel-web", "parcel-web"],
    ["arn:aws:cloudformation:eu-west-1:1:changeSet/a/b", undefined],
    ["arn:aws:cloudformation:eu-west-1:1:stackset/a:b", undefined],
    ["arn:aws:s3:::stack/a/b", undefined],
  ])("%s names %s", (arn, name) => {
    const ref = parseArn(arn);
    expect(ref === undefined ? "" : stackNameOf(ref)).toBe(name);
  });

  it.each([
    [{ externalExecutionId: STACK }, STACK],
    [{ externalExecutionId: "x", externalUrl: `https://c/#/stack/detail?stackId=${encodeURIComponent(STACK)}&a=b` }, STACK],
    [{ externalExecutionId: undefined, externalUrl: `https://c/#/stacks?stackId=${STACK}` }, STACK],
    [{ externalExecutionId: "arn:aws:s3:::stack/x" }, undefined],
    [{ externalExecutionId: undefined }, undefined],
  ])("a pipeline's stack action %j runs as it", (action, arn) => {
    const ref = deploymentRef("us-east-1", { provider: "CloudFormation", ...action });
    expect(ref === undefined ? undefined : formatArn(ref)).toBe(arn);
  });
});

describe("a status", () => {
  it.each([
    ["CREATE_IN_PROGRESS", "running"],
    ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "running"],
    ["UPDATE_ROLLBACK_IN_PROGRESS", "undoing"],
    ["REVIEW_IN_PROGRESS", "unknown"],
    ["CREATE_COMPLETE", "passed"],
    ["UPDATE_COMPLETE", "passed"],
    ["DELETE_COMPLETE", "passed"],
    ["DELETE_SKIPPED", "passed"],
    ["ROLLBACK_COMPLETE", "failed"],
    ["UPDATE_ROLLBACK_COMPLETE", "warned"],
    ["IMPORT_ROLLBACK_COMPLETE", "warned"],
    ["UPDATE_ROLLBACK_FAILED", "failed"],
    ["DELETE_FAILED", "failed"],
    ["HOOK_IN_PROGRESS", "running"],
    ["HOOK_COMPLETE_SUCCEEDED", "passed"],
    ["HOOK_COMPLETE_FAILED", "failed"],
    ["HOOK_FAILED", "failed"],
    ["SOMETHING_NEW", "unknown"],
    ["", "unknown"],
  ])("%s stands as %s", (status, standing) => {
    expect(standingOfStatus(status)).toBe(standing);
    expect(isRunning(status)).toBe(standing === "running" || standing === "undoing");
  });

  it("decides what may be done", () => {
    const stack = (status: string) => ({ status }) as Stack;
    expect(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "CREATE_IN_PROGRESS"].map((status) => canCancel(stack(status)))).toEqual([true, false, false]);
    expect(["UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "REVIEW_IN_PROGRESS"].map((status) => hasFailed(stack(status)))).toEqual([true, true, true, false, false]);
  });
});

describe("the failure that began it", () => {
  const event = (logicalId: string, status: string, reason?: string): StackEvent => ({
    id: `${logicalId} ${status} ${reason}`,
    logicalId,
    physicalId: logicalId === "stack" ? STACK : logicalId,
    type: logicalId === "stack" ? "AWS::CloudFormation::Stack" : "AWS::Lambda::Function",
    status,
    reason,
    at: undefined,
    hook: undefined,
    ...nowhere,
  });
  /** Newest first. */
  const events = [
    event("stack", "UPDATE_ROLLBACK_COMPLETE"),
    event("stack", "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [B, A]. "),
    event("A", "UPDATE_FAILED", "Resource update cancelled"),
    event("D", "UPDATE_FAILED", "Rate exceeded"),
    event("B", "UPDATE_FAILED", "No such key"),
    event("stack", "UPDATE_IN_PROGRESS", "User Initiated"),
    event("C", "UPDATE_FAILED", "An older trouble"),
    event("stack", "UPDATE_IN_PROGRESS"),
  ];

  it("is the first that failed by itself, of the last operation that failed", () => {
    expect(rootFailure(events)?.logicalId).toBe("B");
    expect(rootFailure(events.slice(6))?.logicalId).toBe("C");
    expect(rootFailure([event("stack", "UPDATE_FAILED"), event("A", "UPDATE_COMPLETE")])).toBeUndefined();
  });

  it("is never one of the operation before, and then the stack's own reason", () => {
    const cancelled = [
      event("stack", "UPDATE_ROLLBACK_COMPLETE"),
      event("stack", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated"),
      ...events.slice(5),
    ];
    expect(rootFailure(cancelled)).toBeUndefined();
    expect(ownReason(cancelled)).toBe("User Initiated");
    expect(ownReason(events)).toBe("The following resource(s) failed to update: [B, A]. ");
    expect(ownReason([event("stack", "DELETE_COMPLETE"), event("stack", "DELETE_IN_PROGRESS", "User Initiated"), ...events])).toBeUndefined();
  });

  it("is told in words: the resource, the nested stack, or the stack itself", () => {
    const told = { name: "parcel-web", id: STACK, status: "UPDATE_ROLLBACK_COMPLETE", reason: undefined };
    const failure = { stackId: STACK, event: event("B", "UPDATE_FAILED", "No such key"), reason: undefined, isLost: false };
    expect(failureText(told, failure)).toBe("B: update failed. No such key");
    const nested = STACK.replace("parcel-web", "parcel-web-Data-1A");
    expect(failureText(told, { ...failure, stackId: nested })).toBe("B in the nested stack parcel-web-Data-1A: update failed. No such key");
    const lost = { ...event("Data", "CREATE_FAILED", "Embedded stack was not created"), physicalId: nested };
    expect(failureText(told, { ...failure, event: lost, isLost: true })).toBe(
      "Data: create failed. Embedded stack was not created The nested stack parcel-web-Data-1A is gone: which of its resources failed is no longer told.",
    );
    expect(failureText(told, { ...failure, event: undefined, reason: "User Initiated" })).toBe("parcel-web: update rollback complete. User Initiated");
    expect(failureText(told, { ...failure, event: undefined })).toBeUndefined();
  });

  it("is one that was cancelled where there is no other", () => {
    expect(rootFailure(events.slice(0, 3))?.logicalId).toBe("A");
  });
});

describe("what is shown", () => {
  it("of an event as text are its reasons, whole", () => {
    const hook = { type: "Kestrel::Guard", status: "HOOK_COMPLETE_FAILED", reason: "One\nTwo", mode: "WARN" };
    const event = { id: "1", logicalId: "Bucket", physicalId: "", type: "AWS::S3::Bucket", status: "CREATE_FAILED", reason: " a\nb ", at: undefined, hook, ...nowhere };
    expect(eventDetails(event)).toBe(
      "Bucket: create failed\nType: AWS::S3::Bucket\n\nReason:\na\nb\n\n" +
        "Hook Kestrel::Guard: complete failed (a failure is a warning, the operation goes on)\nOne\nTwo\n",
    );
    expect(eventDetails({ ...event, reason: undefined, hook: undefined })).toBe("Bucket: create failed\nType: AWS::S3::Bucket\n");
  });

  it.each([
    [STACK, "parcel-web"],
    ["arn:aws:ecs:eu-west-1:1:service/kestrel-production/parcel-web", "parcel-web"],
    ["https://sqs.eu-west-1.amazonaws.com/1/letters", "letters"],
    ["/ecs/parcel-web", "/ecs/parcel-web"],
  ])("%s is shortened to %s", (physicalId, short) => {
    expect(shortId(physicalId)).toBe(short);
  });

  it.each([
    ['Resource handler returned message: "No such key. (Service: Lambda, Status Code: 400, Request ID: 1-2)" (RequestToken: 3, HandlerErrorCode: X)', "No such key."],
    ['Resource handler returned message: "Say "no" (now)" (RequestToken: 3, HandlerErrorCode: X)', 'Say "no" (now)'],
    ["kestrel-labels already exists\nsecond line", "kestrel-labels already exists"],
    ["  ", undefined],
    [undefined, undefined],
  ])("the reason %j is told as %j", (reason, told) => {
    expect(reasonText(reason)).toBe(told);
  });

  it("names types, templates and hidden values", () => {
    expect(typeText("AWS::ECS::Service")).toBe("ECS Service");
    expect(templateName("a", '\n{"Resources": {}}')).toBe("a.json");
    expect(templateName("a", "Resources: {}")).toBe("a.yaml");
    const parameter = (value: string) => ({ name: "p", value, resolved: undefined });
    expect([isHidden(parameter("****")), isHidden(parameter("")), isHidden(parameter("a*"))]).toEqual([true, false, false]);
  });
});
