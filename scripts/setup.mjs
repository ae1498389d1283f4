// What `npm start` and `npm test` need on a machine: found where it is there already, installed where it is missing.
// Only Node's own modules: this runs before node_modules exists.
import fs from "node:fs";
import path from "node:path";
import { mustRun, repository, UserError } from "./processes.mjs";
import { findChromium } from "./host/chromium.mjs";
import { hostFolder, installHost, isHostInstalled } from "./host/install.mjs";

/**
 * Numbers the steps of a program: `[2/5] Building`.
 * @param {number} steps
 */
export function progress(steps) {
  let step = 0;
  return {
    /** @param {string} what */
    next(what) {
      step += 1;
      console.log(`[${step}/${steps}] ${what}`);
    },
    /** @param {string} detail */
    detail(detail) {
      console.log(`      ${detail}`);
    },
  };
}

/** @typedef {ReturnType<typeof progress>} Progress */

/** @throws {UserError} when Node is too old */
export function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) {
    throw new UserError(`Node 20 or newer is needed; this is ${process.version}. See https://nodejs.org/en/download.`);
  }
}

/**
 * Runs `npm ci` when node_modules is missing or differs from the lock file.
 * @param {Progress} steps
 */
export async function ensureNodeModules(steps) {
  const stale = staleness();
  if (stale === undefined) {
    steps.next("Node modules: up to date");
    return;
  }
  steps.next(`Node modules: ${stale}, installing (about half a minute)`);
  const flags = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  await mustRun("Installing the node modules", "npm", flags);
}

/** Why node_modules does not serve; undefined when it does. npm keeps a list of what it installed in there. */
function staleness() {
  const installedList = path.join(repository, "node_modules/.package-lock.json");
  if (!fs.existsSync(installedList)) {
    return "missing";
  }
  const wanted = lockedPackages(path.join(repository, "package-lock.json"));
  const installed = lockedPackages(installedList);
  for (const [name, { version, optional }] of wanted) {
    // Optional ones are often meant for another platform, and then not installed.
    const found = installed.get(name);
    if (found === undefined ? !optional : found.version !== version) {
      return `${name.replace("node_modules/", "")} is not the one of the lock file`;
    }
  }
  return undefined;
}

/** @param {string} file */
function lockedPackages(file) {
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const packages = JSON.parse(fs.readFileSync(file, "utf8")).packages;
  const entries = Object.entries(packages).filter(([name]) => name !== "");
  return new Map(
    entries.map(([name, { version, optional }]) => [name, { version, optional: optional === true }]),
  );
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, command)));
}

/** The commands that unit tests run, by the package that has them: git itself, and the AWS CLI's helper for git. */
const testPrograms = { git: "git", aws: "awscli" };

/**
 * Installs Debian packages of which the machine has nothing that serves.
 * @param {Progress} steps
 * @param {{ host: boolean, browser: boolean, programs: boolean }} needs host: what builds the VS Code host; browser: Chromium,
 * which only the tests need; programs: those that unit tests run
 */
export async function ensureSystemPackages(steps, { host, browser, programs }) {
  /** @type {string[]} */
  const missing = [];
  if (host && !isHostInstalled()) {
    missing.push(...["g++", "make", "python3"].filter((command) => !isOnPath(command)));
  }
  if (browser && findChromium() === undefined) {
    missing.push("chromium");
  }
  if (programs) {
    missing.push(...Object.entries(testPrograms).flatMap(([command, name]) => (isOnPath(command) ? [] : [name])));
  }
  if (missing.length === 0) {
    steps.next("System packages: all there");
    return;
  }
  const list = missing.join(" ");
  steps.next(`System packages: installing ${list} with apt-get`);
  if (!isOnPath("apt-get")) {
    throw new UserError(`Please install ${list}: this system has no apt-get, so it cannot be done from here.`);
  }
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !isOnPath("sudo")) {
    throw new UserError(`Missing: ${list}. There is no sudo here; please run as root:\n  apt-get install ${list}`);
  }
  const asRoot = isRoot ? [] : ["sudo"];
  for (const words of [["update"], ["install", "--yes", "--no-install-recommends", ...missing]]) {
    const command = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", ...words];
    steps.detail(command.join(" "));
    // sudo may have to ask for a password, so it gets the terminal.
    await mustRun("Installing the system packages", command[0] ?? "", command.slice(1), { quiet: isRoot });
  }
}

/** @param {Progress} steps */
export async function ensureHost(steps) {
  if (isHostInstalled()) {
    steps.next("VS Code host: up to date");
    return;
  }
  steps.next("VS Code host: installing once, about a minute and 420 MB");
  await installHost((step) => steps.detail(step));
  steps.detail(`installed in ${hostFolder}`);
}
