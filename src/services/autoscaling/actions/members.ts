import { parseArn } from "../../../base/arn.ts";
import { conflict } from "../../../base/errors.ts";
import type { Ask, Choice } from "../../../host/kinds/ask.ts";
import { write } from "../../../host/kinds/kindRoom.ts";
import type { AutoScalingApi } from "../api.ts";
import { groups, members } from "../kinds.ts";
import { type Group, type Member, inService, statusText } from "../model.ts";

interface Found {
  readonly group: Group;
  readonly member: Member;
}

/** The instance as it is now. @throws DevOpsError conflict where its group is another service's, or has it no longer */
async function found(api: AutoScalingApi, { name }: Group, { id }: Member, tried: string): Promise<Found> {
  const group = await api.getGroup(name);
  const member = group.members.find((one) => one.id === id);
  if (group.operator !== undefined) throw conflict(`${tried} instance ${id}`, `${group.operator} manages group ${name}`);
  if (member === undefined) throw conflict(`${tried} instance ${id}`, `group ${name} does not have it any more`);
  return { group, member };
}

const isOn = (name: string, { suspended }: Group) => !suspended.some((one) => one.name === name);

/** Whether another one is started in its place; where the group is as small as it may be, it has to be. */
async function askReplaced(ask: Ask, title: string, { desired, min }: Group): Promise<boolean> {
  const another: Choice<boolean> = { label: "Another one takes its place", description: `the desired capacity stays ${desired}`, value: true };
  const fewer: Choice<boolean> = { label: "One less", description: `the desired capacity becomes ${desired - 1}`, value: false };
  return ask.pick(title, "What becomes of the group", desired > min ? [another, fewer] : [another]);
}

/** What becomes of the group, and of what it can take on meanwhile. */
function ofGroup(group: Group, isReplaced: boolean, { lifecycle }: Member) {
  const { desired } = group;
  const running = inService(group);
  const left = lifecycle === "InService" ? running - 1 : running;
  const started = isOn("Launch", group) ? `stays ${desired}: another instance is started` : `stays ${desired}, and no other is started: launching is suspended`;
  return [
    { what: "Desired capacity", before: String(desired), after: isReplaced ? started : String(desired - 1) },
    { what: "In service", before: String(running), after: isReplaced && isOn("Launch", group) && left < running ? `${left} until the other one is` : String(left) },
  ];
}

/** What a plan is about: an instance has no ARN of this service. */
const about = ({ name, arn }: Group, { id }: Member) => ({ resource: id, ref: parseArn(arn), of: `instance ${id} of ${name}` });

const isLeaving = ({ lifecycle }: Member) => /^(?:Terminat|Detach)/.test(lifecycle);

const setProtected = (isProtected: boolean) =>
  write(members, {
    operation: "SetInstanceProtection",
    verb: isProtected ? "Protect" : "Unprotect",
    fits: (member) => member.isProtected !== isProtected && !isLeaving(member),
    none: isProtected ? "no instance is without protection" : "no instance is protected",
    before: ({ api, item, up }) => found(api, up(groups), item, "protect"),
    plan(_target, { group, member }) {
      const { of, ...plan } = about(group, member);
      const states = ["may be terminated where the group is scaled in", "is left alone where the group is scaled in, and still replaced where it is unhealthy"] as const;
      return {
        ...plan,
        title: isProtected ? `Protect ${of} from scaling in` : `Protect ${of} no longer`,
        changes: [{ what: "Instance", before: states[isProtected ? 0 : 1], after: states[isProtected ? 1 : 0] }],
        undo: isProtected ? "protect it no longer." : "protect it again. What was terminated by then does not come back.",
      };
    },
    send: ({ api, item, up }) => api.protect(up(groups).name, item.id, isProtected),
  });

export const memberActions = {
  standby: write(members, {
    operation: "EnterStandby",
    verb: "Put on standby",
    fits: ({ lifecycle }) => lifecycle === "InService",
    none: "no instance is in service",
    async before({ api, item, up }, { ask }) {
      const now = await found(api, up(groups), item, "put on standby");
      return { ...now, isReplaced: await askReplaced(ask, `Put ${item.id} on standby`, now.group) };
    },
    plan(_target, { group, member, isReplaced }) {
      const { of, ...plan } = about(group, member);
      return {
        ...plan,
        title: `Put ${of} on standby`,
        changes: [
          { what: "Instance", before: "in service", after: "runs on, takes no traffic and is not replaced: it can be looked into, rebooted or stopped" },
          ...ofGroup(group, isReplaced, member),
        ],
        undo: `put it back in service: the desired capacity is one more then, ${isReplaced ? group.desired + 1 : group.desired}.`,
      };
    },
    send: ({ api, item, up }, { isReplaced }) => api.enterStandby(up(groups).name, item.id, isReplaced),
  }),

  exitStandby: write(members, {
    operation: "ExitStandby",
    verb: "Put back",
    fits: ({ lifecycle }) => lifecycle === "Standby",
    none: "no instance is on standby",
    before: ({ api, item, up }) => found(api, up(groups), item, "put back"),
    plan(_target, { group, member }) {
      const { of, ...plan } = about(group, member);
      const { desired, max } = group;
      return {
        ...plan,
        title: `Put ${of} back in service`,
        changes: [
          { what: "Instance", before: statusText(member.lifecycle), after: "in service, once its health checks pass" },
          { what: "Desired capacity", before: String(desired), after: desired < max ? String(desired + 1) : `${desired + 1}: more than the maximum of ${max}, which Auto Scaling refuses` },
        ],
        undo: "put it on standby again.",
      };
    },
    send: ({ api, item, up }) => api.exitStandby(up(groups).name, item.id),
  }),

  protect: setProtected(true),
  unprotect: setProtected(false),

  replaceInstance: write(members, {
    operation: "TerminateInstanceInAutoScalingGroup",
    verb: "Terminate",
    fits: (member) => !isLeaving(member),
    none: "no group has an instance",
    async before({ api, item, up }, { ask }) {
      const now = await found(api, up(groups), item, "replace");
      return { ...now, isReplaced: await askReplaced(ask, `Terminate ${item.id}`, now.group) };
    },
    plan(_target, { group, member, isReplaced }) {
      const { of, ...plan } = about(group, member);
      return {
        ...plan,
        title: `${isReplaced ? "Replace" : "Take away"} ${of}`,
        changes: [
          { what: "Instance", before: statusText(member.lifecycle), after: "terminated, protected or not: what is on it alone is lost" },
          ...ofGroup(group, isReplaced, member),
        ],
        undo: `a terminated instance does not come back${isReplaced ? "; the other one is of the group's template" : `: set the desired capacity to ${group.desired} again, and another one is started`}.`,
      };
    },
    send: ({ api, item }, { isReplaced }) => api.terminate(item.id, isReplaced),
  }),
};
