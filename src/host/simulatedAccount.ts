import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Disposable, toDisposable } from "../base/dispose.ts";
import { DevOpsError } from "../base/errors.ts";
import type { SimulatedAccess } from "../aws/credentials.ts";
import { programCommand } from "./programs.ts";

/** The running simulator: where it listens, what it lets in, and how it is steered. */
export interface RunningSimulator extends SimulatedAccess {
  readonly regions: readonly string[];
  readonly controlToken: string;
}

/** Starts one simulator for this window on a free port and ends it with the window. */
export class SimulatedAccount extends Disposable {
  readonly #program: string;
  readonly #log: (line: string) => void;
  readonly #ended: () => void;
  #running: Promise<RunningSimulator> | undefined;

  /** @param ended called when the process ended by itself */
  constructor(program: string, log: (line: string) => void, ended: () => void) {
    super();
    this.#program = program;
    this.#log = log;
    this.#ended = ended;
  }

  /** The running simulator; starts it first where it does not run. @throws DevOpsError when it cannot be started */
  start(): Promise<RunningSimulator> {
    this.#running ??= this.#spawn();
    return this.#running;
  }

  /** Puts the account back to how it was at its start. */
  async reset(): Promise<void> {
    const { endpoint, controlToken } = await this.start();
    const headers = { "x-simulator-token": controlToken, "content-type": "application/json" };
    const tried = "reset the simulated account";
    const answer = await fetch(`${endpoint}/_simulator/reset`, { method: "POST", headers, body: "{}" }).catch((cause: unknown) => {
      throw new DevOpsError({ kind: "offline", tried, why: `its process does not answer at ${endpoint}`, remedy: "See the log.", cause });
    });
    if (!answer.ok) throw new DevOpsError({ kind: "internal", tried, why: `it answered ${answer.status}` });
  }

  #spawn(): Promise<RunningSimulator> {
    const flags = ["--json", "--port", "0", "--until-stdin-closes"];
    const { command, args, options } = programCommand(this.#program, flags);
    const child = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
    const stop = this.register(toDisposable(() => child.kill()));
    createInterface({ input: child.stderr }).on("line", (line) => this.#log(`simulator: ${line}`));
    return new Promise((resolve, reject) => {
      const lines = createInterface({ input: child.stdout });
      lines.on("line", (line) => {
        if (!line.startsWith("{")) return;
        resolve(JSON.parse(line) as RunningSimulator);
      });
      const gone = (why: string) => {
        this.#running = undefined;
        this.store.delete(stop);
        reject(new DevOpsError({ kind: "internal", tried: "start the simulated account", why, remedy: "See the log." }));
        if (!this.isDisposed) this.#ended();
      };
      child.once("error", (error) => gone(error.message));
      child.once("exit", (code) => gone(`its process ended (${code ?? "killed"})`));
    });
  }
}
