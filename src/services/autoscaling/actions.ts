import { parseArn } from "../../base/arn.ts";
import { clamped, moveText, sizesText } from "../../base/sizes.ts";
import { formatDateTime } from "../../base/time.ts";
import { from } from "../../host/kinds/action.ts";
import { askDesired, askLimits, askSome, sizeChanges } from "../../host/kinds/askSizes.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { memberActions } from "./actions/members.ts";
import { groups, members, refreshes } from "./kinds.ts";
import { type Group, type GroupMore, type Refresh, PROCESSES, canRollBack, given, isBusy, isRefreshing } from "./model.ts";

const isOurs = ({ operator, status }: Group) => operator === undefined && status === undefined;
const runningOf = ({ refresh }: Partial<GroupMore>) => (isRefreshing(refresh) ? given(refresh)?.id : undefined);
/** What becomes of instances that are too many. */
const TERMINATED = "terminated: which, its termination policy says";
/** What is offered first: with these suspended a group keeps its size, and still replaces what is broken. */
const USUAL = ["AlarmNotification", "ScheduledActions"];

export const actions = {
  openInstance: look(members, {
    onClick: "link",
    run: ({ told, context }, tools) => openLink(told.ref, context, tools, "the instance"),
  }),

  ...memberActions,

  setDesired: write(groups, {
    operation: "SetDesiredCapacity",
    verb: "Set",
    fits: isOurs,
    async before({ api, item: { name } }, { ask }) {
      const group = await api.getGroup(name);
      const title = `Desired capacity of ${name}`;
      return { group, after: await askDesired(ask, title, `From ${group.min} to ${group.max}; now ${group.desired}`, group.desired, group) };
    },
    plan: ({ item: { name } }, { group, after }) => ({
      title: `Set the desired capacity of ${name} to ${after}`,
      changes: [
        ...sizeChanges({ desired: group.desired }, { desired: after }),
        { what: "Instances", after: moveText(group.desired, after, "instance", TERMINATED) },
      ],
      undo: `set it to ${group.desired} again: ${after < group.desired ? "what was terminated does not come back, other instances do" : "which instances are terminated then, the termination policy says"}.`,
    }),
    send: ({ api, item: { name } }, { after }) => api.setDesired(name, after),
  }),

  setLimits: write(groups, {
    operation: "UpdateAutoScalingGroup",
    verb: "Set",
    fits: isOurs,
    async before({ api, item: { name } }, { ask }) {
      const group = await api.getGroup(name);
      const limits = await askLimits(ask, `Limits of ${name}, now ${sizesText(group)}`, group);
      return { group, after: { ...limits, desired: clamped(group.desired, limits) } };
    },
    plan: ({ item: { name } }, { group, after }) => ({
      title: `Set the limits of ${name}`,
      changes: [
        ...sizeChanges({ min: group.min, max: group.max }, after),
        ...(after.desired === group.desired ? [] : [{ what: "Desired capacity", before: String(group.desired), after: `${after.desired}: ${moveText(group.desired, after.desired, "instance", TERMINATED)}` }]),
      ],
      undo: `set them to ${group.min} and ${group.max} again${after.desired === group.desired ? "" : `, and the desired capacity to ${group.desired}`}.`,
    }),
    send: ({ api, item: { name } }, { after }) => api.setSizes(name, after),
  }),

  startRefresh: write(groups, {
    operation: "StartInstanceRefresh",
    verb: "Start",
    fits: (group, { refresh }) => isOurs(group) && !isBusy(refresh),
    none: "no group is without a refresh that goes on",
    before: ({ item: { name } }, { ask }) =>
      ask.number({ title: `Refresh the instances of ${name}`, prompt: "Per cent that stay healthy meanwhile", example: "90", value: 90, min: 0, max: 100 }),
    plan: ({ item: { name, desired, template } }, healthy) => ({
      title: `Refresh the instances of ${name}`,
      changes: [{ what: "Instances", before: `${desired} as they are`, after: `new ones from ${template ?? "the group's template"}, at least ${healthy} % healthy meanwhile` }],
      undo: "cancel the refresh while it runs: what is replaced by then stays replaced. It goes to what the group has already, so that there is nothing to roll back to.",
    }),
    send: ({ api, item: { name } }, healthy) => api.startRefresh(name, healthy),
  }),

  cancelRefresh: write(refreshes, {
    operation: "CancelInstanceRefresh",
    verb: "Cancel refresh",
    fits: (refresh) => isRefreshing(refresh),
    also: [from(groups, { fits: (_group, more) => runningOf(more) !== undefined, key: (_group, more) => runningOf(more) })],
    none: "no refresh is in progress",
    plan: ({ item, up }) => ({
      ...planOf("Cancel", item, up(groups)),
      changes: [{ what: "Refresh", before: progress(item), after: "cancelled: what is replaced by now stays replaced" }],
      undo: "start another one: it goes over all instances.",
    }),
    send: ({ api, up }) => api.cancelRefresh(up(groups).name),
  }),

  rollBackRefresh: write(refreshes, {
    operation: "RollbackInstanceRefresh",
    verb: "Roll back",
    fits: (refresh) => canRollBack(refresh),
    also: [from(groups, { fits: (_group, { refresh }) => canRollBack(refresh), key: (_group, more) => runningOf(more) })],
    none: "no refresh is in progress that can be rolled back",
    plan: ({ item, up }) => ({
      ...planOf("Roll back", item, up(groups)),
      changes: [{ what: "Instances", before: `${progress(item)} by ${item.desired ?? "the desired configuration"}`, after: `all back to ${up(groups).template ?? "what they were"}` }],
      undo: "start a refresh to the new configuration again.",
    }),
    send: ({ api, up }) => api.rollBackRefresh(up(groups).name),
  }),

  suspend: write(groups, {
    operation: "SuspendProcesses",
    verb: "Suspend",
    fits: (group) => isOurs(group) && group.suspended.length < Object.keys(PROCESSES).length,
    async before({ item: { name, suspended } }, { ask }) {
      const left = Object.entries(PROCESSES).filter(([process]) => !suspended.some((one) => one.name === process));
      const choices = left.map(([label, description]) => ({ label, description, value: label, isChosen: USUAL.includes(label) }));
      return askSome(ask, `Suspend in ${name}`, "Processes", choices);
    },
    plan: ({ item: { name } }, processes) => ({
      title: `Suspend ${processes.join(", ")} in ${name}`,
      changes: processes.map((process) => ({ what: process, before: "works", after: PROCESSES[process] ?? "is suspended" })),
      undo: "resume the processes.",
    }),
    send: ({ api, item: { name } }, processes) => api.suspend(name, processes),
  }),

  resume: write(groups, {
    operation: "ResumeProcesses",
    verb: "Resume",
    fits: (group) => isOurs(group) && group.suspended.length > 0,
    none: "no group has a process that is suspended",
    before: ({ item: { name, suspended } }, { ask }) =>
      askSome(ask, `Resume in ${name}`, "Processes", suspended.map((one) => ({ label: one.name, description: one.reason, value: one.name, isChosen: true }))),
    plan: ({ item: { name } }, processes) => ({
      title: `Resume ${processes.join(", ")} in ${name}`,
      changes: processes.map((process) => ({ what: process, before: PROCESSES[process] ?? "suspended", after: "works: what has waited is done now" })),
      undo: "suspend the processes again.",
    }),
    send: ({ api, item: { name } }, processes) => api.resume(name, processes),
  }),
};

const progress = ({ percent = 0 }: Refresh) => `${percent} % replaced`;

/** A refresh has no ARN of its own. */
function planOf(verb: string, { startedAt }: Refresh, { name, arn }: Group) {
  const since = startedAt === undefined ? "" : `, started ${formatDateTime(startedAt)}`;
  return { title: `${verb} the instance refresh of ${name}${since}`, resource: name, ref: parseArn(arn) };
}
