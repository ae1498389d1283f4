import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Account } from "./account/account.ts";
import { ACCOUNT_ID, OWNER, REGIONS } from "./account/catalogue.ts";
import { AwsApi } from "./awsApi.ts";
import { SimulatedClock } from "./clock.ts";
import { CONTROL_PREFIX, serveControl } from "./controlApi.ts";
import type { Controls } from "./controlApi.ts";
import { SimulatorControl } from "./controlClient.ts";
import { KeyStore, newAccessKeyId, newSecret } from "./credentials.ts";
import { FaultList } from "./faults.ts";
import { readRequest, writeResponse } from "./http.ts";
import { GitFolders } from "./services/codecommit/folders.ts";
import { GIT_PREFIX, GitHttp } from "./services/codecommit/gitHttp.ts";
import { simulatedServices } from "./services/services.ts";

/** The account listens here only: it is nobody else's. */
const HOST = "127.0.0.1";

export interface SimulatorOptions {
  /** TCP port; 0 or none takes a free one. */
  readonly port?: number;
  /** Random when absent. */
  readonly accessKeyId?: string;
  /** Random when absent. */
  readonly secretAccessKey?: string;
  /** Told of every failure that is the simulator's own; the caller is answered with an `InternalFailure` anyway. */
  readonly onDefect?: (error: unknown) => void;
}

/** A simulator that listens. */
export interface RunningSimulator {
  /** `http://127.0.0.1:<port>`, for every service and the control API. */
  readonly endpoint: string;
  readonly accountId: string;
  /** The regions in which the account has something. */
  readonly regions: readonly string[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly controlToken: string;
  readonly control: SimulatorControl;
  close(): Promise<void>;
}

/**
 * Starts a simulated AWS account on loopback.
 * @throws the server's own error (`code` EADDRINUSE) when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const clock = new SimulatedClock();
  const keys = new KeyStore();
  const faults = new FaultList();
  const calls = new Map<string, number>();
  const credentials = {
    accessKeyId: options.accessKeyId ?? newAccessKeyId("AKIA"),
    secretAccessKey: options.secretAccessKey ?? newSecret(),
  };
  keys.add({
    ...credentials,
    sessionToken: undefined,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/${OWNER}`,
    userId: newAccessKeyId("AIDA"),
    expiresAt: undefined,
  });
  let account = new Account(clock);
  const folders = new GitFolders();
  const controls: Controls = {
    reset() {
      clock.reset();
      account = new Account(clock);
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
    addFaults: (added) => faults.add(added),
    clearFaults: () => faults.clear(),
    health: () => ({ now: clock.now(), speed: clock.speed, faults: faults.list() }),
    calls: () => Object.fromEntries(calls),
    clearCalls: () => calls.clear(),
  };
  const controlToken = randomBytes(24).toString("base64url");
  const onDefect = options.onDefect ?? (() => undefined);
  const services = simulatedServices((name) => account.region(name), clock, keys, () => endpoint);
  const api = new AwsApi({ services, clock, keys, faults, calls, onDefect });

  const git = new GitHttp({
    region: (name) => account.region(name).repositories,
    regions: REGIONS,
    keys,
    faults,
    calls,
    now: () => clock.now(),
    folder: (region) => folders.of(region),
    onTrouble: (text) => onDefect(new Error(text)),
  });

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (message.url?.startsWith(GIT_PREFIX) === true) {
      clock.catchUp();
      // A push may be larger than what should be held: it is not read here.
      await git.serve(message, response);
      return;
    }
    const request = await readRequest(message);
    if (request.path.startsWith(CONTROL_PREFIX)) {
      await writeResponse(response, serveControl(request, controls, controlToken), new AbortController().signal);
    } else {
      await api.serve(request, message, response);
    }
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
  const port = await listen(server, options.port ?? 0);
  const endpoint = `http://${HOST}:${port}`;
  return {
    endpoint,
    accountId: ACCOUNT_ID,
    regions: REGIONS,
    credentials,
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
