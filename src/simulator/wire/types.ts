/** An HTTP request as the codec sees it: already read to its end, header names in lower case. */
export interface WireRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded. */
  readonly path: string;
  /** The query string as it was sent, without the question mark. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer before it is written to the socket; a stream is an AWS event stream. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | AsyncIterable<Uint8Array>;
}

/** What a service operation's input or output looks like between the codec and a handler. */
export type Members = Record<string, unknown>;

/** Who asks, where, and until when: given to every handler. */
export interface CallContext {
  /** The region of the request's signature. */
  readonly region: string;
  readonly accessKeyId: string;
  /** The account that the key belongs to. */
  readonly accountId: string;
  /** The ARN that `GetCallerIdentity` answers and that error messages name. */
  readonly callerArn: string;
  readonly userId: string;
  /** Fires when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** A handler as the server calls it; `Handlers` gives it its real types. */
export type UntypedHandler = (input: never, context: CallContext) => unknown;

type InstanceOf<C> = C extends abstract new (...input: never[]) => infer I ? I : never;
type CommandOf<M, Name extends string> = InstanceOf<M[`${Name}Command` & keyof M]>;

/** The names of a client module's operations. */
export type CommandNames<M> = { [K in keyof M]: K extends `${infer Name}Command` ? Name : never }[keyof M];
/** An operation's input, as the client's command takes it. */
export type InputOf<M, Name extends string> =
  CommandOf<M, Name> extends { readonly input: infer Input } ? Input : never;
/** An operation's output, as the client's command gives it. */
export type OutputOf<M, Name extends string> =
  CommandOf<M, Name> extends {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer Output }>;
  }
    ? Omit<Output, "$metadata">
    : never;

/**
 * The handlers of a service, typed by the SDK client's own command classes: `M` is the type of the client's module.
 * The input's required members are present (the codec refuses the request otherwise), although the SDK's types
 * allow `undefined` everywhere.
 */
export type Handlers<M> = {
  [Name in CommandNames<M>]?: (
    input: InputOf<M, Name>,
    context: CallContext,
  ) => OutputOf<M, Name> | Promise<OutputOf<M, Name>>;
};
