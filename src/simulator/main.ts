import { parseFlags, USAGE } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { startSimulator } from "./simulator.ts";
import type { AccountAccess, RunningSimulator, WantedKeys } from "./simulator.ts";

/** Exit status for a command line that cannot be read. */
const BAD_USAGE = 2;

async function main(): Promise<void> {
  let flags: Flags;
  try {
    flags = parseFlags(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`simulator: ${textOf(error)}\n\n${USAGE}`);
    process.exitCode = BAD_USAGE;
    return;
  }
  if (flags.help) {
    process.stdout.write(USAGE);
    return;
  }
  // The SDK's remark on old versions of Node is for those who build this, not for those who run it.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const simulator = await start(flags);
  if (simulator === undefined) {
    process.exitCode = 1;
    return;
  }
  const stop = () => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (flags.untilStdinCloses) {
    process.stdin.once("end", stop).once("error", stop).resume();
  }
  process.stdout.write(flags.json ? jsonLine(simulator) : page(simulator));
}

async function start(flags: Flags): Promise<RunningSimulator | undefined> {
  try {
    return await startSimulator({
      port: flags.port,
      ...wantedKeys(flags.accessKeyId, flags.secretAccessKey),
      staging: wantedKeys(flags.stagingAccessKeyId, flags.stagingSecretAccessKey),
      onDefect: (error) => process.stderr.write(`simulator: ${error instanceof Error ? error.stack : String(error)}\n`),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason =
      code === "EADDRINUSE"
        ? `Port ${flags.port} is taken: end what listens there, or choose another with --port (0 takes a free one).`
        : `Could not listen on port ${flags.port}: ${textOf(error)}`;
    process.stderr.write(`simulator: ${reason}\n`);
    return undefined;
  }
}

function wantedKeys(accessKeyId: string | undefined, secretAccessKey: string | undefined): WantedKeys {
  return {
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
  };
}

function jsonLine({ endpoint, controlToken, staging, ...production }: RunningSimulator): string {
  return `${JSON.stringify({ endpoint, ...described(production), staging: described(staging), controlToken })}\n`;
}

function described({ accountId, alias, regions, credentials }: AccountAccess): object {
  return { accountId, alias, regions, ...credentials };
}

function page({ endpoint, accountId, alias, regions, credentials, staging, controlToken }: RunningSimulator): string {
  const region = regions[0] ?? "eu-west-1";
  return `Simulated AWS account ${accountId} (${alias}), regions ${regions.join(" and ")}

  endpoint           ${endpoint}
  access key id      ${credentials.accessKeyId}
  secret access key  ${credentials.secretAccessKey}
  region             ${region}
  control token      ${controlToken}

In a shell:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}
  aws codepipeline list-pipelines
  aws codepipeline start-pipeline-execution --name parcel-web-release
  aws codepipeline get-pipeline-state --name parcel-web-release
  aws codebuild list-builds-for-project --project-name parcel-web-build
  aws logs tail /ecs/parcel-web --since 1m --follow    # AWS CLI 2

One call alone:

  AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey} \\
    aws codepipeline list-pipelines --region ${region} --endpoint-url ${endpoint}

As profiles in ~/.aws/config; the second leads to another account, ${staging.accountId} (${staging.alias}, ${staging.regions.join(" and ")}):

  [profile kestrel]
  region = ${region}
  endpoint_url = ${endpoint}
  aws_access_key_id = ${credentials.accessKeyId}
  aws_secret_access_key = ${credentials.secretAccessKey}

  [profile kestrel-staging]
  region = ${staging.regions[0] ?? region}
  endpoint_url = ${endpoint}
  aws_access_key_id = ${staging.credentials.accessKeyId}
  aws_secret_access_key = ${staging.credentials.secretAccessKey}

Time, faults and call counts (see src/simulator/controlClient.ts):

  curl -H 'x-simulator-token: ${controlToken}' ${endpoint}/_simulator/health
  curl -H 'x-simulator-token: ${controlToken}' -d '{"advanceMs":60000}' ${endpoint}/_simulator/clock

Ctrl+C ends it.
`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await main();
