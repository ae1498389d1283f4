/** A fault as the control API takes it. */
export interface ControlFault {
  readonly kind: "throttle" | "denied" | "forbidden" | "expired" | "error" | "offline" | "delay";
  /** `codepipeline`, `codebuild`, `logs` or `sts`; all when absent. */
  readonly service?: string;
  /** As in the API: `ListPipelines`; all when absent. */
  readonly operation?: string;
  /** How many calls it meets; for ever when absent. */
  readonly times?: number;
  /** Only for `delay`: real milliseconds. */
  readonly delayMs?: number;
  /** Only for `forbidden`: the kind of policy that denies explicitly; `service control policy` when absent. */
  readonly policy?: string;
  /** Only for `error`: the code that is answered, `ServiceUnavailable` when absent. */
  readonly code?: string;
  /** Only for `error`: its HTTP status, 503 when absent. */
  readonly status?: number;
  /** Only for `denied`: calls alone whose input lacks this member. */
  readonly without?: string;
}
export type ControlFaults = readonly ControlFault[];

/** What somebody does to a stack's resource without CloudFormation. */
export interface ControlEdit {
  /** Its id; the production account when absent. */
  readonly account?: string;
  readonly region: string;
  /** A stack's name or ARN. */
  readonly stack: string;
  /** A logical id. */
  readonly resource: string;
  /** Values that its properties take, the others stay; null deletes it. */
  readonly properties: Readonly<Record<string, unknown>> | null;
}

/** Resources that no stack owns, each like the first one of its type that is there. */
export interface ControlMany {
  /** Its id; the production account when absent. */
  readonly account?: string;
  readonly region: string;
  /** `AWS::SSM::Parameter` */
  readonly type: string;
  readonly count: number;
  /** What all of them have. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface ControlHealth {
  /** The simulated time, milliseconds since 1970. */
  readonly now: number;
  /** Simulated milliseconds for each real one. */
  readonly speed: number;
  readonly faults: ControlFaults;
}

/** The control API of a running simulator, for tests and scripts. Every method throws an Error when it is refused. */
export class SimulatorControl {
  readonly #endpoint: string;
  readonly #token: string;

  /** @param endpoint as printed: `http://127.0.0.1:4566` */
  constructor(endpoint: string, token: string) {
    this.#endpoint = endpoint.replace(/\/$/, "");
    this.#token = token;
  }

  /** Makes the account new: its state, clock, faults and call counts. Keys given out by STS end. */
  async reset(): Promise<void> {
    await this.#send("POST", "reset", {});
  }

  /** Pushes the simulated time forward; everything that falls due has happened when this returns. */
  async advance(milliseconds: number): Promise<ControlHealth> {
    return (await this.#send("POST", "clock", { advanceMs: milliseconds })) as ControlHealth;
  }

  /** @param speed simulated milliseconds for each real one; 0 stops the clock. */
  async setSpeed(speed: number): Promise<ControlHealth> {
    return (await this.#send("POST", "clock", { speed })) as ControlHealth;
  }

  /** Adds to the faults in force. */
  async addFaults(...faults: ControlFault[]): Promise<void> {
    await this.#send("POST", "faults", { faults });
  }

  async clearFaults(): Promise<void> {
    await this.#send("DELETE", "faults");
  }

  /** Changes a resource behind its stack's back. */
  async editResource(edit: ControlEdit): Promise<void> {
    await this.#send("POST", "edit", edit);
  }

  /** Adds many resources of a type, under names of their own. @throws where no list would show them */
  async makeResources(many: ControlMany): Promise<void> {
    await this.#send("POST", "make", many);
  }

  async health(): Promise<ControlHealth> {
    return (await this.#send("GET", "health")) as ControlHealth;
  }

  /** Calls since the last `clearCalls`, by `service:Operation`. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    return (await this.#send("GET", "calls")) as Record<string, number>;
  }

  async clearCalls(): Promise<void> {
    await this.#send("DELETE", "calls");
  }

  async #send(method: string, name: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#endpoint}/_simulator/${name}`, {
      method,
      headers: { "x-simulator-token": this.#token, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) {
      throw new Error(`The simulator refused ${method} ${name}: ${JSON.stringify(answer)}`);
    }
    return answer;
  }
}
