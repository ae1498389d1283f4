import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody, readHead, writeResponse } from "../../../src/simulator/http.ts";
import { readSignature } from "../../../src/simulator/signature.ts";
import { route } from "../../../src/simulator/wire/routing.ts";
import type { ServiceDefinition } from "../../../src/simulator/wire/schema.ts";

/** What the server saw of one call. */
export interface SeenCall {
  readonly operation: string;
  readonly input: unknown;
}

/** A server of nothing but the codec: it notes every input and answers with the output laid ready. */
export class CodecServer {
  readonly seen: SeenCall[] = [];
  output: unknown = {};
  readonly #server: Server;

  constructor(services: readonly ServiceDefinition[]) {
    this.#server = createServer((message, response) => {
      const serve = async () => {
        const body = await readBody(message, Number.POSITIVE_INFINITY);
        const request = { ...readHead(message), body: body ?? Buffer.alloc(0) };
        const found = route(services, request, readSignature(request)?.service);
        this.seen.push({ operation: found.operationName, input: await found.readInput() });
        await writeResponse(response, await found.writeOutput(this.output), new AbortController().signal);
      };
      serve().catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
  }

  /** Listens on a free port; gives the endpoint. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
