import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsSession } from "../../../../src/aws/session.ts";
import { HOUR, MINUTE, SECOND } from "../../../../src/base/time.ts";
import { LogsApi } from "../../../../src/services/logs/api.ts";
import type { LogFeed } from "../../../../src/services/logs/feed/feed.ts";
import { inOrder } from "../../../../src/services/logs/feed/follower.ts";
import { openFeed } from "../../../../src/services/logs/feed/openFeed.ts";
import type { EventReader, LogEvent } from "../../../../src/services/logs/model.ts";
import { type RunningSimulator, startSimulator } from "../../../../src/simulator/simulator.ts";
import { Random } from "../../../../src/simulator/random.ts";

const { signal } = new AbortController();
const SEEDS = Array.from({ length: 8 }, (_none, index) => `seed ${index}`);

let simulator: RunningSimulator;
let client: CloudWatchLogsClient;
beforeAll(async () => {
  simulator = await startSimulator();
  await simulator.control.setSpeed(0);
  client = new CloudWatchLogsClient({ endpoint: simulator.endpoint, region: "eu-west-1", credentials: simulator.credentials });
});
afterAll(async () => {
  client.destroy();
  await simulator.close();
});

/** The real API over HTTP, without the pace that real accounts need, and with pages of the size that a test wants. */
function reader(most: () => number): EventReader {
  const session = { send: (_service: unknown, command: Parameters<typeof client.send>[0]) => client.send(command) };
  const api = new LogsApi(session as unknown as AwsSession);
  return {
    streamEvents: (request, abort) => api.streamEvents({ ...request, limit: Math.min(request.limit, most()) }, abort),
    filterEvents: (request, abort) => api.filterEvents({ ...request, limit: Math.min(request.limit, most()) }, abort),
  };
}

type Kind = "stream" | "group" | "filtered group";

/** A log that somebody writes to and somebody reads: what was written, what was shown, in the order of the view. */
class Scene {
  readonly random: Random;
  readonly kind: Kind;
  readonly group: string;
  readonly streams: readonly string[];
  readonly written: { readonly time: number; readonly message: string }[] = [];
  readonly feed: LogFeed;
  shown: LogEvent[] = [];
  hasOlder = true;
  /** What the newest writer's clock says, and how wrong the reader's is. */
  clock = 0;
  readonly offset: number;
  readonly hasAhead: boolean;

  constructor(seed: string, kind: Kind) {
    this.random = new Random(`${kind} ${seed}`);
    this.kind = kind;
    this.group = `/following/${kind.replace(" ", "-")}/${seed.replace(" ", "-")}`;
    this.streams = kind === "stream" ? ["a"] : ["a", "b", "c"];
    this.hasAhead = this.random.between(0, 2) === 0;
    // the session corrects the clock by AWS's answers; without that it may be minutes off
    this.offset = this.hasAhead ? 0 : this.random.between(-5, 5) * MINUTE;
    const pattern = kind === "filtered group" ? '"show"' : undefined;
    const target = { group: this.group, stream: kind === "stream" ? "a" : undefined, pattern, from: undefined, to: undefined };
    const small = this.random.between(8, 120);
    this.feed = openFeed(reader(() => this.random.between(1, small)), target, () => this.clock + this.offset);
  }

  async make(): Promise<void> {
    this.clock = (await simulator.control.health()).now;
    await client.send(new CreateLogGroupCommand({ logGroupName: this.group }));
    for (const logStreamName of this.streams) await client.send(new CreateLogStreamCommand({ logGroupName: this.group, logStreamName }));
  }

  async write(times: readonly number[]): Promise<void> {
    const byStream = new Map<string, { timestamp: number; message: string }[]>();
    for (const timestamp of times.toSorted((a, b) => a - b)) {
      const stream = this.streams[this.random.between(0, this.streams.length - 1)] ?? "a";
      const isShown = this.kind !== "filtered group" || this.random.between(0, 2) > 0;
      // some are alike in everything
      const message = `${isShown ? "show" : "hide"} ${stream} ${this.random.between(0, 5) === 0 ? "again" : this.written.length}`;
      byStream.set(stream, [...(byStream.get(stream) ?? []), { timestamp, message }]);
      if (isShown) this.written.push({ time: timestamp, message });
    }
    for (const [logStreamName, logEvents] of byStream) {
      await client.send(new PutLogEventsCommand({ logGroupName: this.group, logStreamName, logEvents }));
    }
  }

  async older(): Promise<void> {
    const page = await this.feed.older(this.random.between(5, 80), signal);
    this.shown = inOrder([...page.events, ...this.shown]);
    this.hasOlder = page.hasMore;
  }

  /** @returns how many calls of the feed it took */
  async newer(): Promise<number> {
    for (let calls = 1; ; calls += 1) {
      const page = await this.feed.newer(signal);
      this.shown = inOrder([...this.shown, ...page.events]);
      if (!page.hasMore) return calls;
      if (calls > 500) throw new Error("it does not come to an end");
    }
  }

  async advance(ms: number): Promise<void> {
    this.clock += ms;
    await simulator.control.advance(ms);
  }
}

const between = (random: Random, count: number, from: number, to: number) =>
  Array.from({ length: count }, () => random.between(Math.floor(from), Math.floor(to)));
const line = ({ time, message }: { time: number; message: string }) => `${time} ${message}`;

describe.each(["stream", "group", "filtered group"] as const)("whoever follows a %s", (kind) => {
  it.each(SEEDS)("gets every line once and in order (%s)", async (seed) => {
    const scene = new Scene(seed, kind);
    const { random } = scene;
    await scene.make();
    const begin = scene.clock;
    // some hours with long gaps, which cut pages
    for (let batch = random.between(0, 4); batch > 0; batch -= 1) {
      const at = begin - batch * HOUR;
      await scene.write(between(random, random.between(1, 40), at, at + random.between(1, 600) * SECOND));
    }
    do await scene.older();
    while (scene.shown.length === 0 && scene.hasOlder);
    for (let step = 0; step < 15; step += 1) {
      await scene.advance(random.between(1, 20) * SECOND);
      const now = scene.clock;
      const fresh = between(random, random.between(0, 12), now - 2 * SECOND, now);
      const newest = Math.max(...fresh, ...scene.written.map(({ time }) => time).filter((time) => time <= now), now - 2 * MINUTE);
      const late = random.between(0, 1) === 0 ? between(random, random.between(1, 6), newest - 2 * MINUTE, newest) : [];
      const ahead = scene.hasAhead && random.between(0, 4) === 0 ? [now + random.between(1, 60) * MINUTE] : [];
      await scene.write(fresh);
      await scene.write([...late, ...ahead]);
      const reads = [scene.newer()];
      if (scene.hasOlder && random.between(0, 3) === 0) reads.push(scene.older().then(() => 0));
      await Promise.all(reads);
    }
    while (scene.hasOlder) await scene.older();
    // a log that is too busy to look back with every poll is looked back over every half minute
    await scene.advance(31 * SECOND);
    await scene.newer();
    await scene.newer();
    expect(scene.shown.map(({ timestamp: time, message }) => line({ time, message })).toSorted()).toEqual(scene.written.map(line).toSorted());
    const times = scene.shown.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    if (kind === "stream") {
      // those of one millisecond in the order in which they were taken in
      expect(scene.shown.map(({ message }) => message)).toEqual(scene.written.toSorted((a, b) => a.time - b.time).map(({ message }) => message));
    }
    const count = scene.shown.length;
    await scene.newer();
    expect(scene.shown).toHaveLength(count);
  });
});
