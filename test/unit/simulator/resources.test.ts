import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { DescribeImageScanFindingsCommand, DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient, ListImagesCommand } from "@aws-sdk/client-ecr";
import { DescribeTasksCommand, ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import {
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { DescribeParametersCommand, GetParameterCommand, GetParameterHistoryCommand, GetParametersByPathCommand, GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, refusal, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let ecr: ECRClient;
let ecs: ECSClient;
let lambda: LambdaClient;
let ssm: SSMClient;
let cloudFormation: CloudFormationClient;
beforeAll(async () => {
  bench = await openBench();
  const options = clientOptions(bench.simulator);
  ecr = new ECRClient(options);
  ecs = new ECSClient(options);
  lambda = new LambdaClient(options);
  ssm = new SSMClient(options);
  cloudFormation = new CloudFormationClient(options);
});
afterAll(async () => {
  for (const client of [ecr, ecs, lambda, ssm, cloudFormation]) client.destroy();
  await bench.close();
});

const code = async (asked: Promise<unknown>) => (await refusal(asked)).name;

/** All items of a list, page by page; each page has at most `size`. */
async function whole<T>(size: number, send: (token: string | undefined) => Promise<[items: T[] | undefined, token: string | undefined]>): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const [items = [], next] = await send(token);
    expect(items.length).toBeLessThanOrEqual(size);
    found.push(...items);
    token = next;
  } while (token !== undefined && token !== "");
  return found;
}

describe("ECR", () => {
  const repositoryName = "tracking-api";

  it("has the images that tasks run, pushed before their task definition was registered", async () => {
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: "kestrel-production", family: repositoryName }));
    const { tasks: [task] = [] } = await ecs.send(new DescribeTasksCommand({ cluster: "kestrel-production", tasks: taskArns }));
    const imageDigest = task?.containers?.[0]?.imageDigest;
    const { imageDetails: [image] = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    expect(task?.containers?.[0]?.image).toMatch(new RegExp(`/${repositoryName}:${image?.imageTags?.[0]}$`));
    expect(image?.imagePushedAt?.getTime()).toBeLessThan(task?.createdAt?.getTime() ?? 0);
  });

  it.each([1, 3, 1000])("lists every image once in pages of %i, with its findings", async (maxResults) => {
    const images = await whole(maxResults, async (nextToken) => {
      const answer = await ecr.send(new ListImagesCommand({ repositoryName, maxResults, nextToken }));
      return [answer.imageIds, answer.nextToken];
    });
    expect(new Set(images.map(({ imageDigest }) => imageDigest)).size).toBe(images.length);
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName, maxResults: 1000 }));
    expect(imageDetails).toHaveLength(images.length);
    const [first] = imageDetails;
    const { imageScanFindings } = await ecr.send(new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest: first?.imageDigest } }));
    expect(imageScanFindings?.findingSeverityCounts).toEqual(first?.imageScanFindingsSummary?.findingSeverityCounts);
  });

  it("lacks the image that a service waits for, and says what is not there", async () => {
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["label-studio"] }));
    expect(repositories[0]?.repositoryUri).toBe("418273650912.dkr.ecr.eu-west-1.amazonaws.com/label-studio");
    const lacking = new DescribeImagesCommand({ repositoryName: "label-studio", imageIds: [{ imageTag: "1.2.0" }] });
    expect(await code(ecr.send(lacking))).toBe("ImageNotFoundException");
    expect(await code(ecr.send(new ListImagesCommand({ repositoryName: "no-such" })))).toBe("RepositoryNotFoundException");
    expect(await code(ecr.send(new DescribeRepositoriesCommand({ maxResults: 1001 })))).toBe("InvalidParameterException");
  });
});

describe("Lambda", () => {
  it.each([1, 3, undefined])("lists every function once in pages of %s, without its state", async (MaxItems) => {
    const functions = await whole(MaxItems ?? 50, async (Marker) => {
      const answer = await lambda.send(new ListFunctionsCommand({ Marker, ...(MaxItems && { MaxItems }) }));
      return [answer.Functions, answer.NextMarker];
    });
    expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(expect.arrayContaining(["label-printer", "toll-calculator"]));
    expect(new Set(functions.map(({ FunctionArn }) => FunctionArn)).size).toBe(functions.length);
    expect(functions.filter(({ State }) => State !== undefined)).toEqual([]);
  });

  it("tells one by its name and its ARN, as its stack says it", async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "label-printer" }));
    expect(Configuration).toMatchObject({ Runtime: "nodejs22.x", MemorySize: 256, State: "Active", Version: "$LATEST", TracingConfig: { Mode: "Active" } });
    const { $metadata: _one, ...byArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: Configuration?.FunctionArn }));
    expect(byArn).toEqual(Configuration);
    const missing = await refusal(lambda.send(new GetFunctionCommand({ FunctionName: "no-such" })));
    expect(missing).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  });

  it("has versions, aliases and what they are fed by", async () => {
    const FunctionName = "toll-calculator";
    const Versions = await whole(50, async (Marker) => {
      const answer = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, Marker }));
      return [answer.Versions, answer.NextMarker];
    });
    expect(Versions[0]?.Version).toBe("$LATEST");
    const numbers = Versions.slice(1).map(({ Version }) => Number(Version));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const { Aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName }));
    const { $metadata: _one, ...alias } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    expect(Aliases).toEqual([alias]);
    expect(numbers).toContain(Number(alias.FunctionVersion));
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const fed = EventSourceMappings.map(({ FunctionArn = "" }) => FunctionArn);
    expect(fed.length).toBeGreaterThan(0);
    const { EventSourceMappings: own } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: fed[0] }));
    expect(own).toEqual([EventSourceMappings[0]]);
  });
});

describe("the Parameter Store", () => {
  it("lists every parameter once, below a path or everywhere", async () => {
    const all = await whole(50, async (NextToken) => {
      const answer = await ssm.send(new DescribeParametersCommand({ NextToken }));
      return [answer.Parameters, answer.NextToken];
    });
    expect(new Set(all.map(({ Name }) => Name)).size).toBe(all.length);
    const Path = "/kestrel/production/auth-service";
    const below = await whole(3, async (NextToken) => {
      const answer = await ssm.send(new GetParametersByPathCommand({ Path, Recursive: true, MaxResults: 3, NextToken }));
      return [answer.Parameters, answer.NextToken];
    });
    expect(below.map(({ Name }) => Name)).toEqual(all.map(({ Name = "" }) => Name).filter((name) => name.startsWith(`${Path}/`)));
    expect((await ssm.send(new GetParametersByPathCommand({ Path }))).Parameters).toEqual([]);
    const filtered = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Path", Option: "OneLevel", Values: [`${Path}/log`] }] }));
    expect(filtered.Parameters?.map(({ Name }) => Name)).toEqual([`${Path}/log/level`]);
  });

  it("keeps a secret until it is asked to decrypt it", async () => {
    const Name = "/kestrel/production/auth-service/database/password";
    const get = async (WithDecryption: boolean) => (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
    expect(await get(true)).toMatchObject({ Type: "SecureString", Value: "kestrel-demo-only" });
    expect((await get(false))?.Value).not.toContain("kestrel");
    expect(await code(ssm.send(new GetParameterCommand({ Name: "/no/such" })))).toBe("ParameterNotFound");
    const { InvalidParameters, Parameters } = await ssm.send(new GetParametersCommand({ Names: [Name, "/no/such"] }));
    expect([Parameters?.length, InvalidParameters]).toEqual([1, ["/no/such"]]);
  });

  it("has what a stack's update changes: the version that a pipeline deploys, in Lambda too", async () => {
    const look = async () => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/kestrel/data-lake-etl/version" }));
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "data-lake-etl" }));
      return { value: Parameter?.Value, version: Parameter?.Version ?? 0, code: Configuration?.CodeSha256 };
    };
    const before = await look();
    await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: "data-lake-etl-deploy" }));
    const after = await passUntil(bench, async () => {
      const seen = await look();
      return seen.version > before.version ? seen : undefined;
    });
    const { Parameters = [] } = await stackNamed(cloudFormation, "data-lake-etl");
    expect(after.value).toBe(Parameters.find(({ ParameterKey }) => ParameterKey === "Version")?.ParameterValue);
    expect(after.code === before.code).toBe(after.value === before.value);
  });

  it("takes a new parameter, which is in its first version by who made it, and asks for its type", async () => {
    const Name = "/kestrel/made/here";
    expect(await code(ssm.send(new PutParameterCommand({ Name, Value: "a" })))).toBe("ValidationException");
    expect((await ssm.send(new PutParameterCommand({ Name, Value: "a", Type: "SecureString" }))).Version).toBe(1);
    expect(await code(ssm.send(new PutParameterCommand({ Name, Value: "b", Type: "SecureString" })))).toBe("ParameterAlreadyExists");
    expect((await ssm.send(new PutParameterCommand({ Name, Value: "b", Overwrite: true }))).Version).toBe(2);
    const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true }));
    expect(Parameters.map(({ Version, Value, Type }) => [Version, Value, Type])).toEqual([[1, "a", "SecureString"], [2, "b", "SecureString"]]);
    expect(Parameters[0]?.LastModifiedUser).toMatch(/:user\/mira\.okafor$/);
    const found = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/kestrel/made"] }] }));
    expect(found.Parameters?.map((one) => one.Name)).toEqual([Name]);
  });
});
