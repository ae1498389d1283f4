import { randomUUID } from "node:crypto";
import { jsonText } from "../../../base/jsonText.ts";
import { isBusy } from "../../../base/standing.ts";
import { joined, plural } from "../../../base/text.ts";
import { from } from "../../../host/kinds/action.ts";
import type { Ask } from "../../../host/kinds/ask.ts";
import { look, write } from "../../../host/kinds/kindRoom.ts";
import { executions, runbooks, steps } from "../kinds/runbooks.ts";
import {
  type Execution,
  type Parameter,
  type Step,
  isList,
  lineOf,
  textsIn,
  problemOf,
  runbookRef,
  standingOfRun,
  stepText,
  valuesOf,
  waitsForApproval,
} from "../model/runbooks.ts";

/** A comment of an approval is no essay; the service tells no limit of its own below 50,000. */
const MOST_COMMENT = 1000;

/** The values of a runbook's parameters: of those that it needs, and of those that a person wants to be otherwise. */
async function askParameters(ask: Ask, runbook: string, parameters: readonly Parameter[]): Promise<ReadonlyMap<Parameter, readonly string[]>> {
  const optional = parameters.filter(({ standard }) => standard !== undefined);
  const needed = parameters.filter(({ standard }) => standard === undefined);
  const given = new Map<Parameter, readonly string[]>();
  const askAll = async (some: readonly Parameter[]) => {
    for (const parameter of some) given.set(parameter, await askParameter(ask, runbook, parameter));
  };
  await askAll(needed);
  if (optional.length === 0) return given;
  const choices = optional.map((value) => ({ label: value.name, description: lineOf(value.standard ?? []), detail: value.description, value }));
  await askAll(await ask.pickMany(`Run ${runbook}`, "Which parameters to set? With none it runs as it is written", choices));
  return given;
}

async function askParameter(ask: Ask, runbook: string, parameter: Parameter): Promise<readonly string[]> {
  const { name, type, description, standard, allowed: listed, pattern } = parameter;
  const title = `Run ${runbook}: ${name}`;
  const place = joined([type, description, pattern && `it has to match ${pattern}`], ": ");
  const allowed = listed ?? (type === "Boolean" ? ["true", "false"] : undefined);
  if (allowed !== undefined) {
    const first = allowed.toSorted((a, b) => Number(standard?.includes(b) ?? false) - Number(standard?.includes(a) ?? false));
    const choices = first.map((value) => ({ label: value, description: standard?.includes(value) === true ? "as the runbook has it" : undefined, value }));
    if (!isList(parameter)) return [await ask.pick(title, place, choices)];
    return ask.pickMany(title, place, choices.map((choice, at) => ({ ...choice, isChosen: standard?.includes(choice.value) ?? at === 0 })));
  }
  const usual = standard === undefined ? type === "Integer" ? "1" : "value" : lineOf(standard);
  const text = await ask.text({
    title,
    prompt: isList(parameter) ? `${place} (several with commas between them)` : place,
    example: usual,
    ...(standard === undefined ? {} : { value: lineOf(standard) }),
    check: (typed) => problemOf(parameter, typed),
  });
  return valuesOf(parameter, text) ?? [];
}

/** The step of an execution that waits, as it stands now. */
const waiting = from(executions, { fits: ({ status, isApproval }) => isApproval && standingOfRun(status) === "waiting" });

const inputOf = ({ inputs }: Step, name: string) => {
  const json = inputs[name];
  return json === undefined ? undefined : json.replaceAll(/^"|"$/g, "");
};

const answer = (verb: "Approve" | "Reject") =>
  write(steps, {
    operation: "SendAutomationSignal",
    verb,
    fits: waitsForApproval,
    also: [waiting],
    none: "no step waits for an approval",
    before: ({ item: { name } }, { ask }) => ask.text({ title: `${verb} ${name}`, prompt: "Comment, may be empty", example: "looked at the change", value: "", max: MOST_COMMENT }),
    plan: ({ item: step, up, context }, comment) => {
      const { id, runbook } = up(executions);
      const [message, least, who] = ["Message", "MinRequiredApprovals", "Approvers"].map((name) => inputOf(step, name));
      const after = verb === "Approve" ? `approved by you; it goes on with ${plural(Number(least ?? 1), "approval")}` : "rejected, nothing behind it runs";
      return {
        title: `${verb} step ${step.name} of ${runbook}`,
        changes: [
          { what: "Execution", after: id },
          ...(message === undefined ? [] : [{ what: "To approve", after: message }]),
          { what: `Step ${step.name}`, before: "waiting for approval", after },
          ...(who === undefined ? [] : [{ what: "Who may", after: textsIn(who) }]),
          { what: "Comment", after: comment === "" ? "none" : comment },
        ],
        undo: verb === "Approve" ? "an approval cannot be taken back; stop the execution: what ran by then stays done." : "run the runbook again.",
        resource: runbook,
        ref: runbookRef(context.region, runbook),
      };
    },
    send: ({ api, up }, comment) => api.runbooks.answer(up(executions).id, verb, comment),
  });

const canStop = ({ status }: Execution) => isBusy(standingOfRun(status)) && standingOfRun(status) !== "undoing";
const lastOf = ({ last }: { readonly last?: Execution | undefined }) => (last !== undefined && canStop(last) ? last.id : undefined);

export const runbookActions = {
  run: write(runbooks, {
    operation: "StartAutomationExecution",
    verb: "Run",
    async before({ api, item }, { ask }) {
      const content = await api.runbooks.content(item);
      return { content, given: await askParameters(ask, item.name, content.parameters), token: randomUUID() };
    },
    plan: ({ item: { name }, context }, { content, given }) => ({
      title: `Run ${name}`,
      changes: [
        { what: "Runbook", after: joined([`version ${content.version}`, content.description], ": ") },
        ...content.parameters.map((parameter) => {
          const values = given.get(parameter);
          const standard = parameter.standard && lineOf(parameter.standard);
          if (values === undefined) return { what: parameter.name, after: `${standard ?? ""} (as the runbook has it)` };
          return { what: parameter.name, ...(standard === undefined ? {} : { before: standard }), after: lineOf(values) };
        }),
        { what: plural(content.steps.length, "step"), after: content.steps.join(", ") },
        { what: "Acts as", after: content.role ?? "you" },
      ],
      undo: "none: what its steps do stays done. While it runs it can be stopped.",
      resource: name,
      ref: runbookRef(context.region, name),
    }),
    send: ({ api, item: { name } }, { content, given, token }) =>
      api.runbooks.start(name, content.version, Object.fromEntries([...given].map(([parameter, values]) => [parameter.name, values])), token),
  }),

  approve: answer("Approve"),
  reject: answer("Reject"),

  stopExecution: write(executions, {
    operation: "StopAutomationExecution",
    verb: "Stop",
    fits: canStop,
    also: [from(runbooks, { fits: (_runbook, more) => lastOf(more) !== undefined, key: (_runbook, more) => lastOf(more) })],
    none: "no execution is in progress",
    before: ({ item: { runbook } }, { ask }) =>
      ask.pick<"Cancel" | "Complete">(`Stop ${runbook}`, "When", [
        { label: "At once", description: "the step that runs is cancelled", value: "Cancel" },
        { label: "After the step that runs", description: "no further step begins", value: "Complete" },
      ]),
    plan: ({ item: { id, runbook, step }, context }, how) => ({
      title: `Stop ${runbook}`,
      changes: [
        { what: "Execution", after: id },
        { what: "Status", before: joined(["in progress", step && `at ${step}`]), after: how === "Cancel" ? "cancelled at once" : "cancelled once that step is through" },
      ],
      undo: "none: what ran by then stays done, and the rest does not follow by itself. Run the runbook again.",
      resource: runbook,
      ref: runbookRef(context.region, runbook),
    }),
    send: ({ api, item: { id } }, how) => api.runbooks.stop(id, how),
  }),

  openStep: look(steps, {
    onClick: true,
    async run({ item, up }, { show }) {
      await show(`${item.name}.txt`, stepText(item, up(executions).runbook, jsonText));
    },
  }),

  openRunbook: look(runbooks, {
    async run({ api, item }, { show }) {
      const { text, ending } = await api.runbooks.source(item);
      await show(`${item.name}.${ending}`, text);
    },
  }),
};
