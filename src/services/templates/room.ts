import { contextLabel } from "../../base/context.ts";
import { plural } from "../../base/text.ts";
import { tell, withProgress } from "../../host/dialogs.ts";
import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";

/** What templates are checked by: the schemas of resource types, as new as a person wants them. */
export const room: Room<typeof manifest> = {
  manifest,
  start: (host) => ({ commands: { updateSchemas: () => update(host) } }),
};

async function update(host: RoomHost): Promise<void> {
  const [{ updateSchemas }, { RegistryApi }] = await Promise.all([import("./update.ts"), import("./api.ts")]);
  const folder = await host.sharedFolder("schemas");
  const address = String(host.setting(`${manifest.id}.schemaArchive`));
  const owners = host.contexts.pinned.map((context) => ({
    label: contextLabel(context),
    ownTypes: async (signal: AbortSignal) => new RegistryApi(await host.session(context)).ownTypes(signal),
  }));
  const { published, own, failures } = await withProgress("Updating schemas of resource types", (signal, onProgress) =>
    updateSchemas({ address, folder, owners, signal, now: new Date(), onProgress }),
  );
  for (const { label, why } of failures) host.log.warn(`types of ${label}: ${why.message}`);
  const ofAccounts = own > 0 ? `, and ${plural(own, "type")} of your own` : "";
  const left = failures.map(({ label, why }) => ` Without those of ${label}: ${why.short}.`).join("");
  void tell(failures.length > 0 ? "warning" : "info", `Templates are checked by ${plural(published, "type")} of AWS${ofAccounts} now.${left}`);
}
