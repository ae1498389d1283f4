import { CloudFormationClient, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import { PutApprovalResultCommand } from "@aws-sdk/client-codepipeline";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitBench, ownAddress } from "./git.ts";
import { actionNamed, clientOptions, executionsOf, openBench, passUntil, stackNamed, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let git: GitBench;
let cloudFormation: CloudFormationClient;
let ecs: ECSClient;
let lambda: LambdaClient;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  git = new GitBench();
  const options = clientOptions(bench.simulator);
  cloudFormation = new CloudFormationClient(options);
  ecs = new ECSClient(options);
  lambda = new LambdaClient(options);
  ssm = new SSMClient(options);
});
afterAll(async () => {
  for (const client of [cloudFormation, ecs, lambda, ssm]) client.destroy();
  git.remove();
  await bench.close();
});

/** Pushes a changed template to main. @returns the commit */
async function push(repository: string, change: (template: string) => string): Promise<string> {
  const folder = await git.clone(bench.simulator, repository);
  const file = path.join(git.folder, folder, "template.yaml");
  const before = readFileSync(file, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  await git.must(folder, "commit", "--quiet", "-am", "A new template");
  await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, repository), "HEAD:refs/heads/main");
  return git.must(folder, "rev-parse", "HEAD");
}

/** Waits for the execution of a commit; approves what asks. */
async function released(pipelineName: string, commit: string): Promise<string | undefined> {
  return passUntil(bench, async () => {
    const [latest] = await executionsOf(bench, pipelineName);
    const stages = await stagesOf(bench, pipelineName);
    if (stages.some(({ stageName }) => stageName === "Approve")) {
      const { token } = actionNamed(stageNamed(stages, "Approve"), "Approve").latestExecution ?? {};
      if (token !== undefined) {
        const result = { status: "Approved", summary: "" } as const;
        await bench.codepipeline.send(new PutApprovalResultCommand({ pipelineName, stageName: "Approve", actionName: "Approve", token, result }));
      }
    }
    const isOurs = latest?.sourceRevisions?.[0]?.revisionId === commit;
    return isOurs && latest.status !== "InProgress" ? latest.status : undefined;
  });
}

const failed = async (StackName: string) => {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith("_FAILED")).map(({ ResourceStatusReason }) => ResourceStatusReason);
};

describe("a pushed template", () => {
  it("is what Lambda and the Parameter Store have once its pipeline is through", async () => {
    const commit = await push("data-lake-etl", (template) =>
      template.replace("MemorySize: 256", "MemorySize: 1536").replace(
        "\nOutputs:",
        `
  Cleaner:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: data-lake-cleaner
      Runtime: python3.13
      Handler: main.handler
      MemorySize: 128
      Role: !GetAtt FunctionRole.Arn
      Code:
        ZipFile: "def handler(event, context): pass"

  Switch:
    Type: AWS::SSM::Parameter
    Properties:
      Name: /kestrel/data-lake-etl/switch
      Type: String
      Value: !Sub "on since \${Version} for \${Cleaner}"

Outputs:`,
      ),
    );
    expect(await released("data-lake-etl-deploy", commit), String(await failed("data-lake-etl"))).toBe("Succeeded");
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "data-lake-etl" }))).toMatchObject({ MemorySize: 1536 });
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "data-lake-cleaner" }))).toMatchObject({ Runtime: "python3.13", MemorySize: 128 });
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toContain("data-lake-cleaner");
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/kestrel/data-lake-etl/switch" }));
    expect(Parameter?.Value).toBe(`on since ${commit} for data-lake-cleaner`);
  });

  it("changes the service that its stack has, and the task definition", async () => {
    const look = async () => {
      const { services: [service] = [] } = await ecs.send(new DescribeServicesCommand({ cluster: "kestrel-production", services: ["parcel-web"] }));
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "parcel-web" }));
      return { desired: service?.desiredCount, memory: taskDefinition?.memory, revision: taskDefinition?.revision ?? 0 };
    };
    const before = await look();
    expect(before).toMatchObject({ desired: 3, memory: "1024" });
    const earlier = await failed("parcel-web");
    const commit = await push("parcel-web", (template) => template.replace("DesiredCount: !Ref DesiredCount", "DesiredCount: 5").replace('Memory: "1024"', 'Memory: "2048"'));
    await released("parcel-web-release", commit);
    // a page of events holds fewer of the earlier ones now
    expect((await failed("parcel-web")).filter((reason) => !earlier.includes(reason))).toEqual([]);
    const after = await look();
    expect(after).toMatchObject({ desired: 5, memory: "2048" });
    expect(after.revision).toBeGreaterThan(before.revision);
  });

  it("that CloudFormation refuses fails its action in CloudFormation's words, and the stack is as it was", async () => {
    const commit = await push("label-printer", (template) => template.replace("!Ref DeadLetters", "!Ref NoSuchQueue"));
    expect(await released("label-printer-release", commit)).toBe("Failed");
    const deploy = stageNamed(await stagesOf(bench, "label-printer-release"), "Deploy");
    expect(actionNamed(deploy, "Deploy").latestExecution?.errorDetails?.message).toContain("Unresolved resource dependencies [NoSuchQueue]");
    expect((await stackNamed(cloudFormation, "label-printer")).StackStatus).toMatch(/COMPLETE$/);
  });
});
