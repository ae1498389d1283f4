import type { AwsCredentialIdentity } from "@smithy/types";
import { type AccountContext, SIMULATED_STAGING } from "../base/context.ts";
import { abortable } from "../base/async.ts";
import type { IsDisposable } from "../base/dispose.ts";
import { MINUTE } from "../base/time.ts";
import { type SignInMeans, signIn } from "./signIn.ts";

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

/** Finds credentials. The signal ends with the store, not with one of those who wait. */
export type CredentialResolver = (signal: AbortSignal) => Promise<AwsCredentialIdentity>;

/**
 * One context's credentials: resolved on demand, kept in memory until they run out, asked for once however many calls
 * wait for them (one MFA prompt, one process).
 */
export class CredentialStore implements IsDisposable {
  readonly #resolve: CredentialResolver;
  readonly #end = new AbortController();
  #current: AwsCredentialIdentity | undefined;
  /** Epoch milliseconds of this computer's clock. */
  #until = Number.POSITIVE_INFINITY;
  /** Whose key was the last one. */
  #lastKey: string | undefined;
  readonly #changed: () => void;
  #pending: Promise<AwsCredentialIdentity> | undefined;

  /** @param changed told where other keys came than before: they may be another account's */
  constructor(resolve: CredentialResolver, changed: () => void = () => undefined) {
    this.#resolve = resolve;
    this.#changed = changed;
  }

  /** @param signal ends this caller's wait alone: the others still get what was asked for */
  get(signal?: AbortSignal): Promise<AwsCredentialIdentity> {
    return abortable(this.#get(), signal, "sign in");
  }

  async #get(): Promise<AwsCredentialIdentity> {
    if (this.#current !== undefined && this.#until - Date.now() > RENEW_BEFORE) return this.#current;
    const asked = (this.#pending ??= this.#resolve(this.#end.signal));
    try {
      const found = await asked;
      // an answer to a question from before `forget` is used once and not kept
      if (this.#pending === asked) this.#keep(found);
      return found;
    } finally {
      if (this.#pending === asked) this.#pending = undefined;
    }
  }

  #keep(found: AwsCredentialIdentity): void {
    const expiration = found.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    this.#current = found;
    // nobody gives out what has run out: the clock here is ahead, and AWS will tell when it is over
    this.#until = expiration <= Date.now() ? Number.POSITIVE_INFINITY : expiration;
    const isOther = this.#lastKey !== undefined && this.#lastKey !== found.accessKeyId;
    this.#lastKey = found.accessKeyId;
    if (isOther) this.#changed();
  }

  /** Drops what is kept: the next call reads files, environment and sign-in caches anew. */
  forget(): void {
    this.#current = undefined;
    this.#pending = undefined;
  }

  /** Ends what is still being asked for, such as a process. */
  dispose(): void {
    this.forget();
    this.#end.abort();
  }
}

/** How a context gets its credentials: see `signIn`. */
export function credentialStoreOf(
  context: AccountContext,
  simulated: () => SimulatedAccess | undefined,
  means: SignInMeans,
  changed?: () => void,
): CredentialStore {
  if (context.origin === "simulated") return new CredentialStore(() => simulatedCredentials(simulated(), context.profile), changed);
  return new CredentialStore((signal) => signIn(context, means, signal), changed);
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
