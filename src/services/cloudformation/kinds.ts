import { parseArn } from "../../base/resourceRef.ts";
import { capitalized, joined } from "../../base/text.ts";
import { formatAgo, formatDateTime, timeLine } from "../../base/time.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { CloudFormationApi } from "./api.ts";
import { changeSetKinds } from "./kinds/changeSets.ts";
import { upkeepKinds } from "./kinds/upkeep.ts";
import { driftText } from "./model/upkeep.ts";
import { hookText } from "./model/eventText.ts";
import {
  type Stack,
  type StackEvent,
  type StackNews,
  type StackOutput,
  type StackParameter,
  type StackResource,
  asNow,
  isHidden,
  isOfStack,
  isRunning,
  newestChangeFirst,
  newsOf,
  reasonText,
  shortId,
  stackNameOf,
  stackPage,
  standingOfStatus,
  statusText,
  typeText,
} from "./model.ts";

/** A call tells all of a page's stacks: none is made for a single row. Where nested ones stand follows from their parents. */
export const stacks: Kind<CloudFormationApi, Stack, Stack | undefined, StackNews> = {
  noun: "stack",
  icon: "layers",
  none: "No stack in this region",
  isSlow: true,
  get below() {
    return [resourcesFolder, outputsFolder, exportsFolder, changeSetsFolder, driftFolder, eventsFolder, parametersFolder, stacks];
  },
  list: (api, _service, { cursor, signal }) => api.listStacks(cursor, signal),
  get: (api, name, _service, signal) => api.getStack(name, signal),
  inside: ({ parentId }) => (parentId === undefined ? undefined : shortId(parentId)),
  order: newestChangeFirst,
  key: ({ name }) => name,
  tell: (listed, news, { now }) => {
    const stack = asNow(listed, news);
    const { name, id, status, reason, description, updatedAt, createdAt, parentId, rootId, tags } = stack;
    const at = updatedAt ?? createdAt;
    const drift = driftText(stack);
    return {
      label: name,
      standing: standingOfStatus(status),
      facts: [
        statusText(status),
        isRunning(status) ? undefined : formatAgo(at, now),
        parentId && `nested in ${shortId(parentId)}`,
      ],
      tooltip: [
        `${name}: ${statusText(status)}`,
        reason,
        description,
        timeLine("Created", createdAt),
        timeLine("Updated", updatedAt),
        parentId && `Nested in ${shortId(parentId)}`,
        rootId === undefined || rootId === parentId ? undefined : `Below ${shortId(rootId)}`,
        drift && `Drift: ${drift}`,
        stack.isProtected ? "Protected from being deleted" : undefined,
        tags.length === 0 ? undefined : `Tags: ${tags.map(({ key, value }) => `${key}=${value}`).join(", ")}`,
      ],
      ref: parseArn(id),
      page: stackPage(id, "stackinfo"),
    };
  },
  find: (ref) => {
    const name = stackNameOf(ref);
    return name === undefined ? undefined : [name];
  },
};

export const resources: Kind<CloudFormationApi, StackResource, Stack> = {
  noun: "resource",
  icon: "symbol-structure",
  none: "No resource",
  above: stacks,
  list: (api, stack, { cursor, signal }) => api.listResources(stack.id, cursor, signal),
  key: ({ logicalId }) => logicalId,
  tell: ({ logicalId, stackId, type, physicalId, status, reason, updatedAt, ref, page }) => {
    const standing = standingOfStatus(status);
    const why = standing === "failed" ? reasonText(reason) : undefined;
    return {
      label: logicalId,
      name: physicalId ?? logicalId,
      what: typeText(type),
      standing,
      facts: [typeText(type), shortId(physicalId ?? ""), standing === "passed" ? undefined : statusText(status), why],
      spoken: joined([statusText(status), why], ", "),
      tooltip: [
        `${logicalId}: ${statusText(status)}`,
        reason,
        `Type: ${type}`,
        physicalId && `Physical id: ${physicalId}`,
        timeLine("Changed", updatedAt),
      ],
      ref,
      page: page ?? stackPage(stackId, "resources"),
    };
  },
};

export const outputs: Kind<CloudFormationApi, StackOutput, Stack> = {
  noun: "output",
  icon: "symbol-constant",
  none: "No output",
  above: stacks,
  list: async (api, stack, { signal }) => (await whole(api, stack, signal)).outputs,
  key: ({ name }) => name,
  tell: ({ name, value, description, exportName }, _more, { up }) => ({
    label: name,
    facts: [value],
    tooltip: [name, value, description, exportName && `Exported as ${exportName}`],
    page: stackPage(up(stacks).id, "outputs"),
  }),
};

export const events: Kind<CloudFormationApi, StackEvent, Stack> = {
  noun: "event",
  icon: "history",
  none: "No event: CloudFormation keeps them for 90 days",
  isHistory: true,
  above: stacks,
  list: (api, stack, { cursor, signal }) => api.listEvents(stack.id, cursor, signal),
  teach: (newest) => newsOf(newest, Date.now()),
  key: ({ id }) => id,
  tell: (event, _more, { now }) => {
    const { logicalId, stackId, type, physicalId, status, reason, at, hook, ref } = event;
    return {
      label: logicalId,
      name: logicalId,
      what: isOfStack(event) ? "stack" : typeText(type),
      standing: standingOfStatus(hook?.status ?? status),
      isPast: true,
      facts: eventFacts(event, now),
      tooltip: [
        `${logicalId}: ${statusText(status)}`,
        reason,
        hookText(event),
        hook?.reason,
        at === undefined ? undefined : formatDateTime(at),
        `Type: ${type}`,
        physicalId && `Physical id: ${physicalId}`,
      ],
      ref,
      page: stackPage(stackId, "events"),
    };
  },
};

export const parameters: Kind<CloudFormationApi, StackParameter, Stack> = {
  noun: "parameter",
  icon: "symbol-parameter",
  none: "No parameter",
  above: stacks,
  list: async (api, stack, { signal }) => (await whole(api, stack, signal)).parameters,
  key: ({ name }) => name,
  tell: (parameter, _more, { up }) => {
    const { name, value, resolved } = parameter;
    const page = stackPage(up(stacks).id, "parameters");
    if (!isHidden(parameter)) return { label: name, facts: [value, resolved], tooltip: [name, value], page };
    const tooltip = [name, "Hidden by the template (NoEcho): CloudFormation does not tell it."];
    return { label: name, facts: [value], icon: "lock", spoken: "hidden", tooltip, page };
  },
};

/** What a stack has of a kind, with how many where the stack itself tells. */
function part(
  noun: "resources" | "outputs" | "events" | "parameters",
  icon: string,
  below: () => readonly Kind<CloudFormationApi, unknown, Stack>[],
  count?: (stack: Stack) => number,
): Kind<CloudFormationApi, Stack, Stack> {
  return folder({ noun, label: capitalized(noun), icon }, below, (stack) => ({
    facts: [stack.isSummary || count === undefined ? undefined : String(count(stack))],
    page: stackPage(stack.id, noun),
  }));
}

const resourcesFolder = part("resources", "symbol-structure", () => [resources]);
const outputsFolder = part("outputs", "output", () => [outputs], (stack) => stack.outputs.length);
const eventsFolder = part("events", "history", () => [events]);
const parametersFolder = part("parameters", "settings", () => [parameters], (stack) => stack.parameters.length);

export const { changeSets, changes, properties } = changeSetKinds(stacks);
export const { drifted, exported, importers, driftFolder, exportsFolder } = upkeepKinds(stacks);

const changeSetsFolder = folder({ noun: "changeSets", label: "Change sets", icon: "git-pull-request-draft" }, () => [changeSets], (stack: Stack) => ({
  page: stackPage(stack.id, "changesets"),
}));

/** What came of an event, why where it went wrong, and how long ago. */
function eventFacts(event: StackEvent, now: number): readonly (string | undefined)[] {
  const { status, reason, at, hook } = event;
  const wentWrong = standingOfStatus(hook?.status ?? status) === "failed" || status.includes("ROLLBACK");
  const why = hook === undefined ? reason : hook.reason;
  return [hookText(event) ?? statusText(status), wentWrong ? reasonText(why) : undefined, formatAgo(at, now)];
}

/** A stack with what a short list does not tell. */
function whole(api: CloudFormationApi, stack: Stack, signal: AbortSignal): Promise<Stack> {
  return stack.isSummary ? api.getStack(stack.id, signal) : Promise.resolve(stack);
}
