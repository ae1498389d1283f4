import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  StartLiveTailCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type {
  FilterLogEventsCommandInput,
  FilteredLogEvent,
  GetLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const BULK = { logGroupName: "/kestrel/bulk", logStreamName: "hundred-thousand" };
const WEB = "/ecs/parcel-web";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const get = (input: GetLogEventsCommandInput) => bench.logs.send(new GetLogEventsCommand(input));
const filter = (input: FilterLogEventsCommandInput) => bench.logs.send(new FilterLogEventsCommand(input));

/** All pages of a filter. */
async function filterAll(input: FilterLogEventsCommandInput): Promise<{ events: FilteredLogEvent[]; pages: number }> {
  const events: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  let pages = 0;
  do {
    const page = await filter({ ...input, nextToken });
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined);
  return { events, pages };
}

describe("log groups", () => {
  it("are found by prefix or by a part of the name, never by both", async () => {
    const byPrefix = await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/kestrel/depot/" }));
    expect(byPrefix.logGroups?.map((group) => group.logGroupName)).toEqual([
      "/kestrel/depot/gdansk/scanner.v2",
      "/kestrel/depot/lisboa/scanner.v2",
      "/kestrel/depot/rotterdam/scanner.v2",
    ]);
    const byPart = await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "gdansk" }));
    expect(byPart.logGroups?.map((group) => group.logGroupName)).toEqual(["/kestrel/depot/gdansk/scanner.v2"]);
    const both = new DescribeLogGroupsCommand({ logGroupNamePattern: "a", logGroupNamePrefix: "b" });
    expect((await refusal(bench.logs.send(both))).name).toBe("InvalidParameterException");
  });

  it("come in pages of at most fifty, in the order of their names", async () => {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: { logGroups?: { logGroupName?: string | undefined }[] | undefined; nextToken?: string | undefined } =
        await bench.logs.send(new DescribeLogGroupsCommand({ nextToken }));
      expect(page.logGroups?.length).toBeLessThanOrEqual(50);
      names.push(...(page.logGroups ?? []).map((group) => group.logGroupName ?? ""));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names.length).toBeGreaterThan(60);
    expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : 1)));
  });

  it("give their streams newest first when asked", async () => {
    const command = new DescribeLogStreamsCommand({ logGroupName: WEB, orderBy: "LastEventTime", descending: true });
    const { logStreams = [] } = await bench.logs.send(command);
    const times = logStreams.map((stream) => stream.lastEventTimestamp ?? 0);
    expect(times).toHaveLength(3);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const both = new DescribeLogStreamsCommand({
      logGroupName: WEB,
      orderBy: "LastEventTime",
      logStreamNamePrefix: "p",
    });
    expect((await refusal(bench.logs.send(both))).name).toBe("InvalidParameterException");
  });

  it("say what is not there", async () => {
    expect(await refusal(get({ logGroupName: "nope", logStreamName: "x" }))).toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
    expect((await refusal(get({ logGroupName: WEB, logStreamName: "x" }))).message).toBe(
      "The specified log stream does not exist.",
    );
  });
});

describe("GetLogEvents", () => {
  it("reads exactly 100,000 events from the head, page by page, and stays at the end", async () => {
    let token: string | undefined;
    let count = 0;
    for (;;) {
      const page = await get({ ...BULK, startFromHead: true, nextToken: token });
      const events = page.events ?? [];
      expect(events.length).toBeLessThanOrEqual(10_000);
      const from = count;
      const misplaced = events.filter((event, index) => Number(event.message?.slice(0, 7)) !== from + index);
      expect(misplaced).toEqual([]);
      count += events.length;
      if (page.nextForwardToken === token) {
        break;
      }
      token = page.nextForwardToken;
    }
    expect(count).toBe(100_000);
  });

  it("reads a million backwards from its end without reading it all", async () => {
    const million = { logGroupName: "/kestrel/bulk", logStreamName: "million" };
    const last = await get({ ...million, limit: 3 });
    expect(last.events?.map((event) => event.message?.slice(0, 7))).toEqual(["0999997", "0999998", "0999999"]);
    const before = await get({ ...million, limit: 2, nextToken: last.nextBackwardToken });
    expect(before.events?.map((event) => event.message?.slice(0, 7))).toEqual(["0999995", "0999996"]);
  });

  it("keeps to its time range: from its start on, up to but without its end", async () => {
    const { events = [] } = await get({ ...BULK, startFromHead: true, limit: 10 });
    const [startTime, endTime] = [events[3]?.timestamp, events[6]?.timestamp];
    const range = await get({ ...BULK, startFromHead: true, startTime, endTime });
    expect(range.events?.map((event) => event.timestamp)).toEqual(events.slice(3, 6).map((event) => event.timestamp));
  });

  it("refuses a token that is none", async () => {
    expect((await refusal(get({ ...BULK, nextToken: "f/1" }))).name).toBe("InvalidParameterException");
  });
});

describe("FilterLogEvents", () => {
  it("merges the streams of a group by time, forwards and backwards alike", async () => {
    const { now } = await bench.simulator.control.health();
    const range = { logGroupName: WEB, startTime: now - 600_000, endTime: now };
    const forward = await filterAll({ ...range, limit: 700 });
    const backward = await filterAll({ ...range, limit: 333, startFromHead: false });
    const times = forward.events.map((event) => event.timestamp ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(forward.events.map((event) => event.eventId)).size).toBe(forward.events.length);
    expect(new Set(backward.events.map((event) => event.eventId))).toEqual(
      new Set(forward.events.map((event) => event.eventId)),
    );
    expect(backward.events).toHaveLength(forward.events.length);
    const reversed = backward.events.map((event) => event.timestamp ?? 0);
    expect(reversed).toEqual([...reversed].sort((a, b) => b - a));
    expect(forward.pages).toBe(Math.ceil(forward.events.length / 700));
  });

  it("finds the errors of a million events, over several pages that may be empty", async () => {
    const { events, pages } = await filterAll({
      logGroupName: "/kestrel/bulk",
      logStreamNames: ["million"],
      filterPattern: "ERROR",
    });
    expect(events).toHaveLength(1000);
    expect(pages).toBeGreaterThan(1);
  });

  it("filters JSON by its fields", async () => {
    const { now } = await bench.simulator.control.health();
    const filterPattern = '{ $.level = "ERROR" && $.ms > 2000 }';
    const { events } = await filterAll({ logGroupName: WEB, startTime: now - 3_600_000, filterPattern });
    expect(events.length).toBeGreaterThan(20);
    events.forEach((event) => {
      expect(JSON.parse(event.message ?? "")).toMatchObject({ level: "ERROR", status: 502 });
    });
  });
});

describe("a group that is written to", () => {
  it("gets two to five lines in every second, and the same token finds them", async () => {
    const { now } = await bench.simulator.control.health();
    const read = async () => (await filterAll({ logGroupName: WEB, startTime: now })).events.length;
    const command = new DescribeLogStreamsCommand({ logGroupName: WEB, orderBy: "LastEventTime", descending: true });
    const stream = (await bench.logs.send(command)).logStreams?.[0]?.logStreamName;
    const end = await get({ logGroupName: WEB, logStreamName: stream, startTime: now });
    const token = { nextToken: end.nextForwardToken, startFromHead: true };
    expect((await get({ logGroupName: WEB, logStreamName: stream, ...token })).events).toEqual([]);
    const before = await read();
    await bench.simulator.control.advance(10_000);
    const added = (await read()) - before;
    expect(added).toBeGreaterThanOrEqual(18);
    expect(added).toBeLessThanOrEqual(52);
    const later = await get({ logGroupName: WEB, logStreamName: stream, ...token });
    expect(later.events?.length).toBeGreaterThan(8);
  });

  it("can be followed live", async () => {
    const identifier = `arn:aws:logs:eu-west-1:${bench.simulator.accountId}:log-group:${WEB}`;
    const hangUp = new AbortController();
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: [identifier],
      logEventFilterPattern: '"parcel-web"',
    });
    const { responseStream } = await bench.logs.send(command, { abortSignal: hangUp.signal });
    const seen: string[] = [];
    for await (const event of responseStream ?? []) {
      if (event.sessionStart !== undefined) {
        expect(event.sessionStart.logGroupIdentifiers).toEqual([identifier]);
        await bench.simulator.control.advance(5000);
      }
      const lines = event.sessionUpdate?.sessionResults ?? [];
      seen.push(...lines.map((line) => line.message ?? ""));
      if (seen.length > 0) {
        break;
      }
      await bench.simulator.control.advance(5000);
    }
    hangUp.abort();
    expect(seen[0]).toContain('"service":"parcel-web"');
    const byName = new StartLiveTailCommand({ logGroupIdentifiers: [WEB] });
    expect((await refusal(bench.logs.send(byName))).name).toBe("InvalidParameterException");
  });
});
