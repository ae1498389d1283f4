import { randomUUID } from "node:crypto";
import { DevOpsError } from "../../base/errors.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { secrets, versions } from "./kinds.ts";
import { CURRENT, PREVIOUS, type Secret, isRotating, labelText, versionWith } from "./model.ts";

const isThere = ({ deletedAt }: Secret) => deletedAt === undefined;
const isOurs = (secret: Secret) => isThere(secret) && secret.owner === undefined;
const labelled = (id: string, labels: readonly string[] = []) => `${id.slice(0, 8)}${labels.length === 0 ? "" : ` (${labels.map(labelText).join(", ")})`}`;

export const actions = {
  /** Asked for each time: the value stands in that document alone, and for as long as it is open. */
  reveal: look(versions, {
    also: [from(secrets, { fits: (secret) => isThere(secret) && versionWith(secret, CURRENT) !== undefined, key: (secret) => versionWith(secret, CURRENT) })],
    none: "it has no value yet",
    async run({ api, item: { id, labels }, up }, { ask, showSecret }) {
      const secret = up(secrets);
      const detail = [
        `Version ${labelled(id, labels)}. Its value is shown in a document that is closed after 30 seconds and is kept nowhere.`,
        "CloudTrail notes that you read it.",
      ].join("\n");
      await ask.confirm(`Reveal the value of ${secret.name}?`, detail, "Reveal");
      await showSecret(secret.name, await api.value(secret, id));
    },
  }),

  rotate: write(secrets, {
    operation: "RotateSecret",
    verb: "Rotate",
    fits: (secret) => isOurs(secret) && secret.rotates && !isRotating(secret),
    none: "no secret has a rotation of its own that has ended",
    before: () => Promise.resolve(randomUUID()),
    plan: ({ item: secret }) => ({
      title: `Rotate secret ${secret.name}`,
      changes: [{ what: "Current version", before: labelled(versionWith(secret, CURRENT) ?? "none"), after: "a new one that its rotation makes" }],
      undo: "a rotation cannot be taken back: the version before can be made current again, but whatever it opens may no longer take it.",
    }),
    send: ({ api, item }, token) => api.rotate(item, token),
  }),

  makeCurrent: write(versions, {
    operation: "UpdateSecretVersionStage",
    verb: "Make current",
    fits: ({ labels }) => !labels.includes(CURRENT),
    also: [from(secrets, { fits: (secret) => isOurs(secret) && versionWith(secret, PREVIOUS) !== undefined, isOnRows: false })],
    none: "it has no other version",
    async before({ item, up }) {
      const secret = up(secrets);
      const current = versionWith(secret, CURRENT);
      const why = secret.owner === undefined ? (current === undefined ? "it has no current version" : undefined) : `${secret.owner} manages it`;
      if (current === undefined || why !== undefined) {
        throw new DevOpsError({ kind: "conflict", tried: `make version ${item.id.slice(0, 8)} current`, on: `secret ${secret.name}`, why: why ?? "" });
      }
      return Promise.resolve(current);
    },
    plan({ item, up }, current) {
      const secret = up(secrets);
      return {
        title: `Make version ${item.id.slice(0, 8)} of secret ${secret.name} current`,
        changes: [{ what: "Current version", before: labelled(current), after: labelled(item.id, item.labels) }],
        undo: `make version ${current.slice(0, 8)} current again: it is the previous one then.`,
        resource: secret.name,
        ref: parseArn(secret.arn),
      };
    },
    send: ({ api, item, up }, current) => api.makeCurrent(up(secrets), current, item.id),
  }),

  restore: write(secrets, {
    operation: "RestoreSecret",
    verb: "Restore",
    fits: (secret) => !isThere(secret),
    none: "no secret is about to be deleted",
    plan: ({ item }) => ({
      title: `Restore secret ${item.name}`,
      changes: [{ what: "Deletion", before: "asked for", after: "taken back" }],
      undo: "delete it again in the console, with the days in which it can be restored.",
    }),
    send: ({ api, item }) => api.restore(item),
  }),
};
