import type { LookupAttribute } from "@aws-sdk/client-cloudtrail";
import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import { MOST_EVENTS } from "./calls.ts";
import type { Call } from "./calls.ts";
import { eventName, eventSource, eventText, isReadOnly, userName } from "./eventText.ts";
import { pastCalls } from "./past.ts";
import { pipelineCalls } from "./pipelineCalls.ts";
import { stackCalls } from "./stackCalls.ts";
import { resourcesOf } from "./resources.ts";
import type { NamedResource } from "./resources.ts";

/** The event history goes back so far ("Working with CloudTrail event history", user guide). */
const KEPT_MS = 90 * 86_400_000;

/** An event as it is listed. */
export interface TrailEvent {
  readonly id: string;
  readonly call: Call;
  readonly name: string;
  readonly source: string;
  readonly user: string;
  readonly readOnly: "true" | "false";
  readonly resources: readonly NamedResource[];
}

/** The event history of one region: what was called, and what the account's people and roles did before. */
export class Trail {
  readonly #state: RegionState;
  /** What is told of a call, made when it is first looked at. */
  readonly #told = new WeakMap<Call, TrailEvent>();
  #past: readonly Call[] | undefined;
  /** What pipelines and stacks called since, by what that began. */
  readonly #later = new Map<Call["order"], Call>();

  constructor(state: RegionState) {
    this.#state = state;
  }

  /**
   * The events of a time, the newest first.
   * @param from and `to`: milliseconds since 1970, both included
   */
  lookup(attribute: LookupAttribute | undefined, from = 0, to = Number.POSITIVE_INFINITY): readonly TrailEvent[] {
    const { calls, clock } = this.#state;
    const opened = calls.first ?? clock.now();
    this.#past ??= pastCalls(this.#state, opened);
    for (const call of [...pipelineCalls(this.#state, opened), ...stackCalls(this.#state, opened)]) {
      this.#later.set(call.order, this.#later.get(call.order) ?? call);
    }
    const since = Math.max(from, clock.now() - KEPT_MS);
    const recent = [...calls.newestFirst(), ...this.#later.values()].toSorted((a, b) => b.at - a.at);
    const all = [...recent, ...this.#past].slice(0, MOST_EVENTS).filter(({ at }) => at >= since && at <= to);
    return all.map((call) => this.#event(call)).filter((event) => fits(event, attribute));
  }

  text({ call, id, resources }: TrailEvent): string {
    return eventText(call, id, resources);
  }

  #event(call: Call): TrailEvent {
    const known = this.#told.get(call);
    if (known !== undefined) {
      return known;
    }
    const event: TrailEvent = {
      id: new Random(`event ${call.caller.accountId} ${call.region} ${call.order}`).uuid(),
      call,
      name: eventName(call),
      source: eventSource(call),
      user: userName(call.caller),
      readOnly: isReadOnly(call.operation) ? "true" : "false",
      resources: resourcesOf(call, this.#state.inventory),
    };
    this.#told.set(call, event);
    return event;
  }
}

function fits(event: TrailEvent, attribute: LookupAttribute | undefined): boolean {
  const value = attribute?.AttributeValue;
  switch (attribute?.AttributeKey) {
    case "AccessKeyId":
      return event.call.caller.accessKeyId === value;
    case "EventId":
      return event.id === value;
    case "EventName":
      return event.name === value;
    case "EventSource":
      return event.source === value;
    case "ReadOnly":
      return event.readOnly === value;
    case "ResourceName":
      return event.resources.some(({ name }) => name === value);
    case "ResourceType":
      return event.resources.some(({ type }) => type === value);
    case "Username":
      return event.user === value;
    case undefined:
      return true;
  }
}
