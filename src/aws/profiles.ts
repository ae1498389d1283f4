import { type AccountContext, MACHINE_ROLE, isRegion } from "../base/context.ts";
import { homeless, placeText } from "./configFault.ts";
import { activeProfile, namesCredentials } from "./credentialWay.ts";
import { hasContainerRole, mayHaveRole } from "./roleSigns.ts";
import { type ConfigProblem, type ConfigProfile, type Env, readSharedConfig, variable } from "./sharedConfig.ts";

/** A profile of the shared config and credentials files, as far as a picker needs it. No key is read into it. */
export interface Profile {
  readonly name: string;
  readonly region: string | undefined;
  /** How it gets credentials, for the picker: `keys`, `assume role`, `IAM Identity Center`, `process`, … */
  readonly source: string;
  /** Whether it names any way to credentials. */
  readonly hasCredentials: boolean;
}

/** What this machine offers to be chosen from. */
export interface Profiles {
  /** By name. */
  readonly list: readonly Profile[];
  /** What the files say wrongly, and where, as people write it. */
  readonly problems: readonly (ConfigProblem & { readonly place: string })[];
  /** Whether the environment holds keys or a web identity. */
  readonly environment: boolean;
  /** Whether this may be a machine with a role. */
  readonly machine: boolean;
  /** The region where a profile has none: the environment's, else the active profile's. */
  readonly region: string | undefined;
  /** Which profile stands for none: its settings count for the environment and the machine. */
  readonly active: string;
}

/** All profiles of the config and credentials files, and what the environment has. Files are read anew. */
export async function readProfiles(env: Env): Promise<Profiles> {
  const { profiles, problems } = await readSharedConfig(env);
  const order = new Intl.Collator();
  const list = [...profiles.values()].map(profileRow).toSorted((a, b) => order.compare(a.name, b.name));
  const active = activeProfile(env);
  return {
    list,
    problems: problems.map((one) => ({ ...one, place: one.line === undefined ? homeless(one.file) : placeText({ file: one.file, line: one.line }) })),
    environment: hasEnvironmentCredentials(env),
    machine: mayHaveRole(env),
    region: environmentRegion(env) ?? profiles.get(active)?.text("region"),
    active,
  };
}

function profileRow(profile: ConfigProfile): Profile {
  const hasCredentials = namesCredentials(profile);
  return { name: profile.name, region: profile.text("region"), source: sourceOf(profile, hasCredentials), hasCredentials };
}

function sourceOf(profile: ConfigProfile, hasCredentials: boolean): string {
  const has = (key: string) => profile.setting(key) !== undefined;
  if (has("web_identity_token_file")) return "web identity";
  if (has("role_arn")) return has("mfa_serial") ? "assume role, MFA" : "assume role";
  if (has("sso_account_id") || has("sso_role_name") || has("sso_start_url")) return "IAM Identity Center";
  if (profile.credentials?.values.has("aws_access_key_id") === true) return "keys";
  if (has("login_session")) return "console login";
  if (has("credential_process")) return "process";
  if (has("aws_access_key_id")) return "keys";
  return hasCredentials ? "incomplete" : "no credentials of its own";
}

/** As the AWS CLI's version 2 reads it: an empty variable is none. */
function environmentRegion(env: Env): string | undefined {
  return variable(env, "AWS_REGION") ?? variable(env, "AWS_DEFAULT_REGION");
}

function hasEnvironmentCredentials(env: Env): boolean {
  return variable(env, "AWS_ACCESS_KEY_ID") !== undefined || variable(env, "AWS_WEB_IDENTITY_TOKEN_FILE") !== undefined;
}

/**
 * The context that the AWS CLI would use here without any argument: the environment's keys, else `AWS_PROFILE`, else
 * the profile `default`; the region from the environment or that profile. A profile that names no credential key, or
 * none at all, leaves the machine's role, which is called so. A profile that `AWS_PROFILE` names and that is nowhere
 * is taken, for its row says so. Undefined where nothing is set up.
 */
export function defaultContext({ list, environment, machine, region = "us-east-1", active }: Profiles, env: Env): AccountContext | undefined {
  if (variable(env, "AWS_ACCESS_KEY_ID") !== undefined) return withRegion({ origin: "environment", profile: "environment" }, region);
  const profile = list.find(({ name }) => name === active);
  if (environment && profile?.source !== "assume role" && profile?.source !== "assume role, MFA") {
    return withRegion({ origin: "environment", profile: "environment" }, region);
  }
  const isNamed = active !== "default" || variable(env, "AWS_PROFILE") !== undefined;
  if (profile?.hasCredentials === true || (profile === undefined && isNamed)) return withRegion({ origin: "profile", profile: active }, region);
  if (machine && (profile !== undefined || hasContainerRole(env))) return withRegion({ origin: "machine", profile: MACHINE_ROLE }, region);
  return profile === undefined ? undefined : withRegion({ origin: "profile", profile: active }, region);
}

function withRegion(context: Omit<AccountContext, "region">, region: string): AccountContext | undefined {
  return isRegion(region) ? { ...context, region } : undefined;
}

/** The regions of the three partitions that a picker offers; any other name may be typed. */
export const REGIONS: readonly string[] = [
  "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1",
  "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
  "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
  "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
  "ap-southeast-7", "af-south-1", "il-central-1", "me-central-1", "me-south-1",
  "us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1",
];
