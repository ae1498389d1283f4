import {
  CloudTrailClient,
  InvalidEventCategoryException$,
  InvalidLookupAttributesException$,
  InvalidMaxResultsException$,
  InvalidNextTokenException$,
  InvalidTimeRangeException$,
  LookupEvents$,
} from "@aws-sdk/client-cloudtrail";
import type * as CloudTrailModule from "@aws-sdk/client-cloudtrail";
import type { LookupEventsRequest } from "@aws-sdk/client-cloudtrail";
import { hashText } from "../../random.ts";
import { describeService } from "../../resources/descriptor.ts";
import { AwsError } from "../../wire/errors.ts";
import { page } from "../paging.ts";
import { Trail } from "./trail.ts";

/** Events of a page, at most and where nothing is asked (API reference, LookupEvents). */
const PAGE = 50;

/** A token is good for the request that it came with alone. */
function questionOf({ LookupAttributes = [], StartTime, EndTime, EventCategory }: LookupEventsRequest): string {
  const [attribute] = LookupAttributes;
  const parts = [attribute?.AttributeKey, attribute?.AttributeValue, StartTime?.getTime(), EndTime?.getTime(), EventCategory];
  return hashText(parts.join("\n")).toString(36);
}

/** AWS CloudTrail, as far as the event history. */
export const cloudtrail = describeService<typeof CloudTrailModule, Trail>({
  name: "cloudtrail",
  types: "AWS::CloudTrail::",
  invalid: "InvalidLookupAttributesException",
  schemas: {
    InvalidEventCategoryException$,
    InvalidLookupAttributesException$,
    InvalidMaxResultsException$,
    InvalidNextTokenException$,
    InvalidTimeRangeException$,
    LookupEvents$,
  },
  client: (options) => new CloudTrailClient(options),
  open: (state) => new Trail(state),
  rules: {},
  handlers: (trail) => ({
    LookupEvents(input, { region }) {
      const { LookupAttributes = [], StartTime, EndTime, EventCategory, MaxResults = PAGE, NextToken } = input;
      if (LookupAttributes.length > 1) {
        throw new AwsError("InvalidLookupAttributesException", "You can specify only one lookup attribute.");
      }
      if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
        throw new AwsError("InvalidTimeRangeException", "The start time must be before the end time.");
      }
      const badToken = () => new AwsError("InvalidNextTokenException", "Invalid token.");
      const question = questionOf(input);
      const [asked, after] = NextToken?.split(".") ?? [question];
      if (asked !== question) {
        throw badToken();
      }
      // of insights there are none: no trail watches for them
      const events = EventCategory === "insight" ? [] : trail(region).lookup(LookupAttributes[0], StartTime?.getTime(), EndTime?.getTime());
      const { items, nextToken } = page(events, ({ id }) => id, { nextToken: after, size: MaxResults, badToken });
      return {
        Events: items.map((event) => ({
          EventId: event.id,
          EventName: event.name,
          ReadOnly: event.readOnly,
          AccessKeyId: event.call.caller.accessKeyId === "" ? undefined : event.call.caller.accessKeyId,
          EventTime: new Date(Math.floor(event.call.at / 1000) * 1000),
          EventSource: event.source,
          Username: event.user,
          Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
          CloudTrailEvent: trail(region).text(event),
        })),
        NextToken: nextToken === undefined ? undefined : `${question}.${nextToken}`,
      };
    },
  }),
});
