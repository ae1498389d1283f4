import type { EventReader } from "../model.ts";
import type { FeedTarget, LogFeed } from "./feed.ts";
import { FilterFeed } from "./filterFeed.ts";
import { StreamFeed } from "./streamFeed.ts";

/**
 * The feed for a target: one whole stream through GetLogEvents, everything else through FilterLogEvents.
 * @param now AWS's clock, epoch milliseconds
 */
export function openFeed(reader: EventReader, target: FeedTarget, now: () => number): LogFeed {
  const { stream, pattern } = target;
  if (stream !== undefined && pattern === undefined) return new StreamFeed(reader, { ...target, stream }, now);
  return new FilterFeed(reader, target, now);
}
