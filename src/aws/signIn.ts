import { readFile } from "node:fs/promises";
import { fromLoginCredentials } from "@aws-sdk/credential-providers";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/nested-clients/sts";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { AccountContext } from "../base/context.ts";
import { DevOpsError, isCancelled, unreachable } from "../base/errors.ts";
import { type Place, configFault } from "./configFault.ts";
import { credentialsOfProcess } from "./credentialProcess.ts";
import { type CredentialSource, type CredentialWay, type RoleSource, credentialWay, sourceWay } from "./credentialWay.ts";
import { endpointOf, refuseOpenText } from "./endpoints.ts";
import { InnerClients, PATIENCE } from "./innerClients.ts";
import { containerRole, instanceRole, machineRole } from "./machineRole.ts";
import type { HandlerSource } from "./network.ts";
import { type ConfigProfile, type Env, type SharedConfig, fromHome, profileOf, readSharedConfig, variable } from "./sharedConfig.ts";
import type { SsoSignIns } from "./ssoSignIn.ts";

/** Asks the user for the code of an MFA device; rejects as cancelled when the user gives up. */
export type MfaPrompt = (serial: string) => Promise<string>;

/** What signing in needs from outside. */
export interface SignInMeans {
  readonly env: Env;
  readonly mfa: MfaPrompt;
  readonly sso: SsoSignIns;
  readonly handlers: HandlerSource;
}

/**
 * The one place that decides who gives a context its credentials. A named profile is itself or an error: what it says
 * is done, and nothing else is tried. The machine's role is for its own context, for the environment's that has no
 * keys, and for a `credential_source` that names it.
 * @throws DevOpsError that names the mistake, the file, the profile and the key
 */
export async function signIn(context: AccountContext, means: SignInMeans, signal: AbortSignal): Promise<AwsCredentialIdentity> {
  const config = await readSharedConfig(means.env);
  const walk = new SignIn(context, config, means, signal);
  switch (context.origin) {
    case "profile":
      return walk.profile(context.profile, []);
    case "machine":
      return machineRole(means.env);
    case "environment":
      return walk.environment();
    case "simulated":
      throw new Error("the simulated account has keys of its own");
    default:
      return unreachable(context.origin);
  }
}

/** The environment's keys; where it has none or half of them, what is missing. */
function environmentKeys(env: Env): AwsCredentialIdentity | { readonly missing: string; readonly hasHalf: boolean } {
  const accessKeyId = variable(env, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = variable(env, "AWS_SECRET_ACCESS_KEY");
  const sessionToken = variable(env, "AWS_SESSION_TOKEN");
  if (accessKeyId === undefined) return { missing: "AWS_ACCESS_KEY_ID is not set", hasHalf: secretAccessKey !== undefined };
  if (secretAccessKey === undefined) return { missing: "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not", hasHalf: true };
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function environmentFault(why: string): DevOpsError {
  return new DevOpsError({ kind: "invalid", tried: "sign in", on: "environment", why });
}

class SignIn {
  readonly #context: AccountContext;
  readonly #config: SharedConfig;
  readonly #means: SignInMeans;
  readonly #signal: AbortSignal;
  readonly #clients: InnerClients;

  constructor(context: AccountContext, config: SharedConfig, means: SignInMeans, signal: AbortSignal) {
    this.#context = context;
    this.#config = config;
    this.#means = means;
    this.#signal = signal;
    this.#clients = new InnerClients(context, config, means.env, means.handlers);
  }

  /** What the environment's variables give, in the AWS CLI's order. */
  async environment(): Promise<AwsCredentialIdentity> {
    const { env } = this.#means;
    const keys = environmentKeys(env);
    if (!("missing" in keys)) return keys;
    if (keys.hasHalf) throw environmentFault(keys.missing);
    const tokenFile = variable(env, "AWS_WEB_IDENTITY_TOKEN_FILE");
    const role = variable(env, "AWS_ROLE_ARN");
    if (tokenFile === undefined) return machineRole(env);
    if (role === undefined) throw environmentFault("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not");
    const session = variable(env, "AWS_ROLE_SESSION_NAME");
    const fault = (why: string) => environmentFault(`AWS_WEB_IDENTITY_TOKEN_FILE ${why}`);
    return this.#webIdentity({ role, tokenFile, session, fault });
  }

  /** @param above the profiles that lead here, the first one first */
  async profile(name: string, above: readonly string[]): Promise<AwsCredentialIdentity> {
    const profile = profileOf(this.#config, name);
    return this.#by(above.length === 0 ? credentialWay(this.#config, profile) : sourceWay(this.#config, profile), profile, above);
  }

  async #by(way: CredentialWay, profile: ConfigProfile, above: readonly string[]): Promise<AwsCredentialIdentity> {
    switch (way.kind) {
      case "keys": {
        const { accessKeyId, secretAccessKey, sessionToken } = way;
        return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
      }
      case "role":
        return this.#role(way, profile, above);
      case "webIdentity": {
        const fault = (why: string) => configFault({ profile: profile.name, place: way.tokenFile, why: `web_identity_token_file ${why}` });
        return this.#webIdentity({ role: way.role.text, tokenFile: way.tokenFile.text, session: profile.text("role_session_name"), fault });
      }
      case "sso":
        return this.#means.sso.credentials(way.sso, { profile: profile.name, place: profile.place, clients: this.#clients });
      case "login":
        return this.#login(profile, way.session);
      case "process":
        return credentialsOfProcess({ profile: profile.name, command: way.command, env: this.#means.env, signal: this.#signal });
      default:
        return unreachable(way);
    }
  }

  async #role(
    { role, source }: CredentialWay & { kind: "role" },
    profile: ConfigProfile,
    above: readonly string[],
  ): Promise<AwsCredentialIdentity> {
    const masters = await this.#masters(source, profile, above);
    const serial = profile.text("mfa_serial");
    const duration = durationOf(profile);
    const externalId = profile.text("external_id");
    const { Credentials: found } = await this.#clients.send(STSClient, {
      serviceId: "STS",
      region: this.#context.region,
      credentials: masters,
      subject: `role_arn ${role.text} of profile ${profile.name}`,
      command: new AssumeRoleCommand({
        RoleArn: role.text,
        RoleSessionName: profile.text("role_session_name") ?? sessionName(),
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
        ...(duration === undefined ? {} : { DurationSeconds: duration }),
        ...(serial === undefined ? {} : { SerialNumber: serial, TokenCode: await this.#means.mfa(serial) }),
      }),
    });
    return identityOf(found, () => configFault({ profile: profile.name, place: role, why: "AWS answered without credentials" }));
  }

  async #masters(source: RoleSource, profile: ConfigProfile, above: readonly string[]): Promise<AwsCredentialIdentity> {
    if (source.kind === "own") return this.#by(source.keys, profile, above);
    if (source.kind === "place") return this.#fromPlace(source.place, profile);
    const name = source.name.text;
    const way = [...above, profile.name];
    if (way.includes(name)) {
      throw configFault({ profile: profile.name, place: source.name, why: `source_profile leads round in a circle: ${[...way, name].join(" → ")}` });
    }
    if (!this.#config.profiles.has(name)) {
      throw configFault({ profile: profile.name, place: source.name, why: `source_profile names ${name}, which is in no file` });
    }
    return this.profile(name, way);
  }

  async #fromPlace(place: CredentialSource, profile: ConfigProfile): Promise<AwsCredentialIdentity> {
    const { env } = this.#means;
    const setting = profile.setting("credential_source");
    switch (place) {
      case "Environment": {
        const keys = environmentKeys(env);
        if (!("missing" in keys)) return keys;
        throw configFault({ profile: profile.name, place: setting, why: `credential_source is Environment, but ${keys.missing}` });
      }
      case "EcsContainer":
        return fromMachine(profile, setting, containerRole(env));
      case "Ec2InstanceMetadata":
        return fromMachine(profile, setting, instanceRole(env));
      default:
        return unreachable(place);
    }
  }

  async #webIdentity(asked: {
    readonly role: string;
    readonly tokenFile: string;
    readonly session: string | undefined;
    readonly fault: (why: string) => DevOpsError;
  }): Promise<AwsCredentialIdentity> {
    const token = await readFile(fromHome(asked.tokenFile), "utf8").catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
      throw asked.fault(`names ${asked.tokenFile}, which ${code === "ENOENT" ? "is not there" : `cannot be read (${code})`}`);
    });
    if (token.trim() === "") throw asked.fault(`names ${asked.tokenFile}, which is empty`);
    const { Credentials: found } = await this.#clients.send(STSClient, {
      serviceId: "STS",
      region: this.#context.region,
      bearer: "the web identity's token",
      subject: `role ${asked.role}`,
      expired: () => asked.fault(`names ${asked.tokenFile}, whose token AWS does not take (any longer)`),
      command: new AssumeRoleWithWebIdentityCommand({
        RoleArn: asked.role,
        RoleSessionName: asked.session ?? sessionName(),
        WebIdentityToken: token.trim(),
      }),
    });
    return identityOf(found, () => asked.fault("brought no credentials"));
  }

  /** `aws login`: the SDK's own provider reads what the CLI keeps of it. */
  async #login(profile: ConfigProfile, session: Place): Promise<AwsCredentialIdentity> {
    const endpoint = endpointOf(this.#config, this.#context, "Signin", this.#means.env);
    const { config: configFilepath, credentials: filepath } = this.#config.files;
    refuseOpenText(endpoint, profile.name, "the renewal of the sign-in");
    const requestHandler = this.#means.handlers(PATIENCE);
    const clientConfig = { requestHandler, ...(endpoint === undefined ? {} : { endpoint: endpoint.url }) };
    try {
      const provider = fromLoginCredentials({ profile: profile.name, configFilepath, filepath, ignoreCache: true, clientConfig });
      return await provider({ callerClientConfig: { region: () => Promise.resolve(this.#context.region) } });
    } catch (error) {
      if (isCancelled(error)) throw error;
      const why = error instanceof Error ? (error.message.split(/\.? Please/, 1)[0] ?? "") : String(error);
      const remedy = `Run \`aws login --profile ${profile.name}\`; it is tried again by itself.`;
      const short = `Not signed in: aws login --profile ${profile.name}`;
      throw configFault({ kind: "expired", profile: profile.name, place: session, why: `login_session: ${why}`, remedy, short });
    } finally {
      requestHandler.destroy();
    }
  }
}

/** A fault of the machine's role, told as one of the profile that wants it. */
async function fromMachine(profile: ConfigProfile, place: Place | undefined, role: Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
  try {
    return await role;
  } catch (error) {
    if (!(error instanceof DevOpsError) || isCancelled(error)) throw error;
    throw configFault({ profile: profile.name, place, why: `credential_source is ${profile.text("credential_source")}, but ${error.short}`, cause: error });
  }
}

interface RoleCredentials {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

function identityOf(found: RoleCredentials | undefined, fault: () => DevOpsError): AwsCredentialIdentity {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = found ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw fault();
  return { accessKeyId, secretAccessKey, sessionToken, ...(expiration === undefined ? {} : { expiration }) };
}

/** Stands in the account's CloudTrail, where several sessions have to be told apart. */
function sessionName(): string {
  return `devops-for-aws-${Date.now()}`;
}

function durationOf(profile: ConfigProfile): number | undefined {
  const setting = profile.setting("duration_seconds");
  if (setting === undefined) return undefined;
  if (/^\d+$/.test(setting.text)) return Number(setting.text);
  throw configFault({ profile: profile.name, place: setting, why: `duration_seconds is ${JSON.stringify(setting.text)}, which is no number of seconds` });
}
