import { green, red, yellow } from "./ansi.ts";
import { goTest, gradle, pytest } from "./backendScripts.ts";
import { nodeBuild, nodeIntegration, nodeLint, nodeUnit } from "./nodeScripts.ts";
import type { Purpose, Toolchain } from "./project.ts";
import type { ScriptStep } from "./scriptStep.ts";

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
        output: [
          "",
          "------------------------------------------------------------",
          "Gradle 8.14",
          "------------------------------------------------------------",
          "",
          "Launcher JVM:  21.0.9 (Amazon.com Inc. 21.0.9+10-LTS)",
          "",
        ],
      };
    case "go":
      return {
        command: "go mod download",
        output: ["go: downloading github.com/aws/aws-sdk-go-v2 v1.39.5", "go: downloading golang.org/x/sync v0.17.0"],
      };
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

function cdkSynth(failing: boolean): ScriptStep {
  const output = [
    "",
    "> platform@2.0.0 synth",
    "> cdk synth --quiet",
    "",
    "Bundling asset Platform/Network/FlowLogs/Code/Stage...",
  ];
  if (failing) {
    output.push(
      `${red("[Error at /Platform/Network]")} Subnet 'private-1c' overlaps with 'private-1b'`,
      red("Found errors"),
    );
  } else {
    output.push(green("✨  Synthesis time: 7.81s"), "Successfully synthesized to cdk.out");
  }
  return { command: "npm run synth", output };
}
