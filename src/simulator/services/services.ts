import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as sts from "@aws-sdk/client-sts";
import * as xray from "@aws-sdk/client-xray";
import type { RegionState } from "../account/account.ts";
import type { SimulatedClock } from "../clock.ts";
import type { KeyStore } from "../credentials.ts";
import { UNUSED } from "../resources/descriptor.ts";
import type { ServiceDescriptor } from "../resources/descriptor.ts";
import { ruleHandler } from "../resources/ruleHandlers.ts";
import { defineService } from "../wire/schema.ts";
import type { ServiceDefinition } from "../wire/schema.ts";
import { cloudFormationHandlers } from "./cloudformation/handlers.ts";
import { codeBuildHandlers } from "./codebuild/handlers.ts";
import { codeCommitHandlers } from "./codecommit/handlers.ts";
import { codeDeployHandlers } from "./codedeploy/handlers.ts";
import { codePipelineHandlers } from "./codepipeline/handlers.ts";
import { logsHandlers } from "./logs/handlers.ts";
import { DESCRIPTORS } from "./descriptors.gen.ts";
import { stsHandlers } from "./sts.ts";
import { xrayHandlers } from "./xray/handlers.ts";

/** What the services of one account work with. */
export interface ServicesOptions {
  readonly clock: SimulatedClock;
  /** The keys of all accounts. */
  readonly keys: KeyStore;
  /** The ids of all accounts. */
  readonly accountIds: readonly string[];
  /** Where the simulator listens, known once the first call arrives. */
  readonly endpoint: () => string;
}

/**
 * The services that the simulator plays, as one account has them.
 * @param region the state of a region at the moment of a call: the account can be replaced between two calls.
 */
export function simulatedServices(
  region: (name: string) => RegionState,
  { clock, keys, accountIds, endpoint }: ServicesOptions,
): readonly ServiceDefinition[] {
  return [
    defineService(
      "codepipeline",
      codepipeline,
      new codepipeline.CodePipelineClient(UNUSED),
      codePipelineHandlers((name) => region(name).pipelines, clock),
    ),
    defineService(
      "codebuild",
      codebuild,
      new codebuild.CodeBuildClient(UNUSED),
      codeBuildHandlers((name) => region(name).builds, clock),
    ),
    defineService(
      "codecommit",
      codecommit,
      new codecommit.CodeCommitClient(UNUSED),
      codeCommitHandlers((name) => region(name).repositories, endpoint),
    ),
    defineService(
      "codedeploy",
      codedeploy,
      new codedeploy.CodeDeployClient(UNUSED),
      codeDeployHandlers((name) => region(name).deployments),
    ),
    defineService(
      "logs",
      logs,
      new logs.CloudWatchLogsClient(UNUSED),
      logsHandlers((name) => region(name).logs, clock),
    ),
    defineService(
      "cloudformation",
      cloudformation,
      new cloudformation.CloudFormationClient(UNUSED),
      cloudFormationHandlers((name) => region(name).stacks, () => clock.now()),
    ),
    defineService(
      "xray",
      xray,
      new xray.XRayClient(UNUSED),
      xrayHandlers((name) => region(name).traces),
    ),
    defineService("sts", sts, new sts.STSClient(UNUSED), stsHandlers(keys, accountIds)),
    ...DESCRIPTORS.map((descriptor) => describedService(descriptor, region)),
  ];
}

/** A service that is answered from the inventory. */
function describedService(descriptor: ServiceDescriptor, region: (name: string) => RegionState): ServiceDefinition {
  const { name, schemas, client, rules, handlers, invalid } = descriptor;
  const world = (place: string) => region(place).services.of(descriptor);
  const definition = defineService(name, schemas, client(UNUSED), handlers(world));
  const tokenCode = ["InvalidNextToken", "InvalidNextTokenException"].find((code) => definition.errors.has(code));
  const answering = (place: string) => ({ inventory: region(place).inventory, world: world(place) });
  const ruled = Object.entries(rules).map(([operation, rule]) => {
    const known = definition.operations.get(operation);
    if (known === undefined) {
      throw new Error(`${name}:${operation} has a rule and no schema`);
    }
    return [operation, ruleHandler(known, rule, invalid, answering, tokenCode)] as const;
  });
  return { ...definition, invalid, handlers: new Map([...definition.handlers, ...ruled]) };
}
