import { parseArn } from "../../base/resourceRef.ts";
import { formatAgo, timeLine } from "../../base/time.ts";
import { inFolders, tellInFolder } from "../../host/kinds/folders.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { SecretsApi } from "./api.ts";
import { type Secret, type Version, CURRENT, factsOf, labelText, nameOf, standingOf } from "./model.ts";

const page = (name: string) => `secretsmanager/secret?name=${encodeURIComponent(name)}`;
const day = (what: string, at: number | undefined) => (at === undefined ? undefined : `${what} ${new Date(at).toISOString().slice(0, 10)}`);

/** What the names have in common up to a slash is a folder, as in the parameter store. */
export const secrets: Kind<SecretsApi, Secret, Secret | undefined> = {
  ...inFolders,
  noun: "secret",
  icon: "key",
  none: "No secret in this region",
  gathers: "folders grow with the secrets that are loaded",
  get below() {
    return [secrets, versions];
  },
  belowOf: ({ kind }) => (kind === "folder" ? [secrets] : [versions]),
  list: (api, _service, { cursor, signal }) => api.listSecrets(cursor, signal),
  get: (api, name, _service, signal) => api.getSecret(name, signal),
  tell: (secret, _more, { now }) =>
    tellInFolder(secret, {
      standing: standingOf(secret, now),
      facts: factsOf(secret, now),
      tooltip: [
        secret.name,
        secret.description,
        timeLine("Deletion asked for", secret.deletedAt),
        timeLine("Changed", secret.changedAt),
        timeLine("Rotated", secret.rotatedAt),
        timeLine("To be rotated", secret.rotatesAt),
        day("Last read on", secret.readAt) ?? "Not read yet",
        secret.key && `Key: ${secret.key}`,
      ],
      ref: parseArn(secret.arn),
      page: page(secret.name),
    }),
  find: ({ service, resource }) => {
    const name = service === "secretsmanager" ? nameOf(resource) : undefined;
    return name === undefined ? undefined : [name];
  },
};

export const versions: Kind<SecretsApi, Version, Secret> = {
  noun: "version",
  icon: "versions",
  none: "No value yet",
  above: secrets,
  list: (api, secret, { cursor, signal }) => api.listVersions(secret, cursor, signal),
  // the service lists them in no order
  order: (a, b) => Number(b.labels.includes(CURRENT)) - Number(a.labels.includes(CURRENT)) || (b.createdAt ?? 0) - (a.createdAt ?? 0),
  key: ({ id }) => id,
  tell: ({ id, labels, createdAt, readAt }, _more, { now, up }) => ({
    label: labels.length === 0 ? id.slice(0, 8) : labels.map(labelText).join(", "),
    name: id,
    facts: [createdAt === undefined ? undefined : `made ${formatAgo(createdAt, now)}`, labels.length === 0 ? "no label: the service may delete it" : id.slice(0, 8)],
    tooltip: [`Version ${id}`, labels.length === 0 ? "No label" : `Labels: ${labels.join(", ")}`, timeLine("Made", createdAt), day("Last read on", readAt) ?? "Not read yet"],
    page: page(up(secrets).name),
  }),
};
