import type { Dimension } from "@aws-sdk/client-cloudwatch";
import type { RegionState } from "../../account/account.ts";
import { hashPair, hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import { LogMinutes } from "./logMinutes.ts";

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What names a metric. */
export interface MetricKey {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}

/** A metric of one thing: what was measured in each minute. */
export interface Series extends MetricKey {
  /** @param minute its beginning, milliseconds since 1970 */
  samples(minute: number): readonly number[];
  /** How far back an alarm on it is played when the account is opened, in milliseconds: reading logs costs. */
  readonly lookbackMs: number;
}

/** A key that does not depend on the order of dimensions. */
export function keyOf({ Namespace = "", MetricName = "", Dimensions = [] }: MetricKey): string {
  const sides = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted();
  return [Namespace, MetricName, ...sides].join("\u0000");
}

/** A service whose tasks are killed for their memory. */
const HUNGRY = "pricing-engine";
/** Nobody takes its messages away. */
const STUCK_QUEUE = "dead-letter-drain-work";

const FUNCTION_LOGS = "/aws/lambda/";
const SERVICE_LOGS = "/ecs/";

/**
 * The metrics of one region, each a function of time. What the logs tell of is counted in their lines: the failing minute of
 * a chart is the failing minute of its log and of its traces, which are written from the same requests.
 */
export class Metrics {
  readonly #state: RegionState;
  readonly #known = new Map<string, Series>();
  readonly #logs = new Map<string, LogMinutes>();

  constructor(state: RegionState) {
    this.#state = state;
  }

  /** All metrics that there are now, in no order. */
  all(): readonly Series[] {
    return [...this.#functions(), ...this.#services(), ...this.#rates(), ...this.#computers(), ...this.#queues()];
  }

  /** Undefined where nothing sends such a metric. */
  find(key: MetricKey): Series | undefined {
    const wanted = keyOf(key);
    return this.#known.get(wanted) ?? this.all().find((one) => keyOf(one) === wanted);
  }

  /** What was read of a minute's log. */
  #minutes(group: string): LogMinutes {
    const known = this.#logs.get(group) ?? new LogMinutes(this.#state, group);
    this.#logs.set(group, known);
    return known;
  }

  #one(key: MetricKey, lookbackMs: number, samples: Series["samples"]): Series {
    const id = keyOf(key);
    const known = this.#known.get(id) ?? { ...key, samples, lookbackMs };
    this.#known.set(id, known);
    return known;
  }

  /** A level that goes up and down with the hours, and a little with each minute. */
  #level(key: MetricKey, { base, swing = base / 4 }: { readonly base: number; readonly swing?: number }): Series {
    const seed = hashText(keyOf(key));
    return this.#one(key, 6 * HOUR, (minute) => {
      const at = minute / MINUTE;
      const noise = (hashPair(seed, at % 0x7fffffff) % 1000) / 1000 - 0.5;
      return [Math.max(0, Math.round((base + swing * Math.sin(at / 190 + (seed % 7)) + (swing / 2) * noise) * 100) / 100)];
    });
  }

  #functions(): Series[] {
    return this.#groups(FUNCTION_LOGS).flatMap(({ group, name }) => {
      const log = this.#minutes(group);
      const one = (MetricName: string, samples: Series["samples"]) =>
        this.#one({ Namespace: "AWS/Lambda", MetricName, Dimensions: [{ Name: "FunctionName", Value: name }] }, HOUR, samples);
      return [
        one("Invocations", (minute) => log.read(minute).durations.map(() => 1)),
        one("Errors", (minute) => log.read(minute).failures),
        one("Duration", (minute) => log.read(minute).durations),
        one("Throttles", (minute) => log.read(minute).durations.map(() => 0)),
      ];
    });
  }

  /** The company's services tell of their requests by themselves. */
  #services(): Series[] {
    return this.#groups(SERVICE_LOGS).flatMap(({ group, name }) => {
      const log = this.#minutes(group);
      const one = (MetricName: string, samples: Series["samples"]) =>
        this.#one({ Namespace: "Kestrel/Services", MetricName, Dimensions: [{ Name: "Service", Value: name }] }, HOUR, samples);
      return [
        one("Requests", (minute) => log.read(minute).durations.map(() => 1)),
        one("Errors", (minute) => log.read(minute).failures),
        one("Latency", (minute) => log.read(minute).durations),
      ];
    });
  }

  /** What the platform's own alarms look at. */
  #rates(): Series[] {
    const groups = this.#groups(SERVICE_LOGS);
    if (groups.length === 0) {
      return [];
    }
    const rate = this.#one({ Namespace: "Kestrel", MetricName: "ErrorRate" }, 10 * MINUTE, (minute) => {
      const read = groups.map(({ group }) => this.#minutes(group).read(minute));
      const requests = read.reduce((sum, { durations }) => sum + durations.length, 0);
      const failed = read.reduce((sum, { failures }) => sum + failures.filter((one) => one > 0).length, 0);
      return requests === 0 ? [] : [Math.round((failed / requests) * 10_000) / 100];
    });
    return [rate, this.#level({ Namespace: "AWS/DynamoDB", MetricName: "ThrottledRequests" }, { base: 0 })];
  }

  #computers(): Series[] {
    const { inventory } = this.#state;
    const services = inventory.list("AWS::ECS::Service").flatMap((one) => {
      const cluster = text(one, "Cluster");
      const Dimensions = [{ Name: "ClusterName", Value: cluster.slice(cluster.lastIndexOf("/") + 1) }, { Name: "ServiceName", Value: one.name }];
      const memory = one.name === HUNGRY ? { base: 96, swing: 2 } : { base: 30 + (hashText(one.name) % 30) };
      return [
        this.#level({ Namespace: "AWS/ECS", MetricName: "CPUUtilization", Dimensions }, { base: 20 + (hashText(`${one.name} cpu`) % 30) }),
        this.#level({ Namespace: "AWS/ECS", MetricName: "MemoryUtilization", Dimensions }, memory),
      ];
    });
    const cpu = (Name: string, Value: string) =>
      this.#level({ Namespace: "AWS/EC2", MetricName: "CPUUtilization", Dimensions: [{ Name, Value }] }, { base: 15 + (hashText(Value) % 40) });
    const groups = inventory.list("AWS::AutoScaling::AutoScalingGroup").map(({ name }) => cpu("AutoScalingGroupName", name));
    return [...services, ...groups, ...inventory.list("AWS::EC2::Instance").map(({ id }) => cpu("InstanceId", id))];
  }

  #queues(): Series[] {
    const names = this.#groups(FUNCTION_LOGS).map(({ name }) => `${name}-work`);
    return names.map((Value) => {
      const key = { Namespace: "AWS/SQS", MetricName: "ApproximateAgeOfOldestMessage", Dimensions: [{ Name: "QueueName", Value }] };
      return this.#level(key, Value === STUCK_QUEUE ? { base: 5400, swing: 300 } : { base: 12 });
    });
  }

  /** The log groups below a path, with the name of what writes to them. */
  #groups(path: string): { readonly group: string; readonly name: string }[] {
    return this.#state.logs
      .groups()
      .filter(({ name, hasRequests }) => hasRequests === true && name.startsWith(path))
      .map(({ name }) => ({ group: name, name: name.slice(path.length) }));
  }
}
