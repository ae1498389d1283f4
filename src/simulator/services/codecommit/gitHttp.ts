import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyStore } from "../../credentials.ts";
import type { FaultList } from "../../faults.ts";
import { serverEnvironment } from "./gitProgram.ts";
import { isOver, isSignedBy, readGitPassword } from "./gitPassword.ts";
import type { Members } from "../../wire/types.ts";
import type { Call } from "../cloudtrail/calls.ts";
import { repositoryIdOf } from "./repositories.ts";
import type { Repository, RepositoryStore } from "./repositories.ts";

/** Where git finds the repositories, beside the AWS services on the same port. */
export const GIT_PREFIX = "/v1/repos/";

/** Characters of what git complains of that are told. */
const COMPLAINT_LIMIT = 2_000;

export interface GitHttpOptions {
  /** An account's repositories in a region at the moment of a request. */
  readonly repositories: (accountId: string, region: string) => RepositoryStore;
  /** The regions of an account, which a password may be for: the address does not name one. */
  readonly regions: (accountId: string) => readonly string[];
  readonly keys: KeyStore;
  readonly faults: FaultList;
  /** Calls by `codecommit:GitPull` and `codecommit:GitPush`. */
  readonly calls: Map<string, number>;
  /** Simulated time, milliseconds since 1970. */
  readonly now: () => number;
  /** Told of every push that moved something. */
  readonly record: (call: Omit<Call, "order">) => void;
  /** Where the bare repositories of an account's region are made. */
  readonly folder: (accountId: string, region: string) => string;
  /** Told of what git wrote to its standard error where it failed, and not its caller. */
  readonly onTrouble: (text: string) => void;
}

/** Serves clones, fetches and pushes through git's own `http-backend`; the check of who comes is ours. */
export class GitHttp {
  readonly #options: GitHttpOptions;

  constructor(options: GitHttpOptions) {
    this.#options = options;
  }

  /** Answers one request below `GIT_PREFIX`. */
  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? "/", "http://simulator");
    const [, path = "", name = "", rest = ""] = /^(\/v1\/repos\/([\w.-]+))(\/.*)?$/.exec(url.pathname) ?? [];
    const allowed = this.#authenticate(message, path);
    if (typeof allowed !== "object") {
      refuse(message, response, allowed, allowed === 401 ? "Credentials are required" : "The credentials are not valid");
      return;
    }
    // Git begins every conversation without credentials: faults and counts are of those that it has with them.
    const isPush = `${rest}${url.search}`.includes("git-receive-pack");
    const operation = isPush ? "GitPush" : "GitPull";
    const call = `codecommit:${operation}`;
    this.#options.calls.set(call, (this.#options.calls.get(call) ?? 0) + 1);
    const met = this.#options.faults.take("codecommit", operation);
    await this.#options.faults.delay(met);
    const kinds = met.map(({ kind }) => kind);
    if (kinds.includes("offline")) {
      message.socket.destroy();
      return;
    }
    if (kinds.includes("throttle")) {
      refuse(message, response, 429, "Rate exceeded");
      return;
    }
    if (kinds.includes("denied") || kinds.includes("expired")) {
      refuse(message, response, 403, `${call} is denied`);
      return;
    }
    const store = this.#options.repositories(allowed.accountId, allowed.region);
    const repository = store.find(name);
    if (repository === undefined) {
      refuse(message, response, 404, `repository ${name} not found`);
      return;
    }
    await this.#runBackend({ message, response, store, repository, path: rest, query: url.search.slice(1), user: allowed.user });
  }

  /** Who comes, by the user's name and password of the request; else the status to answer. */
  #authenticate(message: IncomingMessage, path: string): Caller | 401 | 403 {
    const basic = /^Basic (.+)$/i.exec(message.headers.authorization ?? "")?.[1];
    if (basic === undefined) {
      return 401;
    }
    const text = Buffer.from(basic, "base64").toString();
    const colon = text.indexOf(":");
    const user = text.slice(0, colon);
    const password = readGitPassword(text.slice(colon + 1));
    const percent = user.indexOf("%");
    const accessKeyId = percent < 0 ? user : user.slice(0, percent);
    const identity = this.#options.keys.find(accessKeyId);
    const now = Date.now();
    if (identity === undefined || password === undefined || isOver(password, now)) {
      return 403;
    }
    if (identity.sessionToken !== (percent < 0 ? undefined : user.slice(percent + 1))) {
      return 403;
    }
    if (identity.expiresAt !== undefined && identity.expiresAt <= now) {
      return 403;
    }
    const host = (message.headers.host ?? "").replace(/:\d+$/, "");
    const { accountId } = identity;
    const region = this.#options.regions(accountId).find((one) =>
      isSignedBy(password, identity.secretAccessKey, { host, path, region: one }),
    );
    return region === undefined ? 403 : { user: accessKeyId, accountId, region };
  }

  #runBackend(request: BackendRequest): Promise<void> {
    const { message, response, store, repository } = request;
    const parent = this.#options.folder(store.accountId, store.region);
    repository.materialise(parent);
    const child = spawn("git", ["http-backend"], { env: cgiEnvironment(request, parent), stdio: ["pipe", "pipe", "pipe"] });
    // A caller who hangs up closes the pipe in git's face: its exit tells the rest.
    child.stdin.on("error", () => undefined);
    let complaint = "";
    child.stderr.on("data", (text: Buffer) => (complaint = `${complaint}${text.toString()}`.slice(0, COMPLAINT_LIMIT)));
    message.pipe(child.stdin);
    response.once("close", () => {
      child.kill();
      child.stdout.destroy();
    });
    const head = new HeadReader(response);
    const readHead = (chunk: Buffer) => {
      if (head.take(chunk)) {
        child.stdout.off("data", readHead);
        // A pack may be larger than what should be held: git waits for a caller who reads slowly.
        child.stdout.pipe(response, { end: false });
      }
    };
    child.stdout.on("data", readHead);
    return new Promise((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") {
          reject(error);
          return;
        }
        const text = "The simulated CodeCommit serves git only where git is installed: it found none on the PATH.";
        refuse(message, response, 501, text);
        resolve();
      });
      child.once("close", () => {
        // Whatever git answers with another status is about its caller, and so is what it says of one who went away.
        if (!response.destroyed && !response.writableEnded && (!head.isRead || response.statusCode >= 500)) {
          this.#options.onTrouble(`git http-backend of ${repository.name}: ${complaint.replaceAll(parent, "").trim()}`);
          response.statusCode = 500;
        }
        // The caller learns that its push is done only when its pipelines have started.
        this.#pushed(request)
          .then(() => response.end(resolve))
          .catch(reject);
      });
    });
  }

  async #pushed(request: BackendRequest): Promise<void> {
    const { message, path, store, repository } = request;
    if (message.method !== "POST" || !path.endsWith("/git-receive-pack")) {
      return;
    }
    const all = await repository.refresh(this.#options.now());
    if (all.length > 0) {
      this.#record(request, { references: all.map(({ branch, commit }) => ({ commit: commit.id, ref: `refs/heads/${branch}` })) });
    }
    for (const moved of all) {
      store.onPush?.(moved);
    }
  }

  /** The event that CloudTrail has of a push ("Logging AWS CodeCommit API calls", CodeCommit user guide). */
  #record({ message, store, repository, user }: BackendRequest, input: Members): void {
    const identity = this.#options.keys.find(user);
    if (identity === undefined) {
      return;
    }
    const { accountId, arn: callerArn, userId, accessKeyId } = identity;
    const { name } = repository;
    this.#options.record({
      at: this.#options.now(),
      region: store.region,
      service: "codecommit",
      operation: "GitPush",
      caller: { accountId, callerArn, userId, accessKeyId },
      address: "127.0.0.1",
      agent: message.headers["user-agent"] ?? "",
      input,
      additional: { protocol: "HTTP", dataTransferred: true, repositoryName: name, repositoryId: repositoryIdOf(store, name) },
      size: 0,
    });
  }
}

/** Who comes, and where to. */
interface Caller {
  /** The access key's id. */
  readonly user: string;
  readonly accountId: string;
  readonly region: string;
}

interface BackendRequest {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: RepositoryStore;
  readonly repository: Repository;
  /** Behind the repository's name: `/info/refs`. */
  readonly path: string;
  readonly query: string;
  readonly user: string;
}

/** What CGI wants to know (RFC 3875), and what `git help http-backend` asks for; nothing else of our environment. */
function cgiEnvironment({ message, repository, path, query, user }: BackendRequest, root: string): NodeJS.ProcessEnv {
  const { headers } = message;
  const header = (name: string) => String(headers[name] ?? "");
  return {
    ...serverEnvironment(),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `/${repository.name}.git${path}`,
    REQUEST_METHOD: message.method ?? "GET",
    QUERY_STRING: query,
    CONTENT_TYPE: header("content-type"),
    CONTENT_LENGTH: header("content-length"),
    HTTP_CONTENT_ENCODING: header("content-encoding"),
    HTTP_GIT_PROTOCOL: header("git-protocol"),
    REMOTE_USER: user,
    REMOTE_ADDR: "127.0.0.1",
  };
}

/** Takes the CGI headers off the front of the answer. */
class HeadReader {
  readonly #response: ServerResponse;
  #head = Buffer.alloc(0);
  isRead = false;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Takes the next piece. @returns whether the headers are complete: what follows is not for this reader */
  take(chunk: Buffer): boolean {
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    const rest = this.#head.subarray(end + 4);
    for (const line of this.#head.subarray(0, end).toString().split("\r\n")) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon);
      const value = line.slice(colon + 1).trim();
      if (name.toLowerCase() === "status") {
        this.#response.statusCode = Number.parseInt(value, 10);
      } else {
        this.#response.setHeader(name, value);
      }
    }
    this.isRead = true;
    this.#response.write(rest);
    return true;
  }
}

function refuse(message: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  // What is still on its way would keep the connection from being used again.
  message.resume();
  response.statusCode = status;
  response.setHeader("content-type", "text/plain");
  if (status === 401) {
    response.setHeader("www-authenticate", 'Basic realm="CodeCommit"');
  }
  response.end(`${text}\n`);
}
