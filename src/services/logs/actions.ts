import type { Choice } from "../../host/kinds/ask.ts";
import { look } from "../../host/kinds/kindRoom.ts";
import type { LogsApi } from "./api.ts";
import { groups, streams } from "./kinds.ts";
import { type LogGroup, type LogStream, lastWritten } from "./model.ts";

const ALL: Choice<string | undefined> = { label: "All streams", description: "interleaved by time", icon: "list-flat", value: undefined };

export const actions = {
  openGroup: look(groups, {
    async run({ api, item: { name: group }, context }, { ask, showLog }) {
      const stream = await ask.search(group, "All streams, or one of them: type the beginning of its name", async (typed, signal) => {
        const { items } = await api.streams(group, typed, undefined, signal);
        const found = items.map(({ name, lastEvent }) => ({ label: name, description: lastWritten(lastEvent, Date.now()), icon: "output", value: name }));
        return typed === "" ? [ALL, ...found] : found;
      });
      await showLog({ context, group, ...(stream === undefined ? {} : { stream }) });
    },
  }),

  open: look<LogsApi, LogGroup | LogStream, unknown, object>([groups, streams], {
    onClick: true,
    run: ({ item, context }, { showLog }) => showLog({ context, ...("group" in item ? { group: item.group, stream: item.name } : { group: item.name }) }),
  }),
};
