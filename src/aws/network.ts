import http from "node:http";
import https from "node:https";
import type tls from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { HttpHandlerOptions } from "@smithy/types";
import { HttpProxyAgent, HttpsProxyAgent, type ProxyAgentRequestOptions } from "hpagent";
import { type AccountContext, contextLabel } from "../base/context.ts";
import { type Authorities, authorities } from "./authorities.ts";
import { configFault } from "./configFault.ts";
import { settingsProfile } from "./endpoints.ts";
import { type EditorNetwork, type Proxy, type Target, proxyOf } from "./proxies.ts";
import { type Env, fromHome, readSharedConfig } from "./sharedConfig.ts";
import { explainUnreached } from "./unreached.ts";

type HttpRequest = Parameters<NodeHttpHandler["handle"]>[0];
type HttpAnswer = ReturnType<NodeHttpHandler["handle"]>;

/** How long a call may go without an answer, in milliseconds. */
export interface Patience {
  readonly connect: number;
  readonly answer: number;
}

/** Makes what sends a client's requests. One is made a client, and ended with it. */
export type HandlerSource = (patience: Patience) => RequestSender;

export interface RequestSender {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: HttpRequest, options?: HttpHandlerOptions): HttpAnswer;
  destroy(): void;
}

/** What another program has to be told to go the same way; the environment's proxies it reads itself. */
export interface Way {
  /** The file of the authorities that are trusted alone. */
  readonly bundle?: string;
  /** The editor's proxy. */
  readonly proxy?: string;
}

/** Enough for a view that is filled; the SDK's own default. */
const CONNECTIONS = 50;

/** The way out of this machine for one context: its certificates and proxies, read once and kept until `renew`. */
export class Network {
  readonly #context: AccountContext;
  readonly #env: Env;
  readonly #editor: () => EditorNetwork;
  #trusted: Promise<Authorities> | undefined;

  constructor(context: AccountContext, env: Env, editor: () => EditorNetwork) {
    this.#context = context;
    this.#env = env;
    this.#editor = editor;
  }

  /** Makes handlers that are made from now on read certificates anew. */
  renew(): void {
    this.#trusted = undefined;
  }

  readonly handler: HandlerSource = (patience) => {
    const senders = new Map<string, NodeHttpHandler>();
    return {
      metadata: { handlerProtocol: "http/1.1" },
      handle: async (request, options) => {
        const target = targetOf(request);
        const proxy = proxyOf(target, this.#editor(), this.#env);
        const key = `${target.secure ? "tls" : "plain"} ${proxy?.url ?? ""}`;
        const trusted = target.secure ? await this.#authorities() : NONE;
        const sender = senders.get(key) ?? this.#sender(target, proxy, trusted, patience);
        senders.set(key, sender);
        try {
          return await sender.handle(request, options);
        } catch (error) {
          const config = await readSharedConfig(this.#env);
          throw explainUnreached(error, { context: this.#context, env: this.#env, config, target, proxy, bundle: trusted.bundle });
        }
      },
      destroy: () => senders.forEach((sender) => sender.destroy()),
    };
  };

  /** @param address `https://host/path` @throws DevOpsError where the bundle that a setting names cannot be read */
  async way(address: string): Promise<Way> {
    const { protocol, hostname, port } = new URL(address);
    const target = targetOf({ protocol, hostname, ...(port === "" ? {} : { port: Number(port) }) });
    const proxy = proxyOf(target, this.#editor(), {});
    const { bundle } = target.secure ? await this.#authorities() : NONE;
    return { ...(bundle === undefined ? {} : { bundle: fromHome(bundle) }), ...(proxy === undefined ? {} : { proxy: proxy.url }) };
  }

  async #authorities(): Promise<Authorities> {
    const read = (this.#trusted ??= this.#readAuthorities());
    read.catch(() => {
      if (this.#trusted === read) this.#trusted = undefined;
    });
    return read;
  }

  async #readAuthorities(): Promise<Authorities> {
    if (this.#context.origin === "simulated") return NONE;
    const config = await readSharedConfig(this.#env);
    const profile = settingsProfile(config, this.#context, this.#env);
    return authorities(profile, profile?.name ?? this.#context.profile, this.#env, this.#editor().systemCertificates);
  }

  #sender(target: Target, proxy: Proxy | undefined, { context }: Authorities, patience: Patience): NodeHttpHandler {
    const agent: https.AgentOptions = {
      keepAlive: true,
      maxSockets: CONNECTIONS,
      ...(context === undefined ? {} : { secureContext: context }),
    };
    const { secure } = target;
    const used = proxy === undefined ? (secure ? new https.Agent(agent) : new http.Agent(agent)) : this.#proxyAgent(target, proxy, agent);
    return new NodeHttpHandler({
      connectionTimeout: patience.connect,
      requestTimeout: patience.answer,
      throwOnRequestTimeout: true,
      ...(used instanceof https.Agent ? { httpsAgent: used } : { httpAgent: used }),
    });
  }

  #proxyAgent({ secure }: Target, proxy: Proxy, options: https.AgentOptions): http.Agent {
    const url = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      const why = `${proxy.origin} names a proxy that is no address with http:// or https://`;
      throw configFault({ profile: contextLabel(this.#context), why });
    }
    const { proxyStrict, proxyAuthorization } = this.#editor();
    const toProxy: ProxyAgentRequestOptions & { secureContext?: tls.SecureContext } = {
      rejectUnauthorized: proxyStrict,
      ...(proxyAuthorization === "" ? {} : { headers: { "proxy-authorization": proxyAuthorization } }),
      ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }),
    };
    const settings = { ...options, proxy: url, proxyRequestOptions: toProxy };
    return secure ? new HttpsProxyAgent(settings) : new HttpProxyAgent(settings);
  }
}

const NONE: Authorities = { context: undefined, bundle: undefined };

function targetOf({ protocol, hostname, port }: Pick<HttpRequest, "protocol" | "hostname" | "port">): Target {
  const secure = protocol === "https:";
  return { secure, host: hostname.replace(/^\[|\]$/g, ""), port: port ?? (secure ? 443 : 80) };
}
