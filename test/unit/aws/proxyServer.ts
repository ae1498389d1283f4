import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A proxy that opens tunnels (CONNECT) to one place, whatever host is asked for. */
export interface ProxyServer {
  readonly url: string;
  /** Hosts with ports that tunnels were asked for. */
  readonly asked: string[];
  /** What clients said to be let in. */
  readonly authorizations: string[];
  close(): Promise<void>;
}

/** @param password who says another one is refused (407) */
export async function startProxy(port: number, password?: string): Promise<ProxyServer> {
  const asked: string[] = [];
  const authorizations: string[] = [];
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on("connect", (request, client) => {
    const authorization = request.headers["proxy-authorization"] ?? "";
    asked.push(request.url ?? "");
    authorizations.push(authorization);
    client.on("error", () => client.destroy());
    if (password !== undefined && authorization !== `Basic ${Buffer.from(`me:${password}`).toString("base64")}`) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const target = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    target.on("error", () => client.destroy());
    client.on("close", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
