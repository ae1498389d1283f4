import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { SsmApi } from "./api.ts";
import { type Entry, type Version, byName, parameterRef, stepsOf } from "./model.ts";

const page = (name: string) => `systems-manager/parameters/${encodeURIComponent(name)}/description`;
const changed = (at: number | undefined, by: string | undefined, now: number) => (at === undefined ? undefined : `${formatAgo(at, now)}${by === undefined ? "" : ` by ${by}`}`);

/** Folders and parameters: one call lists both. */
export const parameters: Kind<SsmApi, Entry, Entry | undefined> = {
  noun: "parameter",
  icon: "symbol-constant",
  none: "No parameter in this region",
  filter: "Name contains",
  isFilteredByService: true,
  gathers: "folders grow with the parameters that are loaded",
  // there may be tens of thousands: pickers show the first page
  isHistory: true,
  get below() {
    return [parameters, versions];
  },
  belowOf: ({ kind }) => (kind === "folder" ? [parameters] : [versions]),
  list: (api, above, { cursor, filter, signal }) => api.list(above?.name ?? "", filter, cursor, signal),
  order: byName,
  key: ({ label }) => label,
  tell: ({ kind, name, label, type, version, at, by, tier, description }, _more, { now, context }) =>
    kind === "folder"
      ? { label, name, what: "folder", icon: "folder", tooltip: [name], ref: parameterRef(context.region, `${name}/`) }
      : {
          label,
          name,
          icon: type === "SecureString" ? "lock" : "symbol-constant",
          facts: [type, `v${version}`, changed(at, by, now)],
          tooltip: [name, description, `${type}, version ${version}`, at === undefined ? undefined : `Changed ${formatDateTime(at)}${by === undefined ? "" : ` by ${by}`}`, tier && `Tier: ${tier}`],
          ref: parameterRef(context.region, name),
          page: page(name),
        },
  find: ({ service, resource }) => (service === "ssm" ? stepsOf(resource) : undefined),
};

export const versions: Kind<SsmApi, Version, Entry> = {
  noun: "version",
  icon: "history",
  above: parameters,
  list: async (api, parameter, { cursor, signal }) => api.listVersions(parameter, cursor, signal),
  // the oldest come first from the service
  order: (a, b) => b.version - a.version,
  key: ({ version }) => String(version),
  tell: ({ parameter, version, labels, at, by }, _more, { now }) => ({
    label: `Version ${version}`,
    name: `${parameter.name}:${version}`,
    facts: [labels.join(", "), changed(at, by, now)],
    tooltip: [`${parameter.name}, version ${version}`, labels.length === 0 ? undefined : `Labels: ${labels.join(", ")}`, at === undefined ? undefined : formatDateTime(at)],
    page: page(parameter.name),
  }),
};
