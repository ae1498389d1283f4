// npm start: a real VS Code at a local address with this extension and a simulated AWS account in it.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { copyWorkspace, profiles, startSimulator, writeProfiles } from "./host/account.mjs";
import { hostFolders, isolatedEnvironment, ownEnvironment, startHost } from "./host/host.mjs";
import { onInterrupt, program, repository, UserError } from "./processes.mjs";
import { checkNode, ensureHost, ensureNodeModules, ensureSystemPackages, progress } from "./setup.mjs";

const usage = `npm start                                  a simulated AWS account; your own ~/.aws is not touched
npm start -- --profile NAME --region R     your own account, or whatever AWS_ENDPOINT_URL names

  --profile NAME   a profile of ~/.aws/config or ~/.aws/credentials
  --region R       the region to begin with, such as eu-west-1; the profile's own when left out
  --no-simulator   your own account with the environment's credentials (AWS_ACCESS_KEY_ID, ...)
  --folder PATH    the folder to open; a copy of a sample workspace when left out
  --port N         the port of the address; a free one when left out
  --help           this text`;

/** @typedef {ReturnType<typeof readArguments>} Arguments */

function readArguments() {
  const { values } = parseArguments();
  if (values.help === true) {
    console.log(usage);
    process.exit(0);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new UserError(`--port needs a number from 1 to 65535, not "${values.port}".`);
  }
  const real = values.profile !== undefined || values["no-simulator"] === true;
  if (values.region !== undefined && !real) {
    throw new UserError("--region needs --profile or --no-simulator: the simulated account has regions of its own.");
  }
  if (values.region !== undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(values.region)) {
    throw new UserError(`--region needs a region's name such as eu-west-1, not "${values.region}".`);
  }
  const folder = values.folder === undefined ? undefined : path.resolve(values.folder);
  if (folder !== undefined && !fs.existsSync(folder)) {
    throw new UserError(`--folder: there is no ${folder}.`);
  }
  return { real, port, folder, profile: values.profile, region: values.region };
}

function parseArguments() {
  try {
    return parseArgs({
      options: {
        profile: { type: "string" },
        region: { type: "string" },
        "no-simulator": { type: "boolean" },
        folder: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** What ends with the program, in the order of its start. @type {(() => Promise<void> | void)[]} */
const owned = [];
let ending = false;

async function end() {
  ending = true;
  for (const release of owned.splice(0).reverse()) {
    await release();
  }
}

program(async () => {
  const wanted = readArguments();
  onInterrupt(async () => {
    console.log("\nEnding VS Code and what belongs to it.");
    await end();
  });
  checkNode();
  const steps = progress(wanted.real ? 5 : 6);
  await ensureNodeModules(steps);
  await ensureSystemPackages(steps, { host: true, browser: false, programs: false });
  await ensureHost(steps);
  steps.next("Building the extension");
  // Only now, because it imports esbuild from node_modules. The build has printed the errors.
  const { build } = await import("../esbuild.js");
  await build().catch(() => {
    throw new UserError("The extension could not be built.");
  });

  const folders = hostFolders();
  owned.push(folders.remove);
  const { env, simulatorEnded } = wanted.real ? own(wanted) : await simulated(folders.home);
  steps.next("Starting VS Code");
  const host = await startHost({
    folders,
    env,
    link: repository,
    // The sample workspace is ours; what another folder holds must not run, or use somebody's account, unasked.
    askForTrust: wanted.folder !== undefined,
    ...(wanted.port === undefined ? {} : { port: wanted.port }),
  });
  owned.push(host.stop);
  const folder = wanted.folder ?? copyWorkspace(folders.root);
  console.log(`\nOpen ${host.address(folder)}\n`);
  console.log("The AWS icon in the activity bar is the extension. Ctrl+C ends everything.");

  const died = await Promise.race([
    host.ended.then(() => `VS Code has ended by itself:\n${lastLines(host.logFile)}`),
    simulatorEnded.then(() => "The simulated account has ended by itself."),
  ]);
  if (!ending) {
    await end();
    throw new UserError(died);
  }

  async function simulated(/** @type {string} */ home) {
    steps.next("Starting the simulated account");
    const { account, ended, stop } = await startSimulator();
    owned.push(stop);
    writeProfiles(home, account);
    const names = Object.entries(profiles).map(([name, { region, account: of }]) => `${name} (${of}, ${region})`);
    steps.detail(`${account.endpoint}, profiles ${names.join(", ")}`);
    return { env: isolatedEnvironment(home, { AWS_PROFILE: Object.keys(profiles)[0] }), simulatorEnded: ended };
  }
});

/**
 * The environment of a host on the person's own account.
 * @param {Arguments} wanted
 */
function own({ profile, region }) {
  // keys of the environment would come before the profile that was asked for
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
  const env = ownEnvironment({
    ...(profile === undefined ? {} : Object.fromEntries(keys.map((name) => [name, undefined]))),
    ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
    ...(region === undefined ? {} : { AWS_REGION: region }),
  });
  /** @type {Promise<never>} */
  const simulatorEnded = new Promise(() => {});
  return { env, simulatorEnded };
}

/** @param {string} file */
function lastLines(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").slice(-20).join("\n") : "";
}
