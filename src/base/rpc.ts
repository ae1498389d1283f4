import * as v from "valibot";
import { Disposable, type IsDisposable } from "./dispose.ts";

type Schema = v.GenericSchema;

/**
 * What a webview and its host say to each other. Requests go from the webview to the host and are answered;
 * events go from the host to the webview. Everything is checked against its schema on arrival.
 */
export interface Protocol {
  readonly requests: Readonly<Record<string, { readonly params: Schema; readonly result: Schema }>>;
  readonly events: Readonly<Record<string, Schema>>;
}

export type Params<P extends Protocol, K extends keyof P["requests"]> = v.InferOutput<P["requests"][K]["params"]>;
export type Result<P extends Protocol, K extends keyof P["requests"]> = v.InferOutput<P["requests"][K]["result"]>;
export type EventData<P extends Protocol, K extends keyof P["events"]> = v.InferOutput<P["events"][K]>;

/** One end of a channel that carries structured-clonable values. */
export interface Transport {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): IsDisposable;
}

const requestMessage = v.object({ kind: v.literal("request"), id: v.number(), name: v.string(), params: v.unknown() });
const resultMessage = v.object({ kind: v.literal("result"), id: v.number(), result: v.unknown() });
const failureMessage = v.object({ kind: v.literal("failure"), id: v.number(), message: v.string() });
const eventMessage = v.object({ kind: v.literal("event"), name: v.string(), data: v.unknown() });
const anyMessage = v.variant("kind", [requestMessage, resultMessage, failureMessage, eventMessage]);

export type RequestHandlers<P extends Protocol> = {
  readonly [K in keyof P["requests"]]: (params: Params<P, K>) => Result<P, K> | Promise<Result<P, K>>;
};

/** The host's end: answers requests, sends events. A message that fits no schema is refused and reported. */
export class RpcHost<P extends Protocol> extends Disposable {
  readonly #protocol: P;
  readonly #transport: Transport;
  readonly #handlers: RequestHandlers<P>;
  readonly #report: (problem: unknown) => void;

  constructor(protocol: P, transport: Transport, handlers: RequestHandlers<P>, report: (problem: unknown) => void) {
    super();
    this.#protocol = protocol;
    this.#transport = transport;
    this.#handlers = handlers;
    this.#report = report;
    this.register(transport.onMessage((message) => void this.#receive(message)));
  }

  send<K extends keyof P["events"] & string>(name: K, data: EventData<P, K>): void {
    if (!this.isDisposed) this.#transport.post({ kind: "event", name, data });
  }

  async #receive(message: unknown): Promise<void> {
    const parsed = v.safeParse(requestMessage, message);
    if (!parsed.success) {
      this.#report(new Error(`A message from a view was not understood: ${v.summarize(parsed.issues)}`));
      return;
    }
    const { id, name, params } = parsed.output;
    try {
      const spec = Object.hasOwn(this.#protocol.requests, name) ? this.#protocol.requests[name] : undefined;
      if (spec === undefined) throw new Error(`No such request: ${name}`);
      const handler: ((params: never) => unknown) | undefined = this.#handlers[name];
      const result: unknown = await handler?.(v.parse(spec.params, params) as never);
      if (!this.isDisposed) this.#transport.post({ kind: "result", id, result });
    } catch (error) {
      this.#report(error);
      const text = error instanceof Error ? error.message : String(error);
      if (!this.isDisposed) this.#transport.post({ kind: "failure", id, message: text });
    }
  }
}

/** The webview's end: asks, and hears events. */
export class RpcClient<P extends Protocol> extends Disposable {
  readonly #protocol: P;
  readonly #transport: Transport;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void; name: string }>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  #nextId = 1;

  constructor(protocol: P, transport: Transport) {
    super();
    this.#protocol = protocol;
    this.#transport = transport;
    this.register(transport.onMessage((message) => this.#receive(message)));
  }

  /** Asks the host; rejects with the host's message where it could not answer. */
  request<K extends keyof P["requests"] & string>(name: K, params: Params<P, K>): Promise<Result<P, K>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, name });
      this.#transport.post({ kind: "request", id, name, params });
    });
  }

  on<K extends keyof P["events"] & string>(name: K, listener: (data: EventData<P, K>) => void): IsDisposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const own = (data: unknown) => listener(data);
    listeners.add(own);
    return { dispose: () => listeners.delete(own) };
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(anyMessage, message);
    if (!parsed.success) return; // the editor posts messages of its own into every webview
    const received = parsed.output;
    if (received.kind === "event") {
      const schema = this.#protocol.events[received.name];
      if (schema === undefined) return;
      const data = v.parse(schema, received.data);
      for (const listener of this.#listeners.get(received.name) ?? []) listener(data);
    } else if (received.kind !== "request") {
      this.#settle(received);
    }
  }

  #settle(answer: v.InferOutput<typeof resultMessage> | v.InferOutput<typeof failureMessage>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (waiting === undefined) return;
    if (answer.kind === "failure") {
      waiting.reject(new Error(answer.message));
      return;
    }
    const spec = this.#protocol.requests[waiting.name];
    const result = spec === undefined ? undefined : v.safeParse(spec.result, answer.result);
    if (result?.success) waiting.resolve(result.output);
    else waiting.reject(new Error(`The answer to ${waiting.name} was not understood`));
  }
}
