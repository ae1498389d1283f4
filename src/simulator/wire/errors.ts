/**
 * An error that a caller is to see. `code` is the shape's name as the JSON protocols carry it
 * (`PipelineNotFoundException`); the query protocols translate it through the shape's own trait.
 */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status; when absent it follows from the error's shape, and is 400 without one. */
  readonly status: number | undefined;
  /** Members of the error besides its message. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status;
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The marked answer for an operation that the simulator knows of and does not play. */
export function notSimulated(service: string, operation: string): AwsError {
  return new AwsError("NotImplementedException", `${service}:${operation} is not simulated`, {
    status: 501,
    headers: { "x-simulator": "not-simulated" },
  });
}

/** The same for a part of what an operation can do. @param what as a person would call it: `patterns by columns` */
export function partNotSimulated(what: string): AwsError {
  const headers = { "x-simulator": "not-simulated" };
  return new AwsError("NotImplementedException", `${what} are not simulated`, { status: 501, headers });
}

/** Anything thrown, as an error for the wire: a defect of the simulator becomes an `InternalFailure` that says so. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  const text = error instanceof Error ? error.message : String(error);
  return new AwsError("InternalFailure", `The simulator failed: ${text}`, { status: 500 });
}
