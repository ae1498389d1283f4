import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CredentialStore, credentialStoreOf } from "../../../src/aws/credentials.ts";
import { configuredEndpoint } from "../../../src/aws/endpoints.ts";
import type { AccountContext } from "../../../src/base/context.ts";

const profile = (name: string): AccountContext => ({ origin: "profile", profile: name, region: "eu-west-1" });
const environment: AccountContext = { origin: "environment", profile: "environment", region: "eu-west-1" };
const noMfa = () => Promise.reject(new Error("no MFA"));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "credentials-"));
  vi.stubEnv("AWS_CONFIG_FILE", path.join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", path.join(folder, "credentials"));
  const config = ["[profile one]", "endpoint_url = http://127.0.0.1:1111", "[profile two]", "endpoint_url = http://127.0.0.1:2222", "[profile three]"];
  writeFileSync(path.join(folder, "config"), config.join("\n"));
  const keys = ["one", "two", "three"].map((name) => `[${name}]\naws_access_key_id = AKIA${name}\naws_secret_access_key = secret`);
  writeFileSync(path.join(folder, "credentials"), keys.join("\n"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe("the credentials of a context", () => {
  const keyOf = async (context: AccountContext) => (await credentialStoreOf(context, () => undefined, noMfa).get()).accessKeyId;

  it("are the profile's own, whatever the environment names", async () => {
    vi.stubEnv("AWS_PROFILE", "one");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAenv");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    expect(await keyOf(profile("two"))).toBe("AKIAtwo");
    expect(await keyOf(environment)).toBe("AKIAenv");
  });

  it("are read anew after they were forgotten", async () => {
    const store = credentialStoreOf(profile("one"), () => undefined, noMfa);
    expect((await store.get()).accessKeyId).toBe("AKIAone");
    writeFileSync(path.join(folder, "credentials"), "[one]\naws_access_key_id = AKIAnew\naws_secret_access_key = secret");
    expect((await store.get()).accessKeyId).toBe("AKIAone");
    store.forget();
    expect((await store.get()).accessKeyId).toBe("AKIAnew");
  });
});

describe("the store", () => {
  it("asks once however many wait, and again when what it has runs out", async () => {
    let asked = 0;
    const store = new CredentialStore(async () => {
      asked += 1;
      return { accessKeyId: `AKIA${asked}`, secretAccessKey: "x", expiration: new Date(Date.now() + 60_000) };
    });
    const found = await Promise.all([store.get(), store.get()]);
    expect(found.map(({ accessKeyId }) => accessKeyId)).toEqual(["AKIA1", "AKIA1"]);
    expect((await store.get()).accessKeyId).toBe("AKIA2"); // a minute is less than what a call may need
  });

  it("does not keep an answer from before it was told to forget", async () => {
    let answer: ((value: { accessKeyId: string; secretAccessKey: string }) => void) | undefined;
    const answers = [new Promise<{ accessKeyId: string; secretAccessKey: string }>((resolve) => (answer = resolve))];
    const store = new CredentialStore(() => answers.shift() ?? Promise.resolve({ accessKeyId: "AKIAnew", secretAccessKey: "x" }));
    const old = store.get();
    store.forget();
    answer?.({ accessKeyId: "AKIAold", secretAccessKey: "x" });
    await old;
    expect((await store.get()).accessKeyId).toBe("AKIAnew");
  });
});

describe("the endpoint of a context", () => {
  const endpoint = (context: AccountContext, env: Record<string, string> = {}) => configuredEndpoint(context, "CloudWatch Logs", env);

  it("is the profile's own, whatever AWS_PROFILE names", async () => {
    const env = { AWS_PROFILE: "one" };
    expect(await endpoint(profile("two"), env)).toBe("http://127.0.0.1:2222");
    expect(await endpoint(profile("three"), env)).toBeUndefined();
    expect(await endpoint(environment, env)).toBeUndefined();
  });

  it("is the environment's before the profile's, and the service's before all services'", async () => {
    expect(await endpoint(profile("one"), { AWS_ENDPOINT_URL: "http://all" })).toBe("http://all");
    const both = { AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: "http://logs" };
    expect(await endpoint(profile("one"), both)).toBe("http://logs");
    expect(await endpoint(profile("one"), { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" })).toBeUndefined();
  });
});
