import { loadSharedConfigFiles } from "@smithy/shared-ini-file-loader";
import { type AccountContext, isRegion } from "../base/context.ts";

/** A profile of the shared config and credentials files, as far as a picker needs it. No key is read into it. */
export interface Profile {
  readonly name: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** How it gets credentials, for the picker: `keys`, `assume role`, `IAM Identity Center`, `process`, … */
  readonly source: string;
}

/** All profiles of `~/.aws/config` and `~/.aws/credentials` (or where the environment says), by name. Files read anew. */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(isProfileSection);
  return names.toSorted((a, b) => a.localeCompare(b)).map((name) => {
    const values = { ...credentialsFile[name], ...configFile[name] };
    return { name, region: values["region"], endpoint: values["endpoint_url"], source: credentialSource(values) };
  });
}

/** The loader keeps `sso-session x` and `services x` among the profiles, joined by a dot; those are none. */
function isProfileSection(name: string): boolean {
  return !/^(sso-session|services)\./.test(name);
}

function credentialSource(values: Record<string, string | undefined>): string {
  if (values["sso_session"] !== undefined || values["sso_start_url"] !== undefined) return "IAM Identity Center";
  if (values["role_arn"] !== undefined) return values["mfa_serial"] === undefined ? "assume role" : "assume role, MFA";
  if (values["credential_process"] !== undefined) return "process";
  if (values["web_identity_token_file"] !== undefined) return "web identity";
  if (values["login_session"] !== undefined) return "console login";
  return values["aws_access_key_id"] === undefined ? "no credentials of its own" : "keys";
}

/**
 * The context that the AWS CLI would use here without any argument: the environment's keys, else `AWS_PROFILE`, else
 * the profile `default`; the region from the environment or the profile. Undefined where nothing is set up.
 */
export function defaultContext(
  profiles: readonly Profile[],
  env: Readonly<Record<string, string | undefined>>,
): AccountContext | undefined {
  const envRegion = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"];
  const named = env["AWS_PROFILE"];
  if (env["AWS_ACCESS_KEY_ID"] !== undefined) {
    return withRegion({ origin: "environment", profile: "environment" }, envRegion ?? "us-east-1");
  }
  const profile = profiles.find((candidate) => candidate.name === (named ?? "default"));
  if (profile === undefined) return undefined;
  return withRegion({ origin: "profile", profile: profile.name }, envRegion ?? profile.region ?? "us-east-1");
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
