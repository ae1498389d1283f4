import http from "node:http";

/** What somebody who knocks at a host's address says of himself. */
export interface Knock {
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** An answer, and what a browser would keep of it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly cookie: string;
}

/** Asks for a page, with exactly these headers: unlike `fetch`, which sets some by itself and follows. */
export function ask(port: number, { path = "/", headers = {} }: Knock = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const cookie = (response.headers["set-cookie"] ?? []).map((text) => text.split(";")[0] ?? "").join("; ");
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), cookie });
      });
    });
    request.once("error", reject);
  });
}

/** Asks for a WebSocket as VS Code's page does. @returns the status: 101 when the connection was let through */
export function handshake(port: number, { path = "/", headers = {} }: Knock = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("sixteen bytes ok").toString("base64"),
      ...headers,
    };
    const request = http.get({ host: "127.0.0.1", port, path, headers: asking, agent: false });
    request.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
  });
}
