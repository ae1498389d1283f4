// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.
import type { Calls } from "../base/permission.ts";

export const roomCalls: Readonly<Record<string, readonly Calls[]>> = {
  cloudformation: [{"service":"CloudFormation","read":["ListStacks","DescribeStacks","ListStackResources","DescribeStackEvents","GetTemplate"],"write":["CancelUpdateStack"],"actions":{"DescribeStacks":["cloudformation:DescribeStacks","cloudformation:ListStacks"]}}],
  codebuild: [{"service":"CodeBuild","read":["ListProjects","BatchGetProjects","ListBuilds","ListBuildsForProject","BatchGetBuildBatches","BatchGetBuilds"],"write":["StartBuild","StopBuild"]}],
  codecommit: [{"service":"CodeCommit","read":["ListRepositories","BatchGetRepositories","GetRepository","ListBranches","GetBranch","GetCommit"]},{"service":"git","read":["pull"],"write":["push"],"actions":{"pull":["codecommit:GitPull"],"push":["codecommit:GitPush"]}}],
  codedeploy: [{"service":"CodeDeploy","read":["ListApplications","BatchGetApplications","ListDeploymentGroups","BatchGetDeploymentGroups","ListDeployments","BatchGetDeployments","GetDeployment","ListDeploymentTargets","BatchGetDeploymentTargets","GetApplicationRevision","BatchGetApplicationRevisions"],"write":["StopDeployment","CreateDeployment"],"actions":{"CreateDeployment":["codedeploy:CreateDeployment","codedeploy:GetDeploymentConfig","codedeploy:RegisterApplicationRevision"]}}],
  codepipeline: [{"service":"CodePipeline","read":["ListPipelines","GetPipeline","GetPipelineState","ListPipelineExecutions","GetPipelineExecution","ListActionExecutions"],"write":["StartPipelineExecution","StopPipelineExecution","PutApprovalResult","RetryStageExecution","RollbackStage","EnableStageTransition","DisableStageTransition","OverrideStageCondition"]}],
  ec2: [{"service":"EC2","read":["DescribeInstances","DescribeInstanceStatus","GetConsoleOutput"],"write":["StartInstances","StopInstances","RebootInstances"]}],
  ecr: [{"service":"ECR","read":["DescribeRepositories","DescribeImages","DescribeImageScanFindings"],"write":["StartImageScan"]}],
  ecs: [{"service":"ECS","read":["ListClusters","DescribeClusters","ListServices","DescribeServices","ListTasks","DescribeTasks","ListTaskDefinitionFamilies","ListTaskDefinitions","DescribeTaskDefinition"]}],
  lambda: [{"service":"Lambda","read":["ListFunctions","GetFunction","GetFunctionConfiguration","ListAliases","GetAlias","ListVersionsByFunction","ListEventSourceMappings","GetPolicy"],"write":["Invoke","UpdateAlias"],"actions":{"Invoke":["lambda:InvokeFunction"]}}],
  logs: [{"service":"CloudWatch Logs","read":["DescribeLogGroups","DescribeLogStreams","GetLogEvents","FilterLogEvents"]}],
  s3: [{"service":"S3","read":["ListBuckets","ListObjectsV2","ListObjectVersions","GetObject","GetBucketVersioning"],"write":["PutObject","CreateMultipartUpload","UploadPart","CompleteMultipartUpload","AbortMultipartUpload","DeleteObject"],"actions":{"ListBuckets":["s3:ListAllMyBuckets"],"ListObjectsV2":["s3:ListBucket"],"ListObjectVersions":["s3:ListBucketVersions"],"CreateMultipartUpload":["s3:PutObject"],"UploadPart":["s3:PutObject"],"CompleteMultipartUpload":["s3:PutObject"],"DeleteObject":["s3:DeleteObject","s3:DeleteObjectVersion"]}}],
  secretsmanager: [{"service":"Secrets Manager","read":["ListSecrets","ListSecretVersionIds"],"reveal":["GetSecretValue"],"write":["RotateSecret","UpdateSecretVersionStage","RestoreSecret"]}],
  ssm: [{"service":"SSM","read":["DescribeParameters"],"reveal":["GetParameter","GetParameterHistory"],"write":["PutParameter"]}],
  xray: [{"service":"XRay","read":["GetTraceSummaries","BatchGetTraces","StartTraceRetrieval","ListRetrievedTraces","GetTraceSegmentDestination"]}],
};
