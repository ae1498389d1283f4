#!/usr/bin/env node
// Stands in for VS Code's desktop program where none can be downloaded: takes the arguments that @vscode/test-electron
// gives it, runs the test suite in the extension host of the VS Code host, prints its console, exits with its code.
import fs from "node:fs";
import path from "node:path";
import { format } from "node:util";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { onInterrupt, program, UserError } from "../processes.mjs";
import { chromiumOptions } from "./chromium.mjs";
import { hostFolders, ownEnvironment, startHost } from "./host.mjs";

const timeLimit = 10 * 60_000;

/** What the workbench itself logs while it starts and ends. */
const noise = new RegExp(
  [
    "^Creating a socket",
    "^Resolv(ing|ed) connection",
    "^Canceled: Canceled",
    "^Creation of workbench contribution",
    "^Ignoring fetching",
    "^Updating additional builtin",
    "^ChatSessionStore",
    "^No search provider",
    "authentication provider 'github'",
    "^\\[(reconnection|Service Worker|AgentHost|AccountPolicy|DefaultAccount)",
  ].join("|"),
);

const flags = process.argv.slice(2);

/** @param {string} name */
function folderFlag(name) {
  const value = flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (value === undefined) {
    throw new UserError(`--${name} is missing.`);
  }
  return value.startsWith("file:") ? fileURLToPath(value) : path.resolve(value);
}

program(async () => {
  const extension = folderFlag("extensionDevelopmentPath");
  const tests = folderFlag("extensionTestsPath");
  const folders = hostFolders();
  const folder = flags.find((flag) => !flag.startsWith("-") && fs.existsSync(flag)) ?? folders.home;
  // The AWS settings come from the caller; the runner inside the extension host reads VSCODE_TEST_OPTIONS.
  const env = ownEnvironment({ HOME: folders.home, VSCODE_TEST_OPTIONS: process.env["VSCODE_TEST_OPTIONS"] });
  const host = await startHost({ folders, env, smokeTestDriver: true });
  const browser = await chromium.launch({ ...chromiumOptions(), handleSIGINT: false, handleSIGTERM: false });
  const end = async () => {
    await browser.close();
    await host.stop();
    folders.remove();
  };
  onInterrupt(end);

  const page = await browser.newPage();
  /** @type {Promise<number>} */
  const exitCode = new Promise((resolve, reject) => {
    void page.exposeFunction("codeAutomationExit", resolve);
    page.once("crash", () => reject(new UserError("The workbench page has crashed.")));
    setTimeout(() => reject(new UserError("The suite has not ended within ten minutes.")), timeLimit).unref();
  });
  await page.exposeFunction("codeAutomationLog", print);
  await page.goto(host.address(folder, { extension, tests }), { waitUntil: "commit" });
  const code = await exitCode;
  await end();
  return code;
});

/**
 * @param {string} type a console method's name
 * @param {unknown[]} values
 */
function print(type, values) {
  const text = format(...values.map((value) => (typeof value === "string" ? value.replace(/^%c/, "") : value)));
  if (!noise.test(text)) {
    (type === "error" ? process.stderr : process.stdout).write(`${text}\n`);
  }
}
