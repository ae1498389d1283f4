import { randomUUID } from "node:crypto";
import { DevOpsError, conflict } from "../../../base/errors.ts";
import { laidOut } from "../../../base/jsonText.ts";
import { parseArn } from "../../../base/resourceRef.ts";
import { plural } from "../../../base/text.ts";
import type { OpenDocument } from "../../../host/kinds/ask.ts";
import { from } from "../../../host/kinds/action.ts";
import { look, write } from "../../../host/kinds/kindRoom.ts";
import { isTemplate } from "../../../language/detect.ts";
import { changeSets, changes, stacks } from "../kinds.ts";
import { asNow, canChange, isHidden, isPlanned, plannedStack, statusText, templateName } from "../model.ts";
import { type Change, canExecute, changesText, isBeingMade, isEmpty, plannedOf } from "../model/changeSets.ts";
import { type GivenParameter, type TemplateNeeds, parametersText } from "../model/parameters.ts";
import { PARAMETERS_ENDING, askParameters } from "./parameters.ts";
import { followToEnd, lastEventOf } from "./watch.ts";

/** A template that is sent as a text has no more bytes (CloudFormation user guide, "Quotas"). */
const MOST_BYTES = 51_200;

/** Milliseconds between two looks at a change set that is being computed. */
const EVERY = 2000;

const EXAMPLE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Letters:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
`;

/** @throws DevOpsError unsupported for a template that is too large to be sent as it is */
function checkSize({ name, text }: OpenDocument): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= MOST_BYTES) return;
  throw new DevOpsError({
    kind: "unsupported",
    tried: `make a change set of ${name}`,
    why: `it has ${bytes.toLocaleString("en")} bytes, and CloudFormation takes templates of more than ${MOST_BYTES.toLocaleString("en")} from a bucket alone`,
    remedy: "Make its change set with the AWS CLI (aws cloudformation deploy --no-execute-changeset --s3-bucket …): it is shown here. Or divide it into nested stacks.",
  });
}

/** What a plan says of the parameters: those that change or come anew. */
function plannedParameters(given: readonly GivenParameter[], needs: TemplateNeeds, before: ReadonlyMap<string, string>) {
  const values = new Map(given.map(({ name, value }) => [name, value]));
  const kept = needs.parameters.filter(({ name }) => before.has(name) && values.get(name) === undefined);
  const changed = needs.parameters.filter((one) => !kept.includes(one));
  return [
    ...changed.map(({ name, isHidden: isSecret, standard = "" }) => ({
      what: `Parameter ${name}`,
      ...(before.has(name) ? { before: before.get(name) ?? "" } : {}),
      after: values.get(name) === undefined ? `${standard} (as the template has it)` : isSecret ? "a value that is not shown" : (values.get(name) ?? ""),
    })),
    ...(kept.length === 0 ? [] : [{ what: "Parameters as before", after: kept.map(({ name }) => name).join(", ") }]),
  ];
}

/** The properties of all resources that a change set touches, as one document. */
const allText = (some: readonly Change[], side: "before" | "after"): string =>
  some
    .filter((change) => change[side] !== undefined)
    .toSorted((a, b) => (a.logicalId < b.logicalId ? -1 : 1))
    .map((change) => `${change.logicalId} (${change.type})\n${laidOut(change[side])}`)
    .join("\n");

/** Pickers offer first what may have one. */
const changeable = from(stacks, { fits: (stack, news) => canChange(asNow(stack, news)), isOnRows: false });

export const changeSetActions = {
  createChangeSet: write(stacks, {
    operation: "CreateChangeSet",
    verb: "Create",
    fits: (stack, news) => canChange(asNow(stack, news)),
    fresh: {
      label: "New stack…",
      make: async (ask) => {
        const check = (text: string) => (/^[a-zA-Z][-a-zA-Z0-9]*$/.test(text) ? undefined : "Letters, digits and hyphens, a letter first");
        return plannedStack(await ask.text({ title: "New stack", prompt: "Its name", example: "parcel-letters", max: 128, check }));
      },
    },
    none: "no stack can be changed now",
    async before({ api, item }, { ask }) {
      const title = `Make a change set for ${item.name}`;
      const document = await ask.document({ title, noun: "template", example: { name: "letters.yaml", text: EXAMPLE }, fits: isTemplate });
      checkSize(document);
      const [needs, stack] = await Promise.all([api.changeSets.needs(document.text), item.id === "" ? item : api.getStack(item.id)]);
      if (!canChange(stack)) {
        const why = stack.parentId === undefined ? `it cannot be changed now: ${statusText(stack.status)}` : "it is changed with the stack that it is nested in";
        throw conflict(title.toLowerCase(), why);
      }
      const parameters = await askParameters(ask, document, needs.parameters, stack);
      return { document, needs, stack, parameters, token: randomUUID() };
    },
    plan: ({ item: { name } }, { document, needs, stack, parameters }) => {
      const isNew = isPlanned(stack);
      return {
        title: `Make a change set for ${isNew ? "the new stack" : "stack"} ${name}`,
        changes: [
          { what: "Change set", after: `of ${document.name}; nothing is changed until it is executed, and one without changes is deleted again` },
          ...plannedParameters(parameters, needs, new Map(stack.parameters.map((one) => [one.name, one.value]))),
          ...needs.capabilities.map((one) => ({ what: "Acknowledged", after: `${one}${needs.reason === undefined ? "" : `: ${needs.reason}`}` })),
        ],
        undo: isNew ? "delete the change set, and the stack, which is empty until then." : "delete the change set.",
      };
    },
    send: ({ api, item }, { document, needs, stack, parameters, token }) =>
      api.changeSets.create({
        stack: item.id === "" ? item.name : item.id,
        name: `editor-${token.slice(0, 8)}`,
        isNew: isPlanned(stack),
        template: document.text,
        parameters,
        capabilities: needs.capabilities,
        description: `Of ${document.name}`,
        hasNested: needs.types.includes("AWS::CloudFormation::Stack"),
        token,
      }),
    async after({ api, item, id: row }, id, { ask, reveal, again }) {
      const set = await ask.until(`Computing the changes of ${item.name}`, EVERY, async (signal) => {
        const now = await api.changeSets.get(id, signal);
        return isBeingMade(now) ? undefined : now;
      });
      if (isEmpty(set)) {
        await api.changeSets.delete(id);
        await again(row);
        await ask.tell(`The template changes nothing in ${item.name}: its change set is deleted again.`);
        return;
      }
      await reveal(row, changeSets, set.name);
      if (set.status === "FAILED") throw new DevOpsError({ kind: "invalid", tried: `compute the changes of ${item.name}`, why: set.reason ?? "no reason is told" });
    },
  }),

  showChange: look(changes, {
    onClick: true,
    also: [changeable, from(changeSets, { fits: (set) => !isEmpty(set), isOnRows: false })],
    run: ({ item: { logicalId, before, after } }, { ask }) => {
      const side = (text: string | undefined) => ({ name: `${logicalId}.json`, text: laidOut(text) });
      return ask.diff(`${logicalId}: now ↔ as the change set has it`, side(before), side(after));
    },
  }),

  compareTemplates: look(changeSets, {
    fits: (set) => !isBeingMade(set),
    also: [changeable],
    async run({ api, item: set, up }, { ask }) {
      const stack = up(stacks);
      const [before, after] = await ask.wait("Reading both templates", (signal) =>
        Promise.all([isPlanned(stack) ? "" : api.getTemplate(stack.id, signal), api.changeSets.template(set.id, signal)]),
      );
      const side = (text: string) => ({ name: templateName(stack.name, text === "" ? after : text), text });
      await ask.diff(`${stack.name}: deployed ↔ ${set.name}`, side(before), side(after));
    },
  }),

  compareProperties: look(changeSets, {
    fits: (set) => !isBeingMade(set),
    also: [changeable],
    async run({ api, item: set, up }, { ask }) {
      const { name } = up(stacks);
      const found = await ask.wait("Reading the changes", (signal) => api.changeSets.allChanges(set.id, signal));
      const side = (which: "before" | "after") => ({ name: `${name}.txt`, text: allText(found, which) });
      await ask.diff(`${name}: properties now ↔ with ${set.name}`, side("before"), side("after"));
    },
  }),

  executeChangeSet: write(changeSets, {
    operation: "ExecuteChangeSet",
    verb: "Execute",
    fits: (set) => canExecute(set),
    also: [changeable],
    none: "no change set can be executed",
    async before({ api, item, up }, { ask }) {
      const { id, name } = up(stacks);
      const read = async (signal: AbortSignal) => {
        const set = await api.changeSets.get(item.id, signal);
        if (!canExecute(set)) {
          const why = set.execution === "OBSOLETE" ? "its stack was updated since: make a new one" : `it cannot be executed now: ${statusText(set.execution)}`;
          throw conflict(`execute change set ${set.name}`, why);
        }
        const [found, stack, since] = await Promise.all([api.changeSets.allChanges(item.id, signal), api.getStack(id, signal), lastEventOf(api, id)]);
        return { found, stack, since, template: isPlanned(stack) ? undefined : await api.getTemplate(id, signal) };
      };
      return { ...(await ask.wait(`Reading the changes of ${name}`, read)), token: randomUUID() };
    },
    plan: ({ item: set, up }, { found, stack, template }) => ({
      title: `Execute change set ${set.name} on stack ${up(stacks).name}`,
      changes: [{ what: "Stack", before: statusText(stack.status), after: changesText(found) }, ...plannedOf(found)],
      undo:
        template === undefined
          ? "delete the stack."
          : `make a change set of the template as it is now: it is offered at the end, with ${plural(stack.parameters.length, "parameter")}. What is replaced or deleted loses what it holds for good.`,
      resource: stack.name,
      ref: parseArn(stack.id),
    }),
    async send({ api, item }, { token, ...before }) {
      await api.changeSets.execute(item.id, token);
      return before;
    },
    async after(target, { template, ...begun }, tools) {
      const { stack } = begun;
      const isTaken = await followToEnd(target, begun, "Changing", tools, template === undefined ? undefined : "Open Template as It Was");
      if (!isTaken || template === undefined) return;
      // the command for change sets finds both where they are open; what nobody is told stays as the stack has it
      const given = stack.parameters.map((one): GivenParameter => ({ name: one.name, value: isHidden(one) ? undefined : one.value }));
      if (given.length > 0) await tools.show(`${stack.name}-before${PARAMETERS_ENDING}`, parametersText(given));
      await tools.show(templateName(`${stack.name}-before`, template), template);
    },
  }),

  deleteChangeSet: write(changeSets, {
    operation: "DeleteChangeSet",
    verb: "Delete",
    fits: ({ execution }) => execution !== "EXECUTE_IN_PROGRESS",
    also: [changeable],
    none: "there is no change set here that can be deleted",
    plan: ({ item: set, up }) => ({
      title: `Delete change set ${set.name} of stack ${up(stacks).name}`,
      changes: [{ what: "Change set", before: set.description ?? set.name, after: "deleted; the stack stays as it is" }],
      undo: "make it again of its template.",
    }),
    send: ({ api, item }) => api.changeSets.delete(item.id),
  }),
};
