import { DevOpsError } from "../../base/errors.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { compareActions } from "./actions/compare.ts";
import { madeActions } from "./actions/made.ts";
import { runbookActions } from "./actions/runbooks.ts";
import type { SsmApi } from "./api.ts";
import { parameters, versions } from "./kinds.ts";
import { type Entry, type Version, parameterRef, valueProblem } from "./model.ts";

const isParameter = ({ kind }: Entry) => kind === "parameter";

/** Reading what is encrypted is asked for each time. */
async function confirmReveal(ask: Ask, { name, type }: Entry, version: number): Promise<void> {
  if (type !== "SecureString") return;
  const detail = `Version ${version} is decrypted and shown in a document that is closed after 30 seconds and is kept nowhere.\nCloudTrail notes that you read it.`;
  await ask.confirm(`Reveal the value of ${name}?`, detail, "Reveal");
}

/** The service has no lock: what somebody else did meanwhile is not to be overwritten unseen. @throws DevOpsError */
async function checkVersion(api: SsmApi, parameter: Entry, seen: number): Promise<void> {
  const now = await api.version(parameter);
  if (now === seen) return;
  const why = `it is at version ${now} by now: somebody changed it meanwhile`;
  throw new DevOpsError({ kind: "conflict", tried: "put the parameter", on: `parameter ${parameter.name}`, why, remedy: "Look at it again." });
}

/** A new value: edited beside the old one, or typed unseen. The editor saves copies of documents while they are edited. */
async function askValue(ask: Ask, parameter: Entry, before: () => Promise<string>): Promise<string> {
  const { name, type } = parameter;
  const check = (text: string) => valueProblem(text, parameter);
  if (type === "SecureString") return ask.secret({ title: `New value of ${name}`, prompt: "Value, kept encrypted", example: "changed", check });
  const text = await before();
  return ask.edit({ name: `${name.slice(name.lastIndexOf("/") + 1)}.txt`, text, example: `${text}-changed`, isCompared: true, check });
}

export const actions = {
  ...runbookActions,
  ...compareActions,
  ...madeActions,

  reveal: look(parameters, {
    fits: isParameter,
    none: "there is no parameter",
    async run({ api, item: parameter }, { ask, showSecret }) {
      await confirmReveal(ask, parameter, parameter.version);
      await showSecret(parameter.name, await api.value(parameter));
    },
  }),

  edit: write(parameters, {
    operation: "PutParameter",
    verb: "Put",
    fits: isParameter,
    none: "there is no parameter",
    async before({ api, item: parameter }, { ask }) {
      const seen = await api.version(parameter);
      return { seen, value: await askValue(ask, parameter, () => api.value(parameter)) };
    },
    plan: ({ item: { name, type }, context }, { seen }) => ({
      title: `Put a new value into parameter ${name}`,
      changes: [{ what: `Value (${type})`, before: `version ${seen}`, after: String(seen + 1) }],
      undo: `put version ${seen} back: it stands below the parameter.`,
      resource: name,
      ref: parameterRef(context.region, name),
    }),
    async send({ api, item: parameter }, { seen, value }) {
      await checkVersion(api, parameter, seen);
      await api.put(parameter, value);
    },
  }),

  revealVersion: look(versions, {
    async run({ api, item: { parameter, version } }, { ask, showSecret }) {
      await confirmReveal(ask, parameter, version);
      await showSecret(`${parameter.name}-${version}`, await api.value(parameter, version));
    },
  }),

  putBack: write(versions, {
    operation: "PutParameter",
    verb: "Put back",
    fits: ({ parameter, version }: Version) => version !== parameter.version,
    none: "it has no other version",
    before: ({ api, item }) => api.version(item.parameter),
    plan: ({ item: { parameter, version }, context }, seen) => ({
      title: `Put version ${version} of parameter ${parameter.name} back`,
      changes: [{ what: `Value (${parameter.type})`, before: `version ${seen}`, after: `${seen + 1}, with the value of version ${version}` }],
      undo: `put version ${seen} back.`,
      resource: parameter.name,
      ref: parameterRef(context.region, parameter.name),
    }),
    async send({ api, item: { parameter, version } }, seen) {
      const value = await api.value(parameter, version);
      await checkVersion(api, parameter, seen);
      await api.put(parameter, value);
    },
  }),
};
