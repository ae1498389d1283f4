// 100,000 log events: through the code of the extension, and through the AWS CLI where there is one, run by run in turn.
import { AwsSessions } from "../../src/aws/sessions.ts";
import type { AccountContext } from "../../src/base/context.ts";
import { LogsApi } from "../../src/services/logs/api.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { median, summary, timed } from "./side.ts";

const GROUP = "/kestrel/bulk";
const EVENTS = 100_000;
const RUNS = 5;

const simulator = await startSimulator();
const context: AccountContext = { origin: "simulated", profile: "simulated", region: "eu-west-1" };

async function streamName(): Promise<string> {
  const api = new LogsApi(sessions().get(context));
  const { items } = await api.streams(GROUP, undefined, undefined, AbortSignal.timeout(60_000));
  const found = items.find(({ name }) => name !== "million");
  if (found === undefined) throw new Error(`${GROUP} has no stream of ${EVENTS} events`);
  return found.name;
}

function sessions(): AwsSessions {
  const made = new AwsSessions(() => Promise.reject(new Error("no MFA here")));
  made.useSimulated({ endpoint: simulator.endpoint, ...simulator.credentials, staging: simulator.staging.credentials });
  return made;
}

async function ours(stream: string): Promise<number> {
  const started = performance.now();
  const api = new LogsApi(sessions().get(context));
  let token: string | undefined;
  let events = 0;
  do {
    const request = { group: GROUP, stream, token, limit: 10_000, newestFirst: false };
    const page = await api.filterEvents(request, AbortSignal.timeout(60_000));
    events += page.items.length;
    token = page.next;
  } while (token !== undefined);
  if (events !== EVENTS) throw new Error(`${events} events arrived instead of ${EVENTS}`);
  return performance.now() - started;
}

async function cli(stream: string): Promise<number | undefined> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: simulator.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: simulator.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: context.region,
    AWS_ENDPOINT_URL: simulator.endpoint,
  };
  const args = ["logs", "filter-log-events", "--log-group-name", GROUP, "--log-stream-names", stream, "--output", "json"];
  return timed("aws", args, env);
}

const stream = await streamName();
await ours(stream);
const oursTimes: number[] = [];
const cliTimes: number[] = [];
for (let round = 0; round < RUNS; round += 1) {
  oursTimes.push(await ours(stream));
  const time = await cli(stream);
  if (time !== undefined) cliTimes.push(time);
}
console.log(`  100,000 log events, extension: ${summary(oursTimes)}`);
if (cliTimes.length === 0) console.log("  there is no AWS CLI on this machine to compare with");
else {
  console.log(`  100,000 log events, AWS CLI:   ${summary(cliTimes)}`);
  console.log(`  ratio CLI / extension: ${(median(cliTimes) / median(oursTimes)).toFixed(1)}`);
}
await simulator.close();
