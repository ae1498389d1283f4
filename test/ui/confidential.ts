// What nobody may find anywhere after a run: the values of the simulated accounts' secrets and secure parameters.
import fs from "node:fs";
import path from "node:path";
import { GetSecretValueCommand, SecretsManagerClient, paginateListSecrets } from "@aws-sdk/client-secrets-manager";
import { SSMClient, paginateGetParametersByPath } from "@aws-sdk/client-ssm";
import type { Page } from "@playwright/test";
import { type SimulatedAccount, profiles } from "../../scripts/host/account.mjs";

/** What something is called by value: the values that the tests' own keys, the secrets and the secure parameters have. */
export type Confidential = ReadonlyMap<string, string>;

/** Members of a secret that are confidential; its user and host stand in configurations as well. */
const CONFIDENTIAL_MEMBER = /password|secret|token|key/i;

/** Reads all of them, as they are in a new account. */
export async function readConfidential(account: SimulatedAccount): Promise<Confidential> {
  const found = new Map([
    [account.secretAccessKey, "the secret key"],
    [account.staging.secretAccessKey, "the secret key of staging"],
  ]);
  for (const { region, account: of } of Object.values(profiles)) {
    const { accessKeyId, secretAccessKey } = of === "staging" ? account.staging : account;
    const options = { endpoint: account.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    const [ssm, secrets] = [new SSMClient(options), new SecretsManagerClient(options)];
    for await (const { Parameters = [] } of paginateGetParametersByPath({ client: ssm }, { Path: "/", Recursive: true, WithDecryption: true })) {
      for (const { Type, Name = "", Value = "" } of Parameters) if (Type === "SecureString") found.set(Value, `parameter ${Name}`);
    }
    for await (const { SecretList = [] } of paginateListSecrets({ client: secrets }, {})) {
      for (const { Name = "", DeletedDate, SecretVersionsToStages } of SecretList) {
        // one may never have had a value
        const hasValue = Object.values(SecretVersionsToStages ?? {}).some((stages) => stages.includes("AWSCURRENT"));
        if (DeletedDate !== undefined || !hasValue) continue;
        const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: Name }));
        for (const value of partsOf(SecretString)) found.set(value, `secret ${Name}`);
      }
    }
    ssm.destroy();
    secrets.destroy();
  }
  found.delete("");
  return found;
}

function partsOf(secret: string): readonly string[] {
  if (!secret.startsWith("{")) return [secret];
  const members = Object.entries(JSON.parse(secret) as Record<string, unknown>);
  return members.flatMap(([name, value]) => (CONFIDENTIAL_MEMBER.test(name) ? [String(value)] : []));
}

/**
 * The files below a folder that hold one of the values, with what it is of; but for the profiles that the tests have
 * written, and the extension's own files: the simulated account is among them.
 */
export function filesWith(values: Confidential, root: string): string[] {
  return filesBelow(root).flatMap((file) => namesIn(values, fs.readFileSync(file)).map((name) => `${file}: ${name}`));
}

function filesBelow(root: string): string[] {
  if (!fs.existsSync(root)) return [];
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && path.basename(entry.parentPath) !== ".aws" && !entry.parentPath.startsWith(path.join(root, "extensions")))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function namesIn(values: Confidential, text: Buffer | string): string[] {
  return [...values].filter(([value]) => text.includes(value)).map(([, name]) => name);
}

/** What of the values stands in the browser: in its storages, and on the page and in its webviews. */
export async function inBrowser(values: Confidential, page: Page): Promise<string[]> {
  const kept = await keptByBrowser(page);
  const shown = await Promise.all(page.frames().map((frame) => frame.content().catch(() => "")));
  return [...namesIn(values, kept).map((name) => `storage: ${name}`), ...shown.flatMap((text) => namesIn(values, text)).map((name) => `page: ${name}`)];
}

/** Everything that the browser keeps of the editor, of whatever database: state, settings, copies of unsaved documents. */
async function keptByBrowser(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error(String(request.error))));
      });
    const textOf = (value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === "string" ? value : JSON.stringify(value));
    const found = [localStorage, sessionStorage].map((storage) => JSON.stringify(Object.entries(storage)));
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values: readonly unknown[] = await done(database.transaction(store).objectStore(store).getAll());
        found.push(...values.map(textOf));
      }
      database.close();
    }
    return found.join("\n");
  });
}
