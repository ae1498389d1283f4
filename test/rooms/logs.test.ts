import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { type ResourceRef, formatArn, parseArn } from "../../src/base/resourceRef.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { partsOf } from "../../src/host/kinds/start.ts";
import { Branch, POLL_IDLE } from "../../src/host/tree/rows.ts";
import { room } from "../../src/services/logs/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

const NIGHTLY = "/kestrel/jobs/nightly.rates-import";
const callsOf = async () => Object.fromEntries(Object.entries(await account().control.calls()).map(([call, count]) => [call.replace("logs:", ""), count]));
const asked = async (act: () => Promise<unknown>) => {
  await account().control.clearCalls();
  await act();
  return callsOf();
};
const branch = async (...labels: readonly string[]) => {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error(`nothing stands below ${row.id}`);
  return row;
};
const filtered = async (text: string, below?: Branch) => {
  await bench().filter(text, below);
  return bench().outline(below);
};
const groupNames = async () => (await bench().rows()).filter((row) => row instanceof KindRow).map((row) => row.view().label);

describe("log groups", () => {
  it("tell their class and how long they are kept, fifty of one call", async () => {
    expect(await asked(() => bench().rows())).toEqual({ DescribeLogGroups: 1 });
    expect(await groupNames()).toHaveLength(50);
    expect(await asked(() => bench().loadMore())).toEqual({ DescribeLogGroups: 1 });
    expect((await groupNames()).length).toBeGreaterThan(50);
    const web = (await filtered("/ecs/parcel-web")).join();
    expect(web).toBe("/ecs/parcel-web · kept 30 days");
    const row = await bench().row("/ecs/parcel-web");
    expect(row.view().spoken).toBe("/ecs/parcel-web, log group, kept 30 days");
    expect(row.tooltip()).toEqual(["/ecs/parcel-web", "kept 30 days"]);
    expect(row.consolePath()).toBe("cloudwatch/home#logsV2:log-groups/log-group/$252Fecs$252Fparcel-web");
    expect(formatArn(row.ref() as ResourceRef)).toMatch(/^arn:aws:logs:eu-west-1:\d{12}:log-group:\/ecs\/parcel-web$/);
    expect(await filtered("/kestrel/archive")).toEqual(["/kestrel/archive/scans · Infrequent Access · never expires"]);
    expect((await bench().row("/kestrel/archive/scans")).tooltip().at(-1)).toBe("Only Logs Insights reads this class: open it in the console.");
  });

  it("are searched by the service, by prefix or by a part of the name; then here, whatever the case", async () => {
    expect(await asked(() => bench().filter("/ecs/parcel"))).toEqual({ DescribeLogGroups: 1 });
    expect((await groupNames()).every((name) => name.startsWith("/ecs/parcel"))).toBe(true);
    expect(await groupNames()).toContain("/ecs/parcel-api");
    expect(await asked(() => bench().filter("nightly.r"))).toEqual({ DescribeLogGroups: 1 });
    expect(await groupNames()).toEqual([NIGHTLY]);
    // such a search tells names alone
    expect(await bench().outline()).toEqual([NIGHTLY]);
    expect((await bench().row(NIGHTLY)).view().spoken).toBe(`${NIGHTLY}, log group`);
    expect(await filtered("NIGHTLY.r")).toEqual([expect.stringMatching(/^\/kestrel\/jobs\/nightly\.rates-import · .*kept 90 days$/)]);
    expect(await filtered("no such group")).toEqual(["Nothing matches “no such group”"]);
  });

  it("of which there are many are neither walked nor looked at by themselves", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `/many/group-${String(index).padStart(3, "0")}`);
    await Promise.all(names.map((logGroupName) => account().session.send(CloudWatchLogsClient, new CreateLogGroupCommand({ logGroupName }))));
    expect(await asked(() => bench().rows())).toEqual({ DescribeLogGroups: 1 });
    expect(bench().service.pollInterval(await bench().rows())).toBeUndefined();
    expect(await asked(() => bench().filter("/many/group-59"))).toEqual({ DescribeLogGroups: 1 });
    expect(await groupNames()).toHaveLength(10);
    expect(await asked(() => bench().filter("group-5"))).toEqual({ DescribeLogGroups: 1 });
    expect(await groupNames()).toHaveLength(50);
    expect(await asked(() => bench().loadMore())).toEqual({ DescribeLogGroups: 1 });
    expect(await groupNames()).toHaveLength(100);
    // what the service does not find is looked for page by page, as far as the first that has some
    const { DescribeLogGroups: looked = 0 } = await asked(() => bench().filter("GROUP-000"));
    expect(await groupNames()).toEqual(["/many/group-000"]);
    expect(looked).toBeLessThan(8);
  });
});

describe("log streams", () => {
  it("stand with the last written first, are looked at again while visible, and are searched by the beginning of their names", async () => {
    await bench().filter("/kestrel/");
    const bulk = await branch("/kestrel/bulk");
    expect(await asked(() => bench().rows(bulk))).toEqual({ DescribeLogStreams: 1 });
    expect(bulk.pollInterval(await bench().rows(bulk))).toBe(POLL_IDLE);
    expect(await bench().outline(bulk)).toEqual(["million · just now", "hundred-thousand · just now"]);
    expect(await filtered("mil", bulk)).toEqual(["million · just now"]);
    const million = await bench().row("/kestrel/bulk", "million");
    expect(million.view().spoken).toBe("million, log stream, last event just now");
    expect(million.tooltip()).toEqual(["million", expect.stringMatching(/^First event: \d{4}-/), expect.stringMatching(/^Last event: \d{4}-/)]);
    expect(million.consolePath()).toBe("cloudwatch/home#logsV2:log-groups/log-group/$252Fkestrel$252Fbulk/log-events/million");
    expect(formatArn(million.ref() as ResourceRef)).toMatch(/:log-group:\/kestrel\/bulk:log-stream:million$/);
    expect(await bench().outline(await branch("/kestrel/empty"))).toEqual(["No log streams yet"]);
  });
});

describe("a log", () => {
  it("is opened by a click on its stream, and from the row of its group", async () => {
    await bench().filter("nightly.r");
    const group = await branch(NIGHTLY);
    const [stream] = await bench().rows(group);
    expect([group.view().command, stream?.view().command?.id]).toEqual([undefined, "awsDevOps.logs.open"]);
    await bench().run("open", stream);
    await bench().run("open", group);
    expect(bench().logs).toEqual([`${NIGHTLY} ${stream?.view().label} `, `${NIGHTLY}  `]);
    // the manifest's menus are by the kinds' names
    expect([group, stream].map((row) => row?.view().facets?.[0])).toEqual(room.manifest.commands.open.rows.slice(1).map(({ facet }) => facet));
  });

  it("is found by the palette: its group by a part of the name, then all streams or one by its beginning", async () => {
    await bench().run("openGroup", undefined, "nightly.r", "All streams");
    const [groups, streams] = bench().asked;
    expect(groups?.title).toMatch(/^Open log group \| Name contains/);
    expect(groups?.lines).toHaveLength(50);
    expect(streams?.title).toMatch(/^\/kestrel\/jobs\/nightly\.rates-import \| All streams, or one of them/);
    expect(streams?.lines).toEqual(["All streams · interleaved by time", expect.stringMatching(/^delta · .+ ago$/), expect.stringMatching(/^run-.* · .+ ago$/)]);
    expect(await asked(() => bench().run("openGroup", undefined, "kestrel/bul", "mil"))).toEqual({ DescribeLogGroups: 2, DescribeLogStreams: 2 });
    expect(bench().logs).toEqual([`${NIGHTLY}  `, "/kestrel/bulk million "]);
    expect((await failureOf(bench().run("openGroup", undefined, NIGHTLY, undefined))).kind).toBe("cancelled");
    expect(bench().logs).toHaveLength(2);
  });

  const offers = () => partsOf(bench().room, room.kinds).offers;

  it("is what a link to CloudWatch Logs leads to, in the region that it names", async () => {
    const shown: unknown[] = [];
    Object.assign(bench().room.host, { showLog: (location: unknown) => Promise.resolve(void shown.push(location)) });
    for (const resource of ["log-group:/ecs/web:*", "log-group:/ecs/web:log-stream:web/1"]) {
      await offers()?.linkTarget?.open(parseArn(`arn:aws:logs:us-east-1:123456789012:${resource}`) as ResourceRef, bench().context);
    }
    const context = { ...bench().context, region: "us-east-1" };
    expect(shown).toEqual([{ context, group: "/ecs/web" }, { context, group: "/ecs/web", stream: "web/1" }]);
  });

  it("has a panel where the room is started in an editor", async () => {
    const parts = await room.start({ documents: {}, writes: {}, links: {}, recents: {}, log: {}, trees: {} } as never);
    expect(parts.panels).toMatchObject({ logView: { bundle: "logs" } });
  });

  it("that another room names opens in a panel of its own; and a room may have a group chosen", async () => {
    const viewer = offers()?.logViewer;
    await viewer?.openLog({ context: bench().context, group: "/ecs/web", stream: "web/1", from: 5 });
    const { origin, profile, region } = bench().context;
    expect(bench().panels).toEqual([
      { type: "logView", address: { context: { origin, profile, region }, group: "/ecs/web", stream: "web/1", from: 5 }, title: "web · 1" },
    ]);
    bench().answers = ["nightly.r"];
    expect(await viewer?.pickGroup(bench().context, "The trace names no log group")).toBe(NIGHTLY);
    expect(bench().asked.at(-1)?.title).toMatch(/^The trace names no log group \| Name contains/);
  });
});
