import { type Place, configFault } from "./configFault.ts";
import { type ConfigProfile, type ConfigSection, type Env, type Setting, type SharedConfig, settingOf, variable } from "./sharedConfig.ts";

/** The keys that say how a profile gets its credentials. A profile that names one never gets the machine's role. */
const CREDENTIAL_KEYS = [
  "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "source_profile", "credential_source",
  "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "sso_region",
  "credential_process", "login_session",
] as const;

/** Where a role's first credentials come from when no profile gives them (`credential_source`). */
export const CREDENTIAL_SOURCES = ["Environment", "Ec2InstanceMetadata", "EcsContainer"] as const;
export type CredentialSource = (typeof CREDENTIAL_SOURCES)[number];

/** The one way in which a profile gets its credentials. */
export type CredentialWay =
  | { readonly kind: "keys"; readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
  | { readonly kind: "role"; readonly role: Setting; readonly source: RoleSource }
  | { readonly kind: "webIdentity"; readonly role: Setting; readonly tokenFile: Setting }
  | { readonly kind: "sso"; readonly sso: SsoSettings }
  | { readonly kind: "login"; readonly session: Setting }
  | { readonly kind: "process"; readonly command: Setting };

export type RoleSource =
  | { readonly kind: "profile"; readonly name: Setting }
  | { readonly kind: "own"; readonly keys: CredentialWay }
  | { readonly kind: "place"; readonly place: CredentialSource };

/** A sign-in with IAM Identity Center and the role that it gives. */
export interface SsoSettings {
  /** The name of the `sso-session` section; undefined in the older form. */
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: Setting;
  readonly account: string;
  readonly role: string;
}

/**
 * How this profile gets its credentials, in the AWS CLI's order: role, web identity, Identity Center, the credentials
 * file's keys, console login, process, the config file's keys. The profile alone decides; nothing else is tried.
 * @throws DevOpsError that names the mistake, the file, the profile and the key
 */
export function credentialWay(config: SharedConfig, profile: ConfigProfile): CredentialWay {
  const role = profile.setting("role_arn");
  const tokenFile = profile.setting("web_identity_token_file");
  if (tokenFile !== undefined) {
    if (role === undefined) throw lacking(profile, "role_arn", tokenFile, "web_identity_token_file");
    return { kind: "webIdentity", role, tokenFile };
  }
  if (role !== undefined) return { kind: "role", role, source: roleSource(profile, role) };
  if (profile.setting("sso_account_id") !== undefined || profile.setting("sso_role_name") !== undefined) {
    return { kind: "sso", sso: ssoSettings(config, profile) };
  }
  const ownKeys = keysIn(profile, profile.credentials);
  if (ownKeys !== undefined) return ownKeys;
  const session = profile.setting("login_session");
  if (session !== undefined) return { kind: "login", session };
  const command = profile.setting("credential_process");
  if (command !== undefined) return { kind: "process", command };
  const configKeys = keysIn(profile, profile.config);
  if (configKeys !== undefined) return configKeys;
  throw nothingIn(config, profile);
}

/** How the source of a role gets its credentials: keys, where it has them, before a role of its own, as in the AWS CLI. */
export function sourceWay(config: SharedConfig, profile: ConfigProfile): CredentialWay {
  const isRole = profile.setting("role_arn") !== undefined && profile.setting("web_identity_token_file") === undefined;
  const keys = isRole ? (keysIn(profile, profile.credentials) ?? keysIn(profile, profile.config)) : undefined;
  return keys ?? credentialWay(config, profile);
}

/** Whether the profile names any credential key at all, be it empty. */
export function namesCredentials(profile: ConfigProfile): boolean {
  return CREDENTIAL_KEYS.some((key) => profile.names(key));
}

/** Id and secret of one section: those of two files are never put together. */
function keysIn(profile: ConfigProfile, section: ConfigSection | undefined): CredentialWay | undefined {
  const id = settingOf(section, "aws_access_key_id");
  const secret = settingOf(section, "aws_secret_access_key");
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined) throw lacking(profile, "aws_access_key_id", secret, "aws_secret_access_key");
  if (secret === undefined) throw lacking(profile, "aws_secret_access_key", id, "aws_access_key_id");
  return {
    kind: "keys",
    accessKeyId: id.text,
    secretAccessKey: secret.text,
    sessionToken: (settingOf(section, "aws_session_token") ?? settingOf(section, "aws_security_token"))?.text,
  };
}

function roleSource(profile: ConfigProfile, role: Setting): RoleSource {
  const name = profile.setting("source_profile");
  const place = profile.setting("credential_source");
  const fault = (why: string, at: Place) => configFault({ profile: profile.name, place: at, why });
  if (name !== undefined && place !== undefined) throw fault("source_profile and credential_source exclude each other", place);
  if (place !== undefined) {
    const known = CREDENTIAL_SOURCES.find((one) => one === place.text);
    if (known === undefined) throw fault(`credential_source is ${place.text}, which is none of ${CREDENTIAL_SOURCES.join(", ")}`, place);
    return { kind: "place", place: known };
  }
  if (name === undefined) throw fault("role_arn has neither source_profile nor credential_source, so nobody can assume the role", role);
  if (name.text !== profile.name) return { kind: "profile", name };
  const keys = keysIn(profile, profile.credentials) ?? keysIn(profile, profile.config);
  if (keys === undefined) throw fault("source_profile names the profile itself, which has no keys", name);
  return { kind: "own", keys };
}

function ssoSettings(config: SharedConfig, profile: ConfigProfile): SsoSettings {
  const named = profile.setting("sso_session");
  const section = named === undefined ? undefined : config.ssoSessions.get(named.text);
  if (named !== undefined && section === undefined) {
    const why = `sso_session names ${named.text}, but there is no [sso-session ${named.text}] in ${config.files.config}`;
    throw configFault({ profile: profile.name, place: named, why, remedy: "Write the section, or run `aws configure sso`." });
  }
  const ownOrShared = (key: string): Setting => {
    const own = profile.setting(key);
    const shared = settingOf(section, key);
    if (own !== undefined && shared !== undefined && own.text !== shared.text) {
      throw configFault({ profile: profile.name, place: own, why: `${key} differs from that of [sso-session ${section?.name}]` });
    }
    const found = section === undefined ? own : shared;
    if (found !== undefined) return found;
    const where = section === undefined ? "" : ` in [sso-session ${section.name}]`;
    throw configFault({ profile: profile.name, place: section ?? profile.place, why: `${key} is missing${where}`, remedy: "Run `aws configure sso`." });
  };
  const own = (key: string): string => {
    const found = profile.text(key);
    if (found !== undefined) return found;
    throw configFault({ profile: profile.name, place: profile.place, why: `${key} is missing`, remedy: "Run `aws configure sso`." });
  };
  return {
    session: section?.name,
    startUrl: ownOrShared("sso_start_url").text,
    region: ownOrShared("sso_region"),
    account: own("sso_account_id"),
    role: own("sso_role_name"),
  };
}

function lacking(profile: ConfigProfile, key: string, other: Setting | undefined, otherKey: string): Error {
  return configFault({ profile: profile.name, place: other ?? profile.place, why: `${otherKey} is there, but ${key} is missing or empty` });
}

/** What a profile without a way says: half of one, an empty key, or nothing. */
function nothingIn(config: SharedConfig, profile: ConfigProfile): Error {
  const fault = (why: string, remedy?: string) =>
    configFault({ profile: profile.name, place: profile.place, why, ...(remedy === undefined ? {} : { remedy }) });
  const half = ["source_profile", "credential_source"].find((key) => profile.setting(key) !== undefined);
  if (half !== undefined) return fault(`${half} is there, but role_arn is missing`);
  if (["sso_session", "sso_start_url"].some((key) => profile.setting(key) !== undefined)) {
    return fault("sso_account_id and sso_role_name are missing", "Run `aws configure sso`.");
  }
  const empty = CREDENTIAL_KEYS.find((key) => profile.names(key));
  if (empty !== undefined) return fault(`${empty} ${profile.setting(empty) === undefined ? "is empty" : "alone gives no credentials"}`);
  const keys = "aws_access_key_id, role_arn, sso_session, credential_process …";
  const { config: file, credentials } = config.files;
  return fault(
    `it has no credentials: none of ${keys} stands in ${file} or ${credentials}`,
    "Write them, or choose Role of this machine where that is meant.",
  );
}

/** The profile whose settings count where none is chosen: `AWS_PROFILE` before `AWS_DEFAULT_PROFILE`, as in the CLI's version 2. */
export function activeProfile(env: Env): string {
  return variable(env, "AWS_PROFILE") ?? variable(env, "AWS_DEFAULT_PROFILE") ?? "default";
}
