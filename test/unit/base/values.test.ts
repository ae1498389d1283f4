import { describe, expect, it } from "vitest";
import { contextKey, isRegion, parseContext } from "../../../src/base/context.ts";
import { DisposableStore, toDisposable } from "../../../src/base/dispose.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../../src/base/errors.ts";
import { Emitter } from "../../../src/base/events.ts";
import { describePlan } from "../../../src/base/plan.ts";
import { consolePage, formatArn, parseArn, partitionOf } from "../../../src/base/resourceRef.ts";
import { matchesGlob, operationPhrase } from "../../../src/base/text.ts";
import { DAY, HOUR, MINUTE, SECOND, formatAgo, formatDuration } from "../../../src/base/time.ts";

describe("resource references", () => {
  it.each([
    "arn:aws:codepipeline:eu-west-1:418273650912:parcel-web-release",
    "arn:aws-us-gov:logs:us-gov-west-1:418273650912:log-group:/aws/codebuild/x:log-stream:a/b:c",
    "arn:aws-cn:s3:::bucket/key",
  ])("%s survives taking apart and putting together", (arn) => {
    const ref = parseArn(arn);
    expect(ref && formatArn(ref)).toBe(arn);
  });

  it("refuses what is no ARN", () => {
    expect(parseArn("parcel-web-release")).toBeUndefined();
    expect(parseArn("arn:aws:s3")).toBeUndefined();
  });

  it("opens the console of the right partition", () => {
    expect(partitionOf("cn-north-1")).toBe("aws-cn");
    expect(consolePage("eu-west-1", "codesuite/codepipeline/pipelines")).toBe(
      "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines?region=eu-west-1",
    );
    expect(consolePage("us-gov-west-1", "a?x=1")).toBe("https://us-gov-west-1.console.amazonaws-us-gov.com/a?x=1&region=us-gov-west-1");
    expect(consolePage("eu-west-1", "cloudformation/home#/stacks/events?stackId=a")).toBe(
      "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/events?stackId=a",
    );
    expect(consolePage("cn-north-1", "cloudwatch/home#logsV2:x")).toBe(
      "https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#logsV2:x",
    );
  });
});

describe("contexts", () => {
  it("differ by origin, profile and region", () => {
    const keys = [
      contextKey({ origin: "profile", profile: "a", region: "eu-west-1" }),
      contextKey({ origin: "simulated", profile: "a", region: "eu-west-1" }),
      contextKey({ origin: "profile", profile: "a", region: "us-east-1" }),
    ];
    expect(new Set(keys).size).toBe(3);
  });

  it("are read back from storage, and nothing else is", () => {
    const context = { origin: "profile", profile: "a b", region: "eu-west-1" };
    expect(parseContext(context)).toEqual(context);
    expect(parseContext({ ...context, secretAccessKey: "x" })).toEqual(context);
    for (const wrong of [undefined, null, "a", {}, { ...context, region: "nowhere" }, { ...context, origin: "x" }]) {
      expect(parseContext(wrong)).toBeUndefined();
    }
  });

  it("know regions by their form", () => {
    expect(["eu-west-1", "us-gov-east-1", "ap-southeast-7"].every(isRegion)).toBe(true);
    expect(["", "eu-west", "EU-WEST-1", "http://x"].some(isRegion)).toBe(false);
  });
});

describe("errors", () => {
  it("say what was tried, on what, why and what to do", () => {
    const error = new DevOpsError({ kind: "denied", tried: "list pipelines", on: "a · eu-west-1", why: "no", remedy: "Ask.", missingAction: "x:Y" });
    expect(error.message).toBe("Could not list pipelines (a · eu-west-1): no. Ask.");
    expect(error.short).toBe("Access denied: x:Y");
  });

  it("keep the cause and recognise giving up", () => {
    const cause = new TypeError("boom");
    expect(toDevOpsError(cause, "try").cause).toBe(cause);
    const abort = Object.assign(new Error("x"), { name: "AbortError" });
    expect(isCancelled(toDevOpsError(abort, "try"))).toBe(true);
    expect(isCancelled(toDevOpsError(cause, "try"))).toBe(false);
  });
});

describe("disposables", () => {
  it("end in reverse order, once, and what comes late ends at once", () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => ended.push("first")));
    store.add(toDisposable(() => ended.push("second")));
    store.dispose();
    store.dispose();
    store.add(toDisposable(() => ended.push("late")));
    expect(ended).toEqual(["second", "first", "late"]);
  });

  it("end all, although one throws", () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => ended.push("first")));
    store.add({
      dispose: () => {
        throw new Error("stuck");
      },
    });
    store.add(toDisposable(() => ended.push("last")));
    expect(() => store.dispose()).toThrow("stuck");
    expect(ended).toEqual(["last", "first"]);
  });

  it("an emitter reaches all listeners although one throws", () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event(() => {
      throw new Error("deaf");
    });
    const subscription = emitter.event((value) => heard.push(value));
    expect(() => emitter.fire(1)).toThrow("deaf");
    subscription.dispose();
    expect(() => emitter.fire(2)).toThrow("deaf");
    expect(heard).toEqual([1]);
  });
});

describe("words", () => {
  it.each([
    [0, "0 ms"],
    [850, "850 ms"],
    [42 * SECOND, "42 s"],
    [3 * MINUTE + 7 * SECOND, "3 m 07 s"],
    [2 * HOUR + 5 * MINUTE, "2 h 05 m"],
    [4 * DAY + 3 * HOUR, "4 d 3 h"],
  ])("%d ms reads %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [0, "just now"],
    [5 * MINUTE, "5 m ago"],
    [25 * HOUR, "1 d ago"],
  ])("%d ms before now reads %s", (age, text) => expect(formatAgo(1e12 - age, 1e12)).toBe(text));

  it("globs match whole names, and dots are dots", () => {
    expect(matchesGlob("acme-PROD-eu", "*prod*")).toBe(true);
    expect(matchesGlob("a.b", "a?b")).toBe(true);
    expect(matchesGlob("axb", "a.b")).toBe(false);
    expect(matchesGlob("my-prod", "prod")).toBe(false);
  });

  it("operations read as phrases", () => {
    expect(operationPhrase("ListPipelineExecutions")).toBe("list pipeline executions");
  });
});

it("a plan says call, account, region, resource, before and after, and the way back", () => {
  const text = describePlan(
    {
      title: "Stop build",
      verb: "Stop",
      operation: "codebuild:StopBuild",
      context: { origin: "profile", profile: "kestrel", region: "eu-west-1" },
      resource: "web",
      changes: [{ what: "Build", before: "running", after: "stopped" }, { what: "Queue", after: "empty" }],
      undo: "start a new one.",
    },
    "kestrel-main (418273650912)",
  );
  expect(text.split("\n")).toEqual([
    "Call: codebuild:StopBuild",
    "Account: kestrel-main (418273650912)",
    "Profile and region: kestrel · eu-west-1",
    "Resource: web",
    "",
    "Build: running → stopped",
    "Queue: empty",
    "",
    "To undo: start a new one.",
  ]);
});
