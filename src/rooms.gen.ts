// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.
import type { RoomEntry } from "./host/room.ts";

export const ownCommands =
  "switchContext pinContext unpinContext exploreSimulated resetSimulated openArn refreshAll refresh filter clearFilter loadMore retry copyName copyArn copyError whoChanged showStack openConsole showNow openAttention showLog showAuditLog";

export const rooms: readonly RoomEntry[] = [
  {
    id: "alarms",
    view: "monitor",
    commands: "show openAlarm openThing openLog showValues changesBefore openLogThen changesBeforeThen silence arm setState",
    load: () => import("./services/alarms/room.ts"),
  },
  {
    id: "applicationautoscaling",
    view: "scale",
    commands: "show openScaled openAlarm setLimits suspend resume",
    load: () => import("./services/applicationautoscaling/room.ts"),
  },
  {
    id: "autoscaling",
    view: "scale",
    commands: "show openInstance standby exitStandby protect unprotect replaceInstance setDesired setLimits startRefresh rollBackRefresh cancelRefresh suspend resume",
    load: () => import("./services/autoscaling/room.ts"),
  },
  {
    id: "cdk",
    view: "infrastructure",
    commands: "show openSource openResource openStack openTemplate synth diff deploy",
    load: () => import("./services/cdk/room.ts"),
  },
  {
    id: "cloudformation",
    view: "infrastructure",
    commands: "show openTemplate openFailure showOperation openResource showEvent openOrigin copyOutput createChangeSet showChange compareTemplates compareProperties executeChangeSet deleteChangeSet detectDrift showDrift openImporter continueRollback protect unprotect deleteStack cancelUpdate",
    languages: ["yaml", "json", "jsonc", "plaintext"],
    load: () => import("./services/cloudformation/room.ts"),
    activate: () => import("./services/cloudformation/activate.ts"),
  },
  {
    id: "cloudtrail",
    view: "monitor",
    commands: "show openEvent openRole openResource",
    load: () => import("./services/cloudtrail/room.ts"),
  },
  {
    id: "codebuild",
    view: "build",
    commands: "show start showPipeline startAgain showPhases stop openArtifact openLog",
    load: () => import("./services/codebuild/room.ts"),
  },
  {
    id: "codecommit",
    view: "code",
    commands: "show push clone copyCommitId copyCloneUrl",
    joins: ["git.clone", "git.cloneRecursive"],
    load: () => import("./services/codecommit/room.ts"),
    activate: () => import("./services/codecommit/activate.ts"),
  },
  {
    id: "codeconnections",
    view: "code",
    commands: "show finish showUsers",
    load: () => import("./services/codeconnections/room.ts"),
  },
  {
    id: "codedeploy",
    view: "deploy",
    commands: "showApplication showDeployment stop redeploy showDetails showTarget showEvent",
    load: () => import("./services/codedeploy/room.ts"),
  },
  {
    id: "codepipeline",
    view: "build",
    commands: "show start stop approve reject retry startAt rollBack rollBackTo override disable enable openLog openDeployment openSource openDetails openArtifact showDefinition",
    load: () => import("./services/codepipeline/room.ts"),
  },
  {
    id: "ec2",
    view: "scale",
    commands: "show consoleOutput openGroup start reboot stop",
    load: () => import("./services/ec2/room.ts"),
  },
  {
    id: "ecr",
    view: "deploy",
    commands: "show copyPull copyLogin showUsers scan",
    load: () => import("./services/ecr/room.ts"),
  },
  {
    id: "ecs",
    view: "deploy",
    commands: "show openLog openTaskLog openContainerLog openImage copyShell deploy scale changeRevision rollBack proceed openScaling stopTask showDefinition",
    load: () => import("./services/ecs/room.ts"),
  },
  {
    id: "eks",
    view: "deploy",
    commands: "show scale updateAddon copyKubeconfig openGroup openPrincipal",
    load: () => import("./services/eks/room.ts"),
  },
  {
    id: "elasticbeanstalk",
    view: "deploy",
    commands: "show deploy copyUrl openInstance openSource swap abort restart",
    load: () => import("./services/elasticbeanstalk/room.ts"),
  },
  {
    id: "iam",
    view: "infrastructure",
    commands: "show openDocument openUser simulate",
    load: () => import("./services/iam/room.ts"),
  },
  {
    id: "lambda",
    view: "deploy",
    commands: "show openLog invoke lastInvocation openTarget shift rollBack",
    load: () => import("./services/lambda/room.ts"),
  },
  {
    id: "logs",
    view: "monitor",
    commands: "openGroup open",
    panels: ["logView"],
    load: () => import("./services/logs/room.ts"),
  },
  {
    id: "s3",
    view: "infrastructure",
    commands: "show open download copyUri upload undelete delete",
    load: () => import("./services/s3/room.ts"),
  },
  {
    id: "secretsmanager",
    view: "infrastructure",
    commands: "show reveal rotate makeCurrent restore",
    load: () => import("./services/secretsmanager/room.ts"),
  },
  {
    id: "ssm",
    view: "infrastructure",
    commands: "show run approve reject stopExecution openStep openRunbook reveal edit revealVersion create compareFolders compareVersion delete putBack",
    load: () => import("./services/ssm/room.ts"),
  },
  {
    id: "templates",
    commands: "updateSchemas",
    load: () => import("./services/templates/room.ts"),
  },
  {
    id: "xray",
    view: "monitor",
    commands: "show open openLog setWindow copyId",
    panels: ["traceView"],
    load: () => import("./services/xray/room.ts"),
  },
];
