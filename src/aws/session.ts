import { type AccountContext, contextLabel } from "../base/context.ts";
import { TokenBucket } from "../base/async.ts";
import { Disposable } from "../base/dispose.ts";
import type { AwsCredentialIdentity, Client, Command, HttpHandlerOptions, MetadataBearer } from "@smithy/types";
import type { CredentialStore } from "./credentials.ts";
import { mapSdkError } from "./errorMapping.ts";

/** What a client of the SDK is made from; the part of every client's configuration that we set. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly maxAttempts: number;
  readonly customUserAgent: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

interface SdkClient {
  destroy(): void;
  readonly config: { readonly serviceId?: string };
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** The resource in the user's words, for the message of a failure. */
  readonly subject?: string;
}

/** Calls a second that all rooms together may make of one service in one context, and how many at once. */
const PACE = { perSecond: 8, burst: 16 };

/**
 * One context's way to AWS: its clients, made on their first call, their pace and the mapping of their errors.
 * The SDK's own retries (3 attempts with back-off) are the only ones; the bucket only paces.
 */
export class AwsSession extends Disposable {
  readonly context: AccountContext;
  readonly #credentials: CredentialStore;
  readonly #endpoint: () => string | undefined;
  readonly #clients = new Map<unknown, SdkClient>();
  readonly #buckets = new Map<string, TokenBucket>();

  /** @param endpoint only where it is not the SDK's to find (the environment and profiles are): the simulated account. */
  constructor(context: AccountContext, credentials: CredentialStore, endpoint: () => string | undefined) {
    super();
    this.context = context;
    this.#credentials = credentials;
    this.#endpoint = endpoint;
    this.register({ dispose: () => this.renew() });
  }

  /**
   * Sends one command at the service's pace. The context's client of the service is made on its first call.
   * @throws DevOpsError of the kind that fits; when the credentials had expired, the next call reads them anew.
   */
  async send<SI extends object, SO extends MetadataBearer, I extends SI, O extends SO, C>(
    Service: new (settings: ClientSettings) => Client<SI, SO, C> & SdkClient,
    command: Command<SI, I, SO, O, C>,
    options: SendOptions = {},
  ): Promise<O> {
    const client = this.#client(Service);
    const service = client.config.serviceId ?? "AWS";
    const operation = operationOf(command.schema);
    try {
      await this.#bucket(service).take(options.signal);
      const http: HttpHandlerOptions = options.signal === undefined ? {} : { abortSignal: options.signal };
      return await client.send(command, http);
    } catch (error) {
      const mapped = mapSdkError(error, {
        service,
        operation,
        subject: options.subject,
        context: contextLabel(this.context),
      });
      if (mapped.kind === "expired") this.renew();
      throw mapped;
    }
  }

  /** Makes the next call read files, environment and sign-in caches anew: clients keep what they were made with. */
  renew(): void {
    this.#credentials.forget();
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }

  #client<C extends SdkClient>(Service: new (settings: ClientSettings) => C): C {
    const known = this.#clients.get(Service);
    if (known instanceof Service) return known;
    const endpoint = this.#endpoint();
    const made = new Service({
      region: this.context.region,
      credentials: () => this.#credentials.get(),
      maxAttempts: 3,
      customUserAgent: "devops-for-aws",
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
      ...(this.context.origin === "profile" ? { profile: this.context.profile } : {}),
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    this.#clients.set(Service, made);
    return made;
  }

  #bucket(service: string): TokenBucket {
    const bucket = this.#buckets.get(service) ?? new TokenBucket(PACE);
    this.#buckets.set(service, bucket);
    return bucket;
  }
}

/** The operation's name stands third in the SDK's operation schema; class names do not survive minification. */
function operationOf(schema: unknown): string {
  const name: unknown = Array.isArray(schema) ? schema[2] : undefined;
  return typeof name === "string" ? name : "call";
}
