import { type AccountContext, contextLabel } from "../base/context.ts";
import { TokenBucket } from "../base/async.ts";
import { Disposable } from "../base/dispose.ts";
import type { AwsCredentialIdentity, Client, Command, HttpHandlerOptions, MetadataBearer } from "@smithy/types";
import type { CredentialStore } from "./credentials.ts";
import type { EndpointSource } from "./endpoints.ts";
import { mapSdkError } from "./errorMapping.ts";

/** What a client of the SDK is made from; the part of every client's configuration that we set. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly maxAttempts: number;
  readonly customUserAgent: string;
  readonly ignoreConfiguredEndpointUrls: boolean;
  readonly endpoint?: string;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

interface SdkClient {
  destroy(): void;
  readonly config: { readonly serviceId?: string };
}

type ClientClass<C extends SdkClient> = new (settings: ClientSettings) => C;

/** A client with the number of its calls under way: it is destroyed when it is retired and the last call has ended. */
interface KeptClient<C extends SdkClient = SdkClient> {
  readonly client: C;
  calls: number;
  retired: boolean;
}

/** How long a call may go without an answer, in milliseconds. */
export interface Patience {
  readonly connect: number;
  readonly answer: number;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** The resource in the user's words, for the message of a failure. */
  readonly subject?: string;
}

/** Calls a second that all rooms together may make of one service in one context, and how many at once. */
const PACE = { perSecond: 8, burst: 16 };

const PATIENCE: Patience = { connect: 5_000, answer: 30_000 };

/**
 * One context's way to AWS: its clients, made on their first call, their pace and the mapping of their errors.
 * The SDK's own retries (3 attempts with back-off) are the only ones; the bucket only paces.
 */
export class AwsSession extends Disposable {
  readonly context: AccountContext;
  readonly #credentials: CredentialStore;
  readonly #endpoints: EndpointSource;
  readonly #patience: Patience;
  readonly #clients = new Map<unknown, Promise<KeptClient>>();
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(context: AccountContext, credentials: CredentialStore, endpoints: EndpointSource, patience = PATIENCE) {
    super();
    this.context = context;
    this.#credentials = credentials;
    this.#endpoints = endpoints;
    this.#patience = patience;
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
    const kept = await this.#kept(Service);
    const service = kept.client.config.serviceId ?? "AWS";
    kept.calls += 1;
    try {
      await this.#bucket(service).take(options.signal);
      const http: HttpHandlerOptions = options.signal === undefined ? {} : { abortSignal: options.signal };
      return await kept.client.send(command, http);
    } catch (error) {
      const mapped = mapSdkError(error, {
        service,
        operation: operationOf(command.schema),
        subject: options.subject,
        context: contextLabel(this.context),
      });
      if (mapped.kind === "expired") this.renew();
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

  /**
   * Makes the next call read files, environment and sign-in caches anew: clients keep what they were made with.
   * Calls under way end as they would have: a write that is cut off would be sent twice.
   */
  renew(): void {
    this.#credentials.forget();
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    for (const client of clients) void retire(client);
  }

  #kept<C extends SdkClient>(Service: ClientClass<C>): Promise<KeptClient<C>> {
    const known = this.#clients.get(Service) as Promise<KeptClient<C>> | undefined;
    if (known !== undefined) return known;
    const made = this.#make(Service);
    this.#clients.set(Service, made);
    made.catch(() => this.#clients.delete(Service));
    return made;
  }

  async #make<C extends SdkClient>(Service: ClientClass<C>): Promise<KeptClient<C>> {
    const settings: ClientSettings = {
      region: this.context.region,
      credentials: () => this.#credentials.get(),
      maxAttempts: 3,
      customUserAgent: "devops-for-aws",
      // the SDK would take the endpoint of AWS_PROFILE for every profile: endpoints are found here alone
      ignoreConfiguredEndpointUrls: true,
      requestHandler: {
        connectionTimeout: this.#patience.connect,
        requestTimeout: this.#patience.answer,
        throwOnRequestTimeout: true,
      },
    };
    const client = new Service(settings);
    const endpoint = await this.#endpoints(client.config.serviceId ?? "");
    return { client: endpoint === undefined ? client : new Service({ ...settings, endpoint }), calls: 0, retired: false };
  }

  #bucket(service: string): TokenBucket {
    const bucket = this.#buckets.get(service) ?? new TokenBucket(PACE);
    this.#buckets.set(service, bucket);
    return bucket;
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
