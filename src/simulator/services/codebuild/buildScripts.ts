import type { Purpose, Toolchain } from "./project.ts";

const RESET = "\u001b[0m";
const paint = (code: number) => (text: string) => `\u001b[${code}m${text}${RESET}`;
const red = paint(31);
const green = paint(32);
const yellow = paint(33);
const cyan = paint(36);
const dim = paint(2);
const bold = paint(1);

/** A command of the build and what it prints. */
export interface ScriptStep {
  readonly command: string;
  readonly output: readonly string[];
}

/** What a build does, phase by phase. */
export interface BuildScript {
  readonly install: readonly ScriptStep[];
  readonly preBuild: readonly ScriptStep[];
  readonly build: readonly ScriptStep[];
  readonly postBuild: readonly ScriptStep[];
}

/** The script of a project; its last build command fails when `failing`. */
export function buildScript(toolchain: Toolchain, purpose: Purpose, repository: string, failing: boolean): BuildScript {
  return {
    install: [installStep(toolchain)],
    preBuild: [{ command: "git rev-parse --short HEAD", output: [] }, ...preBuildSteps(purpose)],
    build: [buildStep(toolchain, purpose, repository, failing)],
    postBuild: [{ command: 'echo "Build completed on $(date)"', output: ["Build completed"] }],
  };
}

function preBuildSteps(purpose: Purpose): ScriptStep[] {
  if (purpose !== "integration") {
    return [];
  }
  return [
    {
      command: "docker compose up --detach --wait postgres redis",
      output: [
        " Network tracking_default  Creating",
        " Network tracking_default  Created",
        " Container tracking-postgres-1  Started",
        " Container tracking-redis-1  Started",
        ` Container tracking-postgres-1  ${green("Healthy")}`,
        ` Container tracking-redis-1  ${green("Healthy")}`,
      ],
    },
  ];
}

function installStep(toolchain: Toolchain): ScriptStep {
  switch (toolchain) {
    case "node":
    case "cdk":
      return {
        command: "npm ci",
        output: [
          `npm ${yellow("warn")} deprecated inflight@1.0.6: This module is not supported, and leaks memory.`,
          `npm ${yellow("warn")} deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported`,
          `npm ${yellow("warn")} deprecated rimraf@3.0.2: Rimraf versions prior to v4 are no longer supported`,
          "",
          "added 812 packages, and audited 813 packages in 9s",
          "",
          "141 packages are looking for funding",
          "  run `npm fund` for details",
          "",
          `found ${green("0")} vulnerabilities`,
        ],
      };
    case "python":
      return {
        command: "pip install --requirement requirements.txt",
        output: [
          "Collecting boto3==1.40.61",
          "  Downloading boto3-1.40.61-py3-none-any.whl (139 kB)",
          "Collecting numpy==2.3.4",
          "  Downloading numpy-2.3.4-cp312-manylinux_2_28_x86_64.whl (16.6 MB)",
          "Collecting pytest==8.4.2",
          "Installing collected packages: numpy, pytest, boto3",
          "Successfully installed boto3-1.40.61 numpy-2.3.4 pytest-8.4.2",
        ],
      };
    case "java":
      return {
        command: "./gradlew --version",
        output: ["", "------------------------------------------------------------", "Gradle 8.14", "------------------------------------------------------------", "", "Launcher JVM:  21.0.9 (Amazon.com Inc. 21.0.9+10-LTS)", ""],
      };
    case "go":
      return { command: "go mod download", output: ["go: downloading github.com/aws/aws-sdk-go-v2 v1.39.5", "go: downloading golang.org/x/sync v0.17.0"] };
  }
}

function buildStep(toolchain: Toolchain, purpose: Purpose, repository: string, failing: boolean): ScriptStep {
  if (toolchain === "cdk" || purpose === "deploy") {
    return cdkSynth(failing);
  }
  if (purpose === "integration") {
    return nodeIntegration(failing);
  }
  if (purpose === "lint") {
    return nodeLint(failing);
  }
  switch (toolchain) {
    case "node":
      return purpose === "unit" ? nodeUnit(failing) : nodeBuild(repository, failing);
    case "python":
      return pytest(failing);
    case "java":
      return gradle(failing);
    case "go":
      return goTest(failing);
  }
}

function nodeBuild(repository: string, failing: boolean): ScriptStep {
  const head = ["", `> ${repository}@4.18.2 build`, "> tsc --noEmit && vite build", ""];
  if (failing) {
    return {
      command: "npm run build",
      output: [
        ...head,
        `${cyan("src/solver/timeWindows.ts")}:${yellow("88")}:${yellow("17")} - ${red("error")} ${dim("TS2345:")} Argument of type 'Stop | undefined' is not assignable to parameter of type 'Stop'.`,
        "",
        "88   return earliest(stops[index], window);",
        `                   ${red("~~~~~~~~~~~~")}`,
        "",
        `Found 1 error in src/solver/timeWindows.ts${dim(":88")}`,
      ],
    };
  }
  return {
    command: "npm run build",
    output: [
      ...head,
      `${cyan("vite v7.1.12")} ${green("building for production...")}`,
      "transforming...",
      `${green("✓")} 1842 modules transformed.`,
      "rendering chunks...",
      "computing gzip size...",
      `${dim("dist/")}${green("index.html                 ")}${dim(bold("  0.74 kB"))}${dim(" │ gzip:  0.41 kB")}`,
      `${dim("dist/")}${cyan("assets/map-C3x9dQ1k.js    ")}${dim(bold("214.32 kB"))}${dim(" │ gzip: 68.10 kB")}`,
      `${dim("dist/")}${cyan("assets/index-B7tqW0aZ.js  ")}${dim(bold("388.05 kB"))}${dim(" │ gzip: 119.7 kB")}`,
      `${yellow("(!) Some chunks are larger than 350 kB after minification.")}`,
      `${green("✓ built in 6.42s")}`,
    ],
  };
}

function nodeUnit(failing: boolean): ScriptStep {
  const passed = ["addresses", "labels", "manifest", "parcel", "rates", "routes", "scans", "weights"].map(
    (name, index) => ` ${green("✓")} test/${name}.test.ts ${dim(`(${12 + index * 3} tests)`)} ${green(`${18 + index * 7}ms`)}`,
  );
  const output = ["", ` ${bold("RUN")} ${cyan("v4.0.6")} ${dim("/codebuild/output/src/app")}`, "", ...passed];
  if (failing) {
    output.push(
      ` ${red("❯")} test/rates.rounding.test.ts ${dim("(9 tests |")} ${red("1 failed")}${dim(")")}`,
      `   ${red("×")} rounds half a cent to even`,
      `${red("AssertionError")}: expected 1264 to be 1265`,
      `    at ${cyan("/codebuild/output/src/app/test/rates.rounding.test.ts")}:41:23`,
    );
  }
  output.push("", `${dim(" Test Files ")} ${failing ? `${red("1 failed")} | ` : ""}${green("8 passed")}`);
  return { command: "npx vitest run", output };
}

/** The failing run that the account is known for: a test of the tracking API with its stack trace. */
function nodeIntegration(failing: boolean): ScriptStep {
  const files = ["carriers", "customs", "depots", "eta", "events", "geofence", "webhooks"].map(
    (name, index) => `${green("PASS")} ${dim("test/integration/")}${bold(`${name}.int.test.ts`)} (${(1.2 + index * 0.37).toFixed(3)} s)`,
  );
  const head = ["", "> tracking-api@7.3.0 test:integration", "> jest --runInBand --config jest.integration.config.js", ""];
  if (!failing) {
    const summary = [`${bold("Test Suites:")} ${green("8 passed")}, 8 total`, `${bold("Tests:")}       ${green("96 passed")}, 96 total`];
    return {
      command: "npm run test:integration",
      output: [...head, ...files, `${green("PASS")} ${dim("test/integration/")}${bold("handover.int.test.ts")} (2.104 s)`, "", ...summary, `${bold("Time:")}        14.208 s`],
    };
  }
  return {
    command: "npm run test:integration",
    output: [
      ...head,
      ...files,
      `${red("FAIL")} ${dim("test/integration/")}${bold("handover.int.test.ts")} (3.871 s)`,
      `  ${red("●")} ${red("handover › keeps the order of scans when two depots report at once")}`,
      "",
      `    ${dim("expect(")}${red("received")}${dim(").toEqual(")}${green("expected")}${dim(")")}`,
      "",
      `    ${green("- Expected  - 1")}`,
      `    ${red("+ Received  + 1")}`,
      "",
      "      Array [",
      `    ${green('-   "RTM-ARRIVED",')}`,
      '        "RTM-DEPARTED",',
      `    ${red('+   "RTM-ARRIVED",')}`,
      "      ]",
      "",
      `      ${dim("61 |")}     const scans = await client.scans(parcel.id);`,
      `      ${dim("62 |")}`,
      `    ${red(">")} ${dim("63 |")}     expect(scans.map((scan) => scan.code)).toEqual(["RTM-ARRIVED", "RTM-DEPARTED"]);`,
      `      ${dim("   |")}                                             ${red("^")}`,
      `      ${dim("64 |")}   });`,
      "",
      `      at Object.<anonymous> (${cyan("test/integration/handover.int.test.ts")}:63:45)`,
      "      at processTicksAndRejections (node:internal/process/task_queues:105:5)",
      `      at ScanRepository.merge (${cyan("src/scans/scanRepository.ts")}:118:11)`,
      "",
      `${bold("Test Suites:")} ${red("1 failed")}, ${green("7 passed")}, 8 total`,
      `${bold("Tests:")}       ${red("1 failed")}, ${green("95 passed")}, 96 total`,
      `${bold("Time:")}        15.930 s`,
      `npm ${red("error")} Lifecycle script \`test:integration\` failed with error:`,
      `npm ${red("error")} code 1`,
    ],
  };
}

function nodeLint(failing: boolean): ScriptStep {
  const output = [
    "",
    "/codebuild/output/src/app/src/http/router.ts",
    `  ${dim("24:9")}   ${yellow("warning")}  'correlation' is assigned a value but never used  ${dim("no-unused-vars")}`,
    "",
  ];
  if (failing) {
    output.push(`  ${dim("77:3")}   ${red("error")}    Promises must be awaited  ${dim("no-floating-promises")}`, "", red("✖ 2 problems (1 error, 1 warning)"));
  } else {
    output.push(yellow("✖ 1 problem (0 errors, 1 warning)"));
  }
  return { command: "npm run lint", output };
}

function pytest(failing: boolean): ScriptStep {
  const output = [
    "============================= test session starts ==============================",
    "platform linux -- Python 3.12.12, pytest-8.4.2, pluggy-1.6.0",
    "collected 148 items",
    "",
    `tests/test_demand.py ${green("....................")} [ 13%]`,
    `tests/test_features.py ${green("..........................")} [ 31%]`,
    `tests/test_model.py ${green("........................................")} [ 58%]`,
    `tests/test_routing.py ${green("....................")}${failing ? red("F") : green(".")} [ 72%]`,
    `tests/test_store.py ${green(".........................................")} [100%]`,
    "",
  ];
  if (failing) {
    output.push(
      "=================================== FAILURES ===================================",
      red("__________________________ test_route_respects_driver_hours __________________________"),
      "",
      ">       assert plan.driving_minutes <= 540",
      red("E       assert 552 <= 540"),
      "",
      `${bold("tests/test_routing.py")}:131: AssertionError`,
      red("========================= 1 failed, 147 passed in 11.26s ========================="),
    );
  } else {
    output.push(green("============================= 148 passed in 10.94s ============================="));
  }
  return { command: "python -m pytest", output };
}

function gradle(failing: boolean): ScriptStep {
  const tasks = ["compileJava", "processResources", "classes", "compileTestJava", "testClasses"].map((task) => `${bold(`> Task :${task}`)}`);
  if (failing) {
    return {
      command: "./gradlew build --console=plain",
      output: [
        ...tasks,
        `${bold("> Task :test")} ${red("FAILED")}`,
        "",
        `InvoiceTotalsTest > ${red("vatIsRoundedPerLine FAILED")}`,
        "    org.opentest4j.AssertionFailedError: expected: <1204.17> but was: <1204.18>",
        "        at com.kestrel.billing.InvoiceTotalsTest.vatIsRoundedPerLine(InvoiceTotalsTest.java:57)",
        "",
        "212 tests completed, 1 failed",
        red("BUILD FAILED in 13s"),
      ],
    };
  }
  return {
    command: "./gradlew build --console=plain",
    output: [...tasks, bold("> Task :test"), bold("> Task :bootJar"), bold("> Task :build"), "", `${green("BUILD SUCCESSFUL")} in 13s`, "9 actionable tasks: 9 executed"],
  };
}

function goTest(failing: boolean): ScriptStep {
  const packages = ["cmd/server", "internal/cache", "internal/geo", "internal/http", "internal/store"];
  const lines = packages.map((name, index) => `ok  \tkestrel.example/geo-lookup/${name}\t${(0.2 + index * 0.31).toFixed(3)}s`);
  if (failing) {
    lines.push(
      "--- FAIL: TestNearestDepot (0.02s)",
      "    nearest_test.go:74: nearest(52.01, 4.36) = AMS-2, want RTM-1",
      "FAIL",
      "FAIL\tkestrel.example/geo-lookup/internal/nearest\t0.118s",
    );
  }
  return { command: "go test ./...", output: lines };
}

function cdkSynth(failing: boolean): ScriptStep {
  const output = ["", "> platform@2.0.0 synth", "> cdk synth --quiet", "", "Bundling asset Platform/Network/FlowLogs/Code/Stage..."];
  if (failing) {
    output.push(`${red("[Error at /Platform/Network]")} Subnet 'private-1c' overlaps with 'private-1b'`, red("Found errors"));
  } else {
    output.push(`${green("✨  Synthesis time: 7.81s")}`, "Successfully synthesized to cdk.out");
  }
  return { command: "npm run synth", output };
}
