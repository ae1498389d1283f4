import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { PageOf } from "../../base/pages.ts";
import { searchGroups } from "./api/groupSearch.ts";
import { classRemedy, describeClass } from "./model.ts";
import type {
  EventReader,
  FilterEventsRequest,
  GroupSearch,
  LogEvent,
  LogGroup,
  LogStream,
  StreamEventsPage,
  StreamEventsRequest,
} from "./model.ts";

/** Both list calls give at most 50 rows (API reference of CloudWatch Logs). */
export const LIST_PAGE = 50;

/** CloudWatch Logs of one context. Every call throws a DevOpsError where it fails. */
export class LogsApi implements EventReader {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Log groups by name, at most 50 a page. */
  async groups(search: GroupSearch, token: string | undefined, signal: AbortSignal): Promise<PageOf<LogGroup>> {
    const byName =
      search === undefined
        ? {}
        : "prefix" in search
          ? { logGroupNamePrefix: search.prefix }
          : { logGroupNamePattern: search.substring };
    const command = new DescribeLogGroupsCommand({ ...byName, limit: LIST_PAGE, nextToken: token });
    const answer = await this.#session.send(CloudWatchLogsClient, command, { signal });
    const items = (answer.logGroups ?? []).map((group) => ({
      name: group.logGroupName ?? "",
      arn: group.logGroupArn ?? group.arn?.replace(/:\*$/, ""),
      storedBytes: group.storedBytes,
      retentionDays: group.retentionInDays,
      // a search by substring answers names, ARNs and creation times alone
      retentionKnown: search === undefined || "prefix" in search,
      logClass: group.logGroupClass,
    }));
    return { items, next: answer.nextToken };
  }

  /** Log groups as somebody typed what is looked for. @param token of the page before */
  searchGroups(text: string | undefined, token: string | undefined, signal: AbortSignal): Promise<PageOf<LogGroup>> {
    return searchGroups(this, text, token, signal);
  }

  /** Streams, the last written first; with a prefix by name, because the API refuses to order a prefix by time. */
  async streams(
    group: string,
    prefix: string | undefined,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<PageOf<LogStream>> {
    const order =
      prefix === undefined || prefix === ""
        ? { orderBy: "LastEventTime" as const, descending: true }
        : { logStreamNamePrefix: prefix };
    const command = new DescribeLogStreamsCommand({ logGroupName: group, ...order, limit: LIST_PAGE, nextToken: token });
    const answer = await this.#session.send(CloudWatchLogsClient, command, { signal, subject: `log group ${group}` });
    const items = (answer.logStreams ?? []).map((stream) => ({
      group,
      name: stream.logStreamName ?? "",
      arn: stream.arn,
      firstEvent: stream.firstEventTimestamp,
      lastEvent: stream.lastEventTimestamp,
    }));
    return { items, next: answer.nextToken };
  }

  now(): number {
    return this.#session.now();
  }

  async streamEvents(request: StreamEventsRequest, signal: AbortSignal): Promise<StreamEventsPage> {
    const command = new GetLogEventsCommand({
      logGroupName: request.group,
      logStreamName: request.stream,
      startTime: request.from,
      // the API leaves out the events of endTime itself
      endTime: request.to === undefined ? undefined : request.to + 1,
      nextToken: request.token,
      // with a forward token it must be true (API reference)
      startFromHead: request.forward,
      limit: request.limit,
    });
    const subject = `log stream ${request.stream} of ${request.group}`;
    const answer = await readable(this.#session.send(CloudWatchLogsClient, command, { signal, subject }), subject);
    const events = (answer.events ?? []).map((event) => ({
      timestamp: event.timestamp ?? 0,
      ingested: event.ingestionTime ?? event.timestamp ?? 0,
      message: event.message ?? "",
      stream: request.stream,
    }));
    return { events, forward: answer.nextForwardToken, backward: answer.nextBackwardToken };
  }

  async filterEvents(request: FilterEventsRequest, signal: AbortSignal): Promise<PageOf<LogEvent>> {
    const command = new FilterLogEventsCommand({
      logGroupName: request.group,
      logStreamNames: request.stream === undefined ? undefined : [request.stream],
      filterPattern: request.pattern,
      startTime: request.from,
      endTime: request.to,
      nextToken: request.token,
      startFromHead: request.newestFirst ? false : undefined,
      limit: request.limit,
    });
    const subject = `log group ${request.group}`;
    const answer = await readable(this.#session.send(CloudWatchLogsClient, command, { signal, subject }), subject);
    const items = (answer.events ?? []).map((event) => ({
      timestamp: event.timestamp ?? 0,
      ingested: event.ingestionTime ?? event.timestamp ?? 0,
      message: event.message ?? "",
      stream: event.logStreamName ?? request.stream ?? "",
      ...(event.eventId === undefined ? {} : { id: event.eventId }),
    }));
    return { items, next: answer.nextToken };
  }
}

/** Says of a log group whose class cannot be read line by line what can read it. @throws DevOpsError */
async function readable<T>(call: Promise<T>, subject: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const refused = error instanceof DevOpsError && error.cause instanceof Error ? error.cause : undefined;
    const isOfClass = /^(?:InvalidOperation|Validation)Exception$/.test(refused?.name ?? "") && /log.(?:group.)?class/i.test(refused?.message ?? "");
    if (!isOfClass) throw error;
    const logClass = /\b(?:INFREQUENT_ACCESS|DELIVERY|ESSENTIALS)\b/.exec(refused?.message ?? "")?.[0];
    const named = describeClass(logClass) ?? "not Standard";
    throw new DevOpsError({
      kind: "unsupported",
      tried: "read the log",
      on: subject,
      why: `the class of this log group is ${named}`,
      short: `Log class ${named}`,
      remedy: classRemedy(logClass),
      cause: error,
    });
  }
}
