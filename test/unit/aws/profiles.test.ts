import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultContext, listProfiles } from "../../../src/aws/profiles.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "profiles-"));
  vi.stubEnv("AWS_CONFIG_FILE", path.join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", path.join(folder, "credentials"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(config: string, credentials: string): void {
  writeFileSync(path.join(folder, "config"), config);
  writeFileSync(path.join(folder, "credentials"), credentials);
}

describe("profiles", () => {
  it("come from both files, with region, endpoint and the kind of credentials, never the keys", async () => {
    write(
      [
        "[default]",
        "region = eu-west-1",
        "[profile sso]",
        "sso_session = corp",
        "region = us-east-1",
        "[sso-session corp]",
        "sso_start_url = https://x",
        "[profile role]",
        "role_arn = arn:aws:iam::1:role/r",
        "mfa_serial = arn:aws:iam::1:mfa/m",
        "source_profile = keys",
        "[profile local]",
        "endpoint_url = http://127.0.0.1:4566",
        "credential_process = x",
      ].join("\n"),
      "[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n",
    );
    const profiles = await listProfiles();
    expect(profiles.map(({ name, source }) => `${name}: ${source}`)).toEqual([
      "default: no credentials of its own",
      "keys: keys",
      "local: process",
      "role: assume role, MFA",
      "sso: IAM Identity Center",
    ]);
    expect(profiles.find(({ name }) => name === "local")?.endpoint).toBe("http://127.0.0.1:4566");
    expect(JSON.stringify(profiles)).not.toMatch(/hidden|AKIAEXAMPLE/);
  });

  it("are read anew each time, and absent files are no error", async () => {
    expect(await listProfiles()).toEqual([]);
    write("[profile later]\nregion = eu-west-1\n", "");
    expect((await listProfiles()).map(({ name }) => name)).toEqual(["later"]);
  });

  it("of five thousand are all listed", async () => {
    write(Array.from({ length: 5000 }, (_, index) => `[profile p${index}]\nregion = eu-west-1`).join("\n"), "");
    expect(await listProfiles()).toHaveLength(5000);
  });
});

describe("the context taken by default", () => {
  const profiles = [
    { name: "default", region: "eu-west-1", endpoint: undefined, source: "keys" },
    { name: "other", region: undefined, endpoint: undefined, source: "keys" },
  ];

  it.each([
    ["the profile default", {}, { origin: "profile", profile: "default", region: "eu-west-1" }],
    ["AWS_PROFILE", { AWS_PROFILE: "other", AWS_REGION: "eu-north-1" }, { origin: "profile", profile: "other", region: "eu-north-1" }],
    ["the environment's keys", { AWS_ACCESS_KEY_ID: "x", AWS_DEFAULT_REGION: "eu-south-1" }, { origin: "environment", profile: "environment", region: "eu-south-1" }],
    ["the environment's keys before AWS_PROFILE", { AWS_ACCESS_KEY_ID: "x", AWS_PROFILE: "default" }, { origin: "environment", profile: "environment", region: "us-east-1" }],
    ["nothing where the named profile is not there", { AWS_PROFILE: "gone" }, undefined],
    ["nothing where the region is no region", { AWS_REGION: "moon" }, undefined],
  ])("is %s", (_name, env: Record<string, string>, expected) => {
    expect(defaultContext(profiles, env)).toEqual(expected);
  });
});
