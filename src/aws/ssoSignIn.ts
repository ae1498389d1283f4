import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { GetRoleCredentialsCommand, SSOClient } from "@aws-sdk/nested-clients/sso";
import { CreateTokenCommand, SSOOIDCClient } from "@aws-sdk/nested-clients/sso-oidc";
import type { AwsCredentialIdentity } from "@smithy/types";
import { isRegion } from "../base/context.ts";
import { DevOpsError } from "../base/errors.ts";
import { MINUTE } from "../base/time.ts";
import { type Place, configFault } from "./configFault.ts";
import type { SsoSettings } from "./credentialWay.ts";
import type { InnerClients } from "./innerClients.ts";

/** A sign-in that ends within this time is renewed first, where that can be done without the user. */
const RENEW_BEFORE = 15 * MINUTE;

/** Who asks for a role's credentials. */
export interface SsoAsker {
  readonly profile: string;
  readonly place: Place | undefined;
  readonly clients: InnerClients;
}

/** What the AWS CLI keeps of a sign-in in `~/.aws/sso/cache`. */
interface CachedToken {
  readonly accessToken: string;
  readonly expiresAt: number;
  /** All fields of the file, to be written again. */
  readonly fields: ReadonlyMap<string, unknown>;
}

/** Sign-ins of IAM Identity Center as `aws sso login` keeps them. A sign-in is renewed once, however many ask. */
export class SsoSignIns {
  readonly #renewals = new Map<string, Promise<CachedToken>>();

  /** The credentials of the profile's role. @throws DevOpsError that says to sign in, or what the settings lack */
  async credentials(sso: SsoSettings, asker: SsoAsker): Promise<AwsCredentialIdentity> {
    const { profile, clients } = asker;
    if (!isRegion(sso.region.text)) {
      throw configFault({ profile, place: sso.region, why: `sso_region is ${JSON.stringify(sso.region.text)}, which is no region` });
    }
    const token = await this.#token(sso, asker);
    const { roleCredentials } = await clients.send(SSOClient, {
      serviceId: "SSO",
      region: sso.region.text,
      bearer: "the token of the sign-in",
      subject: `role ${sso.role} in account ${sso.account}`,
      expired: () => mustSignIn(sso, asker, "is not valid any longer"),
      command: new GetRoleCredentialsCommand({ accountId: sso.account, roleName: sso.role, accessToken: token.accessToken }),
    });
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) {
      throw configFault({ profile, place: sso.region, why: "IAM Identity Center answered without credentials" });
    }
    return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration), accountId: sso.account };
  }

  async #token(sso: SsoSettings, asker: SsoAsker): Promise<CachedToken> {
    const file = tokenFile(sso.session ?? sso.startUrl);
    const token = await readToken(file);
    if (token === undefined) throw mustSignIn(sso, asker, NEVER);
    const left = token.expiresAt - Date.now();
    if (left > RENEW_BEFORE || (left > 0 && !canRenew(sso, token))) return token;
    if (!canRenew(sso, token)) throw mustSignIn(sso, asker, "has expired");
    try {
      return await this.#renewed(file, sso, token, asker);
    } catch (error) {
      if (left > 0) return token;
      const reason = error instanceof DevOpsError ? ` (${error.short.replace(/\.$/, "")})` : "";
      throw mustSignIn(sso, asker, `has expired and could not be renewed${reason}`, error);
    }
  }

  #renewed(file: string, sso: SsoSettings, token: CachedToken, asker: SsoAsker): Promise<CachedToken> {
    const known = this.#renewals.get(file);
    if (known !== undefined) return known;
    const renewal = renew(file, sso, token, asker).finally(() => this.#renewals.delete(file));
    this.#renewals.set(file, renewal);
    return renewal;
  }
}

/** The file is named for the session, or for the start address in the older form (AWS CLI and SDKs alike). */
function tokenFile(key: string): string {
  return path.join(homedir(), ".aws", "sso", "cache", `${createHash("sha1").update(key).digest("hex")}.json`);
}

async function readToken(file: string): Promise<CachedToken | undefined> {
  try {
    const document: unknown = JSON.parse(await readFile(file, "utf8"));
    const fields = new Map<string, unknown>(Object.entries(document ?? {}));
    const accessToken = text(fields, "accessToken");
    // the CLI's first version wrote "UTC" where the others write Z
    const expiresAt = Date.parse((text(fields, "expiresAt") ?? "").replace(/UTC$/, "Z"));
    return accessToken === undefined || Number.isNaN(expiresAt) ? undefined : { accessToken, expiresAt, fields };
  } catch {
    return undefined;
  }
}

function text(fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Only the newer form has what a renewal needs, until the client's own registration ends. */
function canRenew(sso: SsoSettings, { fields }: CachedToken): boolean {
  if (sso.session === undefined) return false;
  const until = Date.parse(text(fields, "registrationExpiresAt") ?? "");
  return ["clientId", "clientSecret", "refreshToken"].every((name) => text(fields, name) !== undefined) && !(until <= Date.now());
}

async function renew(file: string, sso: SsoSettings, { fields }: CachedToken, { clients }: SsoAsker): Promise<CachedToken> {
  const answer = await clients.send(SSOOIDCClient, {
    serviceId: "SSO OIDC",
    region: sso.region.text,
    bearer: "the renewal of the sign-in",
    subject: `sign-in ${sso.session}`,
    command: new CreateTokenCommand({
      clientId: text(fields, "clientId"),
      clientSecret: text(fields, "clientSecret"),
      refreshToken: text(fields, "refreshToken"),
      grantType: "refresh_token",
    }),
  });
  const { accessToken, expiresIn = 0, refreshToken } = answer;
  if (accessToken === undefined) throw new Error("the renewal brought no token");
  const expiresAt = Date.now() + expiresIn * 1000;
  const written = new Map(fields).set("accessToken", accessToken).set("expiresAt", `${new Date(expiresAt).toISOString().slice(0, 19)}Z`);
  if (refreshToken !== undefined) written.set("refreshToken", refreshToken);
  await keep(file, written);
  return { accessToken, expiresAt, fields: written };
}

/** The old renewal token may be used up: the CLI has to find the new one. That it cannot be written ends nothing. */
async function keep(file: string, fields: ReadonlyMap<string, unknown>): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, JSON.stringify(Object.fromEntries(fields)), { mode: 0o600 });
    await rename(draft, file);
  } catch {
    await rm(draft, { force: true });
  }
}

/** Said of a sign-in that nobody has begun. */
const NEVER = "is not there";

function mustSignIn(sso: SsoSettings, { profile, place }: SsoAsker, why: string, cause?: unknown): Error {
  const session = sso.session === undefined ? sso.startUrl : `sso_session ${sso.session}`;
  const named = /^[\w@%+=:,./-]+$/.test(profile) ? profile : `"${profile}"`;
  return configFault({
    kind: "expired",
    profile,
    place,
    why: `the sign-in of ${session} ${why}`,
    remedy: `Run \`aws sso login --profile ${named}\`; it is tried again by itself.`,
    short: `${why === NEVER ? "Not signed in" : "Signed out"}: aws sso login --profile ${named}`,
    cause,
  });
}
