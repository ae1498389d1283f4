import { DevOpsError } from "../../base/errors.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { instances } from "./kinds.ts";
import { type Instance, groupRef } from "./model.ts";

const titleOf = ({ id, name }: Instance) => (name === undefined ? `instance ${id}` : `instance ${name} (${id})`);

/** What a group does with an instance that does not run ("Health checks for instances", Auto Scaling user guide). */
const replaced = ({ group }: Instance) =>
  group === undefined ? [] : [{ what: `Auto Scaling group ${group}`, after: "takes it for unhealthy, terminates it and starts another, unless the instance is on standby" }];

const addressLost = ({ publicAddress, keepsAddress }: Instance) =>
  publicAddress === undefined || keepsAddress ? [] : [{ what: "Public address", before: publicAddress, after: "none: another one when it is started" }];

export const actions = {
  consoleOutput: look(instances, {
    onClick: true,
    async run({ api, item }, { show }) {
      const text = await api.consoleOutput(item.id);
      if (text === undefined) {
        const why = "EC2 has none of it: it is kept for a while after a start, a stop or a failure, and comes some minutes late";
        throw new DevOpsError({ kind: "notFound", tried: "show the console output", on: titleOf(item), why });
      }
      await show(`${item.name ?? item.id} console.log`, text);
    },
  }),

  openGroup: look(instances, {
    fits: ({ group }) => group !== undefined,
    none: "no instance is in an Auto Scaling group",
    async run({ item, context }, { open, contextOf }) {
      const ref = groupRef(context.region, item);
      await open(ref, await contextOf(ref, context));
    },
  }),

  start: write(instances, {
    operation: "StartInstances",
    verb: "Start",
    fits: ({ state }) => state === "stopped",
    none: "no instance is stopped",
    plan: ({ item }) => ({
      title: `Start ${titleOf(item)}`,
      changes: [{ what: "State", before: "stopped", after: "running; it is paid for from then on" }],
      undo: "stop it again.",
    }),
    send: ({ api, item }) => api.start(item.id),
  }),

  reboot: write(instances, {
    operation: "RebootInstances",
    verb: "Reboot",
    fits: ({ state }) => state === "running",
    none: "no instance is running",
    plan: ({ item }) => ({
      title: `Reboot ${titleOf(item)}`,
      changes: [{ what: "What runs on it", before: "runs", after: "is ended, and starts again with the instance" }],
      undo: "a reboot cannot be taken back. Addresses and disks stay as they are.",
    }),
    send: ({ api, item }) => api.reboot(item.id),
  }),

  stop: write(instances, {
    operation: "StopInstances",
    verb: "Stop",
    fits: ({ state }) => state === "running",
    none: "no instance is running",
    plan: ({ item }) => ({
      title: `Stop ${titleOf(item)}`,
      changes: [{ what: "State", before: "running", after: "stopped: memory and instance store volumes are lost" }, ...addressLost(item), ...replaced(item)],
      undo: `start it again${item.group === undefined ? "" : ", before its group has terminated it"}. What was in memory and on instance store volumes does not come back.`,
    }),
    send: ({ api, item }) => api.stop(item.id),
  }),
};
