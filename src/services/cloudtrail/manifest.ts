import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "cloudtrail",
  title: "CloudTrail",
  about: "who did what: management events of 90 days by user, resource, event, service and time, as JSON; what they name opens. *Who changed this?* on rows of all services",
  view: "monitor",
  order: 40,
  tree: {
    icon: "history",
    about: "changes of 90 days, some 15 minutes late",
    console: "cloudtrailv2/home#/events",
    filter: "An event or a resource, or user:, resource:, event:, service:, type:, key:, id:, read, write, failed, denied, last:2h, since:, until:",
    filterExamples: [
      { text: "all", about: "what was read, too" },
      { text: "failed", about: "what was refused or went wrong" },
      { text: "denied last:1d", about: "what somebody may not, since yesterday" },
      { text: "last:2h", about: "changes of the last two hours (m, h, d)" },
      { text: "user:ana.ferreira", about: "what a user or a role's session did" },
      { text: "resource:parcel-web", about: "what was done to a name, id or ARN, as the service recorded it" },
      { text: "event:UpdateService", about: "calls of a name" },
      { text: "service:ecs write", about: "changes in a service" },
      { text: "since:2026-11-26T09:00 until:2026-11-26T10:30", about: "a time, as this machine's clock tells it" },
    ],
    none: "No change in this region in 90 days",
  },
  offers: { changeHistory: [] },
  commands: {
    show: { title: "Show event…", icon: "search" },
    openEvent: { title: "Open event as JSON", icon: "json", menu: ["inline@1", "1_open@1"] },
    openRole: { title: "Open the role that did it", icon: "account", menu: ["1_open@2"] },
    openResource: { title: "Open resource", icon: "go-to-file", menu: ["1_open@2"] },
  },
  calls: [{ service: "CloudTrail", read: ["LookupEvents"] }],
} as const satisfies RoomManifest;
