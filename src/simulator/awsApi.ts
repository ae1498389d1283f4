import type { IncomingMessage, ServerResponse } from "node:http";
import type { SimulatedClock } from "./clock.ts";
import type { KeyStore } from "./credentials.ts";
import { faultError } from "./faults.ts";
import type { Fault, FaultList } from "./faults.ts";
import { readSignature } from "./signature.ts";
import { AwsError, notSimulated, toAwsError } from "./wire/errors.ts";
import { writeResponse } from "./http.ts";
import { isManagement, recordedIn } from "./services/cloudtrail/calls.ts";
import type { Call } from "./services/cloudtrail/calls.ts";
import { judgeInput } from "./wire/judge.ts";
import { route as routeRequest } from "./wire/routing.ts";
import type { Route } from "./wire/routing.ts";
import type { ServiceDefinition } from "./wire/schema.ts";
import type { CallContext, Members, WireRequest, WireResponse } from "./wire/types.ts";

/** What the AWS side of the server works with. */
export interface AwsApiOptions {
  /** The services of the account that a key belongs to; of an unknown key, of which nothing is answered, of any. */
  readonly servicesOf: (accessKeyId: string | undefined) => readonly ServiceDefinition[];
  readonly clock: SimulatedClock;
  readonly keys: KeyStore;
  readonly faults: FaultList;
  /** Calls by `service:Operation`, counted as they arrive from somebody whose signature is right. */
  readonly calls: Map<string, number>;
  /** Told of every call that was answered and manages something. */
  readonly record: (call: Omit<Call, "order">) => void;
  /** Told of every failure that is the simulator's own. */
  readonly onDefect: (error: unknown) => void;
}

/** Operations that are called to get keys (STS API reference). */
const WITHOUT_KEYS = new Set(["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]);

/** Serves one AWS call, from its bytes to its answer. */
export class AwsApi {
  readonly #options: AwsApiOptions;

  constructor(options: AwsApiOptions) {
    this.#options = options;
  }

  async serve(request: WireRequest, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { servicesOf, clock, faults, calls } = this.#options;
    clock.catchUp();
    // The key tells whose services answer; that it was its owner who signed is checked before they do.
    const signature = readSignature(request);
    const route = routeRequest(servicesOf(signature?.accessKeyId), request, signature?.service);
    const hangUp = new AbortController();
    response.on("close", () => hangUp.abort());
    const caller = this.#authenticate(request, route);
    if (caller instanceof AwsError) {
      await writeResponse(response, route.writeError(caller), hangUp.signal);
      return;
    }
    // Only now: whoever is not let in must not fill the counts, nor use up what is to go wrong for somebody else.
    const call = `${route.serviceName}:${route.operationName}`;
    calls.set(call, (calls.get(call) ?? 0) + 1);
    const met = faults.take(route.serviceName, route.operationName);
    await faults.delay(met);
    if (met.some(({ kind }) => kind === "offline")) {
      message.socket.destroy();
      return;
    }
    const answer = await this.#answer(route, met, { ...caller, signal: hangUp.signal }, request);
    await writeResponse(response, answer, hangUp.signal);
  }

  /** Who asks; else why that is refused. */
  #authenticate(request: WireRequest, route: Route): Omit<CallContext, "signal"> | AwsError {
    try {
      // Signatures are of the real time, whatever the simulated one is.
      const { identity, region } = this.#options.keys.authenticate(request, route, Date.now());
      const { accessKeyId, accountId, arn: callerArn, userId } = identity;
      return { region, accessKeyId, accountId, callerArn, userId };
    } catch (thrown) {
      // Whoever has no keys yet signs nothing: that these are not played is no fault of a signature.
      const isUnsigned = readSignature(request) === undefined && WITHOUT_KEYS.has(`${route.serviceName}:${route.operationName}`);
      return isUnsigned ? notSimulated(route.serviceName, route.operationName) : this.#errorOf(thrown);
    }
  }

  async #answer(route: Route, met: readonly Fault[], context: CallContext, request: WireRequest): Promise<WireResponse> {
    let input: Members = {};
    try {
      input = route.operation === undefined ? {} : await route.readInput();
      for (const fault of met) {
        const error = faultError(fault, route, input, context);
        if (error !== undefined) {
          throw error;
        }
      }
      this.#options.clock.catchUp();
      const answer = await route.writeOutput(await this.#handle(route, input, context));
      this.#record(route, input, context, request);
      return answer;
    } catch (thrown) {
      const error = this.#errorOf(thrown);
      // what is not simulated, or failed here, says so of the simulator and not of the account
      if (error === thrown && error.status !== 501) {
        this.#record(route, input, context, request, error);
      }
      return route.writeError(error);
    }
  }

  #record({ serviceName: service, operationName: operation, operation: known }: Route, input: Members, context: CallContext, request: WireRequest, error?: AwsError): void {
    if (!isManagement(service, operation)) {
      return;
    }
    const { accountId, callerArn, userId, accessKeyId, region } = context;
    this.#options.record({
      at: this.#options.clock.now(),
      region: recordedIn(service, region),
      service,
      operation,
      caller: { accountId, callerArn, userId, accessKeyId },
      address: "127.0.0.1",
      agent: request.headers["x-amz-user-agent"] ?? request.headers["user-agent"] ?? "",
      input,
      schema: known?.input,
      size: request.body.length,
      error: error === undefined ? undefined : { code: error.code, message: error.message },
    });
  }

  /** What the caller is told; a failure of our own is told to its owner as well. */
  #errorOf(thrown: unknown): AwsError {
    const error = toAwsError(thrown);
    if (error !== thrown) {
      this.#options.onDefect(thrown);
    }
    return error;
  }

  async #handle(route: Route, input: Members, context: CallContext): Promise<unknown> {
    const { service, operation } = route;
    const handler = service?.handlers.get(route.operationName);
    if (service === undefined || operation === undefined || handler === undefined) {
      throw notSimulated(route.serviceName, route.operationName);
    }
    judgeInput(service, operation, input);
    return await handler(input as never, context);
  }
}
