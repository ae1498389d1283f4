// The simulated account as a process of its own, and the ~/.aws files that lead to it.
import { createInterface } from "node:readline";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { repository, startService, UserError } from "../processes.mjs";
import { isolatedEnvironment } from "./host.mjs";

/**
 * What the simulator prints as one line of JSON when it listens.
 * @typedef {object} SimulatedAccount
 * @property {string} endpoint
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
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

/** The profiles of the simulated account and their regions. */
export const profiles = { kestrel: "eu-west-1", "kestrel-prod": "us-east-1" };

/**
 * Writes ~/.aws/config and ~/.aws/credentials of a home folder: two profiles that lead to the simulated account.
 * @param {string} home
 * @param {SimulatedAccount} account
 * @returns {{ AWS_CONFIG_FILE: string, AWS_SHARED_CREDENTIALS_FILE: string }} the files, for those who keep their HOME
 */
export function writeProfiles(home, account) {
  const folder = path.join(home, ".aws");
  fs.mkdirSync(folder, { recursive: true });
  const config = Object.entries(profiles).map(
    ([name, region]) => `[profile ${name}]\nregion = ${region}\nendpoint_url = ${account.endpoint}\n`,
  );
  const credentials = Object.keys(profiles).map(
    (name) =>
      `[${name}]\naws_access_key_id = ${account.accessKeyId}\naws_secret_access_key = ${account.secretAccessKey}\n`,
  );
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
  return folder;
}
