import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Event } from "@aws-sdk/client-cloudtrail";
import { apiOf } from "../../aws/serviceApi.ts";
import type { AwsSession } from "../../aws/session.ts";
import { membersOf, parsedJson, textOf } from "../../base/json.ts";
import type { PageOf } from "../../base/pages.ts";
import { parseArn, partitionOf } from "../../base/resourceRef.ts";
import type { ResourceType } from "../../base/resourceTypes.ts";
import { type TrailEvent, refOf } from "./model.ts";
import type { Query } from "./model/query.ts";

/** Events of a call, at most (API reference, LookupEvents). */
const PAGE = 50;

/** The event history of one context; the session holds its two calls a second back. Every method throws DevOpsError. */
export class CloudTrailApi extends apiOf(CloudTrailClient) {
  readonly #typeOf: (type: string) => ResourceType | undefined;

  /** @param typeOf what is known of the resources of a type */
  constructor(session: AwsSession, typeOf: (type: string) => ResourceType | undefined) {
    super(session);
    this.#typeOf = typeOf;
  }

  /** What happened, the newest first; a page may be short of what the query leaves out. */
  async lookup({ attribute, from, to, fits }: Query, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<TrailEvent>> {
    const command = new LookupEventsCommand({
      ...(attribute === undefined ? {} : { LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }] }),
      StartTime: from === undefined ? undefined : new Date(from),
      EndTime: to === undefined ? undefined : new Date(to),
      MaxResults: PAGE,
      NextToken,
    });
    const page = await this.send(command, { signal, subject: attribute === undefined ? "the events" : `${attribute.key} ${attribute.value}` });
    return { items: (page.Events ?? []).map((event) => this.#event(event)).filter(fits), next: page.NextToken };
  }

  /** AWS's clock, in epoch milliseconds. */
  now(): number {
    return this.session.now();
  }

  #event({ EventId: id = "", EventName = "", EventSource, EventTime, Username, ReadOnly, Resources = [], CloudTrailEvent = "" }: Event): TrailEvent {
    const json = parsedJson(CloudTrailEvent);
    const told = membersOf(json);
    const identity = membersOf(told["userIdentity"]);
    const issuer = membersOf(membersOf(identity["sessionContext"])["sessionIssuer"]);
    const { region } = this.session.context;
    const place = { partition: partitionOf(region), region: textOf(told["awsRegion"]) ?? region, account: textOf(told["recipientAccountId"]) ?? "" };
    const code = textOf(told["errorCode"]);
    return {
      id,
      name: EventName === "" ? "event without a name" : EventName,
      service: (EventSource ?? "").replace(/\..*/, ""),
      user: Username ?? textOf(identity["invokedBy"]) ?? textOf(identity["type"]) ?? "somebody",
      role: textOf(issuer["userName"]),
      roleRef: parseArn(textOf(issuer["arn"]) ?? ""),
      at: EventTime?.getTime() ?? 0,
      isRead: ReadOnly === "true",
      resources: Resources.flatMap(({ ResourceType: type = "", ResourceName: name = "" }) => {
        return name === "" ? [] : [{ type, name, ref: refOf({ type, name }, place, this.#typeOf) }];
      }),
      error: code === undefined ? undefined : { code, message: textOf(told["errorMessage"]) },
      address: textOf(told["sourceIPAddress"]),
      agent: textOf(told["userAgent"]),
      json: json ?? { eventID: id, text: CloudTrailEvent },
    };
  }
}
