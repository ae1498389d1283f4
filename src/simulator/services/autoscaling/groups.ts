import type { Activity, InstanceRefresh, LifecycleState, ScalingPolicy, ScheduledUpdateGroupAction } from "@aws-sdk/client-auto-scaling";
import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import type { Properties, Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { INSTANCE, instanceResource } from "../ec2/instances.ts";
import { type Member, Moves } from "./moves.ts";
import { policiesOf, scheduledOf } from "./rules.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400_000;
/** How long an instance takes to be in service, or gone. */
const LAUNCH_MS = 20 * SECOND;
const TERMINATE_MS = 15 * SECOND;
/** How long a refresh takes for each instance. */
const REPLACE_MS = 30 * SECOND;

export const GROUP = "AWS::AutoScaling::AutoScalingGroup";
const NODE_GROUP = "AWS::EKS::Nodegroup";
/** A new instance of it never passes its load balancer's check. */
const BROKEN = "depot-gateways";

/** How many instances a group should have: as few as it may where nobody said (API reference, CreateAutoScalingGroup). */
export function desiredOf(properties: Properties): number {
  return Number(properties["DesiredCapacity"] ?? properties["MinSize"] ?? 0);
}

/** A group as it moves. */
export interface Group {
  readonly name: string;
  readonly instanceType: string;
  members: Member[];
  /** How many it should have: a stack's update may say another number. */
  wanted: number;
  readonly activities: Activity[];
  readonly refreshes: InstanceRefresh[];
  readonly policies: readonly ScalingPolicy[];
  readonly scheduled: readonly ScheduledUpdateGroupAction[];
}

const RUNNING = new Set(["Pending", "InProgress", "Baking"]);

/** The Auto Scaling groups of one region: one that is being refreshed, one whose refresh failed, and one that is empty. */
export class Groups {
  readonly #state: RegionState;
  readonly #groups = new Map<string, Group>();
  readonly #random: Random;
  /** What is done with single instances. */
  readonly moves = new Moves({
    group: (name) => this.group(name),
    all: () => this.named(undefined),
    want: (group, desired) => this.#want(group, desired),
    fill: (group) => this.#fill(group),
    take: (group, member, cause) => this.#terminate(group, member, cause),
    note: (group, description, cause) => this.#activity(group, this.#now, description, cause),
    done: (activity) => this.#done(activity),
    later: (ms, work) => this.#later(ms, work),
    time: () => this.#iso(),
  });

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, deployments } = state;
    this.#random = new Random(`${inventory.region} groups`);
    if (deployments.applications().length === 0) {
      return;
    }
    const sorters = this.#add("parcel-sorters", { min: 2, max: 8, desired: 4, type: "c7g.large", days: 400 });
    const gateways = this.#add(BROKEN, { min: 2, max: 4, desired: 2, type: "t4g.medium", days: 250 });
    const workers = this.#add("batch-workers", { min: 0, max: 20, desired: 0, type: "c7g.4xlarge", days: 90 });
    // somebody looks into some, and does not want to lose others
    for (const days of [3, 4]) this.#member(workers, this.#now - days * DAY, "Standby");
    for (const member of sorters.members.slice(0, 2)) member.isProtected = true;
    this.#seedHistory(sorters, gateways);
    // The node groups of clusters run in groups of their own.
    for (const { properties, created } of inventory.list(NODE_GROUP)) {
      const [min, max, desired] = [properties["MinSize"], properties["MaxSize"], properties["DesiredSize"]].map(Number);
      const days = (this.#now - created) / DAY;
      const parts = { min: min ?? 0, max: max ?? 0, desired: desired ?? 0, type: String(properties["InstanceType"]), days };
      this.#add(String(properties["AutoScalingGroup"]), { ...parts, isPlain: true });
    }
  }

  group(name: string | undefined): Group {
    return this.#of(this.resource(name ?? ""));
  }

  /** The group of that name, all of them where none is named. @throws AwsError where there is none */
  named(name: string | undefined): readonly Group[] {
    return name === undefined ? this.#state.inventory.list(GROUP).map((one) => this.#of(one)) : [this.group(name)];
  }

  resource(name: string): Resource {
    const found = this.#state.inventory.find(GROUP, name);
    if (found === undefined) {
      throw noGroup();
    }
    return found;
  }

  change(name: string, properties: Properties): void {
    const one = this.resource(name);
    this.#state.inventory.put({ ...one, properties: { ...one.properties, ...properties }, updated: this.#now });
  }

  /** Wants another number of instances; the group follows. @throws AwsError outside its limits */
  resize(name: string, desired: number, why = "a user request explicitly set group desired capacity"): void {
    const { properties } = this.resource(name);
    const [min, max, before] = [Number(properties["MinSize"]), Number(properties["MaxSize"]), desiredOf(properties)];
    if (desired < min || desired > max) {
      const which = desired < min ? `below min value ${min}` : `above max value ${max}`;
      throw new AwsError("ValidationError", `New SetDesiredCapacity value ${desired} is ${which} for the AutoScalingGroup.`);
    }
    const group = this.group(name);
    this.change(name, { DesiredCapacity: desired });
    this.#adjust(group, before, desired, why);
  }

  #adjust(group: Group, before: number, desired: number, why: string): void {
    group.wanted = desired;
    const cause = `At ${this.#iso()} ${why} changing the desired capacity from ${before} to ${desired}.`;
    const staying = group.members.filter(({ lifecycle }) => lifecycle === "InService" || lifecycle === "Pending");
    for (let count = staying.length; count < desired; count += 1) {
      this.#launch(group, cause);
    }
    const free = staying.filter(({ isProtected }) => isProtected !== true);
    for (const member of free.slice(0, Math.max(0, staying.length - desired))) {
      this.#terminate(group, member, cause);
    }
  }

  /** Another number of instances, which follows from what was done with one. @throws AwsError outside the limits */
  #want(group: Group, desired: number): void {
    const { properties } = this.resource(group.name);
    const [min, max] = [Number(properties["MinSize"]), Number(properties["MaxSize"])];
    if (desired < min || desired > max) throw new AwsError("ValidationError", `AutoScalingGroup ${group.name} has min-size=${min}, max-size=${max}. Its desired size cannot become ${desired}.`);
    this.change(group.name, { DesiredCapacity: desired });
    group.wanted = desired;
  }

  /** Launches what is missing. */
  #fill(group: Group): void {
    const left = group.members.filter(({ lifecycle }) => lifecycle === "InService" || lifecycle === "Pending").length;
    const cause = `At ${this.#iso()} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${left} to ${group.wanted}.`;
    for (let count = left; count < group.wanted; count += 1) this.#launch(group, cause);
  }

  /** The refresh that goes on; undefined: none does. */
  active({ refreshes }: Group): InstanceRefresh | undefined {
    return refreshes.find(({ Status = "" }) => RUNNING.has(Status) || Status === "Cancelling" || Status === "RollbackInProgress");
  }

  /** @throws AwsError where one goes on */
  startRefresh(name: string | undefined, parts: Pick<InstanceRefresh, "Preferences" | "DesiredConfiguration">): string {
    const group = this.group(name);
    if (this.active(group) !== undefined) {
      throw new AwsError("InstanceRefreshInProgress", "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.");
    }
    const refresh = this.#refresh(group, this.#now, parts);
    refresh.Status = "InProgress";
    group.refreshes.unshift(refresh);
    const total = group.members.length;
    refresh.InstancesToUpdate = total;
    if (total === 0) {
      this.#end(refresh, "Successful");
    }
    for (let done = 1; done <= total; done += 1) {
      this.#later(done * REPLACE_MS, () => this.#step(group, refresh, done, total));
    }
    return refresh.InstanceRefreshId ?? "";
  }

  #step(group: Group, refresh: InstanceRefresh, done: number, total: number): void {
    if (!RUNNING.has(refresh.Status ?? "")) {
      return;
    }
    if (group.name === BROKEN) {
      this.#end(refresh, "Failed", unhealthy(group.members[0]?.id ?? ""));
      return;
    }
    refresh.PercentageComplete = Math.round((done / total) * 100);
    refresh.InstancesToUpdate = total - done;
    if (done === total) {
      this.#end(refresh, "Successful");
    }
  }

  /** @throws AwsError where none goes on */
  stopRefresh(name: string | undefined, how: "cancel" | "rollBack"): string {
    const group = this.group(name);
    const refresh = this.active(group);
    if (refresh === undefined) {
      throw new AwsError("ActiveInstanceRefreshNotFound", `No in progress or pending Instance Refresh found for Auto Scaling group ${group.name}`);
    }
    if (how === "rollBack" && refresh.DesiredConfiguration === undefined) {
      throw new AwsError("IrreversibleInstanceRefresh", "The instance refresh has no desired configuration to roll back from.");
    }
    refresh.Status = how === "cancel" ? "Cancelling" : "RollbackInProgress";
    this.#later(how === "cancel" ? 8 * SECOND : REPLACE_MS, () => {
      if (how === "cancel") {
        this.#end(refresh, "Cancelled", "Cancelled due to user request.");
      } else {
        this.#end(refresh, "RollbackSuccessful", "Rolled back due to user request.");
      }
    });
    return refresh.InstanceRefreshId ?? "";
  }

  #end(refresh: InstanceRefresh, status: NonNullable<InstanceRefresh["Status"]>, reason?: string): void {
    refresh.Status = status;
    refresh.StatusReason = reason;
    refresh.EndTime = new Date(this.#now);
    if (status === "Successful") {
      refresh.PercentageComplete = 100;
      refresh.InstancesToUpdate = 0;
    }
  }

  get #now(): number {
    return this.#state.clock.now();
  }

  #iso(at = this.#now): string {
    return `${new Date(at).toISOString().slice(0, 19)}Z`;
  }

  #later(ms: number, work: () => void): void {
    this.#state.clock.schedule(this.#now + ms, work);
  }

  #launch(group: Group, cause: string): void {
    const member = this.#member(group, this.#now, "Pending");
    const activity = this.#activity(group, this.#now, `Launching a new EC2 instance: ${member.id}`, cause);
    this.#later(LAUNCH_MS, () => {
      member.lifecycle = "InService";
      this.#done(activity);
    });
  }

  #terminate(group: Group, member: Member, cause: string): Activity {
    const activity = this.#activity(group, this.#now, `Terminating EC2 instance: ${member.id}`, cause);
    member.lifecycle = "Terminating";
    this.#setState(member, "shutting-down");
    this.#later(TERMINATE_MS, () => {
      group.members = group.members.filter((one) => one !== member);
      this.#setState(member, "terminated");
      this.#done(activity);
    });
    return activity;
  }

  #setState({ id }: Member, State: string): void {
    const one = this.#state.inventory.find(INSTANCE, id);
    if (one !== undefined) {
      this.#state.inventory.put({ ...one, properties: { ...one.properties, State } });
    }
  }

  #done(activity: Activity): void {
    activity.StatusCode = "Successful";
    activity.Progress = 100;
    activity.EndTime = new Date(this.#now);
  }

  #activity(group: Group, at: number, Description: string, Cause: string, ended?: Partial<Activity>): Activity {
    const activity: Activity = {
      ActivityId: this.#random.uuid(),
      AutoScalingGroupName: group.name,
      Description,
      Cause,
      StartTime: new Date(at),
      StatusCode: "InProgress",
      Progress: 50,
      ...ended,
    };
    group.activities.unshift(activity);
    return activity;
  }

  #member(group: Group, launched: number, lifecycle: LifecycleState): Member {
    const { inventory } = this.#state;
    const member: Member = { id: `i-0${this.#random.hex(16)}`, zone: `${inventory.region}${this.#random.pick(["a", "b", "c"])}`, lifecycle, launched };
    group.members.push(member);
    const tags = { "aws:autoscaling:groupName": group.name };
    inventory.put(instanceResource(this.#state, { id: member.id, name: group.name, type: group.instanceType, launched, tags }));
    return member;
  }

  /** One that a stack made, or a control, begins when it is first looked at: as large as it should be, and with nothing behind it. */
  #of({ name, properties, created }: Resource): Group {
    const known = this.#groups.get(name);
    const wanted = desiredOf(properties);
    if (known !== undefined) {
      if (known.wanted !== wanted) {
        this.#adjust(known, known.wanted, wanted, "a user request update of AutoScalingGroup constraints");
      }
      return known;
    }
    const group: Group = { name, wanted, instanceType: "t3.micro", members: [], activities: [], refreshes: [], policies: [], scheduled: [] };
    this.#groups.set(name, group);
    for (let at = 0; at < wanted; at += 1) {
      this.#member(group, created, "InService");
    }
    return group;
  }

  /** @param isPlain whether it has neither policies nor a schedule of its own */
  #add(
    name: string,
    { min, max, desired, type, days, isPlain = desired === 0 }: { min: number; max: number; desired: number; type: string; days: number; isPlain?: boolean },
  ): Group {
    const { inventory } = this.#state;
    const created = this.#now - days * DAY;
    const arn = inventory.arn("autoscaling", `autoScalingGroup:${this.#random.uuid()}:autoScalingGroupName/${name}`);
    const isEmpty = desired === 0;
    const group: Group = {
      name,
      wanted: desired,
      instanceType: type,
      members: [],
      activities: [],
      refreshes: [],
      policies: isPlain ? [] : policiesOf(name, arn),
      scheduled: isPlain ? [] : scheduledOf(name, arn, min, this.#now),
    };
    this.#groups.set(name, group);
    for (let at = 0; at < desired; at += 1) {
      this.#member(group, this.#now - (2 + at) * DAY, "InService");
    }
    const properties = {
      MinSize: min,
      MaxSize: max,
      DesiredCapacity: desired,
      DefaultCooldown: 300,
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 120,
      LaunchTemplate: { LaunchTemplateId: `lt-0${this.#random.hex(16)}`, LaunchTemplateName: name, Version: "14" },
      AvailabilityZones: ["a", "b", "c"].map((zone) => `${inventory.region}${zone}`),
      SuspendedProcesses: isEmpty ? [{ ProcessName: "AZRebalance", SuspensionReason: "User suspended at 2026-09-02T08:11:00Z" }] : [],
    };
    inventory.put({ type: GROUP, id: name, arn, name, properties, created, updated: created });
    return group;
  }

  #refresh({ name }: Group, at: number, more: Partial<InstanceRefresh>): InstanceRefresh {
    const Preferences = { MinHealthyPercentage: 90, SkipMatching: false };
    return { InstanceRefreshId: this.#random.uuid(), AutoScalingGroupName: name, Status: "Pending", StartTime: new Date(at), PercentageComplete: 0, Preferences, ...more };
  }

  #seedHistory(sorters: Group, gateways: Group): void {
    const now = this.#now;
    const over = (at: number, Status: NonNullable<InstanceRefresh["Status"]>, more: Partial<InstanceRefresh> = {}) => ({
      Status,
      EndTime: new Date(at + 14 * MINUTE),
      PercentageComplete: 100,
      ...more,
    });
    const LaunchTemplate = { LaunchTemplateName: sorters.name, Version: "15" };
    const running = { Status: "InProgress", PercentageComplete: 50, InstancesToUpdate: 2, DesiredConfiguration: { LaunchTemplate } } as const;
    sorters.refreshes.push(
      this.#refresh(sorters, now - 4 * MINUTE, running),
      this.#refresh(sorters, now - 21 * DAY, over(now - 21 * DAY, "Successful")),
      this.#refresh(sorters, now - 50 * DAY, over(now - 50 * DAY, "Cancelled", { PercentageComplete: 25, StatusReason: "Cancelled due to user request." })),
    );
    const [active] = sorters.refreshes;
    this.#later(20 * MINUTE, () => {
      if (active?.Status === "InProgress") {
        this.#end(active, "Successful");
      }
    });
    const failed = over(now - 26 * 60 * MINUTE, "Failed", { PercentageComplete: 0, InstancesToUpdate: 2, StatusReason: unhealthy(gateways.members[0]?.id ?? "") });
    gateways.refreshes.push(this.#refresh(gateways, now - 26 * 60 * MINUTE, failed));
    for (const group of [gateways, sorters]) {
      for (const [at, member] of group.members.entries()) {
        const when = member.launched;
        const cause = `At ${this.#iso(when)} a monitor alarm TargetTracking-${group.name}-AlarmHigh in state ALARM triggered policy cpu-60 changing the desired capacity from ${at} to ${at + 1}.`;
        const ended = { StatusCode: "Successful", Progress: 100, EndTime: new Date(when + MINUTE) } as const;
        this.#activity(group, when, `Launching a new EC2 instance: ${member.id}`, cause, ended);
      }
    }
    const cause = `At ${this.#iso(now - 26 * 60 * MINUTE)} an instance was launched in response to an instance refresh.`;
    const StatusMessage = "Instance failed to become healthy: its target group answers 502 at /healthz.";
    this.#activity(gateways, now - 26 * 60 * MINUTE, "Launching a new EC2 instance", cause, { StatusCode: "Failed", StatusMessage, EndTime: new Date(now - 25 * 60 * MINUTE) });
  }
}

const unhealthy = (id: string) => `Instance refresh failed: ${id} did not pass its load balancer health check within the grace period of 120 seconds.`;

export function noGroup(): AwsError {
  return new AwsError("ValidationError", "AutoScalingGroup name not found - AutoScalingGroup does not exist");
}
