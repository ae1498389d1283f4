/** The IAM actions that one call of an SDK command needs. */
export interface Permission {
  /** The service id of the SDK client, e.g. `CodePipeline`. */
  readonly service: string;
  /** The command without its ending, e.g. `ListPipelines`; or what else needs the actions, e.g. `git pull`. */
  readonly operation: string;
  readonly access: "read" | "write";
  readonly actions: readonly string[];
}

/**
 * Every SDK command that an `api.ts` or `aws/` sends, and git's own two, with the IAM actions it needs.
 * Source: AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service
 * (docs.aws.amazon.com/service-authorization/latest/reference/). A test fails when a command has no row here.
 */
export const PERMISSIONS: readonly Permission[] = [
  { service: "STS", operation: "GetCallerIdentity", access: "read", actions: ["sts:GetCallerIdentity"] },
  { service: "IAM", operation: "ListAccountAliases", access: "read", actions: ["iam:ListAccountAliases"] },

  { service: "CodeCommit", operation: "ListRepositories", access: "read", actions: ["codecommit:ListRepositories"] },
  { service: "CodeCommit", operation: "BatchGetRepositories", access: "read", actions: ["codecommit:BatchGetRepositories"] },
  { service: "CodeCommit", operation: "GetRepository", access: "read", actions: ["codecommit:GetRepository"] },
  { service: "CodeCommit", operation: "ListBranches", access: "read", actions: ["codecommit:ListBranches"] },
  { service: "CodeCommit", operation: "GetBranch", access: "read", actions: ["codecommit:GetBranch"] },
  { service: "CodeCommit", operation: "GetCommit", access: "read", actions: ["codecommit:GetCommit"] },

  { service: "CodePipeline", operation: "ListPipelines", access: "read", actions: ["codepipeline:ListPipelines"] },
  { service: "CodePipeline", operation: "GetPipeline", access: "read", actions: ["codepipeline:GetPipeline"] },
  { service: "CodePipeline", operation: "GetPipelineState", access: "read", actions: ["codepipeline:GetPipelineState"] },
  { service: "CodePipeline", operation: "ListPipelineExecutions", access: "read", actions: ["codepipeline:ListPipelineExecutions"] },
  { service: "CodePipeline", operation: "GetPipelineExecution", access: "read", actions: ["codepipeline:GetPipelineExecution"] },
  { service: "CodePipeline", operation: "ListActionExecutions", access: "read", actions: ["codepipeline:ListActionExecutions"] },
  { service: "CodePipeline", operation: "StartPipelineExecution", access: "write", actions: ["codepipeline:StartPipelineExecution"] },
  { service: "CodePipeline", operation: "StopPipelineExecution", access: "write", actions: ["codepipeline:StopPipelineExecution"] },
  { service: "CodePipeline", operation: "PutApprovalResult", access: "write", actions: ["codepipeline:PutApprovalResult"] },
  { service: "CodePipeline", operation: "RetryStageExecution", access: "write", actions: ["codepipeline:RetryStageExecution"] },

  { service: "CodeBuild", operation: "ListProjects", access: "read", actions: ["codebuild:ListProjects"] },
  { service: "CodeBuild", operation: "BatchGetProjects", access: "read", actions: ["codebuild:BatchGetProjects"] },
  { service: "CodeBuild", operation: "ListBuilds", access: "read", actions: ["codebuild:ListBuilds"] },
  { service: "CodeBuild", operation: "ListBuildsForProject", access: "read", actions: ["codebuild:ListBuildsForProject"] },
  { service: "CodeBuild", operation: "BatchGetBuildBatches", access: "read", actions: ["codebuild:BatchGetBuildBatches"] },
  { service: "CodeBuild", operation: "BatchGetBuilds", access: "read", actions: ["codebuild:BatchGetBuilds"] },
  { service: "CodeBuild", operation: "StartBuild", access: "write", actions: ["codebuild:StartBuild"] },
  { service: "CodeBuild", operation: "StopBuild", access: "write", actions: ["codebuild:StopBuild"] },

  { service: "ECS", operation: "ListClusters", access: "read", actions: ["ecs:ListClusters"] },
  { service: "ECS", operation: "DescribeClusters", access: "read", actions: ["ecs:DescribeClusters"] },
  { service: "ECS", operation: "ListServices", access: "read", actions: ["ecs:ListServices"] },
  { service: "ECS", operation: "DescribeServices", access: "read", actions: ["ecs:DescribeServices"] },
  { service: "ECS", operation: "ListTasks", access: "read", actions: ["ecs:ListTasks"] },
  { service: "ECS", operation: "DescribeTasks", access: "read", actions: ["ecs:DescribeTasks"] },
  { service: "ECS", operation: "ListTaskDefinitionFamilies", access: "read", actions: ["ecs:ListTaskDefinitionFamilies"] },
  { service: "ECS", operation: "ListTaskDefinitions", access: "read", actions: ["ecs:ListTaskDefinitions"] },
  { service: "ECS", operation: "DescribeTaskDefinition", access: "read", actions: ["ecs:DescribeTaskDefinition"] },

  { service: "CodeDeploy", operation: "ListApplications", access: "read", actions: ["codedeploy:ListApplications"] },
  { service: "CodeDeploy", operation: "BatchGetApplications", access: "read", actions: ["codedeploy:BatchGetApplications"] },
  { service: "CodeDeploy", operation: "ListDeploymentGroups", access: "read", actions: ["codedeploy:ListDeploymentGroups"] },
  { service: "CodeDeploy", operation: "BatchGetDeploymentGroups", access: "read", actions: ["codedeploy:BatchGetDeploymentGroups"] },
  { service: "CodeDeploy", operation: "ListDeployments", access: "read", actions: ["codedeploy:ListDeployments"] },
  { service: "CodeDeploy", operation: "BatchGetDeployments", access: "read", actions: ["codedeploy:BatchGetDeployments"] },
  { service: "CodeDeploy", operation: "GetDeployment", access: "read", actions: ["codedeploy:GetDeployment"] },
  { service: "CodeDeploy", operation: "ListDeploymentTargets", access: "read", actions: ["codedeploy:ListDeploymentTargets"] },
  { service: "CodeDeploy", operation: "BatchGetDeploymentTargets", access: "read", actions: ["codedeploy:BatchGetDeploymentTargets"] },
  { service: "CodeDeploy", operation: "GetApplicationRevision", access: "read", actions: ["codedeploy:GetApplicationRevision"] },
  { service: "CodeDeploy", operation: "BatchGetApplicationRevisions", access: "read", actions: ["codedeploy:BatchGetApplicationRevisions"] },
  { service: "CodeDeploy", operation: "StopDeployment", access: "write", actions: ["codedeploy:StopDeployment"] },
  {
    service: "CodeDeploy",
    operation: "CreateDeployment",
    access: "write",
    actions: ["codedeploy:CreateDeployment", "codedeploy:GetDeploymentConfig", "codedeploy:RegisterApplicationRevision"],
  },

  { service: "CloudWatch Logs", operation: "DescribeLogGroups", access: "read", actions: ["logs:DescribeLogGroups"] },
  { service: "CloudWatch Logs", operation: "DescribeLogStreams", access: "read", actions: ["logs:DescribeLogStreams"] },
  { service: "CloudWatch Logs", operation: "GetLogEvents", access: "read", actions: ["logs:GetLogEvents"] },
  { service: "CloudWatch Logs", operation: "FilterLogEvents", access: "read", actions: ["logs:FilterLogEvents"] },

  // without a stack's name it needs both (API reference, "DescribeStacks")
  { service: "CloudFormation", operation: "ListStacks", access: "read", actions: ["cloudformation:ListStacks"] },
  { service: "CloudFormation", operation: "DescribeStacks", access: "read", actions: ["cloudformation:DescribeStacks", "cloudformation:ListStacks"] },
  { service: "CloudFormation", operation: "ListStackResources", access: "read", actions: ["cloudformation:ListStackResources"] },
  { service: "CloudFormation", operation: "DescribeStackEvents", access: "read", actions: ["cloudformation:DescribeStackEvents"] },
  { service: "CloudFormation", operation: "GetTemplate", access: "read", actions: ["cloudformation:GetTemplate"] },
  { service: "CloudFormation", operation: "CancelUpdateStack", access: "write", actions: ["cloudformation:CancelUpdateStack"] },

  { service: "XRay", operation: "GetTraceSummaries", access: "read", actions: ["xray:GetTraceSummaries"] },
  { service: "XRay", operation: "BatchGetTraces", access: "read", actions: ["xray:BatchGetTraces"] },
  { service: "XRay", operation: "StartTraceRetrieval", access: "read", actions: ["xray:StartTraceRetrieval"] },
  { service: "XRay", operation: "ListRetrievedTraces", access: "read", actions: ["xray:ListRetrievedTraces"] },
  { service: "XRay", operation: "GetTraceSegmentDestination", access: "read", actions: ["xray:GetTraceSegmentDestination"] },

  { service: "git", operation: "pull", access: "read", actions: ["codecommit:GitPull"] },
  { service: "git", operation: "push", access: "write", actions: ["codecommit:GitPush"] },
];

/** The row of an operation; undefined where the table has none. */
export function permissionsOf(service: string, operation: string): Permission | undefined {
  return PERMISSIONS.find((row) => row.service === service && row.operation === operation);
}
