import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  EC2Client,
  GetConsoleOutputCommand,
  type Instance as Ec2Instance,
  type InstanceStatus,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { PageOf } from "../../base/pages.ts";
import { type Checks, type Instance, byState, filtersOf } from "./model.ts";

/** The largest page (API reference). */
const LARGEST = 1000;
/** How many statuses are asked for at once: those of the rows that are shown. */
const AT_ONCE = 100;

/** EC2 of one context. Every method throws DevOpsError. */
export class Ec2Api extends apiOf(EC2Client) {
  /** @param filter as a person writes it */
  async listInstances(filter: string | undefined, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Instance>> {
    const Filters = filter === undefined ? undefined : [...filtersOf(filter)];
    const page = await this.send(new DescribeInstancesCommand({ MaxResults: LARGEST, NextToken, Filters }), { signal });
    const items = (page.Reservations ?? []).flatMap(({ Instances = [], OwnerId }) => Instances.map((one) => toInstance(one, OwnerId)));
    return { items: items.toSorted(byState), next: page.NextToken };
  }

  /** @throws DevOpsError notFound where there is none */
  async getInstance(id: string, signal?: AbortSignal): Promise<Instance> {
    const command = new DescribeInstancesCommand({ InstanceIds: [id] });
    const { Reservations: [reservation] = [] } = await this.send(command, { signal, subject: `instance ${id}` });
    const one = reservation?.Instances?.[0];
    if (one === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the instance", on: id, why: "EC2 does not have it any more" });
    return toInstance(one, reservation?.OwnerId);
  }

  /** How the checks of some instances stand, stopped ones too, a hundred a call. */
  async *checks(instances: readonly Instance[], signal: AbortSignal): AsyncGenerator<readonly (readonly [id: string, checks: Checks])[]> {
    for (let from = 0; from < instances.length; from += AT_ONCE) {
      const ids = instances.slice(from, from + AT_ONCE).map(({ id }) => id);
      const command = new DescribeInstanceStatusCommand({ InstanceIds: ids, IncludeAllInstances: true });
      const { InstanceStatuses = [] } = await this.send(command, { signal });
      const known = new Map(InstanceStatuses.map((status) => [status.InstanceId, toChecks(status)]));
      yield ids.map((id) => [id, known.get(id) ?? { checks: [], events: [] }] as const);
    }
  }

  /** The last 64 KB of what its console said; undefined where EC2 has none (yet). */
  async consoleOutput(id: string): Promise<string | undefined> {
    const { Output } = await this.send(new GetConsoleOutputCommand({ InstanceId: id }), { subject: `instance ${id}` });
    return Output ? Buffer.from(Output, "base64").toString("utf8").replaceAll("\r\n", "\n") : undefined;
  }

  async start(id: string): Promise<void> {
    await this.send(new StartInstancesCommand({ InstanceIds: [id] }), { subject: `instance ${id}` });
  }

  async stop(id: string): Promise<void> {
    await this.send(new StopInstancesCommand({ InstanceIds: [id] }), { subject: `instance ${id}` });
  }

  async reboot(id: string): Promise<void> {
    await this.send(new RebootInstancesCommand({ InstanceIds: [id] }), { subject: `instance ${id}` });
  }
}

function toInstance(one: Ec2Instance, owner: string | undefined): Instance {
  const tags = (one.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  const tag = (name: string) => tags.find(([key]) => key === name)?.[1] || undefined;
  const association = one.NetworkInterfaces?.[0]?.Association;
  return {
    id: one.InstanceId ?? "",
    name: tag("Name"),
    state: one.State?.Name,
    reason: one.StateReason?.Message ?? (one.StateTransitionReason || undefined),
    type: one.InstanceType,
    image: one.ImageId,
    zone: one.Placement?.AvailabilityZone,
    privateAddress: one.PrivateIpAddress,
    publicAddress: one.PublicIpAddress,
    // what EC2 lends by itself is Amazon's, what was allocated is the account's (API reference, InstanceNetworkInterfaceAssociation)
    keepsAddress: association !== undefined && association.IpOwnerId !== "amazon",
    launchedAt: one.LaunchTime?.getTime(),
    group: tag("aws:autoscaling:groupName"),
    owner,
    tags,
  };
}

function toChecks({ SystemStatus, InstanceStatus, AttachedEbsStatus, Events = [] }: InstanceStatus): Checks {
  return {
    checks: [SystemStatus?.Status, InstanceStatus?.Status, AttachedEbsStatus?.Status].filter((status) => status !== undefined),
    // what is over stays in the list for a week, and says so
    events: Events.filter(({ Description = "" }) => !/^\[(?:Completed|Canceled)\]/.test(Description)).map(
      ({ Code = "event", NotBefore }) => `${Code}${NotBefore === undefined ? "" : ` on ${NotBefore.toISOString().slice(0, 10)}`}`,
    ),
  };
}
