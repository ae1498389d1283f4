import { fromEnv, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import type { AwsCredentialIdentity } from "@smithy/types";
import { type AccountContext, SIMULATED_STAGING } from "../base/context.ts";
import { MINUTE } from "../base/time.ts";
import { configuredEndpoint } from "./endpoints.ts";

/** Asks the user for the code of an MFA device; rejects as cancelled when the user gives up. */
export type MfaPrompt = (serial: string) => Promise<string>;

/** Keys of a simulated account. */
export interface SimulatedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The simulated accounts' address and keys; they live in memory alone. */
export interface SimulatedAccess extends SimulatedKeys {
  readonly endpoint: string;
  /** The keys of the second account. */
  readonly staging: SimulatedKeys;
}

/** Credentials are renewed this long before they expire, so that no call starts with ones that run out on the way. */
const RENEW_BEFORE = 5 * MINUTE;

/**
 * One context's credentials: resolved on demand by the SDK's own chain, kept in memory until they run out, asked for
 * once however many calls wait for them (one MFA prompt, one browser).
 */
export class CredentialStore {
  readonly #resolve: () => Promise<AwsCredentialIdentity>;
  #current: AwsCredentialIdentity | undefined;
  #pending: Promise<AwsCredentialIdentity> | undefined;

  constructor(resolve: () => Promise<AwsCredentialIdentity>) {
    this.#resolve = resolve;
  }

  async get(): Promise<AwsCredentialIdentity> {
    const expiration = this.#current?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.#current !== undefined && expiration - Date.now() > RENEW_BEFORE) return this.#current;
    const asked = (this.#pending ??= this.#resolve());
    try {
      const found = await asked;
      // an answer to a question from before `forget` is used once and not kept
      if (this.#pending === asked) this.#current = found;
      return found;
    } finally {
      if (this.#pending === asked) this.#pending = undefined;
    }
  }

  /** Drops what is kept: the next call reads files, environment and sign-in caches anew. */
  forget(): void {
    this.#current = undefined;
    this.#pending = undefined;
  }
}

/** How a context gets its credentials. An explicit profile beats the environment's keys, as in the AWS CLI. */
export function credentialStoreOf(
  context: AccountContext,
  simulated: () => SimulatedAccess | undefined,
  mfa: MfaPrompt,
): CredentialStore {
  if (context.origin === "simulated") return new CredentialStore(() => simulatedCredentials(simulated(), context.profile));
  if (context.origin === "environment" && process.env["AWS_ACCESS_KEY_ID"] !== undefined) {
    return new CredentialStore(() => fromEnv()());
  }
  return new CredentialStore(async () => {
    const endpoint = await configuredEndpoint(context, "STS", process.env);
    // a chain memoises what it found, so each resolution makes a new one
    const chain = fromNodeProviderChain({
      ...(context.origin === "profile" ? { profile: context.profile } : {}),
      mfaCodeProvider: mfa,
      ignoreCache: true,
      ...(endpoint === undefined ? {} : { clientConfig: { endpoint } }),
    });
    // as the caller's region, so that a profile's own sso_region still counts
    return chain({ callerClientConfig: { region: () => Promise.resolve(context.region) } });
  });
}

async function simulatedCredentials(access: SimulatedAccess | undefined, profile: string): Promise<AwsCredentialIdentity> {
  if (access === undefined) throw new SimulatorGoneError();
  const { accessKeyId, secretAccessKey } = profile === SIMULATED_STAGING ? access.staging : access;
  return { accessKeyId, secretAccessKey };
}

/** The pinned simulated account has no running simulator. Its name makes the error mapping say so. */
class SimulatorGoneError extends Error {
  readonly code = "ECONNREFUSED";

  constructor() {
    super("the simulated account is not running: choose Explore a simulated account");
    this.name = "SimulatorGoneError";
  }
}
