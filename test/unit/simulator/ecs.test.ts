import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import type { DesiredStatus, Service } from "@aws-sdk/client-ecs";
import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { CodeDeployClient, GetApplicationRevisionCommand, GetDeploymentCommand, ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutApprovalResultCommand, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionNamed, clientOptions, openBench, passUntil, refusal, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const PRODUCTION = "kestrel-production";
const ACCEPTANCE = "kestrel-acceptance";

let bench: Bench;
let ecs: ECSClient;
beforeAll(async () => {
  bench = await openBench();
  ecs = new ECSClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  ecs.destroy();
  await bench.close();
});

/** All pages of a list, of a size. */
async function whole(send: (nextToken: string | undefined) => Promise<{ items?: string[] | undefined; nextToken?: string | undefined }>) {
  const found: string[] = [];
  const sizes: number[] = [];
  let token: string | undefined;
  do {
    const { items = [], nextToken } = await send(token);
    found.push(...items);
    sizes.push(items.length);
    token = nextToken;
  } while (token !== undefined);
  return { found, sizes };
}

const servicesIn = (cluster: string, maxResults?: number) =>
  whole(async (nextToken) => {
    const { serviceArns, nextToken: next } = await ecs.send(new ListServicesCommand({ cluster, nextToken, ...(maxResults && { maxResults }) }));
    return { items: serviceArns, nextToken: next };
  });

async function serviceNamed(name: string, cluster = PRODUCTION): Promise<Service> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  const [service] = services;
  if (service === undefined) throw new Error(`No service ${name}`);
  return service;
}

async function tasksOf(serviceName: string, desiredStatus: DesiredStatus = "RUNNING", cluster = PRODUCTION) {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus }));
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
}

const code = async (asked: Promise<unknown>) => (await refusal(asked)).name;

describe("clusters", () => {
  it("are listed, counted, and one has nothing", async () => {
    const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
    const { clusters = [], failures } = await ecs.send(new DescribeClustersCommand({ clusters: [...clusterArns, "no-such"] }));
    expect(clusters.map(({ clusterName }) => clusterName)).toEqual([ACCEPTANCE, PRODUCTION, "kestrel-sandbox"]);
    expect(clusters[2]).toMatchObject({ activeServicesCount: 0, runningTasksCount: 0, status: "ACTIVE" });
    expect(failures).toEqual([{ arn: expect.stringMatching(/cluster\/no-such$/), reason: "MISSING" }]);
    const { found } = await servicesIn(PRODUCTION);
    expect(clusters[1]?.activeServicesCount).toBe(found.length);
    expect((await servicesIn("kestrel-sandbox")).found).toEqual([]);
  });

  it("come page by page, and are nothing where the company has nothing", async () => {
    const paged = await whole(async (nextToken) => {
      const { clusterArns, nextToken: next } = await ecs.send(new ListClustersCommand({ maxResults: 1, nextToken }));
      return { items: clusterArns, nextToken: next };
    });
    expect(paged.sizes).toEqual([1, 1, 1]);
    expect(new Set(paged.found).size).toBe(3);
    const far = new ECSClient(clientOptions(bench.simulator, "eu-north-1"));
    expect((await far.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    far.destroy();
  });

  it("have to be there", async () => {
    expect(await code(ecs.send(new ListServicesCommand({})))).toBe("ClusterNotFoundException");
    expect(await code(ecs.send(new ListTasksCommand({ cluster: "no-such" })))).toBe("ClusterNotFoundException");
  });
});

describe("services", () => {
  it.each([undefined, 1, 3])("are listed whole in pages of %s", async (size) => {
    const { found, sizes } = await servicesIn(PRODUCTION, size);
    expect(Math.max(...sizes)).toBe(size ?? 10);
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBe((await servicesIn(PRODUCTION, 100)).found.length);
  });

  it("are described ten at a time, in the words of their stacks", async () => {
    const { found } = await servicesIn(PRODUCTION);
    const many = found.slice(0, 11);
    expect(await code(ecs.send(new DescribeServicesCommand({ cluster: PRODUCTION, services: many })))).toBe("InvalidParameterException");
    const { services = [], failures } = await ecs.send(
      new DescribeServicesCommand({ cluster: PRODUCTION, services: [...many.slice(0, 9), "label-studio"] }),
    );
    expect(services.map(({ serviceArn }) => serviceArn)).toEqual(many.slice(0, 9));
    // It is another cluster's.
    expect(failures).toEqual([{ arn: expect.stringContaining("label-studio"), reason: "MISSING" }]);
    for (const { desiredCount, runningCount, loadBalancers } of services) {
      expect([desiredCount, runningCount]).toEqual([3, 3]);
      expect(loadBalancers?.[0]?.targetGroupArn).toMatch(/^arn:aws:elasticloadbalancing:/);
    }
  });

  it("run what CodeDeploy deployed last, which their stack registered", async () => {
    const cloudFormation = new CloudFormationClient(clientOptions(bench.simulator));
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "parcel-web" }));
    cloudFormation.destroy();
    const inStack = StackResources.find(({ ResourceType }) => ResourceType === "AWS::ECS::TaskDefinition")?.PhysicalResourceId ?? "";
    const { taskDefinition: latest } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "parcel-web" }));
    expect(latest).toMatchObject({ taskDefinitionArn: inStack, status: "ACTIVE" });
    const codeDeploy = new CodeDeployClient(clientOptions(bench.simulator));
    const { deployments: [id = ""] = [] } = await codeDeploy.send(
      new ListDeploymentsCommand({ applicationName: "parcel-web", deploymentGroupName: "parcel-web-production", includeOnlyStatuses: ["Succeeded"] }),
    );
    const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId: id }));
    const { revision } = await codeDeploy.send(
      new GetApplicationRevisionCommand({ applicationName: "parcel-web", revision: deploymentInfo?.revision }),
    );
    codeDeploy.destroy();
    const { taskDefinition = "none" } = await serviceNamed("parcel-web");
    expect(revision?.appSpecContent?.content).toContain(taskDefinition);
  });

  it("of CodeDeploy have task sets that its deployments made", async () => {
    const { deployments, taskSets = [], deploymentController } = await serviceNamed("parcel-web");
    expect([deploymentController?.type, deployments]).toEqual(["CODE_DEPLOY", []]);
    expect(taskSets).toMatchObject([{ status: "PRIMARY", stabilityStatus: "STEADY_STATE", runningCount: 3 }]);
  });

  it("roll out what a pipeline deploys: new tasks begin, then the old ones end", async () => {
    const before = await serviceNamed("auth-service");
    await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: "auth-service-release" }));
    const approval = await passUntil(bench, async () => {
      const stage = stageNamed(await stagesOf(bench, "auth-service-release"), "Approve");
      const { token } = actionNamed(stage, stage.actionStates?.[0]?.actionName ?? "").latestExecution ?? {};
      return token === undefined ? undefined : { token, actionName: stage.actionStates?.[0]?.actionName };
    });
    const result = { summary: "Fine", status: "Approved" } as const;
    await bench.codepipeline.send(
      new PutApprovalResultCommand({ pipelineName: "auth-service-release", stageName: "Approve", actionName: approval.actionName, token: approval.token, result }),
    );
    const during = await passUntil(bench, async () => {
      const service = await serviceNamed("auth-service");
      const [primary] = service.deployments ?? [];
      return primary?.rolloutState === "IN_PROGRESS" && (primary.runningCount ?? 0) > 0 ? service : undefined;
    });
    expect(during.deployments).toMatchObject([
      { status: "PRIMARY", desiredCount: 3 },
      { status: "ACTIVE", taskDefinition: before.taskDefinition },
    ]);
    const after = await passUntil(bench, async () => {
      const service = await serviceNamed("auth-service");
      return service.events?.[0]?.message?.includes("steady state") === true && service.runningCount === 3 ? service : undefined;
    });
    expect(after.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED" }]);
    const revision = (arn = "") => Number(arn.slice(arn.lastIndexOf(":") + 1));
    expect(revision(after.taskDefinition)).toBe(revision(before.taskDefinition) + 1);
    await bench.simulator.control.advance(5000);
    const stopped = await tasksOf("auth-service", "STOPPED");
    expect(stopped.map(({ stopCode, lastStatus }) => [stopCode, lastStatus])).toEqual(
      Array.from({ length: 3 }, () => ["ServiceSchedulerInitiated", "STOPPED"]),
    );
    const running = await tasksOf("auth-service");
    expect(running.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual(Array.from({ length: 3 }, () => after.taskDefinition));
    // What was stopped is told of for an hour.
    await bench.simulator.control.advance(61 * 60_000);
    expect(await tasksOf("auth-service", "STOPPED")).toEqual([]);
  });
});

describe("tasks", () => {
  it("that are killed for their memory say so", async () => {
    const [killed] = await tasksOf("pricing-engine", "STOPPED");
    expect(killed).toMatchObject({ lastStatus: "STOPPED", stopCode: "EssentialContainerExited" });
    expect(killed?.containers).toMatchObject([{ exitCode: 137, reason: expect.stringMatching(/^OutOfMemoryError/), lastStatus: "STOPPED" }]);
    expect(await tasksOf("pricing-engine")).toHaveLength(3);
  });

  it("whose image is not there never run, and their service waits for them", async () => {
    const stopped = await tasksOf("label-studio", "STOPPED", ACCEPTANCE);
    expect(stopped.length).toBeGreaterThan(5);
    expect(stopped[0]).toMatchObject({ stopCode: "TaskFailedToStart", stoppedReason: expect.stringMatching(/^CannotPullContainerError/) });
    expect(stopped[0]?.containers?.[0]?.imageDigest).toBeUndefined();
    const { deployments, runningCount } = await serviceNamed("label-studio", ACCEPTANCE);
    expect(runningCount).toBe(0);
    expect(deployments).toMatchObject([{ rolloutState: "IN_PROGRESS" }]);
    expect(deployments?.[0]?.failedTasks).toBeGreaterThan(stopped.length);
  });

  it("are filtered by family, service and who started them, and have to be their cluster's", async () => {
    const list = async (more: object) => (await ecs.send(new ListTasksCommand({ cluster: PRODUCTION, ...more }))).taskArns ?? [];
    expect(await list({ family: "tracking-api" })).toHaveLength(3);
    expect(await list({ startedBy: "events-rule/nightly-settlement", desiredStatus: "STOPPED" })).not.toEqual([]);
    expect(await code(ecs.send(new ListTasksCommand({ cluster: PRODUCTION, serviceName: "no-such" })))).toBe("ServiceNotFoundException");
    const [own = ""] = await list({ family: "tracking-api" });
    const { tasks, failures } = await ecs.send(new DescribeTasksCommand({ cluster: ACCEPTANCE, tasks: [own] }));
    expect([tasks, failures]).toEqual([[], [{ arn: own, reason: "MISSING" }]]);
    const names = Array.from({ length: 101 }, (_none, index) => `t${index}`);
    expect(await code(ecs.send(new DescribeTasksCommand({ cluster: PRODUCTION, tasks: names })))).toBe("InvalidParameterException");
  });

  it("log where a log group is", async () => {
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "tracking-api" }));
    const options = taskDefinition?.containerDefinitions?.[0]?.logConfiguration?.options ?? {};
    const { logGroups } = await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: options["awslogs-group"] }));
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toContain(options["awslogs-group"]);
  });
});

describe("task definitions", () => {
  it("are listed by family, each revision once, the newest first where that is asked for", async () => {
    const { families = [] } = await ecs.send(new ListTaskDefinitionFamiliesCommand({ familyPrefix: "n" }));
    expect(families).toEqual(["nightly-settlement"]);
    const revisions = (sort?: "ASC" | "DESC", size?: number) =>
      whole(async (nextToken) => {
        const { taskDefinitionArns, nextToken: next } = await ecs.send(
          new ListTaskDefinitionsCommand({ familyPrefix: "nightly-settlement", nextToken, ...(sort && { sort }), ...(size && { maxResults: size }) }),
        );
        return { items: taskDefinitionArns, nextToken: next };
      });
    const upward = await revisions();
    expect(upward.sizes).toEqual([100, 11]);
    expect((await revisions("DESC", 3)).found).toEqual(upward.found.toReversed());
  });

  it("are found by family, by revision and by ARN, and refused otherwise", async () => {
    const get = async (taskDefinition: string) => (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
    const latest = await get("nightly-settlement");
    expect(latest).toMatchObject({ revision: 140, status: "ACTIVE", family: "nightly-settlement" });
    expect(await get(latest?.taskDefinitionArn ?? "")).toEqual(latest);
    expect((await get("nightly-settlement:2"))?.status).toBe("INACTIVE");
    for (const name of ["no-such", "nightly-settlement:141", "nightly-settlement:0"]) {
      expect(await code(get(name))).toBe("ClientException");
    }
  });
});

it("marks what it does not play, and refuses sizes and tokens that are none", async () => {
  expect(await code(ecs.send(new RunTaskCommand({ cluster: PRODUCTION, taskDefinition: "auth-service" })))).toBe("NotImplementedException");
  expect(await code(ecs.send(new ListClustersCommand({ maxResults: 101 })))).toBe("InvalidParameterException");
  expect(await code(ecs.send(new ListClustersCommand({ nextToken: "nothing" })))).toBe("InvalidParameterException");
});
