import { parseArn } from "../../base/resourceRef.ts";
import { joined } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { LogsApi } from "./api.ts";
import {
  type LogGroup,
  type LogStream,
  classRemedy,
  describeClass,
  factsOfGroup,
  lastWritten,
  logConsolePath,
  logResource,
} from "./model.ts";

export const groups: Kind<LogsApi, LogGroup> = {
  noun: "log group",
  icon: "list-flat",
  none: "No log groups in this region",
  isFilteredByService: true,
  isSearched: true,
  // its calls are few, and groups are seldom made: they are listed when a person asks
  isOnRequest: true,
  get below() {
    return [streams];
  },
  list: (api, _service, { cursor, filter, signal }) => api.searchGroups(filter, cursor, signal),
  key: ({ name }) => name,
  tell(group, _more, { context }) {
    const { name, arn, logClass } = group;
    const facts = factsOfGroup(group);
    return {
      label: name,
      facts,
      tooltip: [name, joined(facts), describeClass(logClass) === undefined ? undefined : classRemedy(logClass)],
      ref: parseArn(arn ?? "") ?? logResource(context.region, name),
      page: logConsolePath(name),
    };
  },
};

/** The last written first, and looked at again while they are visible: streams are made all the time. */
export const streams: Kind<LogsApi, LogStream, LogGroup> = {
  noun: "log stream",
  icon: "output",
  none: "No log streams yet",
  filter: "Stream name starts with",
  isFilteredByService: true,
  isSearched: true,
  above: groups,
  list: (api, group, { cursor, filter, signal }) => api.streams(group.name, filter, cursor, signal),
  key: ({ name }) => name,
  tell({ group, name, arn, firstEvent, lastEvent }, _more, { now, context }) {
    const written = lastWritten(lastEvent, now);
    const at = (time: number | undefined) => (time === undefined ? "unknown" : formatDateTime(time));
    return {
      label: name,
      facts: [written],
      spoken: lastEvent === undefined ? written : `last event ${written}`,
      tooltip: [name, `First event: ${at(firstEvent)}`, `Last event: ${at(lastEvent)}`],
      ref: parseArn(arn ?? "") ?? logResource(context.region, group, name),
      page: logConsolePath(group, name),
    };
  },
};
