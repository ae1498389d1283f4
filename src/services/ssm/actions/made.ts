import { conflict } from "../../../base/errors.ts";
import type { Ask } from "../../../host/kinds/ask.ts";
import { write } from "../../../host/kinds/kindRoom.ts";
import { parameters } from "../kinds.ts";
import { type Entry, type ParameterType, nameProblem, parameterRef, valueProblem } from "../model.ts";

const TYPES: readonly (readonly [ParameterType, string])[] = [
  ["String", "a text"],
  ["StringList", "texts with commas between them"],
  ["SecureString", "encrypted with the account's own key; typed unseen"],
];

async function askNew(ask: Ask, { name: folder }: Entry) {
  const title = `New parameter in ${folder}`;
  const name = await ask.text({ title, prompt: "Its whole name", example: `${folder}/new-setting`, value: `${folder}/`, check: nameProblem });
  const type = await ask.pick(`New parameter ${name}`, "Type", TYPES.map(([label, description]) => ({ label, description, value: label })));
  const question = { title: `New parameter ${name}`, prompt: "Its value", example: "value", check: (text: string) => valueProblem(text, { tier: "Standard" }) };
  return { name, type, value: type === "SecureString" ? await ask.secret(question) : await ask.text(question) };
}

export const madeActions = {
  create: write(parameters, {
    operation: "PutParameter",
    verb: "Make",
    fits: ({ kind }) => kind === "folder",
    none: "there is no folder yet",
    before: ({ item }, { ask }) => askNew(ask, item),
    plan: ({ context }, { name, type }) => ({
      title: `Make parameter ${name}`,
      changes: [{ what: `Value (${type})`, before: "none", after: "version 1; one that is there already is not overwritten" }],
      undo: "delete it.",
      resource: name,
      ref: parameterRef(context.region, name),
    }),
    send: ({ api }, made) => api.create(made),
  }),

  delete: write(parameters, {
    operation: "DeleteParameter",
    verb: "Delete",
    fits: ({ kind }) => kind === "parameter",
    none: "there is no parameter",
    async before({ api, item }) {
      const now = await api.version(item);
      if (now !== item.version) throw conflict(`delete parameter ${item.name}`, `it is at version ${now} by now: somebody changed it meanwhile. Look at it again`);
      return now;
    },
    plan: ({ item: { name, type }, context }, version) => ({
      title: `Delete parameter ${name}`,
      changes: [
        { what: `Value (${type})`, before: `version ${version}`, after: "gone, with all its versions and labels" },
        { what: "Who reads it", after: "gets ParameterNotFound from then on; a stack's parameter is missing at its next update" },
      ],
      undo: "none: its values are gone. A parameter of that name can be made again after 30 seconds, so copy the value before.",
      resource: name,
      ref: parameterRef(context.region, name),
    }),
    send: ({ api, item }) => api.delete(item),
  }),
};
