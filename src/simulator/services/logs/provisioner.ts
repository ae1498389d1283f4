import type { SimulatedClock } from "../../clock.ts";
import { textOf } from "../../resources/provisioner.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import type { LogStore } from "./logStore.ts";

/** Log groups of stacks. */
export function logGroupProvisioner(logs: LogStore, clock: SimulatedClock): Provisioner {
  return {
    has: (name) => logs.has(name),
    put(name, { RetentionInDays: days, LogGroupClass: kind }) {
      const known = logs.has(name) ? logs.find({ logGroupName: name }) : { name, creationTime: clock.now(), streams: () => [] };
      const logGroupClass = textOf(kind) === "INFREQUENT_ACCESS" ? "INFREQUENT_ACCESS" : undefined;
      logs.add({
        ...known,
        retentionInDays: days === undefined ? undefined : Number(days),
        ...(logGroupClass === undefined ? {} : { logGroupClass }),
      });
    },
    remove(name) {
      if (logs.has(name)) {
        logs.remove(logs.find({ logGroupName: name }));
      }
    },
  };
}
