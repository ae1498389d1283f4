import type { CommandSpec, SettingSpec } from "../base/manifest.ts";

/** The container's own commands; their ids are `awsDevOps.<name>`. */
export const commands = {
  switchContext: { title: "Switch account or region…", about: "shows one context (profile and region) in place of the others", icon: "account" },
  pinContext: { title: "Pin another account or region…", about: "shows one beside the others", icon: "add" },
  unpinContext: {
    title: "Unpin",
    about: "shows it no longer",
    icon: "pinned",
    rows: [{ facet: "context", group: "9_pin" }, { facet: "context", group: "inline@1" }],
  },
  exploreSimulated: { title: "Explore a simulated account", about: "starts the simulated account of this window", icon: "beaker" },
  resetSimulated: { title: "Reset the simulated account", about: "begins it anew", icon: "discard" },
  openArn: { title: "Open ARN…", about: "shows what an ARN names, where a service here has it", icon: "go-to-file" },
  refreshAll: { title: "Refresh", about: "looks again at all that is unfolded", icon: "refresh" },
  refresh: { title: "Refresh", icon: "refresh", rows: [{ facet: "branch", group: "5_view@1" }], palette: false },
  filter: {
    title: "Filter…",
    about: "narrows the list of the selected row, by name or by how things stand",
    icon: "filter",
    rows: [{ facet: "filterable", group: "inline@8" }, { facet: "filterable", group: "5_view@2" }],
  },
  clearFilter: {
    title: "Clear filter",
    about: "shows all of it again",
    icon: "clear-all",
    rows: [{ facet: "filtered", group: "inline@9" }, { facet: "filtered", group: "5_view@3" }],
  },
  loadMore: { title: "Load more", icon: "ellipsis", palette: false },
  retry: { title: "Retry", icon: "refresh", rows: [{ facet: "error", group: "inline@1" }], palette: false },
  copyName: { title: "Copy name", about: "of the selected row", rows: [{ facet: "named", group: "6_copy@1" }] },
  copyArn: { title: "Copy ARN", about: "of the selected row", rows: [{ facet: "arn", group: "6_copy@2" }] },
  copyError: { title: "Copy message", rows: [{ facet: "error", group: "6_copy@1" }], palette: false },
  whoChanged: {
    title: "Who changed this?",
    about: "the changes of the selected row's resource in the last 90 days, from CloudTrail",
    icon: "history",
    rows: [{ facet: "thing", group: "6_who@1" }],
  },
  showStack: {
    title: "Show its stack",
    about: "the selected row's resource as its CloudFormation stack has it, with what else is in there",
    icon: "layers",
    rows: [{ facet: "thing", group: "6_who@2" }],
  },
  openConsole: {
    title: "Open in the console",
    about: "the page of the selected row",
    icon: "link-external",
    rows: [{ facet: "console", group: "7_console" }],
  },
  showNow: { title: "Show what needs somebody", about: "what fails, waits or runs, and where the open commit is", icon: "bell" },
  openAttention: { title: "Open", icon: "go-to-file", rows: [{ facet: "attention", group: "1_open@1" }], palette: false },
  showLog: { title: "Show the extension's log", about: "what was done, and how long it took", icon: "output" },
  showAuditLog: { title: "Show audit log", about: "what was written to AWS from here", icon: "law" },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export const settings = {
  protectedProfiles: {
    type: "array",
    default: ["*prod*"],
    description:
      "Profiles, account ids and names of roles or users whose writes ask for the resource's name to be typed. Names may hold * and ?. Workspaces cannot change this.",
    scope: "application",
  },
  notifyOfPushes: {
    type: "boolean",
    default: true,
    description: "Whether you are told when a pipeline with your push fails or waits for an approval.",
    scope: "window",
  },
} as const satisfies Readonly<Record<string, SettingSpec>>;

/** The heading of the settings above, in the settings editor. */
export const commonSettings = "Accounts and messages";

/** What stands in a view's title bar, by command. */
export const viewTitle = [
  { command: "refreshAll", group: "navigation@1" },
  { command: "switchContext", group: "navigation@2" },
  { command: "pinContext", group: "1_accounts@1" },
  { command: "exploreSimulated", group: "1_accounts@2" },
  { command: "showAuditLog", group: "2_log@1" },
  { command: "showLog", group: "2_log@2" },
] as const satisfies readonly { command: keyof typeof commands; group: string }[];

/** Shown in the first view while no context is pinned; the others are not there then. Buttons first: views are low. */
export const welcome =
  "[Pin an AWS account](command:awsDevOps.switchContext)\n[Explore a simulated account](command:awsDevOps.exploreSimulated)\n" +
  "Profiles are read from your AWS config; nothing is stored. The simulated account runs on this machine and costs nothing.";

/** The views' titles, as the container shows them. */
export const viewNames = {
  code: "Code",
  build: "Build",
  deploy: "Deploy",
  monitor: "Monitor",
  scale: "Scale",
  infrastructure: "Infrastructure",
} as const;

/** The title of the view on top of them, which is no service's. */
export const nowName = "Now";

/** Told where the editor asks whether the workspace is trusted. */
export const untrusted = "Workspaces cannot change which profiles are protected.";
