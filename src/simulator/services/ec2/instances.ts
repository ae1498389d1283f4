import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Properties, Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";

const SECOND = 1000;
const DAY = 86_400_000;

export const INSTANCE = "AWS::EC2::Instance";
const GROUP = "AWS::AutoScaling::AutoScalingGroup";
const ENVIRONMENT = "AWS::ElasticBeanstalk::Environment";

export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

/** The low byte of a state's code (API reference, InstanceState). */
export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** How long a change of state takes, in milliseconds. */
const STARTS_MS = 12 * SECOND;
const STOPS_MS = 15 * SECOND;
/** The checks of an instance that was started are done after this time. */
const CHECKS_MS = 60 * SECOND;

/** How an instance begins. */
interface Seed {
  readonly id: string;
  /** Empty: nobody gave it a name. */
  readonly name: string;
  readonly type: string;
  readonly state?: InstanceState;
  /** Milliseconds since 1970. */
  readonly launched: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly more?: Properties;
}

/** The instances of one region: what CodeDeploy deploys to, and what people started by themselves. */
export class Instances {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
    const { deployments, environment } = state;
    const groups = deployments.applications().flatMap(({ groups: of }) => [...of.values()]);
    for (const { application, fleet } of groups) {
      if (fleet.kind !== "instances" || fleet.onPremises) {
        continue;
      }
      for (const [at, id] of fleet.ids.entries()) {
        const name = `${application.name}-${at + 1}`;
        this.#add({ id, name, type: "m7g.large", days: 31 + at, tags: { application: application.name, environment } });
      }
    }
    if (groups.length > 0) {
      this.#addByHand();
    }
    state.inventory.complete(INSTANCE, (one) => this.#ofStack(one));
    // Auto Scaling and Elastic Beanstalk add their instances when they are opened.
    state.inventory.list(GROUP);
    state.inventory.list(ENVIRONMENT);
  }

  #addByHand(): void {
    const of = new Random(`${this.#state.inventory.region} instances`);
    const id = () => `i-0${of.hex(16)}`;
    this.#add({ id: id(), name: "bastion", type: "t4g.nano", days: 210, tags: { team: "platform" }, more: { PublicIpAddress: "203.0.113.24" } });
    // The network card of the machine below it is gone.
    this.#add({ id: id(), name: "label-printer-gateway", type: "t3.small", days: 96, tags: { team: "depots" }, more: { Impaired: true } });
    this.#add({ id: id(), name: "load-test", type: "c7i.2xlarge", state: "stopped", days: 12, tags: { team: "platform" } });
    this.#add({ id: id(), name: "", type: "t3.micro", state: "stopped", days: 400 });
    this.#add({ id: id(), name: "tariff-import-trial", type: "r7g.large", state: "terminated", days: 1, tags: { team: "finance" } });
  }

  /** One that a template describes runs since it was made. */
  #ofStack(one: Resource): Resource {
    const { id, properties, created } = one;
    const made = instanceResource(this.#state, { id, name: "", type: text(one, "InstanceType") || "m1.small", launched: created });
    const { AvailabilityZone, Tenancy } = properties;
    const placement = { ...(AvailabilityZone === undefined ? {} : { AvailabilityZone }), ...(Tenancy === undefined ? {} : { Tenancy }) };
    const Placement = { ...(made.properties["Placement"] as object), ...placement };
    return { ...one, name: id, properties: { ...made.properties, ...properties, Placement } };
  }

  /** @throws AwsError where there is none */
  find(id: string): Resource {
    const found = this.#state.inventory.find(INSTANCE, id);
    if (found === undefined) {
      throw noInstance(id);
    }
    return found;
  }

  stateOf(one: Resource): InstanceState {
    return text(one, "State") as InstanceState;
  }

  /** Starts, stops, or leaves as it is what stands so already. @throws AwsError where its state forbids it */
  move(id: string, to: "running" | "stopped"): { readonly before: InstanceState; readonly now: InstanceState } {
    const one = this.find(id);
    const before = this.stateOf(one);
    const [from, by] = to === "running" ? (["stopped", "pending"] as const) : (["running", "stopping"] as const);
    if (before === to || before === by) {
      return { before, now: before };
    }
    if (before !== from) {
      const message = `The instance '${id}' is not in a state from which it can be ${to === "running" ? "started" : "stopped"}.`;
      throw new AwsError("IncorrectInstanceState", message);
    }
    const { clock } = this.#state;
    this.change(one, to === "running" ? { State: by, LaunchTime: clock.now() } : { State: by });
    clock.schedule(clock.now() + (to === "running" ? STARTS_MS : STOPS_MS), () => {
      const reason = `User initiated (${new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ")} GMT)`;
      this.change(this.find(id), { State: to, StateTransitionReason: to === "stopped" ? reason : "" });
    });
    return { before, now: by };
  }

  reboot(id: string): void {
    const one = this.find(id);
    if (this.stateOf(one) !== "running") {
      throw new AwsError("IncorrectState", `The instance '${id}' is not in the 'running' state.`);
    }
    this.change(one, { Rebooted: this.#state.clock.now() });
  }

  /** How its three checks stand. */
  check(one: Resource): "ok" | "impaired" | "initializing" | "not-applicable" {
    if (this.stateOf(one) !== "running") {
      return "not-applicable";
    }
    if (one.properties["Impaired"] === true) {
      return "impaired";
    }
    return this.#state.clock.now() - Number(one.properties["LaunchTime"]) < CHECKS_MS ? "initializing" : "ok";
  }

  /** What its console said last; nothing of one that never ran long enough. */
  console(one: Resource): string {
    const host = text(one, "PrivateDnsName");
    const lines = [
      "[    0.000000] Linux version 6.1.119 (builder@demo) #1 SMP PREEMPT_DYNAMIC",
      "[    0.713402] ena 0000:00:05.0: Elastic Network Adapter (ENA) found",
      ...(one.properties["Impaired"] === true ? ["[  482.120918] ena 0000:00:05.0 eth0: Link is Down", "[  483.004471] cloud-init: no route to 169.254.169.254"] : []),
      "[    4.118230] cloud-init[1402]: Cloud-init finished. Datasource DataSourceEc2.",
      ...(one.properties["Rebooted"] === undefined ? [] : ["[    0.000000] Command line: restarted by reboot"]),
      `${host} login:`,
    ];
    return `${lines.join("\r\n")}\r\n`;
  }

  change(one: Resource, properties: Properties): void {
    const { inventory, clock } = this.#state;
    inventory.put({ ...one, properties: { ...one.properties, ...properties }, updated: clock.now() });
  }

  #add({ days, ...seed }: Omit<Seed, "launched"> & { readonly days: number }): void {
    const { inventory, clock } = this.#state;
    inventory.put(instanceResource(this.#state, { ...seed, launched: clock.now() - days * DAY }));
  }
}

/** An instance as the region has it; Auto Scaling's are such, too. */
export function instanceResource({ inventory }: Pick<RegionState, "inventory">, { id, name, type, state = "running", launched, tags = {}, more = {} }: Seed): Resource {
  const of = new Random(`${id} address`);
  const address = [10, 0, of.between(1, 60), of.between(4, 250)].join(".");
  const all = { ...(name === "" ? {} : { Name: name }), ...tags };
  const properties = {
    State: state,
    InstanceType: type,
    LaunchTime: launched,
    PrivateIpAddress: state === "terminated" ? undefined : address,
    PrivateDnsName: `ip-${address.replaceAll(".", "-")}.${inventory.region}.compute.internal`,
    Placement: { AvailabilityZone: `${inventory.region}${of.pick(["a", "b", "c"])}` },
    ImageId: `ami-0${new Random(type).hex(16)}`,
    Architecture: type.includes("g.") ? "arm64" : "x86_64",
    StateTransitionReason: state === "running" ? "" : "User initiated",
    Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })),
    ...more,
  };
  return { type: INSTANCE, id, arn: inventory.arn("ec2", `instance/${id}`), name: id, properties, created: launched, updated: launched };
}

export function noInstance(id: string): AwsError {
  return new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
}
