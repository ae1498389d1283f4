import type { AwsCredentialIdentity, Client, Command, MetadataBearer } from "@smithy/types";
import { type AccountContext, contextLabel } from "../base/context.ts";
import { endpointOf, refuseOpenText } from "./endpoints.ts";
import { mapSdkError } from "./errorMapping.ts";
import type { HandlerSource, Patience, RequestSender } from "./network.ts";
import type { Env, SharedConfig } from "./sharedConfig.ts";

interface InnerSettings {
  readonly region: string;
  readonly credentials?: AwsCredentialIdentity;
  readonly endpoint?: string;
  readonly requestHandler: RequestSender;
  readonly maxAttempts: number;
  readonly customUserAgent: string;
  readonly ignoreConfiguredEndpointUrls: boolean;
  readonly profile?: string;
}

interface InnerClient {
  destroy(): void;
}

/** One call on the way to credentials. */
export interface InnerCall<SI extends object, SO extends MetadataBearer, I extends SI, O extends SO, C> {
  /** The SDK's service id: it decides about the endpoint. */
  readonly serviceId: string;
  readonly region: string;
  /** Who signs; left out where nobody does. */
  readonly credentials?: AwsCredentialIdentity;
  /** What whoever reads the request could use, in the user's words: it never leaves the machine in open text. */
  readonly bearer?: string;
  /** What is asked for, in the user's words. */
  readonly subject: string;
  /** The error instead of one that says that what was sent is not valid any longer. */
  readonly expired?: () => Error;
  readonly command: Command<SI, I, SO, O, C>;
}

/** Of every call on the way to credentials. */
export const PATIENCE: Patience = { connect: 5_000, answer: 15_000 };

/** The clients that get credentials. Each has the endpoint of its own service, and the context's way to the network. */
export class InnerClients {
  readonly #context: AccountContext;
  readonly #config: SharedConfig;
  readonly #env: Env;
  readonly #handlers: HandlerSource;

  constructor(context: AccountContext, config: SharedConfig, env: Env, handlers: HandlerSource) {
    this.#context = context;
    this.#config = config;
    this.#env = env;
    this.#handlers = handlers;
  }

  /** @throws DevOpsError */
  async send<SI extends object, SO extends MetadataBearer, I extends SI, O extends SO, C>(
    Service: new (settings: InnerSettings) => Client<SI, SO, C> & InnerClient,
    call: InnerCall<SI, SO, I, O, C>,
  ): Promise<O> {
    const endpoint = endpointOf(this.#config, this.#context, call.serviceId, this.#env);
    if (call.bearer !== undefined) refuseOpenText(endpoint, this.#context.profile, call.bearer);
    const client = new Service({
      region: call.region,
      ...(call.credentials === undefined ? {} : { credentials: call.credentials }),
      ...(endpoint === undefined ? {} : { endpoint: endpoint.url }),
      requestHandler: this.#handlers(PATIENCE),
      maxAttempts: 3,
      customUserAgent: "devops-for-aws",
      ignoreConfiguredEndpointUrls: true,
      ...(this.#context.origin === "profile" ? { profile: this.#context.profile } : {}),
    });
    try {
      return await client.send(call.command);
    } catch (error) {
      const schema: unknown = call.command.schema;
      const operation: unknown = Array.isArray(schema) ? schema[2] : undefined;
      const mapped = mapSdkError(error, {
        service: call.serviceId,
        operation: typeof operation === "string" ? operation : "sign in",
        subject: call.subject,
        context: contextLabel(this.#context),
        // these calls have no signal
        gaveUp: false,
      });
      throw mapped.kind === "expired" && call.expired !== undefined ? call.expired() : mapped;
    } finally {
      client.destroy();
    }
  }
}
