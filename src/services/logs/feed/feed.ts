import type { LogEvent } from "../model.ts";

/** Events in ascending order of time, and whether more may lie in the direction that was asked for. */
export interface FeedPage {
  readonly events: readonly LogEvent[];
  readonly hasMore: boolean;
  /** Of older pages: what is not older was read, epoch milliseconds. Left out where the oldest event tells it. */
  readonly reached?: number;
}

/** A log from its newest event in both directions. The two directions may be asked for at the same time. */
export interface LogFeed {
  /**
   * The next page towards the past; the first call gives the newest events. A page may be empty and have a successor.
   * @param limit events that are wanted, 1 to 10,000; it may be fewer or a few more
   * @throws DevOpsError
   */
  older(limit: number, signal: AbortSignal): Promise<FeedPage>;
  /** What came since the last call. Events may be among it that are older than the newest one. @throws DevOpsError */
  newer(signal: AbortSignal): Promise<FeedPage>;
}

/** What a feed reads. Times inclusive, in epoch milliseconds. */
export interface FeedTarget {
  readonly group: string;
  readonly stream: string | undefined;
  readonly pattern: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The most that both calls give in a page (API reference of CloudWatch Logs). */
export const MOST_EVENTS = 10_000;
