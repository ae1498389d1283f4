import { type IncomingMessage, type RequestListener, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** One request that came. */
export interface SeenRequest {
  readonly path: string;
  readonly authorization: string;
  /** The bearer token of Identity Center. */
  readonly bearer: string;
  readonly body: string;
}

/** A small AWS: STS, Identity Center, and the metadata services of containers and instances. */
export interface Cloud {
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

const HOUR = 3_600_000;

/** Starts it on this machine. Whoever a key belongs to is in the ARN that `GetCallerIdentity` answers. */
export async function startCloud(tls?: { readonly key: string; readonly cert: string }): Promise<Cloud> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    void bodyOf(request).then((body) => {
      const { authorization = "", "x-amz-sso_bearer_token": bearer } = request.headers;
      const one = { path: request.url ?? "", authorization, bearer: String(bearer ?? ""), body };
      seen.push(one);
      const [status, type, text] = answer(request.method ?? "", one);
      response.writeHead(status, { "content-type": type }).end(text);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http${tls === undefined ? "" : "s"}://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

type Answer = [status: number, type: string, text: string];

function answer(method: string, { path, authorization, bearer, body }: SeenRequest): Answer {
  const caller = /Credential=([^/]+)\//.exec(authorization)?.[1] ?? "nobody";
  if (path === "/container") return json(machine("MACHINE"));
  if (path === "/latest/api/token") return method === "PUT" ? [200, "text/plain", "token"] : [405, "text/plain", ""];
  if (path === "/latest/meta-data/iam/security-credentials/") return [200, "text/plain", "instance"];
  if (path === "/latest/meta-data/iam/security-credentials/instance") return json(machine("INSTANCE"));
  if (path.startsWith("/federation/credentials")) return roleCredentials(path, bearer);
  if (path === "/token") return renewal(body);
  const form = new URLSearchParams(body);
  switch (form.get("Action") ?? "") {
    case "GetCallerIdentity":
      return xml("GetCallerIdentity", `<Arn>arn:aws:iam::111122223333:user/${caller}</Arn><UserId>U</UserId><Account>111122223333</Account>`);
    case "AssumeRole": {
      const given = ["ExternalId", "TokenCode", "DurationSeconds", "RoleSessionName"].map((key) => form.get(key) ?? "").filter((one) => !/^(devops-for-aws-.*|)$/.test(one));
      const role = (form.get("RoleArn") ?? "").split("/").at(-1);
      if (role === "denied") return refused(403, "AccessDenied", `${caller} is not authorized to perform: sts:AssumeRole`);
      return xml("AssumeRole", session([role, ...given, "by", caller].join("-")));
    }
    case "AssumeRoleWithWebIdentity":
      if (form.get("WebIdentityToken") !== "web-token") return refused(400, "ExpiredTokenException", "Token expired");
      return xml("AssumeRoleWithWebIdentity", session(`web-${(form.get("RoleArn") ?? "").split("/").at(-1)}`));
    default:
      return refused(403, "AccessDenied", "not for you");
  }
}

function machine(id: string): object {
  const keys = { Code: "Success", AccessKeyId: id, SecretAccessKey: "s", Token: "t" };
  return { ...keys, Expiration: new Date(Date.now() + HOUR).toISOString() };
}

function roleCredentials(path: string, bearer: string): Answer {
  if (!bearer.startsWith("good")) return [401, "application/json", JSON.stringify({ __type: "UnauthorizedException", message: "Session token not found or invalid" })];
  const query = new URL(path, "http://x").searchParams;
  const id = `sso-${query.get("role_name")}-${query.get("account_id")}-${bearer}`;
  return json({ roleCredentials: { accessKeyId: id, secretAccessKey: "s", sessionToken: "t", expiration: Date.now() + HOUR } });
}

function renewal(body: string): Answer {
  const { refreshToken } = JSON.parse(body) as { refreshToken?: string };
  if (refreshToken !== "renew-me") return [400, "application/json", JSON.stringify({ __type: "InvalidGrantException", error: "invalid_grant" })];
  return json({ accessToken: "good-renewed", expiresIn: 28_800, refreshToken: "renew-me-again", tokenType: "Bearer" });
}

function session(id: string): string {
  const keys = `<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`;
  return `<Credentials>${keys}<Expiration>${new Date(Date.now() + HOUR).toISOString()}</Expiration></Credentials>`;
}

function json(value: object): Answer {
  return [200, "application/json", JSON.stringify(value)];
}

function xml(operation: string, result: string): Answer {
  const text = `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return [200, "text/xml", text];
}

function refused(status: number, code: string, message: string): Answer {
  return [status, "text/xml", `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`];
}
