import { parseArn } from "../../base/arn.ts";
import { awsCommand } from "../../base/awsCommand.ts";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { jsonText } from "../../base/jsonText.ts";
import { joined, words } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { from } from "../../host/kinds/action.ts";
import type { Ask, Choice, Tools } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import type { EcsApi } from "./api.ts";
import { clusterTasks, containers, revisions, rollouts, serviceTasks, services } from "./kinds.ts";
import { type ContainerLog, type Rollout, type Service, type Task, canExecute, canUndo, imageRef, isOwn, nameOf, rollsOut, stopText, streamOf } from "./model.ts";

const anyTask = [serviceTasks, clusterTasks] as const;
/** A service runs 5,000 tasks at most ("Amazon ECS service quotas"). */
const MOST_TASKS = 5000;
/** `StopTask` keeps so many characters of a reason (ECS API reference). */
const MOST_REASON = 1024;

const BY_OTHERS = "every service here is rolled out by CodeDeploy or by somebody else";
const UNDO_ROLLOUT = "stop and roll back the roll-out while it is under way.";

export const actions = {
  openLog: look(services, {
    async run({ api, item, context }, { ask, showLog }) {
      const logs = await api.containerLogs(item.definition);
      const { group } = await chosenLog(ask, `Log of ${item.name}`, item.definition, logs);
      await showLog({ context, group, title: item.name });
    },
  }),

  openTaskLog: look(anyTask, {
    async run({ api, item, context }, tools) {
      const title = `Log of task ${item.id.slice(0, 8)}`;
      const [only, ...others] = item.containers;
      const choices = item.containers.map(({ name, status }) => ({ label: name, description: words(status), value: name }));
      const name = only === undefined || others.length > 0 ? await tools.ask.pick(title, "Container", choices) : only.name;
      await openContainer(api, item, name, context, tools);
    },
  }),

  openContainerLog: look(containers, {
    onClick: true,
    run: ({ api, item, up, context }, tools) => openContainer(api, taskAbove(up), item.name, context, tools),
  }),

  copyShell: look(containers, {
    fits: (container) => canExecute(container),
    also: [from(serviceTasks, { fits: (task) => task.containers.some(canExecute) })],
    none: "no container of it runs that was started with ECS Exec (enableExecuteCommand)",
    async run({ item, up, context }, { ask }) {
      const { cluster, id } = taskAbove(up);
      const args = ["--cluster", cluster, "--task", id, "--container", item.name, "--interactive", "--command", "/bin/sh"];
      await ask.copy(awsCommand(context, "ecs", "execute-command", ...args));
    },
  }),

  openImage: look(containers, {
    fits: (container) => imageRef(container) !== undefined,
    also: [from(serviceTasks, { fits: (task) => task.containers.some((container) => imageRef(container) !== undefined) })],
    none: "no image of it is from ECR",
    run: ({ item, context }, tools) => openLink(imageRef(item), context, tools, "the image"),
  }),

  deploy: write(services, {
    operation: "UpdateService",
    verb: "Deploy",
    fits: isOwn,
    none: BY_OTHERS,
    plan: ({ item }) => ({
      title: `Force a new deployment of ${item.name}`,
      changes: [{ what: "Tasks", before: `${item.running} of ${item.definition}`, after: `replaced one after the other, by ${item.definition} again` }],
      undo: `${UNDO_ROLLOUT} The task definition stays the same.`,
    }),
    send: ({ api, item }) => api.update(item, { forceNewDeployment: true }),
  }),

  scale: write(services, {
    operation: "UpdateService",
    verb: "Change",
    async before({ api, item, told }, { ask, note }) {
      const title = `Desired count of ${item.name}`;
      const service = (await api.getService(item.cluster, item.name)) ?? item;
      const scaling = await api.scalingOf(service).catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        note(`${title}: ${toDevOpsError(error, "look for scaling policies").message}`);
        return "unknown" as const;
      });
      const between = scaling === undefined ? "" : scaling === "unknown" ? "; whether policies scale it is not known" : `; policies scale it between ${scaling.least} and ${scaling.most}`;
      const prompt = `How many tasks of ${told.label} should run (now ${service.desired}${between})`;
      const desired = await ask.number({ title, prompt, example: String(service.desired + 1), value: service.desired, min: 0, max: MOST_TASKS });
      return { desired, before: service.desired, scaling };
    },
    plan: ({ item }, { desired, before, scaling }) => ({
      title: `Change the desired count of ${item.name}`,
      changes: [
        { what: "Tasks", before: String(before), after: String(desired) },
        ...(scaling === undefined
          ? []
          : [{ what: "Mind", after: scaling === "unknown" ? "whether a policy scales this service could not be read" : `Application Auto Scaling keeps it between ${scaling.least} and ${scaling.most}, and may change it again` }]),
      ],
      undo: `change it back to ${before}.`,
    }),
    send: ({ api, item }, { desired }) => api.update(item, { desiredCount: desired }),
  }),

  openScaling: look(services, {
    async run({ api, item, context }, { ask, open }) {
      const scaling = await api.scalingOf(item);
      if (scaling === undefined) await ask.tell(`Nothing scales ${item.name}: it keeps its desired count.`);
      else await open(parseArn(scaling.arn), context);
    },
  }),

  changeRevision: write(services, {
    operation: "UpdateService",
    verb: "Deploy",
    fits: isOwn,
    none: BY_OTHERS,
    async before({ api, item }, { ask }) {
      const service = (await api.getService(item.cluster, item.name)) ?? item;
      const family = service.definition.split(":")[0] ?? "";
      const { items } = await api.listRevisions(family, undefined, new AbortController().signal);
      const others = items.filter((name) => name !== service.definition);
      if (others.length === 0) throw new DevOpsError({ kind: "conflict", tried: `deploy another revision of ${item.name}`, why: `${family} has no other one` });
      const ran = await lastRollouts(api, service);
      // as it was rolled out, which is not the order of the revisions
      const before = [...ran.keys()].find((name) => others.includes(name) && ran.get(name)?.status === "SUCCESSFUL");
      const choices = others.toSorted((a, b) => Number(b === before) - Number(a === before)).map((value) => {
        const { status, finishedAt } = ran.get(value) ?? {};
        const told = status === undefined ? undefined : joined([words(status), formatAgo(finishedAt, Date.now())], " ");
        return { label: value, description: joined([value === before ? "ran before" : undefined, told && `rolled out: ${told}`], ", "), value };
      });
      const wanted = await ask.pick(`Deploy another revision of ${item.name}`, `Now ${service.definition}`, choices);
      const [own, other] = await Promise.all([service.definition, wanted].map((name) => definitionText(api, name)));
      const side = (name: string, text = "") => ({ name: `${name.replace(":", "-")}.json`, text });
      await ask.diff(`${service.definition} ↔ ${wanted}`, side(service.definition, own), side(wanted, other));
      return { before: service.definition, wanted };
    },
    plan: ({ item }, { before, wanted }) => ({
      title: `Deploy ${wanted} to ${item.name}`,
      changes: [{ what: "Task definition", before, after: wanted }],
      undo: `${UNDO_ROLLOUT} Afterwards deploy ${before} again.`,
    }),
    send: ({ api, item }, { wanted }) => api.update(item, { taskDefinition: wanted }),
  }),

  rollBack: write(rollouts, {
    operation: "StopServiceDeployment",
    verb: "Roll back",
    fits: canUndo,
    also: [from(services, { fits: rollsOut })],
    none: "no roll-out is under way that could go back",
    plan: ({ item, up }) => ({
      title: `Stop the roll-out of ${item.definition ?? ""} to ${up(services).name}`,
      changes: [{ what: "Roll-out", before: stateOf(item), after: "stopped, and rolled back to what ran before" }],
      undo: "deploy the revision again: what was stopped cannot go on.",
      resource: up(services).name,
    }),
    send: ({ api, item }) => api.undoRollout(item),
  }),

  proceed: write(rollouts, {
    operation: "ContinueServiceDeployment",
    verb: "Continue",
    fits: ({ hold }) => hold !== undefined,
    also: [from(services, { fits: (service, { hold }) => rollsOut(service) && hold !== undefined })],
    none: "no roll-out waits for somebody",
    before({ item }) {
      const { hold } = item;
      if (hold === undefined) throw new DevOpsError({ kind: "conflict", tried: "continue the roll-out", on: nameOf(item.arn), why: "it does not wait for anybody" });
      return Promise.resolve(hold);
    },
    plan: ({ item, up }, { expiresAt, onTimeout }) => ({
      title: `Continue the roll-out of ${item.definition ?? ""} to ${up(services).name}`,
      changes: [
        { what: "Roll-out", before: stateOf(item), after: "goes on" },
        ...(expiresAt === undefined ? [] : [{ what: "Else", after: `${onTimeout === "CONTINUE" ? "it goes on by itself" : "it is rolled back"} ${formatDateTime(expiresAt)}` }]),
      ],
      undo: UNDO_ROLLOUT,
      resource: up(services).name,
    }),
    send: ({ api, item }, { hookId }) => api.proceed(item, hookId),
  }),

  stopTask: write(anyTask, {
    operation: "StopTask",
    verb: "Stop",
    fits: ({ status }) => !["STOPPED", "STOPPING", "DEPROVISIONING", "DEACTIVATING"].includes(status),
    none: "no task runs",
    before: ({ item }, { ask }) =>
      ask.text({ title: `Stop task ${item.id.slice(0, 8)}`, prompt: "Reason (optional, kept with the task)", example: "Hangs", max: MOST_REASON }),
    plan: ({ item }, reason) => ({
      title: `Stop task ${item.id.slice(0, 8)} of ${item.definition}`,
      changes: [{ what: "Task", before: words(item.status), after: `stopped${reason === "" ? "" : `: ${reason}`}` }],
      undo: item.group?.startsWith("service:") === true ? "the service starts another one in its place; this one is gone." : "run it again: this one is gone.",
    }),
    send: ({ api, item }, reason) => api.stopTask(item, reason),
  }),

  showDefinition: look(revisions, {
    onClick: true,
    async run({ api, item: name }, { show }) {
      await show(`${name.replace(":", "-")}.json`, await definitionText(api, name));
    },
  }),
};

/** How each revision of a service was rolled out last, the newest first, of its newest roll-outs; nothing where that cannot be read. */
async function lastRollouts(api: EcsApi, service: Service): Promise<ReadonlyMap<string, Rollout>> {
  const { items } = await api.listRollouts(service, undefined, new AbortController().signal).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return { items: [] };
  });
  const last = new Map<string, Rollout>();
  for (const one of items) if (one.definition !== undefined && !last.has(one.definition)) last.set(one.definition, one);
  return last;
}

async function definitionText(api: EcsApi, name: string): Promise<string> {
  return `${jsonText(JSON.parse(JSON.stringify(await api.getDefinition(name))))}\n`;
}

function stateOf({ status, hold, stage }: Rollout): string {
  return `${hold === undefined ? words(status) : "waits for somebody"}${stage === undefined ? "" : ` (${words(stage)})`}`;
}

/** The task above a container, wherever that stands. */
function taskAbove(up: <U>(kind: { readonly noun: string; key(item: U): string }) => U): Task {
  try {
    return up<Task>(serviceTasks);
  } catch {
    return up<Task>(clusterTasks);
  }
}

/** Opens what a container wrote; of one that never started says why. @throws DevOpsError where it writes elsewhere */
async function openContainer(api: EcsApi, task: Task, container: string, context: AccountContext, { ask, showLog }: Tools): Promise<void> {
  if (task.startedAt === undefined) {
    await ask.tell(joined([`${container} never started`, stopText(task)], ": "));
    return;
  }
  const own = (await api.containerLogs(task.definition)).find((log) => log.container === container);
  if (own === undefined) {
    const why = "it does not write to CloudWatch Logs";
    throw new DevOpsError({ kind: "notFound", tried: `open the log of ${container}`, on: `task ${task.id.slice(0, 8)}`, why });
  }
  const stream = streamOf(own, task.id);
  await showLog({ context, group: own.group, ...(stream === undefined ? {} : { stream }), title: `${container} ${task.id.slice(0, 8)}` });
}

/** The log of one of a definition's containers. @throws DevOpsError where none writes to CloudWatch Logs */
async function chosenLog(ask: Ask, title: string, definition: string, logs: readonly ContainerLog[]): Promise<ContainerLog> {
  const groups = logs.filter(({ group }, index) => logs.findIndex((log) => log.group === group) === index);
  const [only, ...others] = groups;
  if (only === undefined) throw new DevOpsError({ kind: "notFound", tried: "open the log", on: definition, why: "none of its containers writes to CloudWatch Logs" });
  if (others.length === 0) return only;
  return ask.pick(title, "Container", groups.map((value): Choice<ContainerLog> => ({ label: value.container, description: value.group, value })));
}
