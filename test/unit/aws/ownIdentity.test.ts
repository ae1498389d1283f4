import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Arbitrary, array, assert, asyncProperty, boolean, constant, constantFrom, oneof, record, tuple } from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Network } from "../../../src/aws/network.ts";
import { NO_EDITOR } from "../../../src/aws/proxies.ts";
import { type SignInMeans, signIn } from "../../../src/aws/signIn.ts";
import { SsoSignIns } from "../../../src/aws/ssoSignIn.ts";
import type { AccountContext } from "../../../src/base/context.ts";
import { DevOpsError } from "../../../src/base/errors.ts";
import { type Cloud, startCloud } from "./cloud.ts";

const CASES = 2_000;
const SECRET = "tOpSeCrEt";
/** Every credential says whose it is: the profile's number stands in it. */
const NAMES = ["p", "base", "default", "__proto__", "team one"] as const;
type Name = (typeof NAMES)[number];
const markOf = (name: string) => `n${NAMES.indexOf(name as Name)}n`;

type Entry = readonly [key: string, value: string];

/** One section as it is written, and the name that it is meant for. */
interface Section {
  readonly name: Name;
  readonly header: "plain" | "quoted" | "bare" | "broken" | "upper";
  readonly entries: readonly Entry[];
}

function processOf(name: string): Arbitrary<string> {
  const document = (more: string) => `echo '{"Version": 1, "AccessKeyId": "PROC${markOf(name)}", "SecretAccessKey": "${SECRET}"${more}}'`;
  return constantFrom(document(""), document(', "Expiration": "2020-01-01T00:00:00Z"'), "false", `echo ${SECRET}`, "/no/such/program", 'echo "open', "");
}

function entryOf(name: Name): Arbitrary<Entry> {
  const mark = markOf(name);
  const one = (key: string, ...values: readonly string[]): Arbitrary<Entry> => constantFrom(...values).map((value): Entry => [key, value]);
  return oneof(
    { weight: 4, arbitrary: one("aws_access_key_id", `AKID${mark}`, `AKID${mark}`, "") },
    { weight: 4, arbitrary: one("aws_secret_access_key", SECRET, SECRET, "") },
    one("aws_session_token", "t", ""),
    { weight: 3, arbitrary: one("role_arn", `arn:aws:iam::1:role/ROLE${mark}`, `arn:aws:iam::1:role/denied`, "") },
    { weight: 3, arbitrary: one("source_profile", ...NAMES, "gone", "") },
    { weight: 2, arbitrary: one("credential_source", "Environment", "EcsContainer", "Ec2InstanceMetadata", "Cloud", "") },
    { weight: 2, arbitrary: processOf(name).map((value): Entry => ["credential_process", value]) },
    one("web_identity_token_file", "$HOME/token", "/no/such/token"),
    one("sso_session", "corp", "gone"),
    one("sso_start_url", "https://corp.example/start"),
    one("sso_region", "eu-west-1", "nowhere"),
    one("sso_account_id", "111122223333", ""),
    one("sso_role_name", `SSO${mark}`, ""),
    one("login_session", "arn:aws:iam::1:user/x"),
    one("mfa_serial", "arn:aws:iam::1:mfa/me"),
    one("duration_seconds", "900", "soon"),
    one("region", "eu-west-1"),
    one("s3", "\n  addressing_style = path\n  aws_access_key_id = NESTED"),
    one("# aws_access_key_id", "COMMENT"),
  );
}

/** A way that works, if nothing beside it spoils it. */
function wayOf(name: Name): Arbitrary<readonly Entry[]> {
  const mark = markOf(name);
  const role: Entry = ["role_arn", `arn:aws:iam::1:role/ROLE${mark}`];
  return constantFrom<readonly Entry[]>(
    [["aws_access_key_id", `AKID${mark}`], ["aws_secret_access_key", SECRET]],
    [role, ["source_profile", "base"]],
    [role, ["source_profile", name], ["aws_access_key_id", `AKID${mark}`], ["aws_secret_access_key", SECRET]],
    [role, ["credential_source", "EcsContainer"]],
    [role, ["credential_source", "Environment"]],
    [role, ["web_identity_token_file", "$HOME/token"]],
    [["credential_process", `echo '{"Version": 1, "AccessKeyId": "PROC${mark}", "SecretAccessKey": "${SECRET}"}'`]],
    [["sso_session", "corp"], ["sso_account_id", "111122223333"], ["sso_role_name", `SSO${mark}`]],
    [],
  );
}

const anyName = oneof({ weight: 3, arbitrary: constantFrom("p" as const, "base" as const) }, constantFrom(...NAMES));

const section: Arbitrary<Section> = anyName
  .chain((own) =>
    record({
      name: constant(own),
      header: oneof({ weight: 12, arbitrary: constantFrom("plain" as const, "quoted" as const) }, constantFrom("bare" as const, "broken" as const, "upper" as const)),
      entries: tuple(wayOf(own), array(entryOf(own), { maxLength: 3 }))
        .map(([way, more]) => [...new Map([...way, ...more])]),
    }),
  );

const scene = record({
  config: array(section, { maxLength: 6 }),
  credentials: array(section, { maxLength: 4 }),
  form: constantFrom("plain" as const, "windows" as const, "mark" as const, "wide" as const),
  corp: boolean(),
  machine: constantFrom("container" as const, "instance" as const, "both" as const),
  keys: constantFrom("none" as const, "both" as const, "half" as const, "empty" as const),
  webIdentity: boolean(),
  active: constantFrom("", ...NAMES),
  asked: oneof({ weight: 9, arbitrary: anyName }, constant("gone")),
});
type Scene = typeof scene extends Arbitrary<infer T> ? T : never;

let cloud: Cloud;
let home: string;

beforeAll(async () => {
  cloud = await startCloud();
  home = mkdtempSync(path.join(tmpdir(), "own-"));
  mkdirSync(path.join(home, ".aws/sso/cache"), { recursive: true });
  writeFileSync(path.join(home, "token"), "web-token");
  for (const key of ["corp", "https://corp.example/start"]) {
    const file = path.join(home, ".aws/sso/cache", `${createHash("sha1").update(key).digest("hex")}.json`);
    writeFileSync(file, JSON.stringify({ accessToken: "good", expiresAt: "2099-01-01T00:00:00Z" }));
  }
  vi.stubEnv("HOME", home);
  vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", cloud.url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await cloud.close();
  rmSync(home, { recursive: true });
});

function textOf(sections: readonly Section[], inConfig: boolean): string {
  const header = ({ name, header: kind }: Section): string => {
    const own = !inConfig ? name : name === "default" && kind !== "quoted" ? "default" : `profile ${kind === "quoted" || name.includes(" ") ? `"${name}"` : name}`;
    if (kind === "bare") return `[${name}]`;
    if (kind === "broken") return `[${own}`;
    return kind === "upper" ? `[${own.toUpperCase()}]` : `[${own}]`;
  };
  return sections.map((one) => [header(one), ...one.entries.map(([key, value]) => `${key} = ${value.replaceAll("$HOME", home)}`), ""].join("\n")).join("\n");
}

function formed(text: string, form: Scene["form"]): string | Buffer {
  if (form === "windows") return text.replaceAll("\n", "\r\n");
  if (form === "mark") return `\ufeff${text}`;
  return form === "wide" ? Buffer.from(`\ufeff${text}`, "utf16le") : text;
}

function environmentOf({ machine, keys, webIdentity, active }: Scene): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    AWS_CONFIG_FILE: path.join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "credentials"),
    AWS_ENDPOINT_URL: cloud.url,
    AWS_PROFILE: active,
    ...(machine === "instance" ? {} : { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${cloud.url}/container` }),
    ...(machine === "container" ? { AWS_EC2_METADATA_DISABLED: "true" } : {}),
    ...(keys === "none" ? {} : { AWS_ACCESS_KEY_ID: keys === "empty" ? "" : "AKIDENV", AWS_SECRET_ACCESS_KEY: keys === "both" ? SECRET : "" }),
    ...(webIdentity ? { AWS_WEB_IDENTITY_TOKEN_FILE: path.join(home, "token"), AWS_ROLE_ARN: "arn:aws:iam::1:role/ENVROLE" } : {}),
  };
}

/** Everything that is written for a profile and for those that it may lead to, whether or not it is read so. */
function reach({ config, credentials, asked }: Scene): { names: Set<string>; entries: Entry[] } {
  const all = [...config, ...credentials];
  const names = new Set<string>([asked]);
  for (const name of names) {
    const sources = all.filter((one) => one.name === name).flatMap(({ entries }) => entries.filter(([key]) => key === "source_profile"));
    for (const [, source] of sources) names.add(source);
  }
  return { names, entries: all.filter(({ name }) => names.has(name)).flatMap(({ entries }) => entries) };
}

/** Why this key is not the profile's; undefined where it is. */
function foreign(key: string, asked: Scene): string | undefined {
  const { names, entries } = reach(asked);
  const sourced = (place: string) => entries.some(([name, value]) => name === "credential_source" && value === place);
  if (key.includes("MACHINE") && !sourced("EcsContainer")) return "the container's role";
  if (key.includes("INSTANCE") && !sourced("Ec2InstanceMetadata")) return "the instance's role";
  if (key.includes("AKIDENV") && !sourced("Environment")) return "the environment's keys";
  if (/ENVROLE|NESTED|COMMENT/.test(key)) return "nobody's";
  const others = NAMES.filter((name) => !names.has(name) && key.includes(markOf(name)));
  return others.length === 0 ? undefined : `the credentials of ${others.join(", ")}`;
}

describe("a named profile", () => {
  it("is itself or an error that names it, never the machine and never the environment", async () => {
    const count = { identities: 0, errors: 0 };
    const reasons = new Set<string>();
    await assert(
      asyncProperty(scene, async (one) => {
        const sso = one.corp ? "\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n" : "";
        writeFileSync(path.join(home, "config"), formed(textOf(one.config, true) + sso, one.form));
        writeFileSync(path.join(home, "credentials"), formed(textOf(one.credentials, false), one.form));
        const env = environmentOf(one);
        const context: AccountContext = { origin: "profile", profile: one.asked, region: "eu-west-1" };
        const means: SignInMeans = {
          env,
          mfa: () => Promise.resolve("123456"),
          sso: new SsoSignIns(),
          handlers: new Network(context, env, () => NO_EDITOR).handler,
        };
        try {
          const { accessKeyId } = await signIn(context, means, new AbortController().signal);
          count.identities += 1;
          expect(foreign(accessKeyId, one), accessKeyId).toBeUndefined();
        } catch (error) {
          if (!(error instanceof DevOpsError)) throw error;
          count.errors += 1;
          expect(error.message).toMatch(/profile|role/);
          expect(error.message).not.toContain(SECRET);
          reasons.add(error.message.replace(/\(.*?\)|[^ ]*\/[^ ]*|\b(p|base|default|gone|__proto__|team one)\b/g, ""));
        }
      }),
      { numRuns: CASES, seed: 20_261_127 },
    );
    // neither of the two is a rare thing, and the errors are not one sentence
    expect(count.identities).toBeGreaterThan(CASES / 10);
    expect(count.errors).toBeGreaterThan(CASES / 10);
    expect(reasons.size).toBeGreaterThan(20);
  });
});
