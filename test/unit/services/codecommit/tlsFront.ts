import { readFileSync } from "node:fs";
import { request } from "node:http";
import { type Server, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "../../../fixtures/tls");
/** The server's own certificate, which nobody else vouches for. */
export const CERTIFICATE = path.join(FOLDER, "certificate.pem");

/** The account behind TLS, with a certificate that it made itself; it keeps what it was told. */
export class TlsFront {
  readonly #server: Server;
  /** The `Authorization` headers that came. */
  readonly logins: string[] = [];

  /** @param behind the address of the account, over HTTP */
  constructor(behind: () => string) {
    const files = { key: readFileSync(path.join(FOLDER, "key.pem")), cert: readFileSync(CERTIFICATE) };
    this.#server = createServer(files, (message, response) => {
      if (message.headers.authorization !== undefined) this.logins.push(message.headers.authorization);
      const onward = request(new URL(message.url ?? "/", behind()), { method: message.method, headers: message.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      message.pipe(onward);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
