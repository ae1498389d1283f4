// npm test: everything that is checked, part by part, and at the end the one line `N passed, N failed`.
//   node scripts/test.mjs                            lint, types, manifest, unit and architecture, access, host, ui
//   node scripts/test.mjs unit|access|host|ui [...]  one part; what follows its name is passed on to its runner
//   node scripts/test.mjs desktop                    the host part in a downloaded desktop VS Code
import fs from "node:fs";
import path from "node:path";
import { onInterrupt, program, repository, run, temporaryFolder, UserError } from "./processes.mjs";
import { checkNode, ensureHost, ensureNodeModules, ensureSystemPackages, progress } from "./setup.mjs";

/**
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {object} Part
 * @property {string} title
 * @property {(flags: readonly string[], reports: string) => Promise<Counts>} run reports: an empty folder, for a report
 * @property {boolean} [host] it needs the VS Code host and a browser
 * @property {boolean} [programs] it runs git and the AWS CLI
 * @property {boolean} [built] it needs the bundles and the package
 */

const bin = path.join(repository, "node_modules/.bin");

/** @type {Record<string, Part>} */
const parts = {
  lint: {
    title: "Lint",
    run: () => command(path.join(bin, "oxlint"), ["-c", "scripts/oxlintrc.json"]),
  },
  types: {
    title: "Types",
    run: () => command(path.join(bin, "tsc"), ["-p", "."]),
  },
  manifest: {
    title: "Manifest",
    run: () => command(process.execPath, ["scripts/manifest.mjs", "--check"]),
  },
  build: {
    title: "Build and package",
    run: buildAndPackage,
  },
  unit: {
    title: "Architecture and unit tests",
    built: true,
    programs: true,
    run: (flags, reports) => vitest("test/vitest.config.ts", flags, reports),
  },
  access: {
    title: "Who may reach VS Code's host",
    built: true,
    host: true,
    run: (flags, reports) => vitest("test/access/vitest.config.ts", flags, reports),
  },
  host: {
    title: "Tests inside VS Code's extension host",
    built: true,
    host: true,
    run: (flags, reports) => hostTests(flags, reports, path.join(repository, "scripts/host/code.mjs")),
  },
  desktop: {
    title: "Tests inside the extension host of a downloaded VS Code",
    built: true,
    run: (flags, reports) => hostTests(flags, reports, undefined),
  },
  ui: {
    title: "UI tests",
    built: true,
    host: true,
    programs: true,
    run: uiTests,
  },
};

const wholeRun = ["lint", "types", "manifest", "build", "unit", "access", "host", "ui"];

program(async () => {
  const [wanted, ...flags] = process.argv.slice(2);
  onInterrupt(async () => process.exit(130));
  const chosen = choose(wanted);
  checkNode();
  const needsHost = chosen.some((name) => parts[name]?.host === true);
  const needsPrograms = chosen.some((name) => parts[name]?.programs === true);
  const steps = progress(1 + Number(needsHost || needsPrograms) + Number(needsHost));
  await ensureNodeModules(steps);
  if (needsHost || needsPrograms) {
    await ensureSystemPackages(steps, { host: needsHost, browser: needsHost, programs: needsPrograms });
  }
  if (needsHost) {
    await ensureHost(steps);
  }

  /** @type {Counts} */
  const total = { passed: 0, failed: 0 };
  for (const name of chosen) {
    const counts = await runPart(name, flags);
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (name === "build" && counts.failed > 0) {
      console.error("\nNothing further can be tested without a build.");
      break;
    }
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * The parts to run, the build before those that need it.
 * @param {string | undefined} wanted
 */
function choose(wanted) {
  if (wanted === undefined) {
    return wholeRun;
  }
  const part = parts[wanted];
  if (part === undefined) {
    throw new UserError(`There is no part "${wanted}" of the tests. There are: ${Object.keys(parts).join(", ")}.`);
  }
  return part.built === true ? ["build", wanted] : [wanted];
}

/**
 * @param {string} name
 * @param {readonly string[]} flags
 * @returns {Promise<Counts>}
 */
async function runPart(name, flags) {
  const part = parts[name];
  if (part === undefined) {
    throw new Error(`no part ${name}`);
  }
  console.log(`\n== ${part.title}`);
  const started = Date.now();
  const reports = temporaryFolder("devops-for-aws-reports");
  try {
    const counts = await part.run(flags, reports.folder);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`-- ${part.title}: ${counts.failed === 0 ? "passed" : "failed"} in ${seconds} s`);
    return counts;
  } catch (error) {
    console.error(error);
    console.error(`-- ${part.title}: could not be run`);
    return { passed: 0, failed: 1 };
  } finally {
    reports.remove();
  }
}

/**
 * A check without tests of its own counts as one.
 * @param {string} file
 * @param {readonly string[]} flags
 * @returns {Promise<Counts>}
 */
async function command(file, flags) {
  const code = await run(file, flags);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @returns {Promise<Counts>} */
async function buildAndPackage() {
  // Imported only now: their own imports may have been installed a moment ago.
  const { build } = await import("../esbuild.js");
  const { packExtension } = await import("./package.mjs");
  try {
    await build({ tests: true });
  } catch {
    // The build has printed the errors.
    return { passed: 0, failed: 1 };
  }
  await packExtension();
  return { passed: 1, failed: 0 };
}

/**
 * @param {string} config
 * @param {readonly string[]} flags
 * @param {string} reports
 */
async function vitest(config, flags, reports) {
  const report = path.join(reports, "vitest.json");
  const code = await run(path.join(bin, "vitest"), [
    "run",
    `--config=${config}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...flags,
  ]);
  const { numPassedTests, numFailedTests } = readReport(report, { numPassedTests: 0, numFailedTests: 0 });
  return judged(code, { passed: numPassedTests, failed: numFailedTests });
}

/**
 * @param {readonly string[]} flags
 * @param {string} reports
 * @param {string | undefined} executable a desktop VS Code is downloaded when left out
 */
async function hostTests(flags, reports, executable) {
  const { startSimulator, writeProfiles, profiles } = await import("./host/account.mjs");
  const report = path.join(reports, "mocha.json");
  const simulator = await startSimulator();
  try {
    // The suite finds the account where a user's extension would: in profiles, here of a folder of its own.
    const env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
      ...writeProfiles(reports, simulator.account),
      AWS_PROFILE: Object.keys(profiles)[0],
      TEST_COUNTS: report,
      ...(executable === undefined ? {} : { VSCODE_EXECUTABLE: executable }),
    };
    const code = await run(path.join(bin, "vscode-test"), ["--config", "test/host/vscode-test.config.mjs", ...flags], {
      env,
    });
    return judged(code, readReport(report, { passed: 0, failed: 0 }));
  } finally {
    await simulator.stop();
  }
}

/**
 * @param {readonly string[]} flags
 * @param {string} reports
 */
async function uiTests(flags, reports) {
  const report = path.join(reports, "playwright.json");
  const code = await run(path.join(bin, "playwright"), ["test", "-c", "test/ui/playwright.config.ts", ...flags], {
    env: { ...process.env, TEST_REPORT: report },
  });
  const { stats } = readReport(report, { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } });
  // A test that is skipped is not one that passes.
  if (stats.flaky > 0) {
    console.log(`${stats.flaky} of the UI tests needed a second try; the list above calls them flaky.`);
  }
  return judged(code, { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped });
}

/**
 * @template T
 * @param {string} file
 * @param {T} missing what a runner that ended before it wrote its report counts as
 * @returns {T}
 */
function readReport(file, missing) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : missing;
}

/**
 * A runner that failed without a failed test (it crashed, or a file could not be loaded), or ran no test, failed once.
 * @param {number} code its exit code
 * @param {Counts} counts
 * @returns {Counts}
 */
function judged(code, { passed, failed }) {
  if (failed > 0) {
    return { passed, failed };
  }
  if (code !== 0) {
    console.error(`The runner ended with exit code ${code}.`);
  } else if (passed === 0) {
    console.error("No test was run.");
  }
  return { passed, failed: code !== 0 || passed === 0 ? 1 : 0 };
}
