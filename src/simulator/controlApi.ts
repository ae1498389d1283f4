import type { ControlEdit, ControlFaults, ControlHealth, ControlMany } from "./controlClient.ts";
import { FAULT_KINDS } from "./faults.ts";
import type { Fault } from "./faults.ts";
import type { WireRequest, WireResponse } from "./wire/types.ts";

/** Where the control API is, beside the AWS services on the same port. */
export const CONTROL_PREFIX = "/_simulator/";

/** What the control API can do to a running simulator. */
export interface Controls {
  reset(): void;
  /** @throws RangeError for a negative number */
  moveClock(advanceMs: number, speed: number | undefined): void;
  addFaults(faults: readonly Fault[]): void;
  clearFaults(): void;
  /** @throws RangeError where there is no such resource */
  editResource(edit: ControlEdit): void;
  /** @throws RangeError where no list would show them */
  makeResources(many: ControlMany): void;
  health(): ControlHealth;
  calls(): Record<string, number>;
  clearCalls(): void;
}

/** Whether a request carries the secret of the control API. */
export function isControlled({ headers }: Pick<WireRequest, "headers">, token: string): boolean {
  return headers["x-simulator-token"] === token;
}

/** Answers a request to the control API. */
export function serveControl(request: WireRequest, controls: Controls, token: string): WireResponse {
  if (!isControlled(request, token)) {
    return json(403, { message: "The header x-simulator-token is missing or wrong." });
  }
  const name = `${request.method} ${request.path.slice(CONTROL_PREFIX.length)}`;
  try {
    return json(200, control(name, request, controls));
  } catch (error) {
    if (error instanceof RangeError) {
      return json(404, { message: error.message });
    }
    if (error instanceof ControlError) {
      return json(error.status, { message: error.message });
    }
    throw error;
  }
}

class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function control(name: string, request: WireRequest, controls: Controls): object {
  switch (name) {
    case "POST reset":
      controls.reset();
      return controls.health();
    case "POST clock": {
      const { advanceMs, speed } = readObject(request, ["advanceMs", "speed"]);
      controls.moveClock(readNumber("advanceMs", advanceMs) ?? 0, readNumber("speed", speed));
      return controls.health();
    }
    case "POST faults":
      controls.addFaults(readFaults(readObject(request, ["faults"])["faults"]));
      return controls.health();
    case "DELETE faults":
      controls.clearFaults();
      return controls.health();
    case "POST edit":
      controls.editResource(readEdit(readObject(request, ["account", "region", "stack", "resource", "properties"])));
      return {};
    case "POST make":
      controls.makeResources(readMany(readObject(request, ["account", "region", "type", "count", "properties"])));
      return {};
    case "GET health":
      return controls.health();
    case "GET calls":
      return controls.calls();
    case "DELETE calls":
      controls.clearCalls();
      return {};
    default:
      throw new ControlError(404, `No such control: ${name}`);
  }
}

function json(status: number, body: object): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
}

/** @param known the members it may have: a misspelt one is refused, not ignored. */
function readObject(request: WireRequest, known: readonly string[]): Record<string, unknown> {
  let value: unknown;
  try {
    value = request.body.length === 0 ? {} : JSON.parse(request.body.toString());
  } catch {
    throw new ControlError(400, "The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ControlError(400, "The body must be a JSON object.");
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ControlError(400, `${unknown} is none of ${known.join(", ")}.`);
  }
  return value as Record<string, unknown>;
}

function readNumber(name: string, value: unknown): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new ControlError(400, `${name} must be a number that is not negative.`);
  }
  return value;
}

function readEdit({ account, region, stack, resource, properties }: Record<string, unknown>): ControlEdit {
  const isDeleted = properties === null;
  if (typeof region !== "string" || typeof stack !== "string" || typeof resource !== "string") {
    throw new ControlError(400, "region, stack and resource must be texts.");
  }
  if (!isDeleted && (typeof properties !== "object" || Array.isArray(properties))) {
    throw new ControlError(400, "properties must be an object, or null.");
  }
  const values = isDeleted ? null : (properties as Record<string, unknown>);
  return { region, stack, resource, properties: values, ...(typeof account === "string" ? { account } : {}) };
}

function readMany({ account, region, type, count, properties = {} }: Record<string, unknown>): ControlMany {
  const number = readNumber("count", count) ?? 0;
  if (typeof region !== "string" || typeof type !== "string" || typeof properties !== "object" || properties === null) {
    throw new ControlError(400, "region and type must be texts, properties an object.");
  }
  const own = typeof account === "string" ? { account } : {};
  return { region, type, count: number, properties: properties as Record<string, unknown>, ...own };
}

function readFaults(value: unknown): ControlFaults {
  if (!Array.isArray(value)) {
    throw new ControlError(400, "faults must be a list.");
  }
  return value.map((entry: unknown) => readFault(entry));
}

function readFault(entry: unknown): Fault {
  const { kind, service, operation, times, delayMs, policy, code, status, without } = (
    typeof entry === "object" && entry !== null ? entry : {}
  ) as Record<string, unknown>;
  const known = FAULT_KINDS.find((one) => one === kind);
  if (known === undefined) {
    throw new ControlError(400, `kind must be one of ${FAULT_KINDS.join(", ")}.`);
  }
  if ([service, operation, policy, code, without].some((text) => text !== undefined && typeof text !== "string")) {
    throw new ControlError(400, "service, operation, policy, code and without must be texts.");
  }
  const count = readNumber("times", times);
  const wait = readNumber("delayMs", delayMs);
  const httpStatus = readNumber("status", status);
  return {
    kind: known,
    ...(typeof service === "string" ? { service } : {}),
    ...(typeof operation === "string" ? { operation } : {}),
    ...(typeof without === "string" ? { without } : {}),
    ...(count === undefined ? {} : { times: count }),
    ...(wait === undefined ? {} : { delayMs: wait }),
    ...(typeof policy === "string" ? { policy } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(httpStatus === undefined ? {} : { status: httpStatus }),
  };
}
