import type * as LogsModule from "@aws-sdk/client-cloudwatch-logs";
import type { SimulatedClock } from "../../clock.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import type { LogStore } from "./logStore.ts";
import { WrittenStream } from "./writtenStream.ts";

const INVALID = "InvalidParameterException";
/** PutLogEvents, API reference: at most two hours ahead, at most fourteen days old, at most 10,000 at once. */
const AHEAD = 2 * 60 * 60 * 1000;
const OLDEST = 14 * 24 * 60 * 60 * 1000;
const BATCH = 10_000;

/** The simulated operations that write logs. What they write is there at once, however old its times are. */
export function writingHandlers(store: (region: string) => LogStore, clock: SimulatedClock) {
  return {
    CreateLogGroup({ logGroupName: name = "", logGroupClass }, { region }) {
      const logs = store(region);
      if (logs.has(name)) {
        throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
      }
      logs.add({
        name,
        creationTime: clock.now(),
        retentionInDays: undefined,
        streams: () => [],
        ...(logGroupClass === undefined ? {} : { logGroupClass }),
      });
      return {};
    },

    DeleteLogGroup(input, { region }) {
      const logs = store(region);
      logs.remove(logs.find(input));
      return {};
    },

    CreateLogStream({ logGroupName, logStreamName = "" }, { region }) {
      const logs = store(region);
      const group = logs.find({ logGroupName });
      if (group.streams().some(({ name }) => name === logStreamName)) {
        throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
      }
      const stream = new WrittenStream(logStreamName, clock.now());
      logs.add({ ...group, streams: () => [...group.streams(), stream] });
      return {};
    },

    PutLogEvents({ logGroupName, logStreamName, logEvents = [] }, { region }) {
      const logs = store(region);
      const stream = logs.findStream(logs.find({ logGroupName }), logStreamName);
      if (!(stream instanceof WrittenStream)) {
        throw new AwsError("AccessDeniedException", "The simulated account writes this stream itself.");
      }
      const events = logEvents.map(({ timestamp = 0, message = "" }) => ({ timestamp, message }));
      if (events.length > BATCH) {
        throw new AwsError(INVALID, `logEvents must have at most ${BATCH} entries.`);
      }
      if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
        throw new AwsError(INVALID, "Log events in a single PutLogEvents request must be in chronological order.");
      }
      const now = clock.now();
      stream.put(events.filter(({ timestamp }) => timestamp >= now - OLDEST && timestamp <= now + AHEAD), now);
      return {};
    },
  } satisfies Handlers<typeof LogsModule>;
}
