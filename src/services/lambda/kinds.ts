import { formatBytes } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { LambdaApi } from "./api.ts";
import {
  type Alias,
  type Func,
  type FuncState,
  type Part,
  type Version,
  deprecatedSince,
  functionRef,
  isVersion,
  partsOf,
  standingOfFunction,
  trafficText,
} from "./model.ts";

const pageOf = (name: string) => `lambda/home#/functions/${encodeURIComponent(name)}`;

export const functions: Kind<LambdaApi, Func, undefined, FuncState> = {
  noun: "function",
  icon: "zap",
  none: "No function in this region",
  get below() {
    return [aliases, versionsFolder, triggersFolder, configurationFolder];
  },
  list: (api, _service, { cursor, signal }) => api.listFunctions(cursor, signal),
  key: ({ name }) => name,
  tell: (one, more, { now, context }) => {
    const since = deprecatedSince(one.runtime, now);
    return {
      label: one.name,
      standing: standingOfFunction(one, more, now),
      facts: [
        one.runtime ?? (one.isImage ? "image" : undefined),
        since === undefined ? undefined : "deprecated",
        one.memory === undefined ? undefined : `${one.memory} MB`,
        one.modifiedAt === undefined ? undefined : `changed ${formatAgo(one.modifiedAt, now)}`,
      ],
      tooltip: [
        one.name,
        one.description,
        since === undefined ? undefined : `The runtime ${one.runtime ?? ""} is deprecated since ${since}`,
        more.stateReason,
        more.updateReason,
        one.modifiedAt === undefined ? undefined : `Changed ${formatDateTime(one.modifiedAt)}`,
      ],
      ref: functionRef(context.region, one.name),
      page: pageOf(one.name),
    };
  },
  find: (ref) => {
    const found = partsOf(ref);
    return found === undefined || found.qualifier !== undefined ? undefined : [found.name];
  },
};

export const aliases: Kind<LambdaApi, Alias, Func> = {
  noun: "alias",
  icon: "bookmark",
  none: "No alias",
  above: functions,
  list: (api, { name }, { cursor, signal }) => api.listAliases(name, cursor, signal),
  key: ({ name }) => name,
  tell: (alias, _more, { context, up }) => ({
    label: alias.name,
    // half shifted: nothing moves by itself, but it should not stay so
    standing: alias.other === undefined ? undefined : "warned",
    facts: [trafficText(alias), alias.description],
    tooltip: [`${alias.name}: ${trafficText(alias)}`, alias.description],
    ref: functionRef(context.region, up(functions).name, alias.name),
    page: `${pageOf(up(functions).name)}/aliases/${encodeURIComponent(alias.name)}`,
  }),
  find: (ref) => {
    const { name, qualifier } = partsOf(ref) ?? {};
    return name === undefined || qualifier === undefined || isVersion(qualifier) ? undefined : [name, qualifier];
  },
};

const versions: Kind<LambdaApi, Version, Func> = {
  noun: "version",
  icon: "versions",
  above: functions,
  list: async (api, { name }, { signal }) => ({ items: await api.listVersions(name, signal), next: undefined }),
  key: ({ version }) => version,
  tell: ({ version, description, size, modifiedAt }, _more, { now, context, up }) => ({
    label: version,
    facts: [description, size === undefined ? undefined : formatBytes(size), modifiedAt === undefined ? undefined : formatAgo(modifiedAt, now)],
    tooltip: [`Version ${version}`, description, modifiedAt === undefined ? undefined : `Made ${formatDateTime(modifiedAt)}`],
    ref: functionRef(context.region, up(functions).name, version),
    page: `${pageOf(up(functions).name)}/versions/${encodeURIComponent(version)}`,
  }),
  find: (ref) => {
    const { name, qualifier } = partsOf(ref) ?? {};
    return name === undefined || qualifier === undefined || !isVersion(qualifier) ? undefined : [name, qualifier];
  },
};
const versionsFolder = folder<LambdaApi, Func>({ noun: "versions", label: "Versions", icon: "versions" }, () => [versions]);

const part = {
  key: ({ key }: Part) => key,
  tell: ({ label, facts, ref, standing }: Part) => ({ label, facts, ref, standing, tooltip: [label, ...facts] }),
};

export const triggers: Kind<LambdaApi, Part, Func> = {
  ...part,
  noun: "trigger",
  icon: "plug",
  none: "Nothing calls it by itself",
  above: functions,
  list: (api, { name }, { cursor, signal }) => api.listTriggers(name, cursor, signal),
};
const triggersFolder = folder<LambdaApi, Func>({ noun: "triggers", label: "Triggers", icon: "plug" }, () => [triggers]);

/** A setting: how it stands is learnt by the function above it. */
interface Setting extends Part {
  readonly state: FuncState;
}

export const settings: Kind<LambdaApi, Setting, Func> = {
  ...part,
  noun: "setting",
  icon: "symbol-property",
  above: functions,
  list: async (api, { name }, { signal }) => {
    const { parts, state } = await api.getConfiguration(name, signal);
    return { items: parts.map((one) => ({ ...one, state })), next: undefined };
  },
  teach: ([first]) => first?.state ?? {},
};
const configurationFolder = folder<LambdaApi, Func>({ noun: "configuration", label: "Configuration", icon: "settings-gear" }, () => [settings]);
