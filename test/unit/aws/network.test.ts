import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type EditorNetwork, NO_EDITOR, isExcepted, proxyOf } from "../../../src/aws/proxies.ts";
import { AwsSessions } from "../../../src/aws/sessions.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { type ProxyServer, startProxy } from "./proxyServer.ts";

/** A name that no resolver knows: only the proxy leads there. */
const HOST = "sts.private.invalid";
let folder: string;
let authority: string;
let cloud: Cloud;
let proxy: ProxyServer;
let strict: ProxyServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "authority-"));
  const { key, cert } = makeCertificates();
  cloud = await startCloud({ key, cert });
});

/** An authority of one's own, and a server's certificate from it. */
function makeCertificates(): { key: string; cert: string } {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe", cwd: folder });
  authority = at("authority.pem");
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Private Authority", "-keyout", "authority.key", "-out", authority);
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr");
  writeFileSync(at("names"), `subjectAltName=IP:127.0.0.1,DNS:${HOST}\n`);
  openssl("x509", "-req", "-in", "server.csr", "-CA", authority, "-CAkey", "authority.key", "-CAcreateserial", "-days", "30", "-extfile", "names", "-out", "server.pem");
  return { key: readFileSync(at("server.key"), "utf8"), cert: readFileSync(at("server.pem"), "utf8") };
}

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

let home: string;

beforeEach(async () => {
  // a call that is given up may still reach the proxy of its own test
  [proxy, strict] = await Promise.all([startProxy(cloud.port), startProxy(cloud.port, "secret")]);
  home = mkdtempSync(path.join(tmpdir(), "network-"));
  mkdirSync(path.join(home, ".aws"));
  vi.stubEnv("HOME", home);
  for (const name of Object.keys(process.env).filter((key) => /^AWS_|proxy$/i.test(key))) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
});

afterEach(async () => {
  await Promise.all([proxy.close(), strict.close()]);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

interface Setting {
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly editor?: Partial<EditorNetwork>;
  /** Where calls go; the server on this machine where it is left out. */
  readonly endpoint?: string;
}

async function seen({ profile = "", env = {}, editor = {}, endpoint = cloud.url }: Setting): Promise<string> {
  const text = `[profile p]\naws_access_key_id = AKIDp\naws_secret_access_key = s\nendpoint_url = ${endpoint}\n${profile}\n`;
  writeFileSync(path.join(home, ".aws/config"), text);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const sessions = new AwsSessions(() => Promise.reject(new Error("no MFA")), () => ({ ...NO_EDITOR, ...editor }));
  try {
    return (await sessions.identity({ origin: "profile", profile: "p", region: "eu-west-1" })).arn.replace(/^.*\//, "");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    sessions.dispose();
  }
}

describe("a server whose certificate comes from an authority of one's own", () => {
  it("is not trusted, and the message says what to set", async () => {
    const found = await seen({});
    for (const part of ["127.0.0.1", "authority that this machine does not know", "ca_bundle in profile p", "AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]) {
      expect(found).toContain(part);
    }
  });

  it("is reached with ca_bundle alone", async () => {
    expect(await seen({ profile: `ca_bundle = ${authority}` })).toBe("AKIDp");
  });

  it("is reached with AWS_CA_BUNDLE alone", async () => {
    expect(await seen({ env: { AWS_CA_BUNDLE: authority } })).toBe("AKIDp");
  });

  it("is reached with NODE_EXTRA_CA_CERTS alone, though the process began without it", async () => {
    expect(await seen({ env: { NODE_EXTRA_CA_CERTS: authority } })).toBe("AKIDp");
  });

  it("is reached with the system's authorities alone, where the editor's setting wants them", async () => {
    const system = () => [...tls.rootCertificates, readFileSync(authority, "utf8")];
    const before = Object.getOwnPropertyDescriptor(tls, "getCACertificates");
    Object.defineProperty(tls, "getCACertificates", { configurable: true, value: system });
    try {
      expect(await seen({ editor: { systemCertificates: true } })).toBe("AKIDp");
      expect(await seen({ editor: { systemCertificates: false } })).toContain("does not know");
    } finally {
      if (before === undefined) Reflect.deleteProperty(tls, "getCACertificates");
      else Object.defineProperty(tls, "getCACertificates", before);
    }
  });

  it("is not trusted with another bundle, and the message names that", async () => {
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Other", "-keyout", "other.key", "-out", "other.pem"], { stdio: "pipe", cwd: home });
    expect(await seen({ profile: `ca_bundle = ${home}/other.pem` })).toContain("authority that is not in ~/other.pem");
    expect(await seen({ profile: `ca_bundle = ${authority}`, env: { AWS_CA_BUNDLE: `${home}/other.pem` } })).toContain("~/other.pem");
  });

  it.each([
    ["that is not there", "/no/such.pem", ["profile p", "~/.aws/config, line 5", "ca_bundle names /no/such.pem", "not there"]],
    ["that holds no certificate", "$HOME/.aws/config", ["ca_bundle names", "no certificate"]],
  ])("is not asked with a bundle %s", async (_name, bundle, says) => {
    const found = await seen({ profile: `ca_bundle = ${bundle.replace("$HOME", home)}` });
    for (const part of says) expect(found).toContain(part);
  });

  it("with a name that is not in it is refused", async () => {
    const found = await seen({ profile: `ca_bundle = ${authority}`, endpoint: `https://wrong.invalid:443`, env: { HTTPS_PROXY: proxy.url } });
    expect(found).toMatch(/certificate is not one of wrong\.invalid .*endpoint_url of profile p/);
  });
});

describe("a host that only a proxy reaches", () => {
  const behind = { profile: "", endpoint: `https://${HOST}` };
  const trusted = () => ({ ...behind, profile: `ca_bundle = ${authority}` });

  it("is not found without one, and the message names the setting", async () => {
    expect(await seen(trusted())).toMatch(new RegExp(`${HOST}:443 \\(endpoint_url of profile p, ~/.aws/config, line 4\\) did not answer \\((ENOTFOUND|EAI_AGAIN)\\)`));
  });

  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])("is reached with %s alone", async (name) => {
    expect(await seen({ ...trusted(), env: { [name]: proxy.url } })).toBe("AKIDp");
    expect(proxy.asked).toContain(`${HOST}:443`);
  });

  it("is reached with the editor's http.proxy alone, which comes before the environment's", async () => {
    expect(await seen({ ...trusted(), editor: { proxy: proxy.url }, env: { HTTPS_PROXY: "http://127.0.0.1:9" } })).toBe("AKIDp");
  });

  it("is asked for directly where it is excepted", async () => {
    expect(await seen({ ...trusted(), env: { HTTPS_PROXY: proxy.url, NO_PROXY: "other,.invalid" } })).toContain("did not answer");
    expect(await seen({ ...trusted(), editor: { proxy: proxy.url, noProxy: ["*.private.invalid"] } })).toContain("did not answer");
    expect(proxy.asked).toEqual([]);
  });

  it("is reached with a name and a password, and told when the proxy wants them", async () => {
    const url = strict.url.replace("http://", "http://me:secret@");
    expect(await seen({ ...trusted(), env: { HTTPS_PROXY: url } })).toBe("AKIDp");
    const basic = `Basic ${Buffer.from("me:secret").toString("base64")}`;
    expect(await seen({ ...trusted(), editor: { proxy: strict.url, proxyAuthorization: basic } })).toBe("AKIDp");
    const refused = await seen({ ...trusted(), env: { HTTPS_PROXY: strict.url.replace("http://", "http://me:wrong@") } });
    expect(refused).toMatch(/the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refused \(HTTP 407\)/);
    expect(refused).not.toContain("wrong");
  });

  it("is not reached through a proxy that is not there, or is none", async () => {
    expect(await seen({ ...trusted(), env: { HTTPS_PROXY: "http://127.0.0.1:9" } })).toMatch(/the proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) did not answer \(ECONNREFUSED\)/);
    expect(await seen({ ...trusted(), env: { HTTPS_PROXY: "socks5://127.0.0.1:9" } })).toMatch(/HTTPS_PROXY names a proxy that is no address with http/);
  });

  it("is not this machine: that is asked directly, whatever proxy is set", async () => {
    expect(await seen({ profile: `ca_bundle = ${authority}`, env: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url } })).toBe("AKIDp");
    expect(proxy.asked).toEqual([]);
  });
});

describe("the choice of a proxy", () => {
  const target = { secure: true, host: "sts.eu-west-1.amazonaws.com", port: 443 };

  it.each([
    ["*", true],
    ["amazonaws.com", true],
    [".amazonaws.com", true],
    ["*.AmazonAWS.com:443", true],
    ["amazonaws.com:80", false],
    ["aws.com", false],
    ["", false],
    ["sts.eu-west-1.amazonaws.com.evil", false],
  ])("with %j excepted: %s", (entry, expected) => {
    expect(isExcepted(target, [entry])).toBe(expected);
  });

  it("of a metadata service is none, and an empty variable is none", () => {
    expect(proxyOf({ ...target, host: "169.254.169.254" }, NO_EDITOR, { HTTPS_PROXY: "http://p" })).toBeUndefined();
    expect(proxyOf(target, NO_EDITOR, { https_proxy: "", HTTPS_PROXY: "p:8080" })).toEqual({ url: "http://p:8080", origin: "HTTPS_PROXY" });
    expect(proxyOf({ ...target, secure: false }, NO_EDITOR, { HTTPS_PROXY: "http://p" })).toBeUndefined();
  });
});
