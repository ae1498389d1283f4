import { CodeDeployClient, CreateDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { describe, expect, it } from "vitest";
import type { AwsSession } from "../../../../src/aws/session.ts";
import { CodeDeployApi } from "../../../../src/services/codedeploy/api.ts";
import { type Deployment, isRunning, optionsOf } from "../../../../src/services/codedeploy/model.ts";
import { optionChanges } from "../../../../src/services/codedeploy/actions/plans.ts";
import { useAccount } from "../../account.ts";
import { clientOptions } from "../../simulator/support.ts";

const account = useAccount();
const api = () => new CodeDeployApi(account().session);
const LINES = { application: "sorting-line-agent", group: "all-lines" };
/** Files lie on its computers that no deployment put there. */
const LAB = { application: "sorting-line-agent", group: "lab" };
const bundle = { revisionType: "S3", s3Location: { bucket: "b", key: "sorting-line-agent/one.zip", bundleType: "zip" } } as const;

/** Deploys as its people did who know of the files. */
async function deployedBefore(): Promise<Deployment> {
  const sdk = new CodeDeployClient(clientOptions(account().simulator));
  const command = new CreateDeploymentCommand({
    applicationName: LAB.application,
    deploymentGroupName: LAB.group,
    deploymentConfigName: "CodeDeployDefault.OneAtATime",
    revision: bundle,
    fileExistsBehavior: "OVERWRITE",
    ignoreApplicationStopFailures: true,
  });
  const { deploymentId = "" } = await sdk.send(command);
  sdk.destroy();
  return ended(deploymentId);
}

async function ended(id: string): Promise<Deployment> {
  for (let step = 0; step < 100; step += 1) {
    const deployment = await api().getDeployment(id);
    if (!isRunning(deployment.status)) return deployment;
    await account().control.advance(2_000);
  }
  throw new Error("it never ended");
}

describe("a revision that is deployed again", () => {
  it("goes as it went before: its files, its stop failures and its own configuration", async () => {
    const before = await deployedBefore();
    expect(before.status).toBe("Succeeded");
    expect(before.instanceOptions).toEqual({ fileExists: "OVERWRITE", ignoresStopFailures: true });
    const { revision } = before;
    if (revision === undefined) throw new Error("no revision");
    const again = await ended(await api().deploy(LAB.application, LAB.group, revision, "", optionsOf(before)));
    expect(again).toMatchObject({ status: "Succeeded", config: "CodeDeployDefault.OneAtATime", instanceOptions: before.instanceOptions });
    const plain = await ended(await api().deploy(LAB.application, LAB.group, revision, ""));
    expect(plain).toMatchObject({ status: "Failed", config: "CodeDeployDefault.AllAtOnce" });
  });

  it("says so in its plan", () => {
    const instances = { fileExists: "OVERWRITE", ignoresStopFailures: true };
    expect(optionChanges({ config: "A", instances }, "B")).toEqual([
      { what: "How", before: "B, the group's own", after: "A" },
      { what: "Files that no deployment put there", after: "are replaced" },
      { what: "A failing ApplicationStop", after: "is passed over" },
    ]);
    const usual = { fileExists: "DISALLOW", ignoresStopFailures: false };
    expect(optionChanges({ config: "A", instances: usual }, "A")).toEqual([{ what: "How", after: "A" }]);
    expect(optionChanges({ config: undefined, instances: undefined }, undefined)).toEqual([{ what: "How", after: "as the group deploys" }]);
  });

  it("takes nothing of instances along where there are none", async () => {
    const [service] = (await api().newestDeployments({ application: "parcel-web", group: "parcel-web-production" }, undefined)).items;
    expect(service && optionsOf(service)).toMatchObject({ instances: undefined });
  });
});

describe("deployments of a group", () => {
  it("come newest first, whatever the order of the ids", async () => {
    const { session } = account();
    // the list promises no order: here it has the one of the letters
    const shuffled = {
      send: async (...sent: Parameters<AwsSession["send"]>) => {
        const answer = (await session.send(...sent)) as { deployments?: string[] };
        return { ...answer, ...(answer.deployments === undefined ? {} : { deployments: answer.deployments.toSorted() }) };
      },
    } as unknown as AwsSession;
    const { items } = await new CodeDeployApi(shuffled).newestDeployments(LINES, undefined);
    const expected = await api().getDeployments((await api().listDeployments(LINES, undefined)).items);
    expect(items.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(items.length).toBeGreaterThan(10);
  });
});
