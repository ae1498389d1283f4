import {
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { RotationRulesType, SecretListEntry } from "@aws-sdk/client-secrets-manager";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import { foldersOf } from "../../base/folders.ts";
import { type PageOf, listed } from "../../base/pages.ts";
import { plural } from "../../base/text.ts";
import { CURRENT, type Secret, type Version } from "./model.ts";

/** The largest page of both lists (API reference). */
const PAGE = 100;

/** Secrets Manager of one context. Every method throws DevOpsError. */
export class SecretsApi extends apiOf(SecretsManagerClient) {
  /** Those whose deletion was asked for, too: they can be restored. With the folders that follow from the names of the page. */
  async listSecrets(NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Secret>> {
    const command = new ListSecretsCommand({ NextToken, MaxResults: PAGE, IncludePlannedDeletion: true });
    const page = await this.send(command, { signal });
    const secrets = (page.SecretList ?? []).map((entry) => toSecret(entry));
    const folders = foldersOf(secrets.map(({ name }) => name)).map((Name) => toSecret({ Name }, "folder"));
    return { items: [...folders, ...secrets], next: page.NextToken };
  }

  /** @throws DevOpsError notFound */
  async getSecret(name: string, signal: AbortSignal): Promise<Secret> {
    if (name.endsWith("/")) return toSecret({ Name: name }, "folder");
    const command = new ListSecretsCommand({ MaxResults: PAGE, IncludePlannedDeletion: true, Filters: [{ Key: "name", Values: [name] }] });
    const { SecretList = [] } = await this.send(command, { signal, subject: `secret ${name}` });
    const found = SecretList.find(({ Name }) => Name === name);
    if (found === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the secret", on: `secret ${name}`, why: "there is no such secret" });
    return toSecret(found);
  }

  /** Those without a label, too, as long as the service keeps them. */
  async listVersions({ arn, name }: Secret, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Version>> {
    const command = new ListSecretVersionIdsCommand({ SecretId: arn, NextToken, MaxResults: PAGE, IncludeDeprecated: true });
    const page = await this.send(command, { signal, subject: `secret ${name}` });
    return listed(page.Versions, page.NextToken, ({ VersionId: id = "", VersionStages: labels = [], CreatedDate, LastAccessedDate }) => ({
      id,
      labels,
      createdAt: CreatedDate?.getTime(),
      readAt: LastAccessedDate?.getTime(),
    }));
  }

  /** The value of a version. Whoever asks shows it and keeps it nowhere. */
  async value({ arn, name }: Secret, VersionId: string): Promise<string> {
    const command = new GetSecretValueCommand({ SecretId: arn, VersionId });
    const { SecretString, SecretBinary } = await this.send(command, { subject: `secret ${name}` });
    if (SecretString !== undefined) return SecretString;
    if (SecretBinary === undefined) throw new DevOpsError({ kind: "notFound", tried: "reveal the value", on: `secret ${name}`, why: "it has none" });
    return `${Buffer.from(SecretBinary).toString("base64")}\n`;
  }

  async rotate({ arn, name }: Secret, ClientRequestToken: string): Promise<void> {
    await this.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken }), { subject: `secret ${name}` });
  }

  /** Gives another version the label of the current one. */
  async makeCurrent({ arn, name }: Secret, RemoveFromVersionId: string, MoveToVersionId: string): Promise<void> {
    const command = new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: CURRENT, RemoveFromVersionId, MoveToVersionId });
    await this.send(command, { subject: `secret ${name}` });
  }

  async restore({ arn, name }: Secret): Promise<void> {
    await this.send(new RestoreSecretCommand({ SecretId: arn }), { subject: `secret ${name}` });
  }
}

function toSecret(entry: SecretListEntry, kind: Secret["kind"] = "secret"): Secret {
  return {
    kind,
    arn: entry.ARN ?? "",
    name: entry.Name ?? "",
    description: entry.Description,
    rotates: entry.RotationEnabled ?? false,
    schedule: scheduleOf(entry.RotationRules),
    rotatedAt: entry.LastRotatedDate?.getTime(),
    rotatesAt: entry.NextRotationDate?.getTime(),
    changedAt: entry.LastChangedDate?.getTime(),
    readAt: entry.LastAccessedDate?.getTime(),
    createdAt: entry.CreatedDate?.getTime(),
    deletedAt: entry.DeletedDate?.getTime(),
    owner: entry.OwningService,
    key: entry.KmsKeyId,
    versions: entry.SecretVersionsToStages ?? {},
  };
}

/** `rate(10 days)` says the same as ten days do; a `cron(…)` stays as it is. */
function scheduleOf({ AutomaticallyAfterDays: days, ScheduleExpression: expression }: RotationRulesType = {}): string | undefined {
  return days === undefined ? (/^rate\((.+)\)$/.exec(expression ?? "")?.[1] ?? expression) : plural(days, "day");
}
