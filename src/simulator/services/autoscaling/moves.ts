import type { Activity, LifecycleState } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../wire/errors.ts";
import type { Group } from "./groups.ts";

/** How long it takes to be on standby, or back; milliseconds. */
const STANDBY_MS = 5000;

export interface Member {
  readonly id: string;
  readonly zone: string;
  lifecycle: LifecycleState;
  /** From being scaled in. */
  isProtected?: boolean;
  readonly launched: number;
}

/** What the groups do where an instance is moved. */
interface Hands {
  group(name: string | undefined): Group;
  all(): readonly Group[];
  /** Another desired capacity. @throws AwsError outside the limits */
  want(group: Group, desired: number): void;
  /** Launches what is missing. */
  fill(group: Group): void;
  take(group: Group, member: Member, cause: string): Activity;
  note(group: Group, description: string, cause: string): Activity;
  done(activity: Activity): void;
  later(ms: number, work: () => void): void;
  /** As causes tell it. */
  time(): string;
}

/** What is done with single instances of a group. */
export class Moves {
  readonly #hands: Hands;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  /** Takes an instance out for good, with or without another in its place. @throws AwsError where no group has it */
  terminate(id: string, isReplaced: boolean): Activity {
    const hands = this.#hands;
    const group = hands.all().find(({ members }) => members.some((one) => one.id === id));
    const member = group?.members.find((one) => one.id === id);
    if (group === undefined || member === undefined) throw new AwsError("ValidationError", `Instance Id not found - No managed instance found for instance ID: ${id}`);
    if (!isReplaced) hands.want(group, group.wanted - 1);
    const activity = hands.take(group, member, `At ${hands.time()} instance ${id} was taken out of service in response to a user request.`);
    if (isReplaced) hands.fill(group);
    return activity;
  }

  /** Takes instances out of service. @throws AwsError where they are not in service, or too few would be wanted */
  enterStandby(name: string | undefined, ids: readonly string[], isReplaced: boolean): Activity[] {
    const group = this.#hands.group(name);
    const members = this.#members(group, ids, "InService");
    if (!isReplaced) this.#hands.want(group, group.wanted - members.length);
    const activities = this.#move(group, members, "to Standby", ["EnteringStandby", "Standby"]);
    if (isReplaced) this.#hands.fill(group);
    return activities;
  }

  /** Puts them back. @throws AwsError where they are not on standby, or too many would be wanted */
  exitStandby(name: string | undefined, ids: readonly string[]): Activity[] {
    const group = this.#hands.group(name);
    const members = this.#members(group, ids, "Standby");
    this.#hands.want(group, group.wanted + members.length);
    return this.#move(group, members, "out of Standby", ["Pending", "InService"]);
  }

  protect(name: string | undefined, ids: readonly string[], isProtected: boolean): void {
    for (const member of this.#members(this.#hands.group(name), ids)) member.isProtected = isProtected;
  }

  #move(group: Group, members: readonly Member[], where: string, [moving, there]: readonly [LifecycleState, LifecycleState]): Activity[] {
    const hands = this.#hands;
    const cause = `At ${hands.time()} an instance was moved ${where} in response to a user request.`;
    return members.map((member) => {
      member.lifecycle = moving;
      const activity = hands.note(group, `Moving EC2 instance ${where}: ${member.id}`, cause);
      hands.later(STANDBY_MS, () => {
        member.lifecycle = there;
        hands.done(activity);
      });
      return activity;
    });
  }

  #members({ name, members }: Group, ids: readonly string[], state?: LifecycleState): readonly Member[] {
    const found = members.filter(({ id }) => ids.includes(id));
    const other = ids.find((id) => !found.some((one) => one.id === id));
    if (other !== undefined) throw new AwsError("ValidationError", `The instance ${other} is not part of Auto Scaling group ${name}.`);
    const odd = found.find(({ lifecycle }) => state !== undefined && lifecycle !== state);
    if (odd !== undefined) throw new AwsError("ValidationError", `The instance ${odd.id} is not in ${state}.`);
    return found;
  }
}
