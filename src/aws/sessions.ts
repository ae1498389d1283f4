import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type AccountContext, type NamedAccount, contextKey } from "../base/context.ts";
import { Disposable } from "../base/dispose.ts";
import type { DevOpsError } from "../base/errors.ts";
import { Emitter } from "../base/events.ts";
import { within } from "../base/async.ts";
import { type SimulatedAccess, credentialStoreOf } from "./credentials.ts";
import { configuredEndpoint } from "./endpoints.ts";
import { isMachineRole } from "./machineRole.ts";
import { Network } from "./network.ts";
import { type EditorNetwork, NO_EDITOR } from "./proxies.ts";
import { AwsSession, type Pace } from "./session.ts";
import type { Env } from "./sharedConfig.ts";
import type { MfaPrompt } from "./signIn.ts";
import { SsoSignIns } from "./ssoSignIn.ts";

/** Who a context turned out to be; the alias is there where the identity may read it. */
export interface Identity extends NamedAccount {
  readonly arn: string;
}

/** So long the account's alias may keep an identity waiting, in milliseconds. */
const ALIAS_PATIENCE = 500;

/** All sessions, one a context. Made by the host with the one prompt that credentials may need. */
export class AwsSessions extends Disposable {
  readonly #mfa: MfaPrompt;
  readonly #editor: () => EditorNetwork;
  readonly #env: Env;
  readonly #pace: Pace | undefined;
  readonly #sso = new SsoSignIns();
  readonly #networks: Network[] = [];
  readonly #sessions = new Map<string, AwsSession>();
  readonly #identities = new Map<string, Promise<Identity>>();
  readonly #signIn = this.register(new Emitter<{ readonly context: AccountContext; readonly problem: DevOpsError | undefined }>());
  /** A context's credentials are refused or missing, or count again (then there is no problem). */
  readonly onDidChangeSignIn = this.#signIn.event;
  #simulated: SimulatedAccess | undefined;
  /** Ends what nobody waits for: the alias of an account may still be asked for. */
  readonly #ended = new AbortController();

  /** @param editor what the editor's settings say of proxies and certificates */
  /** @param pace another one than the house's, for tests whose time is not that of a service's quota */
  constructor(mfa: MfaPrompt, editor: () => EditorNetwork = () => NO_EDITOR, env: Env = process.env, pace?: Pace) {
    super();
    this.#mfa = mfa;
    this.#editor = editor;
    this.#env = env;
    this.#pace = pace;
    this.register({ dispose: () => this.#sessions.forEach((session) => session.dispose()) });
    this.register({ dispose: () => this.#ended.abort() });
  }

  /** Tells where the simulated account is, or that it is gone. */
  useSimulated(access: SimulatedAccess | undefined): void {
    this.#simulated = access;
    this.#renewWhere((context) => context.origin === "simulated");
  }

  get(context: AccountContext): AwsSession {
    const key = contextKey(context);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const network = new Network(context, this.#env, this.#editor);
    this.#networks.push(network);
    const means = { env: this.#env, mfa: this.#mfa, sso: this.#sso, handlers: network.handler };
    // who a context is was asked with the keys before: a tool may have given those of another account since
    const forget = () => this.#identities.delete(key);
    const credentials = this.register(credentialStoreOf(context, () => this.#simulated, means, forget));
    const endpoints = (serviceId: string) =>
      context.origin === "simulated"
        ? Promise.resolve(this.#simulated?.endpoint)
        : configuredEndpoint(context, serviceId, this.#env);
    const session = new AwsSession(context, credentials, endpoints, undefined, network, this.#pace);
    session.onDidChangeSignIn((problem) => this.#signIn.fire({ context, problem }));
    this.#sessions.set(key, session);
    return session;
  }

  /** Makes every session read profiles, credentials and endpoints anew. */
  renew(): void {
    for (const network of this.#networks) network.renew();
    this.#renewWhere((context) => context.origin !== "simulated");
  }

  #renewWhere(applies: (context: AccountContext) => boolean): void {
    for (const session of this.#sessions.values()) {
      if (!applies(session.context)) continue;
      session.renew();
      this.#identities.delete(contextKey(session.context));
    }
  }

  /** The account behind a context; asked once a session. @throws DevOpsError */
  identity(context: AccountContext): Promise<Identity> {
    const key = contextKey(context);
    const known = this.#identities.get(key);
    if (known !== undefined) return known;
    const asked = this.#askIdentity(this.get(context));
    this.#identities.set(key, asked);
    // a failure is not kept: the next one who asks tries again
    asked.catch(() => {
      if (this.#identities.get(key) === asked) this.#identities.delete(key);
    });
    return asked;
  }

  /** The alias is an ornament, and closed networks do not reach IAM: it is waited for a moment, and known once it came. */
  async #askIdentity(session: AwsSession): Promise<Identity> {
    const asked = this.#alias(session);
    const caller = await session.send(STSClient, new GetCallerIdentityCommand({}));
    const isMachine = isMachineRole(await session.credentials());
    const identity = { account: caller.Account ?? "", arn: caller.Arn ?? "", ...(isMachine ? { isMachine } : {}) };
    const key = contextKey(session.context);
    const mine = this.#identities.get(key);
    const alias = await within(asked, ALIAS_PATIENCE);
    if (alias !== undefined) return { ...identity, alias };
    void asked.then((late) => {
      if (this.#identities.get(key) === mine) this.#identities.set(key, Promise.resolve({ ...identity, alias: late }));
    });
    return { ...identity, alias: undefined };
  }

  /** Most identities may not read the alias; then the id has to do, and nobody is bothered. */
  async #alias(session: AwsSession): Promise<string | undefined> {
    try {
      const { AccountAliases } = await session.send(IAMClient, new ListAccountAliasesCommand({}), { signal: this.#ended.signal });
      return AccountAliases?.[0];
    } catch {
      return undefined;
    }
  }
}
