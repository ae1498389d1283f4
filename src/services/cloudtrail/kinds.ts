import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { CloudTrailApi } from "./api.ts";
import { type NamedResource, type TrailEvent, aboutText, errorText, isOurs, shortName, standingOf } from "./model.ts";
import { readQuery } from "./model/query.ts";

/** What happened, the newest first: changes where nothing else is asked for. Read on request alone: the calls are few. */
export const events: Kind<CloudTrailApi, TrailEvent> = {
  noun: "event",
  icon: "history",
  none: "No change in this region in 90 days",
  isHistory: true,
  isOnRequest: true,
  isFilteredByService: true,
  gathers: "CloudTrail gives 50 events a call",
  get below() {
    return [resources];
  },
  belowOf: (event) => (event.resources.length === 0 ? [] : [resources]),
  list: (api, _service, { cursor, filter, signal }) => api.lookup(readQuery(filter, api.now()), cursor, signal),
  key: ({ id }) => id,
  tell: (event, _more, { now }) => ({
    label: event.name,
    name: event.id,
    standing: standingOf(event),
    icon: event.isRead ? "eye" : "edit",
    facts: [errorText(event), aboutText(event), event.user, formatAgo(event.at, now), event.service],
    tooltip: [
      `${event.name} of ${event.service}`,
      `By ${event.user}${event.role === undefined ? "" : ` as ${event.role}`}${isOurs(event) ? ", from here" : ""}`,
      formatDateTime(event.at),
      event.error && `${event.error.code}${event.error.message === undefined ? "" : `: ${event.error.message}`}`,
      ...event.resources.map(({ name }) => name),
      event.address && `From ${event.address}`,
      event.agent,
    ],
    page: `cloudtrailv2/home#/events/${event.id}`,
  }),
};

export const resources: Kind<CloudTrailApi, NamedResource, TrailEvent> = {
  noun: "resource",
  icon: "symbol-structure",
  above: events,
  of: (event) => event.resources,
  key: ({ type, name }) => `${type} ${name}`,
  tell: ({ type, name, ref }) => ({ label: shortName(name), name, facts: [type], tooltip: [name, type], ref }),
};
