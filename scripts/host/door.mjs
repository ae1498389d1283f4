// The only way to VS Code's server, which listens on a socket in a private folder: this door on loopback lets in who
// carries the token and comes from the page itself. The server alone asks for the token, but looks neither at the Origin
// nor at the Host of a request: a page that another program serves on loopback has its cookies too (cookies know no
// ports, RFC 6265 §8.5), and a foreign name may lead to loopback.
import { createHash, timingSafeEqual } from "node:crypto";
import http from "node:http";

/** The cookie in which VS Code's own page looks for the token, and the parameter of an address that carries it. */
const pageCookie = "vscode-tkn";
const parameter = "tkn";
const loopbackNames = new Set(["127.0.0.1", "localhost"]);

/**
 * Opens the door on a port of 127.0.0.1.
 * @param {{ port: number, token: string, socket: string }} options socket: where VS Code's server listens; port 0 takes
 *   a free one
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function openDoor({ port, token, socket }) {
  const agent = new http.Agent({ keepAlive: true });
  /** The connections of WebSockets: no server closes those. @type {Set<import("node:stream").Duplex>} */
  const upgraded = new Set();
  const server = http.createServer((request, response) => {
    const refusal = refusalOf(request, token, ownCookie());
    if (refusal !== undefined) {
      response.writeHead(403, { "content-type": "text/plain", connection: "close" }).end(`${refusal}\n`);
      return;
    }
    const inner = http.request({ socketPath: socket, agent, ...forwarded(request) }, (answer) => {
      const cookies = answer.headers["set-cookie"] ?? [];
      const added = isEntry(request) ? [`${ownCookie()}=${token}; HttpOnly; SameSite=Lax; Path=/`] : [];
      const headers = { ...answer.headers, "set-cookie": [...cookies, ...added] };
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    inner.once("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.once("close", () => inner.destroy());
    request.pipe(inner);
  });
  server.on("upgrade", (request, client, head) => {
    client.on("error", () => client.destroy());
    const refusal = refusalOf(request, token, ownCookie());
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${refusal}\n`);
      return;
    }
    const inner = http.request({ socketPath: socket, ...forwarded(request) });
    inner.once("upgrade", (answer, remote, first) => {
      upgraded.add(client);
      client.once("close", () => {
        upgraded.delete(client);
        remote.destroy();
      });
      remote.on("error", () => client.destroy());
      remote.once("close", () => client.destroy());
      client.write(headOf(answer));
      client.write(first);
      remote.write(head);
      client.pipe(remote).pipe(client);
    });
    inner.once("response", () => client.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n"));
    inner.once("error", () => client.destroy());
    inner.end();
  });
  // A page holds its connections for hours.
  server.requestTimeout = 0;
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  const taken = address !== null && typeof address === "object" ? address.port : port;

  /** The door's own cookie: those of two hosts on one machine must not replace each other. */
  function ownCookie() {
    return `devops-for-aws-${taken}`;
  }

  /**
   * The request as the server gets it, with the token in the cookie that it expects.
   * @param {http.IncomingMessage} request
   */
  function forwarded({ method, url, headers }) {
    const others = cookiesOf(headers).filter(([name]) => name !== pageCookie && name !== ownCookie());
    const cookie = [...others, [pageCookie, token]].map((pair) => pair.join("=")).join("; ");
    return { method, path: url, headers: { ...headers, cookie } };
  }

  return {
    port: taken,
    close: () => {
      agent.destroy();
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      server.closeAllConnections();
      upgraded.forEach((client) => client.destroy());
      return /** @type {Promise<void>} */ (closed);
    },
  };
}

/**
 * Why a request is refused; undefined when it may pass.
 * @param {http.IncomingMessage} request
 * @param {string} token
 * @param {string} cookieName
 */
function refusalOf({ url = "/", headers }, token, cookieName) {
  const { host = "", origin } = headers;
  if (!loopbackNames.has(host.replace(/:\d+$/, ""))) {
    return "Refused: the Host is not this machine.";
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return "Refused: another page asks.";
  }
  // A browser that sends no Origin says so there (Fetch Metadata); a link in another page may be followed.
  const site = headers["sec-fetch-site"] ?? "none";
  const isVisit = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  if (site !== "none" && site !== "same-origin" && !isVisit) {
    return "Refused: another page asks.";
  }
  const given = [
    ...parameters(url).getAll(parameter),
    ...cookiesOf(headers).filter(([name]) => name === cookieName).map(([, value]) => value),
  ];
  return given.some((value) => isSame(value, token)) ? undefined : "Refused: the token is missing or wrong.";
}

/** Whether a page is opened with the token in its address. @param {http.IncomingMessage} request */
function isEntry({ url = "/" }) {
  return parameters(url).has(parameter);
}

/** @param {string} url a request's path and query */
function parameters(url) {
  const question = url.indexOf("?");
  return new URLSearchParams(question < 0 ? "" : url.slice(question + 1));
}

/**
 * @param {http.IncomingHttpHeaders} headers
 * @returns {[name: string, value: string][]}
 */
function cookiesOf({ cookie = "" }) {
  return cookie.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]];
  });
}

/**
 * Compares without telling by its time how much is right.
 * @param {string} one
 * @param {string} other
 */
function isSame(one, other) {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** The head of an answer as it goes over the wire. @param {http.IncomingMessage} answer */
function headOf({ statusCode, statusMessage, rawHeaders }) {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
