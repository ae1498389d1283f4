import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatedClock } from "./clock.ts";
import type { KeyStore } from "./credentials.ts";
import { faultError } from "./faults.ts";
import type { Fault, FaultList } from "./faults.ts";
import { readSignature } from "./signature.ts";
import { notSimulated, toAwsError } from "./wire/errors.ts";
import { writeResponse } from "./http.ts";
import { requireMembers } from "./wire/required.ts";
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
  /** Calls by `service:Operation`, counted as they arrive. */
  readonly calls: Map<string, number>;
  /** Told of every failure that is the simulator's own. */
  readonly onDefect: (error: unknown) => void;
}

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
    const call = `${route.serviceName}:${route.operationName}`;
    calls.set(call, (calls.get(call) ?? 0) + 1);
    const met = faults.take(route.serviceName, route.operationName);
    for (const delay of met.filter(({ kind }) => kind === "delay")) {
      await sleep(delay.delayMs ?? 0);
    }
    if (met.some(({ kind }) => kind === "offline")) {
      message.socket.destroy();
      return;
    }
    const hangUp = new AbortController();
    response.on("close", () => hangUp.abort());
    const answer = await this.#answer(request, route, met, hangUp.signal);
    await writeResponse(response, answer, hangUp.signal);
  }

  async #answer(request: WireRequest, route: Route, met: readonly Fault[], signal: AbortSignal): Promise<WireResponse> {
    const { clock, keys } = this.#options;
    try {
      // Signatures are of the real time, whatever the simulated one is.
      const { identity, region } = keys.authenticate(request, route, Date.now());
      const context: CallContext = {
        region,
        accessKeyId: identity.accessKeyId,
        accountId: identity.accountId,
        callerArn: identity.arn,
        userId: identity.userId,
        signal,
      };
      const input = route.operation === undefined ? {} : await route.readInput();
      for (const fault of met) {
        const error = faultError(fault, route, input, context);
        if (error !== undefined) {
          throw error;
        }
      }
      clock.catchUp();
      return await route.writeOutput(await this.#handle(route, input, context));
    } catch (thrown) {
      const error = toAwsError(thrown);
      if (error !== thrown) {
        this.#options.onDefect(thrown);
      }
      return route.writeError(error);
    }
  }

  async #handle(route: Route, input: Members, context: CallContext): Promise<unknown> {
    const { service, operation } = route;
    const handler = service?.handlers.get(route.operationName);
    if (service === undefined || operation === undefined || handler === undefined) {
      throw notSimulated(route.serviceName, route.operationName);
    }
    requireMembers(service, operation.input, input);
    return await handler(input as never, context);
  }
}
