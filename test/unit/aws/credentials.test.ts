import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { credentialsOfProcess } from "../../../src/aws/credentialProcess.ts";
import { CredentialStore, credentialStoreOf } from "../../../src/aws/credentials.ts";
import { configuredEndpoint } from "../../../src/aws/endpoints.ts";
import { Network } from "../../../src/aws/network.ts";
import { NO_EDITOR } from "../../../src/aws/proxies.ts";
import { AwsSessions } from "../../../src/aws/sessions.ts";
import { SsoSignIns } from "../../../src/aws/ssoSignIn.ts";
import type { AccountContext } from "../../../src/base/context.ts";
import { startCloud } from "./cloud.ts";

const profile = (name: string): AccountContext => ({ origin: "profile", profile: name, region: "eu-west-1" });
const environment: AccountContext = { origin: "environment", profile: "environment", region: "eu-west-1" };
const means = {
  env: process.env,
  mfa: () => Promise.reject(new Error("no MFA")),
  sso: new SsoSignIns(),
  handlers: new Network(environment, process.env, () => NO_EDITOR).handler,
};
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
  const keyOf = async (context: AccountContext) => (await credentialStoreOf(context, () => undefined, means).get()).accessKeyId;

  it("are the profile's own, whatever the environment names", async () => {
    vi.stubEnv("AWS_PROFILE", "one");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAenv");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    expect(await keyOf(profile("two"))).toBe("AKIAtwo");
    expect(await keyOf(environment)).toBe("AKIAenv");
  });

  it("are read anew after they were forgotten", async () => {
    const store = credentialStoreOf(profile("one"), () => undefined, means);
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

  it("keeps what looks run out as it comes: the clock here is ahead, and AWS tells when it is over", async () => {
    let asked = 0;
    const store = new CredentialStore(async () => {
      asked += 1;
      return { accessKeyId: `AKIA${asked}`, secretAccessKey: "x", expiration: new Date(Date.now() - 1_000) };
    });
    expect((await store.get()).accessKeyId).toBe("AKIA1");
    expect((await store.get()).accessKeyId, "one code of an MFA device, not one a call").toBe("AKIA1");
    store.forget();
    expect((await store.get()).accessKeyId).toBe("AKIA2");
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

describe("a sign-in", () => {
  it("whose answer is cut off has failed, and was not given up", async () => {
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(200, { "content-length": "1000", "content-type": "text/xml" }).write("<AssumeRole");
        setImmediate(() => response.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const lines = [`[profile role]`, "role_arn = arn:aws:iam::1:role/r", "source_profile = one", `endpoint_url = http://127.0.0.1:${port}`];
      writeFileSync(path.join(folder, "config"), lines.join("\n"));
      const failure: unknown = await credentialStoreOf(profile("role"), () => undefined, means).get().catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "offline" });
      expect(String(failure)).toContain("role_arn arn:aws:iam::1:role/r of profile role");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("that leads to another account than before is not taken for the one before", async () => {
    const cloud = await startCloud();
    const sessions = new AwsSessions(() => Promise.reject(new Error("no MFA")));
    try {
      const gives = (key: string) => {
        const document = { Version: 1, AccessKeyId: key, SecretAccessKey: "s", Expiration: new Date(Date.now() + 60_000).toISOString() };
        writeFileSync(path.join(folder, "keys.json"), JSON.stringify(document));
      };
      const lines = ["[profile tool]", `credential_process = cat ${path.join(folder, "keys.json")}`, `endpoint_url = ${cloud.url}`];
      writeFileSync(path.join(folder, "config"), lines.join("\n"));
      const context = profile("tool");
      gives("DEV");
      expect((await sessions.identity(context)).arn).toMatch(/DEV$/);
      expect((await sessions.identity(context)).arn).toMatch(/DEV$/);
      expect(cloud.seen.filter(({ body }) => body.includes("GetCallerIdentity"))).toHaveLength(1);
      gives("PROD");
      await sessions.get(context).send(STSClient, new GetCallerIdentityCommand({}));
      expect((await sessions.identity(context)).arn).toMatch(/PROD$/);
    } finally {
      sessions.dispose();
      await cloud.close();
    }
  });
});

describe("the endpoint of a context", () => {
  it("is the profile's own, and that of the active profile where no profile is named", async () => {
    const endpoint = (context: AccountContext) => configuredEndpoint(context, "CloudWatch Logs", { ...process.env, AWS_PROFILE: "one" });
    expect(await endpoint(profile("two"))).toBe("http://127.0.0.1:2222");
    expect(await endpoint(profile("three"))).toBeUndefined();
    expect(await endpoint(environment)).toBe("http://127.0.0.1:1111");
    expect(await endpoint({ origin: "simulated", profile: "one", region: "eu-west-1" })).toBeUndefined();
  });

  it("of a service with a blank in its id has a variable with a line", async () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: "http://logs" };
    expect(await configuredEndpoint(profile("one"), "CloudWatch Logs", env)).toBe("http://logs");
    expect(await configuredEndpoint(profile("one"), "STS", env)).toBe("http://all");
  });
});

describe("a process that hangs", () => {
  const hanging = "const fs = require('fs'); fs.writeFileSync(process.argv[1], String(process.pid)); console.error('waiting for a touch'); setInterval(() => {}, 1000)";
  const command = (file: string) => ({ text: `${process.execPath} -e "${hanging}" ${file}`, file: "/x/config", line: 2 });
  const pidIn = (file: string) => vi.waitFor(() => {
    const pid = Number(readFileSync(file, "utf8"));
    expect(pid).toBeGreaterThan(0);
    return pid;
  }, 20_000);
  const isOver = (pid: number) => vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 20_000);

  it("is ended by its time, and that is said", async () => {
    const file = path.join(folder, "pid");
    const run = credentialsOfProcess({ profile: "p", command: command(file), env: process.env, signal: new AbortController().signal, patience: 1_500 });
    await expect(run).rejects.toThrow(/profile p \(\/x\/config, line 2\): credential_process did not end within 1.5 s and was stopped: waiting for a touch/);
    await isOver(await pidIn(file));
  });

  it("keeps waiting for one when another gives up, and is ended with the store", async () => {
    const file = path.join(folder, "pid");
    const store = new CredentialStore((signal) => credentialsOfProcess({ profile: "p", command: command(file), env: process.env, signal }));
    const abort = new AbortController();
    const [leaving, staying] = [store.get(abort.signal), store.get()];
    const outcome = staying.catch((error: unknown) => error);
    const pid = await pidIn(file);
    abort.abort();
    await expect(leaving).rejects.toMatchObject({ kind: "cancelled" });
    expect(() => process.kill(pid, 0)).not.toThrow();
    store.dispose();
    expect(await outcome).toMatchObject({ kind: "cancelled" });
    await isOver(pid);
  });

  it("does not hold a call that is given up", async () => {
    const file = path.join(folder, "pid");
    writeFileSync(path.join(folder, "config"), `[profile slow]\ncredential_process = ${command(file).text}`);
    const sessions = new AwsSessions(() => Promise.reject(new Error("no MFA")));
    const abort = new AbortController();
    const call = sessions.get(profile("slow")).send(STSClient, new GetCallerIdentityCommand({}), { signal: abort.signal });
    const pid = await pidIn(file);
    abort.abort();
    await expect(call).rejects.toMatchObject({ kind: "cancelled" });
    sessions.dispose();
    await isOver(pid);
  });
});
