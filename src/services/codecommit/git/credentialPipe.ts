import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { type Server, type Socket, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Disposable, toDisposable } from "../../../base/dispose.ts";
import { PIPE_VARIABLE, TOKEN_VARIABLE, type HelperAnswer, type HelperRequest } from "./pipeProtocol.ts";

/** What git sends as a user's name and password. */
export interface GitLogin {
  readonly username: string;
  readonly password: string;
}

/** A leave to ask once for the login of one address. */
export interface Grant {
  /** What the helper needs in its environment: where to ask, and the token that is good for one answer. */
  readonly env: Readonly<Record<string, string>>;
  /** Why no login could be given, when the helper asked in vain. */
  readonly failure: () => unknown;
  /** Nothing is answered from now on, not even what was asked before. */
  revoke(): void;
}

interface Pending {
  readonly url: URL;
  readonly login: () => Promise<GitLogin>;
  failure: unknown;
  /** The call is over, and whatever asks for it now is not git. */
  isOver: boolean;
}

/** Longer requests are not ours, in characters. */
const LONGEST_REQUEST = 8192;

/**
 * Answers git's credential helper over a local socket that only this user can open. Keys stay in this process: the
 * helper gets a password of 15 minutes, for the address that was granted, once.
 */
export class CredentialPipe extends Disposable {
  readonly #pending = new Map<string, Pending>();
  #address: Promise<string> | undefined;

  /** @param url the repository's address; no other is answered */
  async grant(url: string, login: () => Promise<GitLogin>): Promise<Grant> {
    this.#address ??= this.#listen();
    const address = await this.#address;
    const token = randomBytes(32).toString("hex");
    const pending: Pending = { url: new URL(url), login, failure: undefined, isOver: false };
    this.#pending.set(token, pending);
    return {
      env: { [PIPE_VARIABLE]: address, [TOKEN_VARIABLE]: token },
      failure: () => pending.failure,
      revoke: () => {
        pending.isOver = true;
        this.#pending.delete(token);
      },
    };
  }

  async #listen(): Promise<string> {
    const name = `devops-for-aws-${randomBytes(16).toString("hex")}`;
    // a folder of mkdtemp is the user's alone; a pipe of Windows has a name that cannot be guessed
    const folder = process.platform === "win32" ? undefined : await mkdtemp(path.join(tmpdir(), "devops-for-aws-"));
    const address = folder === undefined ? `\\\\.\\pipe\\${name}` : path.join(folder, "git");
    const server = createServer((socket) => this.#serve(socket));
    await listening(server, address);
    this.register(
      toDisposable(() => {
        server.close();
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      }),
    );
    return address;
  }

  #serve(socket: Socket): void {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0 && text.length < LONGEST_REQUEST) return;
      socket.removeAllListeners("data");
      void this.#answer(text.slice(0, Math.max(0, end))).then((answer) => socket.end(`${JSON.stringify(answer)}\n`));
    });
  }

  async #answer(line: string): Promise<HelperAnswer> {
    const request = parseRequest(line);
    const pending = this.#pending.get(request?.token ?? "");
    if (request === undefined || pending === undefined) return { error: "the token is not valid" };
    this.#pending.delete(request.token);
    if (!isFor(request, pending.url)) return { error: "the address is not the one that was granted" };
    try {
      const login = await pending.login();
      return pending.isOver ? { error: "the call is over" } : login;
    } catch (error) {
      pending.failure = error;
      return { error: "no credentials" };
    }
  }
}

function listening(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      // a window that ends need not wait for it
      server.unref();
      resolve();
    });
  });
}

function parseRequest(line: string): HelperRequest | undefined {
  try {
    const value = JSON.parse(line) as Partial<Record<keyof HelperRequest, unknown>> | null;
    const { token, protocol, host, path: asked } = value ?? {};
    if ([token, protocol, host, asked].some((part) => typeof part !== "string")) return undefined;
    return value as HelperRequest;
  } catch {
    return undefined;
  }
}

function isFor(request: HelperRequest, url: URL): boolean {
  return `${request.protocol}:` === url.protocol && request.host === url.host && `/${request.path}` === url.pathname;
}
