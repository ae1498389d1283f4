import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "lambda",
  title: "Lambda",
  about: "functions with aliases and their weights, versions, triggers, configuration; invoke, shift an alias and roll it back",
  view: "deploy",
  order: 4,
  tree: {
    icon: "zap",
    console: "lambda/home#/functions",
    filter: "Name contains, or how it stands: needs a look",
    none: "No function in this region",
  },
  offers: { linkTarget: ["lambda:function:**"], logSource: ["lambda:function:**"], imageUsers: [], roleUsers: [] },
  types: {
    "AWS::Lambda::Function": {
      arn: "arn:{partition}:lambda:{region}:{account}:function:{id}",
      console: "lambda/home#/functions/{id}",
    },
  },
  commands: {
    show: { title: "Show function…", icon: "search" },
    openLog: { title: "Open log", icon: "output", menu: ["inline@2", "1_open@1"] },
    invoke: { title: "Invoke…", icon: "play", menu: ["inline@1", "2_run@1"] },
    lastInvocation: { title: "Last invocation…", icon: "history", menu: ["1_open@2"] },
    openTarget: { title: "Open it", icon: "go-to-file", menu: ["1_open@3"] },
    shift: { title: "Shift alias…", icon: "arrow-swap", menu: ["inline@1", "2_run@2"] },
    rollBack: { title: "Roll alias back…", icon: "discard", menu: ["inline@2", "2_run@3"] },
  },
  calls: [
    {
      service: "Lambda",
      read: [
        "ListFunctions", "GetFunction", "GetFunctionConfiguration", "ListAliases", "GetAlias", "ListVersionsByFunction",
        "ListEventSourceMappings", "GetPolicy",
      ],
      write: ["Invoke", "UpdateAlias"],
      actions: { Invoke: ["lambda:InvokeFunction"] },
    },
  ],
} as const satisfies RoomManifest;
