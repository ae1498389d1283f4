import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, openBench, refusal } from "./support.ts";

const HOUR = 3_600_000;
const logGroupName = "/test/written";
const logStreamName = "a";
const stream = { logGroupName, logStreamName };

let bench: Bench;
let now = 0;
beforeAll(async () => {
  bench = await openBench();
  ({ now } = await bench.simulator.control.health());
  await bench.logs.send(new CreateLogGroupCommand({ logGroupName }));
  await bench.logs.send(new CreateLogStreamCommand(stream));
});
afterAll(() => bench.close());

const put = (...events: readonly (readonly [number, string])[]) =>
  bench.logs.send(new PutLogEventsCommand({ ...stream, logEvents: events.map(([at, message]) => ({ timestamp: now + at, message })) }));
const get = (input: Partial<GetLogEventsCommandInput>) => bench.logs.send(new GetLogEventsCommand({ ...stream, ...input }));
const texts = ({ events = [] }: { events?: readonly { message?: string | undefined }[] | undefined }) => events.map(({ message }) => message);

describe("a stream that is written", () => {
  it("holds events by time, those of one millisecond as they came, late ones in their place", async () => {
    await put([-2000, "a"], [0, "c"], [0, "d"]);
    await put([-1000, "b"], [0, "e"]);
    const all = await get({ startFromHead: true });
    expect(texts(all)).toEqual(["a", "b", "c", "d", "e"]);
    const filtered = await bench.logs.send(new FilterLogEventsCommand({ logGroupName, startFromHead: false }));
    expect(texts(filtered)).toEqual(["e", "d", "c", "b", "a"]);
  });

  it("does not give a late event behind its forward token, nor any twice", async () => {
    const { nextForwardToken: nextToken } = await get({});
    await put([-1500, "late"], [500, "new"]);
    const next = await get({ nextToken, startFromHead: true });
    expect(texts(next)).toEqual(["new"]);
    expect((await get({ nextToken: next.nextForwardToken, startFromHead: true })).nextForwardToken).toBe(next.nextForwardToken);
  });

  it("takes a forward token with startFromHead alone", async () => {
    const { nextForwardToken: nextToken } = await get({});
    expect(await refusal(get({ nextToken }))).toMatchObject({ name: "InvalidParameterException" });
    expect(await refusal(get({ nextToken, startFromHead: false }))).toMatchObject({ name: "InvalidParameterException" });
  });

  it("has events that are ahead of the clock", async () => {
    await put([HOUR / 2, "ahead"]);
    expect(texts(await get({ limit: 1 }))).toEqual(["ahead"]);
  });

  it("has pages that are cut by time, some of them empty, in both directions", async () => {
    await put([-5 * HOUR, "old 1"], [-3 * HOUR, "old 2"]);
    const walk = async (direction: "nextForwardToken" | "nextBackwardToken") => {
      const pages: string[][] = [];
      let token: string | undefined;
      for (;;) {
        const page = await get({ nextToken: token, startFromHead: direction === "nextForwardToken", endTime: now });
        pages.push(texts(page).map(String));
        if (page[direction] === token) return pages;
        token = page[direction];
      }
    };
    expect(await walk("nextForwardToken")).toEqual([["old 1"], [], [], ["old 2"], [], [], ["a", "late", "b"], []]);
    expect(await walk("nextBackwardToken")).toEqual([["a", "late", "b"], [], [], ["old 2"], [], [], ["old 1"], []]);
    const first = await bench.logs.send(new FilterLogEventsCommand({ logGroupName, endTime: now - 1 }));
    expect([texts(first), first.nextToken !== undefined]).toEqual([["old 1"], true]);
  });
});

describe("log groups", () => {
  const named = (logGroupNamePattern: string) => bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern }));

  it("are searched as they are spelt, with names, ARNs and creation times alone", async () => {
    expect((await named("WRITTEN")).logGroups).toEqual([]);
    const [found] = (await named("written")).logGroups ?? [];
    expect(Object.keys(found ?? {}).toSorted()).toEqual(["creationTime", "logGroupArn", "logGroupName"]);
    expect(await refusal(named("a b"))).toMatchObject({ name: "InvalidParameterException" });
  });

  it.each(["INFREQUENT_ACCESS", "DELIVERY"] as const)("of class %s are not read", async (logGroupClass) => {
    const name = `/test/${logGroupClass}`;
    await bench.logs.send(new CreateLogGroupCommand({ logGroupName: name, logGroupClass }));
    await bench.logs.send(new CreateLogStreamCommand({ logGroupName: name, logStreamName }));
    const refused = { name: "InvalidOperationException", message: expect.stringContaining("is not supported for this log class") as string };
    expect(await refusal(bench.logs.send(new FilterLogEventsCommand({ logGroupName: name })))).toMatchObject(refused);
    expect(await refusal(get({ logGroupName: name }))).toMatchObject(refused);
    const { logGroups } = await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    expect(logGroups?.[0]?.logGroupClass).toBe(logGroupClass);
  });
});
