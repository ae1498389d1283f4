import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Profile, defaultContext, readProfiles } from "../../../src/aws/profiles.ts";
import { configFiles } from "../../../src/aws/sharedConfig.ts";
import { MACHINE_ROLE } from "../../../src/base/context.ts";

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

function write(config: string | Buffer, credentials: string | Buffer): void {
  writeFileSync(path.join(folder, "config"), config);
  writeFileSync(path.join(folder, "credentials"), credentials);
}

async function listProfiles(): Promise<readonly Profile[]> {
  return (await readProfiles(process.env)).list;
}

/** What is told of the files, with file name and line. */
async function problems(): Promise<string[]> {
  const { problems: told } = await readProfiles(process.env);
  return told.map(({ file, line, text }) => `${path.basename(file)}${line === undefined ? "" : ` ${line}`}: ${text}`);
}

describe("profiles", () => {
  it("come from both files, with region and the kind of credentials, never the keys", async () => {
    write(
      [
        "[default]",
        "region = eu-west-1",
        "[profile sso]",
        "sso_session = corp",
        "sso_account_id = 1",
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

describe("the files", () => {
  it("are those of the home folder where a variable is empty, and ~ is the home folder", () => {
    vi.stubEnv("HOME", "/home/me");
    const files = configFiles({ AWS_CONFIG_FILE: "", AWS_SHARED_CREDENTIALS_FILE: "~/keys" });
    expect(files).toEqual({ config: path.join("/home/me", ".aws", "config"), credentials: path.join("/home/me", "keys") });
  });
});

describe("the names of profiles", () => {
  it("are those that the AWS CLI lists", async () => {
    const headers = ['[profile "team one"]', "[profile café]", "[profile   x]", "[profile __proto__]", "[profile a\\ b]", "[ default ]", "[profile]", "[plugins]"];
    write(["[default]", ...headers].map((header) => `${header}\nregion = eu-west-1\n`).join(""), "[profile third]\naws_access_key_id = A\n[toString]\n");
    expect((await listProfiles()).map(({ name }) => name).toSorted()).toEqual(["__proto__", "a b", "café", "default", "profile third", "team one", "toString", "x"]);
  });

  it("are listed whatever else is wrong, which is told with file and line", async () => {
    write(
      ["lost = 1", "[profile ok]", "region = eu-west-1", "word", "[profile team one]", "[profile broken", "aws_access_key_id = A", "[team]", "[profile ok]", "region = eu-west-2", "  output = json"].join("\n"),
      "[profile third]\n",
    );
    expect((await listProfiles()).map(({ name, region }) => [name, region])).toEqual([["ok", "eu-west-2\noutput = json"], ["profile third", undefined]]);
    const told = await problems();
    for (const part of ["config 1: this stands above", "config 4: this is neither", "config 5: [profile team one] has no name", "config 6: the section's closing bracket", "config 8: [team] is no profile", "config 9: [profile ok] stands here a second time", "config 11: this is indented", "credentials 1: [profile third]"]) {
      expect(told.some((one) => one.startsWith(part)), `${part} in ${told.join("\n")}`).toBe(true);
    }
  });

  it("of one file are listed when the other cannot be read, and that is told", async () => {
    mkdirSync(path.join(folder, "config"));
    writeFileSync(path.join(folder, "credentials"), "[ok]\n");
    expect((await listProfiles()).map(({ name }) => name)).toEqual(["ok"]);
    expect(await problems()).toEqual(["config: is a folder"]);
  });

  it("in UTF-16 and in a code page are read, and that is told", async () => {
    write(Buffer.from("\ufeff[profile wide]\r\n", "utf16le"), Buffer.from("[caf\u00e9]\n", "latin1"));
    expect((await listProfiles()).map(({ name }) => name)).toEqual(["café", "wide"]);
    expect(await problems()).toEqual([expect.stringContaining("config: is UTF-16"), expect.stringContaining("credentials: is not UTF-8")]);
  });
});

const row = (name: string, region?: string, source = "keys"): Profile => ({ name, region, source, hasCredentials: source !== "no credentials of its own" });

describe("the context taken by default", () => {
  const machine = { origin: "machine", profile: MACHINE_ROLE };
  const profile = (name: string) => ({ origin: "profile", profile: name });
  const environment = { origin: "environment", profile: "environment" };
  const KEYS = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" };

  it.each([
    ["the profile default", {}, { ...profile("default"), region: "eu-west-1" }],
    ["AWS_PROFILE", { AWS_PROFILE: "other", AWS_REGION: "eu-north-1" }, { ...profile("other"), region: "eu-north-1" }],
    ["AWS_PROFILE before AWS_DEFAULT_PROFILE", { AWS_PROFILE: "other", AWS_DEFAULT_PROFILE: "default" }, { ...profile("other"), region: "eu-south-2" }],
    ["AWS_DEFAULT_PROFILE", { AWS_PROFILE: "", AWS_DEFAULT_PROFILE: "other" }, { ...profile("other"), region: "eu-south-2" }],
    ["the environment's keys with its region", { ...KEYS, AWS_DEFAULT_REGION: "eu-south-1" }, { ...environment, region: "eu-south-1" }],
    ["the environment's keys with default's region", KEYS, { ...environment, region: "eu-west-1" }],
    ["the environment's keys with the active profile's region", { ...KEYS, AWS_PROFILE: "other" }, { ...environment, region: "eu-south-2" }],
    ["the profile where the keys are empty", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, { ...profile("default"), region: "eu-west-1" }],
    ["the second region variable where the first is empty", { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-south-1" }, { ...profile("default"), region: "eu-south-1" }],
    ["the machine's role where the profile names no credentials", { AWS_PROFILE: "bare" }, { ...machine, region: "us-west-2" }],
    ["an error's row where AWS_PROFILE names nothing", { AWS_PROFILE: "gone" }, { ...profile("gone"), region: "us-east-1" }],
    ["nothing where the region is no region", { AWS_REGION: "moon" }, undefined],
  ])("is %s", async (_name, env: Record<string, string>, expected) => {
    write(
      "[default]\nregion = eu-west-1\naws_access_key_id = a\naws_secret_access_key = b\n[profile other]\nregion = eu-south-2\ncredential_process = x\n[profile bare]\nregion = us-west-2\n",
      "",
    );
    const files = { AWS_CONFIG_FILE: path.join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials") };
    const all = { ...files, ...env };
    expect(defaultContext(await readProfiles(all), all)).toEqual(expected);
  });

  it("is nothing where nothing is set up, and the machine's role where only a container is", () => {
    const nothing = { list: [], problems: [], environment: false, machine: true, region: undefined, active: "default" };
    expect(defaultContext(nothing, {})).toBeUndefined();
    expect(defaultContext(nothing, { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://x" })).toEqual({ ...machine, region: "us-east-1" });
    expect(defaultContext({ ...nothing, list: [row("default", undefined, "no credentials of its own")], machine: false }, {})).toEqual({ ...profile("default"), region: "us-east-1" });
  });
});
