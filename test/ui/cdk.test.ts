import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";

const example = path.join(import.meta.dirname, "../fixtures/workspaces/cdk/network");

/** Stands for the command line that a project installs: it makes an assembly that lies ready. */
const COMMAND_LINE = `if (process.argv[2] === "synth") require("node:fs").cpSync("ready", "cdk.out", { recursive: true });
console.log("well done");`;

// a terminal that draws with the graphics card has no text
test.use({ settings: { "terminal.integrated.gpuAcceleration": "off" } });

test("an app of the CDK is synthesised, shows its constructs, which lead to their source and to the stack's resource and back, and is read anew", async ({ workbench, host }) => {
  const folder = path.join(host.root, "network");
  cpSync(example, folder, { recursive: true });
  renameSync(path.join(folder, "cdk.out"), path.join(folder, "ready"));
  const programs = path.join(folder, "node_modules/aws-cdk/bin");
  mkdirSync(programs, { recursive: true });
  writeFileSync(path.join(programs, "cdk"), COMMAND_LINE);
  await workbench.openFolder(folder);
  const tree = await workbench.showFolded("Infrastructure");
  await tree.expand("CDK");
  await expect(tree.row("network, app")).toContainText("not synthesised yet");
  await tree.rowAction("network, app", "Synthesise");
  await expect(tree.row("network, app")).toContainText(/synthesised (?:just now|\d+ s ago)/);
  // what the command line said stays when it has ended
  await expect(workbench.page.locator(".terminal-wrapper.active .xterm-rows")).toContainText("well done");
  await tree.expand("network, app");
  await tree.expand("PlatformNetwork, stack");
  await tree.row("EndpointSecurityGroup, aws_ec2.SecurityGroup").waitFor();

  await tree.rowAction("EndpointSecurityGroup, aws_ec2.SecurityGroup", "Open source");
  await expect(workbench.tab("network-stack.js")).toBeVisible();

  const file = path.join(folder, "cdk.out/tree.json");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"LogGroup"', '"AuditLog"').replaceAll("/LogGroup", "/AuditLog"));
  await expect(tree.row("AuditLog, aws_logs.LogGroup")).toBeVisible();

  await tree.rowAction("Vpc, aws_ec2.Vpc", "Open resource of the stack");
  await tree.scrollTo("Vpc8378EB38, EC2 VPC");
  await tree.menu("Vpc8378EB38, EC2 VPC", "Open construct (CDK)");
  await expect(tree.row("Resource, CfnResource").first()).toBeVisible();
});
