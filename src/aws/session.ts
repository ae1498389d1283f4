import { type AccountContext, contextLabel } from "../base/context.ts";
import { TokenBucket } from "../base/async.ts";
import { Disposable } from "../base/dispose.ts";
import type { DevOpsError } from "../base/errors.ts";
import { Emitter } from "../base/events.ts";
import { partitionOfRegion } from "../base/partitions.ts";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity, Client, Command, HttpHandlerOptions, MetadataBearer } from "@smithy/types";
import type { CredentialStore } from "./credentials.ts";
import type { EndpointSource } from "./endpoints.ts";
import { UNKNOWN_KEY } from "./errorKinds.ts";
import { type CallFacts, mapSdkError } from "./errorMapping.ts";
import { type AnswerFacts, type AnswerStack, watchAnswers } from "./foreignAnswer.ts";
import { type Patience, type RequestSender, type Way, Network } from "./network.ts";
import { readPageToken } from "./pageToken.ts";
import { NO_EDITOR } from "./proxies.ts";

/** What a client of the SDK is made from; the part of every client's configuration that we set. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly maxAttempts: number;
  readonly customUserAgent: string;
  readonly ignoreConfiguredEndpointUrls: boolean;
  /** Whose settings count beside those given here: FIPS, dual stack, retry mode. Left out: those of `AWS_PROFILE`. */
  readonly profile?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly endpoint?: string;
  readonly requestHandler: RequestSender;
}

export interface SdkClient {
  destroy(): void;
  readonly middlewareStack: AnswerStack;
  readonly config: {
    readonly serviceId?: string;
    readonly useFipsEndpoint?: boolean | (() => Promise<boolean>);
  };
}

/** A class of clients; one that carries much may take longer to answer than others. */
export type ClientClass<C extends SdkClient> = (new (settings: ClientSettings) => C) & { readonly patience?: Patience };

/** A client with the number of its calls under way: it is destroyed when it is retired and the last call has ended. */
interface KeptClient<C extends SdkClient = SdkClient> {
  readonly client: C;
  calls: number;
  retired: boolean;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** The resource in the user's words, for the message of a failure. */
  readonly subject?: string;
  /** Sends it a single time, and waits as long as a function may run: what runs somebody's code is never sent again. */
  readonly once?: boolean;
}

/** Calls a second that all rooms together may make of one service in one context, and how many at once. */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

const PACE: Pace = { perSecond: 8, burst: 16 };
/** Operations with a lower quota than their service's others ("CloudWatch Logs quotas": 5 a second in most regions). */
const SLOWER: Readonly<Record<string, Pace>> = {
  "CloudWatch Logs FilterLogEvents": { perSecond: 4, burst: 5 },
  // two a second for all that looks in an account and region, by whatever tool ("Quotas in AWS CloudTrail"): half is left to others
  "CloudTrail LookupEvents": { perSecond: 1, burst: 2 },
};

/** A clock that is less than this off is taken to be right, in milliseconds. */
const SMALLEST_OFFSET = 2_000;

const PATIENCE: Patience = { connect: 5_000, answer: 30_000 };
/** A function runs for 15 minutes at most ("Lambda quotas"). */
const LONGEST_RUN = 15 * 60_000 + 30_000;

/**
 * One context's way to AWS: its clients, made on their first call, their pace and the mapping of their errors.
 * The SDK's own retries (3 attempts with back-off) are the only ones; the bucket only paces.
 */
export class AwsSession extends Disposable {
  readonly context: AccountContext;
  readonly #credentials: CredentialStore;
  readonly #endpoints: EndpointSource;
  readonly #patience: Patience;
  readonly #network: Network;
  readonly #usualPace: Pace;
  readonly #clients = new Map<unknown, Promise<KeptClient>>();
  /** Those that try a single time. */
  readonly #single = new Map<unknown, Promise<KeptClient>>();
  readonly #buckets = new Map<string, TokenBucket>();
  /** How many answers came, of whatever service. */
  #answers = 0;
  #clockOffset = 0;
  #worksAtHome: Promise<boolean> | undefined;
  readonly #signIn = this.register(new Emitter<DevOpsError | undefined>());
  #signedOut: DevOpsError | undefined;
  /** Why nobody is signed in, as the last call that told it says; undefined once a call is answered again. */
  readonly onDidChangeSignIn = this.#signIn.event;

  /** @param network the way out; without it the machine's own, as the environment says */
  constructor(
    context: AccountContext,
    credentials: CredentialStore,
    endpoints: EndpointSource,
    patience = PATIENCE,
    network = new Network(context, process.env, () => NO_EDITOR),
    pace = PACE,
  ) {
    super();
    this.context = context;
    this.#credentials = credentials;
    this.#endpoints = endpoints;
    this.#patience = patience;
    this.#network = network;
    this.#usualPace = pace;
    this.register({ dispose: () => this.renew() });
  }

  /**
   * Sends one command at the service's pace. The context's client of the service is made on its first call.
   * @throws DevOpsError of the kind that fits; when the credentials had expired, the next call reads them anew.
   */
  async send<SI extends object, SO extends MetadataBearer, I extends SI, O extends SO, C>(
    Service: ClientClass<Client<SI, SO, C> & SdkClient>,
    command: Command<SI, I, SO, O, C>,
    options: SendOptions = {},
  ): Promise<O> {
    const kept = await this.#kept(Service, options.once);
    const service = kept.client.config.serviceId ?? "AWS";
    const operation = operationOf(command.schema);
    const facts: CallFacts = { service, operation, subject: options.subject, context: contextLabel(this.context) };
    kept.calls += 1;
    try {
      await this.#pace(service, operation, options.signal);
      // the SDK does not end a wait for credentials with the signal
      await this.#credentials.get(options.signal);
      const http: HttpHandlerOptions = options.signal === undefined ? {} : { abortSignal: options.signal };
      const answer = await kept.client.send(command, http);
      this.#tellSignIn(undefined);
      return readPageToken(command.input, answer, facts);
    } catch (error) {
      const absent = await this.#absence(error, service);
      const mapped = mapSdkError(error, { ...facts, absent, gaveUp: options.signal?.aborted ?? false });
      if (mapped.kind === "expired") {
        this.renew();
        this.#tellSignIn(mapped);
      }
      throw mapped;
    } finally {
      kept.calls -= 1;
      destroyWhenIdle(kept);
    }
  }

  /** The context's credentials, for what is signed outside the SDK. @throws whatever the chain throws */
  async credentials(): Promise<AwsCredentialIdentity> {
    return this.#credentials.get();
  }

  /** Where calls of a service (by the SDK's service id) go instead of AWS: the simulated account, `AWS_ENDPOINT_URL`. */
  endpoint(serviceId: string): Promise<string | undefined> {
    return this.#endpoints(serviceId);
  }

  /** What another program has to be told to reach an address as the calls here would. @throws DevOpsError */
  way(address: string): Promise<Way> {
    return this.#network.way(address);
  }

  /** AWS's clock, in epoch milliseconds: this computer's, corrected by what the last answers said of theirs. */
  now(): number {
    return Date.now() + this.#clockOffset;
  }

  /** Whether the context's settings want FIPS hosts: every client reads them alike, and the one of STS is there anyway. */
  async usesFips(): Promise<boolean> {
    const { useFipsEndpoint } = (await this.#kept(STSClient)).client.config;
    return typeof useFipsEndpoint === "function" ? useFipsEndpoint() : useFipsEndpoint === true;
  }

  /**
   * Makes the next call read files, environment and sign-in caches anew: clients keep what they were made with.
   * Calls under way end as they would have: a write that is cut off would be sent twice.
   */
  renew(): void {
    this.#credentials.forget();
    this.#worksAtHome = undefined;
    const clients = [...this.#clients.values(), ...this.#single.values()];
    this.#clients.clear();
    this.#single.clear();
    for (const client of clients) void retire(client);
  }

  #tellSignIn(problem: DevOpsError | undefined): void {
    const isNews = problem?.short !== this.#signedOut?.short;
    this.#signedOut = problem;
    if (isNews) this.#signIn.fire(problem);
  }

  #kept<C extends SdkClient>(Service: ClientClass<C>, once = false): Promise<KeptClient<C>> {
    const clients = once ? this.#single : this.#clients;
    const known = clients.get(Service) as Promise<KeptClient<C>> | undefined;
    if (known !== undefined) return known;
    const made = this.#make(Service, once);
    clients.set(Service, made);
    made.catch(() => clients.delete(Service));
    return made;
  }

  async #make<C extends SdkClient>(Service: ClientClass<C>, once: boolean): Promise<KeptClient<C>> {
    const { context } = this;
    const settings: ClientSettings = {
      region: context.region,
      credentials: () => this.#credentials.get(),
      maxAttempts: once ? 1 : 3,
      customUserAgent: "devops-for-aws",
      // the SDK would take the endpoint of AWS_PROFILE for every profile: endpoints are found here alone
      ignoreConfiguredEndpointUrls: true,
      ...(context.origin === "profile" ? { profile: context.profile } : {}),
      // what the user's files say is for AWS, not for the simulated account
      ...(context.origin === "simulated" ? { useFipsEndpoint: false, useDualstackEndpoint: false } : {}),
      requestHandler: this.#network.handler(once ? { ...this.#patience, answer: LONGEST_RUN } : (Service.patience ?? this.#patience)),
    };
    const bare = new Service(settings);
    const endpoint = await this.#endpoints(bare.config.serviceId ?? "");
    const client = endpoint === undefined ? bare : new Service({ ...settings, endpoint });
    watchAnswers(client.middlewareStack, (facts) => this.#heard(facts));
    return { client, calls: 0, retired: false };
  }

  #heard({ date }: AnswerFacts): void {
    this.#answers += 1;
    if (date === undefined) return;
    // the header counts whole seconds: what is smaller says nothing
    const offset = date - Date.now();
    this.#clockOffset = Math.abs(offset) < SMALLEST_OFFSET ? 0 : offset;
  }

  async #pace(service: string, operation: string, signal: AbortSignal | undefined): Promise<void> {
    const name = `${service} ${operation}`;
    const slower = SLOWER[name];
    if (slower !== undefined && this.#usualPace === PACE) await this.#bucket(name, slower).take(signal);
    await this.#bucket(service, this.#usualPace).take(signal);
  }

  #bucket(name: string, pace: Pace): TokenBucket {
    const bucket = this.#buckets.get(name) ?? new TokenBucket(pace);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** Whether a failure says that the region lacks something, which no sign-in and no waiting mends. */
  async #absence(error: unknown, service: string): Promise<CallFacts["absent"]> {
    if (!(error instanceof Error)) return undefined;
    if ("code" in error && error.code === "ENOTFOUND") {
      const isAbsent = service !== "STS" && (await this.#endpoints(service)) === undefined && (await this.#isReachable());
      return isAbsent ? "no such host" : undefined;
    }
    if (!UNKNOWN_KEY.has(error.name)) return undefined;
    this.#worksAtHome ??= this.#asksAtHome();
    return (await this.#worksAtHome) ? "region off" : undefined;
  }

  /** Whether the network is there at all: STS answers in every region, were it with a refusal. */
  async #isReachable(): Promise<boolean> {
    const before = this.#answers;
    await this.send(STSClient, new GetCallerIdentityCommand({})).catch(() => undefined);
    return this.#answers > before;
  }

  /**
   * Whether the keys are known in the partition's home region, which is always on: a region that is off answers as if
   * the keys were wrong.
   */
  async #asksAtHome(): Promise<boolean> {
    const home = partitionOfRegion(this.context.region).home;
    if (home === this.context.region) return false;
    const sts = new AwsSession({ ...this.context, region: home }, this.#credentials, this.#endpoints, this.#patience, this.#network);
    try {
      await sts.send(STSClient, new GetCallerIdentityCommand({}));
      return true;
    } catch {
      return false;
    } finally {
      sts.dispose();
    }
  }
}

async function retire(client: Promise<KeptClient>): Promise<void> {
  try {
    const kept = await client;
    kept.retired = true;
    destroyWhenIdle(kept);
  } catch {
    // it was never made, and whoever asked for it was told
  }
}

function destroyWhenIdle(kept: KeptClient): void {
  if (kept.retired && kept.calls === 0) kept.client.destroy();
}

/** The operation's name stands third in the SDK's operation schema; class names do not survive minification. */
function operationOf(schema: unknown): string {
  const name: unknown = Array.isArray(schema) ? schema[2] : undefined;
  return typeof name === "string" ? name : "call";
}
