import { formatAgo, formatDateTime } from "../../base/time.ts";
import { joined } from "../../base/text.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { CdkApi } from "./api.ts";
import { type App, type Construct, type Stack, kindText, sourceText } from "./model.ts";

export const apps: Kind<CdkApi, App> = {
  noun: "app",
  icon: "file-submodule",
  none: "No CDK app in the open folders: an app has a cdk.json",
  get below() {
    return [stacks];
  },
  list: (api, _service, { signal }) => api.listApps(signal),
  key: ({ label }) => label,
  tell: ({ label, folder, command, output, synthesisedAt, problem }, _more, { now }) => ({
    label,
    standing: problem === undefined ? undefined : "failed",
    facts: [problem === undefined ? undefined : "cdk.json cannot be read", synthesisedAt === undefined ? "not synthesised yet" : `synthesised ${formatAgo(synthesisedAt, now)}`],
    tooltip: [
      label,
      folder,
      problem,
      command && `Run as: ${command}`,
      output === undefined ? "Its output is outside the app's folder, and is not read" : `Assembly: ${output}`,
      synthesisedAt === undefined ? undefined : `Synthesised ${formatDateTime(synthesisedAt)}`,
    ],
  }),
};

export const stacks: Kind<CdkApi, Stack, App> = {
  noun: "stack",
  icon: "layers",
  none: "No stack: the app was not synthesised yet",
  above: apps,
  get below() {
    return [constructs];
  },
  list: (api, app) => api.listStacks(app),
  key: ({ path }) => path,
  tell: ({ path, name, account, region, template }, _more, { context }) => ({
    label: path,
    name,
    standsBack: region !== undefined && region !== context.region,
    facts: [name === path ? undefined : name, environmentText(account, region)],
    tooltip: [joined([path, name === path ? undefined : `stack ${name}`]), `Meant for ${environmentText(account, region)}`, template],
  }),
};

/** Constructs stand in constructs, as deep as an app has them. */
export const constructs: Kind<CdkApi, Construct, Stack | Construct> = {
  noun: "construct",
  icon: "symbol-namespace",
  none: "No construct: the assembly has no tree, or nothing stands here",
  above: stacks,
  get below() {
    return [constructs];
  },
  belowOf: ({ hasMore }) => (hasMore ? [constructs] : []),
  list: (api, above, { up }) => api.listConstructs(up(stacks), "id" in above ? above : undefined),
  key: ({ id }) => id,
  tell: ({ id, path, kind, type, logicalId, source }) => ({
    label: id,
    name: path,
    what: kindText(kind) ?? "construct",
    icon: type === undefined ? "symbol-namespace" : "symbol-structure",
    facts: [sourceText(source), kindText(kind), logicalId],
    tooltip: [path, kind, type && `Type: ${type}`, logicalId && `Logical id: ${logicalId}`, source && `${source.file}:${source.line}`],
  }),
};

function environmentText(account: string | undefined, region: string | undefined): string {
  return account === undefined && region === undefined ? "any account and region" : joined([account ?? "any account", region ?? "any region"], ", ");
}
