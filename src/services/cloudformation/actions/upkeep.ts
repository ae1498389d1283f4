import { randomUUID } from "node:crypto";
import { mapLimited } from "../../../base/async.ts";
import { DevOpsError, conflict } from "../../../base/errors.ts";
import { laidOut } from "../../../base/jsonText.ts";
import { everyItem } from "../../../base/pages.ts";
import { parseArn } from "../../../base/resourceRef.ts";
import { joined, plural } from "../../../base/text.ts";
import { from } from "../../../host/kinds/action.ts";
import { look, write } from "../../../host/kinds/kindRoom.ts";
import type { CloudFormationApi } from "../api.ts";
import { drifted, exported, importers, stacks } from "../kinds.ts";
import { type Stack, type StackResource, asNow, isPlanned, placeOf, reasonText, shortId, statusText, templateName, typeText } from "../model.ts";
import { type Kept, type StackExport, canContinue, canDelete, canDetectDrift, exportsOf, keptBy } from "../model/upkeep.ts";
import { followToEnd, lastEventOf } from "./watch.ts";

/** Milliseconds between two looks at a detection. */
const EVERY = 2000;
/** Exports are asked for one by one, so many at once. */
const AT_ONCE = 4;
/** So many resources a plan names. */
const MOST_PLANNED = 12;

const nameOf = ({ logicalId, type }: StackResource) => `${logicalId} (${typeText(type)})`;

/** Exports of the stack that others import, in words; undefined: none. */
async function importedText(api: CloudFormationApi, stack: Stack): Promise<string | undefined> {
  const told: string[] = [];
  const usersOf = async (one: StackExport) => ({ ...one, users: await api.upkeep.allImporters(one.name) });
  for await (const { name, users } of mapLimited(exportsOf(stack), AT_ONCE, usersOf)) {
    const more = users.length > 3 ? ` and ${users.length - 3} more` : "";
    if (users.length > 0) told.push(`${name} by ${users.slice(0, 3).join(", ")}${more}`);
  }
  return told.length === 0 ? undefined : told.toSorted().join("; ");
}

/** What a plan says of the resources: what stays first, then what goes. */
function plannedResources(resources: readonly StackResource[], kept: Kept, chosen: readonly string[]) {
  const alive = resources.filter(({ status }) => status !== "DELETE_COMPLETE");
  const stays = ({ logicalId }: StackResource) => chosen.includes(logicalId) || kept.has(logicalId);
  const going = alive.filter((one) => !stays(one));
  const left = going.length - MOST_PLANNED;
  return [
    ...alive.filter(stays).map((one) => {
      const policy = kept.get(one.logicalId);
      const after = chosen.includes(one.logicalId) ? "kept, as you say" : policy === "Snapshot" ? "DELETED after a snapshot" : `kept: its policy is ${policy}`;
      return { what: nameOf(one), after };
    }),
    ...going.slice(0, MOST_PLANNED).map((one) => ({ what: nameOf(one), after: "DELETED" })),
    ...(left > 0 ? [{ what: "And", after: `${plural(left, "more resource")} DELETED` }] : []),
  ];
}

/** Resources that the roll-back failed at, those of nested stacks behind their stacks' names. */
async function failedIn(api: CloudFormationApi, stackId: string, prefix = ""): Promise<readonly { readonly name: string; readonly resource: StackResource }[]> {
  const resources = await everyItem("list stack resources", (cursor) => api.listResources(stackId, cursor));
  const failed = resources.filter(({ status }) => status === "UPDATE_FAILED");
  const found = await Promise.all(
    failed.map(async (resource) => {
      const { type, physicalId = "" } = resource;
      // a nested stack itself cannot be skipped, what failed in it can (API reference, "ContinueUpdateRollback")
      if (type === "AWS::CloudFormation::Stack" && physicalId.startsWith("arn:")) return failedIn(api, physicalId, `${shortId(physicalId)}.`);
      return [{ name: `${prefix}${resource.logicalId}`, resource }];
    }),
  );
  return found.flat();
}

export const upkeepActions = {
  detectDrift: look(stacks, {
    fits: (stack, news) => canDetectDrift(asNow(stack, news)),
    none: "there is no stack whose drift can be looked for now",
    async run({ api, item: stack, id: row }, { ask, reveal, again }) {
      const id = await api.upkeep.detectDrift(stack.id);
      const found = await ask.until(`Looking for drift in ${stack.name}`, EVERY, async (signal) => {
        const now = await api.upkeep.detection(id, signal);
        return now.isDone ? now : undefined;
      });
      await again(row);
      if (found.failure !== undefined) throw conflict(`look for drift in ${stack.name}`, found.failure);
      const [first] = (await api.upkeep.drifted(stack.id, undefined)).items;
      if (first === undefined) await ask.tell(`${stack.name}: as its template says, as far as CloudFormation can tell.`);
      else await reveal(row, drifted, first.logicalId);
    },
  }),

  showDrift: look(drifted, {
    onClick: true,
    also: [from(stacks, { fits: ({ drift }) => drift?.status === "DRIFTED", isOnRows: false })],
    none: "nothing is known to have drifted",
    run: ({ item: { logicalId, expected, actual } }, { ask }) => {
      const side = (text: string | undefined) => ({ name: `${logicalId}.json`, text: laidOut(text) });
      return ask.diff(`${logicalId}: as the template says ↔ as it is`, side(expected), side(actual));
    },
  }),

  openImporter: look(importers, {
    onClick: true,
    also: [from(stacks, { fits: (stack) => exportsOf(stack).length > 1, isOnRows: false }), from(exported, { isOnRows: false })],
    none: "no stack imports it",
    async run({ api, context, item }, { open }) {
      const { id, name } = await api.getStack(item.name);
      const ref = parseArn(id);
      if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried: `open stack ${name}`, why: "it tells no ARN" });
      await open(ref, { ...context, region: placeOf(id).region });
    },
  }),

  deleteStack: write(stacks, {
    operation: "DeleteStack",
    verb: "Delete",
    fits: (stack, news) => canDelete(asNow(stack, news)),
    none: "there is no stack here that can be deleted now",
    async before({ api, item }, { ask }) {
      const tried = `delete stack ${item.name}`;
      const stack = await api.getStack(item.id);
      if (!canDelete(stack)) {
        const why = stack.parentId === undefined ? `it cannot be deleted now: ${statusText(stack.status)}` : `it is nested in ${shortId(stack.parentId)}, and goes with that`;
        throw conflict(tried, why);
      }
      if (stack.isProtected) {
        const remedy = '"Protect no longer" on its row turns its termination protection off, if it shall really go.';
        throw conflict(tried, "it is protected from being deleted", remedy);
      }
      const used = await importedText(api, stack);
      if (used !== undefined) {
        const remedy = "Delete the stacks that import them first, or take the imports out of these.";
        throw conflict(tried, `others import what it exports: ${used}`, remedy);
      }
      const [resources, template, processed, since] = await Promise.all([
        everyItem("list stack resources", (cursor) => api.listResources(stack.id, cursor)),
        isPlanned(stack) ? "" : api.getTemplate(stack.id),
        // what macros and loops make has other names than what was handed in
        isPlanned(stack) ? "" : api.getTemplate(stack.id, undefined, "Processed"),
        lastEventOf(api, stack.id),
      ]);
      const stuck = stack.status === "DELETE_FAILED" ? resources.filter(({ status }) => status === "DELETE_FAILED") : [];
      const choices = stuck.map((one) => ({ label: one.logicalId, description: joined([typeText(one.type), reasonText(one.reason)]), value: one.logicalId }));
      const chosen = stuck.length === 0 ? [] : await ask.pickMany(`Delete ${stack.name}`, "These could not be deleted: which shall stay, outside of any stack?", choices);
      return { stack, resources, kept: keptBy(processed, resources), chosen, template, since, token: randomUUID() };
    },
    plan: (_target, { stack, resources, kept, chosen }) => ({
      title: `Delete stack ${stack.name}`,
      changes: [{ what: "Stack", before: statusText(stack.status), after: "DELETED" }, ...plannedResources(resources, kept, chosen)],
      undo: isPlanned(stack)
        ? "make a change set for a new stack of this name."
        : "none: what its resources hold is gone for good. Its template is offered at the end, of which the stack can be made anew, empty.",
    }),
    async send({ api, item }, { chosen, token, stack, template, since }) {
      await api.upkeep.deleteStack(item.id, chosen, token);
      return { stack, template, since };
    },
    async after(target, { template, ...begun }, tools) {
      const isTaken = await followToEnd(target, begun, "Deleting", tools, template === "" ? undefined : "Open Its Template");
      if (isTaken) await tools.show(templateName(begun.stack.name, template), template);
    },
  }),

  continueRollback: write(stacks, {
    operation: "ContinueUpdateRollback",
    verb: "Continue",
    fits: (stack, news) => canContinue(asNow(stack, news)),
    none: "no stack is stuck in a roll-back",
    async before({ api, item }, { ask }) {
      const title = `Continue the roll-back of ${item.name}`;
      const stack = await api.getStack(item.id);
      if (!canContinue(stack)) throw conflict(title.toLowerCase(), `it is not stuck any more: ${statusText(stack.status)}`);
      const [failed, since] = await Promise.all([failedIn(api, stack.id), lastEventOf(api, stack.id)]);
      const choices = failed.map(({ name, resource }) => ({ label: name, description: joined([typeText(resource.type), reasonText(resource.reason)]), value: name }));
      const skipped = failed.length === 0 ? [] : await ask.pickMany(title, "Which shall be skipped? None is an answer: then all are tried again", choices);
      return { stack, failed, skipped, since, token: randomUUID() };
    },
    plan: ({ item: { name } }, { stack, failed, skipped }) => ({
      title: `Continue the roll-back of stack ${name}`,
      changes: [
        { what: "Stack", before: statusText(stack.status), after: "rolled back to what it was before the update" },
        ...failed.map((one) => ({
          what: one.name,
          before: reasonText(one.resource.reason) ?? "update failed",
          after: skipped.includes(one.name) ? "SKIPPED: marked as rolled back, and left as it is: it may differ from the template" : "tried again",
        })),
      ],
      undo: "none: a roll-back is not undone. Update the stack again once it is through.",
    }),
    async send({ api, item }, { skipped, token, stack, since }) {
      await api.upkeep.continueRollback(item.id, skipped, token);
      return { stack, since, aim: "UPDATE_ROLLBACK_COMPLETE" };
    },
    async after(target, begun, tools) {
      await followToEnd(target, begun, "Rolling back", tools);
    },
  }),
};
