import { attribute, ref } from "../../services/cloudformation/blueprint.ts";
import type { ResourceBlueprint, StackBlueprint, TemplateValue } from "../../services/cloudformation/blueprint.ts";
import { repositoryIdOf } from "../../services/codecommit/repositories.ts";
import type { Pipeline } from "../../services/codepipeline/model.ts";
import { logGroupResource, role, teamOf } from "./serviceStacks.ts";
import type { StackPlace } from "./serviceStacks.ts";

/** What a pipeline's stack holds besides the pipeline. */
export interface DeliveryFacts {
  readonly component: string;
  /** Undefined where another stack has it: two pipelines may build one repository. */
  readonly repository: string | undefined;
  /** Names of the CodeBuild projects that no other stack has. */
  readonly projects: readonly string[];
}

/** The artifacts that an action takes or makes, where it does. */
function artifacts(property: string, of: readonly { readonly name?: string | undefined }[] = []): Record<string, TemplateValue> {
  return of.length === 0 ? {} : { [property]: of.map(({ name = "" }) => ({ Name: name })) };
}

/** The stack of a pipeline, with the repository and the projects that it builds with. */
export function deliveryStack(pipeline: Pipeline, facts: DeliveryFacts, place: StackPlace): StackBlueprint {
  const { declaration } = pipeline;
  const { component, repository } = facts;
  const name = `delivery-${declaration.name}`;
  const rule = `codepipeline-${declaration.name}`;
  const arn = `arn:aws:codepipeline:${place.region}:${place.accountId}:${declaration.name}`;
  const stages = (declaration.stages ?? []).map(({ name: stage = "", actions = [] }): TemplateValue => ({
    Name: stage,
    Actions: actions.map((action) => ({
      Name: action.name ?? "",
      ActionTypeId: { ...action.actionTypeId } as Record<string, string>,
      RunOrder: action.runOrder ?? 1,
      Configuration: { ...action.configuration },
      ...artifacts("InputArtifacts", action.inputArtifacts),
      ...artifacts("OutputArtifacts", action.outputArtifacts),
    })).map(({ ActionTypeId: { category, owner, provider, version }, ...rest }) => ({
      ...rest,
      ActionTypeId: { Category: category ?? "", Owner: owner ?? "", Provider: provider ?? "", Version: version ?? "" },
    })),
  }));
  return {
    name,
    description: `How ${component} is built and delivered`,
    format: "yaml",
    parameters: [
      { name: "BranchName", value: "main" },
      { name: "ChatWebhookToken", value: "", noEcho: true, description: "Where failures are told" },
    ],
    resources: [
      ...(repository === undefined
        ? []
        : [
            {
              logicalId: "Repository",
              type: "AWS::CodeCommit::Repository",
              // Its physical id is the repository's id, not its name (template reference, "Return values").
              physicalId: repositoryIdOf(place, repository),
              properties: { RepositoryName: repository, RepositoryDescription: `Source of ${repository}` },
            },
          ]),
      role("PipelineRole", name, "codepipeline.amazonaws.com", []),
      ...(facts.projects.length === 0 ? [] : [role("BuildRole", name, "codebuild.amazonaws.com", [])]),
      ...facts.projects.flatMap((project) => projectResources(component, project)),
      {
        logicalId: "Pipeline",
        type: "AWS::CodePipeline::Pipeline",
        physicalId: declaration.name,
        properties: {
          Name: declaration.name,
          PipelineType: declaration.pipelineType ?? "V1",
          RoleArn: attribute("PipelineRole", "Arn"),
          ArtifactStore: { Type: "S3", Location: declaration.artifactStore?.location ?? "" },
          Stages: stages,
        },
      },
      {
        logicalId: "OnPush",
        type: "AWS::Events::Rule",
        physicalId: rule,
        onUpdate: "modified",
        properties: {
          Name: rule,
          EventPattern: {
            source: ["aws.codecommit"],
            "detail-type": ["CodeCommit Repository State Change"],
            detail: { referenceType: ["branch"], referenceName: [ref("BranchName")] },
          },
        },
      },
    ],
    outputs: [
      { name: "PipelineName", value: declaration.name, expression: ref("Pipeline") },
      { name: "PipelineArn", value: arn, expression: arn, exportName: `${name}-PipelineArn` },
    ],
    tags: { team: teamOf(component), service: component, "managed-by": "platform" },
    capabilities: ["CAPABILITY_IAM"],
  };
}

/** A project and its log group. */
function projectResources(component: string, project: string): ResourceBlueprint[] {
  const purpose = project.slice(component.length + 1);
  const logicalId = `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}`;
  return [
    {
      logicalId: `${logicalId}Project`,
      type: "AWS::CodeBuild::Project",
      physicalId: project,
      properties: {
        Name: project,
        ServiceRole: attribute("BuildRole", "Arn"),
        Source: { Type: "CODEPIPELINE" },
        Artifacts: { Type: "CODEPIPELINE" },
        Environment: {
          Type: "LINUX_CONTAINER",
          ComputeType: "BUILD_GENERAL1_SMALL",
          Image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        },
      },
    },
    ...logGroupResource(`/aws/codebuild/${project}`, `${logicalId}Log`),
  ];
}
