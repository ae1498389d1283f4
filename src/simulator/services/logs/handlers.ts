import { randomUUID } from "node:crypto";
import type * as LogsModule from "@aws-sdk/client-cloudwatch-logs";
import type {
  DescribeLogStreamsCommandInput,
  FilterLogEventsCommandInput,
  LogGroup,
  LogStream,
} from "@aws-sdk/client-cloudwatch-logs";
import type { SimulatedClock } from "../../clock.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page, pageSize } from "../paging.ts";
import { filterLogEvents } from "./filterLogEvents.ts";
import { compilePattern } from "./filterPattern.ts";
import { getLogEvents } from "./getLogEvents.ts";
import { liveTail } from "./liveTail.ts";
import type { LogGroupSource, LogStore } from "./logStore.ts";
import { type LogStreamSource, ingestedAt, readable } from "./logStream.ts";
import { writingHandlers } from "./writingHandlers.ts";

const INVALID = "InvalidParameterException";
/** DescribeLogGroups and DescribeLogStreams give at most 50 (API reference). */
const LIST_LIMITS = { standard: 50, most: 50 };
const MOST_TAILED_GROUPS = 10;

/** The simulated operations of CloudWatch Logs. */
export function logsHandlers(store: (region: string) => LogStore, clock: SimulatedClock): Handlers<typeof LogsModule> {
  return {
    DescribeLogGroups(input, { region }) {
      const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
      if (prefix !== undefined && pattern !== undefined) {
        throw new AwsError(
          INVALID,
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        );
      }
      if (pattern !== undefined && !/^[.\-_/#A-Za-z0-9]*$/.test(pattern)) {
        throw new AwsError(
          INVALID,
          `1 validation error detected: Value '${pattern}' at 'logGroupNamePattern' failed to satisfy constraint: ` +
            "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]*",
        );
      }
      const logs = store(region);
      const named = new Set(input.logGroupIdentifiers);
      const groups = logs
        .groups()
        .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
        .filter(({ name }) => pattern === undefined || name.includes(pattern))
        .filter(({ name }) => named.size === 0 || named.has(name) || named.has(logs.groupArn(name)))
        .filter(({ logGroupClass = "STANDARD" }) => logGroupClass === (input.logGroupClass ?? logGroupClass));
      const { items, nextToken } = page(groups, (group) => group.name, {
        nextToken: input.nextToken,
        size: pageSize(input.limit, "limit", LIST_LIMITS, INVALID),
        badToken,
      });
      const described = items.map((group) => describeGroup(logs, group));
      // "only creationTime, logGroupName, and logGroupArn" where a pattern was asked with (API reference)
      return { logGroups: pattern === undefined ? described : described.map(nameOnly), nextToken };
    },

    DescribeLogStreams(input, { region }) {
      const logs = store(region);
      const group = logs.find(input);
      const streams = orderStreams(group, input, clock.now());
      const { items, nextToken } = page(streams, (stream) => stream.name, {
        nextToken: input.nextToken,
        size: pageSize(input.limit, "limit", LIST_LIMITS, INVALID),
        badToken,
      });
      return { logStreams: items.map((stream) => describeStream(logs, group, stream, clock.now())), nextToken };
    },

    GetLogEvents(input, { region }) {
      const logs = store(region);
      const group = logs.find(input);
      refuseOtherClasses(group, "GetLogEvents");
      return getLogEvents(logs.findStream(group, input.logStreamName), input, clock.now());
    },

    FilterLogEvents(input, { region }) {
      const logs = store(region);
      const group = logs.find(input);
      refuseOtherClasses(group, "FilterLogEvents");
      return filterLogEvents(chooseStreams(logs, group, input), input, clock.now());
    },

    ...writingHandlers(store, clock),

    StartLiveTail(input, { region, signal }) {
      const logs = store(region);
      const identifiers = input.logGroupIdentifiers ?? [];
      if (identifiers.length > MOST_TAILED_GROUPS || identifiers.length === 0) {
        throw new AwsError(INVALID, `logGroupIdentifiers must have between 1 and ${MOST_TAILED_GROUPS} entries.`);
      }
      if (identifiers.some((identifier) => !identifier.startsWith("arn:"))) {
        throw new AwsError(INVALID, "The specified logGroupIdentifier must be an ARN.");
      }
      const prefixes = input.logStreamNamePrefixes;
      const names = input.logStreamNames;
      const chosen = ({ name }: LogStreamSource) =>
        (names === undefined || names.includes(name)) &&
        (prefixes === undefined || prefixes.some((prefix) => name.startsWith(prefix)));
      const groups = identifiers.map((identifier) => {
        const group = logs.find({ logGroupIdentifier: identifier });
        return { identifier, streams: () => group.streams().filter(chosen) };
      });
      const session = {
        requestId: randomUUID(),
        sessionId: randomUUID(),
        groups,
        pattern: input.logEventFilterPattern,
        matches: compilePattern(input.logEventFilterPattern),
        logStreamNames: names,
        logStreamNamePrefixes: prefixes,
      };
      return { responseStream: liveTail(session, clock, signal) };
    },
  };
}

/** Both calls work on the class Standard alone ("Log classes", CloudWatch Logs user guide). */
function refuseOtherClasses({ name, logGroupClass = "STANDARD" }: LogGroupSource, operation: string): void {
  if (logGroupClass !== "STANDARD") {
    throw new AwsError(
      "InvalidOperationException",
      `The log group ${name} is of log-group-class ${logGroupClass}. ${operation} is not supported for this log class.`,
    );
  }
}

function nameOnly({ logGroupName, logGroupArn, creationTime }: LogGroup): LogGroup {
  return { logGroupName, logGroupArn, creationTime };
}

function badToken(): AwsError {
  return new AwsError(INVALID, "The specified nextToken is invalid.");
}

function describeGroup(logs: LogStore, group: LogGroupSource): LogGroup {
  const arn = logs.groupArn(group.name);
  return {
    logGroupName: group.name,
    creationTime: group.creationTime,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: 0,
    logGroupClass: group.logGroupClass ?? "STANDARD",
  };
}

function describeStream(logs: LogStore, group: LogGroupSource, stream: LogStreamSource, now: number): LogStream {
  const count = readable(stream, now);
  const last = count === 0 ? undefined : stream.event(count - 1).timestamp;
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    ...(last === undefined
      ? {}
      : {
          firstEventTimestamp: stream.event(0).timestamp,
          lastEventTimestamp: last,
          lastIngestionTime: ingestedAt(stream, count - 1),
        }),
    uploadSequenceToken: "49039859440518294816".padEnd(56, "0"),
    arn: `${logs.groupArn(group.name)}:log-stream:${stream.name}`,
    storedBytes: 0,
  };
}

function orderStreams(group: LogGroupSource, input: DescribeLogStreamsCommandInput, now: number): LogStreamSource[] {
  const { logStreamNamePrefix: prefix, orderBy = "LogStreamName", descending = false } = input;
  if (orderBy === "LastEventTime" && prefix !== undefined) {
    throw new AwsError(INVALID, "Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const existing = group
    .streams()
    .filter((stream) => stream.creationTime <= now && stream.name.startsWith(prefix ?? ""));
  const byName = (a: LogStreamSource, b: LogStreamSource) => (a.name < b.name ? -1 : 1);
  const times = new Map(existing.map((stream) => [stream, lastEventTime(stream, now)]));
  const byTime = (a: LogStreamSource, b: LogStreamSource) => (times.get(a) ?? 0) - (times.get(b) ?? 0) || byName(a, b);
  const ordered = existing.sort(orderBy === "LastEventTime" ? byTime : byName);
  return descending ? ordered.reverse() : ordered;
}

function lastEventTime(stream: LogStreamSource, now: number): number {
  const count = readable(stream, now);
  return count === 0 ? stream.creationTime : stream.event(count - 1).timestamp;
}

function chooseStreams(
  logs: LogStore,
  group: LogGroupSource,
  input: FilterLogEventsCommandInput,
): readonly LogStreamSource[] {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names !== undefined && prefix !== undefined) {
    throw new AwsError(INVALID, "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
  }
  if (names !== undefined) {
    return names.map((name) => logs.findStream(group, name));
  }
  return group.streams().filter((stream) => stream.name.startsWith(prefix ?? ""));
}
