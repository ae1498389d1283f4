// Runs the VS Code host that install.mjs has put into the cache, on throw-away data folders, at a loopback address that
// needs a token.
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import fs from "node:fs";
import path from "node:path";
import { mustRun, startService, temporaryFolder, UserError } from "../processes.mjs";
import { openDoor } from "./door.mjs";
import { hostFolder, hostPaths } from "./install.mjs";

/**
 * User settings that keep the workbench quiet and the same every time: nothing is asked, looked up, or animated.
 * @type {Record<string, unknown>}
 */
const quietSettings = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.hotExit": "off",
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.colorTheme": "Dark Modern",
  "workbench.editor.useModal": "off",
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

/**
 * The folders of one run of the host, all in one temporary folder. `home` serves as HOME of a host with a simulated
 * account, so that no test and no demonstration reads or writes the person's own `~/.aws`.
 */
export function hostFolders() {
  const { folder, remove } = temporaryFolder("devops-for-aws-host");
  const folders = {
    root: folder,
    home: path.join(folder, "home"),
    data: path.join(folder, "data"),
    extensions: path.join(folder, "extensions"),
    server: path.join(folder, "server"),
  };
  fs.mkdirSync(path.join(folders.data, "User"), { recursive: true });
  fs.mkdirSync(folders.home);
  fs.mkdirSync(folders.extensions);
  return { ...folders, remove };
}

/** What an npm script, a VS Code terminal or an SDK leaves in the environment that the host must not inherit. */
const foreignVariables = /^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|INIT_CWD$)/i;

/**
 * This process's environment for a host that uses the person's own accounts.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function ownEnvironment(extra = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !foreignVariables.test(name));
  // No gallery: the host looks nothing up on the network.
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
}

/**
 * The same without any AWS setting, and with another HOME.
 * @param {string} home
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function isolatedEnvironment(home, extra = {}) {
  const own = Object.entries(ownEnvironment()).filter(([name]) => !name.startsWith("AWS_"));
  return { ...Object.fromEntries(own), HOME: home, ...extra };
}

/**
 * @typedef {object} HostOptions
 * @property {ReturnType<typeof hostFolders>} folders
 * @property {NodeJS.ProcessEnv} env the host's whole environment
 * @property {string} [link] a folder with a built extension, loaded in place: a page reload takes a new bundle
 * @property {string} [vsix] a packaged extension, installed as a user would install it
 * @property {Record<string, unknown>} [settings] user settings on top of the quiet ones
 * @property {number} [port] a free one when left out
 * @property {boolean} [askForTrust] ask whether the folder is to be trusted, as VS Code does; otherwise every folder is
 * @property {boolean} [smokeTestDriver] lets the address name a test suite; suppresses toasts and refuses dialogs
 */

/**
 * Starts the host and waits until it answers (0.3 to 3 s).
 * @param {HostOptions} options
 */
export async function startHost(options) {
  const { folders, env } = options;
  const { node, server } = hostPaths(hostFolder);
  const common = [
    server,
    "--accept-server-license-terms",
    ...["--server-data-dir", folders.server],
    ...["--user-data-dir", folders.data],
    ...["--extensions-dir", folders.extensions],
  ];
  const trust = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "always" };
  writeSettings({ ...(options.askForTrust === true ? trust : {}), ...options.settings });
  if (options.link !== undefined) {
    linkExtension(options.link, folders.extensions);
  }
  if (options.vsix !== undefined) {
    const install = [...common, "--install-extension", options.vsix, "--force"];
    await mustRun(`Installing ${path.basename(options.vsix)} into VS Code`, node, install, { env, quiet: true });
  }

  const token = randomBytes(32).toString("hex");
  const tokenFile = path.join(folders.root, "token");
  const socket = path.join(folders.root, "socket");
  // A file rather than an argument: other users of the machine can read arguments.
  fs.writeFileSync(tokenFile, token, { mode: 0o600 });
  const logFile = path.join(folders.root, "host.log");
  const log = fs.openSync(logFile, "w");
  const flags = [
    ...["--socket-path", socket],
    ...["--connection-token-file", tokenFile],
    ...["--telemetry-level", "off"],
    "--disable-getting-started-override",
    ...(options.askForTrust === true ? [] : ["--disable-workspace-trust"]),
    ...(options.smokeTestDriver === true ? ["--enable-smoke-test-driver"] : []),
  ];
  const door = await openDoor({ port: options.port ?? 0, token, socket }).catch((error) => {
    throw new UserError(`The address of VS Code cannot be opened: ${error.message}.`);
  });
  const service = startService(node, [...common, ...flags], { env, stdio: ["ignore", log, log] });
  fs.closeSync(log);
  const stop = async () => {
    await door.close();
    await service.stop();
  };
  await untilAnswering();

  /** The user settings: the quiet ones with these on top. A workbench reads them when its page is loaded. */
  function writeSettings(/** @type {Record<string, unknown>} */ settings) {
    const text = JSON.stringify({ ...quietSettings, ...settings }, null, 2);
    fs.writeFileSync(path.join(folders.data, "User/settings.json"), text);
  }

  async function untilAnswering() {
    const deadline = Date.now() + 60_000;
    while (!(await answers(`http://127.0.0.1:${door.port}/version?tkn=${token}`))) {
      if (service.child.exitCode !== null || Date.now() > deadline) {
        await stop();
        throw new UserError(`The VS Code host did not start:\n${fs.readFileSync(logFile, "utf8")}`);
      }
      await delay(50);
    }
  }

  /**
   * The address of the workbench on a folder or on a file `*.code-workspace`, with the token in it. Extension and tests
   * are honoured only with `smokeTestDriver`.
   * @param {string} folder
   * @param {{ extension?: string, tests?: string }} [development]
   */
  function address(folder, { extension, tests } = {}) {
    const url = new URL(`http://127.0.0.1:${door.port}/`);
    url.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
    url.searchParams.set("tkn", token);
    const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${door.port}${file}`;
    const payload = [
      ...(extension === undefined ? [] : [["extensionDevelopmentPath", remote(extension)]]),
      ...(tests === undefined ? [] : [["extensionTestsPath", remote(tests)]]),
    ];
    if (payload.length > 0) {
      url.searchParams.set("payload", JSON.stringify(payload));
    }
    return url.href;
  }

  return { port: door.port, logFile, ended: service.ended, stop, address, writeSettings };
}

/**
 * @param {string} folder
 * @param {string} extensions the extensions folder of the host
 */
function linkExtension(folder, extensions) {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  fs.symlinkSync(path.resolve(folder), path.join(extensions, `${publisher}.${name}-${version}`));
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
