import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CodePipelineClient, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CredentialStore } from "../../../src/aws/credentials.ts";
import { AwsSession } from "../../../src/aws/session.ts";
import { useAccount } from "../account.ts";

const account = useAccount();

const CONFIG = `
[default]
use_fips_endpoint = true
use_dualstack_endpoint = true
retry_mode = adaptive

[profile plain]
region = us-east-1

[profile federal]
region = us-east-1
use_fips_endpoint = true
`;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "client-settings-"));
  await writeFile(path.join(folder, "config"), CONFIG);
  vi.stubEnv("AWS_CONFIG_FILE", path.join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", path.join(folder, "none"));
  vi.stubEnv("AWS_PROFILE", undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function open(profile: string, origin: "profile" | "simulated" = "profile", endpoint?: string): AwsSession {
  const credentials = new CredentialStore(() => Promise.resolve(account().simulator.credentials));
  return new AwsSession({ origin, profile, region: "us-east-1" }, credentials, () => Promise.resolve(endpoint));
}

describe("what a client takes from the shared files", () => {
  it.each([
    ["plain", false],
    ["federal", true],
    ["default", true],
  ])("of profile %s is that profile's, not the default one's", async (profile, fips) => {
    const session = open(profile);
    expect(await session.usesFips()).toBe(fips);
    session.dispose();
  });

  it("is nothing in the simulated account", async () => {
    const session = open("simulated", "simulated", account().simulator.endpoint);
    expect(await session.usesFips()).toBe(false);
    expect((await session.send(CodePipelineClient, new ListPipelinesCommand({}))).pipelines).toBeDefined();
    session.dispose();
  });
});
