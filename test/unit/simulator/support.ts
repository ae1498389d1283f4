import { type CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CodeBuildClient } from "@aws-sdk/client-codebuild";
import { CodePipelineClient, GetPipelineStateCommand, ListPipelineExecutionsCommand } from "@aws-sdk/client-codepipeline";
import type { ActionState, PipelineExecutionSummary, StageState } from "@aws-sdk/client-codepipeline";
import { STSClient } from "@aws-sdk/client-sts";
import { startSimulator } from "../../../src/simulator/simulator.ts";
import type { RunningSimulator } from "../../../src/simulator/simulator.ts";

export const REGION = "eu-west-1";

/** A simulator of the test's own, its clock standing still, with a client for each service. */
export interface Bench {
  readonly simulator: RunningSimulator;
  readonly codepipeline: CodePipelineClient;
  readonly codebuild: CodeBuildClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  /** Ends the clients. */
  destroy(): void;
  /** Ends the clients and the simulator. @throws AggregateError where the simulator itself failed */
  close(): Promise<void>;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every client of a simulator is made with; a refusal is not tried again. */
export function clientOptions(simulator: RunningSimulator, region = REGION, credentials: Keys = simulator.credentials) {
  return {
    endpoint: simulator.endpoint,
    region,
    credentials,
    maxAttempts: 1,
    disableHostPrefix: true,
  };
}

export async function openBench(region = REGION): Promise<Bench> {
  const defects: unknown[] = [];
  const simulator = await startSimulator({ onDefect: (error) => defects.push(error) });
  await simulator.control.setSpeed(0);
  return benchOf(simulator, simulator.credentials, { region, defects });
}

/** Clients with the given keys for a simulator that runs. */
export function benchOf(
  simulator: RunningSimulator,
  credentials: Keys,
  { region = REGION, defects = [] }: { readonly region?: string; readonly defects?: readonly unknown[] } = {},
): Bench {
  const options = clientOptions(simulator, region, credentials);
  const codepipeline = new CodePipelineClient(options);
  const codebuild = new CodeBuildClient(options);
  const logs = new CloudWatchLogsClient(options);
  const sts = new STSClient(options);
  return {
    simulator,
    codepipeline,
    codebuild,
    logs,
    sts,
    destroy() {
      for (const client of [codepipeline, codebuild, logs, sts]) {
        client.destroy();
      }
    },
    async close() {
      this.destroy();
      await simulator.close();
      if (defects.length > 0) {
        throw new AggregateError(defects, "The simulator itself failed");
      }
    },
  };
}

/** The stages of a pipeline as they are. */
export async function stagesOf(bench: Bench, name: string): Promise<StageState[]> {
  const state = await bench.codepipeline.send(new GetPipelineStateCommand({ name }));
  return state.stageStates ?? [];
}

export function stageNamed(stages: readonly StageState[], name: string): StageState {
  const stage = stages.find((one) => one.stageName === name);
  if (stage === undefined) {
    throw new Error(`No stage ${name}`);
  }
  return stage;
}

export function actionNamed(stage: StageState, name: string): ActionState {
  const action = stage.actionStates?.find((one) => one.actionName === name);
  if (action === undefined) {
    throw new Error(`No action ${name}`);
  }
  return action;
}

/** The latest executions of a pipeline, the newest first. */
export async function executionsOf(bench: Bench, pipelineName: string): Promise<PipelineExecutionSummary[]> {
  const answer = await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults: 5 }));
  return answer.pipelineExecutionSummaries ?? [];
}

/** Lets simulated time pass, a second at a time, until something is so; gives up after ten simulated minutes. */
export async function passUntil<T>(bench: Bench, look: () => Promise<T | undefined>): Promise<T> {
  for (let second = 0; second < 600; second += 1) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await bench.simulator.control.advance(1000);
  }
  throw new Error("It did not happen in ten simulated minutes");
}

/** The name of what a promise is refused with. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("It was not refused");
}

/** A stack by its name or ARN. */
export async function stackNamed(client: CloudFormationClient, StackName: string): Promise<Stack> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const [stack] = Stacks;
  if (stack === undefined) {
    throw new Error(`No stack ${StackName}`);
  }
  return stack;
}

/** A stack once nothing moves in it any more. */
export function settledStack(bench: Bench, client: CloudFormationClient, name: string): Promise<Stack> {
  return passUntil(bench, async () => {
    const stack = await stackNamed(client, name);
    return stack.StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : stack;
  });
}
