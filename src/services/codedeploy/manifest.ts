import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codedeploy",
  title: "CodeDeploy",
  about: "applications, groups, deployments and their targets with events and logs; stop, deploy again",
  view: "deploy",
  order: 1,
  tree: {
    icon: "cloud-upload",
    console: "codesuite/codedeploy/applications",
    filter: "Name contains, or how it stands: failed",
    none: "No application in this region",
  },
  offers: { attention: [], linkTarget: ["codedeploy:application:**", "codedeploy:deploymentgroup:**", "codedeploy:deployment:**"] },
  types: {
    "AWS::CodeDeploy::Application": {
      arn: "arn:{partition}:codedeploy:{region}:{account}:application:{id}",
      console: "codesuite/codedeploy/applications/{id}",
    },
    "AWS::CodeDeploy::DeploymentGroup": {
      arn: "arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{AWS::CodeDeploy::Application}/{id}",
      console: "codesuite/codedeploy/applications/{AWS::CodeDeploy::Application}/deployment-groups/{id}",
    },
  },
  providers: {
    CodeDeploy: { run: "codedeploy:deployment:{id}", runId: "d-[A-Z0-9]+" },
    CodeDeployToECS: { run: "codedeploy:deployment:{id}", runId: "d-[A-Z0-9]+" },
  },
  commands: {
    showApplication: { title: "Show application…", icon: "search" },
    showDeployment: { title: "Show deployment…", icon: "search" },
    stop: { title: "Stop deployment…", icon: "debug-stop", menu: ["inline@1", "2_run@1"] },
    redeploy: { title: "Deploy this revision again…", icon: "history", menu: ["2_run@2"] },
    showDetails: { title: "Show events and logs of a deployment…", icon: "output", menu: ["inline@2", "1_open@1"] },
    showTarget: { title: "Show events and logs of a target…", icon: "output", menu: ["1_open@1"] },
    showEvent: { title: "Show event and its log…", icon: "output", menu: ["1_open@1"] },
  },
  calls: [
    {
      service: "CodeDeploy",
      read: [
        "ListApplications", "BatchGetApplications", "ListDeploymentGroups", "BatchGetDeploymentGroups",
        "ListDeployments", "BatchGetDeployments", "GetDeployment", "ListDeploymentTargets",
        "BatchGetDeploymentTargets", "GetApplicationRevision", "BatchGetApplicationRevisions",
      ],
      write: ["StopDeployment", "CreateDeployment"],
      actions: {
        CreateDeployment: ["codedeploy:CreateDeployment", "codedeploy:GetDeploymentConfig", "codedeploy:RegisterApplicationRevision"],
      },
    },
  ],
} as const satisfies RoomManifest;
