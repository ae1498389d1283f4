import { describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import { imageUsersOf } from "../../src/host/kinds/foundUsers.ts";
import { partsOf as roomParts } from "../../src/host/kinds/start.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { room as ecrRoom } from "../../src/services/ecr/room.ts";
import { deprecatedSince, payloadProblem, shifted, trafficText } from "../../src/services/lambda/model.ts";
import { room } from "../../src/services/lambda/room.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const below = async (...labels: readonly string[]) => bench().outline((await bench().row(...labels)) as Branch);
const refOf = (arn: string) => {
  const ref = parseArn(arn);
  if (ref === undefined) throw new Error(arn);
  return ref;
};

describe("Lambda in its tree", () => {
  it("shows functions with what they run, one call a page, and an alias that is half shifted", async () => {
    await account().control.clearCalls();
    const functions = await bench().outline();
    expect(functions).toContainEqual(expect.stringMatching(/^label-printer · nodejs22\.x · 256 MB · changed /));
    expect(functions).toContainEqual(expect.stringMatching(/^toll-calculator · image · 512 MB/));
    expect(await account().control.calls()).toEqual({ "lambda:ListFunctions": 1 });
    const printer = await below("label-printer");
    expect(printer.slice(0, 3)).toEqual(["beta · 100 % $LATEST", "live · 50 % version 7, 50 % version 8 · What callers use", "stable · 100 % version 6"]);
    expect((await bench().row("label-printer", "live")).view().icon).toMatchObject({ id: "warning" });
    expect((await below("label-printer", "Versions")).map((line) => line.split(" · ")[0])).toEqual(["$LATEST", "8", "7", "6", "5", "4", "3", "2", "1"]);
    expect(await below("label-printer", "Triggers")).toEqual([
      "label-printer-work · sqs · enabled · 10 at once",
      "rule/label-printer-schedule · events.amazonaws.com",
      expect.stringMatching(/^kestrel-labels-eu-west-1 · s3\.amazonaws\.com$/),
    ]);
  });

  it("names variables and never tells their values", async () => {
    const settings = await below("label-printer", "Configuration");
    expect(settings).toEqual(expect.arrayContaining(["State · active", "Runtime · nodejs22.x", "LOG_LEVEL · variable", "PARTNER_API_KEY · variable"]));
    const rows = await bench().rows((await bench().row("label-printer", "Configuration")) as Branch);
    expect(JSON.stringify(rows.map((row) => [row.view(), row.tooltip(), (row as Branch & { data: unknown }).data]))).not.toMatch(/"(?:info|debug|warn)"|\{\{resolve|kestrel-demo/);
    await bench().run("openTarget", rows.find((row) => row.view().label === "Role"));
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:iam::418273650912:role\//)]);
  });

  it("opens a function, an alias and a version by its ARN", async () => {
    const arn = "arn:aws:lambda:eu-west-1:418273650912:function:label-printer";
    for (const [qualifier, name] of [["", "label-printer"], [":live", "live"], [":8", "8"]] as const) {
      await bench().room.open(refOf(`${arn}${qualifier}`), bench().context);
      expect(bench().revealed?.name()).toBe(name);
    }
  });
});

describe("an invocation", () => {
  it("that throws is told as a failure, with its log tail, and leads to its log lines and its trace", async () => {
    const row = await bench().row("invoice-export");
    await bench().run("invoke", row, "Write an event", '{ "invoice": 7 }', true, true, "Log lines");
    expect(bench().plan).toMatch(/Call: lambda:Invoke\n[^]*Run: once, as \$LATEST, with an event of 16 bytes/);
    expect(bench().plan).not.toContain("invoice\": 7");
    expect(bench().asked.at(-2)?.title).toBe("invoice-export failed: TypeError: Cannot read properties of undefined (reading 'carrier')");
    expect(bench().documents[0]?.text).toMatch(/invoice-export failed \(Unhandled\), \$LATEST[^]*"errorType": "TypeError"[^]*START RequestId[^]*REPORT RequestId/);
    expect(bench().logs[0]).toMatch(/^\/aws\/lambda\/invoice-export {2}invoice-export [0-9a-f]{8}$/);
    await bench().run("lastInvocation", row, "Trace");
    const [traceId = ""] = bench().opened;
    expect(bench().documents[0]?.text).toContain(`Trace ${traceId}`);
    // the log that the line is in, and the trace, are the account's
    const { XRayClient, BatchGetTracesCommand } = await import("@aws-sdk/client-xray");
    const { Traces = [] } = await account().session.send(XRayClient, new BatchGetTracesCommand({ TraceIds: [traceId] }));
    expect(Traces[0]?.Segments?.map(({ Document = "" }) => Document).join()).toContain("TypeError");
    const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    const startTime = (await account().control.health()).now - 60_000;
    const filterPattern = `"${/Request id (\S+)/.exec(bench().documents[0]?.text ?? "")?.[1]}"`;
    const { events = [] } = await account().session.send(CloudWatchLogsClient, new FilterLogEventsCommand({ logGroupName: "/aws/lambda/invoice-export", filterPattern, startTime }));
    expect(events).toHaveLength(4);
  });

  it("takes JSON alone, and remembers what was sent for its function only", async () => {
    const row = await bench().row("invoice-export");
    await expect(bench().run("invoke", row, "Write an event", "{ no json", true)).rejects.toThrow("This is no JSON");
    await bench().run("invoke", row, "Write an event", '{ "carrier": "dhl" }', true);
    expect(bench().documents.at(-1)?.text).toMatch(/^invoice-export succeeded[^]*"ok": true/);
    await bench().run("invoke", row, '{ "carrier": "dhl" }', false).catch(() => undefined);
    expect(bench().asked.at(-2)?.lines[0]).toBe('{ "carrier": "dhl" } · sent last');
    await bench().run("invoke", await bench().row("label-printer"), "live", "Empty event", true);
    expect(bench().asked.at(-2)?.lines).toEqual(["Write an event… · JSON, in an editor", "Empty event · {}"]);
    expect(bench().plan).toContain("once, as live (50 % version 7, 50 % version 8)");
    expect(payloadProblem(`"${"x".repeat(6 * 1024 * 1024)}"`)).toBe("A call takes 6 MB at most");
  });

  it("that is denied names the permission, which is called otherwise than the call", async () => {
    await account().control.addFaults({ kind: "denied", service: "lambda", operation: "Invoke" });
    const failure = await failureOf(bench().run("invoke", await bench().row("invoice-export"), "Empty event", true));
    expect(failure.missingAction).toBe("lambda:InvokeFunction");
  });

  it("whose answer is lost is never sent again, and may have happened", async () => {
    await account().control.clearCalls();
    await account().control.addFaults({ kind: "offline", service: "lambda", operation: "Invoke" });
    const failure = await failureOf(bench().run("invoke", await bench().row("invoice-export"), "Empty event", true));
    expect(failure.message).toMatch(/^It may have happened: invoke/);
    expect((await account().control.calls())["lambda:Invoke"]).toBe(1);
  });

  it("that never was is said, and asks nothing", async () => {
    await bench().run("lastInvocation", await bench().row("label-printer"), false);
    expect(bench().asked.at(-1)?.title).toBe("label-printer was not invoked from here since this window was opened.");
  });
});

describe("an alias", () => {
  it("goes to ten per cent and back to what it was", async () => {
    await bench().run("shift", await bench().row("label-printer", "stable"), "version 8", "10", true);
    expect(bench().plan).toMatch(/Call: lambda:UpdateAlias[^]*function:label-printer:stable[^]*Calls: 100 % version 6 → 90 % version 6, 10 % version 8[^]*To undo: .*100 % version 6/);
    expect((await bench().row("label-printer", "stable")).view().description).toBe("90 % version 6, 10 % version 8");
    await bench().run("rollBack", await bench().row("label-printer", "stable"), "100 % version 6", true);
    expect(bench().asked.at(-2)?.lines[0]).toBe("100 % version 6 · as it was before it was changed from here");
    expect(bench().plan).toContain("Calls: 90 % version 6, 10 % version 8 → 100 % version 6");
    expect((await bench().row("label-printer", "stable")).view().description).toBe("100 % version 6");
  });

  it("that is half shifted goes whole to one side, and says what CodeDeploy might do", async () => {
    await bench().run("rollBack", await bench().row("label-printer", "live"), "nothing more to version 8", true);
    expect(bench().plan).toMatch(/50 % version 7, 50 % version 8 → 100 % version 7\nCodeDeploy: would shift it on/);
    await bench().run("shift", await bench().row("label-printer", "live"), "version 8", "100", true);
    expect((await bench().row("label-printer", "live")).view().description).toBe("100 % version 8 · What callers use");
    expect((await bench().row("label-printer", "beta")).view().facets).not.toContain("lambda.shift");
  });

  it("that somebody else has changed since is left alone", async () => {
    const { LambdaClient, UpdateAliasCommand } = await import("@aws-sdk/client-lambda");
    const row = await bench().row("label-printer", "stable");
    const given = ["version 8", "10", true];
    bench().answers = (asked) => given.shift() ?? asked.example;
    const other = new UpdateAliasCommand({ FunctionName: "label-printer", Name: "stable", FunctionVersion: "5" });
    const ask = bench().room.host.ask.number.bind(bench().room.host.ask);
    Object.assign(bench().room.host.ask, {
      number: async (question: Parameters<typeof ask>[0]) => {
        await account().session.send(LambdaClient, other);
        return ask(question);
      },
    });
    expect((await failureOf(bench().room.run("shift", row))).message).toMatch(/Revision Id/);
    await bench().refresh();
    expect((await bench().row("label-printer", "stable")).view().description).toBe("100 % version 5");
  });

  it("is worked out from shares", () => {
    expect(shifted({ version: "1" }, "2", 100)).toEqual({ version: "2" });
    expect(trafficText(shifted({ version: "1" }, "2", 12.5))).toBe("87.5 % version 1, 12.5 % version 2");
    expect(deprecatedSince("nodejs18.x", Date.parse("2026-01-01"))).toBe("2025-09-01");
    expect(deprecatedSince("nodejs22.x", Date.parse("2026-01-01"))).toBeUndefined();
  });
});

describe("other rooms", () => {
  it("find a function's log by its ARN, and what runs an image", async () => {
    const { offers } = roomParts(bench().room, room.kinds);
    const signal = new AbortController().signal;
    const [location] = (await offers?.logSource.locate(refOf("arn:aws:lambda:eu-west-1:418273650912:function:label-printer:live"), bench().context, signal)) ?? [];
    expect(location).toMatchObject({ group: "/aws/lambda/label-printer", title: "label-printer" });
    const images = new RoomBench(account, ecrRoom.manifest, ecrRoom.kinds);
    images.imageUsers = (image, context, until) => imageUsersOf(offers === undefined ? [] : [offers.imageUsers], image, context, until);
    await images.run("showUsers", await images.row("toll-calculator", "3.1.0"), "toll-calculator");
    expect(images.opened).toEqual(["arn:aws:lambda:eu-west-1::function:toll-calculator"]);
    images.dispose();
  });
});
