import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Network } from "../../../../src/aws/network.ts";
import { type EditorNetwork, NO_EDITOR } from "../../../../src/aws/proxies.ts";
import { CredentialPipe } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { readConfig } from "../../../../src/services/codecommit/git/config.ts";
import { Git } from "../../../../src/services/codecommit/git/git.ts";
import { refuseDetoursOfOthers } from "../../../../src/services/codecommit/git/guard.ts";
import { gitPassword } from "../../../../src/services/codecommit/git/password.ts";
import { startProxy } from "../../aws/proxyServer.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";
import { CERTIFICATE, TlsFront } from "./tlsFront.ts";

// A repository's own settings, against what the dialog said: real git, a real server with a certificate of its own.

const account = useAccount();
const FACTS = { tried: "push parcel-web", on: "kestrel · eu-west-1", action: "codecommit:GitPush" };
const COPY = "copy";

let bench: GitBench;
let pipe: CredentialPipe;
let git: Git;
let front: TlsFront;
let origin = "";
let asked = 0;

beforeAll(async () => {
  bench = new GitBench();
  pipe = new CredentialPipe();
  const helper = path.join(bench.folder, "helper.mjs");
  const source = path.join(import.meta.dirname, "../../../../src/services/codecommit/programs/gitHelper.ts");
  await build({ entryPoints: [source], outfile: helper, bundle: true, platform: "node", format: "esm", logLevel: "error" });
  git = new Git({ program: "git", runtime: process.execPath, helper, pipe, env: bench.env });
  front = new TlsFront(() => account().simulator.endpoint);
  origin = await front.listen();
});
afterAll(() => {
  front.close();
  pipe.dispose();
  bench.remove();
});
beforeEach(async () => {
  asked = 0;
  front.logins.length = 0;
  for (const name of [COPY, "elsewhere.git", ".gitconfig"]) rmSync(path.join(bench.folder, name), { recursive: true, force: true });
  await bench.must(".", "init", "--quiet", "--initial-branch=main", COPY);
  await bench.must(COPY, "commit", "--quiet", "--allow-empty", "-m", "Mine");
  await bench.must(".", "init", "--quiet", "--bare", "elsewhere.git");
});

const url = () => `${origin}/v1/repos/crew-rostering`;
const plain = () => `${account().simulator.endpoint}/v1/repos/crew-rostering`;
const set = (key: string, value: string, scope = "--local") => bench.must(COPY, "config", scope, "--add", key, value);

/** Pushes to an address as the extension does. @param network the context's way out, where it has settings */
function push(address = url(), network?: Network) {
  const { accessKeyId, secretAccessKey } = account().simulator.credentials;
  const login = () => {
    asked += 1;
    return Promise.resolve({
      username: accessKeyId,
      password: gitPassword({ url: address, region: "eu-west-1", secretAccessKey, now: Date.now() }),
    });
  };
  return git.remote(path.join(bench.folder, COPY), ["push", address, "HEAD:refs/heads/main"], { url: address, login, ...(network && { way: () => network.way(address) }) }, FACTS);
}

/** A profile's way out, with these lines in its section. */
function networkOf(lines: string, env: Readonly<Record<string, string>> = {}, editor: Partial<EditorNetwork> = {}): Network {
  const file = path.join(bench.folder, "aws-config");
  writeFileSync(file, `[profile kestrel]\nregion = eu-west-1\n${lines}\n`);
  const all = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: "/dev/null", ...env };
  return new Network({ origin: "profile", profile: "kestrel", region: "eu-west-1" }, all, () => ({ ...NO_EDITOR, ...editor }));
}

/** Nobody was told anything, and nothing went elsewhere. */
async function expectNothing(): Promise<void> {
  expect([asked, front.logins]).toEqual([0, []]);
  expect(await bench.must("elsewhere.git", "for-each-ref")).toBe("");
}

describe("a server that only the repository trusts", () => {
  it("gets no password where the repository switches the check off", async () => {
    await set("http.sslVerify", "false");
    await set(`http.${origin}.sslVerify`, "false");
    await set(`http.${url()}/.sslVerify`, "false");
    await expect(push()).rejects.toMatchObject({ kind: "offline", message: expect.stringContaining("certificate is not trusted") });
    await expectNothing();
  });

  it("gets none where the repository brings the certificate", async () => {
    await set(`http.${origin}.sslCAInfo`, CERTIFICATE);
    await expect(push()).rejects.toThrow(`http.${origin}.sslcainfo in ${bench.folder}/copy/.git/config could send`);
    await expectNothing();
  });

  it("gets one where the user trusts it", async () => {
    await set("http.sslCAInfo", CERTIFICATE, "--global");
    await push();
    expect(asked).toBe(1);
    expect(front.logins).not.toEqual([]);
    expect(await bench.must(".", "config", "--global", "--list")).toBe(`http.sslcainfo=${CERTIFICATE}`);
  });
});

describe("the way that the context's own calls take", () => {
  it.each([
    ["ca_bundle", () => networkOf(`ca_bundle = ${CERTIFICATE}`)],
    ["AWS_CA_BUNDLE", () => networkOf("", { AWS_CA_BUNDLE: CERTIFICATE })],
  ])("is git's, too: the authorities of %s", async (_name, network) => {
    await expect(push(url(), networkOf(""))).rejects.toThrow("certificate is not trusted");
    await push(url(), network());
    expect(front.logins).not.toEqual([]);
  });

  it("is git's, too: the editor's proxy, unless the user has given git one", async () => {
    const [proxy, own] = await Promise.all([startProxy(Number(new URL(origin).port)), startProxy(Number(new URL(origin).port))]);
    const address = "https://git.private.invalid/v1/repos/crew-rostering";
    // behind the proxy is a server of another name, which is told nothing
    await expect(push(address, networkOf("", {}, { proxy: proxy.url }))).rejects.toMatchObject({ kind: "offline" });
    expect([proxy.asked, own.asked]).toEqual([["git.private.invalid:443"], []]);
    await set("http.proxy", own.url, "--global");
    await expect(push(address, networkOf("", {}, { proxy: proxy.url }))).rejects.toMatchObject({ kind: "offline" });
    expect([proxy.asked.length, own.asked]).toEqual([1, ["git.private.invalid:443"]]);
    await expectNothing();
    await Promise.all([proxy.close(), own.close()]);
  });

  it("gives way to what the user has told git", async () => {
    const other = path.join(bench.folder, "others.pem");
    writeFileSync(other, "");
    await set("http.sslCAInfo", other, "--global");
    await expect(push(url(), networkOf(`ca_bundle = ${CERTIFICATE}`))).rejects.toThrow("certificate");
    await expectNothing();
  });

  it("is refused where it names a file that is not there", async () => {
    await expect(push(url(), networkOf("ca_bundle = /no/such.pem"))).rejects.toThrow("ca_bundle names /no/such.pem, which is not there");
    await expectNothing();
  });
});

describe("a repository that makes another address of the one that was shown", () => {
  beforeEach(() => set("http.sslCAInfo", CERTIFICATE, "--global"));

  it.each(["insteadOf", "pushInsteadOf"])("is not pushed, by %s of the same length or shorter", async (name) => {
    for (const beginning of [url(), origin, "https:", ""]) {
      await set(`url.${bench.folder}/elsewhere.git.${name}`, beginning);
      const why = `url.${bench.folder}/elsewhere.git.${name.toLowerCase()} in ${bench.folder}/copy/.git/config would lead to ${bench.folder}/elsewhere.git`;
      await expect(push()).rejects.toMatchObject({ kind: "conflict", message: expect.stringContaining(why) });
      await bench.must(COPY, "config", "--local", "--unset-all", `url.${bench.folder}/elsewhere.git.${name}`);
    }
    await expectNothing();
  });

  it("is not pushed where another file says it: one that is included, the work tree's, the user's", async () => {
    const included = path.join(bench.folder, COPY, "included.cfg");
    writeFileSync(included, `[url "ssh://mira:secret@evil.example/"]\n\tinsteadOf = ${origin}/\n`);
    await set("include.path", included);
    await expect(push()).rejects.toThrow(`in ${included} would lead to ssh://evil.example/v1/repos/crew-rostering instead of ${url()}`);
    await expect(push()).rejects.not.toThrow("secret");
    await bench.must(COPY, "config", "--local", "--unset-all", "include.path");
    await set("extensions.worktreeConfig", "true");
    await set("url.ssh://evil.example/.insteadOf", origin, "--worktree");
    await expect(push()).rejects.toThrow(`${bench.folder}/copy/.git/config.worktree would lead to`);
    await bench.must(COPY, "config", "--worktree", "--unset-all", "url.ssh://evil.example/.insteadOf");
    await set("url.ssh://evil.example/.pushInsteadOf", origin, "--global");
    await expect(push()).rejects.toThrow(`${bench.folder}/.gitconfig would lead to`);
    await expectNothing();
  });

  it.each(["pushurl", "url", "vcs", "proxy"])("is not pushed where a remote of the address' name has a %s", async (name) => {
    await set(`remote.${url()}.${name}`, `${bench.folder}/elsewhere.git`);
    await expect(push()).rejects.toThrow(`remote.${url()}.${name} in ${bench.folder}/copy/.git/config gives the address`);
    await expectNothing();
  });

  it("is not pushed with a login of the repository's", async () => {
    for (const about of ["http", `http.https://*.0.0.1:${new URL(origin).port}/v1`, `http.${url()}/`]) {
      await set(`${about}.extraHeader`, "Authorization: Basic b3RoZXI6b25l");
      await expect(push()).rejects.toMatchObject({ remedy: expect.stringContaining("git config --global") });
      await bench.must(COPY, "config", "--local", "--remove-section", about);
    }
    await expectNothing();
  });

  it("is pushed where the setting is about others, or leads to the same repository by another way", async () => {
    await set("url.ssh://git@github.com/.insteadOf", "https://github.com/");
    await set(`url.https://mira@${origin.slice("https://".length)}/.insteadOf`, `${origin}/`);
    await set("http.https://other.example.sslVerify", "false");
    await set("http.https://other.example.extraHeader", "X: y");
    await set(`http.https://*.0.0.1:${new URL(origin).port}/v1/repos/crew.extraHeader`, "X: y");
    await set("remote.origin.pushurl", `${bench.folder}/elsewhere.git`);
    await set("core.sshCommand", "false");
    await set("core.askPass", "false");
    await set("credential.username", "other");
    await set("http.proxy", "");
    await push();
    expect(asked).toBe(1);
    expect(await bench.must("elsewhere.git", "for-each-ref")).toBe("");
  });
});

describe("git that others start", () => {
  const check = async (address = url()) =>
    refuseDetoursOfOthers(await readConfig(git, path.join(bench.folder, COPY)), address, { tried: "log git in to crew-rostering" });

  it("gets no login where the repository switches the check of the server off", async () => {
    for (const [key, value] of [
      ["http.sslVerify", "false"],
      [`http.${origin}.sslVerify`, "0"],
      [`http.${url()}/.sslVerify`, ""],
    ] as const) {
      await check();
      await set(key, value);
      await expect(check()).rejects.toThrow(`${bench.folder}/copy/.git/config lets the password go to a server that nobody vouches for`);
      await expect(check(plain())).resolves.toBeUndefined();
      await bench.must(COPY, "config", "--local", "--unset-all", key);
    }
    await set("http.sslVerify", "false", "--global");
    await set("http.https://other.example.sslVerify", "false");
    await expect(check()).resolves.toBeUndefined();
  });

  it("gets none where it would be led elsewhere", async () => {
    await set("url.ssh://evil.example/.pushInsteadOf", `${origin}/`);
    await expect(check()).rejects.toThrow("would lead to ssh://evil.example/v1/repos/crew-rostering");
  });
});

describe("more settings than anybody writes", () => {
  it("are not believed to be all", async () => {
    const file = path.join(bench.folder, COPY, ".git/config");
    writeFileSync(file, `${readFileSync(file, "utf8")}[remote "a"]\n${"\tfetch = +refs/heads/a:refs/heads/a\n".repeat(150_000)}[url "ssh://evil.example/"]\n\tinsteadOf = ${origin}\n`);
    await expect(push()).rejects.toThrow("there are more of them than anybody writes");
    await expectNothing();
  });
});

describe("an endpoint without TLS", () => {
  it.each([
    ["proxy", "http://127.0.0.1:1"],
    ["curloptResolve", "127.0.0.1:1:127.0.0.2"],
  ])("is not reached by a %s of the repository's", async (name, value) => {
    await set(`http.${name}`, value);
    await expect(push(plain())).rejects.toThrow(`http.${name.toLowerCase()} in`);
    await bench.must(COPY, "config", "--local", "--remove-section", "http");
    await expect(push(plain())).resolves.toMatchObject({ code: 0 });
  });

  it("reaches no other protocol, whatever the repository allows", async () => {
    await set("protocol.allow", "always");
    await set("protocol.ext.allow", "always");
    const ran = path.join(bench.folder, "ran");
    const call = { url: plain(), login: () => Promise.reject(new Error("not asked")) };
    const reading = git.remote(path.join(bench.folder, COPY), ["ls-remote", `ext::touch ${ran}`], call, FACTS);
    await expect(reading).rejects.toThrow("transport 'ext' not allowed");
    expect(() => readFileSync(ran)).toThrow(/ENOENT/);
  });
});

describe("the environment of git and its hooks", () => {
  it("has nothing of AWS in it, and nothing that leads elsewhere", async () => {
    const seen = path.join(bench.folder, "seen");
    const hooks = path.join(bench.folder, COPY, ".git/hooks");
    mkdirSync(hooks, { recursive: true });
    writeFileSync(path.join(hooks, "pre-push"), `#!/bin/sh\nenv > '${seen}'\n`);
    chmodSync(path.join(hooks, "pre-push"), 0o755);
    await set("http.sslCAInfo", CERTIFICATE, "--global");
    const secret = {
      AWS_ACCESS_KEY_ID: "s3cret",
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "s3cret",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "s3cret",
      AWS_WEB_IDENTITY_TOKEN_FILE: "s3cret",
      AWS_BEARER_TOKEN_BEDROCK: "s3cret",
      aws_session_token: "s3cret",
      GIT_DIR: path.join(bench.folder, "elsewhere.git"),
      GIT_SSL_NO_VERIFY: "s3cret",
      GIT_TRACE_REDACT: "s3cret",
    };
    const usual = git;
    git = new Git({ program: "git", runtime: process.execPath, helper: path.join(bench.folder, "helper.mjs"), pipe, env: { ...bench.env, ...secret, KEPT: "kept" } });
    await push().finally(() => (git = usual));
    const lines = readFileSync(seen, "utf8").split("\n");
    expect(lines).toContain("KEPT=kept");
    expect(lines.filter((line) => /^AWS_/i.test(line) || line.includes("s3cret"))).toEqual([]);
  });
});
