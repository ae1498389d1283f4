import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codeconnections",
  title: "CodeConnections",
  about: "connections to GitHub, GitLab and Bitbucket, and their hosts; pending ones are finished in the console; which pipelines use one",
  view: "code",
  order: 2,
  tree: {
    icon: "plug",
    console: "codesuite/settings/connections",
    filter: "Name contains, or how it stands: failed",
    none: "No connection in this region",
  },
  offers: { linkTarget: ["codeconnections:connection/*", "codestar-connections:connection/*", "codeconnections:host/*", "codestar-connections:host/*"] },
  // the physical id is the ARN
  types: { "AWS::CodeConnections::Connection": {}, "AWS::CodeStarConnections::Connection": {}, "AWS::CodeConnections::Host": {} },
  commands: {
    show: { title: "Show connection…", icon: "search" },
    finish: { title: "Finish connection in the console", icon: "link-external", menu: ["inline@1", "2_run@1"] },
    showUsers: { title: "What uses this connection…", icon: "references", menu: ["inline@2", "1_open@1"] },
  },
  calls: [
    {
      service: "CodeStar connections",
      prefix: "codestar-connections",
      read: ["ListConnections", "ListHosts"],
      // which of the two is asked for goes by the ARN of what is listed
      actions: {
        ListConnections: ["codestar-connections:ListConnections", "codeconnections:ListConnections"],
        ListHosts: ["codestar-connections:ListHosts", "codeconnections:ListHosts"],
      },
    },
  ],
} as const satisfies RoomManifest;
