import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as applicationAutoScaling from "@aws-sdk/client-application-auto-scaling";
import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as cloudtrail from "@aws-sdk/client-cloudtrail";
import * as connections from "@aws-sdk/client-codestar-connections";
import * as eks from "@aws-sdk/client-eks";
import * as beanstalk from "@aws-sdk/client-elastic-beanstalk";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import * as sns from "@aws-sdk/client-sns";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import * as xray from "@aws-sdk/client-xray";
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Random } from "../../../src/simulator/random.ts";
import { defineService, membersOf } from "../../../src/simulator/wire/schema.ts";
import type { Operation, ServiceDefinition } from "../../../src/simulator/wire/schema.ts";
import { CodecServer } from "./codecServer.ts";
import type { SeenCall } from "./codecServer.ts";
import { isEventStream, plain, ShapeMaker } from "./randomShapes.ts";

interface AnyClient {
  readonly config: object;
  send(command: object): Promise<Record<string, unknown>>;
  destroy(): void;
}
type Make = (endpoint: string) => unknown;
interface Fuzzed {
  readonly name: string;
  readonly package: string;
  readonly protocol?: string;
  readonly module: object;
  readonly make: Make;
  /** Members that the client itself interprets or rewrites on the way. */
  readonly skip?: RegExp;
  /** Members that the client checks. */
  readonly fixed?: Readonly<Record<string, string>>;
}

const base = (endpoint: string) => ({
  endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAFUZZ", secretAccessKey: "secret" },
  maxAttempts: 1,
  disableHostPrefix: true,
});

const CLIENTS: readonly Fuzzed[] = [
  {
    name: "ecr",
    package: "client-ecr",
    module: ecr,
    make: (at) => new ecr.ECRClient(base(at)),
  },
  {
    name: "application-autoscaling",
    package: "client-application-auto-scaling",
    module: applicationAutoScaling,
    make: (at) => new applicationAutoScaling.ApplicationAutoScalingClient(base(at)),
  },
  {
    name: "autoscaling",
    package: "client-auto-scaling",
    module: autoScaling,
    make: (at) => new autoScaling.AutoScalingClient(base(at)),
  },
  {
    name: "cloudtrail",
    package: "client-cloudtrail",
    module: cloudtrail,
    make: (at) => new cloudtrail.CloudTrailClient(base(at)),
  },
  {
    name: "codestar-connections",
    package: "client-codestar-connections",
    module: connections,
    make: (at) => new connections.CodeStarConnectionsClient(base(at)),
  },
  {
    name: "eks",
    package: "client-eks",
    module: eks,
    make: (at) => new eks.EKSClient(base(at)),
  },
  {
    name: "elasticbeanstalk",
    package: "client-elastic-beanstalk",
    module: beanstalk,
    make: (at) => new beanstalk.ElasticBeanstalkClient(base(at)),
  },
  {
    name: "secretsmanager",
    package: "client-secrets-manager",
    module: secretsManager,
    make: (at) => new secretsManager.SecretsManagerClient(base(at)),
  },
  {
    name: "sns",
    package: "client-sns",
    module: sns,
    make: (at) => new sns.SNSClient(base(at)),
  },
  {
    name: "ssm",
    package: "client-ssm",
    module: ssm,
    make: (at) => new ssm.SSMClient(base(at)),
  },
  {
    name: "ecs",
    package: "client-ecs",
    module: ecs,
    make: (at) => new ecs.ECSClient(base(at)),
  },
  {
    name: "xray",
    package: "client-xray",
    module: xray,
    make: (at) => new xray.XRayClient(base(at)),
  },
  {
    name: "codepipeline",
    package: "client-codepipeline",
    module: codepipeline,
    make: (at) => new codepipeline.CodePipelineClient(base(at)),
  },
  {
    name: "codebuild",
    package: "client-codebuild",
    module: codebuild,
    make: (at) => new codebuild.CodeBuildClient(base(at)),
  },
  {
    name: "codecommit",
    package: "client-codecommit",
    module: codecommit,
    make: (at) => new codecommit.CodeCommitClient(base(at)),
  },
  {
    name: "codedeploy",
    package: "client-codedeploy",
    module: codedeploy,
    make: (at) => new codedeploy.CodeDeployClient(base(at)),
  },
  {
    name: "logs",
    package: "client-cloudwatch-logs",
    module: logs,
    make: (at) => new logs.CloudWatchLogsClient(base(at)),
  },
  {
    name: "cloudformation",
    package: "client-cloudformation",
    module: cloudformation,
    make: (at) => new cloudformation.CloudFormationClient(base(at)),
  },
  { name: "sts", package: "client-sts", module: sts, make: (at) => new sts.STSClient(base(at)) },
  { name: "iam", package: "client-iam", module: iam, make: (at) => new iam.IAMClient(base(at)) },
  {
    name: "monitoring",
    package: "client-cloudwatch",
    module: cloudwatch,
    make: (at) => new cloudwatch.CloudWatchClient(base(at)),
  },
  // The same service as its other clients speak to it: the server has to go by the request.
  {
    name: "monitoring",
    package: "client-cloudwatch",
    protocol: " in CBOR",
    module: cloudwatch,
    make: (at) => new cloudwatch.CloudWatchClient({ ...base(at), protocol: AwsSmithyRpcV2CborProtocol }),
  },
  {
    name: "monitoring",
    package: "client-cloudwatch",
    protocol: " in the query protocol",
    module: cloudwatch,
    make: (at) => new cloudwatch.CloudWatchClient({ ...base(at), protocol: AwsQueryProtocol }),
  },
  { name: "lambda", package: "client-lambda", module: lambda, make: (at) => new lambda.LambdaClient(base(at)) },
  {
    name: "s3",
    package: "client-s3",
    module: s3,
    make: (at) =>
      new s3.S3Client({
        ...base(at),
        forcePathStyle: true,
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
    skip: /^(SSECustomer|CopySourceSSECustomer|Checksum|ContentMD5|Expires)/,
    fixed: { Bucket: "fuzz-bucket" },
  },
  { name: "ec2", package: "client-ec2", module: ec2, make: (at) => new ec2.EC2Client(base(at)) },
];

/** Calls made to each client at least, in whole rounds through its operations: the test is to stay below 20 seconds. */
const CALLS = 150;

/** A client made for this server, behind the one method that all clients share. */
function clientOf(fuzzed: Fuzzed, endpoint: string): AnyClient {
  return fuzzed.make(endpoint) as AnyClient;
}

function commandOf(fuzzed: Fuzzed, operation: string, input: object): object {
  const command = (fuzzed.module as Record<string, unknown>)[`${operation}Command`] as new (from: object) => object;
  return new command(input);
}

describe("every operation of every client crosses the wire unchanged", () => {
  let services: ServiceDefinition[];
  let server: CodecServer;
  let endpoint: string;

  beforeAll(async () => {
    services = CLIENTS.filter((one) => one.protocol === undefined).map((one) =>
      defineService(one.name, one.module, clientOf(one, "http://localhost"), {}),
    );
    server = new CodecServer(services);
    endpoint = await server.listen();
  });

  afterAll(() => server.close());

  it("covers the clients of package.json", () => {
    const text = readFileSync(path.join(import.meta.dirname, "../../../package.json"), "utf8");
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
    const clients = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
      name.startsWith("@aws-sdk/client-"),
    );
    expect([...new Set(CLIENTS.map((one) => `@aws-sdk/${one.package}`))].sort((a, b) => a.localeCompare(b))).toEqual(
      clients.sort((a, b) => a.localeCompare(b)),
    );
  });

  it.each(CLIENTS.map((one) => [`${one.name}${one.protocol ?? ""}`, one] as const))("%s", async (_name, fuzzed) => {
    const service = services.find((one) => one.name === fuzzed.name);
    if (service === undefined) {
      throw new Error(`No service ${fuzzed.name}`);
    }
    const client = clientOf(fuzzed, endpoint);
    const wrong: unknown[] = [];
    const rounds = Math.ceil(CALLS / service.operations.size);
    for (let round = 0; round < rounds; round += 1) {
      for (const operation of service.operations.values()) {
        const difference = await roundTrip(fuzzed, client, operation, round);
        if (difference !== undefined) {
          wrong.push({ operation: operation.name, ...difference });
        }
      }
    }
    client.destroy();
    expect(service.operations.size).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  async function roundTrip(
    fuzzed: Fuzzed,
    client: AnyClient,
    operation: Operation,
    round: number,
  ): Promise<object | undefined> {
    const maker = new ShapeMaker(new Random(`${fuzzed.name} ${operation.name} ${round}`));
    const skip = (member: string) => fuzzed.skip?.test(member) === true;
    const made = maker.structure(operation.input, skip);
    const fixed = Object.entries(fuzzed.fixed ?? {}).filter(([name]) => name in made);
    const input = { ...made, ...Object.fromEntries(fixed) };
    const output = maker.structure(operation.output, skip);
    const stream = membersOf(operation.output).find(([, member]) => isEventStream(member));
    const events = stream === undefined ? [] : maker.events(stream[1]);
    server.output = stream === undefined ? output : { ...output, [stream[0]]: iterate(structuredClone(events)) };
    server.seen.length = 0;
    let received: Record<string, unknown>;
    try {
      const answer = await client.send(commandOf(fuzzed, operation.name, input));
      received = await readStreams(operation, answer);
    } catch (error) {
      return { failed: String(error), input: plain(input), output: plain(output) };
    }
    const seen = withoutLength(server.seen[0]);
    delete received["ContentLength"];
    const expected = stream === undefined ? output : { ...output, [stream[0]]: events };
    const sent = { operation: operation.name, input: plain(input) };
    const got = { operation: seen.operation, input: plain(seen.input) };
    if (JSON.stringify(sortKeys(sent)) !== JSON.stringify(sortKeys(got))) {
      return { sent, got };
    }
    const [want, have] = [plain(expected), plain(received)];
    return JSON.stringify(sortKeys(want)) === JSON.stringify(sortKeys(have)) ? undefined : { want, have };
  }
});

/** The length of a body is a header for the transport and a member for S3. */
function withoutLength(call: SeenCall | undefined): { operation: string | undefined; input: unknown } {
  const { ContentLength: _length, ...input } = (call?.input ?? {}) as Record<string, unknown>;
  return { operation: call?.operation, input };
}

async function readStreams(operation: Operation, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
  const received = { ...answer };
  for (const [name, member] of membersOf(operation.output)) {
    const value = received[name];
    if (isEventStream(member)) {
      received[name] = await collect(value as AsyncIterable<unknown>);
    } else if (member.isStreaming() && value !== undefined) {
      received[name] = await (value as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
    }
  }
  return received;
}

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, inner]) => [name, sortKeys(inner)]));
  }
  return value;
}
