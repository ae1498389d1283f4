import type { ActionDeclaration, PipelineDeclaration, RuleDeclaration, StageDeclaration } from "@aws-sdk/client-codepipeline";
import type { ProjectSpec, Purpose } from "../services/codebuild/project.ts";
import { artifactBucket } from "../services/artifacts.ts";
import { TEMPLATE_FILE } from "../services/codecommit/seed.ts";
import { connectionArn } from "../services/codestarConnections/connections.ts";
import { componentOf } from "./catalogue.ts";
import type { AccountSpec, PipelineSpec, StandaloneProject } from "./catalogue.ts";

type Declaration = PipelineDeclaration & { readonly name: string; readonly version: number };
/** A template that the build makes from an app of the CDK. */
const SYNTHESISED = "template.json";

type Category = "Source" | "Build" | "Test" | "Approval" | "Deploy" | "Invoke" | "Compute";

/** A partner's account, in which an action of a pipeline runs. */
export const PARTNER_ACCOUNT = "264819305577";

/** The declaration of a pipeline as GetPipeline gives it. */
export function declarePipeline(spec: PipelineSpec, region: string, account: AccountSpec, version: number): Declaration {
  const v2 = spec.type === "V2";
  return {
    name: spec.name,
    roleArn: `arn:aws:iam::${account.id}:role/service-role/codepipeline-${spec.name}`,
    artifactStore: { type: "S3", location: artifactBucket(account.id, region) },
    stages: stagesOf(spec, account.environment, sourceOf(spec, region, account)).map((stage) => particular(spec, stage)),
    version,
    executionMode: spec.mode ?? "SUPERSEDED",
    pipelineType: spec.type,
    ...(v2
      ? {
          variables: [
            { name: "LOG_LEVEL", defaultValue: "info", description: "Level of the deployed service's log" },
            { name: "RELEASE_NOTE", defaultValue: "-", description: "One line for the release channel" },
          ],
        }
      : {}),
  };
}

/** Whether a pipeline brings the template of its repository to a stack. */
export function hasTemplate({ shape }: PipelineSpec): boolean {
  return shape === "release" || shape === "lambda";
}

/** The CodeBuild projects that a pipeline uses. */
export function pipelineProjects(spec: PipelineSpec): ProjectSpec[] {
  const component = componentOf(spec.name);
  return purposesOf(spec).map((purpose) => ({
    name: `${component}-${purpose}`,
    description: `${PURPOSE_WORDS[purpose]} of ${component}`,
    repository: component,
    toolchain: spec.toolchain,
    purpose,
    inPipeline: true,
  }));
}

/** A project outside pipelines. */
export function standaloneProject(project: StandaloneProject): ProjectSpec {
  return { ...project, inPipeline: false };
}

const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  build: "Build",
  unit: "Unit tests",
  integration: "Integration tests",
  lint: "Static checks",
  deploy: "Deployment",
};

function purposesOf(spec: PipelineSpec): Purpose[] {
  switch (spec.shape) {
    case "tested":
      return ["build", "unit", "integration", "lint"];
    case "checked":
    case "lambda":
      return ["build", "unit"];
    case "release":
    case "deploy":
    case "stack":
      return ["build"];
  }
}

function stagesOf(spec: PipelineSpec, environment: string, origin: ActionDeclaration): StageDeclaration[] {
  const component = componentOf(spec.name);
  const source: StageDeclaration = { name: "Source", actions: [origin] };
  const build: StageDeclaration = {
    name: spec.shape === "stack" ? "Synth" : "Build",
    actions: [buildAction(component)],
  };
  const approve: StageDeclaration = { name: "Approve", actions: [approvalAction(component)] };
  switch (spec.shape) {
    case "release":
      return [
        source,
        build,
        approve,
        {
          name: "Deploy",
          actions: [stackAction(component, "Stack", "CREATE_UPDATE", TEMPLATE_FILE, 1), blueGreenAction(component, environment)],
        },
      ];
    case "tested":
      return [
        source,
        build,
        {
          name: "Test",
          actions: (["unit", "integration", "lint"] as const).map((purpose) => testAction(component, purpose)),
        },
        approve,
        { name: "Deploy", actions: [ecsAction(component, environment)] },
      ];
    case "checked":
      return [
        source,
        build,
        { name: "Test", actions: [testAction(component, "unit")] },
        approve,
        { name: "Deploy", actions: [ecsAction(component, environment)] },
      ];
    case "deploy":
      return [source, build, { name: "Deploy", actions: [codeDeployAction(spec.application ?? component, environment)] }];
    case "lambda":
      return [
        source,
        build,
        { name: "Test", actions: [testAction(component, "unit")] },
        { name: "Deploy", actions: [stackAction(component, "Deploy", "CREATE_UPDATE", TEMPLATE_FILE, 1)] },
        { name: "Verify", actions: [invokeAction(component)] },
      ];
    case "stack":
      return [
        source,
        build,
        approve,
        {
          name: "Deploy",
          actions: [
            stackAction(component, "PrepareChanges", "CHANGE_SET_REPLACE", SYNTHESISED, 1),
            stackAction(component, "ExecuteChanges", "CHANGE_SET_EXECUTE", SYNTHESISED, 2),
          ],
        },
      ];
  }
}

/** A stage with what the catalogue says of its actions. */
function particular({ name, commands, batch, elsewhere, opening }: PipelineSpec, stage: StageDeclaration): StageDeclaration {
  const actions = (stage.actions ?? []).map((one): ActionDeclaration => {
    const place = `${stage.name}/${one.name}`;
    return {
      ...one,
      ...(place === batch ? { configuration: { ...one.configuration, BatchEnabled: "true" } } : {}),
      ...(place === elsewhere ? { roleArn: `arn:aws:iam::${PARTNER_ACCOUNT}:role/${name}-tests` } : {}),
    };
  });
  const conditions = opening === "held" && stage.name === "Deploy" ? deployConditions(name) : {};
  return { ...stage, ...conditions, actions: commands === true && stage.name === "Test" ? [...actions, commandsAction()] : actions };
}

/** Nothing is deployed while an alarm is on or at night, and what was deployed has to answer. */
function deployConditions(pipeline: string): Pick<StageDeclaration, "beforeEntry" | "onSuccess"> {
  const rule = (name: string, provider: string, configuration: Record<string, string>): RuleDeclaration => ({
    name,
    ruleTypeId: { category: "Rule", owner: "AWS", provider, version: "1" },
    configuration,
  });
  const component = componentOf(pipeline);
  const alarm = rule("no-alarm", "CloudWatchAlarm", { AlarmName: `${component}-errors`, WaitTime: "1" });
  const hours = rule("working-hours", "DeploymentWindow", { Cron: "0 0 6-20 ? * * *", TimeZone: "Etc/UTC" });
  const smoke = rule("smoke-test", "LambdaInvoke", { FunctionName: `${component}-smoke-test` });
  return { beforeEntry: { conditions: [{ result: "FAIL", rules: [alarm, hours] }] }, onSuccess: { conditions: [{ result: "FAIL", rules: [smoke] }] } };
}

function action(
  name: string,
  category: Category,
  provider: string,
  more: Partial<ActionDeclaration>,
): ActionDeclaration {
  return {
    name,
    actionTypeId: { category, owner: "AWS", provider, version: "1" },
    runOrder: 1,
    configuration: {},
    inputArtifacts: [],
    outputArtifacts: [],
    ...more,
  };
}

function sourceAction(repository: string): ActionDeclaration {
  return action("Source", "Source", "CodeCommit", {
    configuration: { RepositoryName: repository, BranchName: "main", PollForSourceChanges: "false" },
    outputArtifacts: [{ name: "SourceArtifact" }],
    namespace: "SourceVariables",
  });
}

/** Where a pipeline's source comes from: the repository of its component, here or at a provider. */
function sourceOf({ name, connection }: PipelineSpec, region: string, { id }: AccountSpec): ActionDeclaration {
  const component = componentOf(name);
  return connection === undefined ? sourceAction(component) : connectedAction(component, connectionArn({ region, accountId: id }, connection));
}

/** The keys are those of the CodePipeline user guide, "CodeStarSourceConnection for … action reference". */
function connectedAction(repository: string, arn: string): ActionDeclaration {
  return action("Source", "Source", "CodeStarSourceConnection", {
    configuration: { ConnectionArn: arn, FullRepositoryId: `kestrel-logistics/${repository}`, BranchName: "main", DetectChanges: "true" },
    outputArtifacts: [{ name: "SourceArtifact" }],
    namespace: "SourceVariables",
  });
}

function buildAction(component: string): ActionDeclaration {
  return action("Build", "Build", "CodeBuild", {
    configuration: { ProjectName: `${component}-build` },
    inputArtifacts: [{ name: "SourceArtifact" }],
    outputArtifacts: [{ name: "BuildArtifact" }],
    namespace: "BuildVariables",
  });
}

function testAction(component: string, purpose: Purpose): ActionDeclaration {
  return action(purpose, "Test", "CodeBuild", {
    configuration: { ProjectName: `${component}-${purpose}` },
    inputArtifacts: [{ name: "SourceArtifact" }],
  });
}

/** Commands that the pipeline runs by itself (CodePipeline user guide, "Commands action reference"). */
function commandsAction(): ActionDeclaration {
  const { configuration: _none, ...declared } = action("contract", "Compute", "Commands", {
    inputArtifacts: [{ name: "SourceArtifact" }],
  });
  return { ...declared, commands: ["npm ci", "npm run test:contract"] };
}

function approvalAction(component: string): ActionDeclaration {
  return action("Approve", "Approval", "Manual", {
    configuration: {
      CustomData: `Have a look at staging before ${component} goes out.`,
      ExternalEntityLink: `https://${component}.staging.kestrel.example/`,
    },
  });
}

function ecsAction(component: string, environment: string): ActionDeclaration {
  return action("Deploy", "Deploy", "ECS", {
    configuration: { ClusterName: `kestrel-${environment}`, ServiceName: component, FileName: "imagedefinitions.json" },
    inputArtifacts: [{ name: "BuildArtifact" }],
  });
}

/** The keys are those of the CodePipeline user guide, "Amazon ECS and CodeDeploy blue-green deploy action reference". */
function blueGreenAction(component: string, environment: string): ActionDeclaration {
  return action("Deploy", "Deploy", "CodeDeployToECS", {
    runOrder: 2,
    configuration: {
      ApplicationName: component,
      DeploymentGroupName: `${component}-${environment}`,
      TaskDefinitionTemplateArtifact: "BuildArtifact",
      TaskDefinitionTemplatePath: "taskdef.json",
      AppSpecTemplateArtifact: "BuildArtifact",
      AppSpecTemplatePath: "appspec.yaml",
      Image1ArtifactName: "BuildArtifact",
      Image1ContainerName: "IMAGE1_NAME",
    },
    inputArtifacts: [{ name: "BuildArtifact" }],
  });
}

function codeDeployAction(application: string, environment: string): ActionDeclaration {
  return action("Deploy", "Deploy", "CodeDeploy", {
    configuration: { ApplicationName: application, DeploymentGroupName: `${application}-${environment}` },
    inputArtifacts: [{ name: "BuildArtifact" }],
  });
}

function stackAction(component: string, name: string, mode: string, file: string, runOrder: number): ActionDeclaration {
  return action(name, "Deploy", "CloudFormation", {
    runOrder,
    configuration: {
      ActionMode: mode,
      StackName: component,
      Capabilities: "CAPABILITY_IAM",
      TemplatePath: `BuildArtifact::${file}`,
    },
    inputArtifacts: [{ name: "BuildArtifact" }],
  });
}

function invokeAction(component: string): ActionDeclaration {
  return action("SmokeTest", "Invoke", "Lambda", { configuration: { FunctionName: `${component}-smoke-test` } });
}
