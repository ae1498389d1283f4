import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

/** A stack that its pipeline updates without anybody's approval. */
const FUNCTION = "label-printer";

/** Shows a stack through the command palette, which loads what leads to it. */
async function showStack(workbench: Workbench, name: string): Promise<TreeView> {
  const tree = await workbench.showFolded("Infrastructure");
  await workbench.run("AWS CloudFormation: Show stack…");
  await workbench.quickInput.pick(name);
  await expect(tree.row(`${name}, stack`)).toHaveAttribute("aria-expanded", "true");
  return tree;
}

/** Unfolds a part of the stack that is shown. */
async function showPart(workbench: Workbench, stack: string, part: string): Promise<TreeView> {
  const tree = await showStack(workbench, stack);
  await tree.scrollTo(part);
  await tree.expand(part);
  return tree;
}

function clientOptions({ endpoint, accessKeyId, secretAccessKey }: SimulatedAccount) {
  return { endpoint, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } };
}

/** Starts the pipeline behind the editor's back and stops the simulated time when its stack is being updated. */
async function startUpdate(account: SimulatedAccount, simulator: SimulatorControl): Promise<void> {
  const options = clientOptions(account);
  const [pipelines, stacks] = [new CodePipelineClient(options), new CloudFormationClient(options)];
  await simulator.setSpeed(0);
  await pipelines.send(new StartPipelineExecutionCommand({ name: `${FUNCTION}-release` }));
  await expect(async () => {
    await simulator.advance(1_000);
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: FUNCTION }));
    expect(Stacks[0]?.StackStatus).toBe("UPDATE_IN_PROGRESS");
  }).toPass({ intervals: [10] });
  pipelines.destroy();
  stacks.destroy();
}

test("stacks come in pages of fifty, are filtered by name, and cost one call a page", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Infrastructure");
  await tree.expand("CloudFormation");
  await expect(tree.rows.filter({ hasText: "update complete" }).first()).toBeVisible();
  await simulator.clearCalls();
  await workbench.run("AWS: Refresh");
  await expect.poll(() => simulator.calls()).toEqual({ "cloudformation:DescribeStacks": 2 });
  await tree.scrollTo("Load more…");
  await expect(tree.row("Load more…")).toContainText("50 shown");
  await tree.row("Load more…").click();
  await expect(tree.row("Load more…")).toBeHidden();
  await tree.toTop();
  await tree.rowAction("CloudFormation", "Filter…");
  await workbench.quickInput.answer("PARCEL-web");
  const matching = ["delivery-parcel-web-deploy", "delivery-parcel-web-release", "parcel-web", "parcel-web-edge"];
  await expect.poll(async () => (await tree.labels()).toSorted()).toEqual(["CloudFormation", ...matching]);
  await tree.rowAction("CloudFormation", "Clear filter");
  await expect(tree.rows.nth(matching.length + 1)).toBeVisible();
});

test("a stack's resources lead to their own views", async ({ workbench }) => {
  const tree = await showPart(workbench, "delivery-parcel-web-deploy", "Resources");
  await tree.scrollTo("Pipeline, CodePipeline Pipeline");
  await tree.row("Pipeline, CodePipeline Pipeline").click();
  const build = workbench.tree("Build");
  await expect(build.row("parcel-web-deploy, pipeline")).toHaveAttribute("aria-expanded", "true");

  await workbench.showOnly("Infrastructure");
  await tree.rowAction("BuildProject, CodeBuild Project", "Open resource of a stack…");
  await expect(build.row("parcel-web-build, project")).toHaveAttribute("aria-expanded", "true");

  // The stack knows the repository by its id alone.
  await workbench.showOnly("Infrastructure");
  await tree.toTop();
  await tree.scrollTo("Repository, CodeCommit Repository");
  await tree.row("Repository, CodeCommit Repository").click();
  await expect(workbench.tree("Code").row("parcel-web, repository")).toHaveAttribute("aria-expanded", "true");

  await workbench.run("AWS CloudFormation: Open resource of a stack…");
  await workbench.quickInput.pick("parcel-web");
  await workbench.quickInput.pick("DeploymentApplication");
  await expect(workbench.tree("Deploy").row("parcel-web, application")).toHaveAttribute("aria-expanded", "true");

  // The stack knows the group by its name alone: its application is the stack's other resource.
  await showPart(workbench, "parcel-web", "Resources");
  await tree.scrollTo("DeploymentGroup, CodeDeploy DeploymentGroup");
  await tree.row("DeploymentGroup, CodeDeploy DeploymentGroup").click();
  await expect(workbench.tree("Deploy").row("parcel-web-production, deployment group")).toHaveAttribute("aria-expanded", "true");

  await showPart(workbench, "parcel-web", "Resources");
  await tree.scrollTo("LogGroup, Logs LogGroup");
  await tree.row("LogGroup, Logs LogGroup").click();
  await expect(workbench.tab("parcel-web")).toBeVisible();
});

test("a row that a link shows stays on the screen when rows above it arrive late", async ({ workbench, simulator }) => {
  await workbench.showFolded("Build");
  // so many views leave each of them a few lines
  const build = await workbench.showOnly("Build", "Code", "Deploy", "Monitor", "Infrastructure");
  const open = async (resource: string) => {
    await workbench.run("AWS CloudFormation: Open resource of a stack…");
    await workbench.quickInput.pick("delivery-sms-gateway-deploy");
    await workbench.quickInput.pick(resource);
  };
  await simulator.addFaults({ kind: "delay", service: "codepipeline", operation: "GetPipelineState", delayMs: 8_000 });
  await open("Pipeline");
  await expect(build.row("sms-gateway-deploy, pipeline")).toHaveAttribute("aria-expanded", "true");
  await open("BuildProject");
  const project = build.row("sms-gateway-build, project");
  await expect(project).toHaveAttribute("aria-expanded", "true");
  const index = Number(await project.getAttribute("data-index"));
  // three stages and the executions
  await expect(project).toHaveAttribute("data-index", String(index + 4), { timeout: 20_000 });
  await expect(project).toBeInViewport({ ratio: 0.9 });
});

test("a nested stack is marked, and opens from the stack that it is in", async ({ workbench }) => {
  const tree = await showPart(workbench, "kestrel-data", "Resources");
  await tree.scrollTo("Orders, CloudFormation Stack");
  await tree.row("Orders, CloudFormation Stack").click();
  const nested = tree.pane.locator('.monaco-list-row[aria-label^="kestrel-data-Orders-"][aria-label$="nested in kestrel-data"]');
  await expect(nested.first()).toHaveAttribute("aria-expanded", "true");
  await tree.scrollTo("Parameters");
  await expect(tree.row("Resources")).toBeVisible();
});

test("failed events are marked with their reason, and lead to what failed", async ({ workbench }) => {
  const tree = await showPart(workbench, "dispatch-board", "Events");
  await expect(tree.row("dispatch-board, stack")).toHaveAttribute("aria-label", /update rollback complete/);
  await expect(tree.rows.filter({ hasText: "update rollback complete" }).nth(1)).toBeVisible();
  await tree.scrollTo("Function, Lambda Function, update failed");
  await expect(tree.row("Function, Lambda Function, update failed")).toHaveAttribute("aria-label", /The specified key does not exist/);
  const toast = workbench.toast("Function: update failed");
  // a list closes when the stack that is being shown takes the focus
  await expect(async () => {
    await workbench.run("AWS CloudFormation: Open the resource that failed…");
    await workbench.quickInput.pick("dispatch-board");
  }).toPass();
  await expect(toast.message).toContainText("The specified key does not exist.");

  await showPart(workbench, "label-archive", "Events");
  await expect(tree.row("label-archive, stack")).toHaveAttribute("aria-label", /rollback complete/);
  await tree.scrollTo("Bucket, S3 Bucket, create failed");
  await expect(tree.row("Bucket, S3 Bucket, create failed")).toHaveAttribute("aria-label", /kestrel-labels already exists/);
});

test("a failure is found in the nested stack that it began in, and an event is read whole", async ({ workbench }) => {
  await workbench.showFolded("Infrastructure");
  await workbench.run("AWS CloudFormation: Open the resource that failed…");
  await workbench.quickInput.pick("returns-desk");
  const toast = workbench.toast("Bucket in the nested stack returns-desk-Storage-");
  await expect(toast.message).toContainText("create failed. kestrel-documents already exists");

  const tree = await showPart(workbench, "label-archive", "Events");
  const hook = "Bucket, S3 Bucket, Hook Kestrel::Guard::BucketEncryption: complete failed";
  await tree.scrollTo(hook);
  await expect(tree.row(hook)).toHaveAttribute("aria-label", /names no key of its own/);
  await tree.row(hook).click();
  await expect(workbench.tab("Bucket.txt")).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "as the handbook says." })).toHaveCount(1);

  await workbench.run("AWS CloudFormation: Show event of a stack…");
  await workbench.quickInput.pick("dispatch-board");
  await workbench.quickInput.input.fill("update failed");
  await workbench.quickInput.rows.first().click();
  await expect(workbench.tab("Function.txt")).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "HandlerErrorCode" })).toHaveCount(1);
});

test("events come fifty at a time", async ({ workbench }) => {
  const tree = await showPart(workbench, "data-lake-etl", "Events");
  await tree.scrollTo("Load more…");
  await expect(tree.row("Load more…")).toContainText("50 shown");
  await tree.row("Load more…").click();
  await expect(tree.row("Load more…").filter({ hasText: "50 shown" })).toBeHidden();
});

test("outputs are copied, and what NoEcho hides stays hidden", async ({ workbench }) => {
  const tree = await showPart(workbench, "parcel-web", "Outputs");
  await tree.scrollTo("Url, output");
  await tree.rowAction("Url, output", "Copy output value of a stack…");
  await expect.poll(() => workbench.clipboard()).toBe("https://parcel-web.kestrel.example/");
  await workbench.run("AWS CloudFormation: Copy output value of a stack…");
  await workbench.quickInput.pick("platform-network");
  await workbench.quickInput.pick("VpcId");
  await expect.poll(() => workbench.clipboard()).toMatch(/^vpc-0[0-9a-f]{16}$/);
  await tree.menu("parcel-web, stack", "Copy ARN");
  await expect.poll(() => workbench.clipboard()).toMatch(/^arn:aws:cloudformation:eu-west-1:418273650912:stack\/parcel-web\//);
  await tree.collapse("Outputs");
  await tree.expand("Parameters");
  await expect(tree.row("DatabasePassword, parameter, hidden")).toContainText("****");
  await expect(tree.row("Version, parameter")).toHaveAttribute("aria-label", /[0-9a-f]{40}/);
});

test("a template opens in its language", async ({ workbench }) => {
  const tree = await showStack(workbench, "parcel-web");
  await tree.rowAction("parcel-web, stack", "Open template of a stack…");
  await expect(workbench.tab("parcel-web.yaml")).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "AWSTemplateFormatVersion" })).toHaveCount(1);
  await expect(workbench.statusBarItem("YAML")).toBeVisible();
  await workbench.run("AWS CloudFormation: Open template of a stack…");
  await workbench.quickInput.pick("platform-network");
  await expect(workbench.tab("platform-network.json")).toBeVisible();
  await expect(workbench.statusBarItem("JSON")).toBeVisible();
});

test("a running update is followed to its end, from the pipeline's action to the stack", async ({ workbench, account, simulator }) => {
  await startUpdate(account, simulator);
  // stacks and pipelines that earlier tests left open have rows of the same names
  await workbench.showFolded("Infrastructure");
  const build = await workbench.showFolded("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(`${FUNCTION}-release`);
  await build.scrollTo("Deploy, stage");
  await build.expand("Deploy, stage");
  await build.scrollTo("Deploy, CloudFormation action");
  await build.row("Deploy, CloudFormation action").click();
  const tree = workbench.tree("Infrastructure");
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update in progress/);
  await workbench.showOnly("Infrastructure");
  await tree.scrollTo("Events");
  await tree.expand("Events");
  await expect(tree.rows.filter({ hasText: "update in progress" }).nth(1)).toBeVisible();
  await simulator.setSpeed(1);
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update complete/, { timeout: 40_000 });
  await expect(tree.rows.filter({ hasText: "DeployedVersion" }).first()).toHaveAttribute("aria-label", /update complete/);
});

test("an update is cancelled as a plan says, and the stack is rolled back", async ({ workbench, account, simulator }) => {
  await startUpdate(account, simulator);
  const tree = await showStack(workbench, FUNCTION);
  await tree.rowAction(`${FUNCTION}, stack`, "Cancel update of a stack…");
  await expect(workbench.dialog.message).toContainText(`Cancel the update of stack ${FUNCTION}?`);
  await expect(workbench.dialog.detail).toContainText("Call: cloudformation:CancelUpdateStack");
  await expect(workbench.dialog.detail).toContainText(`Resource: arn:aws:cloudformation:eu-west-1:418273650912:stack/${FUNCTION}/`);
  await expect(workbench.dialog.detail).toContainText("Stack: update in progress → rolled back");
  await workbench.dialog.choose("Roll Back");
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update rollback in progress/);
  await simulator.setSpeed(5);
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update rollback complete/, { timeout: 40_000 });
  await workbench.run("AWS CloudFormation: Cancel update of a stack…");
  await expect(workbench.toast("Could not cancel update").message).toContainText("no stack of eu-west-1 fits");
});

test("an update that has ended since its stack was listed is not cancelled", async ({ workbench, account, simulator }) => {
  await startUpdate(account, simulator);
  await workbench.run("AWS CloudFormation: Cancel update of a stack…");
  await expect(workbench.quickInput.rows.filter({ hasText: FUNCTION }).first()).toBeVisible();
  await simulator.advance(30_000);
  await workbench.quickInput.pick(FUNCTION);
  const toast = workbench.toast(`Could not cancel the update of stack ${FUNCTION}`);
  await expect(toast.message).toContainText("there is no update to cancel any more: update complete");
  expect((await simulator.calls())["cloudformation:CancelUpdateStack"]).toBeUndefined();
});

test("a denied call names the missing IAM action, and the tree recovers by itself", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Infrastructure");
  await simulator.addFaults({ kind: "denied", service: "cloudformation" });
  await tree.expand("CloudFormation");
  await workbench.run("AWS: Refresh");
  const error = tree.row("Access denied: cloudformation:DescribeStacks");
  await expect(error).toHaveAttribute("aria-label", /IAM action cloudformation:DescribeStacks is missing/);
  await simulator.clearFaults();
  await expect(error).toBeHidden({ timeout: 40_000 });
  await expect(tree.rows.filter({ hasText: "complete" }).first()).toBeVisible();
});

for (const [kind, label] of [
  ["throttle", "Throttled by AWS"],
  ["expired", "Credentials expired or invalid"],
  ["offline", "No connection"],
] as const) {
  test(`${kind}: a clear row, what was known stays, and it recovers by itself`, async ({ workbench, simulator }) => {
    const tree = await showPart(workbench, "parcel-web", "Resources");
    await tree.scrollTo("TaskRole");
    await simulator.addFaults({ kind, service: "cloudformation", operation: "ListStackResources" });
    await workbench.run("AWS: Refresh");
    await expect(tree.row(label)).toBeVisible({ timeout: 40_000 });
    await expect(tree.row("TaskRole")).toBeVisible();
    await simulator.clearFaults();
    await expect(tree.row(label)).toBeHidden({ timeout: 40_000 });
    await expect(tree.row("TaskRole")).toBeVisible();
  });
}
