import type { LiveTailSessionLogEvent, StartLiveTailResponseStream } from "@aws-sdk/client-cloudwatch-logs";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatedClock } from "../../clock.ts";
import type { Matcher } from "./filterPattern.ts";
import { type LogStreamSource, ingestedAt } from "./logStream.ts";

/** A session sends what came in once a second, at most 500 events, and ends after three hours (API reference). */
const UPDATE_EVERY_MS = 1000;
const UPDATE_EVENTS = 500;
const SESSION_UPDATES = 3 * 60 * 60;

/** One group that a session follows. */
export interface TailedGroup {
  /** ARN of the group, as the caller gave it. */
  readonly identifier: string;
  /** The streams chosen by now: new ones join as they appear. */
  readonly streams: () => readonly LogStreamSource[];
}

export interface TailRequest {
  readonly requestId: string;
  readonly sessionId: string;
  readonly groups: readonly TailedGroup[];
  readonly pattern: string | undefined;
  readonly matches: Matcher;
  readonly logStreamNames: readonly string[] | undefined;
  readonly logStreamNamePrefixes: readonly string[] | undefined;
}

/** The events of a live tail session: the session's start, then one update a second (of real time). */
export async function* liveTail(
  request: TailRequest,
  clock: SimulatedClock,
  signal: AbortSignal,
): AsyncGenerator<StartLiveTailResponseStream> {
  yield {
    sessionStart: {
      requestId: request.requestId,
      sessionId: request.sessionId,
      logGroupIdentifiers: request.groups.map((group) => group.identifier),
      logStreamNames: [...(request.logStreamNames ?? [])],
      logStreamNamePrefixes: [...(request.logStreamNamePrefixes ?? [])],
      logEventFilterPattern: request.pattern ?? "",
    },
  };
  let seen = clock.now();
  for (let update = 0; update < SESSION_UPDATES && !signal.aborted; update += 1) {
    const now = clock.now();
    const results = newEvents(request, seen, now);
    seen = now;
    yield {
      sessionUpdate: {
        sessionMetadata: { sampled: results.length > UPDATE_EVENTS },
        sessionResults: results.slice(0, UPDATE_EVENTS),
      },
    };
    // The caller hanging up is the ordinary end of a session.
    await sleep(UPDATE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function newEvents(request: TailRequest, after: number, upTo: number): LiveTailSessionLogEvent[] {
  const results: LiveTailSessionLogEvent[] = [];
  for (const group of request.groups) {
    for (const stream of group.streams()) {
      const end = stream.countUpTo(upTo);
      for (let index = stream.countUpTo(after); index < end && results.length <= UPDATE_EVENTS; index += 1) {
        const { timestamp, message } = stream.event(index);
        if (request.matches(message)) {
          results.push({
            logGroupIdentifier: group.identifier.replace(/^arn:[^:]+:logs:[^:]+:(\d+):log-group:/, "$1:"),
            logStreamName: stream.name,
            timestamp,
            message,
            ingestionTime: ingestedAt(stream, index),
          });
        }
      }
    }
  }
  return results.sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}
