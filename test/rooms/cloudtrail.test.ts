import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../src/base/context.ts";
import type { ChangedThing } from "../../src/base/contracts.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import { partsOf } from "../../src/host/kinds/start.ts";
import { facetsOf } from "../../src/host/tree/facets.ts";
import { type TrailEvent, recordedNames, refOf } from "../../src/services/cloudtrail/model.ts";
import { readQuery } from "../../src/services/cloudtrail/model/query.ts";
import { room } from "../../src/services/cloudtrail/room.ts";
import { room as ecsRoom } from "../../src/services/ecs/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

const PARAMETER = "/kestrel/production/parcel-web/log/level";
const SERVICE = "service/kestrel-production/parcel-web";

/** What somebody else needs to change something: the session of a role. */
async function signedInAs(RoleSessionName: string) {
  const { simulator, context } = account();
  const settings = { endpoint: simulator.endpoint, region: context.region, maxAttempts: 1 };
  const sts = new STSClient({ ...settings, credentials: simulator.credentials });
  const role = { RoleArn: `arn:aws:iam::${simulator.accountId}:role/operators`, RoleSessionName };
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand(role));
  sts.destroy();
  const credentials = { accessKeyId: keys?.AccessKeyId ?? "", secretAccessKey: keys?.SecretAccessKey ?? "", sessionToken: keys?.SessionToken ?? "" };
  return { ...settings, credentials };
}

async function putParameter(who: string, Name = PARAMETER): Promise<void> {
  const ssm = new SSMClient(await signedInAs(who));
  await ssm.send(new PutParameterCommand({ Name, Value: "debug", Type: "String", Overwrite: true }));
  ssm.destroy();
}

const arnOf = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${account().simulator.accountId}:${resource}`;
const refTo = (service: string, resource: string) => parseArn(arnOf(service, resource));
const lookups = async () => (await account().control.calls())["cloudtrail:LookupEvents"] ?? 0;

describe("CloudTrail in its tree", () => {
  it("tells changes, the newest first: what, about what, by whom; with one call, and none by itself", async () => {
    await putParameter("ada");
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect(lines[0]).toMatch(/^PutParameter · \/kestrel\/production\/parcel-web\/log\/level · ada · just now · ssm$/);
    expect(lines.filter((line) => /^(Get|List|Describe|AssumeRole)/.test(line))).toEqual([]);
    expect(await lookups()).toBe(1);
    expect(bench().service.pollInterval(await bench().rows())).toBeUndefined();
    expect((await bench().rows()).length).toBe(51);
  });

  it("makes what was refused stand out", async () => {
    await bench().filter("failed");
    const [first] = await bench().rows();
    expect(first?.view().icon?.id).toBe("error");
    expect(first?.view().description).toMatch(/^denied · \/kestrel\//);
    await bench().filter("denied");
    expect((await bench().outline())[0]).toMatch(/^PutParameter · denied/);
    expect(first?.tooltip().join("\n")).toContain("is not authorized to perform: ssm:PutParameter");
  });

  it("filters by user, event, service, resource, reading and time", async () => {
    await putParameter("ada");
    await bench().filter("user:ada");
    expect(await bench().outline()).toEqual([expect.stringMatching(/^PutParameter .*· ada ·/)]);
    await bench().filter(`${PARAMETER} write`);
    expect((await bench().outline())[0]).toContain("ada");
    await bench().filter("service:codepipeline event:PutApprovalResult");
    const approvals = await bench().outline();
    expect(approvals.length).toBeGreaterThan(1);
    expect(approvals.filter((line) => !/^PutApprovalResult|^Load more/.test(line))).toEqual([]);
    await bench().filter("read");
    expect((await bench().outline())[0]).toMatch(/^LookupEvents/);
    await account().control.advance(3 * 3_600_000);
    await putParameter("grace");
    const { now } = await account().control.health();
    // the account's own pipelines go on meanwhile
    await bench().filter(`service:ssm since:${new Date(now - 60_000).toISOString()}`);
    expect(await bench().outline()).toEqual([expect.stringContaining("grace")]);
    await bench().filter(`${PARAMETER} write until:${new Date(now - 3_600_000).toISOString()}`);
    expect((await bench().outline())[0]).toContain("ada");
    expect((await failureOf(bench().filter("last:yesterday"))).message).toContain("“last:yesterday” is no time");
  });

  it("opens an event as JSON, and what it names in the room that has it", async () => {
    await putParameter("ada");
    const [event] = await bench().rows();
    await bench().run("openEvent", event);
    const [{ name, text } = { name: "", text: "{}" }] = bench().documents;
    expect(name).toBe("PutParameter.json");
    expect(JSON.parse(text)).toMatchObject({ eventName: "PutParameter", requestParameters: { name: PARAMETER }, userIdentity: { type: "AssumedRole" } });
    expect(text).not.toContain("debug");
    await bench().run("openResource", await bench().row("PutParameter", "log/level"));
    expect(bench().opened).toEqual([arnOf("ssm", `parameter${PARAMETER}`)]);
  });
});

describe("who did it", () => {
  it("leads to the role of a session, where it is simulated what that may do", async () => {
    await putParameter("ada");
    await bench().refresh();
    const row = await bench().row("PutParameter");
    expect(row.view().facets).toContain("cloudtrail.openRole");
    await bench().run("openRole", row);
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:iam::\d{12}:role\/operators$/)]);
  });
});

describe("Who changed this?", () => {
  const ask = async (thing: ChangedThing, ...answers: (string | boolean | undefined)[]) => {
    bench().answers = answers;
    await partsOf(bench().room, room.kinds).offers?.changeHistory.whoChanged(thing, bench().context);
  };
  const picked = () => bench().asked.findLast(({ kind }) => kind === "pick");

  it("finds who changed a parameter, by its name, passes over who read it, and opens the event", async () => {
    await putParameter("ada");
    const { sessions, context } = account();
    await sessions.get(context).send(SSMClient, new GetParameterCommand({ Name: PARAMETER }));
    await account().control.clearCalls();
    await ask({ name: PARAMETER, ref: refTo("ssm", `parameter${PARAMETER}`) }, "ada");
    expect(picked()?.title).toMatch(/^Who changed .*log\/level\?/);
    expect(picked()?.lines.filter((line) => line.includes("GetParameter"))).toEqual([]);
    expect(picked()?.lines[0]).toMatch(/^ada · PutParameter · .* · as operators$/);
    expect(bench().documents.map(({ name }) => name)).toEqual(["PutParameter.json"]);
    expect(bench().documents[0]?.text).toContain(":assumed-role/operators/ada");
    expect(await lookups()).toBe(2);
  });

  it("finds who changed a service that is recorded by its ARN, and that an attempt was refused", async () => {
    const ecs = new ECSClient(await signedInAs("grace"));
    const input = { cluster: "kestrel-production", service: "parcel-web", desiredCount: 3 };
    await ecs.send(new UpdateServiceCommand(input));
    await account().control.addFaults({ kind: "denied", service: "ecs", operation: "UpdateService", times: 1 });
    await account().control.advance(60_000);
    await failureOf(ecs.send(new UpdateServiceCommand(input)));
    ecs.destroy();
    await ask({ name: "parcel-web", ref: refTo("ecs", SERVICE) }, "grace");
    expect(picked()?.lines.slice(0, 2)).toEqual([expect.stringMatching(/^grace · denied · UpdateService/), expect.stringMatching(/^grace · UpdateService/)]);
  });

  it("leaves out what another service calls alike", async () => {
    await ask({ name: "parcel-web", ref: refTo("ecs", SERVICE) }, undefined).catch(() => undefined);
    const own = picked()?.lines ?? [];
    await ask({ name: "parcel-web", ref: undefined }, undefined).catch(() => undefined);
    const all = picked()?.lines ?? [];
    expect(all.some((line) => line.includes("CreateDeployment"))).toBe(true);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((line) => !/Service\b/.test(line))).toEqual([]);
  });

  it("marks what was changed from here", async () => {
    const { sessions, context } = account();
    await sessions.get(context).send(SSMClient, new PutParameterCommand({ Name: PARAMETER, Value: "warn", Overwrite: true }));
    await ask({ name: PARAMETER, ref: undefined }, "PutParameter");
    expect(picked()?.lines[0]).toContain("from here");
  });

  it("says what was looked for where nobody changed it in 90 days", async () => {
    await ask({ name: "/nobody/knows", ref: refTo("ssm", "parameter/nobody/knows") }, true);
    const told = bench().asked.find(({ kind }) => kind === "tell")?.title;
    expect(told).toContain("Nobody changed /nobody/knows in 90 days");
    expect(told).toContain(arnOf("ssm", "parameter/nobody/knows"));
    expect(bench().documents).toEqual([]);
  });

  it("finds what changed before a moment, the latest first, and looks further back where somebody wants to", async () => {
    await putParameter("ada");
    await account().control.advance(60_000);
    const at = account().sessions.get(bench().context).now();
    bench().answers = ["PutParameter"];
    await partsOf(bench().room, room.kinds).offers?.changeHistory.changesBefore({ what: "alarm errors fired", at }, bench().context);
    expect(picked()?.title).toMatch(/^What changed before alarm errors fired\?/);
    expect(picked()?.lines[0]).toMatch(/^PutParameter · .*level.* · ada · .* before/);
    expect(picked()?.lines.at(-1)).toBe("Look further back · than 1 h");
    expect(bench().documents.at(-1)?.name).toBe("PutParameter.json");
    const lines = picked()?.lines.length ?? 0;
    bench().answers = ["Look further back", undefined];
    await failureOf(Promise.resolve(partsOf(bench().room, room.kinds).offers?.changeHistory.changesBefore({ what: "alarm errors fired", at }, bench().context)));
    expect(picked()?.lines.length).toBeGreaterThan(lines);
  });

  it("looks for roles where global services record", async () => {
    const role = parseArn(`arn:aws:iam::${account().simulator.accountId}:role/operators`);
    const asked: string[] = [];
    const { whoChanged } = await import("../../src/services/cloudtrail/whoChanged.ts");
    bench().answers = [true];
    const apiOf = (where: AccountContext) => {
      asked.push(where.region);
      return bench().room.api(where);
    };
    await whoChanged({ name: "operators", ref: role }, bench().context, apiOf, bench().room.tools);
    expect(asked).toEqual(["us-east-1"]);
  });

  it("is offered on what somebody can have changed: not on folders, nor on what happened", async () => {
    const services = new RoomBench(account, ecsRoom.manifest, ecsRoom.kinds);
    const service = await services.row("kestrel-acceptance", "label-studio");
    const folder = await services.row("kestrel-acceptance", "label-studio", "Tasks");
    const [event] = await bench().rows();
    expect(event && facetsOf(event, false).has("thing")).toBe(false);
    expect(facetsOf(service, false).has("thing")).toBe(true);
    expect(facetsOf(folder, false).has("thing")).toBe(false);
    expect(facetsOf(await bench().row("PutParameter", "/kestrel"), false).has("thing")).toBe(true);
    expect(facetsOf(bench().service, false).has("thing")).toBe(false);
    services.dispose();
  });
});

describe("what is asked of CloudTrail", () => {
  const NOW = Date.UTC(2026, 10, 27);
  const event = (parts: Partial<TrailEvent>) => ({ name: "PutParameter", service: "ssm", user: "ada", isRead: false, resources: [], ...parts }) as TrailEvent;

  it("is one attribute, that which finds least; the rest is looked at here", () => {
    const query = readQuery("service:ssm user:ada event:PutParameter", NOW);
    expect(query.attribute).toEqual({ key: "Username", value: "ada" });
    expect([event({}), event({ service: "ecs" }), event({ name: "GetParameter" })].map(query.fits)).toEqual([true, false, false]);
    expect(readQuery("service:ssm", NOW).attribute).toEqual({ key: "EventSource", value: "ssm.amazonaws.com" });
    expect(readQuery("all", NOW).attribute).toBeUndefined();
    expect(readQuery(undefined, NOW).attribute).toEqual({ key: "ReadOnly", value: "false" });
    expect(readQuery("last:90m read", NOW)).toMatchObject({ attribute: { key: "ReadOnly", value: "true" }, from: NOW - 5_400_000 });
    expect(readQuery("arn:aws:ecs:eu-west-1:1:service/a/b", NOW).attribute).toEqual({ key: "ResourceName", value: "arn:aws:ecs:eu-west-1:1:service/a/b" });
    expect(readQuery('resource:"a name" write', NOW).attribute).toEqual({ key: "ResourceName", value: "a name" });
  });

  it("is the name, the ARN and, where neither holds the other, the id", () => {
    const instance = parseArn("arn:aws:ec2:eu-west-1:1:instance/i-0a1b");
    expect(recordedNames({ name: "web-1", ref: instance }, "arn:…")).toEqual(["web-1", "arn:…", "i-0a1b"]);
    expect(recordedNames({ name: "i-0a1b", ref: instance }, "arn:…")).toEqual(["i-0a1b", "arn:…"]);
    expect(recordedNames({ name: "web-1", ref: undefined }, undefined)).toEqual(["web-1"]);
  });

  it("a name leads to its resource by its type, an ARN by itself", () => {
    const place = { partition: "aws", region: "eu-west-1", account: "1" };
    const typeOf = () => ({ arn: "arn:{partition}:ssm:{region}:{account}:parameter{id}" });
    expect(refOf({ type: "AWS::SSM::Parameter", name: "/a" }, place, typeOf)?.resource).toBe("parameter/a");
    expect(refOf({ type: "AWS::X::Y", name: "arn:aws:x:eu-west-1:1:y/z" }, place, typeOf)?.resource).toBe("y/z");
    expect(refOf({ type: "AWS::X::Y", name: "z" }, place, () => undefined)).toBeUndefined();
  });
});
