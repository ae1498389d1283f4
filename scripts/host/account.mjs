// The simulated accounts as a process of their own, and the ~/.aws files that lead to it.
import { createInterface } from "node:readline";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { repository, startService, UserError } from "../processes.mjs";
import { isolatedEnvironment } from "./host.mjs";

/**
 * A key pair.
 * @typedef {object} Keys
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 */

/**
 * What the simulator prints as one line of JSON when it listens.
 * @typedef {object} SimulatedAccount
 * @property {string} endpoint
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {Keys} staging the keys of the second account
 * @property {string} controlToken the secret of the control interface, see src/simulator/controlClient.ts
 */

/** Starts dist/simulator.js on a free port; it ends with this process, whatever ends that. */
export async function startSimulator() {
  const file = path.join(repository, "dist/simulator.js");
  const service = startService(process.execPath, [file, "--json", "--port", "0", "--until-stdin-closes"], {
    env: isolatedEnvironment(os.homedir()),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdout } = service.child;
  if (stdout === null) {
    throw new Error("the simulator has no output");
  }
  const lines = createInterface({ input: stdout });
  /** @type {Promise<string>} */
  const firstLine = new Promise((resolve, reject) => {
    lines.once("line", resolve);
    lines.once("close", () => reject(new UserError("The simulated account did not start; its message is above.")));
  });
  /** @type {SimulatedAccount} */
  const account = JSON.parse(await firstLine);
  return { account, ended: service.ended, stop: service.stop };
}

/**
 * The profiles of the simulated accounts, the one to begin with first.
 * @type {Record<string, { region: string, account: "production" | "staging" }>}
 */
export const profiles = {
  kestrel: { region: "eu-west-1", account: "production" },
  "kestrel-prod": { region: "us-east-1", account: "production" },
  "kestrel-staging": { region: "eu-west-1", account: "staging" },
};

/**
 * Writes ~/.aws/config and ~/.aws/credentials of a home folder: the profiles that lead to the simulated accounts.
 * @param {string} home
 * @param {SimulatedAccount} account
 * @returns {{ AWS_CONFIG_FILE: string, AWS_SHARED_CREDENTIALS_FILE: string }} the files, for those who keep their HOME
 */
export function writeProfiles(home, account) {
  const folder = path.join(home, ".aws");
  fs.mkdirSync(folder, { recursive: true });
  const config = Object.entries(profiles).map(
    ([name, { region }]) => `[profile ${name}]\nregion = ${region}\nendpoint_url = ${account.endpoint}\n`,
  );
  const credentials = Object.entries(profiles).map(([name, { account: of }]) => {
    const { accessKeyId, secretAccessKey } = of === "staging" ? account.staging : account;
    return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  });
  const files = {
    AWS_CONFIG_FILE: path.join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials"),
  };
  fs.writeFileSync(files.AWS_CONFIG_FILE, config.join("\n"));
  fs.writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, credentials.join("\n"), { mode: 0o600 });
  return files;
}

/**
 * Copies the sample workspace, so that what a person or a test does there changes nothing in the repository.
 * @param {string} parent
 */
export function copyWorkspace(parent) {
  const folder = path.join(parent, "kestrel-orders");
  fs.cpSync(path.join(repository, "test/fixtures/workspace"), folder, { recursive: true });
  // an app of the CDK, as it was synthesised
  fs.cpSync(path.join(repository, "test/fixtures/workspaces/cdk/network"), path.join(folder, "network"), { recursive: true });
  return folder;
}
