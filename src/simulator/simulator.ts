import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Accounts } from "./account/accounts.ts";
import { PRODUCTION } from "./account/catalogue.ts";
import type { AccountSpec } from "./account/catalogue.ts";
import { STAGING } from "./account/staging.ts";
import { AwsApi } from "./awsApi.ts";
import { SimulatedClock } from "./clock.ts";
import { CONTROL_PREFIX, isControlled, serveControl } from "./controlApi.ts";
import type { Controls } from "./controlApi.ts";
import { SimulatorControl } from "./controlClient.ts";
import { KeyStore, newAccessKeyId, newSecret } from "./credentials.ts";
import { FaultList } from "./faults.ts";
import { readBody, readHead, writeResponse } from "./http.ts";
import type { RequestHead } from "./http.ts";
import { multiply } from "./resources/multiply.ts";
import { GitFolders } from "./services/codecommit/folders.ts";
import { GIT_PREFIX, GitHttp } from "./services/codecommit/gitHttp.ts";
import { simulatedServices } from "./services/services.ts";
import { readSignature } from "./signature.ts";
import { tooLarge } from "./wire/malformed.ts";

/** The accounts listen here only: they are nobody else's. */
const HOST = "127.0.0.1";
/**
 * How long an idle connection is kept, in milliseconds. Node's five seconds are over just when somebody who polls comes
 * again: a call that is sent while its connection is being closed fails.
 */
const KEPT_MS = 65_000;
/** What is held of a request, in bytes: more than any service that is simulated takes in one call. */
const LARGEST_BODY = 32 * 1024 * 1024;
/** The same for somebody whose key is not known: a call that is made without one carries a token at most. */
const LARGEST_FOREIGN_BODY = 64 * 1024;
const SPECS = [PRODUCTION, STAGING];

/** A key pair that does not end; each part is random when absent. */
export interface WantedKeys {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

export interface SimulatorOptions extends WantedKeys {
  /** TCP port; 0 or none takes a free one. */
  readonly port?: number;
  /** The keys of the staging account. */
  readonly staging?: WantedKeys;
  /** Told of every failure that is the simulator's own; the caller is answered with an `InternalFailure` anyway. */
  readonly onDefect?: (error: unknown) => void;
}

/** One of the accounts, and the keys that lead to it. */
export interface AccountAccess {
  readonly accountId: string;
  readonly alias: string;
  /** The regions in which the account has something. */
  readonly regions: readonly string[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A simulator that listens: the production account, and beside it the staging account. */
export interface RunningSimulator extends AccountAccess {
  /** `http://127.0.0.1:<port>`, for every service of both accounts and the control API. */
  readonly endpoint: string;
  readonly staging: AccountAccess;
  readonly controlToken: string;
  readonly control: SimulatorControl;
  close(): Promise<void>;
}

/**
 * Starts the simulated AWS accounts on loopback.
 * @throws the server's own error (`code` EADDRINUSE) when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const clock = new SimulatedClock();
  const keys = new KeyStore();
  const faults = new FaultList();
  const calls = new Map<string, number>();
  const production = openAccess(PRODUCTION, keys, options);
  const staging = openAccess(STAGING, keys, options.staging ?? {});
  const accounts = new Accounts(SPECS, clock);
  const folders = new GitFolders();
  const controls: Controls = {
    reset() {
      clock.reset();
      accounts.reset();
      folders.clear();
      faults.clear();
      calls.clear();
      keys.removeTemporary();
    },
    moveClock(advanceMs, speed) {
      if (speed !== undefined) {
        clock.setSpeed(speed);
      }
      clock.advance(advanceMs);
    },
    editResource: ({ account = PRODUCTION.id, region, stack, resource, properties }) =>
      accounts.region(account, region).stacks.drift.edit(stack, resource, properties),
    makeResources: ({ account = PRODUCTION.id, region, type, count, properties = {} }) =>
      multiply(accounts.region(account, region).inventory, type, count, properties, clock.now()),
    addFaults: (added) => faults.add(added),
    clearFaults: () => faults.clear(),
    health: () => ({ now: clock.now(), speed: clock.speed, faults: faults.list() }),
    calls: () => Object.fromEntries(calls),
    clearCalls: () => calls.clear(),
  };
  const controlToken = randomBytes(24).toString("base64url");
  const onDefect = options.onDefect ?? (() => undefined);
  const shared = { clock, keys, accountIds: SPECS.map(({ id }) => id), endpoint: () => endpoint };
  const services = new Map(
    SPECS.map(({ id }) => [id, simulatedServices((name) => accounts.region(id, name), shared)]),
  );
  const servicesOf = (accessKeyId = "") => services.get(keys.find(accessKeyId)?.accountId ?? PRODUCTION.id) ?? [];
  const api = new AwsApi({ servicesOf, clock, keys, faults, calls, onDefect, record: (call) => accounts.record(call) });

  const git = new GitHttp({
    repositories(accountId, region) {
      const { settle, repositories } = accounts.region(accountId, region);
      // what was built before a push was built from what was there
      settle();
      return repositories;
    },
    regions: (accountId) => accounts.regions(accountId),
    keys,
    faults,
    calls,
    now: () => clock.now(),
    record: (call) => accounts.record(call),
    folder: (accountId, region) => folders.of(accountId, region),
    onTrouble: (text) => onDefect(new Error(text)),
  });

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (message.url?.startsWith(GIT_PREFIX) === true) {
      clock.catchUp();
      // A push may be larger than what should be held: it is not read here.
      await git.serve(message, response);
      return;
    }
    const head = readHead(message);
    const body = await readBody(message, largestBody(head));
    if (body === undefined) {
      await writeResponse(response, tooLarge(head), new AbortController().signal);
      return;
    }
    const request = { ...head, body };
    if (isControl(head)) {
      await writeResponse(response, serveControl(request, controls, controlToken), new AbortController().signal);
    } else {
      await api.serve(request, message, response);
    }
  };
  const isControl = ({ path }: RequestHead): boolean => path.startsWith(CONTROL_PREFIX);
  const largestBody = (head: RequestHead): number => {
    const isKnown = isControl(head)
      ? isControlled(head, controlToken)
      : keys.find(readSignature(head)?.accessKeyId ?? "") !== undefined;
    return isKnown ? LARGEST_BODY : LARGEST_FOREIGN_BODY;
  };
  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      // Nothing can be answered any more: the caller sees a broken connection.
      message.socket.destroy();
      if (!isHangUp(error)) {
        onDefect(error);
      }
    });
  });
  server.keepAliveTimeout = KEPT_MS;
  const port = await listen(server, options.port ?? 0);
  const endpoint = `http://${HOST}:${port}`;
  return {
    endpoint,
    ...production,
    staging,
    controlToken,
    control: new SimulatorControl(endpoint, controlToken),
    close() {
      clock.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      return closed.then(() => folders.clear());
    },
  };
}

/** Makes the key pair of an account's owner. */
function openAccess({ id, alias, owner, regions }: AccountSpec, keys: KeyStore, wanted: WantedKeys): AccountAccess {
  const credentials = {
    accessKeyId: wanted.accessKeyId ?? newAccessKeyId("AKIA"),
    secretAccessKey: wanted.secretAccessKey ?? newSecret(),
  };
  keys.add({
    ...credentials,
    sessionToken: undefined,
    accountId: id,
    arn: `arn:aws:iam::${id}:user/${owner}`,
    userId: newAccessKeyId("AIDA"),
    expiresAt: undefined,
  });
  return { accountId: id, alias, regions: Object.keys(regions), credentials };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The caller closed the connection in the middle of its request or of our answer. */
function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "EPIPE";
}
