import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AwsSessions } from "../../../src/aws/sessions.ts";
import { type AccountContext, MACHINE_ROLE, accountLabel } from "../../../src/base/context.ts";
import { DevOpsError } from "../../../src/base/errors.ts";
import { type Cloud, startCloud } from "./cloud.ts";

let cloud: Cloud;
let other: Cloud;
let home: string;

beforeAll(async () => {
  [cloud, other] = await Promise.all([startCloud(), startCloud()]);
});

afterAll(async () => {
  await Promise.all([cloud.close(), other.close()]);
});

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "kinds-"));
  mkdirSync(path.join(home, ".aws", "sso", "cache"), { recursive: true });
  vi.stubEnv("HOME", home);
  for (const name of Object.keys(process.env).filter((key) => key.startsWith("AWS_"))) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
  vi.stubEnv("AWS_ENDPOINT_URL", cloud.url);
  // the machine always has a role: whoever gets it by mistake is seen to be MACHINE
  vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${cloud.url}/container`);
  cloud.seen.length = 0;
  other.seen.length = 0;
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

interface Kind {
  readonly kind: string;
  readonly config?: string | Buffer;
  readonly credentials?: string | Buffer;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Files in the home folder; a sign-in's name becomes the cache file that the AWS CLI gives it. */
  readonly files?: Readonly<Record<string, string>>;
  /** The profile `p` where it is left out. */
  readonly context?: Partial<AccountContext>;
  /** The key by which AWS was called. */
  readonly sees?: string;
  /** What the message says, each part. */
  readonly says?: readonly (string | RegExp)[];
}

const KEYS = "aws_access_key_id = AKIDp\naws_secret_access_key = s";
const BASE = "[profile base]\naws_access_key_id = AKIDbase\naws_secret_access_key = s\n";
const role = (more: string) => `[profile p]\nrole_arn = arn:aws:iam::111122223333:role/r\n${more}\n`;
const script = (text: string) => `[profile p]\ncredential_process = ${process.execPath} -e ${JSON.stringify(text)}\n`;
const document = (more: object = {}) => `console.log(JSON.stringify(${JSON.stringify({ Version: 1, AccessKeyId: "AKIDprocess", SecretAccessKey: "hidden", SessionToken: "t", ...more }).replaceAll('"', "'")}))`;
const SSO = "[profile p]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\n";
const SESSION = "[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n";
const LEGACY = "[profile p]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Dev\n";
const token = (accessToken: string, minutes: number, more: object = {}) =>
  JSON.stringify({ accessToken, expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(), ...more });
const RENEWABLE = { clientId: "c", clientSecret: "client-secret", refreshToken: "renew-me", registrationExpiresAt: "2099-01-01T00:00:00Z" };
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const MANY = Array.from({ length: 5000 }, (_, index) => `[profile many${index}]\nregion = eu-west-1\noutput = json\n`).join("");

const KINDS: readonly Kind[] = [
  { kind: "keys in the credentials file", credentials: `[p]\n${KEYS}`, sees: "AKIDp" },
  { kind: "keys in the config file", config: `[profile p]\n${KEYS}`, sees: "AKIDp" },
  { kind: "keys in both files: those of the credentials file", config: `[profile p]\n${KEYS}`, credentials: "[p]\naws_access_key_id = AKIDcred\naws_secret_access_key = s", sees: "AKIDcred" },
  { kind: "keys with a session token", credentials: `[p]\n${KEYS}\naws_session_token = t`, sees: "AKIDp" },
  { kind: "an id in one file and a secret in the other", config: "[profile p]\naws_secret_access_key = s", credentials: "[p]\naws_access_key_id = A", says: ["profile p", "~/.aws/credentials, line 2", "aws_secret_access_key is missing"] },
  { kind: "a key without its secret", config: "[profile p]\nregion = eu-west-1\naws_access_key_id = A", says: ["profile p", "~/.aws/config, line 3", "aws_secret_access_key is missing"] },
  { kind: "a secret without its key", credentials: "[p]\naws_secret_access_key = hidden", says: ["line 2", "aws_access_key_id is missing"] },
  { kind: "an empty key", credentials: "[p]\naws_access_key_id =\naws_secret_access_key =", says: ["aws_access_key_id is empty"] },
  { kind: "a section with its region only", config: "[profile p]\nregion = eu-west-1", says: ["profile p", "~/.aws/config, line 1", "no credentials", "Role of this machine"] },
  { kind: "a name that is in no file", config: BASE, says: ["profile p", "neither in", ".aws/config", ".aws/credentials"] },
  { kind: "a role", config: BASE + role("source_profile = base"), sees: "r-by-AKIDbase" },
  { kind: "a role with a session name, an external id and a duration", config: BASE + role("source_profile = base\nexternal_id = ext\nrole_session_name = me\nduration_seconds = 900"), sees: "r-ext-900-me-by-AKIDbase" },
  { kind: "a role with MFA", config: BASE + role("source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me"), sees: "r-123456-by-AKIDbase" },
  { kind: "a chain of roles", config: `${BASE}[profile middle]\nrole_arn = arn:aws:iam::111122223333:role/m\nsource_profile = base\n${role("source_profile = middle")}`, sees: "r-by-m-by-AKIDbase" },
  { kind: "a source with keys and a role: its keys, as in the AWS CLI", config: `${BASE}role_arn = arn:aws:iam::1:role/m\nsource_profile = gone\n${role("source_profile = base")}`, sees: "r-by-AKIDbase" },
  { kind: "a role that is its own source", config: role(`source_profile = p\n${KEYS}`), sees: "r-by-AKIDp" },
  { kind: "a role that is its own source, without keys", config: role("source_profile = p"), says: ["line 3", "source_profile names the profile itself"] },
  { kind: "a role without any source", config: role(""), says: ["line 2", "role_arn has neither source_profile nor credential_source"] },
  { kind: "a role whose source is missing", config: role("source_profile = gone"), says: ["line 3", "source_profile names gone, which is in no file"] },
  { kind: "two roles that name each other", config: `${role("source_profile = q")}[profile q]\nrole_arn = arn:aws:iam::1:role/q\nsource_profile = p`, says: ["profile q", "line 6", "circle: p → q → p"] },
  { kind: "a role whose source is broken", config: `${role("source_profile = base")}[profile base]\naws_access_key_id = A`, says: ["profile base", "line 5", "aws_secret_access_key is missing"] },
  { kind: "a role with two sources", config: BASE + role("source_profile = base\ncredential_source = Environment"), says: ["source_profile and credential_source exclude each other"] },
  { kind: "a role that AWS refuses", config: `${BASE}[profile p]\nrole_arn = arn:aws:iam::1:role/denied\nsource_profile = base`, says: ["profile p", "role/denied", "sts:AssumeRole"] },
  { kind: "a role with a duration that is none", config: BASE + role("source_profile = base\nduration_seconds = long"), says: ["duration_seconds", "long"] },
  { kind: "a source without a role", config: `${BASE}[profile p]\nsource_profile = base`, says: ["source_profile is there, but role_arn is missing"] },
  { kind: "credential_source Environment", config: role("credential_source = Environment"), env: { AWS_ACCESS_KEY_ID: "AKIDenv", AWS_SECRET_ACCESS_KEY: "s" }, sees: "r-by-AKIDenv" },
  { kind: "credential_source Environment without keys", config: role("credential_source = Environment"), says: ["line 3", "credential_source is Environment", "AWS_ACCESS_KEY_ID"] },
  { kind: "credential_source EcsContainer", config: role("credential_source = EcsContainer"), sees: "r-by-MACHINE" },
  { kind: "credential_source EcsContainer outside of one", config: role("credential_source = EcsContainer"), env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined }, says: ["credential_source is EcsContainer", "no container"] },
  { kind: "credential_source Ec2InstanceMetadata", config: role("credential_source = Ec2InstanceMetadata"), env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: "$CLOUD" }, sees: "r-by-INSTANCE" },
  { kind: "a credential_source that is none", config: role("credential_source = Cloud"), says: ["credential_source is Cloud", "Ec2InstanceMetadata"] },
  { kind: "a process", config: script(document()), sees: "AKIDprocess" },
  { kind: "a process that ends in time", config: script(document({ Expiration: "2099-01-01T00:00:00Z" })), sees: "AKIDprocess" },
  { kind: "a process of the credentials file", credentials: script(document()).replace("[profile p]", "[p]"), sees: "AKIDprocess" },
  { kind: "a noisy process", config: script(`console.error('x'.repeat(50000)); ${document()}`), sees: "AKIDprocess" },
  { kind: "a process that fails", config: script("console.log('hidden'); console.error('\\u001b[31mno\\u001b[0m such vault'); process.exit(3)"), says: ["profile p", "~/.aws/config, line 2", "credential_process ended with exit code 3: no such vault"] },
  { kind: "a process that fails silently", config: script("process.exit(1)"), says: ["exit code 1 and said nothing"] },
  { kind: "a process that prints text", config: script("console.log('hidden')"), says: ["credential_process printed no JSON document"] },
  { kind: "a process that prints half a document", config: script("console.log('{\\'Version\\':1,\\'SecretAccessKey\\':\\'hidden\\'}'.replaceAll(String.fromCharCode(39), String.fromCharCode(34)))"), says: ["without AccessKeyId"] },
  { kind: "a process of another version", config: script(document({ Version: 2 })), says: ["Version is not 1"] },
  { kind: "a process that prints an expired set", config: script(document({ Expiration: "2020-01-01T00:00:00Z" })), says: ["expired at 2020-01-01"] },
  { kind: "a process that does not exist", config: "[profile p]\ncredential_process = /no/such/program --x", says: ["/no/such/program, which is not there"] },
  { kind: "a process in a home folder that nobody fills in", config: "[profile p]\ncredential_process = ~/get", says: ["~/get", "does not fill in ~"] },
  { kind: "a process with an open quote", config: "[profile p]\ncredential_process = get \"x", says: ["quote that is not closed"] },
  { kind: "a process with a shell's signs: they are words", config: "[profile p]\ncredential_process = echo '{}' | cat > /tmp/x; $(id)", says: ["printed no JSON document"] },
  { kind: "a process that prints for ever", config: script("setInterval(() => console.log('hidden'.repeat(100000)), 1)"), says: ["printed more than"] },
  { kind: "Identity Center by a session", config: SSO + SESSION, files: { "sso:corp": token("good", 60) }, sees: "sso-Dev-111122223333-good" },
  { kind: "Identity Center by a session, renewed", config: SSO + SESSION, files: { "sso:corp": token("old", -5, RENEWABLE) }, sees: "sso-Dev-111122223333-good-renewed" },
  { kind: "Identity Center by a session, expired", config: SSO + SESSION, files: { "sso:corp": token("good", -5) }, says: ["sso_session corp has expired", "aws sso login --profile p"] },
  { kind: "Identity Center by a session, not to be renewed", config: SSO + SESSION, files: { "sso:corp": token("good", -5, { ...RENEWABLE, refreshToken: "used" }) }, says: ["could not be renewed", "aws sso login --profile p"] },
  { kind: "Identity Center by a session, never signed in", config: SSO + SESSION, says: ["sso_session corp is not there", "aws sso login --profile p"] },
  { kind: "Identity Center by a session, ended by the administrator", config: SSO + SESSION, files: { "sso:corp": token("bad", 60) }, says: ["not valid any longer", "aws sso login"] },
  { kind: "Identity Center in the older form", config: LEGACY, files: { "sso:https://corp.example/start": token("good", 60) }, sees: "sso-Dev-111122223333-good" },
  { kind: "Identity Center in the older form, expired", config: LEGACY, files: { "sso:https://corp.example/start": token("good", -5, RENEWABLE) }, says: ["https://corp.example/start has expired", "aws sso login --profile p"] },
  { kind: "Identity Center in the older form, never signed in", config: LEGACY, says: ["https://corp.example/start is not there"] },
  { kind: "an sso_session without its section", config: SSO, says: ["profile p", "~/.aws/config, line 2", "no [sso-session corp]"] },
  { kind: "an sso-session without its address", config: `${SSO}[sso-session corp]\nsso_region = eu-west-1`, says: ["line 5", "sso_start_url is missing in [sso-session corp]"] },
  { kind: "Identity Center without a role", config: `[profile p]\nsso_session = corp\nsso_account_id = 111122223333\n${SESSION}`, says: ["sso_role_name is missing"] },
  { kind: "a sign-in alone", config: `[profile p]\nsso_session = corp\n${SESSION}`, says: ["sso_account_id and sso_role_name are missing"] },
  { kind: "an sso_region that is an address", config: SSO + SESSION.replace("eu-west-1", "evil.example/#"), files: { "sso:corp": token("good", 60) }, says: ["sso_region", "no region"] },
  { kind: "a role by Identity Center", config: SSO.replace("profile p", "profile base") + SESSION + role("source_profile = base"), files: { "sso:corp": token("good", 60) }, sees: "r-by-sso-Dev-111122223333-good" },
  { kind: "a web identity", config: role("web_identity_token_file = $HOME/token"), files: { token: "web-token\n" }, sees: "web-r" },
  { kind: "a web identity whose file is missing", config: role("web_identity_token_file = $HOME/token"), says: ["profile p", "line 3", "web_identity_token_file names", "is not there"] },
  { kind: "a web identity that has expired", config: role("web_identity_token_file = $HOME/token"), files: { token: "old" }, says: ["web_identity_token_file", "does not take"] },
  { kind: "a web identity without a role", config: "[profile p]\nweb_identity_token_file = /x", says: ["role_arn is missing"] },
  { kind: "a console login that was never made", config: "[profile p]\nlogin_session = arn:aws:iam::1:user/me", says: ["profile p", "login_session", "aws login --profile p"] },
  { kind: "the environment's keys", context: { origin: "environment", profile: "environment" }, env: { AWS_ACCESS_KEY_ID: "AKIDenv", AWS_SECRET_ACCESS_KEY: "s" }, sees: "AKIDenv" },
  { kind: "half of the environment's keys", context: { origin: "environment", profile: "environment" }, env: { AWS_ACCESS_KEY_ID: "AKIDenv", AWS_SECRET_ACCESS_KEY: "" }, says: ["AWS_SECRET_ACCESS_KEY is not"] },
  { kind: "the environment's web identity", context: { origin: "environment", profile: "environment" }, env: { AWS_WEB_IDENTITY_TOKEN_FILE: "$HOME/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/irsa" }, files: { token: "web-token" }, sees: "web-irsa" },
  { kind: "the environment without keys: the machine's role", context: { origin: "environment", profile: "environment" }, env: { AWS_ACCESS_KEY_ID: "" }, sees: "MACHINE, role of this machine" },
  { kind: "a profile beside the environment's keys", credentials: `[p]\n${KEYS}`, env: { AWS_ACCESS_KEY_ID: "AKIDenv", AWS_SECRET_ACCESS_KEY: "s", AWS_PROFILE: "base" }, sees: "AKIDp" },
  { kind: "the machine's role, of a container", context: { origin: "machine", profile: MACHINE_ROLE }, sees: "MACHINE, role of this machine" },
  { kind: "the machine's role, of an instance", context: { origin: "machine", profile: MACHINE_ROLE }, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: "$CLOUD" }, sees: "INSTANCE, role of this machine" },
  { kind: "the machine's role where it has none", context: { origin: "machine", profile: MACHINE_ROLE }, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined, AWS_EC2_METADATA_DISABLED: "true" }, says: ["this machine has no role", "AWS_EC2_METADATA_DISABLED"] },
  { kind: "a name with blanks, in quotes", config: `[profile "team one"]\n${KEYS}`, context: { profile: "team one" }, sees: "AKIDp" },
  { kind: "a name in another script", config: `[profile café-日本]\n${KEYS}`, context: { profile: "café-日本" }, sees: "AKIDp" },
  { kind: "a name behind several blanks", config: `[profile    p]\n${KEYS}`, sees: "AKIDp" },
  { kind: "the name __proto__", config: `[profile __proto__]\n${KEYS}`, context: { profile: "__proto__" }, sees: "AKIDp" },
  { kind: "the name constructor, which no file has", config: BASE, context: { profile: "constructor" }, says: ["profile constructor", "neither in"] },
  { kind: "a mark before the first section", config: `\ufeff[profile p]\n${KEYS}`, sees: "AKIDp" },
  { kind: "lines that end as in Windows", config: `[profile p]\r\n${KEYS.replaceAll("\n", "\r\n")}\r\n`, sees: "AKIDp" },
  { kind: "UTF-16", config: utf16(`[profile p]\r\n${KEYS}`), sees: "AKIDp" },
  { kind: "Latin-1", config: Buffer.from(`# é\n[profile p]\n${KEYS}`, "latin1"), sees: "AKIDp" },
  { kind: "nested settings", config: `[profile p]\ns3 =\n  addressing_style = path\n  aws_access_key_id = WRONG\n${KEYS}`, sees: "AKIDp" },
  { kind: "5,000 profiles", config: `${MANY}[profile p]\n${KEYS}\n`, sees: "AKIDp" },
];

function arrange({ config, credentials, env = {}, files = {} }: Kind): void {
  const filled = (text: string) => text.replaceAll("$HOME", home).replaceAll("$CLOUD", cloud.url).replaceAll("$OTHER", other.url);
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(home, name), typeof content === "string" ? filled(content) : content);
  };
  if (config !== undefined) write(".aws/config", config);
  if (credentials !== undefined) write(".aws/credentials", credentials);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value === undefined ? undefined : filled(value));
  for (const [name, content] of Object.entries(files)) {
    write(name.startsWith("sso:") ? `.aws/sso/cache/${createHash("sha1").update(name.slice(4)).digest("hex")}.json` : name, content);
  }
}

/** Who AWS takes the context for, and whether it is said to be the machine; else the message. */
async function seen(context: Partial<AccountContext> = {}): Promise<string> {
  const sessions = new AwsSessions(() => Promise.resolve("123456"));
  try {
    const identity = await sessions.identity({ origin: "profile", profile: "p", region: "eu-west-1", ...context });
    return `${identity.arn.replace(/^.*user\//, "")}${accountLabel(identity).replace(identity.account, "")}`;
  } catch (error) {
    return error instanceof DevOpsError ? error.message : `${String(error)} is no DevOpsError`;
  } finally {
    sessions.dispose();
  }
}

describe("a profile of a kind is itself, or an error that names the mistake", () => {
  it.each(KINDS)("$kind", async (kind) => {
    arrange(kind);
    const found = await seen(kind.context);
    if (kind.sees !== undefined) expect(found).toBe(kind.sees);
    for (const part of kind.says ?? []) expect(found).toMatch(typeof part === "string" ? literal(part) : part);
    expect(found).not.toContain("hidden");
    expect(kind.sees === undefined).toBe(found.startsWith("Could not"));
  });
});

describe("a profile whose sign-in is wanted", () => {
  it.each([
    ["nobody has begun", {}, "Not signed in: aws sso login --profile p"],
    ["has ended", { "sso:corp": token("good", -5) }, "Signed out: aws sso login --profile p"],
  ])("says in a row that it %s", async (_what, files, short) => {
    arrange({ kind: "Identity Center", config: SSO + SESSION, files });
    const sessions = new AwsSessions(() => Promise.resolve("123456"));
    const asked = sessions.identity({ origin: "profile", profile: "p", region: "eu-west-1" });
    await expect(asked).rejects.toMatchObject({ kind: "expired", short });
    sessions.dispose();
  });
});

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

const ENDPOINTS: readonly (Kind & { readonly goes: "cloud" | "other" })[] = [
  { kind: "AWS_ENDPOINT_URL_STS before all", config: `[profile p]\n${KEYS}\nendpoint_url = $CLOUD`, env: { AWS_ENDPOINT_URL_STS: "$OTHER" }, goes: "other" },
  { kind: "AWS_ENDPOINT_URL before the profile", config: `[profile p]\n${KEYS}\nendpoint_url = $OTHER`, goes: "cloud" },
  { kind: "a services section before endpoint_url", config: `[profile p]\n${KEYS}\nendpoint_url = $CLOUD\nservices = x\n[services x]\nsts =\n  endpoint_url = $OTHER\n`, env: { AWS_ENDPOINT_URL: "" }, goes: "other" },
  { kind: "a services section for another service", config: `[profile p]\n${KEYS}\nendpoint_url = $OTHER\nservices = x\n[services x]\nsso_oidc =\n  endpoint_url = $CLOUD\n`, env: { AWS_ENDPOINT_URL: undefined }, goes: "other" },
  { kind: "endpoint_url", config: `[profile p]\n${KEYS}\nendpoint_url = $OTHER`, env: { AWS_ENDPOINT_URL: undefined }, goes: "other" },
  { kind: "endpoint_url of both files: the credentials file's", config: "[profile p]\nendpoint_url = $CLOUD", credentials: `[p]\n${KEYS}\nendpoint_url = $OTHER`, env: { AWS_ENDPOINT_URL: undefined }, goes: "other" },
];

describe("an endpoint of a kind", () => {
  it.each(ENDPOINTS)("$kind", async (kind) => {
    arrange(kind);
    expect(await seen()).toBe("AKIDp");
    const asked = (one: Cloud) => one.seen.some(({ body }) => body.includes("GetCallerIdentity"));
    expect([asked(cloud), asked(other)]).toEqual([kind.goes === "cloud", kind.goes === "other"]);
  });

  it.each([
    ["endpoint_url = not a url", {}, ["profile p", "~/.aws/config, line 4", "endpoint_url", "not a url"]],
    ["services = gone", {}, ["profile p", "line 4", "services names gone"]],
    ["endpoint_url = ftp://x", {}, ["endpoint_url", "ftp://x"]],
    ["", { AWS_ENDPOINT_URL_STS: "sts.local" }, ["AWS_ENDPOINT_URL_STS", "sts.local"]],
    ["endpoint_url = http://no-such-host.invalid:99", {}, ["no-such-host.invalid:99", "endpoint_url of profile p", "~/.aws/config, line 4"]],
    ["endpoint_url = http://127.0.0.1:9", {}, ["127.0.0.1:9", "endpoint_url of profile p", "line 4", "ECONNREFUSED"]],
  ])("%s %j is told with its place", async (line, env, says) => {
    arrange({ kind: "", config: `[profile p]\n${KEYS}\n${line}`, env: { AWS_ENDPOINT_URL: undefined, ...env } });
    const found = await seen();
    for (const part of says) expect(found).toContain(part);
  });

  it("that is to be ignored is ignored, and the environment's word comes first", async () => {
    const { endpointOf } = await import("../../../src/aws/endpoints.ts");
    const { readSharedConfig } = await import("../../../src/aws/sharedConfig.ts");
    arrange({ kind: "", config: "[profile p]\nendpoint_url = http://x\nignore_configured_endpoint_urls = true" });
    const config = await readSharedConfig(process.env);
    const context: AccountContext = { origin: "profile", profile: "p", region: "eu-west-1" };
    expect(endpointOf(config, context, "STS", {})).toBeUndefined();
    expect(endpointOf(config, context, "STS", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" })?.url).toBe("http://x");
    expect(endpointOf(config, context, "STS", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", AWS_ENDPOINT_URL: "http://y" })).toBeUndefined();
  });

  it("of STS gets nothing that is for Identity Center", async () => {
    arrange({ kind: "", config: SSO + SESSION, files: { "sso:corp": token("old", -5, RENEWABLE) }, env: { AWS_ENDPOINT_URL_STS: "$OTHER" } });
    expect(await seen()).toBe("sso-Dev-111122223333-good-renewed");
    expect(other.seen.map(({ body, bearer }) => [body, bearer])).toEqual([["Action=GetCallerIdentity&Version=2011-06-15", ""]]);
  });

  it.each(["AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"])("%s in open text gets no token", async (name) => {
    arrange({ kind: "", config: SSO + SESSION, files: { "sso:corp": token("old", -5, RENEWABLE) }, env: { [name]: "http://sso.example" } });
    const found = await seen();
    expect(found).toMatch(new RegExp(`http://sso\\.example \\(${name}\\): that is neither https nor this machine`));
  });

  it("does not keep the renewed sign-in from the AWS CLI", async () => {
    arrange({ kind: "", config: SSO + SESSION, files: { "sso:corp": token("old", -5, RENEWABLE) } });
    await Promise.all([seen(), seen()]);
    const file = path.join(home, ".aws/sso/cache", `${createHash("sha1").update("corp").digest("hex")}.json`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ accessToken: "good-renewed", refreshToken: "renew-me-again", clientId: "c" });
  });
});
